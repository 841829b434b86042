//! The table of features: every number of the catalogue, and a test behind each line that claims
//! something.
//!
//! Owns that the numbers are whole and that the tests exist. Leaves out whether a test is a good
//! one. Invariant: no line says done, or partly, without a test.

use crate::tree::{self, assert_none};

/// Features that the source documents ask for.
const FEATURES: usize = 321;

/// What a line may say.
const STATES: [&str; 3] = ["done", "partly", "not yet"];

/// A line of the table.
struct Line {
    number: String,
    state: String,
    tests: Vec<String>,
}

fn lines() -> Vec<Line> {
    let cells = |row: &str| -> Vec<String> {
        row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    let rows = tree::text("FEATURES.md");
    let rows = rows.lines().filter(|row| {
        row.strip_prefix("| ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    rows.map(|row| {
        let cells = cells(row);
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let tests = cell(4);
        let named = tests.split('`').skip(1).step_by(2).map(str::to_owned);
        Line { number: cell(0), state: cell(2), tests: named.collect() }
    })
    .collect()
}

/// True when a test or a scenario has the name.
fn exists(name: &str, sources: &[String]) -> bool {
    if name.ends_with(".md") {
        return tree::root().join("tests/scenarios").join(name).is_file();
    }
    let (rust, script) = (format!("fn {name}("), format!("(\"{name}\""));
    sources.iter().any(|text| text.contains(&rust) || text.contains(&script))
}

#[test]
fn every_feature_of_the_catalogue_has_its_line() {
    let found: Vec<String> = lines().into_iter().map(|line| line.number).collect();
    let wanted: Vec<String> = (1..=FEATURES).map(|number| number.to_string()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn no_feature_claims_anything_without_a_test() {
    let files = tree::rust().into_iter().chain(tree::typescript());
    let sources: Vec<String> = files.map(|file| file.text).collect();
    let mut broken = Vec::new();
    for line in lines() {
        if !STATES.contains(&line.state.as_str()) {
            broken.push(format!("{}: `{}` is no state", line.number, line.state));
        }
        if line.state != "not yet" && line.tests.is_empty() {
            broken.push(format!("{}: {} without a test", line.number, line.state));
        }
        for test in line.tests.iter().filter(|test| !exists(test, &sources)) {
            broken.push(format!("{}: there is no test {test}", line.number));
        }
    }
    assert_none(&broken, "a feature says more than a test shows");
}
