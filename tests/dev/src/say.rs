//! What `cargo dev` prints: one heading per step with the time, one line per fact.
//!
//! Owns the terminal. The commands it starts print for themselves, to the same terminal.
//! Invariant: nothing else in this crate prints.

use std::time::{Duration, Instant};

/// The steps of one run, numbered and timed.
pub struct Steps {
    start: Instant,
    step: Option<(String, Instant)>,
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Starts the clock.
    pub fn new() -> Self {
        Self { start: Instant::now(), step: None, done: Vec::new() }
    }

    /// Ends the step before, if any, and opens the next one under its heading.
    pub fn next(&mut self, title: &str) {
        self.end();
        let number = self.done.len() + 1;
        line(&format!("\n== {number}. {title} [{}]", self.elapsed()));
        self.step = Some((title.to_owned(), Instant::now()));
    }

    /// Ends the last step and lists what took how long.
    pub fn finish(&mut self) {
        self.end();
        line("");
        for (title, taken) in &self.done {
            line(&format!("  {:>9}  {title}", clock(*taken)));
        }
        line(&format!("  {:>9}  all done", self.elapsed()));
    }

    /// Time since the start of the run, `3 m 07 s`.
    pub fn elapsed(&self) -> String {
        clock(self.start.elapsed())
    }

    fn end(&mut self) {
        if let Some((title, since)) = self.step.take() {
            self.done.push((title, since.elapsed()));
        }
    }
}

/// One line of news.
#[expect(clippy::print_stdout, reason = "the terminal is this program's only surface")]
pub fn line(text: &str) {
    println!("{text}");
}

/// Why the program ends without success.
#[expect(clippy::print_stderr, reason = "the terminal is this program's only surface")]
pub fn error(text: &str) {
    eprintln!("{text}");
}

/// A duration for people: `0.4 s`, `42.0 s`, `3 m 07 s`.
fn clock(taken: Duration) -> String {
    let seconds = taken.as_secs();
    if seconds < 60 {
        format!("{seconds}.{} s", taken.subsec_millis() / 100)
    } else {
        format!("{} m {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_the_end_of_tenths() {
        assert_eq!(clock(Duration::from_millis(449)), "0.4 s");
        assert_eq!(clock(Duration::from_millis(59_999)), "59.9 s");
        assert_eq!(clock(Duration::from_secs(187)), "3 m 07 s");
    }
}
