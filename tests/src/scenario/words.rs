//! The words of a line, one after another.
//!
//! Owns taking them strictly: what is asked for must be there, and nothing may be left over.

use anyhow::{Context, Result, anyhow, ensure};
use fenhao_domain::account::{self, Account, AccountCode};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::entry::Party;
use fenhao_domain::id::{AssetId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use super::world;

/// Words that are not taken yet.
pub struct Words<'t> {
    left: Vec<&'t str>,
}

impl<'t> Words<'t> {
    /// Of a text.
    pub fn of(text: &'t str) -> Words<'t> {
        Words { left: text.split_whitespace().rev().collect() }
    }

    /// The next word.
    pub fn next(&mut self, what: &str) -> Result<&'t str> {
        self.left.pop().with_context(|| format!("{what} is missing"))
    }

    /// The next word, left where it is.
    pub fn peek(&self) -> Option<&'t str> {
        self.left.last().copied()
    }

    /// The word after it, left where it is.
    pub fn second(&self) -> Option<&'t str> {
        self.left.iter().rev().nth(1).copied()
    }

    /// Takes these words if they come next.
    pub fn take(&mut self, words: &str) -> bool {
        let wanted: Vec<&str> = words.split_whitespace().collect();
        let next: Vec<&str> = self.left.iter().rev().take(wanted.len()).copied().collect();
        let found = next == wanted;
        if found {
            self.left.truncate(self.left.len() - wanted.len());
        }
        found
    }

    /// These words must come next.
    pub fn expect(&mut self, words: &str) -> Result<()> {
        let next = self.peek().unwrap_or("nothing");
        ensure!(self.take(words), "`{words}` is expected before `{next}`");
        Ok(())
    }

    /// All that is left, as one text.
    pub fn rest(&mut self) -> String {
        let rest: Vec<&str> = std::mem::take(&mut self.left).into_iter().rev().collect();
        rest.join(" ")
    }

    /// Nothing may be left.
    pub fn end(&self) -> Result<()> {
        ensure!(self.left.is_empty(), "`{}` is not understood", self.peek().unwrap_or_default());
        Ok(())
    }

    /// An amount; a typographic minus counts as a minus.
    pub fn amount(&mut self) -> Result<Amount> {
        let word = self.next("an amount")?;
        Amount::parse(&word.replace('−', "-")).with_context(|| format!("`{word}` is no amount"))
    }

    /// A product and a quantity: `A × 3`.
    pub fn goods(&mut self) -> Result<(ProductId, Quantity)> {
        let word = self.next("a product")?;
        let product = world::product(word).with_context(|| format!("`{word}` is no product"))?;
        self.expect("×")?;
        let word = self.next("a quantity")?;
        let quantity = Quantity::parse(&word.replace('−', "-"))
            .with_context(|| format!("`{word}` is no quantity"))?;
        Ok((product, quantity))
    }

    /// A product with a quantity, `A × 3`, or one of which only the value is told: `A worth 5.00`.
    pub fn goods_or_value(&mut self) -> Result<(ProductId, Quantity)> {
        if self.left.iter().rev().nth(1) != Some(&"worth") {
            return self.goods();
        }
        let word = self.next("a product")?;
        let product = world::product(word).with_context(|| format!("`{word}` is no product"))?;
        Ok((product, Quantity::ZERO))
    }

    /// A day: `2026-12-23`.
    pub fn day(&mut self) -> Result<BusinessDate> {
        Ok(BusinessDate::parse(self.next("a day")?)?)
    }

    /// A month: `2026-10`.
    pub fn month(&mut self) -> Result<Month> {
        let word = self.next("a month")?;
        Ok(BusinessDate::parse(&format!("{word}-01"))?.month())
    }

    /// A store: `goods`, `transit`, `repair`.
    pub fn store(&mut self) -> Result<WarehouseNo> {
        let word = self.next("a store")?;
        let found = world::STORES.iter().find(|(_, name)| *name == word);
        Ok(found.with_context(|| format!("`{word}` is no store"))?.0)
    }

    /// A class of goods: `own`, `in transit`, `consigned out`.
    pub fn class(&mut self) -> Result<StockClass> {
        let named = |class: &&StockClass| self.take(&class.key().replace('_', " "));
        let found = StockClass::ALL.iter().find(named).copied();
        found.with_context(|| format!("`{}` is no class", self.peek().unwrap_or_default()))
    }

    /// A partner by its part: `customer`.
    pub fn partner(&mut self) -> Result<PartnerId> {
        let word = self.next("a partner")?;
        world::partner(word).with_context(|| format!("`{word}` is no partner"))
    }

    /// A place: `HQ`, `SH`.
    pub fn place(&mut self) -> Result<&'t str> {
        let word = self.next("a place")?;
        ensure!(world::branch(word).is_some(), "`{word}` is no place");
        Ok(word)
    }

    /// An account by code and Chinese name, which must belong together: `1001 库存现金`.
    pub fn account(&mut self) -> Result<AccountCode> {
        let word = self.next("an account")?;
        let code = word.parse().map(AccountCode).ok().and_then(AccountCode::account);
        let account: &Account =
            code.ok_or_else(|| anyhow!("`{word}` is no account of the chart"))?;
        let name = self.next("the account's name")?;
        ensure!(name == account.zh, "account {word} is {}, not {name}", account.zh);
        Ok(account.code)
    }

    /// A party in parentheses, if one comes next: `(supplier)`, `(HQ)`.
    pub fn party(&mut self) -> Result<Option<Party>> {
        let Some(word) = self.peek() else { return Ok(None) };
        let Some(name) = word.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
            return Ok(None);
        };
        let partner = world::partner(name).map(Party::Partner);
        let party = partner
            .or_else(|| world::branch(name).map(Party::Branch))
            .or_else(|| (name == "asset").then_some(Party::Asset(AssetId(1))));
        let party = party.with_context(|| format!("`{name}` is no party"))?;
        self.next("a party")?;
        Ok(Some(party))
    }
}

/// Code and both names of an account.
pub fn account_name(code: AccountCode) -> String {
    match account::CHART.iter().find(|account| account.code == code) {
        Some(account) => format!("{code} {} {}", account.zh, account.en),
        None => code.to_string(),
    }
}
