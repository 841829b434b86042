//! Shape: heads, lengths, names and places of files.
//!
//! Owns the limits of STYLE.md that can be counted. Leaves out what only a reader can judge.

use std::fs;

use crate::lexer::{self, Kind, Token};
use crate::tree::{self, assert_none};

/// The longest file, in lines.
const FILE_LINES_MAX: usize = 600;

/// The longest function, in lines that hold code.
const FUNCTION_LINES_MAX: usize = 70;

/// Names that say nothing about what a thing is.
const EMPTY: [&str; 5] = ["manager", "service", "helper", "util", "processor"];

/// The folders of the clone; the rest of the top level are single files.
const FOLDERS: [&str; 5] = ["desktop", "server", "shared", "tests", "ui"];

/// Paths that would tie the clone to one machine; written so that this file does not hold them.
const FOREIGN: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

#[test]
fn every_rust_file_tells_what_it_owns() {
    let broken: Vec<String> = tree::rust()
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    assert_none(&broken, "a file begins with `//! ` and what it owns");
}

#[test]
fn no_file_is_longer_than_600_lines() {
    let styles = tree::files(&["ui/src/"], &[".css"]);
    let broken: Vec<String> = tree::rust()
        .into_iter()
        .chain(tree::typescript())
        .chain(styles)
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > FILE_LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_none(&broken, "one file is one idea");
}

#[test]
fn no_function_is_longer_than_70_lines() {
    let mut broken = Vec::new();
    for file in tree::rust() {
        let tokens = lexer::tokens(&file.text);
        for at in 0..tokens.len() {
            let Some((name, lines)) = function(&tokens[at..]) else { continue };
            if lines > FUNCTION_LINES_MAX {
                broken.push(format!("{}:{}: {name}: {lines} lines", file.path, tokens[at].line));
            }
        }
    }
    assert_none(&broken, "a function fits on one screen");
}

/// The name of the function that starts here, and how many lines of it hold code.
fn function(tokens: &[Token]) -> Option<(&str, usize)> {
    let (Kind::Word(name), true) = (&tokens.get(1)?.kind, tokens[0].is("fn")) else { return None };
    let mut depth = 0;
    let mut lines = Vec::new();
    for token in tokens {
        lines.push(token.line);
        match token.kind {
            Kind::Sign('{') => depth += 1,
            Kind::Sign('}') => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Kind::Sign(';') if depth == 0 => return None,
            _ => {}
        }
    }
    lines.dedup();
    Some((name, lines.len()))
}

#[test]
fn every_name_says_what_it_names() {
    let mut broken = Vec::new();
    let ours = ["shared/", "desktop/", "server/", "tests/", "ui/src/"];
    for file in tree::files(&ours, &[".rs", ".ts", ".tsx", ".css", ".sql"]) {
        for part in file.path.split('/') {
            if is_empty_name(part) {
                broken.push(format!("{}: {part}", file.path));
            }
        }
    }
    for file in tree::rust() {
        for pair in lexer::tokens(&file.text).windows(2) {
            let named = ["struct", "enum", "trait", "type", "union", "mod"];
            if let (true, Kind::Word(name)) =
                (named.iter().any(|word| pair[0].is(word)), &pair[1].kind)
                && is_empty_name(name)
            {
                broken.push(format!("{}:{}: {name}", file.path, pair[1].line));
            }
        }
    }
    assert_none(&broken, "never Manager, Service, Helper, Util, Processor: say what it is");
}

/// Whether one word of a file or type name is one of those that say nothing.
fn is_empty_name(name: &str) -> bool {
    let mut words = vec![String::new()];
    for sign in name.chars() {
        if sign.is_uppercase() || !sign.is_alphanumeric() {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), sign.is_alphanumeric()) {
            word.extend(sign.to_lowercase());
        }
    }
    words
        .iter()
        .any(|word| EMPTY.contains(&word.as_str()) || EMPTY.contains(&word.trim_end_matches('s')))
}

#[test]
fn a_module_is_a_file_of_its_name() {
    let broken: Vec<String> = tree::rust()
        .into_iter()
        .map(|file| file.path)
        .filter(|path| path.ends_with("/mod.rs"))
        .collect();
    assert_none(&broken, "a module is name.rs, its children are in name/");
}

#[test]
fn the_top_level_holds_five_folders() {
    let mut found: Vec<String> = fs::read_dir(tree::root())
        .expect("the clone can be read")
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    found.sort();
    assert_eq!(found, FOLDERS);
}

#[test]
fn no_test_is_left_out() {
    let mut broken = Vec::new();
    for file in tree::rust() {
        for three in lexer::tokens(&file.text).windows(3) {
            if three[0].is_sign('#') && three[1].is_sign('[') && three[2].is("ignore") {
                broken.push(format!("{}:{}", file.path, three[0].line));
            }
        }
    }
    for file in tree::typescript() {
        for (number, line) in file.text.lines().enumerate() {
            let skipped =
                ["it.skip(", "test.skip(", "describe.skip(", "xit(", ".only(", "it.todo("];
            if skipped.iter().any(|word| line.contains(word)) {
                broken.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    assert_none(&broken, "a test that does not run proves nothing");
}

#[test]
fn the_clone_is_tied_to_no_machine() {
    let mut broken = Vec::new();
    for file in tree::files(&[""], &[""]) {
        if file.path.starts_with("tests/data/") {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            if FOREIGN.iter().any(|word| line.contains(word)) {
                broken.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none(&broken, "a path of one machine stands in the clone");
}

#[test]
fn a_name_is_judged_word_by_word() {
    for name in ["SyncManager", "utils.ts", "price_helper.rs", "TillService"] {
        assert!(is_empty_name(name), "{name} passed");
    }
    for name in ["Utility", "Managerial", "branch.rs", "BranchCode"] {
        assert!(!is_empty_name(name), "{name} was refused");
    }
}

#[test]
fn a_function_is_counted_without_its_comments() {
    let source = "fn a() {\n    // why\n\n    b();\n}\nfn c();\n";
    let tokens = lexer::tokens(source);
    assert_eq!(function(&tokens), Some(("a", 3)));
    let second = tokens.iter().rposition(|token| token.is("fn")).unwrap();
    assert_eq!(function(&tokens[second..]), None);
}
