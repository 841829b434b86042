//! PINs 操作员密码: four to six digits, checked without a network.
//!
//! Owns setting and checking them and holding guesses back. Leaves out who sits at the till
//! (`seat`). Invariant: a guess is counted, on the disk, before it is looked at, so neither a
//! restart nor many guesses at once gains a try; where anybody has a PIN, somebody who may set PINs
//! has one.

use fenhao_books::sql::Sql;
use fenhao_books::table::pin::{self, Pin};
use fenhao_domain::id::EmployeeId;

use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::login::{self, NOBODY};

/// Wrong guesses before the next one is held back.
const FREE_GUESSES: i64 = 5;

/// How long the first held-back guess waits; every further one twice as long.
const WAIT_MS: i64 = 30_000;

/// The longest wait: a quarter of an hour.
const WAIT_MS_MAX: i64 = 15 * 60_000;

/// Checks a guess. Takes some 20 ms of a core by intent.
///
/// # Errors
/// `too_many_tries`, `pin_missing`, `pin_wrong`.
pub(crate) fn check(context: &Context, employee: EmployeeId, typed: &str) -> Result<(), ApiError> {
    let now = context.clock.now_ms();
    let counted = context.write(|sql| count_guess(sql, employee, now))?;
    let stored = counted.as_ref().map_or(NOBODY.as_str(), |pin| &pin.verifier);
    let fits = login::verify(typed, stored);
    let pin = counted.ok_or_else(|| ErrorCode::PinMissing.error())?;
    if !fits {
        return Err(ErrorCode::PinWrong.error().at("pin"));
    }
    context.write(|sql| Ok(pin::save(sql, &Pin { failures: 0, blocked_until: 0, ..pin })?))
}

fn count_guess(sql: &mut dyn Sql, employee: EmployeeId, now: i64) -> Result<Option<Pin>, ApiError> {
    let Some(mut pin) = pin::load(sql, employee)? else { return Ok(None) };
    let wait = pin.blocked_until - now;
    // A wait longer than the longest is a clock that was set back.
    if (1..=WAIT_MS_MAX).contains(&wait) {
        return Err(ErrorCode::TooManyTries.with("seconds", (wait + 999) / 1000));
    }
    pin.failures += 1;
    let over = pin.failures - FREE_GUESSES;
    pin.blocked_until = match u32::try_from(over) {
        Ok(over) => now + WAIT_MS.saturating_mul(1 << over.min(10)).min(WAIT_MS_MAX),
        Err(_) => 0,
    };
    pin::save(sql, &pin)?;
    Ok(Some(pin))
}

/// The verifier of a new PIN.
///
/// # Errors
/// `pin_form` unless it is four to six digits.
pub(crate) fn verifier(typed: &str) -> Result<String, ApiError> {
    let sound = (4..=6).contains(&typed.len()) && typed.bytes().all(|digit| digit.is_ascii_digit());
    match sound {
        true => login::hash(typed),
        false => Err(ErrorCode::PinForm.error().at("pin")),
    }
}

/// Sets an operator's PIN, or takes it away.
pub(crate) fn set(
    sql: &mut dyn Sql,
    employee: EmployeeId,
    verifier: Option<String>,
    now: i64,
) -> Result<(), ApiError> {
    match verifier {
        Some(verifier) => {
            let pin = Pin { employee, verifier, set_at: now, failures: 0, blocked_until: 0 };
            pin::save(sql, &pin)?;
        }
        None => pin::remove(sql, employee)?,
    }
    somebody_can_set(sql)
}

/// Without this a shop could lock its manager out.
fn somebody_can_set(sql: &mut dyn Sql) -> Result<(), ApiError> {
    let pins = pin::list(sql)?;
    for pin in &pins {
        let employee = fenhao_books::table::master::employee(sql, pin.employee)?;
        let session = employee.map(|one| Session::of_employee(sql, &one)).transpose()?.flatten();
        if session.is_some_and(|session| session.may("pin.set")) {
            return Ok(());
        }
    }
    match pins.is_empty() {
        true => Ok(()),
        false => Err(ErrorCode::PinOfManagerFirst.error()),
    }
}
