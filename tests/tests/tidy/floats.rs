//! Floats: none near money or quantity, in Rust and in TypeScript.
//!
//! Owns the ban and its exact exceptions. An exception names one file and one word, and why no
//! amount can pass through it. Invariant: an exception nobody uses any more fails too.

use crate::lexer::{self, Kind};
use crate::tree::{self, assert_none};

/// Rust names that make or take a float.
const RUST: [&str; 7] =
    ["f32", "f64", "from_f32", "from_f64", "from_f64_retain", "to_f32", "to_f64"];

/// TypeScript that turns a decimal string into a float, or a float into text.
const TYPESCRIPT: [&str; 5] = ["parseFloat(", "Number(", "toFixed(", "toPrecision(", "Math.round("];

/// File, word, and why no amount passes there.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("ui/src/i18n/number.ts", "parseFloat(", "lengths of bars and heights of points in charts")];

#[test]
fn no_float_comes_near_the_books() {
    let mut broken = Vec::new();
    let under = ["shared/domain/", "shared/exchange/", "shared/books/", "shared/app/"];
    for file in tree::files(&under, &[".rs"]) {
        for token in lexer::tokens(&file.text) {
            let found = match &token.kind {
                Kind::Word(word) if RUST.contains(&word.as_str()) => word.as_str(),
                Kind::Number(true) => "a float literal",
                _ => continue,
            };
            broken.push(format!("{}:{}: {found}", file.path, token.line));
        }
    }
    assert_none(&broken, "amounts and quantities are exact: Amount, Quantity, UnitPrice, Rate");
}

#[test]
fn the_front_end_computes_no_money() {
    let mut broken = Vec::new();
    let mut used = Vec::new();
    for file in tree::typescript() {
        if !file.path.starts_with("ui/src/") || file.path.contains(".test.") {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            for word in TYPESCRIPT.iter().filter(|word| calls(line, word)) {
                match EXCEPTIONS
                    .iter()
                    .position(|(path, name, _)| *path == file.path && name == word)
                {
                    Some(exception) => used.push(exception),
                    None => broken.push(format!("{}:{}: {word}…)", file.path, number + 1)),
                }
            }
        }
    }
    assert_none(&broken, "the front end shows what Rust computed, from decimal strings");
    let unused: Vec<String> = (0..EXCEPTIONS.len())
        .filter(|exception| !used.contains(exception))
        .map(|exception| format!("{:?}", EXCEPTIONS[exception]))
        .collect();
    assert_none(&unused, "an exception is not needed any more");
}

/// Whether code, not a comment, calls exactly this.
fn calls(line: &str, word: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with("//") || line.starts_with('*') || line.starts_with("/*") {
        return false;
    }
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|sign| sign.is_alphanumeric() || sign == '_' || sign == '$')
    })
}

#[test]
fn a_longer_name_is_no_call() {
    assert!(calls("const n = Number(text);", "Number("), "the call was missed");
    assert!(!calls("const n = toNumber(text);", "Number("), "another name was taken for it");
    assert!(!calls("// Number(text) would lose cents", "Number("), "a comment was taken for it");
}
