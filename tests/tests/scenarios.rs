//! The scenarios of `scenarios/`, each told to a company of its own.
//!
//! Owns running all of them and proving that the runner itself can fail.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use fenhao_domain::kind::Kind;
use fenhao_tests::scenario::{Failure, Scenario, acts};

const README: &str = "README.md";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Name and text of every scenario, by name.
fn scenarios() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name.ends_with(".md") && name != README)
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect();
    all.sort();
    all
}

fn failures(text: &str) -> Vec<Failure> {
    match Scenario::parse(text) {
        Ok(scenario) => scenario.run(),
        Err(failures) => failures,
    }
}

#[test]
fn every_scenario_comes_true() {
    let all = scenarios();
    assert!(!all.is_empty());
    let told: Vec<String> = all
        .iter()
        .flat_map(|(name, text)| {
            failures(text).into_iter().map(move |f| format!("tests/scenarios/{name}:{f}"))
        })
        .collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn every_kind_has_a_scenario_of_its_name_that_shows_its_voucher() {
    let all = scenarios();
    let shown = |kind: &Kind| {
        all.iter().any(|(name, text)| {
            let named = name.split('-').take_while(|part| Kind::from_code(part).is_some());
            named.clone().any(|code| code == kind.code())
                && Scenario::parse(text).is_ok_and(|scenario| scenario.vouchers().contains(kind))
        })
    };
    let lacking: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !shown(kind)).collect();
    assert!(lacking.is_empty(), "no scenario is named for {lacking:?} and shows its voucher");
}

#[test]
fn the_kinds_in_a_files_name_stand_in_its_title() {
    for (name, text) in scenarios() {
        let kinds = Scenario::parse(&text).map(|scenario| scenario.kinds).unwrap_or_default();
        for kind in name.split('-').map_while(Kind::from_code) {
            assert!(kinds.contains(&kind), "{name} does not name {} in its title", kind.code());
        }
    }
}

#[test]
fn the_readme_explains_every_act_and_kind() {
    let readme = fs::read_to_string(folder().join(README)).unwrap();
    for act in acts() {
        assert!(readme.contains(&format!("`{act}`")), "the README does not explain `{act}`");
    }
    for kind in Kind::ALL {
        assert!(readme.contains(kind.zh()), "the README does not name {}", kind.zh());
    }
}

/// A sound scenario of one sale. Its lines are counted in the tests below.
const SALE: &str = "\
# A sale 一单 (LS; features.md 130)

## Given 已知

| at 地点 | act 事项 | with 内容 |
|---|---|---|
| SH | opening | A × 10 at 6.00 |
| SH | sell | A × 3 at 9.90, paid cash |
| SH | sell | A × 8 at 9.90, paid cash → refused: line 1: 8 wanted, 7 on hand |
| SH | goes offline | |
| SH | sell | A × 1 at 9.90, paid cash |
| SH | comes back | |

## Then 结果

```postings
LS-SH-261123-0001 零售单 retail sale
  Dr 1001 库存现金 Cash on hand      29.70
  Cr 500101 主营业务收入 Sales revenue   29.70
  Dr 5401 主营业务成本 Cost of goods sold   18.00
  Cr 1405 库存商品 Inventory    18.00
  goods A own −3 = −18.00
```

- SH holds own A × 6 = 36.00.
- SH has Dr 39.60 in 1001 库存现金.
- SH awaits nothing.
- the books agree.
";

/// Changes one place of the sound scenario; the lines that are told then.
fn told_when(right: &str, wrong: &str) -> Vec<usize> {
    assert_eq!(SALE.matches(right).count(), 1, "`{right}` stands once");
    failures(&SALE.replace(right, wrong)).into_iter().map(|failure| failure.line).collect()
}

#[test]
fn the_sound_scenario_comes_true() {
    assert_eq!(failures(SALE), []);
}

#[test]
fn a_wrong_expectation_is_told_with_its_line() {
    for (right, wrong, line) in [
        ("Inventory    18.00", "Inventory    18.01", 21),
        ("goods A own −3", "goods A own −2", 22),
        ("  goods A own −3 = −18.00\n", "", 21),
        ("Dr 1001 库存现金 Cash on hand      29.70", "Cr 1001 库存现金 Cash on hand 29.70", 18),
        ("A × 6 = 36.00", "A × 6 = 36.01", 25),
        ("A × 6 = 36.00", "A × 5 = 36.00", 25),
        ("Dr 39.60 in", "Cr 39.60 in", 26),
        ("awaits nothing", "awaits FH-00-261123-0001", 27),
        ("| SH | comes back | |\n", "", 27),
        ("A sale 一单 (LS;", "A sale 一单 (LS, CG;", 1),
        ("LS-SH-261123-0001", "LS-SH-261123-0009", 17),
    ] {
        assert_eq!(told_when(right, wrong), [line], "{wrong}");
    }
}

#[test]
fn a_refusal_must_come_and_for_its_reason() {
    assert_eq!(told_when("8 wanted, 7 on hand", "8 wanted, 6 on hand"), [9]);
    assert_eq!(told_when("A × 8 at", "A × 7 at"), [9]);
    assert_eq!(told_when(" → refused: line 1: 8 wanted, 7 on hand", ""), [9]);
}

#[test]
fn a_word_that_is_not_in_the_grammar_is_told_with_its_line() {
    for (right, wrong, line) in [
        ("# A sale 一单 (LS;", "# A sale 一单 (ZZ;", 1),
        ("| SH | opening |", "| XX | opening |", 7),
        ("| SH | opening |", "| SH | opens |", 7),
        ("A × 10 at 6.00", "Q × 10 at 6.00", 7),
        ("A × 10 at 6.00", "A x 10 at 6.00", 7),
        ("A × 10 at 6.00", "A × 10 for 6.00", 7),
        ("A × 10 at 6.00", "A × 10 at 6.00 perhaps", 7),
        ("A × 10 at 6.00", "A × 10 at 6.00, paid cash", 7),
        ("A × 3 at 9.90, paid cash", "A × 3 at 9.90, paid with cash", 8),
        ("| SH | comes back | |", "| SH | comes back | soon |", 12),
        ("| SH | comes back | |", "| SH | comes back |", 12),
        ("LS-SH-261123-0001 零售单", "0001 零售单", 17),
        ("SH holds own", "SH holds some", 25),
        ("in 1001 库存现金", "in 1001 现金", 26),
        ("- SH awaits nothing.", "SH awaits nothing.", 27),
        ("the books agree.", "the books agree perfectly.", 28),
    ] {
        assert_eq!(told_when(right, wrong), [line], "{wrong}");
    }
}

#[test]
fn without_its_heading_no_row_is_understood() {
    let told = told_when("## Given 已知", "## Before");
    assert_eq!(told, [3, 5, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn a_scenario_that_claims_nothing_is_no_scenario() {
    let told: Vec<String> = failures(SALE.split("## Then").next().unwrap())
        .into_iter()
        .map(|failure| failure.message)
        .collect();
    assert_eq!(told, ["nothing is claimed"]);
}
