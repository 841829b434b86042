//! What the rows of a statistic stand for: products, partners, days, and so on.
//!
//! Owns the choice, what a row's key is called on screens, and how a row narrows the question that it
//! opens. Leaves out which rows count (`filter`) and the figures (`grouped`). Invariant: a key leads back to a filter that finds
//! exactly what the row counts.

use std::collections::BTreeMap;

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{EmployeeId, PartnerId};
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::master::category::CategoryId;

use super::place::Places;
use super::{Cell, Query};
use crate::goods::GoodsRow;
use crate::sql::{self, Sql, SqlError, Value, unsigned};
use crate::stored;
use crate::table::master;

macro_rules! dimensions {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// What a row stands for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum By { $($(#[$doc])* $name),* }

        impl By {
            /// All of them.
            pub const ALL: &[By] = &[$(By::$name),*];

            /// The name that is asked for, `partner`.
            pub const fn code(self) -> &'static str {
                match self { $(By::$name => $code),* }
            }
        }
    };
}

dimensions! {
    /// Products 商品.
    Product = "product";
    /// Their categories 分类, the lowest ones.
    Category = "category";
    /// Customers or suppliers 往来单位.
    Partner = "partner";
    /// Who answers for the documents 经手人.
    Employee = "employee";
    /// Branches 分公司.
    Branch = "branch";
    /// Stores of branches 仓库.
    Warehouse = "warehouse";
    /// Business dates 日.
    Day = "day";
    /// Months 月.
    Month = "month";
    /// Kinds of documents 单据类别.
    Kind = "kind";
    /// Accounts 科目.
    Account = "account";
}

impl By {
    /// What rows of goods stand for: what is asked for, unless goods do not have it.
    pub(super) fn of_goods(query: &Query, own: By) -> By {
        query.by.filter(|by| *by != By::Account).unwrap_or(own)
    }

    /// The choice of a name.
    pub fn from_code(code: &str) -> Option<By> {
        By::ALL.iter().copied().find(|by| by.code() == code)
    }
}

/// Stores of a branch are numbered below this.
const STORES: i64 = 1_000_000;

/// How a row is called. Rows stand in the order of `order`, which names one row only.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub order: String,
    pub code: Cell,
    pub name: Cell,
    pub unit: String,
}

impl Title {
    /// Whether its code or name holds a text, in whatever case.
    pub fn has(&self, text: &str) -> bool {
        let (en, zh) = (super::Language::English, super::Language::Chinese);
        let told = [self.code.show(zh), self.name.show(zh), self.name.show(en)];
        let text = text.trim().to_lowercase();
        told.iter().any(|told| told.to_lowercase().contains(&text))
    }
}

/// Names and trees for the rows of one report.
pub(super) struct Names {
    places: Places,
    /// Category of each product, read when it is first asked for.
    shelves: Option<BTreeMap<i64, i64>>,
}

impl Names {
    /// Reads the branches; the rest is read as it is asked for.
    pub fn load(sql: &mut dyn Sql) -> Result<Names, SqlError> {
        Ok(Names { places: Places::load(sql)?, shelves: None })
    }

    /// The branches.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Reads which category each product is in.
    pub fn load_shelves(&mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        let text = "SELECT product_id, category_id FROM product";
        let all = sql::all(sql, text, &[], |row| Ok((row.i64(0)?, row.i64(1)?)))?;
        self.shelves = Some(all.into_iter().collect());
        Ok(())
    }

    /// The category of a product; 0 for none.
    pub fn category(&self, product: i64) -> i64 {
        let shelves = self.shelves.as_ref();
        shelves.and_then(|shelves| shelves.get(&product)).copied().unwrap_or(0)
    }

    /// The key of a row of goods.
    pub fn key(&self, by: By, row: &GoodsRow) -> i64 {
        let branch = i64::from(row.branch.0);
        match by {
            By::Product | By::Account => sql::stored(row.product.0),
            By::Category => self.category(sql::stored(row.product.0)),
            By::Partner => row.partner,
            By::Employee => row.handler,
            By::Branch => branch,
            By::Warehouse => branch * STORES + i64::from(row.warehouse.0),
            By::Day => row.date,
            By::Month => row.date.div_euclid(100),
            By::Kind => i64::from(row.kind.number()),
        }
    }

    /// How a key is called.
    pub fn title(&self, sql: &mut dyn Sql, by: By, key: i64) -> Result<Title, SqlError> {
        let plain = |code: Cell, name: Cell| {
            let order = format!("{}\u{1}{key:020}", code.show(super::Language::Chinese));
            Title { order, code, name, unit: String::new() }
        };
        let number = || Cell::Text(if key == 0 { String::new() } else { key.to_string() });
        Ok(match by {
            By::Product => product(sql, key)?,
            By::Category => {
                let id = u32::try_from(key).unwrap_or(0);
                let found = master::category(sql, id)?;
                let name =
                    found.map_or(Cell::Empty, |found| Cell::name(&found.name, &found.name_en));
                plain(number(), name)
            }
            By::Partner => partner(sql, key)?,
            By::Employee => {
                let id = EmployeeId(u32::try_from(key).unwrap_or(0));
                match master::employee(sql, id)? {
                    Some(found) => {
                        plain(Cell::text(&found.code), Cell::name(&found.name, &found.name_en))
                    }
                    None => plain(number(), Cell::Empty),
                }
            }
            By::Branch => plain(self.places.cell(stored::branch(key)?), Cell::Empty),
            By::Warehouse => {
                let (zh, en) = warehouse_name(stored::warehouse(key.rem_euclid(STORES))?);
                let branch = stored::branch(key.div_euclid(STORES))?;
                plain(self.places.cell(branch), Cell::name(zh, en))
            }
            By::Day => plain(Cell::Text(stored::date(key)?.to_string()), Cell::Empty),
            By::Month => {
                let month = format!("{:04}-{:02}", key.div_euclid(100), key.rem_euclid(100));
                plain(Cell::Text(month), Cell::Empty)
            }
            By::Kind => {
                let kind = stored::kind(key)?;
                plain(Cell::text(kind.code()), Cell::kind(kind))
            }
            By::Account => {
                let account = stored::account(key)?;
                plain(Cell::Text(account.to_string()), Cell::account(account))
            }
        })
    }
}

/// How a product is called.
pub(super) fn product(sql: &mut dyn Sql, id: i64) -> Result<Title, SqlError> {
    let text = "SELECT code, name, name_en, unit FROM product WHERE product_id = ?1";
    let found = sql::one(sql, text, &[Value::I64(id)], |row| {
        let (code, name) = (row.text(0)?, Cell::name(row.text(1)?, row.text(2)?));
        Ok((code.to_owned(), name, row.text(3)?.to_owned()))
    })?;
    let (code, name, unit) = found.unwrap_or_else(|| (id.to_string(), Cell::Empty, String::new()));
    Ok(Title { order: format!("{code}\u{1}{id:020}"), code: Cell::Text(code), name, unit })
}

/// How a partner is called; 0 is nobody.
pub(super) fn partner(sql: &mut dyn Sql, id: i64) -> Result<Title, SqlError> {
    let text = "SELECT code, name, name_en FROM partner WHERE partner_id = ?1";
    let found = sql::one(sql, text, &[Value::I64(id)], |row| {
        Ok((row.text(0)?.to_owned(), Cell::name(row.text(1)?, row.text(2)?)))
    })?;
    let number = || if id == 0 { String::new() } else { id.to_string() };
    let (code, name) = found.unwrap_or_else(|| (number(), Cell::Empty));
    let order = format!("{code}\u{1}{id:020}");
    Ok(Title { order, code: Cell::Text(code), name, unit: String::new() })
}

/// The question of one row: the report's own, narrowed to what the row counts.
pub(super) fn narrow(query: &Query, by: By, key: i64) -> Result<Query, SqlError> {
    let mut narrowed =
        Query { by: None, sort: None, text: None, after: None, limit: 0, ..query.clone() };
    match by {
        By::Product => narrowed.product = Some(stored::product(key)?),
        By::Category => narrowed.category = u32::try_from(key).ok().map(CategoryId),
        By::Partner => narrowed.partner = Some(PartnerId(unsigned(key)?)),
        By::Employee => narrowed.employee = u32::try_from(key).ok().map(EmployeeId),
        By::Branch => narrowed.branch = Some(stored::branch(key)?),
        By::Warehouse => {
            narrowed.branch = Some(stored::branch(key.div_euclid(STORES))?);
            narrowed.warehouse = Some(stored::warehouse(key.rem_euclid(STORES))?);
        }
        By::Day => {
            let day = stored::date(key)?;
            (narrowed.from, narrowed.to) = (Some(day), Some(day));
        }
        By::Month => {
            let month = stored::month(key)?;
            let within = |day: BusinessDate| {
                let day = query.from.map_or(day, |from| from.max(day));
                query.to.map_or(day, |to| to.min(day))
            };
            narrowed.from = Some(within(month.first_day()));
            narrowed.to = Some(within(month.last_day()));
        }
        By::Kind => narrowed.kinds = vec![stored::kind(key)?],
        By::Account => narrowed.account = Some(stored::account(key)?),
    }
    Ok(narrowed)
}
