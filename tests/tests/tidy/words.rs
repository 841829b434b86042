//! Words on screen: Chinese and English say the same things.
//!
//! Owns equal keys, equal placeholders and no empty text. Leaves out whether a translation is
//! good. Plural forms count as one key: Chinese has one form where English has two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tree::{self, assert_none};

/// Every text of one language by its dotted key.
fn texts(language: &str) -> BTreeMap<String, String> {
    let path = format!("ui/src/i18n/{language}.json");
    let value: Value =
        serde_json::from_str(&tree::text(&path)).unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
    let mut out = BTreeMap::new();
    flatten("", &value, &mut out);
    out
}

fn flatten(key: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(children) => {
            for (name, child) in children {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(&key, child, out);
            }
        }
        Value::String(text) => drop(out.insert(key.to_owned(), text.clone())),
        other => panic!("{key} is {other}, not a text"),
    }
}

/// The key without its plural form.
fn singular(key: &str) -> &str {
    ["_zero", "_one", "_two", "_few", "_many", "_other"]
        .iter()
        .find_map(|form| key.strip_suffix(form))
        .unwrap_or(key)
}

/// The names between double braces, formats left out.
fn placeholders(text: &str) -> BTreeSet<String> {
    text.split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(inside, _)| inside.split(',').next().unwrap_or(inside).trim().to_owned())
        .collect()
}

/// By key without plural form: every placeholder of any form.
fn meaning(texts: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, text) in texts {
        out.entry(singular(key).to_owned()).or_default().extend(placeholders(text));
    }
    out
}

#[test]
fn chinese_and_english_say_the_same_things() {
    let (chinese, english) = (meaning(&texts("zh-CN")), meaning(&texts("en")));
    assert!(!chinese.is_empty(), "there are texts");
    let keys: BTreeSet<&String> = chinese.keys().chain(english.keys()).collect();
    let broken: Vec<String> = keys
        .into_iter()
        .filter(|key| chinese.get(*key) != english.get(*key))
        .map(|key| format!("{key}: zh-CN {:?}, en {:?}", chinese.get(key), english.get(key)))
        .collect();
    assert_none(&broken, "a key or a placeholder differs between the languages");
}

#[test]
fn no_text_is_empty() {
    let mut broken = Vec::new();
    for language in ["zh-CN", "en"] {
        for (key, text) in texts(language) {
            if text.trim().is_empty() {
                broken.push(format!("{language}: {key}"));
            }
        }
    }
    assert_none(&broken, "a text says something");
}

#[test]
fn a_format_is_no_part_of_the_placeholder() {
    let found = placeholders("{{count, number}} of {{ total }}");
    assert_eq!(found, BTreeSet::from(["count".to_owned(), "total".to_owned()]));
    assert_eq!(singular("till.lines_other"), "till.lines");
}
