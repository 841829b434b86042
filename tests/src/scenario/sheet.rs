//! The sheet: a scenario's markdown, cut into rows, items and blocks.
//!
//! Owns the frame: title, prose, sections, tables, lists, fences. Leaves out what the cells say.

use anyhow::{Context, Result, ensure};
use fenhao_domain::kind::Kind;

use super::act::Act;
use super::claim::Claim;
use super::voucher::Written;
use super::{Failure, Scenario, Step, What};

/// Headings of sections whose tables tell acts.
const TOLD: [&str; 2] = ["## Given 已知", "## When 发生"];

/// Heading of a section of claims and vouchers.
const THEN: &str = "## Then 结果";

/// Head of a table.
const HEAD: [&str; 3] = ["at 地点", "act 事项", "with 内容"];

/// Begins prose that stands among acts and claims.
const ASIDE: &str = "> ";

/// Opens a block of vouchers.
const FENCE: &str = "```postings";

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Prose,
    Told,
    Then,
}

/// Reads a scenario.
pub fn read(text: &str) -> Result<Scenario, Vec<Failure>> {
    let mut sheet = Sheet { steps: Vec::new(), failures: Vec::new(), section: Section::Prose };
    let mut lines = (1..).zip(text.lines());
    let title = lines.next().map_or("", |(_, line)| line);
    let kinds = kinds(title).unwrap_or_else(|error| sheet.fail(1, &error, Vec::new()));
    while let Some((number, line)) = lines.next() {
        if line == FENCE {
            let block: Vec<(usize, String)> = lines
                .by_ref()
                .take_while(|(_, line)| *line != "```")
                .map(|(number, line)| (number, line.to_owned()))
                .collect();
            sheet.block(number, block);
        } else if let Err(error) = sheet.line(number, line) {
            sheet.fail(number, &error, ());
        }
    }
    if !sheet.steps.iter().any(|step| !matches!(step.what, What::Act { .. })) {
        sheet.fail(1, &anyhow::anyhow!("nothing is claimed"), ());
    }
    match sheet.failures.is_empty() {
        true => Ok(Scenario { title: title[2..].to_owned(), kinds, steps: sheet.steps }),
        false => Err(sheet.failures),
    }
}

/// The kinds in `# Title 标题 (LS, LT; features.md 130)`.
fn kinds(title: &str) -> Result<Vec<Kind>> {
    ensure!(title.starts_with("# "), "the first line is the title: `# …`");
    let inside = title.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    let inside = inside.context("the title ends with kinds and sources: `(LS; …)`")?;
    let (codes, _) = inside.split_once("; ").context("the sources are missing after `;`")?;
    let kind = |code: &str| Kind::from_code(code).with_context(|| format!("`{code}` is no kind"));
    codes.split(", ").map(kind).collect()
}

struct Sheet {
    steps: Vec<Step>,
    failures: Vec<Failure>,
    section: Section,
}

impl Sheet {
    fn fail<T>(&mut self, line: usize, error: &anyhow::Error, instead: T) -> T {
        self.failures.push(Failure { line, message: format!("{error:#}") });
        instead
    }

    fn line(&mut self, number: usize, line: &str) -> Result<()> {
        if line.trim().is_empty() || line.starts_with(ASIDE) {
            return Ok(());
        }
        if line.starts_with('#') {
            self.section = match line {
                THEN => Section::Then,
                _ if TOLD.contains(&line) => Section::Told,
                _ => anyhow::bail!("`{line}` is no heading"),
            };
            return Ok(());
        }
        let what = match self.section {
            Section::Prose => {
                ensure!(!line.starts_with(['|', '-', '`']), "no section has begun");
                return Ok(());
            }
            Section::Told => match row(line)? {
                Some(what) => what,
                None => return Ok(()),
            },
            Section::Then => {
                let item = line.strip_prefix("- ").context("an item begins with `- `")?;
                What::Claim(Claim::read(item.strip_suffix('.').unwrap_or(item))?)
            }
        };
        self.steps.push(Step { line: number, what });
        Ok(())
    }

    fn block(&mut self, line: usize, block: Vec<(usize, String)>) {
        if self.section != Section::Then {
            self.fail(line, &anyhow::anyhow!("vouchers stand under `{THEN}`"), ());
        }
        match Written::cut(block) {
            Ok(written) => self.steps.push(Step { line, what: What::Vouchers(written) }),
            Err(failure) => self.failures.push(failure),
        }
    }
}

/// A row of a table; none for its head and the rule below.
fn row(line: &str) -> Result<Option<What>> {
    let inside = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
    let cells: Vec<&str> =
        inside.context("a row begins and ends with `|`")?.split('|').map(str::trim).collect();
    let [at, act, with] = cells[..] else {
        anyhow::bail!("a row has three cells, not {}", cells.len());
    };
    let rule = |cell: &str| !cell.is_empty() && cell.bytes().all(|sign| sign == b'-');
    if cells == HEAD || cells.iter().all(|cell| rule(cell)) {
        return Ok(None);
    }
    let act = Act::read(at, act, with)?;
    Ok(Some(What::Act { at: at.to_owned(), act }))
}
