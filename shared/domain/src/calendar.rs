//! Business dates 营业日期 and months 会计期间. Owns the types and their arithmetic.
//!
//! Leaves out the clock: which date is open is decided by the shift and passed in
//! (`exchange.md` 2.15). Invariant: a date is a real day of the calendar, stored as yyyymmdd.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A moment, Unix milliseconds UTC. It orders nothing that matters: streams do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A business date, stored as yyyymmdd: 20261123.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BusinessDate(i32);

/// A month of the books, stored as yyyymm: 202611.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(i32);

/// Why a text or number is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is not a date")]
pub struct DateError {
    /// What was given.
    pub text: String,
}

impl Timestamp {
    /// Reads `2017-01-01T13:22:42`, a moment in UTC without a zone mark.
    pub fn parse_utc(text: &str) -> Result<Timestamp, DateError> {
        let wrong = || DateError { text: text.to_owned() };
        if text.len() != 19 || text.as_bytes()[10] != b'T' {
            return Err(wrong());
        }
        let moment: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
        let moment = moment.to_zoned(TimeZone::UTC).map_err(|_| wrong())?;
        Ok(Timestamp(moment.timestamp().as_millisecond()))
    }

    /// Hour, minute and second in a time zone (IANA name): 2017-01-01T03:00:00Z in
    /// America/New_York is 22, 0, 0.
    pub fn time_of_day(self, zone: &str) -> Result<[i8; 3], DateError> {
        let wrong = || DateError { text: format!("{} in {zone}", self.0) };
        let zone = TimeZone::get(zone).map_err(|_| wrong())?;
        let moment = jiff::Timestamp::from_millisecond(self.0).map_err(|_| wrong())?;
        let time = moment.to_zoned(zone).time();
        Ok([time.hour(), time.minute(), time.second()])
    }
}

impl BusinessDate {
    /// From yyyymmdd.
    pub fn from_number(number: i32) -> Result<BusinessDate, DateError> {
        let wrong = || DateError { text: number.to_string() };
        let year = i16::try_from(number / 10_000).map_err(|_| wrong())?;
        let month = i8::try_from(number / 100 % 100).map_err(|_| wrong())?;
        let day = i8::try_from(number % 100).map_err(|_| wrong())?;
        Date::new(year, month, day).map(BusinessDate::from_civil).map_err(|_| wrong())
    }

    /// As yyyymmdd.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Reads `2026-11-23` (or `20261123`).
    pub fn parse(text: &str) -> Result<BusinessDate, DateError> {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let wrong = || DateError { text: text.to_owned() };
        if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        BusinessDate::from_number(digits.parse().map_err(|_| wrong())?)
    }

    /// The day at a moment in a time zone (IANA name): 2017-01-01T03:00Z in America/New_York is
    /// 2016-12-31.
    pub fn at(moment: Timestamp, zone: &str) -> Result<BusinessDate, DateError> {
        let wrong = || DateError { text: format!("{} in {zone}", moment.0) };
        let zone = TimeZone::get(zone).map_err(|_| wrong())?;
        let moment = jiff::Timestamp::from_millisecond(moment.0).map_err(|_| wrong())?;
        Ok(BusinessDate::from_civil(moment.to_zoned(zone).date()))
    }

    /// The moment at which it begins in a time zone: 2026-11-23 in Asia/Shanghai is
    /// 2026-11-22T16:00Z.
    pub fn begins_at(self, zone: &str) -> Result<Timestamp, DateError> {
        let wrong = || DateError { text: format!("{self} in {zone}") };
        let zone = TimeZone::get(zone).map_err(|_| wrong())?;
        let moment = self.civil().to_zoned(zone).map_err(|_| wrong())?;
        Ok(Timestamp(moment.timestamp().as_millisecond()))
    }

    /// The month it belongs to.
    pub const fn month(self) -> Month {
        Month(self.0 / 100)
    }

    /// The day `days` later (earlier when negative).
    pub fn plus_days(self, days: i32) -> BusinessDate {
        let span = jiff::Span::new().days(days);
        BusinessDate::from_civil(self.civil().checked_add(span).expect("dates stay in range"))
    }

    /// Days from this day until another; negative when that one is earlier. From 2026-11-23 until
    /// 2026-12-01: 8.
    pub fn days_until(self, other: BusinessDate) -> i32 {
        let span = self.civil().until(other.civil()).expect("dates stay in range");
        span.get_days()
    }

    fn from_civil(date: Date) -> BusinessDate {
        BusinessDate(
            i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day()),
        )
    }

    fn civil(self) -> Date {
        let part = |n: i32| i8::try_from(n).expect("two digits");
        let year = i16::try_from(self.0 / 10_000).expect("four digits");
        Date::new(year, part(self.0 / 100 % 100), part(self.0 % 100)).expect("made from a date")
    }
}

impl Month {
    /// From yyyymm; none when the month is not 1 to 12.
    pub fn from_number(number: i32) -> Option<Month> {
        let (year, month) = (number / 100, number % 100);
        ((1900..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Month(number))
    }

    /// The month in which a year's close is booked 年结期: after December, before January, so that
    /// December's statements do not show it. 2026 gives 202613.
    pub const fn year_close(year: i32) -> Month {
        Month(year * 100 + 13)
    }

    /// December of a year.
    pub const fn december(year: i32) -> Month {
        Month(year * 100 + 12)
    }

    /// True when what is booked in this month is late for the month in which it is dated. A year's
    /// close is never late for its December.
    pub const fn is_late_for(self, dated: Month) -> bool {
        self.0 > dated.0 && self.0 % 100 <= 12
    }

    /// The month after.
    pub fn next(self) -> Month {
        self.last_day().plus_days(1).month()
    }

    /// As yyyymm.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0 / 100
    }

    /// The first day.
    pub const fn first_day(self) -> BusinessDate {
        BusinessDate(self.0 * 100 + 1)
    }

    /// The last day.
    pub fn last_day(self) -> BusinessDate {
        BusinessDate::from_civil(self.first_day().civil().last_of_month())
    }
}

impl std::fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert!(BusinessDate::parse("2026-02-29").is_err());
        assert!(BusinessDate::parse("2024-02-29").is_ok());
        assert!(BusinessDate::from_number(20_261_301).is_err());
    }

    #[test]
    fn the_shop_day_differs_from_the_utc_day() {
        let moment = Timestamp(1_483_239_600_000); // 2017-01-01T03:00:00Z
        let day = BusinessDate::at(moment, "America/New_York").expect("a zone");
        assert_eq!(day.to_string(), "2016-12-31");
        assert_eq!(moment.time_of_day("America/New_York"), Ok([22, 0, 0]));
    }

    #[test]
    fn a_day_begins_when_the_shop_says() {
        let day = BusinessDate::parse("2026-11-23").expect("a date");
        let begin = day.begins_at("Asia/Shanghai").expect("a zone");
        assert_eq!(begin, Timestamp(1_795_363_200_000)); // 2026-11-22T16:00:00Z
        assert_eq!(BusinessDate::at(begin, "Asia/Shanghai"), Ok(day));
    }

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        let moment = Timestamp::parse_utc("2017-01-01T03:00:00");
        assert_eq!(moment, Ok(Timestamp(1_483_239_600_000)));
        for text in
            ["2017-01-01", "2017-01-01 03:00:00", "2017-13-01T03:00:00", "2017-01-01T25:00:00"]
        {
            assert!(Timestamp::parse_utc(text).is_err(), "{text}");
        }
    }

    #[test]
    fn months_end_on_their_last_day() {
        let month = Month::from_number(202_402).expect("a month");
        assert_eq!(month.last_day().to_string(), "2024-02-29");
        assert_eq!(month.last_day().plus_days(1).to_string(), "2024-03-01");
    }
}
