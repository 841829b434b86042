//! Cells: figures with their type, names in both languages.
//!
//! Owns what a cell can hold and its plain text. Leaves out grouping, currency signs and colours,
//! which are the screen's. Invariant: a figure is written with the decimals it has, never rounded.

use std::borrow::Cow;

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;

/// A language of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Chinese,
    /// English; Chinese where a thing has no English name.
    English,
}

/// A fixed text of a report. Screens translate its key, files take a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Key of the screen's text.
    pub key: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Label {
    /// A label.
    pub const fn new(key: &'static str, zh: &'static str, en: &'static str) -> Label {
        Label { key, zh, en }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as it is: codes, numbers of documents.
    Text(String),
    /// A name in two languages; the English one may be empty.
    Name {
        /// In Chinese.
        zh: Cow<'static, str>,
        /// In English.
        en: Cow<'static, str>,
    },
    /// A fixed text.
    Label(Label),
    /// Money.
    Amount(Amount),
    /// Quantity.
    Quantity(Quantity),
    /// Unit cost.
    Price(UnitCost),
    /// Business date.
    Date(BusinessDate),
    /// A whole number.
    Count(i64),
}

impl Cell {
    /// Text.
    pub fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    /// A name as stored.
    pub fn name(zh: &str, en: &str) -> Cell {
        Cell::Name { zh: Cow::Owned(zh.to_owned()), en: Cow::Owned(en.to_owned()) }
    }

    /// The name of an account; empty for one that the chart lacks.
    pub fn account(code: AccountCode) -> Cell {
        code.account().map_or(Cell::Empty, |account| fixed(account.zh, account.en))
    }

    /// The name of a kind of document.
    pub fn kind(kind: Kind) -> Cell {
        fixed(kind.zh(), kind.en())
    }

    /// The name of a warehouse.
    pub fn warehouse(no: WarehouseNo) -> Cell {
        let (zh, en) = warehouse_name(no);
        fixed(zh, en)
    }

    /// The cell as plain text: `1234.50`, `2026-11-23`, a name in the language.
    pub fn show(&self, language: Language) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Name { zh, en } => {
                let english = (language == Language::English || zh.is_empty()) && !en.is_empty();
                if english { en.to_string() } else { zh.to_string() }
            }
            Cell::Label(label) if language == Language::English => label.en.to_owned(),
            Cell::Label(label) => label.zh.to_owned(),
            Cell::Amount(amount) => amount.to_string(),
            Cell::Quantity(quantity) => quantity.to_string(),
            Cell::Price(price) => price.to_string(),
            Cell::Date(date) => date.to_string(),
            Cell::Count(count) => count.to_string(),
        }
    }
}

fn fixed(zh: &'static str, en: &'static str) -> Cell {
    Cell::Name { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
}
