//! Benchmarks 基准: the numbers of `architecture.md`, each beside the limit measured in the same run.
//!
//! Owns the figures and their table. Leaves out judging: a missed goal is printed, it fails
//! nothing, because a busy machine must not break a build. Invariant: a ratio's two sides are
//! measured in the same process on the same disk, one right after the other.

use std::fmt::Write as _;
use std::time::Duration;

pub mod bare;
pub mod catalogue;
pub mod disk;
pub mod hq_stock;
pub mod journey;
pub mod kinds;
pub mod merge;
pub mod replay;
pub mod statements;
pub mod till;
pub mod wire;

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Number and what is measured.
    pub name: String,
    /// The goal, in words.
    pub goal: String,
    /// What was measured.
    pub measured: String,
    /// The limit of the same run; empty where there is none.
    pub limit: String,
    /// Measured to limit, as the goal has it; none where there is no limit.
    pub ratio: Option<f64>,
    /// Whether the goal is reached.
    pub reached: bool,
}

/// The figures as a table.
#[must_use]
pub fn table(figures: &[Figure]) -> String {
    let head = ["what", "goal", "measured", "limit, same run", "ratio", "reached"];
    let mut rows = vec![head.map(str::to_owned)];
    for figure in figures {
        rows.push([
            figure.name.clone(),
            figure.goal.clone(),
            figure.measured.clone(),
            figure.limit.clone(),
            figure.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}")),
            if figure.reached { "yes" } else { "NO" }.to_owned(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..head.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(text, "{cell:<width$}  ");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// Durations of one act, many times.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Adds the times of others.
    pub fn join(&mut self, others: &Samples) {
        self.0.extend(&others.0);
    }

    /// Times one act and gives its outcome.
    pub fn time<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let begin = std::time::Instant::now();
        let outcome = act();
        self.0.push(begin.elapsed());
        outcome
    }

    /// The time that `percent` of the acts did not exceed.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1).min(last);
        sorted.get(at).copied().unwrap_or_default()
    }

    /// `p50 … p99 … max`.
    #[must_use]
    pub fn text(&self) -> String {
        let [p50, p99, max] = [50, 99, 100].map(|percent| millis(self.percentile(percent)));
        format!("p50 {p50}, p99 {p99}, max {max}")
    }
}

/// Milliseconds with three significant figures.
#[must_use]
pub fn millis(took: Duration) -> String {
    let ms = took.as_secs_f64() * 1000.0;
    match ms {
        ms if ms < 1.0 => format!("{ms:.3} ms"),
        ms if ms < 10.0 => format!("{ms:.2} ms"),
        ms => format!("{ms:.1} ms"),
    }
}

/// How many times longer one is than the other.
#[must_use]
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// The processor time of this thread so far; none where the system does not tell. A busy machine
/// stretches wall time, not this.
#[must_use]
pub fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Bytes that this thread has handed to the system for writing so far; none where the system does
/// not tell. A busy machine does not change them.
#[must_use]
pub fn written() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/io").ok()?;
    text.lines().find_map(|line| line.strip_prefix("wchar: "))?.parse().ok()
}

/// Acts a second.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
pub fn rate(acts: u64, took: Duration) -> f64 {
    acts as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let mut samples = Samples::default();
        for ms in 1..=200 {
            samples.add(Duration::from_millis(ms));
        }
        assert_eq!(samples.percentile(50), Duration::from_millis(100));
        assert_eq!(samples.percentile(99), Duration::from_millis(198));
        assert_eq!(samples.percentile(100), Duration::from_millis(200));
        assert_eq!(Samples::default().percentile(99), Duration::ZERO);
    }
}
