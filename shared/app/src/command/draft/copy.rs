//! A posted document as a draft again 复制单据 (`features.md` 248).
//!
//! Owns the way back from a document to what one would have typed. Invariant: a copy posts as its
//! document did, but follows nothing and settles nothing, and names no piece and no lot: that happened
//! once. What was taken back, and what cannot be without its original, is about the same pieces.

use fenhao_domain::amount::Amount;
use fenhao_domain::area::Area;
use fenhao_domain::document::rule::{Need, Price};
use fenhao_domain::document::{Document, EntryLine, Form, Line};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{DocumentId, WarehouseNo};
use fenhao_domain::stock::StockClass;

use super::build::kind_of;
use crate::command::{kind, names};
use crate::context::Session;
use crate::error::ApiError;
use crate::view::{
    DraftEntryInput, DraftInput, DraftLineInput, DraftLotInput, DraftTenderInput, NoteView, TaxView,
};

/// The draft of a document. A red one is copied as what it took back.
pub(super) fn of_document(id: DocumentId, document: &Document) -> Result<DraftInput, ApiError> {
    let black;
    let red = document.is_red();
    let document = match red {
        true => {
            black = document.reversal(id);
            &black
        }
        false => document,
    };
    kind_of(document.kind.code())?;
    // Only what cannot be without an original keeps it.
    let must_follow = document.kind.rule().original == Need::Must;
    let same_goods = must_follow || red;
    Ok(DraftInput {
        refers_to: document.refers_to.filter(|_| must_follow).map(names::key),
        lines: (document.lines.iter())
            .map(|line| DraftLineInput {
                from_line: Some(line.refers_to_line).filter(|line| must_follow && *line > 0),
                ..line_of(document, line)
            })
            .map(|line| if same_goods { line } else { other_goods(line) })
            .collect(),
        tenders: (document.tenders.iter())
            .map(|line| DraftTenderInput {
                tender: line.tender.0.clone(),
                amount: line.amount.to_string(),
            })
            .collect(),
        entries: document.entries.iter().map(entry_of).collect(),
        rounding: figure(document.rounding),
        span_from: document.span.map(|(from, _)| from.to_string()),
        span_to: document.span.map(|(_, to)| to.to_string()),
        ..header_of(document)
    })
}

/// A line about other goods of the same product.
pub(super) fn other_goods(line: DraftLineInput) -> DraftLineInput {
    DraftLineInput { serials: Vec::new(), lot: None, ..line }
}

/// The draft without what its document tells of cost, for who may not see it: a copy is no way
/// around the right.
pub(super) fn without_costs(
    session: &Session,
    document: &Document,
    mut draft: DraftInput,
) -> DraftInput {
    if session.sees_cost() || !Area::of(document.kind).amounts_are_costs() {
        return draft;
    }
    for line in &mut draft.lines {
        for figure in [&mut line.unit_price, &mut line.amount, &mut line.discount, &mut line.tax] {
            figure.clear();
        }
    }
    draft.tenders.clear();
    draft.entries.clear();
    draft
}

/// The header of a document, without lines, dates, references and money.
pub(super) fn header_of(document: &Document) -> DraftInput {
    let store = |no: WarehouseNo| no.0.to_string();
    DraftInput {
        kind: document.kind.code().to_owned(),
        form: Some(document.form)
            .filter(|form| *form != Form::Usual)
            .map(|form| kind::form_key(form).to_owned()),
        partner_id: document.partner.map(|partner| partner.0),
        warehouse: Some(document.warehouse).filter(|no| *no != WarehouseNo::GOODS).map(store),
        to_warehouse: document.to_warehouse.map(store),
        class: Some(document.class)
            .filter(|class| *class != StockClass::Own)
            .map(|class| class.key().to_owned()),
        source: document.source.clone(),
        remark: document.remark.clone(),
        notes: (document.notes.iter())
            .map(|note| NoteView {
                field: kind::note_key(note.field).to_owned(),
                text: note.text.clone(),
            })
            .collect(),
        ..DraftInput::default()
    }
}

/// A line as one would type it again.
pub(super) fn line_of(document: &Document, line: &Line) -> DraftLineInput {
    let price = document.kind.rule().price;
    let priced = matches!(price, Price::Sale | Price::Cost) && !line.unit_price.is_zero();
    let usual = Amount::of(line.quantity, line.unit_price);
    let discount: Amount = line.list_amount - line.amount();
    let side = kind::tax(document.kind);
    let computed = match side {
        TaxView::Inside => line.tax_rate.inside(line.amount()),
        _ => line.tax_rate.on(line.amount()),
    };
    DraftLineInput {
        product_id: line.product.0,
        quantity: match kind::quantity(document.kind) {
            Need::No => String::new(),
            _ => line.quantity.to_string(),
        },
        unit_price: if priced { line.unit_price.to_string() } else { String::new() },
        amount: match price {
            Price::None => String::new(),
            Price::Amount => line.list_amount.to_string(),
            Price::Sale | Price::Cost if line.list_amount == usual => String::new(),
            Price::Sale | Price::Cost => line.list_amount.to_string(),
        },
        discount: figure(discount),
        tax_percent: match side {
            TaxView::None => String::new(),
            TaxView::Beside if line.tax_rate.is_zero() => String::new(),
            _ => line.tax_rate.percent(),
        },
        tax: match side == TaxView::None || line.tax == computed {
            true => String::new(),
            false => line.tax.to_string(),
        },
        incoming: line.incoming,
        from_line: None,
        serials: line.serials.iter().map(|serial| serial.number.clone()).collect(),
        lot: line.lot.as_ref().map(|lot| DraftLotInput {
            number: lot.number.clone(),
            expires: lot.expires.map(|day| day.to_string()),
            made: None,
        }),
    }
}

fn entry_of(line: &EntryLine) -> DraftEntryInput {
    let figure = line.amount.to_string();
    let (debit, credit) = match line.side {
        Side::Debit => (figure, String::new()),
        Side::Credit => (String::new(), figure),
    };
    let (partner_id, asset) = match line.party {
        Some(Party::Partner(id)) => (Some(id.0), None),
        Some(Party::Asset(id)) => (None, Some(id.0)),
        Some(Party::Branch(_)) | None => (None, None),
    };
    DraftEntryInput { account: line.account.to_string(), partner_id, asset, debit, credit }
}

/// A figure, or nothing for zero.
pub(super) fn figure(amount: Amount) -> String {
    if amount.is_zero() { String::new() } else { amount.to_string() }
}
