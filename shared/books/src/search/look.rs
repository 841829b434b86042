//! Looking at a thing itself: whether every word begins one of its tokens.
//!
//! Owns the cheap answer from the Latin part of its names and the Chinese characters as they
//! stand, and the dear one from all its tokens, pinyin included. Leaves out which things are looked
//! at. Invariant: the answer is the same as from the token table; only the effort differs, and that
//! is bounded by [`EFFORT_MAX`] a search.

use std::collections::BTreeSet;

use fenhao_domain::id::PartnerId;
use fenhao_domain::pinyin::{self, Searchable};

use super::Scope;
use crate::sql::{self, Sql, SqlError, Value};
use crate::stored;
use crate::table::master;

/// Effort that a search may spend on looking; a cheap look costs 1.
const EFFORT_MAX: u32 = 1_000;

/// Effort of computing the pinyin of a thing's names.
const DEAR: u32 = 5;

/// Looks, until the effort is spent.
pub(super) struct Look {
    scope: Scope,
    spent: u32,
}

/// Names of a thing, cut for a cheap look.
struct Plain {
    /// Tokens of code and names without their Chinese characters.
    latin: BTreeSet<String>,
    /// The Chinese characters of each name, run together.
    han: Vec<String>,
}

impl Look {
    /// Nothing spent yet.
    pub(super) fn new(scope: Scope) -> Look {
        Look { scope, spent: 0 }
    }

    /// True when no more may be looked at.
    pub(super) fn is_spent(&self) -> bool {
        self.spent >= EFFORT_MAX
    }

    /// True when each word begins a token of the thing.
    pub(super) fn matches(
        &mut self,
        sql: &mut dyn Sql,
        id: i64,
        words: &[&str],
    ) -> Result<bool, SqlError> {
        self.spent += 1;
        let Some(plain) = self.plain(sql, id)? else { return Ok(false) };
        let mut open = words.iter().filter(|word| !plain.has(word)).peekable();
        if open.peek().is_none() {
            return Ok(true);
        }
        // Characters are either there or not; letters may be pinyin, digits a barcode.
        let spelt = |word: &&&str| {
            let letters = word.bytes().all(|b| b.is_ascii_alphanumeric());
            letters && (!plain.han.is_empty() || word.bytes().all(|b| b.is_ascii_digit()))
        };
        let open: Vec<&&str> = open.collect();
        if !open.iter().all(spelt) {
            return Ok(false);
        }
        self.spent += DEAR;
        let tokens = self.tokens(sql, id)?;
        Ok(open.iter().all(|word| begins(&tokens, word)))
    }

    fn plain(&self, sql: &mut dyn Sql, id: i64) -> Result<Option<Plain>, SqlError> {
        let text = match self.scope {
            Scope::Product => "SELECT code, name, name_en, spec FROM product WHERE product_id = ?1",
            Scope::Partner => "SELECT code, name, name_en, '' FROM partner WHERE partner_id = ?1",
        };
        sql::one(sql, text, &[Value::I64(id)], |row| {
            let texts = [row.text(1)?, row.text(2)?, row.text(3)?];
            Ok(Plain::cut(row.text(0)?, texts))
        })
    }

    fn tokens(&self, sql: &mut dyn Sql, id: i64) -> Result<BTreeSet<String>, SqlError> {
        Ok(match self.scope {
            Scope::Product => master::product(sql, stored::product(id)?)?
                .map(|product| pinyin::product_tokens(&product))
                .unwrap_or_default(),
            Scope::Partner => master::partner(sql, PartnerId(sql::unsigned(id)?))?
                .map(|partner| pinyin::partner_tokens(&partner))
                .unwrap_or_default(),
        })
    }
}

impl Plain {
    fn cut(code: &str, texts: [&str; 3]) -> Plain {
        let apart = |c: char| if c.is_alphabetic() && !c.is_ascii() { ' ' } else { c };
        let latin = texts.map(|text| text.chars().map(apart).collect::<String>());
        let names: Vec<&str> = latin.iter().map(String::as_str).collect();
        let tokens = pinyin::tokens(Searchable { codes: &[code], barcodes: &[], names: &names });
        let characters = |text: &str| {
            text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).collect::<String>()
        };
        let han = texts.iter().map(|text| characters(text)).filter(|han| !han.is_empty());
        Plain { latin: tokens, han: han.collect() }
    }

    fn has(&self, word: &str) -> bool {
        begins(&self.latin, word) || self.han.iter().any(|han| han.contains(word))
    }
}

/// True when one of the tokens begins with the word.
fn begins(tokens: &BTreeSet<String>, word: &str) -> bool {
    tokens.range(word.to_owned()..).next().is_some_and(|token| token.starts_with(word))
}
