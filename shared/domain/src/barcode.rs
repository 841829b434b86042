//! Barcodes 条码: check digits, the forms under which a scanned code is looked up.
//!
//! Owns EAN-13, EAN-8, UPC-A, UPC-E and GTIN-14; scale barcodes stand in `scale`. Leaves out GS1
//! element strings and the reading of keys from a scanner. Invariant: the code as it was scanned is
//! always the first form, so an exact match wins over every reading of it (`pos.md` §4).

use serde::{Deserialize, Serialize};

pub mod scale;

/// Whether a code must verify. Many homemade labels do not (`pos.md` §4), so the shop decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckDigit {
    /// A wrong check digit refuses the code.
    #[default]
    Verify,
    /// The last digit is not looked at.
    Ignore,
}

impl CheckDigit {
    /// True when `code` passes at this strictness.
    pub fn accepts(self, code: &str) -> bool {
        match self {
            CheckDigit::Verify => verifies(code),
            CheckDigit::Ignore => true,
        }
    }
}

/// The check digit of the digits before it, weights 3 and 1 from the right; none when there is a
/// character that is no digit. `211234501500` gives `2`.
pub fn check_digit(body: &str) -> Option<char> {
    let mut sum = 0;
    for (at, c) in body.chars().rev().enumerate() {
        let weight = if at % 2 == 0 { 3 } else { 1 };
        sum += weight * c.to_digit(10)?;
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// True for a code of 8, 12, 13 or 14 digits whose last digit is its check digit.
pub fn verifies(code: &str) -> bool {
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    if !digits || !matches!(code.len(), 8 | 12 | 13 | 14) {
        return false;
    }
    let (body, last) = code.split_at(code.len() - 1);
    check_digit(body).is_some_and(|digit| last.starts_with(digit))
}

/// The UPC-A code of a UPC-E code of 8 digits (number system 0 or 1, six digits, check digit);
/// none when it is none or does not verify. `04252614` gives `042100005264`.
pub fn expand_upc_e(code: &str) -> Option<String> {
    let b = code.as_bytes();
    if b.len() != 8 || !b.iter().all(u8::is_ascii_digit) || !matches!(b[0], b'0' | b'1') {
        return None;
    }
    let (system, six, check) = (&code[..1], &code[1..7], &code[7..]);
    let body = match &six[5..] {
        "0" | "1" | "2" => format!("{system}{}{}0000{}", &six[..2], &six[5..], &six[2..5]),
        "3" => format!("{system}{}00000{}", &six[..3], &six[3..5]),
        "4" => format!("{system}{}00000{}", &six[..4], &six[4..5]),
        last => format!("{system}{}0000{last}", &six[..5]),
    };
    let upc = format!("{body}{check}");
    verifies(&upc).then_some(upc)
}

/// A code as it is stored and compared: full-width forms folded, blanks and hyphens taken out,
/// letters in capitals. `６９ 01-234` gives `6901234`.
pub fn normalise(code: &str) -> String {
    code.chars()
        .map(fold_width)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The forms under which to look a scanned or typed code up, best first, each once.
///
/// UPC-A and the EAN-13 with a leading 0 are the same article, UPC-E is short for UPC-A, GTIN-14
/// with a leading 0 is an EAN-13, and a scale barcode also stands for its product
/// ([`scale::product_forms`]). `012345678905` gives itself and `0012345678905`.
pub fn lookup_forms(code: &str) -> Vec<String> {
    let code = normalise(code);
    if code.is_empty() {
        return Vec::new();
    }
    let mut forms = vec![code.clone()];
    let mut add = |form: String| {
        if !forms.contains(&form) {
            forms.push(form);
        }
    };
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return forms;
    }
    match code.len() {
        8 => {
            if let Some(upc) = expand_upc_e(&code) {
                add(format!("0{upc}"));
                add(upc);
            }
        }
        12 => add(format!("0{code}")),
        13 => {
            if let Some(upc) = code.strip_prefix('0') {
                add(upc.to_owned());
            }
        }
        14 => {
            if let Some(ean) = code.strip_prefix('0') {
                add(ean.to_owned());
                if let Some(upc) = ean.strip_prefix('0') {
                    add(upc.to_owned());
                }
            }
        }
        _ => {}
    }
    if let Some(read) = scale::decode(&code, &scale::defaults()) {
        scale::product_forms(&read.plu).into_iter().for_each(&mut add);
    }
    forms
}

/// A full-width form as its plain one: `Ａ` is `A`, the ideographic space is a space.
pub(crate) fn fold_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_samples_verify() {
        for code in ["2112345015002", "2389850601161", "4006381333931", "73513537", "036000291452"]
        {
            assert!(verifies(code), "{code}");
        }
        for code in ["2112345015003", "4006381333932", "1", "", "400638133393X", "123456789"] {
            assert!(!verifies(code), "{code}");
        }
    }

    #[test]
    fn upc_e_expands_by_its_last_digit() {
        assert_eq!(expand_upc_e("04252614").as_deref(), Some("042100005264"));
        assert_eq!(expand_upc_e("04252615"), None, "a wrong check digit");
        assert_eq!(expand_upc_e("24252614"), None, "number system 2 has no short form");
        let body = |six: &str| {
            let upc = (0..=9).find_map(|check| expand_upc_e(&format!("0{six}{check}")));
            upc.map(|upc| upc[..11].to_owned())
        };
        assert_eq!(body("123450").as_deref(), Some("01200000345"));
        assert_eq!(body("123453").as_deref(), Some("01230000045"));
        assert_eq!(body("123454").as_deref(), Some("01234000005"));
        assert_eq!(body("123457").as_deref(), Some("01234500007"));
    }

    #[test]
    fn upc_a_and_its_ean_13_find_each_other() {
        assert_eq!(lookup_forms("036000291452"), ["036000291452", "0036000291452"]);
        assert_eq!(lookup_forms("0036000291452"), ["0036000291452", "036000291452"]);
        assert_eq!(
            lookup_forms("04252614"),
            ["04252614", "0042100005264", "042100005264"],
            "as scanned first"
        );
        assert_eq!(lookup_forms("00036000291452").last().map(String::as_str), Some("036000291452"));
    }

    #[test]
    fn a_code_is_read_as_the_shop_wrote_it() {
        assert_eq!(lookup_forms(" ａ-12 "), ["A12"]);
        assert_eq!(lookup_forms("　"), Vec::<String>::new());
    }

    #[test]
    fn strictness_is_the_shops_choice() {
        assert!(!CheckDigit::Verify.accepts("2112345015003"));
        assert!(CheckDigit::Ignore.accepts("2112345015003"));
    }
}
