//! How often somebody may try (限流).
//!
//! Owns the three limits: sign-in by address, sign-in by name, exchange by stream. Leaves out what
//! is tried. Invariant: memory stays bounded; who has been quiet long enough is forgotten.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// Sign-ins a minute from one address: a shop's people may share one.
const LOGINS_BY_ADDRESS: u32 = 30;

/// Sign-ins a minute under one name. A guess takes twelve seconds once the first five are used up.
const LOGINS_BY_NAME: u32 = 5;

/// Exchange requests a second of one stream; the burst lets a month's backlog through at once.
const EXCHANGE_BY_STREAM: u32 = 200;

/// Requests for enrolment a minute from one address.
const ENROLMENTS_BY_ADDRESS: u32 = 30;

/// The limits of a running head office.
pub struct Limits {
    login_address: DefaultKeyedRateLimiter<IpAddr>,
    login_name: DefaultKeyedRateLimiter<String>,
    exchange: DefaultKeyedRateLimiter<u64>,
    enrolment: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

/// Too many tries; `wait` is how long to hold back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// How long the next try must wait.
    pub wait: Duration,
}

impl Limits {
    /// Limits nobody has used yet.
    #[must_use]
    pub fn new() -> Self {
        let exchange =
            Quota::per_second(count(EXCHANGE_BY_STREAM)).allow_burst(count(EXCHANGE_BY_STREAM * 5));
        Self {
            login_address: governor::RateLimiter::keyed(Quota::per_minute(count(
                LOGINS_BY_ADDRESS,
            ))),
            login_name: governor::RateLimiter::keyed(Quota::per_minute(count(LOGINS_BY_NAME))),
            exchange: governor::RateLimiter::keyed(exchange),
            enrolment: governor::RateLimiter::keyed(Quota::per_minute(count(
                ENROLMENTS_BY_ADDRESS,
            ))),
            clock: DefaultClock::default(),
        }
    }

    /// A try to sign in.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn login(&self, address: IpAddr, name: &str) -> Result<(), TooMany> {
        let now = self.clock.now();
        let wait = |until: governor::NotUntil<_>| TooMany { wait: until.wait_time_from(now) };
        self.login_address.check_key(&address).map_err(wait)?;
        // Long names are cut: they are nobody's, and must not fill the memory.
        let name: String = name.chars().take(64).collect();
        self.login_name.check_key(&name).map_err(wait)
    }

    /// A request of a stream.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn exchange(&self, stream: u64) -> Result<(), TooMany> {
        let now = self.clock.now();
        self.exchange
            .check_key(&stream)
            .map_err(|until| TooMany { wait: until.wait_time_from(now) })
    }

    /// A request for enrolment.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn enrolment(&self, address: IpAddr) -> Result<(), TooMany> {
        let now = self.clock.now();
        self.enrolment
            .check_key(&address)
            .map_err(|until| TooMany { wait: until.wait_time_from(now) })
    }

    /// Forgets whoever has all tries back.
    pub fn forget_the_quiet(&self) {
        self.login_address.retain_recent();
        self.login_name.retain_recent();
        self.exchange.retain_recent();
        self.enrolment.retain_recent();
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

fn count(tries: u32) -> NonZeroU32 {
    NonZeroU32::new(tries).expect("every limit above is more than zero")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn the_sixth_guess_under_one_name_waits() {
        let limits = Limits::new();
        for _ in 0..LOGINS_BY_NAME {
            assert_eq!(limits.login(HERE, "admin"), Ok(()));
        }
        let TooMany { wait } = limits.login(HERE, "admin").expect_err("five a minute");
        assert!(wait > Duration::from_secs(1) && wait <= Duration::from_secs(12), "{wait:?}");
        assert_eq!(limits.login(HERE, "warehouse"), Ok(()), "another name is not locked out");
    }

    #[test]
    fn one_loud_stream_does_not_stop_another() {
        let limits = Limits::new();
        let loud = (0..EXCHANGE_BY_STREAM * 20).filter(|_| limits.exchange(1).is_err()).count();
        assert!(loud > 0, "the burst ends");
        assert_eq!(limits.exchange(2), Ok(()));
    }
}
