//! Areas 业务领域: the parts of the trade that kinds of documents belong to.
//!
//! Owns which kind is whose. Rights are granted to an area as a whole, so a new kind falls to the
//! people of its area at once. Leaves out what a kind does. Invariant: every kind has one area.

use crate::kind::Kind;

macro_rules! areas {
    ($($name:ident = $key:literal $zh:literal $en:literal $costs:literal;)*) => {
        /// A part of the trade.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Area {
            $(#[doc = concat!($zh, " ", $en, ".")] $name,)*
        }

        impl Area {
            /// All areas.
            pub const ALL: &[Area] = &[$(Area::$name),*];

            /// The key that grants and screens use, `purchasing`.
            pub const fn key(self) -> &'static str {
                match self { $(Area::$name => $key),* }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Area::$name => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $(Area::$name => $en),* }
            }

            /// True where the amounts of a document are costs, which not everybody sees.
            pub const fn amounts_are_costs(self) -> bool {
                match self { $(Area::$name => $costs),* }
            }
        }
    };
}

areas! {
    Retail = "retail" "零售" "Retail" false;
    Sales = "sales" "销售" "Sales" false;
    Purchasing = "purchasing" "采购" "Purchasing" true;
    Consignment = "consignment" "代销" "Consignment" true;
    Stock = "stock" "库存" "Stock" true;
    Lending = "lending" "借还" "Lending" false;
    Settlement = "settlement" "往来结算" "Settlement" false;
    Finance = "finance" "财务" "Finance" false;
    Gift = "gift" "赠品" "Gifts" true;
    Rebate = "rebate" "返利" "Rebates" false;
    Order = "order" "订单" "Orders" false;
    Opening = "opening" "期初" "Opening balances" true;
    Close = "close" "结存" "Closing" true;
}

impl Area {
    /// The area of a kind. Purchase receipts are `Purchasing`.
    pub const fn of(kind: Kind) -> Area {
        match kind {
            Kind::LS | Kind::LT => Area::Retail,
            Kind::XS | Kind::XT => Area::Sales,
            Kind::BJ | Kind::HT | Kind::XD | Kind::CS | Kind::CD => Area::Order,
            Kind::CG | Kind::FP | Kind::CT => Area::Purchasing,
            Kind::FS | Kind::WX | Kind::WWST | Kind::WT => Area::Consignment,
            Kind::SR | Kind::SJ | Kind::ST | Kind::SD => Area::Consignment,
            Kind::TB | Kind::BT | Kind::FH | Kind::RS => Area::Stock,
            Kind::BS | Kind::BY | Kind::TJ | Kind::ZC | Kind::PD | Kind::CX => Area::Stock,
            Kind::JC | Kind::JH | Kind::JR | Kind::JG => Area::Lending,
            Kind::SK | Kind::FK | Kind::YZ | Kind::YJ | Kind::FZ | Kind::FJ => Area::Settlement,
            Kind::FY | Kind::QT | Kind::ZK | Kind::PZ | Kind::GZ | Kind::ZJ => Area::Finance,
            Kind::ZS | Kind::HZ => Area::Gift,
            Kind::FL | Kind::HL | Kind::JB => Area::Rebate,
            Kind::QC => Area::Opening,
            Kind::YJC | Kind::NJC => Area::Close,
        }
    }

    /// The area of a key.
    pub fn from_key(key: &str) -> Option<Area> {
        Area::ALL.iter().copied().find(|area| area.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_back_to_its_area() {
        for &area in Area::ALL {
            assert_eq!(Area::from_key(area.key()), Some(area));
        }
        assert_eq!(Area::from_key("somewhere"), None);
    }
}
