//! Choosing what a document follows from 选单: open items of a partner, and originals.
//!
//! Owns which posted documents are offered. Leaves out the proposal (`draft/follow`). Invariant: what
//! is offered has something left.

use fenhao_books::screen::document_page::{self, DocumentQuery};
use fenhao_books::sql::Sql;
use fenhao_books::table::document::{self as documents, StoredDocument};
use fenhao_books::table::item;
use fenhao_books::{feed, post};
use fenhao_domain::account;
use fenhao_domain::area::Area;
use fenhao_domain::document::Document;
use fenhao_domain::document::rule::Goods;
use fenhao_domain::entry::Party;
use fenhao_domain::id::PartnerId;
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::quantity::Quantity;

use super::kind;
use super::names::{self, Names};
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{OpenItemInput, OpenItemView, PickInput, PickView};

/// Documents that are offered at most.
const OFFERED_MAX: usize = 50;

/// Documents that are looked at for them, newest first.
const LOOKED_AT: u32 = 400;

/// What a partner has open, oldest first; what is owed is positive, a credit negative.
pub(crate) fn open_items(
    context: &Context,
    session: &Session,
    input: OpenItemInput,
) -> Result<Vec<OpenItemView>, ApiError> {
    let branch = context.node()?.branch;
    let today = context.business_date()?;
    let code = match input.account.as_str() {
        "receivable" => account::RECEIVABLE,
        "payable" => account::PAYABLE,
        other => return Err(ErrorCode::InputMalformed.with("what", other).at("account")),
    };
    kind::permit_open_items(session, &input.account)?;
    context.read(|sql| {
        let mut within = Within::of(session);
        within.need_partner(sql, PartnerId(input.partner_id))?;
        let party = Party::Partner(PartnerId(input.partner_id));
        let mut views = Vec::new();
        for open in item::open(sql, branch, code, party)? {
            let Some(found) = documents::load(sql, open.document)? else { continue };
            let balance = if code == account::PAYABLE { -open.balance } else { open.balance };
            let document = found.document;
            if !within.document(sql, &document)? {
                continue;
            }
            views.push(OpenItemView {
                document: names::key(open.document),
                number: document.number.to_string(),
                kind: document.kind.code().to_owned(),
                business_date: document.business_date.to_string(),
                due_date: document.due_date.map(|day| day.to_string()),
                overdue: document.due_date.is_some_and(|day| day < today),
                amount: document.total().to_string(),
                open: balance.to_string(),
            });
        }
        views.sort_by(|a, b| a.business_date.cmp(&b.business_date));
        Ok(views)
    })
}

/// Documents that may be the original of a new one of the kind, newest first.
pub(crate) fn originals(
    context: &Context,
    session: &Session,
    input: PickInput,
) -> Result<Vec<PickView>, ApiError> {
    let wrong = || ErrorCode::InputMalformed.with("what", &input.kind).at("kind");
    let kind = Kind::from_code(&input.kind).ok_or_else(wrong)?;
    session.permit_document(DocumentAct::Draft, kind)?;
    let node = context.node()?;
    let day = context.business_date()?;
    context.read(|sql| {
        let follower = Document::new(kind, node.branch, day, context.now(), session.operator);
        let candidates = match kind {
            Kind::RS => feed::open_dispatches(sql, node)?,
            _ => {
                let query = DocumentQuery {
                    kinds: kind.rule().follows.to_vec(),
                    branch: Some(node.branch),
                    number: Some(input.text.trim().to_owned()),
                    partner: input.partner_id.map(PartnerId),
                    limit: LOOKED_AT,
                    ..DocumentQuery::default()
                };
                let rows = document_page::page(sql, &query)?;
                rows.into_iter().filter(|row| !row.reversed).map(|row| row.id).collect()
            }
        };
        let mut names = Names::default();
        let mut offered = Vec::new();
        let mut within = Within::of(session);
        for id in candidates {
            let Some(found) = documents::load(sql, id)? else { continue };
            if within.document(sql, &found.document)? {
                let text = input.text.trim();
                let offer = offer(sql, &mut names, found, &follower, text)?;
                offered.extend(offer.map(|mut one| {
                    if !session.sees_cost() && tells_cost(&one.kind) {
                        one.amount.clear();
                    }
                    one
                }));
            }
            if offered.len() == OFFERED_MAX {
                break;
            }
        }
        Ok(offered)
    })
}

/// True where the amount of a document of the kind is what goods have cost.
fn tells_cost(code: &str) -> bool {
    Kind::from_code(code).is_none_or(|kind| Area::of(kind).amounts_are_costs())
}

/// A document with what is left of it; nothing when nothing is.
fn offer(
    sql: &mut dyn Sql,
    names: &mut Names,
    found: StoredDocument,
    follower: &Document,
    text: &str,
) -> Result<Option<PickView>, ApiError> {
    let number = found.document.number.to_string();
    if found.document.is_red() || !number.starts_with(text) {
        return Ok(None);
    }
    let left: Quantity = match follower.kind.rule().goods {
        Goods::Moving if found.document.kind != Kind::PD => {
            let open = post::left(sql, &found, follower)?;
            open.into_iter().filter(|left| *left > Quantity::ZERO).sum()
        }
        _ => found.document.lines.iter().map(|line| line.quantity).sum(),
    };
    if left.is_zero() && follower.kind.rule().goods == Goods::Moving {
        return Ok(None);
    }
    let document = &found.document;
    let partner = match document.partner {
        None if document.kind == Kind::FH => names.branch(sql, document.branch)?.0,
        partner => names.partner(sql, partner)?,
    };
    Ok(Some(PickView {
        document: names::key(found.id),
        number,
        kind: document.kind.code().to_owned(),
        business_date: document.business_date.to_string(),
        partner,
        amount: document.total().to_string(),
        left: left.to_string(),
    }))
}
