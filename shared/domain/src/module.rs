//! Modules 业务模块: the parts of the business that close a month one after another.
//!
//! Owns which kind belongs to which module and their order (`features.md` 227). Leaves out closing
//! itself (the books). Invariant: every kind belongs to exactly one module; finance closes last,
//! because its figures follow from all others.

use crate::kind::Kind;

/// A module, in the order of closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// Purchasing 采购.
    Purchase = 1,
    /// Sales 销售.
    Sales = 2,
    /// Stock 仓储.
    Stock = 3,
    /// Finance 财务; it closes by the month close YJC itself.
    Finance = 4,
}

impl Module {
    /// All modules in the order of closing.
    pub const ALL: [Module; 4] = [Module::Purchase, Module::Sales, Module::Stock, Module::Finance];

    /// Those that close one after another before finance does.
    pub const BUSINESS: [Module; 3] = [Module::Purchase, Module::Sales, Module::Stock];

    /// The key that screens translate.
    pub const fn key(self) -> &'static str {
        match self {
            Module::Purchase => "purchase",
            Module::Sales => "sales",
            Module::Stock => "stock",
            Module::Finance => "finance",
        }
    }

    /// The module of a key.
    pub fn from_key(key: &str) -> Option<Module> {
        Module::ALL.into_iter().find(|module| module.key() == key)
    }

    /// The module of a stored number.
    pub fn from_number(number: i64) -> Option<Module> {
        Module::ALL.into_iter().find(|module| *module as i64 == number)
    }

    /// The module of a kind.
    pub const fn of(kind: Kind) -> Module {
        use Kind::{
            BJ, BS, BT, BY, CD, CG, CS, CT, CX, FH, FL, FP, FS, HT, HZ, JB, JC, JG, JH, JR, LS, LT,
            PD, RS, SD, SJ, SR, ST, TB, TJ, WT, WWST, WX, XD, XS, XT, ZC, ZS,
        };
        match kind {
            CS | CD | CG | FP | CT | SR | SJ | ST | SD => Module::Purchase,
            LS | LT | BJ | HT | XD | XS | XT | FS | WX | WWST | WT | FL | JB => Module::Sales,
            TB | BT | FH | RS | BS | BY | TJ | ZC | PD | CX | JC | JH | JR | JG | ZS | HZ => {
                Module::Stock
            }
            _ => Module::Finance,
        }
    }
}

impl std::fmt::Display for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_moves_goods_closes_before_finance() {
        for &kind in Kind::ALL {
            let rule = kind.rule();
            let value_only = matches!(kind, Kind::QC | Kind::FY);
            if (rule.from.is_some() || rule.to.is_some()) && !value_only {
                assert!(Module::of(kind) < Module::Finance, "{}", kind.code());
            }
        }
        for module in Module::ALL {
            assert_eq!(Module::from_key(module.key()), Some(module));
            assert_eq!(Module::from_number(module as i64), Some(module));
        }
    }
}
