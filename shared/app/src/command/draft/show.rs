//! The figures beside a draft: names, amounts, cost as the books would find it now, totals.
//!
//! Invariant: what is shown is the document that posting would make of the draft at this moment,
//! by the same steps. Without the right to see cost, no cost leaves this file.

use fenhao_books::screen::party;
use fenhao_books::sql::Sql;
use fenhao_books::table::document::{self as documents, StoredDocument};
use fenhao_books::table::draft::StoredDraft;
use fenhao_books::{post, sums};
use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::rule::{Costing, Goods, Price};
use fenhao_domain::document::{DiscountKind, Document, Line};
use fenhao_domain::entry::Side;
use fenhao_domain::id::{DocumentId, PartnerId};
use fenhao_domain::quantity::Quantity;

use super::build::{self, Built};
use super::{decode, line, submit, track};
use crate::command::cart_view::{place, position};
use crate::command::names::{self, Names, with_code};
use crate::command::pay::negative_stock;
use crate::command::piece;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{
    DocumentLink, DraftEntryView, DraftInput, DraftLineView, DraftTotals, DraftView,
};

/// A draft with what the core makes of it.
pub(super) fn view(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    stored: &StoredDraft,
) -> Result<DraftView, ApiError> {
    let typed = decode(stored)?;
    let Built { mut document, original, mut wrong } = build::build(context, session, sql, &typed)?;
    let node = context.node()?;
    let costed = match document.lines.is_empty() && document.settles.is_empty() {
        true => None,
        false => match post::preview(sql, node, document.clone(), negative_stock(session)) {
            Ok(costed) => Some(costed),
            Err(error) => {
                // What is missing is told first; this is what the books say to the rest.
                if wrong.is_empty() {
                    let error = with_code(sql, error.into());
                    wrong.push(build::discreet(session, build::placed(document.kind, error)));
                }
                None
            }
        },
    };
    let sees_cost = session.sees_cost();
    let costs = kept_cost(&document);
    if let Some(costed) = costed {
        document = costed;
    }
    let mut names = Names::default();
    let shown_cost = costs && sees_cost;
    let today = context.business_date()?;
    let lines = lines(sql, &mut names, &document, original.as_ref(), shown_cost, today)?;
    let (partner, partner_balance) = partner(sql, &mut names, &document)?;
    let mut settles = Vec::with_capacity(typed.settles.len());
    for settle in &typed.settles {
        settles.push(link(sql, names::id(settle.document))?);
    }
    // Where nothing is typed as a price, the total is what the books say of cost.
    let of_books = document.amount().is_zero() && !document.lines.is_empty();
    let amount = match of_books && costs && !sees_cost {
        true => String::new(),
        false => document.total().to_string(),
    };
    Ok(DraftView {
        id: stored.id.unsigned_abs(),
        partner,
        partner_balance,
        original: original.as_ref().map(|found| DocumentLink {
            document: names::key(found.id),
            number: found.document.number.to_string(),
            kind: found.document.kind.code().to_owned(),
        }),
        lines,
        entries: entries(sql, &mut names, &typed)?,
        tenders: document.tenders.iter().map(|tender| tender.amount.to_string()).collect(),
        settles,
        totals: totals(&document, shown_cost),
        amount,
        wrong,
        saved_at_ms: stored.saved_at,
        approval: submit::shown(sql, stored.id, &document)?,
        draft: typed,
    })
}

/// True where the books keep a cost for the lines.
fn kept_cost(document: &Document) -> bool {
    document.kind.rule().costing != Costing::None
}

/// The lines, each with what is left of its original, its numbers and its lot.
fn lines(
    sql: &mut dyn Sql,
    names: &mut Names,
    document: &Document,
    original: Option<&StoredDocument>,
    shown_cost: bool,
    today: BusinessDate,
) -> Result<Vec<DraftLineView>, ApiError> {
    let (left, pieces) = match original {
        Some(found) => (post::left(sql, found, document)?, piece::left_of(sql, found)?),
        None => (Vec::new(), Vec::new()),
    };
    let mut lines = Vec::with_capacity(document.lines.len());
    for (at, line) in document.lines.iter().enumerate() {
        let cost = shown_cost.then_some(line.cost);
        let place = place(line.refers_to_line);
        let mut view = line_view(sql, names, document, (at, line), cost)?;
        view.left = left.get(place).map_or_else(String::new, |left| left.to_string());
        let offered = pieces.get(place).cloned().unwrap_or_default();
        let product = names.product(sql, line.product)?;
        view.pieces = track::pieces(document, line, product, offered);
        view.lot = track::lot(sql, document, line, product, today)?;
        lines.push(view);
    }
    Ok(lines)
}

fn line_view(
    sql: &mut dyn Sql,
    names: &mut Names,
    document: &Document,
    (at, line): (usize, &Line),
    cost: Option<Amount>,
) -> Result<DraftLineView, ApiError> {
    let rule = document.kind.rule();
    let moves = rule.from.is_some() || rule.to.is_some() || rule.releases.is_some();
    let on_hand = match moves || rule.price == Price::Sale || rule.goods == Goods::Any {
        true => {
            let own = sums::own_balance(sql, document.branch, document.warehouse, line.product)?;
            own.quantity.to_string()
        }
        false => String::new(),
    };
    let product = names.product(sql, line.product)?;
    let by_books = rule.price == Price::None || (rule.price == Price::Cost && !line.cost.is_zero());
    let amount = match rule.price {
        Price::None => cost.map_or_else(String::new, |cost| cost.to_string()),
        Price::Cost if line.amount().is_zero() => cost.unwrap_or_default().to_string(),
        _ => line.amount().to_string(),
    };
    Ok(DraftLineView {
        line: position(at),
        product_id: product.id.0,
        code: product.code.clone(),
        name: product.name.clone(),
        name_en: product.name_en.clone(),
        spec: product.spec.clone(),
        unit: product.unit.clone(),
        quantity: line.quantity.to_string(),
        unit_price: line::shown_price(line, cost.filter(|_| by_books)),
        list_amount: line.list_amount.to_string(),
        amount,
        tax: line.tax.to_string(),
        tax_percent: line.tax_rate.percent(),
        cost: cost.map_or_else(String::new, |cost| cost.to_string()),
        on_hand,
        from_line: line.refers_to_line,
        left: String::new(),
        pieces: None,
        lot: None,
    })
}

/// The partner's name and what it owes; or the other branch's name.
fn partner(
    sql: &mut dyn Sql,
    names: &mut Names,
    document: &Document,
) -> Result<(String, String), ApiError> {
    if let Some(branch) = document.counterpart {
        let (code, name) = names.branch(sql, branch)?;
        return Ok((format!("{code} {name}").trim().to_owned(), String::new()));
    }
    let Some(partner) = document.partner else { return Ok((String::new(), String::new())) };
    let balance = party::balance(sql, document.branch, partner)?;
    Ok((names.partner(sql, Some(partner))?, balance.to_string()))
}

/// Names of the account lines, one a line typed.
fn entries(
    sql: &mut dyn Sql,
    names: &mut Names,
    typed: &DraftInput,
) -> Result<Vec<DraftEntryView>, ApiError> {
    let mut views = Vec::with_capacity(typed.entries.len());
    for entry in &typed.entries {
        let code = entry.account.trim().parse().ok().map(AccountCode);
        let account = code.and_then(AccountCode::account);
        let party = match (entry.partner_id, entry.asset) {
            (Some(id), _) => names.partner(sql, Some(PartnerId(id)))?,
            (None, asset) => asset.map_or_else(String::new, |asset| asset.to_string()),
        };
        views.push(DraftEntryView {
            name: account.map_or("", |account| account.zh).to_owned(),
            name_en: account.map_or("", |account| account.en).to_owned(),
            party,
        });
    }
    Ok(views)
}

fn totals(document: &Document, sees_cost: bool) -> DraftTotals {
    let side = |wanted: Side| {
        let lines = document.entries.iter().filter(move |line| line.side == wanted);
        lines.map(|line| line.amount).sum::<Amount>().to_string()
    };
    let due = build::due(document);
    let off = |line: &Line| line.discount(DiscountKind::Manual);
    let cost: Amount = document.lines.iter().map(|line| line.cost).sum();
    DraftTotals {
        quantity: document.lines.iter().map(|line| line.quantity).sum::<Quantity>().to_string(),
        goods: document.amount().to_string(),
        discount: document.lines.iter().map(off).sum::<Amount>().to_string(),
        tax: document.tax().to_string(),
        cost: if sees_cost { cost.to_string() } else { String::new() },
        due: due.to_string(),
        tendered: document.tendered().to_string(),
        remaining: (due - document.tendered()).to_string(),
        debit: side(Side::Debit),
        credit: side(Side::Credit),
        settled: document.settled().to_string(),
    }
}

/// A link; to a document that is not here, by its place.
fn link(sql: &mut dyn Sql, id: DocumentId) -> Result<DocumentLink, ApiError> {
    let found = documents::load(sql, id)?;
    Ok(match found {
        Some(found) => DocumentLink {
            document: names::key(id),
            number: found.document.number.to_string(),
            kind: found.document.kind.code().to_owned(),
        },
        None => DocumentLink {
            document: names::key(id),
            number: format!("{}:{}", id.stream.0, id.seq),
            kind: String::new(),
        },
    })
}
