//! The machine's clock, lent to the commands (时钟).

use std::time::{SystemTime, UNIX_EPOCH};

use fenhao_app::context::Clock;

/// The time of day as the machine has it.
#[derive(Debug, Clone, Copy)]
pub struct WallClock;

impl Clock for WallClock {
    /// Unix milliseconds; before 1970 they are negative, for a clock that lost its battery must
    /// not stop a sale (`exchange.md` 2.15).
    fn now_ms(&self) -> i64 {
        let millis =
            |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => millis(since),
            Err(before) => -millis(before.duration()),
        }
    }
}
