//! Numbered pieces 序列号: lists, the trace of a number, numbers that two branches have.
//!
//! Owns what a screen is told of them. Leaves out what is written of them (`serial_note`), how they
//! are numbered (`serial_mode`) and the rules (`domain::serial`). Invariant: products and stores out of
//! scope are refused or left out, and a page that leaves some out is filled up all the same.

use fenhao_books::piece::look::{self, Filter, PieceAt, PieceRow};
use fenhao_books::piece::switch;
use fenhao_books::sql::Sql;
use fenhao_domain::id::{BranchId, ProductId, WarehouseNo};
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::serial::{SerialState, mode, range};

use super::names::{self, Names, branch_of_code};
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    Nothing, SerialConflictView, SerialListInput, SerialNumbersView, SerialPage, SerialReadInput,
    SerialStepView, SerialTraceInput, SerialTraceView, SerialUserView, SerialView,
};

/// Pieces on a page.
const PAGE: usize = 100;

/// Pieces that a part of a number may find.
const HITS: u32 = 20;

/// The state of a key.
pub(super) fn state(key: &str) -> Result<SerialState, ApiError> {
    let found = SerialState::from_key(key);
    found.ok_or_else(|| ErrorCode::InputMalformed.with("what", key).at("state"))
}

/// Lists pieces by number.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: SerialListInput,
) -> Result<SerialPage, ApiError> {
    let own = context.node()?.branch;
    let mut after = input.after.as_deref().map(place).transpose()?;
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (Some(code), Place::Hq) => Some(branch_of_code(sql, code)?),
            (None, Place::Hq) => None,
            (_, Place::Branch) => Some(own),
        };
        let filter = Filter {
            branch,
            product: input.product_id.map(ProductId),
            warehouse: input.warehouse.map(WarehouseNo),
            states: input.states.iter().map(|key| state(key)).collect::<Result<_, _>>()?,
            part: input.part.clone(),
        };
        let mut within = Within::of(session);
        if let Some(product) = filter.product {
            within.need_product(sql, product)?;
        }
        let mut names = Names::default();
        let mut page = SerialPage { rows: Vec::new(), next: None };
        // What is out of scope is left out, so more is read until the page is full.
        while page.rows.len() < PAGE {
            let wanted = PAGE - page.rows.len();
            let limit = u32::try_from(wanted).unwrap_or(u32::MAX);
            let found = look::list(sql, &filter, after.as_ref(), limit)?;
            let last = found.len() < wanted;
            for piece in found {
                if in_scope(session, &piece) && within.product(sql, piece.product)? {
                    page.rows.push(view(sql, &mut names, &piece)?);
                }
                after = Some((piece.number, piece.product, piece.branch));
            }
            if last {
                return Ok(page);
            }
        }
        page.next =
            after.map(|(number, product, branch)| format!("{}.{}.{number}", product.0, branch.0));
        Ok(page)
    })
}

fn place(cursor: &str) -> Result<PieceAt, ApiError> {
    let mut parts = cursor.splitn(3, '.');
    let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok());
    let (product, branch) = (number(), number().and_then(|branch| u32::try_from(branch).ok()));
    match (product, branch, parts.next()) {
        (Some(product), Some(branch), Some(number)) => {
            Ok((number.to_owned(), ProductId(product), BranchId(branch)))
        }
        _ => Err(ErrorCode::InputMalformed.with("what", cursor).at("after")),
    }
}

/// Reads serial numbers as they are typed: one, several or from–to.
pub(crate) fn read(
    _: &Context,
    _: &Session,
    input: SerialReadInput,
) -> Result<SerialNumbersView, ApiError> {
    Ok(SerialNumbersView { numbers: range::read(&input.text)? })
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
    let own = context.node()?.branch;
    context.read(|sql| {
        let mut within = Within::of(session);
        let mut names = Names::default();
        let mut traces = Vec::new();
        for piece in look::find(sql, &input.number, HITS)? {
            if in_scope(session, &piece) && within.product(sql, piece.product)? {
                traces.push(traced(sql, session, &mut names, &piece, own)?);
            }
        }
        Ok(traces)
    })
}

fn traced(
    sql: &mut dyn Sql,
    session: &Session,
    names: &mut Names,
    piece: &PieceRow,
    own: BranchId,
) -> Result<SerialTraceView, ApiError> {
    let user = look::user(sql, piece.branch, piece.product, &piece.number)?;
    let steps = look::trace(sql, piece.product, &piece.number)?;
    let loose = names.product(sql, piece.product)?.serial_mode == SerialMode::Loose;
    let (stock, pieces) = switch::in_stock_at(sql, piece.branch, piece.product)?;
    let edits = piece.branch == own && session.may("serial.edit");
    let here = piece.state.is_some_and(SerialState::is_here);
    Ok(SerialTraceView {
        piece: view(sql, names, piece)?,
        user: user.map(|user| SerialUserView {
            name: user.name,
            phone: user.phone,
            address: user.address,
            since: user.since.map_or_else(String::new, |date| date.to_string()),
            remark: user.remark,
        }),
        may_user: piece.branch == own && piece.state.is_some_and(SerialState::has_user),
        may_state: edits && loose,
        may_void: edits && here && mode::is_surplus(stock, pieces),
        steps: steps.into_iter().filter(|s| s.branch == piece.branch).map(step).collect(),
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

/// The numbers that two branches have, or both have sold.
pub(crate) fn conflicts(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<SerialConflictView>, ApiError> {
    context.read(|sql| {
        let mut within = Within::of(session);
        let mut names = Names::default();
        let mut views = Vec::new();
        for found in look::conflicts(sql)? {
            if !within.product(sql, found.product)? {
                continue;
            }
            let mut sides = Vec::new();
            for (branch, state) in [found.one, found.other] {
                sides.push((names.branch(sql, branch)?.0, state.key().to_owned()));
            }
            let both_sold = found.one.1.has_user() && found.other.1.has_user();
            let product = names.product(sql, found.product)?;
            views.push(SerialConflictView {
                product_id: found.product.0,
                code: product.code.clone(),
                name: product.name.clone(),
                number: found.number,
                sides,
                why: if both_sold { "both_sold" } else { "both_have" }.to_owned(),
            });
        }
        Ok(views)
    })
}

fn in_scope(session: &Session, piece: &PieceRow) -> bool {
    session.scopes().allows_warehouse(piece.branch, piece.warehouse)
}

fn view(sql: &mut dyn Sql, names: &mut Names, piece: &PieceRow) -> Result<SerialView, ApiError> {
    let branch = names.branch(sql, piece.branch)?.0;
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
