//! Search tokens 检索词: what is written beside a product or partner so that typing finds it.
//!
//! Owns the words of Latin names, pinyin (full and initials 拼音简码), codes and barcodes, and the
//! words of a query. Leaves out the table: a look-up is a range, `token >= word AND token < end`
//! ([`range_end`]), and all words must match. Invariant: a name and what is typed for it are cut
//! by the same rules, so every word of a name finds it.
//!
//! A Chinese name gets one token at every character in each of three writings, so any part that
//! starts at a character is found: 康源纯牛奶 by `kycnn`, `cnn`, `chunniu`, 纯牛. A Latin name gets
//! its words; a package size is one token (`22 LB` is `22lb`); single letters are dropped.

use std::collections::BTreeSet;

use crate::barcode;
use crate::master::partner::Partner;
use crate::master::product::Product;

mod reading;
mod run;

use reading::readings;
use run::{Run, is_han, normalise, runs};

/// Characters kept of a token, and of a word of a query.
pub const TOKEN_CHARS_MAX: usize = 24;

/// What a thing is searched by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Searchable<'a> {
    /// Codes.
    pub codes: &'a [&'a str],
    /// Barcodes; each is found under all of its forms.
    pub barcodes: &'a [&'a str],
    /// Names and specifications.
    pub names: &'a [&'a str],
}

/// The tokens of a product: code, barcodes, both names and the specification.
pub fn product_tokens(product: &Product) -> BTreeSet<String> {
    let barcodes: Vec<&str> = product.barcodes.iter().map(String::as_str).collect();
    tokens(Searchable {
        codes: &[&product.code],
        barcodes: &barcodes,
        names: &[&product.name, &product.name_en, &product.spec],
    })
}

/// The tokens of a partner: code and both names.
pub fn partner_tokens(partner: &Partner) -> BTreeSet<String> {
    tokens(Searchable {
        codes: &[&partner.code],
        barcodes: &[],
        names: &[&partner.name, &partner.name_en],
    })
}

/// The tokens, each once. `GASOLINE-REG UNLEADED` gives `gasoline`, `reg`, `unleaded`.
pub fn tokens(text: Searchable<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for code in text.codes {
        let whole: String = normalise(code).filter(|c| c.is_alphanumeric()).collect();
        keep(&mut found, whole);
        name_tokens(&mut found, code);
    }
    for barcode in text.barcodes {
        for form in barcode::lookup_forms(barcode) {
            keep(&mut found, form.to_lowercase());
        }
    }
    for name in text.names {
        name_tokens(&mut found, name);
    }
    found
}

/// The words to look up; a thing is found when each is the beginning of one of its tokens.
/// `康源 22 LB` gives `康源`, `22lb`.
pub fn query(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(text) {
        let word = match run {
            Run::Han(chars) => chars.into_iter().collect(),
            Run::Word(word) => word,
        };
        words.push(cut(word));
    }
    // A single letter is no token of its own: beside other words it would hide what they find.
    if words.iter().any(|word| is_long(word)) {
        words.retain(|word| is_long(word));
    }
    words.dedup();
    words
}

/// The end of the range of tokens that begin with a word: above all of them, below all others.
pub fn range_end(word: &str) -> String {
    format!("{word}{}", char::MAX)
}

fn name_tokens(found: &mut BTreeSet<String>, name: &str) {
    let runs: Vec<Run> = runs(name).collect();
    for run in &runs {
        if let Run::Word(word) = run
            && is_long(word)
        {
            keep(found, word.clone());
        }
    }
    if !runs.iter().any(|run| matches!(run, Run::Han(_))) {
        return;
    }
    let han: Vec<char> = (runs.iter())
        .flat_map(|run| match run {
            Run::Han(chars) => chars.as_slice(),
            Run::Word(_) => &[],
        })
        .copied()
        .collect();
    for at in 0..han.len() {
        keep(found, han[at..].iter().collect());
    }
    for units in readings(&runs) {
        for at in 0..units.len() {
            keep(found, units[at..].concat());
            let initials: String = units[at..].iter().map(|unit| unit.initial()).collect();
            if is_long(&initials) {
                keep(found, initials);
            }
        }
    }
}

/// More than one letter, or a Chinese character.
fn is_long(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next();
    chars.next().is_some() || first.is_some_and(is_han)
}

fn keep(found: &mut BTreeSet<String>, token: String) {
    if !token.is_empty() {
        found.insert(cut(token));
    }
}

fn cut(mut word: String) -> String {
    if let Some((end, _)) = word.char_indices().nth(TOKEN_CHARS_MAX) {
        word.truncate(end);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_name(name: &str) -> BTreeSet<String> {
        tokens(Searchable { names: &[name], ..Searchable::default() })
    }

    fn finds(typed: &str, product: &Product) -> bool {
        let tokens = product_tokens(product);
        let begins = |word: &String| {
            tokens.range(word.clone()..range_end(word)).next().is_some_and(|t| t.starts_with(word))
        };
        query(typed).iter().all(begins)
    }

    fn milk() -> Product {
        Product {
            code: "111101".to_owned(),
            barcodes: vec!["2511110100002".to_owned(), "036000291452".to_owned()],
            name: "康源 纯牛奶".to_owned(),
            name_en: "Kangyuan Pure Milk".to_owned(),
            spec: "250ml".to_owned(),
            ..Product::default()
        }
    }

    #[test]
    fn milk_is_found_by_whatever_a_cashier_types() {
        let typed = [
            "kycnn",
            "cnn",
            "nn",
            "kangyuanchun",
            "chunniunai",
            "niunai",
            "康源",
            "纯牛",
            "奶",
            "康源纯牛奶",
            "康源　纯牛奶",
            "牛奶 250",
            "牛奶250ML",
            "kangyuan pure milk",
            "milk pure",
            "KYCNN",
            "ｋｙｃ",
            "111101",
            "11110",
            "2511110100002",
            "036000291452",
            "0036000291452",
            "250 ml",
        ];
        for text in typed {
            assert!(finds(text, &milk()), "{text}");
        }
        for text in ["kyn", "奶牛", "milks", "250 mg", "3600"] {
            assert!(!finds(text, &milk()), "{text}");
        }
    }

    #[test]
    fn a_latin_name_gives_its_words() {
        let gasoline: Vec<String> = of_name("GASOLINE-REG UNLEADED").into_iter().collect();
        assert_eq!(gasoline, ["gasoline", "reg", "unleaded"]);
        let drinks: Vec<String> =
            of_name("SOFT DRINKS 12/18&15PK CAN CAR 12 OZ").into_iter().collect();
        assert_eq!(drinks, ["12", "12oz", "15pk", "18", "can", "car", "drinks", "soft"]);
        let pads: Vec<String> = of_name("L & J'S PADS 11.75 OZ").into_iter().collect();
        assert_eq!(pads, ["11.75oz", "js", "pads"]);
    }

    #[test]
    fn latin_within_a_chinese_name_stands_for_itself() {
        let tokens = of_name("AD钙奶");
        assert!(tokens.contains("adgn") && tokens.contains("adgainai") && tokens.contains("gn"));
        assert!(of_name("5号电池").contains("5hdc"));
    }

    #[test]
    fn characters_with_two_readings_are_found_by_both() {
        for (name, initials) in
            [("调和油", ["thy", "dhy"]), ("可乐", ["kl", "ky"]), ("番茄", ["fq", "fj"])]
        {
            let tokens = of_name(name);
            for typed in initials {
                assert!(tokens.contains(typed), "{name} by {typed}: {tokens:?}");
            }
        }
        assert!(of_name("绿茶").contains("lvcha"));
        assert!(of_name("战略").contains("zhanlve"));
        assert!(of_name("长长长长长长长长").len() < 120, "readings do not multiply without end");
    }

    #[test]
    fn a_single_letter_is_looked_up_only_alone() {
        assert_eq!(query("g"), ["g"]);
        assert_eq!(query("trident g"), ["trident"]);
        assert_eq!(query(" ,. "), Vec::<String>::new());
        assert_eq!(query("牛 奶"), ["牛", "奶"]);
    }

    #[test]
    fn long_words_are_cut_alike_in_names_and_queries() {
        let name = "中".repeat(60);
        assert!(of_name(&name).iter().all(|token| token.chars().count() <= TOKEN_CHARS_MAX));
        assert!(finds(&name, &Product { name: name.clone(), ..Product::default() }));
    }

    #[test]
    fn a_weighed_product_is_found_by_its_scale_code() {
        let apples = Product { barcodes: vec!["2111001000000".to_owned()], ..Product::default() };
        assert!(product_tokens(&apples).contains("2111001"));
    }
}
