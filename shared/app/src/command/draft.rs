//! Drafts 草稿: what the office writes before it is posted (CG, QC, BS, BY, FH, RS).
//!
//! Owns saving as typed, the figures shown beside, and the way into a document. Leaves out the
//! till's draft, which is the cart. Invariant: a draft is never in the books; posting takes it out
//! of the drafts in the same transaction. A figure that was typed is shown as typed; what the books
//! would say of cost is not shown without the right to see it.

use fenhao_books::post;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::document::{self, StoredDocument};
use fenhao_books::table::draft::{self as drafts, StoredDraft};
use fenhao_books::{sums, table};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::rule::Costing;
use fenhao_domain::document::{Document, Line, TenderLine};
use fenhao_domain::id::{BranchId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::price::{UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::cart_view::position;
use super::names::{self, Names, branch_of_code, with_code};
use super::pay::negative_stock;
use super::till::find_tender;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    DocumentLineView, DocumentView, DraftInput, DraftKey, DraftLineInput, DraftView, Nothing,
};

/// Kinds that are drafted here.
const KINDS: [Kind; 6] = [Kind::CG, Kind::QC, Kind::BS, Kind::BY, Kind::FH, Kind::RS];

/// Lists the drafts, newest first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<DraftView>, ApiError> {
    context.read(|sql| {
        let mut views = Vec::new();
        for stored in drafts::list(sql)? {
            let typed = decode(&stored)?;
            if permit(context, session, sql, DocumentAct::Draft, &typed).is_ok() {
                views.push(view(context, session, sql, &stored)?);
            }
        }
        Ok(views)
    })
}

/// Saves a draft as typed; figures that are none are refused, what is missing is not.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: DraftInput,
) -> Result<DraftView, ApiError> {
    let kind = kind_of(&input)?;
    for line in &input.lines {
        quantity(line)?;
        unit_cost(line)?;
    }
    context.write(|sql| {
        permit(context, session, sql, DocumentAct::Draft, &input)?;
        let id = match input.id {
            Some(id) => {
                let before = load(sql, id)?;
                permit(context, session, sql, DocumentAct::Draft, &decode(&before)?)?;
                before.id
            }
            None => drafts::next_id(sql)?,
        };
        let typed = DraftInput { id: Some(id.unsigned_abs()), ..input };
        let stored = StoredDraft {
            id,
            kind: kind.code().to_owned(),
            saved_at: context.now().0,
            content: serde_json::to_string(&typed).expect("a draft has text keys and no floats"),
        };
        drafts::save(sql, &stored)?;
        view(context, session, sql, &stored)
    })
}

/// Throws a draft away.
pub(crate) fn discard(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<Nothing, ApiError> {
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        permit(context, session, sql, DocumentAct::Draft, &decode(&stored)?)?;
        audit::write(context, sql, session, "draft_discard", &stored.kind)?;
        drafts::remove(sql, stored.id)?;
        Ok(Nothing {})
    })
}

/// Posts a draft.
pub(crate) fn post(
    context: &Context,
    session: &Session,
    input: DraftKey,
) -> Result<DocumentView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let stored = load(sql, input.id)?;
        let typed = decode(&stored)?;
        permit(context, session, sql, DocumentAct::Post, &typed)?;
        let document = document_of(context, session, sql, &typed)?;
        let posted = match post::post_one(sql, node, document, negative_stock(session)) {
            Ok(posted) => posted,
            Err(error) => return Err(with_code(sql, error.into())),
        };
        drafts::remove(sql, stored.id)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        super::document::of_stored(context, session, sql, &stored)
    })
}

/// Asks for the right to the draft's kind, and that all it names is within the operator's scopes.
fn permit(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    act: DocumentAct,
    typed: &DraftInput,
) -> Result<(), ApiError> {
    session.permit_document(act, kind_of(typed)?)?;
    let mut within = Within::of(session);
    within.need_warehouse(context.node()?.branch, WarehouseNo::GOODS)?;
    if let Some(partner) = typed.partner_id {
        within.need_partner(sql, PartnerId(partner))?;
    }
    for line in &typed.lines {
        within.need_product(sql, ProductId(line.product_id))?;
    }
    Ok(())
}

fn load(sql: &mut dyn Sql, id: u64) -> Result<StoredDraft, ApiError> {
    let unknown = || ErrorCode::DocumentUnknown.error();
    let id = i64::try_from(id).map_err(|_| unknown())?;
    drafts::load(sql, id)?.ok_or_else(unknown)
}

fn decode(stored: &StoredDraft) -> Result<DraftInput, SqlError> {
    serde_json::from_str(&stored.content).map_err(|_| SqlError::Unreadable { what: "a draft" })
}

fn kind_of(input: &DraftInput) -> Result<Kind, ApiError> {
    let kind = Kind::from_code(&input.kind).filter(|kind| KINDS.contains(kind));
    kind.ok_or_else(|| ErrorCode::InputMalformed.with("what", &input.kind).at("kind"))
}

fn quantity(line: &DraftLineInput) -> Result<Quantity, ApiError> {
    let text = &line.quantity;
    let wrong = |_| ErrorCode::QuantityInvalid.with("text", text).at("quantity");
    if text.trim().is_empty() {
        return Ok(Quantity::ZERO);
    }
    Quantity::parse(text).map_err(wrong)
}

fn unit_cost(line: &DraftLineInput) -> Result<Option<UnitCost>, ApiError> {
    let Some(text) = line.unit_cost.as_deref().filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    match UnitCost::parse(text) {
        Ok(cost) if cost >= UnitCost::ZERO => Ok(Some(cost)),
        _ => Err(ErrorCode::PriceInvalid.with("text", text).at("unit_cost")),
    }
}

/// A draft with names and figures. Where the books decide the cost, it is shown as it stands now.
fn view(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    stored: &StoredDraft,
) -> Result<DraftView, ApiError> {
    let branch = context.node()?.branch;
    let typed = decode(stored)?;
    let kind = kind_of(&typed)?;
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(typed.lines.len());
    let mut sum = Amount::ZERO;
    let mut hidden = false;
    for (at, line) in typed.lines.iter().enumerate() {
        let quantity = quantity(line)?;
        let product_id = ProductId(line.product_id);
        let typed_cost = unit_cost(line)?;
        let of_books = typed_cost.is_none() && !session.sees_cost();
        let (cost, amount) = match (kind.rule().costing, typed_cost) {
            (Costing::Receive | Costing::Find, Some(cost)) => {
                (Some(cost), Amount::of_cost(quantity, cost))
            }
            (Costing::Receive, None) => (None, Amount::ZERO),
            _ => {
                let goods = WarehouseNo::GOODS;
                let balance = sums::own_balance(sql, branch, goods, product_id)?;
                let amount = balance.cost_of(quantity);
                (UnitCost::of(amount, quantity), amount)
            }
        };
        sum += amount;
        hidden |= of_books;
        let figure = |text: String| if of_books { String::new() } else { text };
        let product = names.product(sql, product_id)?;
        lines.push(DocumentLineView {
            line: position(at),
            product_id: product_id.0,
            code: product.code.clone(),
            name: product.name.clone(),
            spec: product.spec.clone(),
            unit: product.unit.clone(),
            quantity: quantity.to_string(),
            unit_price: figure(cost.map_or_else(String::new, |cost| cost.to_string())),
            list_amount: figure(amount.to_string()),
            discount: Amount::ZERO.to_string(),
            amount: figure(amount.to_string()),
            cost: figure(amount.to_string()),
        });
    }
    let partner = match &typed.counterpart {
        Some(code) => code.clone(),
        None => names.partner(sql, typed.partner_id.map(PartnerId))?,
    };
    Ok(DraftView {
        id: stored.id.unsigned_abs(),
        draft: typed,
        partner,
        lines,
        amount: if hidden { String::new() } else { sum.to_string() },
        saved_at_ms: stored.saved_at,
    })
}

fn document_of(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    typed: &DraftInput,
) -> Result<Document, ApiError> {
    let kind = kind_of(typed)?;
    let dispatch = dispatch(sql, kind, typed)?;
    let (branch, date) = (context.node()?.branch, context.business_date()?);
    let mut document = Document {
        counterpart: counterpart(sql, typed, dispatch.as_ref())?,
        refers_to: dispatch.as_ref().map(|found| found.id),
        source: typed.source.trim().to_owned(),
        remark: typed.remark.trim().to_owned(),
        ..Document::new(kind, branch, date, context.now(), session.operator)
    };
    if kind == Kind::CG {
        document.partner = supplier(sql, typed)?;
    }
    for (at, line) in typed.lines.iter().enumerate() {
        let sent = dispatch.as_ref().map(|found| &found.document);
        document.lines.push(document_line(sql, kind, at, line, sent)?);
    }
    if let Some(code) = typed.tender.as_deref().filter(|code| !code.is_empty()) {
        let tender = find_tender(sql, code)?;
        let due = document.due();
        document.tenders.push(TenderLine {
            tender: tender.code,
            account: tender.account,
            amount: due,
            handed: due,
        });
    }
    Ok(document)
}

fn supplier(sql: &mut dyn Sql, typed: &DraftInput) -> Result<Option<PartnerId>, ApiError> {
    let missing = || ErrorCode::PartnerMissing.error().at("partner_id");
    let id = PartnerId(typed.partner_id.ok_or_else(missing)?);
    table::master::partner(sql, id)?.ok_or_else(missing)?;
    Ok(Some(id))
}

/// The dispatch that a receipt answers.
fn dispatch(
    sql: &mut dyn Sql,
    kind: Kind,
    typed: &DraftInput,
) -> Result<Option<StoredDocument>, ApiError> {
    if kind != Kind::RS {
        return Ok(None);
    }
    let unknown = || ErrorCode::DocumentUnknown.error().at("refers_to");
    let id = names::id(typed.refers_to.ok_or_else(unknown)?);
    let found = document::load(sql, id)?.filter(|found| found.document.kind == Kind::FH);
    found.map(Some).ok_or_else(unknown)
}

fn counterpart(
    sql: &mut dyn Sql,
    typed: &DraftInput,
    dispatch: Option<&StoredDocument>,
) -> Result<Option<BranchId>, ApiError> {
    if let Some(found) = dispatch {
        return Ok(Some(found.document.branch));
    }
    let code = typed.counterpart.as_deref().filter(|code| !code.is_empty());
    code.map(|code| branch_of_code(sql, code)).transpose()
}

fn document_line(
    sql: &mut dyn Sql,
    kind: Kind,
    at: usize,
    typed: &DraftLineInput,
    sent: Option<&Document>,
) -> Result<Line, ApiError> {
    let product = ProductId(typed.product_id);
    if table::master::product(sql, product)?.is_none() {
        return Err(ErrorCode::ProductUnknown.with("code", product.0).at("product_id"));
    }
    let quantity = quantity(typed)?;
    let missing = || ErrorCode::CostMissing.with("line", position(at)).at("unit_cost");
    let sent = sent.and_then(|document| {
        let found = document.lines.iter().enumerate().find(|(_, line)| line.product == product);
        found.map(|(at, line)| (position(at), UnitCost::of(line.cost, line.quantity)))
    });
    let cost = match kind.rule().costing {
        Costing::Find | Costing::Return => unit_cost(typed)?,
        Costing::Receive => match sent {
            Some((_, cost)) => cost,
            None => Some(unit_cost(typed)?.ok_or_else(missing)?),
        },
        _ => None,
    };
    let cost = cost.unwrap_or_default();
    Ok(Line {
        list_amount: Amount::of_cost(quantity, cost),
        refers_to_line: sent.map_or(0, |(line, _)| line),
        ..Line::new(product, quantity, UnitPrice::from_raw(cost.raw()))
    })
}
