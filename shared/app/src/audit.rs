//! What leaves a row 留痕 in the operation log.
//!
//! Owns the one way to write a row, and `watch`, the question before a sensitive act. Invariant: the
//! row of an act is in the transaction of the act, so there is neither without the other.

use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::audit::{self, Audit};
use fenhao_domain::permission::SensitiveAct;

use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};

/// Leaves a row: who, what, to what, and on whose word.
pub(crate) fn write(
    context: &Context,
    sql: &mut dyn Sql,
    session: &Session,
    act: &str,
    detail: &str,
) -> Result<(), SqlError> {
    let approval = session.approval();
    let row = Audit {
        at: context.clock.now_ms(),
        nonce: nonce(context),
        operator: session.name.clone(),
        act: act.to_owned(),
        detail: detail.to_owned(),
        approver: approval.map_or_else(String::new, |word| word.name.clone()),
        reason: approval.map_or_else(String::new, |word| word.reason.clone()),
    };
    audit::write(sql, &row)
}

/// Asks for the right to a sensitive act and leaves its row.
pub(crate) fn watch(
    context: &Context,
    sql: &mut dyn Sql,
    session: &Session,
    act: SensitiveAct,
    right: &str,
    detail: &str,
) -> Result<(), ApiError> {
    // What a manager is to decide about is told with the question.
    session.permit(right).map_err(|error| match error.is(ErrorCode::ApprovalNeeded) {
        true => error.with("what", detail),
        false => error,
    })?;
    Ok(write(context, sql, session, act.key(), detail)?)
}

/// Tells rows of one millisecond apart.
pub(crate) fn nonce(context: &Context) -> i64 {
    let mut bytes = [0; 8];
    (context.random)(&mut bytes);
    i64::from_be_bytes(bytes) & i64::MAX
}
