//! Names that both programs read: accounts, products, branches, free text.
//!
//! Owns the one spelling `Assets:SH:1405-Inventory` and the names already used. Leaves out how a
//! declaration looks. Invariant: a name is letters, digits and hyphens in each part; free text
//! holds nothing that would end it early.

use std::collections::BTreeMap;

use fenhao_domain::account::{AccountClass, AccountCode};
use fenhao_domain::id::{BranchId, PartnerId, ProductId};
use fenhao_domain::stock::StockClass;

use super::product_row;
use crate::report::place::Places;
use crate::sql::{self, Sql, SqlError, Value, stored};

/// An account's name and class.
pub struct Account {
    /// `Assets:SH:1405-Inventory`.
    pub name: String,
    /// Class.
    pub class: AccountClass,
}

/// A product as a commodity.
pub struct Product {
    /// `P-42`.
    pub commodity: String,
    /// Product code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// Names in use.
pub struct Names {
    places: Places,
    /// Currency code.
    pub currency: String,
    accounts: BTreeMap<(BranchId, AccountCode), Account>,
    products: BTreeMap<ProductId, Product>,
    partners: BTreeMap<PartnerId, String>,
}

impl Names {
    /// Nothing is in use yet.
    pub fn new(places: Places, currency: &str) -> Names {
        Names {
            places,
            currency: currency.to_owned(),
            accounts: BTreeMap::new(),
            products: BTreeMap::new(),
            partners: BTreeMap::new(),
        }
    }

    /// The account when it is used for the first time.
    pub fn learn_account(&mut self, branch: BranchId, code: AccountCode) -> Option<&Account> {
        if self.accounts.contains_key(&(branch, code)) {
            return None;
        }
        let account = spell(&self.branch(branch), code);
        Some(self.accounts.entry((branch, code)).or_insert(account))
    }

    /// The product when it is used for the first time.
    pub fn learn_product(
        &mut self,
        sql: &mut dyn Sql,
        id: ProductId,
    ) -> Result<Option<&Product>, SqlError> {
        if self.products.contains_key(&id) {
            return Ok(None);
        }
        let (code, name) = product_row(sql, id)?.unwrap_or_default();
        let product = Product { commodity: format!("P-{}", id.0), code, name };
        Ok(Some(self.products.entry(id).or_insert(product)))
    }

    /// The name of an account that has been learnt.
    pub fn account(&self, branch: BranchId, code: AccountCode) -> &str {
        let account = self.accounts.get(&(branch, code));
        &account.expect("an account is declared before it is used").name
    }

    /// The commodity of a product that has been learnt.
    pub fn commodity(&self, id: ProductId) -> &str {
        let product = self.products.get(&id);
        &product.expect("a product is declared before it is used").commodity
    }

    /// A branch as a part of a name: its code where that can stand, else its number.
    pub fn branch(&self, branch: BranchId) -> String {
        let code = self.places.code(branch);
        let plain = code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let begins =
            code.bytes().next().is_some_and(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if plain && begins { code } else { format!("Branch-{}", branch.0) }
    }

    /// A partner's name, read once.
    pub fn partner(&mut self, sql: &mut dyn Sql, id: PartnerId) -> Result<String, SqlError> {
        if let Some(name) = self.partners.get(&id) {
            return Ok(name.clone());
        }
        let text = "SELECT code, name FROM partner WHERE partner_id = ?1";
        let found = sql::one(sql, text, &[Value::I64(stored(id.0))], |row| {
            Ok(format!("{} {}", row.text(0)?, row.text(1)?))
        })?;
        let name = plain(&found.unwrap_or_else(|| id.0.to_string()));
        self.partners.insert(id, name.clone());
        Ok(name)
    }
}

fn spell(branch: &str, code: AccountCode) -> Account {
    let known = code.account();
    let class = known.map_or_else(
        || match code.to_string().as_bytes()[0] {
            b'1' => AccountClass::Asset,
            b'2' => AccountClass::Liability,
            b'3' => AccountClass::Equity,
            _ => AccountClass::Expense,
        },
        |account| account.class,
    );
    let root = match class {
        AccountClass::Asset => "Assets",
        AccountClass::Liability => "Liabilities",
        AccountClass::Equity => "Equity",
        AccountClass::Income => "Income",
        AccountClass::Expense => "Expenses",
    };
    let mut name = format!("{root}:{branch}:{code}");
    for word in known.map_or("", |account| account.en).split([' ', '-']) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if !word.is_empty() {
            name.push('-');
            name.push_str(&word);
        }
    }
    Account { name, class }
}

/// A stock class as a part of a name.
pub fn class(class: StockClass) -> &'static str {
    match class {
        StockClass::Own => "Own",
        StockClass::InTransit => "In-transit",
        StockClass::ConsignedOut => "Consigned-out",
        StockClass::ConsignedIn => "Consigned-in",
        StockClass::Lent => "Lent",
        StockClass::Borrowed => "Borrowed",
        StockClass::Reserved => "Reserved",
        StockClass::Expected => "Expected",
    }
}

/// Free text on one line without the signs that end or begin something in either program.
pub fn plain(text: &str) -> String {
    let safe = |c: char| match c {
        '"' => '\'',
        ';' | '|' | '(' | ')' | '\\' | '=' | '*' | '!' | '#' | '^' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    let replaced: String = text.chars().map(safe).collect();
    replaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
