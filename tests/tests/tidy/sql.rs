//! SQL: spoken by one crate, in one dialect.
//!
//! Owns where SQL is looked for. Leaves out what is portable (`dialect.rs`).
//! Adapters of one engine say that engine's own statements; they are listed here by name.

use crate::dialect;
use crate::lexer::{self, Kind};
use crate::tree::{self, File, assert_none};

/// Files in which one engine is spoken to in its own words, and why.
const ADAPTERS: &[(&str, &str)] =
    &[("shared/books/src/sql/sqlite.rs", "pragmas, backup and the SQLite connection")];

/// Words that, in capitals, make a literal a piece of SQL.
const SPOKEN: [&str; 24] = [
    "ALTER",
    "BEGIN",
    "COALESCE",
    "COMMIT",
    "CONFLICT",
    "CREATE",
    "DELETE",
    "DROP",
    "FROM",
    "HAVING",
    "INSERT",
    "JOIN",
    "LIMIT",
    "ORDER",
    "PRAGMA",
    "RETURNING",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "SUM",
    "UNION",
    "UPDATE",
    "VALUES",
    "WHERE",
];

/// String literals of one file with their lines.
fn literals(source: &str) -> Vec<(usize, String)> {
    lexer::tokens(source)
        .into_iter()
        .filter_map(|token| match token.kind {
            Kind::Text(text) => Some((token.line, text)),
            _ => None,
        })
        .collect()
}

/// Whether a literal in the books is SQL or a part of it.
fn is_piece(text: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .any(|word| SPOKEN.contains(&word))
}

/// Whether a literal anywhere is a statement: its verb with the word that must follow it.
fn is_statement(text: &str) -> bool {
    let words = dialect::words(text);
    let first = words.first().map_or("", String::as_str);
    let has = |word: &str| words.iter().any(|found| found == word);
    let pair = |a: &str, b: &str| words.windows(2).any(|pair| pair[0] == a && pair[1] == b);
    let loud = is_piece(text);
    (pair("INSERT", "INTO") && (has("VALUES") || has("SELECT")))
        || (pair("CREATE", "TABLE") && has("("))
        || (loud && first == "SELECT")
        || (loud && has("SELECT") && has("FROM"))
        || (loud && pair("DELETE", "FROM"))
        || (loud && has("UPDATE") && has("SET"))
        || (loud && ["PRAGMA", "SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT"].contains(&first))
        || pair("DROP", "TABLE")
        || pair("ALTER", "TABLE")
}

fn in_tests(file: &File) -> bool {
    file.path.ends_with("/tests.rs") || file.path.contains("/tests/")
}

#[test]
fn only_books_speaks_sql() {
    let mut broken = Vec::new();
    let under = ["shared/domain/", "shared/exchange/", "shared/app/", "desktop/", "server/"];
    for file in tree::files(&under, &[".rs"]).into_iter().filter(|file| !in_tests(file)) {
        for (line, text) in literals(&file.text) {
            if is_statement(&text) {
                broken.push(format!("{}:{line}: {}", file.path, text.trim()));
            }
        }
    }
    let stray = tree::files(&under, &[".sql"]).into_iter().map(|file| file.path);
    broken.extend(stray);
    assert_none(&broken, "the only SQL is in shared/books");
}

#[test]
fn all_sql_is_portable() {
    let mut broken = Vec::new();
    for file in tree::files(&["shared/books/"], &[".rs", ".sql"]) {
        if in_tests(&file) || ADAPTERS.iter().any(|(path, _)| *path == file.path) {
            continue;
        }
        if file.path.ends_with(".sql") {
            let breaches = dialect::breaches(&file.text);
            broken.extend(breaches.iter().map(|breach| format!("{}: {breach}", file.path)));
            continue;
        }
        for (line, text) in literals(lexer::without_tests(&file.text)) {
            if is_piece(&text) {
                let breaches = dialect::breaches(&text);
                broken.extend(
                    breaches.iter().map(|breach| format!("{}:{line}: {breach}", file.path)),
                );
            }
        }
    }
    assert_none(&broken, "one SQL text serves every engine");
}

#[test]
fn an_adapter_that_is_gone_is_no_exception() {
    let paths: Vec<String> =
        tree::files(&["shared/books/"], &[".rs"]).into_iter().map(|file| file.path).collect();
    let broken: Vec<String> = ADAPTERS
        .iter()
        .filter(|(path, _)| !paths.iter().any(|found| found == path))
        .map(|(path, reason)| format!("{path} ({reason})"))
        .collect();
    assert_none(&broken, "an exception names a file that does not exist");
}

#[test]
fn a_sentence_is_no_statement() {
    for text in ["Select a shop from the list", "updated the price and set it", "begin", "values"] {
        assert!(!is_statement(text), "taken for SQL: {text}");
    }
    for text in [
        "SELECT name FROM product",
        "insert into t (a) values (?1)",
        "UPDATE t SET a = 1",
        "PRAGMA user_version",
        "DELETE FROM t",
    ] {
        assert!(is_statement(text), "not taken for SQL: {text}");
    }
}
