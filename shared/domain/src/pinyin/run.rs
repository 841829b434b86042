//! Runs 切分: cuts names and queries into runs of one script, both by the same rules.
//!
//! Owns folding, the border between Chinese and other writing, and package sizes (a number takes
//! its unit along). Invariant: a run is never empty.

use crate::barcode;

/// Units after a number in package sizes, as they stand in names.
const UNITS: &[&str] = &[
    "lb", "lbs", "oz", "ct", "pk", "pc", "pcs", "ml", "cl", "l", "lt", "ltr", "kg", "g", "gr",
    "mg", "gal", "qt", "pt", "ft", "in", "yd", "sq", "dz", "rl", "ea", "cm", "mm", "m", "w", "v",
];

/// A run of one script.
pub(super) enum Run {
    /// Chinese characters.
    Han(Vec<char>),
    /// A Latin word, a number, or a number with its unit.
    Word(String),
}

/// The runs of a text. A number takes the unit that follows it along.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run> {
    let chars: Vec<char> = normalise(text).collect();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < chars.len() && !chars[at].is_alphanumeric() {
            at += 1;
        }
        let start = at;
        if at == chars.len() {
            return None;
        }
        if is_han(chars[at]) {
            while at < chars.len() && is_han(chars[at]) {
                at += 1;
            }
            return Some(Run::Han(chars[start..at].to_vec()));
        }
        at = word_end(&chars, start);
        let mut word: String = chars[start..at].iter().collect();
        if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            let blank = at + chars[at..].iter().take_while(|c| **c == ' ').count();
            let end = blank + chars[blank..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
            let unit: String = chars[blank..end].iter().collect();
            let whole = chars.get(end).is_none_or(|c| !c.is_ascii_digit());
            if whole && UNITS.contains(&unit.as_str()) {
                word.push_str(&unit);
                at = end;
            }
        }
        Some(Run::Word(word))
    })
}

/// Where a Latin word or a number ends; a point between digits belongs to the number.
fn word_end(chars: &[char], start: usize) -> usize {
    let mut at = start;
    while at < chars.len() {
        let point = chars[at] == '.'
            && chars[start..at].iter().all(|c| c.is_ascii_digit() || *c == '.')
            && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if !point && (!chars[at].is_alphanumeric() || is_han(chars[at])) {
            break;
        }
        at += 1;
    }
    at
}

/// Full-width forms folded, letters small, marks of cut words (apostrophes) taken out.
pub(super) fn normalise(text: &str) -> impl Iterator<Item = char> {
    let folded = text.chars().map(barcode::fold_width).filter(|c| !matches!(c, '\'' | '’'));
    folded.flat_map(|c| {
        let small: Option<char> = c.is_ascii().then(|| c.to_ascii_lowercase());
        let rest = if small.is_none() { Some(c.to_lowercase()) } else { None };
        small.into_iter().chain(rest.into_iter().flatten())
    })
}

/// True for Chinese characters.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
