//! The dialect of SQL that SQLite, PostgreSQL and its distributed kin read alike.
//!
//! Owns the rules and their reasons (storage: one SQL text, every engine). Leaves out where SQL
//! is looked for (`sql.rs`). Works on pieces too: a statement may be put together from several.

/// A piece of SQL, cut up: words in capitals, signs, `'text'`, `?1`, `{TOKEN}`.
pub fn words(sql: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut signs = sql.chars().peekable();
    while let Some(first) = signs.next() {
        let mut word = String::from(first);
        match first {
            '-' if signs.peek() == Some(&'-') => {
                signs.by_ref().find(|sign| *sign == '\n');
                continue;
            }
            '/' if signs.peek() == Some(&'*') => {
                let mut last = ' ';
                signs
                    .by_ref()
                    .find(|sign| std::mem::replace(&mut last, *sign) == '*' && *sign == '/');
                continue;
            }
            '\'' => word.extend(signs.by_ref().take_while(|sign| *sign != '\'')),
            '{' => word.push_str(&take_through(&mut signs, '}')),
            '?' | '$' | '_' | 'a'..='z' | 'A'..='Z' | '0'..='9' => {
                while let Some(sign) = signs.next_if(|sign| sign.is_alphanumeric() || *sign == '_')
                {
                    word.push(sign);
                }
                word = word.to_uppercase();
            }
            sign if sign.is_whitespace() => continue,
            _ => {}
        }
        out.push(word);
    }
    out
}

fn take_through(signs: &mut impl Iterator<Item = char>, last: char) -> String {
    let mut taken = String::new();
    for sign in signs {
        taken.push(sign);
        if sign == last {
            break;
        }
    }
    taken
}

/// Words no statement may hold, and why.
const WORDS: &[(&str, &str)] = &[
    ("AUTOINCREMENT SERIAL BIGSERIAL", "numbers are given by us"),
    ("OFFSET", "lists page by key"),
    ("DEFERRABLE INHERITS", "some distributed engine lacks it"),
    ("LISTEN NOTIFY", "some distributed engine lacks it, and a restart forgets it"),
    ("CTID XMIN ROWID", "one engine's own column"),
    ("GLOB REGEXP ILIKE SIMILAR MATCH COLLATE NOCASE", "one engine's own way to compare"),
    ("CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP", "time is passed in"),
    ("TRUE FALSE", "flags are 0 and 1"),
    ("PRAGMA ATTACH VACUUM IMMEDIATE EXCLUSIVE", "one engine's own: only its adapter says it"),
];

/// Functions no statement may call, and why.
const CALLS: &[(&str, &str)] = &[
    ("NEXTVAL PG_ADVISORY_LOCK PG_ADVISORY_XACT_LOCK", "some distributed engine lacks it"),
    ("AVG TOTAL ROUND", "it answers with a float or a numeric; compute in Rust"),
    (
        "GROUP_CONCAT STRING_AGG IFNULL IIF PRINTF FORMAT TYPEOF HEX UNHEX ZEROBLOB INSTR CHANGES \
         LAST_INSERT_ROWID GREATEST LEAST",
        "one engine's own function",
    ),
    ("LOWER UPPER", "SQLite folds ASCII alone; store what is searched already folded"),
    (
        "NOW DATE DATETIME TIME STRFTIME JULIANDAY UNIXEPOCH RANDOM RANDOMBLOB GEN_RANDOM_UUID",
        "time and chance are passed in",
    ),
    ("JSON JSON_EXTRACT JSON_OBJECT JSON_EACH", "documents are exact bytes"),
];

/// Two words in a row that no statement may hold, and why.
const PAIRS: &[(&str, &str, &str)] = &[
    ("INSERT", "OR", "write ON CONFLICT (key)"),
    ("REPLACE", "INTO", "write ON CONFLICT (key)"),
    ("MERGE", "INTO", "write ON CONFLICT (key)"),
    ("CREATE", "SEQUENCE", "numbers are given by us"),
    ("CREATE", "TRIGGER", "what happens is written in Rust"),
    ("CREATE", "PROCEDURE", "what happens is written in Rust"),
    ("CREATE", "FUNCTION", "what happens is written in Rust"),
    ("CREATE", "DOMAIN", "some distributed engine lacks it"),
    ("CREATE", "TYPE", "some distributed engine lacks it"),
    ("CREATE", "TEMP", "state lives in tables that a migration names"),
    ("CREATE", "TEMPORARY", "state lives in tables that a migration names"),
    ("CREATE", "MATERIALIZED", "sums are kept by us"),
    ("CREATE", "VIRTUAL", "one engine's own kind of table"),
    ("EXCLUDE", "USING", "some distributed engine lacks it"),
    ("LOCK", "TABLE", "some distributed engine lacks it"),
    ("FOR", "UPDATE", "SQLite lacks it; compare and set"),
    ("INDEXED", "BY", "one engine's own hint"),
    ("=", "=", "one = is enough everywhere"),
];

/// What may follow IS on every engine.
const AFTER_IS: [&str; 3] = ["NULL", "NOT", "DISTINCT"];

/// Everything in this piece that some engine would not read as the others do.
pub fn breaches(sql: &str) -> Vec<String> {
    let words = words(sql);
    let mut out = Vec::new();
    let lists = WORDS.iter().map(|rule| (rule, false)).chain(CALLS.iter().map(|rule| (rule, true)));
    for ((list, reason), called) in lists {
        for forbidden in list.split_whitespace() {
            let found = words.iter().enumerate().any(|(at, word)| {
                word == forbidden && (!called || words.get(at + 1).is_some_and(|next| next == "("))
            });
            if found {
                out.push(format!("{forbidden}: {reason}"));
            }
        }
    }
    for (first, second, reason) in PAIRS {
        if words.windows(2).any(|pair| pair[0] == *first && pair[1] == *second) {
            out.push(format!("{first} {second}: {reason}"));
        }
    }
    for (at, word) in words.iter().enumerate() {
        let next = |ahead: usize| words.get(at + ahead).map_or("", String::as_str);
        let before = |back: usize| at.checked_sub(back).map_or("", |at| words[at].as_str());
        let breach = match word.as_str() {
            "SUM" if next(1) == "(" && !in_bigint_cast(&words, at) => {
                "SUM without CAST(… AS BIGINT): PostgreSQL answers with a numeric"
            }
            "MIN" | "MAX" if next(1) == "(" && arguments(&words, at + 1) > 1 => {
                "MIN or MAX of several values: PostgreSQL calls that LEAST and GREATEST"
            }
            "/" => "division: CockroachDB answers with a decimal; divide in Rust",
            "%" => "remainder: its sign is told in Rust",
            "CONFLICT" if next(1) != "(" => "ON CONFLICT without its key",
            "IS" if before(1).starts_with('?') => {
                "a bare parameter before IS: PostgreSQL cannot tell its type; CAST it"
            }
            "IS" if !next(1).is_empty() && !AFTER_IS.contains(&next(1)) => {
                "IS with a value: PostgreSQL has IS NOT DISTINCT FROM for that, and so has SQLite"
            }
            "LIKE" if next(1).starts_with('\'') && !next(1).contains(['%', '_']) => {
                "LIKE for equality"
            }
            "INSERT" | "UPDATE" | "DELETE" if before(1) == "(" && before(2) == "AS" => {
                "a WITH that changes rows"
            }
            "?" => "a parameter without its number",
            "\"" => "a name in double quotes: SQLite may read it as text",
            _ if word.starts_with('$') => "$ parameters: write ?1 ?2",
            _ => continue,
        };
        out.push(breach.to_owned());
    }
    out.extend(table_breaches(&words));
    out
}

/// Whether a call stands inside `CAST( … AS BIGINT)`.
fn in_bigint_cast(words: &[String], at: usize) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for (here, word) in words[..at].iter().enumerate() {
        match word.as_str() {
            "(" => open.push(here),
            ")" => drop(open.pop()),
            _ => {}
        }
    }
    open.into_iter().filter(|open| *open > 0 && words[open - 1] == "CAST").any(|open| {
        let close = closing(words, open);
        close >= 2 && words[close - 2] == "AS" && words[close - 1] == "BIGINT"
    })
}

/// Where the parenthesis opened at `open` closes; the end of the piece if it does not.
fn closing(words: &[String], open: usize) -> usize {
    let mut depth = 0;
    for (at, word) in words.iter().enumerate().skip(open) {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    words.len()
}

/// The parts between the parenthesis at `open` and its end, cut at its own commas.
fn parts(words: &[String], open: usize) -> Vec<&[String]> {
    let inner = &words[open + 1..closing(words, open).max(open + 1)];
    let mut depth = 0;
    inner
        .split(|word| {
            depth += i32::from(word == "(") - i32::from(word == ")");
            depth == 0 && word == ","
        })
        .collect()
}

fn arguments(words: &[String], open: usize) -> usize {
    parts(words, open).len()
}

/// Tables are written in tokens that each engine's adapter spells out, and have a primary key.
fn table_breaches(words: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for at in (0..words.len()).filter(|at| words[*at] == "TABLE" && *at > 0) {
        if words[at - 1] != "CREATE" {
            continue;
        }
        let Some(open) = (at..words.len()).find(|at| words[*at] == "(") else { continue };
        let name = &words[open - 1];
        let mut key = false;
        for part in parts(words, open) {
            let first = part.first().map_or("", String::as_str);
            key |= part.windows(2).any(|pair| pair[0] == "PRIMARY" && pair[1] == "KEY");
            if ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"].contains(&first) {
                continue;
            }
            let kind = part.get(1).map_or("", String::as_str);
            if !["{I64}", "{BYTES}", "{TEXT}"].contains(&kind) {
                out.push(format!("{name}.{first} is {kind}, not {{I64}}, {{BYTES}} or {{TEXT}}"));
            }
        }
        if !key {
            out.push(format!("{name} has no PRIMARY KEY"));
        }
        if words.get(closing(words, open) + 1).map(String::as_str) != Some("{STRICT}") {
            out.push(format!("{name} does not end in {{STRICT}}"));
        }
    }
    out
}

#[test]
fn portable_statements_pass() {
    for sql in [
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM entry WHERE branch_id = ?1",
        "INSERT INTO stock (branch_id, quantity) VALUES (?1, ?2) ON CONFLICT (branch_id) \
         DO UPDATE SET quantity = stock.quantity + excluded.quantity RETURNING quantity",
        "SELECT 1 FROM product WHERE CAST(?1 AS BIGINT) IS NULL -- a / is fine here",
        "SELECT MAX(sequence) FROM log WHERE (day, id) > (?1, ?2) ORDER BY day LIMIT ?3",
        "SELECT date, time, total, domain FROM t WHERE date IS NOT NULL AND note LIKE 'a%'",
        "CREATE TABLE log (branch_id {I64} NOT NULL, seq {I64} NOT NULL CHECK (seq > 0), \
         bytes {BYTES} NOT NULL, PRIMARY KEY (branch_id, seq)) {STRICT}",
    ] {
        assert_eq!(breaches(sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn what_one_engine_reads_otherwise_is_refused() {
    for sql in [
        "SELECT SUM(amount) FROM entry",
        "SELECT CAST(SUM(a) AS BIGINT), SUM(b) FROM entry",
        "SELECT a / b FROM t",
        "SELECT a FROM t LIMIT 10 OFFSET 20",
        "INSERT OR IGNORE INTO t VALUES (?1)",
        "INSERT INTO t VALUES (?1) ON CONFLICT DO NOTHING",
        "SELECT a FROM t WHERE ?1 IS NULL OR a = ?1",
        "SELECT a FROM t WHERE a LIKE 'abc'",
        "SELECT MAX(a, b) FROM t",
        "WITH gone AS (DELETE FROM t RETURNING a) SELECT a FROM gone",
        "SELECT a FROM t WHERE a = ?",
        "SELECT a FROM t WHERE a = $1",
        "SELECT \"a\" FROM t",
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT) STRICT",
        "CREATE TABLE t (a {I64} NOT NULL) {STRICT}",
        "CREATE TABLE t (a {I64} PRIMARY KEY, b TEXT) {STRICT}",
        "CREATE TABLE t (a {I64} PRIMARY KEY)",
        "CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1; END",
        "SELECT random(), datetime('now')",
        "SELECT a FROM t WHERE a IS ?1",
        "SELECT a FROM t WHERE lower(a) = ?1",
        "SELECT a FROM t WHERE b = true",
    ] {
        assert!(!breaches(sql).is_empty(), "this passed: {sql}");
    }
}
