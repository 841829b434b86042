//! Numbered pieces and lots 序列号与批次: lists, the trace of a number, end users, which lot leaves first.
//!
//! Owns what a screen is told of them. Leaves out the rules (`domain::serial`, `domain::lot`).
//! Invariant: products and stores out of scope are refused or left out.

use fenhao_books::lot as lots;
use fenhao_books::piece::look::{self, PieceRow};
use fenhao_books::piece::note;
use fenhao_books::sql::Sql;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::lot::{LotStock, propose};
use fenhao_domain::master::serial_note::{EndUser, SerialMark, SerialNote};
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::SerialState;

use super::names::{self, Names, branch_of_code};
use super::report::date;
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    LotListInput, LotListView, LotView, Nothing, SerialListInput, SerialStepView, SerialTraceInput,
    SerialTraceView, SerialUserInput, SerialUserView, SerialView,
};

/// Pieces on a page.
const PAGE: u32 = 200;

/// Pieces that a part of a number may find.
const HITS: u32 = 20;

/// Lists the pieces of a product in a state, by number.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: SerialListInput,
) -> Result<Vec<SerialView>, ApiError> {
    let own = context.node()?.branch;
    let state = SerialState::ALL.iter().find(|state| state.key() == input.state);
    let state = *state.ok_or_else(|| ErrorCode::InputMalformed.with("what", &input.state))?;
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (Some(code), Place::Hq) => branch_of_code(sql, code)?,
            _ => own,
        };
        let product = ProductId(input.product_id);
        Within::of(session).need_product(sql, product)?;
        let after = input.after.as_deref().unwrap_or_default();
        let found = look::of_product(sql, branch, product, state, after, PAGE)?;
        let mut names = Names::default();
        let mut views = Vec::with_capacity(found.len());
        for piece in found.iter().filter(|piece| in_scope(session, piece)) {
            views.push(view(sql, &mut names, piece)?);
        }
        Ok(views)
    })
}

/// Finds pieces by a part of their number, each with its documents.
pub(crate) fn trace(
    context: &Context,
    session: &Session,
    input: SerialTraceInput,
) -> Result<Vec<SerialTraceView>, ApiError> {
    if input.number.trim().is_empty() {
        return Ok(Vec::new());
    }
    context.read(|sql| {
        let mut within = Within::of(session);
        let mut names = Names::default();
        let mut traces = Vec::new();
        for piece in look::find(sql, &input.number, HITS)? {
            if !in_scope(session, &piece) || !within.product(sql, piece.product)? {
                continue;
            }
            let user = look::user(sql, piece.branch, piece.product, &piece.number)?;
            let steps = look::trace(sql, piece.product, &piece.number)?;
            traces.push(SerialTraceView {
                piece: view(sql, &mut names, &piece)?,
                user: user.map(|user| SerialUserView {
                    name: user.name,
                    phone: user.phone,
                    address: user.address,
                    since: user.since.map_or_else(String::new, |date| date.to_string()),
                    remark: user.remark,
                }),
                steps: steps.into_iter().filter(|s| s.branch == piece.branch).map(step).collect(),
            });
        }
        Ok(traces)
    })
}

fn step(step: look::TraceRow) -> SerialStepView {
    SerialStepView {
        document: step.kind.is_some().then(|| names::key(step.document)),
        kind: step.kind.map_or_else(String::new, |kind| kind.code().to_owned()),
        number: step.number,
        date: step.date.map_or_else(String::new, |date| date.to_string()),
        from: key(step.from),
        to: key(step.to),
    }
}

fn key(state: Option<SerialState>) -> String {
    state.map_or_else(String::new, |state| state.key().to_owned())
}

/// Writes down the end user of a piece.
pub(crate) fn user_save(
    context: &Context,
    session: &Session,
    input: SerialUserInput,
) -> Result<Nothing, ApiError> {
    let node = context.node()?;
    let SerialUserView { name, phone, address, since, remark } = input.user;
    let since = date(Some(&since), "since")?;
    let note = SerialNote {
        branch: node.branch,
        product: ProductId(input.product_id),
        number: input.number.trim().to_owned(),
        mark: SerialMark::User(EndUser { name, phone, address, since, remark }),
    };
    context.write(|sql| {
        Within::of(session).need_product(sql, note.product)?;
        note::write(sql, node, note)?;
        Ok(Nothing {})
    })
}

/// The lots of a product in a store, and which of them are to leave first for a quantity.
pub(crate) fn lot_list(
    context: &Context,
    session: &Session,
    input: LotListInput,
) -> Result<LotListView, ApiError> {
    let branch = context.node()?.branch;
    let today = context.business_date()?;
    let text = input.quantity.trim();
    let wanted = match text.is_empty() {
        true => Quantity::ZERO,
        false => Quantity::parse(text)
            .map_err(|_| ErrorCode::QuantityInvalid.with("text", text).at("quantity"))?,
    };
    context.read(|sql| {
        let product = ProductId(input.product_id);
        Within::of(session).need_product(sql, product)?;
        let here = WarehouseNo(input.warehouse);
        let seen = session.scopes().allows_warehouse(branch, here);
        let rows = lots::of_product(sql, branch, product)?.into_iter();
        let held: Vec<LotStock> =
            rows.filter(|row| seen && row.warehouse == here).map(|row| row.held).collect();
        let order = propose(&held, held.iter().map(|lot| lot.quantity).sum(), today);
        let proposal = propose(&held, wanted, today);
        let lot = |held: &LotStock| {
            let proposed = proposal.parts.iter().find(|part| part.lot == held.lot);
            LotView {
                number: held.lot.number.clone(),
                expires: held.lot.expires.map_or_else(String::new, |date| date.to_string()),
                expired: held.lot.expired_on(today),
                quantity: held.quantity.to_string(),
                proposed: proposed.map_or_else(String::new, |part| part.quantity.to_string()),
            }
        };
        Ok(LotListView {
            lots: order.parts.iter().map(lot).collect(),
            expired: proposal.expired.to_string(),
            short: proposal.short.to_string(),
        })
    })
}

fn in_scope(session: &Session, piece: &PieceRow) -> bool {
    session.scopes().allows_warehouse(piece.branch, piece.warehouse)
}

fn view(sql: &mut dyn Sql, names: &mut Names, piece: &PieceRow) -> Result<SerialView, ApiError> {
    let branch: BranchId = piece.branch;
    let branch = names.branch(sql, branch)?.0;
    let product = names.product(sql, piece.product)?;
    Ok(SerialView {
        product_id: piece.product.0,
        code: product.code.clone(),
        name: product.name.clone(),
        number: piece.number.clone(),
        branch,
        state: key(piece.state),
        voided: piece.voided,
        warehouse: piece.warehouse.0,
    })
}
