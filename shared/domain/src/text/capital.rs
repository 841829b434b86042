//! Amounts in Chinese capitals 大写金额, as they stand on papers that money is paid by.
//!
//! Owns the wording of the People's Bank's rule for bills (《支付结算办法》 附一, 正确填写票据和结算凭证的
//! 基本规定): capital digits, one 零 for any run of zeros inside a number (none where the rule leaves
//! it free, before thousands and jiao), 整 after whole yuan. Leaves
//! out where it is printed. Invariant: the words say the amount to the fen, nothing else.

use crate::amount::Amount;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

/// The amount in capitals, rounded to the fen. 10032.50 is 壹万零叁拾贰元伍角; 0 is 零元整.
pub fn capital(amount: Amount) -> String {
    let amount = Amount::rounded(amount.exact());
    let minor = amount.raw().unsigned_abs() / Amount::from_minor(1).raw().unsigned_abs();
    let (yuan, jiao, fen) = (minor / 100, digit(minor / 10), digit(minor));
    let mut words = String::new();
    if amount < Amount::ZERO {
        words.push('负');
    }
    if yuan > 0 || minor == 0 {
        words.push_str(&whole(yuan));
        words.push('元');
    }
    match (jiao, fen) {
        (0, 0) => words.push('整'),
        (0, fen) => {
            if yuan > 0 {
                words.push('零');
            }
            words.extend([DIGITS[fen], '分']);
        }
        (jiao, 0) => words.extend([DIGITS[jiao], '角']),
        (jiao, fen) => words.extend([DIGITS[jiao], '角', DIGITS[fen], '分']),
    }
    words
}

/// A whole number by groups of four digits. 100,200,003 is 壹亿零贰拾万零叁.
fn whole(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut words = String::new();
    let mut zero_before = false;
    for group in (0..GROUPS.len()).rev() {
        let power = 10_u64.pow(u32::try_from(4 * group).expect("four groups"));
        let value = number / power % 10_000;
        if value == 0 {
            zero_before = !words.is_empty();
            continue;
        }
        if !words.is_empty() && (zero_before || value < 1_000) {
            words.push(DIGITS[0]);
        }
        words.push_str(&four(value));
        words.push_str(GROUPS[group]);
        zero_before = false;
    }
    words
}

/// One to four digits, without zeros before the first. 1,030 is 壹仟零叁拾.
fn four(value: u64) -> String {
    let mut words = String::new();
    let mut zeros = false;
    for place in (0..PLACES.len()).rev() {
        let power = 10_u64.pow(u32::try_from(place).expect("four places"));
        match digit(value / power) {
            0 => zeros = !words.is_empty(),
            some => {
                if zeros {
                    words.push(DIGITS[0]);
                }
                zeros = false;
                words.push(DIGITS[some]);
                words.push_str(PLACES[place]);
            }
        }
    }
    words
}

fn digit(number: u64) -> usize {
    usize::try_from(number % 10).expect("a digit")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        capital(Amount::parse(text).expect("an amount"))
    }

    #[test]
    fn amounts_read_as_banks_want_them() {
        for (figure, words) in [
            ("10032.50", "壹万零叁拾贰元伍角"),
            ("1409.50", "壹仟肆佰零玖元伍角"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
        ] {
            assert_eq!(of(figure), words, "{figure}");
        }
    }

    #[test]
    fn whole_yuan_end_in_zheng() {
        assert_eq!(of("0"), "零元整");
        assert_eq!(of("20"), "贰拾元整");
        assert_eq!(of("100000000"), "壹亿元整");
        assert_eq!(of("100200003"), "壹亿零贰拾万零叁元整");
        assert_eq!(of("10000000000"), "壹佰亿元整");
    }

    #[test]
    fn less_than_a_yuan_has_no_yuan() {
        assert_eq!(of("0.05"), "伍分");
        assert_eq!(of("0.50"), "伍角");
        assert_eq!(of("-12.30"), "负壹拾贰元叁角");
    }
}
