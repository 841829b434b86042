//! The operation log 操作日志 and how often operators sign in 登录率 (`features.md` 55, 56).

use fenhao_books::table::audit::{self, AuditQuery};
use fenhao_domain::calendar::{BusinessDate, Month};

use super::report::date;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{AuditInput, AuditPage, AuditRow, LoginCountView, LoginStatisticsInput};

/// Rows that a page may have at most.
const ROWS_MAX: u32 = 500;

/// A page of the log, newest first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: AuditInput,
) -> Result<AuditPage, ApiError> {
    whole(session)?;
    let limit = input.limit.clamp(1, ROWS_MAX);
    let zone = &context.node()?.zone;
    let begin = |day: Option<BusinessDate>| -> Result<Option<i64>, ApiError> {
        Ok(day.map(|day| day.begins_at(zone)).transpose()?.map(|moment| moment.0))
    };
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let query = AuditQuery {
        from: begin(date(input.from.as_deref(), "from")?)?,
        to: begin(date(input.to.as_deref(), "to")?.map(|day| day.plus_days(1)))?,
        operator: given(&input.operator),
        act: given(&input.act),
        after: input.after.as_deref().map(read_cursor).transpose()?,
        limit: limit + 1,
    };
    let mut found = context.read(|sql| Ok(audit::page(sql, &query)?))?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let cursor = |row: &audit::Audit| format!("{}.{}", row.at, row.nonce);
    let next = found.last().filter(|_| more).map(cursor);
    let rows = found.into_iter().map(|row| AuditRow {
        key: cursor(&row),
        at_ms: row.at,
        operator: row.operator,
        act: row.act,
        detail: row.detail,
        approver: row.approver,
        reason: row.reason,
    });
    Ok(AuditPage { rows: rows.collect(), next })
}

/// Who signed in here during a month, and how often.
pub(crate) fn logins(
    context: &Context,
    session: &Session,
    input: LoginStatisticsInput,
) -> Result<Vec<LoginCountView>, ApiError> {
    whole(session)?;
    let month = match input.month.as_deref().filter(|text| !text.is_empty()) {
        None => context.business_date()?.month(),
        Some(text) => {
            let number = text.replacen('-', "", 1).parse().ok().and_then(Month::from_number);
            number.ok_or_else(|| ErrorCode::DateInvalid.with("text", text).at("month"))?
        }
    };
    let counts = context.read(|sql| Ok(audit::logins(sql, month)?))?;
    let view = |count: audit::LoginCount| LoginCountView {
        operator: count.operator,
        month: month.to_string(),
        logins: count.logins,
        days: count.days,
        last_ms: count.last_at,
    };
    Ok(counts.into_iter().map(view).collect())
}

/// Rows tell names and figures of every scope, so they are for whoever has all of them.
fn whole(session: &Session) -> Result<(), ApiError> {
    match session.scopes().is_all() {
        true => Ok(()),
        false => Err(ErrorCode::OutOfScope.with("what", "audit")),
    }
}

fn read_cursor(text: &str) -> Result<(i64, i64), ApiError> {
    let numbers = text.split_once('.').map(|(at, nonce)| (at.parse(), nonce.parse()));
    match numbers {
        Some((Ok(at), Ok(nonce))) => Ok((at, nonce)),
        _ => Err(ErrorCode::InputMalformed.with("what", text).at("after")),
    }
}
