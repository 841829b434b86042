//! Sentences 提示语: what a command line says for an error, in the operator's language.
//!
//! Owns the two dictionaries of this folder and their filling-in. Leaves out the screens, which
//! have dictionaries of their own. Invariant: every code and every right has a sentence in both
//! languages, and a sentence names no parameter that its code does not carry
//! (`every_code_has_a_sentence_in_both_languages`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fenhao_domain::kind::Kind;
use fenhao_domain::serial::SerialState;

use crate::error::ApiError;

mod cause;

pub use cause::Cause;

/// A language that people read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese 简体中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a locale name: `zh_CN.UTF-8`, `zh-CN` and nothing give Chinese, others
    /// English.
    pub fn of_locale(locale: &str) -> Lang {
        match locale.is_empty() || locale.to_ascii_lowercase().starts_with("zh") {
            true => Lang::Zh,
            false => Lang::En,
        }
    }

    /// The one of a pair of texts that this language reads; the Chinese where English is empty.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::En if !en.is_empty() => en,
            _ => zh,
        }
    }
}

type Dictionary = BTreeMap<String, String>;

static ZH: LazyLock<Dictionary> = LazyLock::new(|| read(include_str!("sentence/zh-CN.json")));
static EN: LazyLock<Dictionary> = LazyLock::new(|| read(include_str!("sentence/en.json")));

fn read(json: &str) -> Dictionary {
    serde_json::from_str(json).expect("the dictionaries are flat objects of texts")
}

fn text(lang: Lang, key: &str) -> Option<&'static str> {
    let dictionary: &'static Dictionary = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    dictionary.get(key).map(String::as_str)
}

/// The sentence of an error. `stock_short` of A with 2 and 3 gives
/// "Not enough stock of A: 2 on hand, 3 wanted."; an unknown code gives itself.
pub fn sentence(lang: Lang, error: &ApiError) -> String {
    let Some(pattern) = text(lang, &format!("error.{}", error.code)) else {
        return error.to_string();
    };
    let mut sentence = pattern.to_owned();
    for (name, value) in &error.params {
        let value = match name.as_str() {
            "right" => right(lang, value),
            "state" => state(lang, value),
            "module" => text(lang, &format!("module.{value}")).unwrap_or(value).to_owned(),
            "minutes" => value.parse().map_or(value.clone(), |minutes| clock_offset(lang, minutes)),
            _ => value.clone(),
        };
        sentence = sentence.replace(&format!("{{{{{name}}}}}"), &value);
    }
    sentence
}

/// How far a clock is off, in minutes, as people say it: 5,259,600 gives 快 3652 天 or "3652 days
/// ahead", -20 gives 慢 20 分钟 or "20 minutes behind".
pub fn clock_offset(lang: Lang, minutes: i64) -> String {
    let (span, hours) = (minutes.unsigned_abs(), minutes.unsigned_abs() / 60);
    let (count, zh, en) = match (span, hours) {
        (0..120, _) => (span, "分钟", "minutes"),
        (_, 0..48) => (hours, "小时", "hours"),
        _ => (hours / 24, "天", "days"),
    };
    match (lang, minutes < 0) {
        (Lang::Zh, false) => format!("快 {count} {zh}"),
        (Lang::Zh, true) => format!("慢 {count} {zh}"),
        (Lang::En, false) => format!("{count} {en} ahead"),
        (Lang::En, true) => format!("{count} {en} behind"),
    }
}

/// A right in words: `document.post:CG` is "Posting documents (purchase receipt)".
fn right(lang: Lang, right: &str) -> String {
    let (name, kind) = right.split_once(':').map_or((right, None), |(a, b)| (a, Some(b)));
    let words = text(lang, &format!("right.{name}")).unwrap_or(name);
    match (kind.and_then(Kind::from_code), lang) {
        (None, _) => words.to_owned(),
        (Some(kind), Lang::Zh) => format!("{words}（{}）", kind.zh()),
        (Some(kind), Lang::En) => format!("{words} ({})", kind.en()),
    }
}

/// The state of a numbered piece in words; one that the books do not have is unknown.
fn state(lang: Lang, key: &str) -> String {
    match (SerialState::from_key(key), lang) {
        (Some(state), Lang::Zh) => state.zh().to_owned(),
        (Some(state), Lang::En) => state.en().to_owned(),
        (None, Lang::Zh) => "账上没有".to_owned(),
        (None, Lang::En) => "not known here".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fenhao_domain::module::Module;
    use fenhao_domain::permission;

    use super::*;
    use crate::error::ErrorCode;

    fn placeholders(pattern: &str) -> BTreeSet<&str> {
        pattern.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()).collect()
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for &code in ErrorCode::ALL {
            let key = format!("error.{}", code.key());
            // The act is for the screen; the right says the same in words.
            let known: BTreeSet<_> =
                code.params().iter().copied().filter(|n| *n != "act").collect();
            for lang in [Lang::Zh, Lang::En] {
                let pattern = text(lang, &key).unwrap_or_else(|| panic!("{key} in {lang:?}"));
                assert_eq!(placeholders(pattern), known, "{key} in {lang:?}");
            }
        }
        for right in permission::names() {
            for lang in [Lang::Zh, Lang::En] {
                assert!(text(lang, &format!("right.{right}")).is_some(), "{right} in {lang:?}");
            }
        }
    }

    #[test]
    fn no_sentence_is_left_without_a_code() {
        for key in ZH.keys().chain(EN.keys()) {
            let known = match key.split_once('.').unwrap() {
                ("error", code) => ErrorCode::from_key(code).is_some(),
                ("module", module) => Module::from_key(module).is_some(),
                (_, right) => permission::names().any(|name| name == right),
            };
            assert!(known, "{key}");
        }
    }

    #[test]
    fn a_sentence_is_filled_in_and_names_rights_in_words() {
        let short = ErrorCode::StockShort.with("code", "A").with("on_hand", 2).with("wanted", 3);
        assert_eq!(sentence(Lang::En, &short), "Not enough stock of A: 2 on hand, 3 wanted.");
        let denied = ErrorCode::PermissionDenied.with("right", "document.reverse");
        assert_eq!(sentence(Lang::Zh, &denied), "没有权限：红字冲账。");
        let sold = ErrorCode::SerialState.with("serial", "S1").with("state", "sold");
        assert_eq!(sentence(Lang::Zh, &sold), "序列号 S1 的状态是“已销售”，不能这样处理。");
        let denied = ErrorCode::PermissionDenied.with("right", "document.post:CG");
        assert_eq!(sentence(Lang::Zh, &denied), "没有权限：单据过账（采购入库）。");
    }

    #[test]
    fn a_wrong_clock_is_told_in_the_largest_unit_that_says_enough() {
        let told = |minutes| clock_offset(Lang::En, minutes);
        assert_eq!(told(3), "3 minutes ahead");
        assert_eq!(told(-119), "119 minutes behind");
        assert_eq!(told(120), "2 hours ahead");
        assert_eq!(told(-48 * 60), "2 days behind");
        assert_eq!(clock_offset(Lang::Zh, 3652 * 24 * 60), "快 3652 天");
        let wrong = ErrorCode::ClockWrong.with("minutes", -20);
        assert!(sentence(Lang::Zh, &wrong).starts_with("与总部相比，本机时钟慢 20 分钟。"));
    }

    #[test]
    fn a_locale_chooses_the_language() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(Lang::of_locale("en_GB.UTF-8"), Lang::En);
        assert_eq!(Lang::of_locale(""), Lang::Zh);
    }
}
