//! From a draft as typed to the document 成单, and what is wrong with it on the way.
//!
//! Owns the reading of every field and the name of the field at fault. Leaves out what only posting
//! can tell (`draft.rs` asks the books). Invariant: a field that cannot be read is told and counts
//! as not there; nothing that was typed is lost by building.

use fenhao_books::sql::Sql;
use fenhao_books::table;
use fenhao_books::table::document::{self as documents, StoredDocument};
use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::rule::{Goods, Need, Price};
use fenhao_domain::document::{Document, EntryLine, Note, Settlement, TenderLine};
use fenhao_domain::entry::{Party, Side};
use fenhao_domain::id::{AssetId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::serial::piece;
use fenhao_domain::stock::StockClass;

use super::line;
use crate::command::kind;
use crate::command::names::{self, branch_of_code};
use crate::command::till::find_tender;
use crate::command::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DraftEntryInput, DraftInput};

/// A document in the making.
pub(super) struct Built {
    /// The document, with what could be read.
    pub document: Document,
    /// The document it follows from.
    pub original: Option<StoredDocument>,
    /// What is wrong, each with its field.
    pub wrong: Vec<ApiError>,
}

/// The kind of a draft.
pub(super) fn kind_of(code: &str) -> Result<Kind, ApiError> {
    let kind = Kind::from_code(code).filter(|kind| kind::is_drafted(*kind));
    kind.ok_or_else(|| ErrorCode::InputMalformed.with("what", code).at("kind"))
}

/// A text that says something.
pub(super) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// An amount as typed; nothing for an empty text.
pub(super) fn amount(text: &str, field: String, wrong: &mut Vec<ApiError>) -> Option<Amount> {
    if text.trim().is_empty() {
        return None;
    }
    let read = Amount::parse(text).ok().filter(|amount| amount.is_minor());
    if read.is_none() {
        wrong.push(ErrorCode::PriceInvalid.with("text", text).at(&field));
    }
    read
}

/// Asks for the right to the draft's kind, and that all it names is within the operator's scopes.
pub(super) fn permit(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    act: DocumentAct,
    typed: &DraftInput,
) -> Result<(), ApiError> {
    session.permit_document(act, kind_of(&typed.kind)?)?;
    let mut within = Within::of(session);
    let branch = context.node()?.branch;
    let store = |code: &Option<String>| said(code).and_then(|code| code.parse().ok());
    let goods = store(&typed.warehouse).unwrap_or(WarehouseNo::GOODS.0);
    for no in std::iter::once(goods).chain(store(&typed.to_warehouse)) {
        within.need_warehouse(branch, WarehouseNo(no))?;
    }
    let partners = typed.entries.iter().filter_map(|entry| entry.partner_id);
    for partner in typed.partner_id.into_iter().chain(partners) {
        within.need_partner(sql, PartnerId(partner))?;
    }
    for line in &typed.lines {
        within.need_product(sql, ProductId(line.product_id))?;
    }
    let settled = typed.settles.iter().map(|settle| settle.document);
    for key in typed.refers_to.into_iter().chain(settled) {
        if let Some(found) = documents::load(sql, names::id(key))? {
            within.need_document(sql, DocumentAct::See, &found.document)?;
        }
    }
    Ok(())
}

/// What the books say of cost is not told in an error either.
pub(super) fn discreet(session: &Session, mut error: ApiError) -> ApiError {
    if !session.sees_cost() && error.is(ErrorCode::WorthLess) {
        error.params.iter_mut().for_each(|(_, value)| value.clear());
    }
    error
}

fn date(text: &Option<String>, field: &str, wrong: &mut Vec<ApiError>) -> Option<BusinessDate> {
    match BusinessDate::parse(said(text)?) {
        Ok(date) => Some(date),
        Err(error) => {
            wrong.push(ApiError::from(error).at(field));
            None
        }
    }
}

/// Builds the document. Fails only when the draft is of no kind or the store does.
pub(super) fn build(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    typed: &DraftInput,
) -> Result<Built, ApiError> {
    let kind = kind_of(&typed.kind)?;
    let mut wrong = Vec::new();
    let (branch, today) = (context.node()?.branch, context.business_date()?);
    let mut document = Document::new(kind, branch, today, context.now(), session.operator);
    if let Some(day) = date(&typed.business_date, "business_date", &mut wrong) {
        match day <= today {
            true => document.business_date = day,
            false => wrong.push(ErrorCode::DateInvalid.with("text", day).at("business_date")),
        }
    }
    head(sql, typed, &mut document, &mut wrong)?;
    let original = original(sql, typed, &mut document, &mut wrong)?;
    for (at, line) in typed.lines.iter().enumerate() {
        let taken = original.as_ref().map(|found| &found.document);
        let line = line::build(sql, &document, at, line, taken, &mut wrong)?;
        document.lines.push(line);
    }
    for (at, typed) in typed.entries.iter().enumerate() {
        if let Some(line) = entry(sql, (at, typed), kind.rule().lists_balances, &mut wrong)? {
            document.entries.push(line);
        }
    }
    for (at, typed) in typed.settles.iter().enumerate() {
        let field = format!("settles.{}.amount", at + 1);
        match amount(&typed.amount, field.clone(), &mut wrong) {
            Some(amount) => {
                let document_id = names::id(typed.document);
                document.settles.push(Settlement { document: document_id, amount });
            }
            None if typed.amount.trim().is_empty() => {
                wrong.push(ErrorCode::AmountMissing.with("line", at + 1).at(&field));
            }
            None => {}
        }
    }
    document.rounding =
        amount(&typed.rounding, "rounding".to_owned(), &mut wrong).unwrap_or_default();
    tenders(sql, typed, &mut document, &mut wrong)?;
    missing(&document, &mut wrong);
    if wrong.is_empty()
        && let Err(error) = document.check()
    {
        wrong.push(placed(kind, error.into()));
    }
    if let Some(found) = &original
        && let Err(error) = piece::of_original(&document, &found.document)
    {
        wrong.push(error.into());
    }
    Ok(Built { document, original, wrong })
}

fn head(
    sql: &mut dyn Sql,
    typed: &DraftInput,
    document: &mut Document,
    wrong: &mut Vec<ApiError>,
) -> Result<(), ApiError> {
    let kind = document.kind;
    let malformed =
        |what: &str, field: &str| ErrorCode::InputMalformed.with("what", what).at(field);
    if let Some(key) = said(&typed.form) {
        match kind::forms(kind).iter().find(|&&form| kind::form_key(form) == key) {
            Some(&form) => document.form = form,
            None => wrong.push(malformed(key, "form")),
        }
    }
    if let Some(key) = said(&typed.class) {
        match StockClass::ALL.iter().find(|class| class.key() == key) {
            Some(&class) => document.class = class,
            None => wrong.push(malformed(key, "class")),
        }
    }
    if let Some(id) = typed.partner_id.map(PartnerId) {
        match table::master::partner(sql, id)? {
            Some(_) => document.partner = Some(id),
            None => wrong.push(ErrorCode::PartnerUnknown.with("code", id.0).at("partner_id")),
        }
    }
    if let Some(code) = said(&typed.counterpart) {
        match branch_of_code(sql, code) {
            Ok(branch) => document.counterpart = Some(branch),
            Err(error) => wrong.push(error.at("counterpart")),
        }
    }
    let mut store = |text: &Option<String>, field: &str| {
        let code = said(text)?;
        let found = kind::WAREHOUSES.into_iter().find(|no| no.0.to_string() == code);
        if found.is_none() {
            wrong.push(malformed(code, field));
        }
        found
    };
    document.warehouse = store(&typed.warehouse, "warehouse").unwrap_or(WarehouseNo::GOODS);
    document.to_warehouse = store(&typed.to_warehouse, "to_warehouse");
    document.source = typed.source.trim().to_owned();
    document.remark = typed.remark.trim().to_owned();
    document.due_date = date(&typed.due_date, "due_date", wrong);
    let from = date(&typed.span_from, "span_from", wrong);
    let to = date(&typed.span_to, "span_to", wrong);
    document.span = from.zip(to);
    for note in typed.notes.iter().filter(|note| !note.text.trim().is_empty()) {
        match kind::note_of(&note.field) {
            Some(field) => {
                document.notes.push(Note { field, text: note.text.trim().to_owned() });
            }
            None => wrong.push(malformed(&note.field, "notes")),
        }
    }
    Ok(())
}

/// The document it follows from. A receipt of goods or money comes from the branch that
/// sent it; what did not arrive comes back from where it was sent to.
fn original(
    sql: &mut dyn Sql,
    typed: &DraftInput,
    document: &mut Document,
    wrong: &mut Vec<ApiError>,
) -> Result<Option<StoredDocument>, ApiError> {
    let Some(id) = typed.refers_to.map(names::id) else { return Ok(None) };
    let Some(found) = documents::load(sql, id)? else {
        wrong.push(ErrorCode::DocumentUnknown.error().at("refers_to"));
        return Ok(None);
    };
    document.refers_to = Some(id);
    if matches!(document.kind, Kind::RS | Kind::ZK) {
        let ours = found.document.branch == document.branch;
        document.counterpart =
            if ours { found.document.counterpart } else { Some(found.document.branch) };
    }
    Ok(Some(found))
}

fn entry(
    sql: &mut dyn Sql,
    (at, typed): (usize, &DraftEntryInput),
    lists_balances: bool,
    wrong: &mut Vec<ApiError>,
) -> Result<Option<EntryLine>, ApiError> {
    let place = |name: &str| format!("entries.{}.{name}", at + 1);
    let code = typed.account.trim();
    let found = code.parse().ok().and_then(|code| AccountCode(code).account());
    let Some(account) = found else {
        wrong.push(ErrorCode::AccountUnknown.with("code", code).at(&place("account")));
        return Ok(None);
    };
    if let Some(id) = typed.partner_id
        && table::master::partner(sql, PartnerId(id))?.is_none()
    {
        wrong.push(ErrorCode::PartnerUnknown.with("code", id).at(&place("party")));
    }
    let partner = typed.partner_id.map(|id| Party::Partner(PartnerId(id)));
    let party = partner.or(typed.asset.map(|asset| Party::Asset(AssetId(asset))));
    // A list of balances is of all parties at once.
    if party.is_none() && account.by_partner && !lists_balances {
        wrong.push(ErrorCode::PartyMissing.with("account", account.code).at(&place("party")));
    }
    let debit = amount(&typed.debit, place("debit"), wrong);
    let credit = amount(&typed.credit, place("credit"), wrong);
    let (side, amount) = match (debit, credit) {
        (Some(debit), None) => (Side::Debit, debit),
        (None, Some(credit)) => (Side::Credit, credit),
        (Some(_), Some(credit)) => {
            wrong.push(ErrorCode::PriceInvalid.with("text", credit).at(&place("credit")));
            return Ok(None);
        }
        (None, None) => {
            let missing = ErrorCode::AmountMissing.with("line", at + 1).at(&place("debit"));
            if typed.debit.trim().is_empty() && typed.credit.trim().is_empty() {
                wrong.push(missing);
            }
            return Ok(None);
        }
    };
    Ok(Some(EntryLine { account: account.code, party, side, amount }))
}

/// Tender lines; the first without an amount takes what is still to be paid.
fn tenders(
    sql: &mut dyn Sql,
    typed: &DraftInput,
    document: &mut Document,
    wrong: &mut Vec<ApiError>,
) -> Result<(), ApiError> {
    let mut open = None;
    for (at, line) in typed.tenders.iter().enumerate() {
        let place = |name: &str| format!("tenders.{}.{name}", at + 1);
        let tender = match find_tender(sql, line.tender.trim()) {
            Ok(tender) => tender,
            Err(error) => {
                wrong.push(error.at(&place("tender")));
                continue;
            }
        };
        let paid = amount(&line.amount, place("amount"), wrong);
        if paid.is_none() && line.amount.trim().is_empty() {
            open = open.or(Some(document.tenders.len()));
        }
        let amount = paid.unwrap_or_default();
        document.tenders.push(TenderLine {
            tender: tender.code,
            account: tender.account,
            amount,
            handed: amount,
        });
    }
    if let Some(at) = open {
        let rest = due(document) - document.tendered();
        (document.tenders[at].amount, document.tenders[at].handed) = (rest, rest);
    }
    Ok(())
}

/// What is to be paid with a document. Three received at 10.00 with 3.90 of tax: 33.90; a receipt
/// that settles 80.00 with 5.00 of discount: 75.00.
pub(super) fn due(document: &Document) -> Amount {
    match (document.kind.rule().price, document.kind) {
        (Price::Sale, _) => document.due(),
        (Price::Cost, _) => document.amount() + document.tax(),
        (_, Kind::ZK) => Amount::ZERO,
        (_, Kind::SK) => document.settled() - document.entered(),
        (_, Kind::FK) => document.settled() + document.entered(),
        (_, Kind::QT) => -document.entered(),
        _ => document.amount() + document.entered(),
    }
}

/// What the rule asks for and is not there, each with its field.
fn missing(document: &Document, wrong: &mut Vec<ApiError>) {
    let rule = document.kind.rule();
    let told = |wrong: &[ApiError], field: &str| {
        wrong.iter().any(|error| error.field.as_deref() == Some(field))
    };
    let mut say = |absent: bool, field: &str, code: ErrorCode| {
        if absent && !told(wrong, field) {
            wrong.push(code.error().at(field));
        }
    };
    let must = |need: Need| need == Need::Must;
    let class = !matches!(document.class, StockClass::Own);
    let partner = must(rule.partner) || (rule.partner == Need::May && class);
    say(partner && document.partner.is_none(), "partner_id", ErrorCode::PartnerMissing);
    let elsewhere = document.counterpart.is_some_and(|other| other != document.branch);
    say(must(rule.counterpart) && !elsewhere, "counterpart", ErrorCode::PartnerMissing);
    let other = document.to_warehouse.is_some_and(|other| other != document.warehouse);
    say(must(rule.to_warehouse) && !other, "to_warehouse", ErrorCode::WarehouseMissing);
    say(must(rule.reason) && document.remark.is_empty(), "remark", ErrorCode::ReasonMissing);
    let original = must(rule.original) && document.refers_to.is_none();
    say(original, "refers_to", ErrorCode::OriginalMissing);
    let span = must(kind::span(document.kind)) && document.span.is_none();
    say(span, "span_from", ErrorCode::SpanMissing);
    let goods = matches!(rule.goods, Goods::Moving | Goods::Any) && document.lines.is_empty();
    say(goods, "lines", ErrorCode::LinesMissing);
    say(must(rule.entries) && document.entries.is_empty(), "entries", ErrorCode::LinesMissing);
    say(must(rule.tenders) && document.tenders.is_empty(), "tenders", ErrorCode::NothingPaid);
}

/// An error that names no field, with the part of the document that it is about.
pub(super) fn placed(kind: Kind, mut error: ApiError) -> ApiError {
    if error.field.is_some() {
        return error;
    }
    let code = ErrorCode::from_key(&error.code);
    let field = match code {
        Some(ErrorCode::LinesMissing) if kind.rule().goods == Goods::No => "entries",
        Some(
            ErrorCode::LinesMissing
            | ErrorCode::LineUnknown
            | ErrorCode::QuantityInvalid
            | ErrorCode::PriceInvalid
            | ErrorCode::ReturnTooMuch
            | ErrorCode::StockShort
            | ErrorCode::NothingThere
            | ErrorCode::WorthLess
            | ErrorCode::SerialCount
            | ErrorCode::SerialTwice,
        ) => "lines",
        Some(ErrorCode::TenderShort | ErrorCode::NothingPaid | ErrorCode::CashFirst) => "tenders",
        Some(
            ErrorCode::WrongSide
            | ErrorCode::EntriesUnbalanced
            | ErrorCode::AssetMissing
            | ErrorCode::AccountNotTaken
            | ErrorCode::PartyMissing,
        ) => "entries",
        Some(ErrorCode::SettlesTooMuch | ErrorCode::PrepaymentShort) => "settles",
        Some(ErrorCode::OtherPurpose | ErrorCode::DocumentUnknown | ErrorCode::AlreadyReversed) => {
            "refers_to"
        }
        Some(ErrorCode::PeriodSealed) => "business_date",
        Some(ErrorCode::NotTaken) => match error.param("what") {
            Some("tenders") => "tenders",
            Some("entries") => "entries",
            Some("settlements") => "settles",
            Some("class") => "class",
            _ => "lines",
        },
        _ => return error,
    };
    error.field = Some(field.to_owned());
    error
}
