//! The exchange light (同步灯): what the loop knows of the link, for whoever asks.
//!
//! Owns the state of the link and the bell that wakes the loop. Leaves out the counts, which the
//! books know. Invariant: asking never waits for the network.

use std::sync::{Mutex, PoisonError};

use fenhao_app::context::{Link, LinkState};
use fenhao_app::error::ApiError;
use tokio::sync::Notify;

/// The light of one branch, shared by its commands and its loop.
#[derive(Debug, Default)]
pub struct Light {
    state: Mutex<LinkState>,
    bell: Notify,
    asked: std::sync::atomic::AtomicBool,
}

impl Light {
    /// Head office answered.
    pub fn up(&self, now_ms: i64) {
        self.change(|state| {
            if !state.up {
                state.since_ms = now_ms;
            }
            (state.up, state.last_contact_ms) = (true, Some(now_ms));
        });
    }

    /// Head office does not answer.
    pub fn down(&self, now_ms: i64) {
        self.change(|state| {
            if state.up || state.since_ms == 0 {
                state.since_ms = now_ms;
            }
            state.up = false;
        });
    }

    /// Something a person must see; `None` once it is over. True when that is news.
    pub fn trouble(&self, error: Option<ApiError>, now_ms: i64) -> bool {
        self.change(|state| {
            let news = state.trouble != error;
            if news {
                (state.trouble, state.since_ms) = (error, now_ms);
            }
            news
        })
    }

    /// Documents were written: exchange soon.
    pub fn nudge(&self) {
        self.bell.notify_one();
    }

    /// Waits for the bell. True when a person rang it.
    pub async fn rung(&self) -> bool {
        self.bell.notified().await;
        self.asked.swap(false, std::sync::atomic::Ordering::AcqRel)
    }

    fn change<T>(&self, change: impl FnOnce(&mut LinkState) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Link for Light {
    fn state(&self) -> LinkState {
        self.change(|state| state.clone())
    }

    fn wake(&self) {
        self.asked.store(true, std::sync::atomic::Ordering::Release);
        self.bell.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use fenhao_app::error::ErrorCode;

    use super::*;

    #[test]
    fn the_light_keeps_since_when_it_shines() {
        let light = Light::default();
        light.down(1000);
        light.down(2000);
        assert_eq!((light.state().up, light.state().since_ms), (false, 1000));
        light.up(3000);
        light.up(4000);
        let state = light.state();
        assert_eq!((state.up, state.since_ms, state.last_contact_ms), (true, 3000, Some(4000)));
        let wrong = || Some(ErrorCode::ClockWrong.with("minutes", 7));
        assert!(light.trouble(wrong(), 5000));
        assert!(!light.trouble(wrong(), 6000), "it is no news");
        assert_eq!(light.state().since_ms, 5000);
    }
}
