//! What is written of a piece beside documents 序列号处理: its end user, a state set by hand, a number
//! voided.
//!
//! Leaves out when each may be written (`books::piece::note`). Invariant: each is one entry in the
//! branch's stream, so head office reads the same.

use fenhao_books::piece::note;
use fenhao_domain::id::ProductId;
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};

use super::report::date;
use super::serial::state;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{Nothing, SerialStateInput, SerialUserInput, SerialUserView, SerialVoidInput};

/// Writes down the end user of a piece.
pub(crate) fn user(
    context: &Context,
    session: &Session,
    input: SerialUserInput,
) -> Result<Nothing, ApiError> {
    let SerialUserView { name, phone, address, since, remark } = input.user;
    let since = date(Some(&since), "since")?;
    let mark = SerialMark::User(EndUser { name, phone, address, since, remark });
    write(context, session, input.product_id, &[input.number], &mark)
}

/// Sets the state of loosely numbered pieces by hand; numbers that the books do not have become known
/// by it.
pub(crate) fn set_state(
    context: &Context,
    session: &Session,
    input: SerialStateInput,
) -> Result<Nothing, ApiError> {
    let mark = SerialMark::State(state(&input.state)?);
    write(context, session, input.product_id, &input.numbers, &mark)
}

/// Voids a number where numbers outnumber goods 删除序列号 (decision D14): its history stays.
pub(crate) fn void(
    context: &Context,
    session: &Session,
    input: SerialVoidInput,
) -> Result<Nothing, ApiError> {
    write(context, session, input.product_id, &[input.number], &SerialMark::Voided)
}

fn write(
    context: &Context,
    session: &Session,
    product: u64,
    numbers: &[String],
    mark: &SerialMark,
) -> Result<Nothing, ApiError> {
    let node = context.node()?;
    let product = ProductId(product);
    context.write(|sql| {
        Within::of(session).need_product(sql, product)?;
        for number in numbers {
            let number = number.trim().to_owned();
            let mark = mark.clone();
            note::write(sql, node, SerialNote { branch: node.branch, product, number, mark })?;
        }
        Ok(Nothing {})
    })
}
