//! Search 检索 of products and partners, fast enough for every keystroke.
//!
//! Owns the order of what is found (a whole code or barcode, then codes that begin so, then names)
//! and how words are brought together. Leaves out which tokens a name has (`domain::pinyin`) and
//! their table (`table::master`). Invariant: the work of a look-up is bounded by the limits of
//! this file, never by how many things there are; a single letter reads a page of tokens. Where
//! several words each begin thousands of tokens, the search shows what it found within the limits.

use std::collections::BTreeSet;

use fenhao_domain::barcode;
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::pinyin;

use crate::sql::{self, Flow, Sql, SqlError, Value};
use crate::stored;
use crate::table::master::{PARTNER_SCOPE, PRODUCT_SCOPE};

mod look;

use look::Look;

/// Tokens read for one word. A word with fewer is brought together with the others exactly; 4,000
/// take about a millisecond.
const WORD_ROWS_MAX: usize = 4_000;

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Product,
    Partner,
}

/// Says of one thing whether it may be found.
pub type Keep<'k, T> = dyn FnMut(&mut dyn Sql, T) -> Result<bool, SqlError> + 'k;

/// Products for what a person typed or scanned, best first, those not wanted any more left out.
pub fn products(sql: &mut dyn Sql, typed: &str, limit: usize) -> Result<Vec<ProductId>, SqlError> {
    let found = Search::new(Scope::Product, typed, limit, None).run(sql)?;
    found.into_iter().map(stored::product).collect()
}

/// The same, of those that `keep` lets pass: a list as long as `limit`, not a shortened one.
pub fn products_kept(
    sql: &mut dyn Sql,
    typed: &str,
    limit: usize,
    keep: &mut Keep<'_, ProductId>,
) -> Result<Vec<ProductId>, SqlError> {
    let mut by_number =
        |sql: &mut dyn Sql, id: i64| stored::product(id).and_then(|id| keep(sql, id));
    let found = Search::new(Scope::Product, typed, limit, Some(&mut by_number)).run(sql)?;
    found.into_iter().map(stored::product).collect()
}

/// Partners for what a person typed, best first, those not wanted any more left out.
pub fn partners(sql: &mut dyn Sql, typed: &str, limit: usize) -> Result<Vec<PartnerId>, SqlError> {
    let found = Search::new(Scope::Partner, typed, limit, None).run(sql)?;
    found.into_iter().map(|id| sql::unsigned(id).map(PartnerId)).collect()
}

/// The same, of those that `keep` lets pass.
pub fn partners_kept(
    sql: &mut dyn Sql,
    typed: &str,
    limit: usize,
    keep: &mut Keep<'_, PartnerId>,
) -> Result<Vec<PartnerId>, SqlError> {
    let mut by_number =
        |sql: &mut dyn Sql, id: i64| sql::unsigned(id).and_then(|id| keep(sql, PartnerId(id)));
    let found = Search::new(Scope::Partner, typed, limit, Some(&mut by_number)).run(sql)?;
    found.into_iter().map(|id| sql::unsigned(id).map(PartnerId)).collect()
}

/// One look-up: what has been found so far, in order.
struct Search<'t, 'k> {
    scope: Scope,
    typed: &'t str,
    limit: usize,
    keep: Option<&'t mut Keep<'k, i64>>,
    found: Vec<i64>,
    seen: BTreeSet<i64>,
}

/// The things that a word begins a token of.
struct Matches {
    word: String,
    ids: Vec<i64>,
    set: BTreeSet<i64>,
    /// False when there were more than could be read.
    whole: bool,
}

impl<'t, 'k> Search<'t, 'k> {
    fn new(
        scope: Scope,
        typed: &'t str,
        limit: usize,
        keep: Option<&'t mut Keep<'k, i64>>,
    ) -> Search<'t, 'k> {
        let (found, seen) = (Vec::new(), BTreeSet::new());
        Search { scope, typed: typed.trim(), limit, keep, found, seen }
    }

    fn run(mut self, sql: &mut dyn Sql) -> Result<Vec<i64>, SqlError> {
        if self.typed.is_empty() || self.limit == 0 {
            return Ok(Vec::new());
        }
        self.by_code(sql)?;
        let words = pinyin::query(self.typed);
        match words.as_slice() {
            [] => {}
            [word] => self.by_word(sql, word)?,
            _ => self.by_words(sql, &words)?,
        }
        Ok(self.found)
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.limit
    }

    /// Takes a thing up once, if it is wanted.
    fn take(&mut self, sql: &mut dyn Sql, id: i64) -> Result<(), SqlError> {
        if self.is_full() || !self.seen.insert(id) {
            return Ok(());
        }
        let text = match self.scope {
            Scope::Product => "SELECT disabled FROM product WHERE product_id = ?1",
            Scope::Partner => "SELECT disabled FROM partner WHERE partner_id = ?1",
        };
        if sql::one(sql, text, &[Value::I64(id)], |row| row.i64(0))? != Some(0) {
            return Ok(());
        }
        let kept = self.keep.as_mut().map_or(Ok(true), |keep| keep(sql, id))?;
        if kept {
            self.found.push(id);
        }
        Ok(())
    }

    /// A whole code or barcode first, then codes that begin with what was typed.
    fn by_code(&mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        const PRODUCTS: &str = "SELECT product_id FROM product WHERE code >= ?1 AND code < ?2 \
                                ORDER BY code, product_id LIMIT ?3";
        const PARTNERS: &str = "SELECT partner_id FROM partner WHERE code >= ?1 AND code < ?2 \
                                ORDER BY code, partner_id LIMIT ?3";
        const BARCODE: &str = "SELECT product_id FROM barcode WHERE barcode = ?1 LIMIT 10";
        if self.scope == Scope::Product {
            for form in barcode::lookup_forms(self.typed) {
                for id in sql::all(sql, BARCODE, &[Value::Text(&form)], |row| row.i64(0))? {
                    self.take(sql, id)?;
                }
            }
        }
        let text = if self.scope == Scope::Product { PRODUCTS } else { PARTNERS };
        let rows = match self.keep {
            Some(_) => i64::try_from(WORD_ROWS_MAX).expect("the limit is small"),
            None => i64::try_from(self.limit).unwrap_or(i64::MAX),
        };
        let capitals = self.typed.to_uppercase();
        let mut spellings = vec![self.typed];
        if capitals != self.typed {
            spellings.push(&capitals);
        }
        for spelling in spellings {
            let end = pinyin::range_end(spelling);
            let params = [Value::Text(spelling), Value::Text(&end), Value::I64(rows)];
            for id in sql::all(sql, text, &params, |row| row.i64(0))? {
                self.take(sql, id)?;
            }
        }
        Ok(())
    }

    fn scope_number(&self) -> i64 {
        match self.scope {
            Scope::Product => PRODUCT_SCOPE,
            Scope::Partner => PARTNER_SCOPE,
        }
    }

    /// The things of a word in the order of the index, shortest tokens first; `enough` distinct
    /// ones at most.
    fn matches(&self, sql: &mut dyn Sql, word: &str, enough: usize) -> Result<Matches, SqlError> {
        const TEXT: &str = "SELECT id FROM token WHERE scope = ?1 AND token >= ?2 AND token < ?3 \
                            ORDER BY scope, token, id LIMIT ?4";
        let end = pinyin::range_end(word);
        let most = i64::try_from(WORD_ROWS_MAX + 1).expect("the limit is small");
        let scope = Value::I64(self.scope_number());
        let params = [scope, Value::Text(word), Value::Text(&end), Value::I64(most)];
        let mut matches =
            Matches { word: word.to_owned(), ids: Vec::new(), set: BTreeSet::new(), whole: true };
        let mut rows = 0;
        sql.query(TEXT, &params, &mut |row| {
            rows += 1;
            let id = row.i64(0)?;
            if rows > WORD_ROWS_MAX || matches.ids.len() >= enough {
                matches.whole = false;
                return Ok(Flow::Stop);
            }
            if matches.set.insert(id) {
                matches.ids.push(id);
            }
            Ok(Flow::On)
        })?;
        Ok(matches)
    }

    fn by_word(&mut self, sql: &mut dyn Sql, word: &str) -> Result<(), SqlError> {
        // Some of them may be there already or not wanted, so a few more are read.
        let enough = match self.keep {
            Some(_) => usize::MAX,
            None => (self.limit + self.seen.len()).saturating_mul(2),
        };
        for id in self.matches(sql, word, enough)?.ids {
            self.take(sql, id)?;
        }
        Ok(())
    }

    /// Walks the rarest word. Words with few tokens are asked by their sets; the others are looked
    /// for in the thing itself. When all begin many, the longest word tells most and is walked:
    /// first what is in all sets as far as they were read, then the rest.
    fn by_words(&mut self, sql: &mut dyn Sql, words: &[String]) -> Result<(), SqlError> {
        let mut matches = Vec::new();
        for word in words {
            matches.push(self.matches(sql, word, usize::MAX)?);
        }
        matches.sort_by_key(|matches| match matches.whole {
            true => (0, matches.ids.len()),
            false => (1, usize::MAX - matches.word.chars().count()),
        });
        let (rarest, rest) = matches.split_first().expect("there are two words at least");
        let (known, open): (Vec<i64>, Vec<i64>) = (rarest.ids.iter().copied())
            .filter(|id| rest.iter().all(|other| !other.whole || other.set.contains(id)))
            .partition(|id| rest.iter().all(|other| other.set.contains(id)));
        for id in known {
            self.take(sql, id)?;
        }
        let mut look = Look::new(self.scope);
        for id in open {
            if self.is_full() || look.is_spent() {
                break;
            }
            let missing: Vec<&str> = (rest.iter().filter(|other| !other.set.contains(&id)))
                .map(|other| other.word.as_str())
                .collect();
            if look.matches(sql, id, &missing)? {
                self.take(sql, id)?;
            }
        }
        Ok(())
    }
}
