//! Followers 转单: a delivery from its order, an invoice from its receipt, a payment from what is
//! open.
//!
//! Owns the proposal. Leaves out whether it may be posted: the person sees it first, and posting
//! asks the books again. Invariant: a proposal that is posted as it stands takes exactly what was
//! left, discounts, typed amounts and numbered pieces included.

use fenhao_books::post;
use fenhao_books::sql::Sql;
use fenhao_books::table::document::StoredDocument;
use fenhao_books::table::item;
use fenhao_domain::account::{self, AccountCode};
use fenhao_domain::allocate::portion;
use fenhao_domain::amount::Amount;
use fenhao_domain::document::rule::Need;
use fenhao_domain::document::{Document, Form, Line, SerialUse};
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, PartnerId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::transition;

use super::build::kind_of;
use super::{copy, stored};
use crate::command::cart_view::position;
use crate::command::{kind, names, piece};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DraftFromInput, DraftInput, DraftLineInput, DraftSettleInput, TaxView};

/// The draft that would follow.
pub(super) fn propose(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    input: &DraftFromInput,
) -> Result<DraftInput, ApiError> {
    let kind = kind_of(&input.kind)?;
    let branch = context.node()?.branch;
    let original = input.document.map(|key| stored(session, sql, key)).transpose()?;
    if kind::settled(kind) != Need::No {
        kind::permit_open_items(session, kind::settles(kind))?;
        return payment(sql, branch, kind, input, original.as_ref());
    }
    let original = original.ok_or_else(|| ErrorCode::OriginalMissing.error().at("document"))?;
    let follows = kind.rule().follows;
    if kind.rule().original == Need::No
        || (!follows.is_empty() && !follows.contains(&original.document.kind))
    {
        let number = &original.document.number;
        return Err(ErrorCode::OtherPurpose.with("number", number).at("document"));
    }
    let day = context.business_date()?;
    let mut document = Document::new(kind, branch, day, context.now(), session.operator);
    // Received without an invoice, it goes back without one. What was sent and did not arrive comes
    // back to who sent it.
    if kind == Kind::CT {
        document.form = original.document.form;
    }
    let ours = original.document.branch == branch;
    if kind == Kind::RS && ours {
        document.form = Form::Undelivered;
    }
    document.partner = original.document.partner.filter(|_| kind.rule().partner != Need::No);
    document.notes = (original.document.notes.iter())
        .filter(|note| kind::notes(kind).contains(&note.field))
        .cloned()
        .collect();
    if kind != Kind::RS && original.document.warehouse != WarehouseNo::TRANSIT {
        document.warehouse = original.document.warehouse;
    }
    let left = match original.document.kind {
        Kind::PD => differences(sql, &original, &document)?,
        _ => post::left(sql, &original, &document)?,
    };
    let counterpart = match kind {
        Kind::RS | Kind::ZK => {
            let there =
                if ours { original.document.counterpart } else { Some(original.document.branch) };
            there.map(|branch| names::Names::default().branch(sql, branch)).transpose()?
        }
        _ => None,
    };
    let numbers = piece::left_of(sql, &original)?;
    let lines = original.document.lines.iter().zip(left).zip(numbers).enumerate();
    let draft = DraftInput {
        refers_to: input.document,
        counterpart: counterpart.map(|(code, _)| code),
        lines: lines
            .filter(|(_, ((_, left), _))| *left > Quantity::ZERO)
            .map(|(at, ((line, left), numbers))| {
                let mut part = part_of(&original.document, line, left);
                part.serials = numbers.iter().map(|number| SerialUse::of(number)).collect();
                line_for(&document, at, &part, &original.document)
            })
            .collect(),
        ..copy::header_of(&document)
    };
    Ok(copy::without_costs(session, &original.document, draft))
}

/// What a count 盘点 found missing, or too much.
fn differences(
    sql: &mut dyn Sql,
    original: &StoredDocument,
    follower: &Document,
) -> Result<Vec<Quantity>, ApiError> {
    let whole = &original.document.lines;
    // What was taken of a count is counted from its lines, so it is theirs less what is left.
    let left = post::left(sql, original, follower)?;
    let open = whole.iter().zip(left).map(|(line, left)| {
        let taken = line.quantity - left;
        let difference = match follower.kind {
            Kind::BS => line.book_quantity - line.quantity,
            _ => line.quantity - line.book_quantity,
        };
        difference - taken
    });
    Ok(open.collect())
}

/// The part of a line that is left of it. What earlier followers have taken comes first, so that
/// all parts together are the whole.
fn part_of(original: &Document, line: &Line, left: Quantity) -> Line {
    let before = line.quantity - left;
    let share = |whole: Amount| portion(whole, before, left, line.quantity);
    let mut part = line.clone();
    part.quantity = left;
    if original.kind == Kind::PD {
        return part;
    }
    part.list_amount = share(line.list_amount);
    for discount in &mut part.discounts {
        discount.amount = share(discount.amount);
    }
    part.tax = share(line.tax);
    part
}

/// A line of the follower, with the price of the original where both mean the same by it.
fn line_for(document: &Document, at: usize, part: &Line, original: &Document) -> DraftLineInput {
    let (ours, theirs) = (document.kind.rule().price, original.kind.rule().price);
    let same = ours == theirs && document.kind != Kind::RS;
    let taxed = kind::tax(document.kind) != TaxView::None
        && kind::tax(document.kind) == kind::tax(original.kind);
    let mut line = copy::line_of(document, part);
    if !same {
        (line.unit_price, line.amount) = (String::new(), String::new());
        line.discount = String::new();
    }
    if !taxed {
        (line.tax_percent, line.tax) = (String::new(), String::new());
    }
    // An invoice moves no goods, so it names neither pieces nor lots.
    if transition::of(document, part).is_empty() {
        line = copy::other_goods(line);
    }
    DraftLineInput { from_line: Some(position(at)), incoming: false, ..line }
}

/// A payment of what is open: of one document, or all that its partner has.
fn payment(
    sql: &mut dyn Sql,
    branch: BranchId,
    kind: Kind,
    input: &DraftFromInput,
    original: Option<&StoredDocument>,
) -> Result<DraftInput, ApiError> {
    let of_document = original.and_then(|found| found.document.partner);
    let partner = input.partner_id.map(PartnerId).or(of_document);
    let partner = partner.ok_or_else(|| ErrorCode::PartnerMissing.error().at("partner_id"))?;
    let (code, sign) = open_account(kind);
    let open = item::open(sql, branch, code, Party::Partner(partner))?;
    let wanted = original.map(|found| found.id);
    Ok(DraftInput {
        kind: kind.code().to_owned(),
        partner_id: Some(partner.0),
        settles: (open.into_iter())
            .filter(|item| wanted.is_none_or(|id| item.document == id))
            .map(|item| DraftSettleInput {
                document: names::key(item.document),
                amount: signed(item.balance, sign).to_string(),
            })
            .collect(),
        ..DraftInput::default()
    })
}

/// The settlements of a payment, oldest first.
pub(super) fn oldest_first(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    typed: &DraftInput,
) -> Result<Vec<DraftSettleInput>, ApiError> {
    let kind = kind_of(&typed.kind)?;
    if kind::settled(kind) == Need::No {
        return Err(ErrorCode::NotTaken.with("what", "settlements").at("settles"));
    }
    kind::permit_open_items(session, kind::settles(kind))?;
    let unsettled = DraftInput { settles: Vec::new(), ..typed.clone() };
    let document = super::build::build(context, session, sql, &unsettled)?.document;
    let partner = document.partner.map(Party::Partner);
    let partner = partner.ok_or_else(|| ErrorCode::PartnerMissing.error().at("partner_id"))?;
    let (code, sign) = open_account(kind);
    let mut money = document.tendered() + signed(document.entered(), sign);
    let endless = document.tendered().is_zero();
    let mut settles = Vec::new();
    for open in item::open(sql, document.branch, code, partner)? {
        let owed = signed(open.balance, sign);
        // A credit is used up whole: it makes more money of what there is.
        let amount = if endless || owed < money { owed } else { money };
        if amount.is_zero() {
            continue;
        }
        money -= amount;
        let document = names::key(open.document);
        settles.push(DraftSettleInput { document, amount: amount.to_string() });
    }
    Ok(settles)
}

/// The account whose open items a payment settles, and which side is owed.
fn open_account(kind: Kind) -> (AccountCode, i64) {
    match kind::settles(kind) {
        "payable" => (account::PAYABLE, -1),
        _ => (account::RECEIVABLE, 1),
    }
}

fn signed(amount: Amount, sign: i64) -> Amount {
    if sign < 0 { -amount } else { amount }
}
