//! From a goods line as typed to the line of a document.
//!
//! Owns quantity, price, amount, discount and tax of a line, and the line of the original that it
//! answers. Invariant: what a paper says stands (a typed amount or tax), what it leaves out is
//! computed once, here, and stored.

use fenhao_books::sql::Sql;
use fenhao_books::table;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::document::rule::{Need, Price};
use fenhao_domain::document::{Discount, DiscountKind, Document, Form, Line, Lot, SerialUse};
use fenhao_domain::id::ProductId;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::product::Product;
use fenhao_domain::price::{TaxRate, UnitCost, UnitPrice};
use fenhao_domain::quantity::Quantity;

use super::build::{amount, said};
use super::track;
use crate::command::cart_view::position;
use crate::command::kind;
use crate::error::{ApiError, ErrorCode};
use crate::view::{DraftLineInput, TaxView};

/// The names of a line's fields.
struct Place(usize);

impl Place {
    fn of(&self, name: &str) -> String {
        format!("lines.{}.{name}", self.0 + 1)
    }
}

/// Builds a line of `document`, which has its header already.
pub(super) fn build(
    sql: &mut dyn Sql,
    document: &Document,
    at: usize,
    typed: &DraftLineInput,
    original: Option<&Document>,
    wrong: &mut Vec<ApiError>,
) -> Result<Line, ApiError> {
    let (kind, place) = (document.kind, Place(at));
    let product_id = ProductId(typed.product_id);
    let product = table::master::product(sql, product_id)?;
    if product.is_none() {
        let unknown = ErrorCode::ProductUnknown.with("code", product_id.0);
        wrong.push(unknown.at(&place.of("product_id")));
    }
    let from_line = answered(document, typed, original);
    let quantity = quantity(kind, typed, &place, wrong);
    let price = price(kind, typed, &place, from_line > 0, wrong);
    let mut line = Line::new(product_id, quantity, price);
    if let Some(amount) = amount(&typed.amount, place.of("amount"), wrong) {
        line.list_amount = amount;
        if price.is_zero() && kind.rule().price != Price::Amount {
            line.unit_price = UnitPrice::of(amount, quantity).unwrap_or_default();
        }
    } else if kind.rule().price == Price::Amount && typed.amount.trim().is_empty() {
        wrong.push(ErrorCode::AmountMissing.with("line", at + 1).at(&place.of("amount")));
    }
    if let Some(amount) = amount(&typed.discount, place.of("discount"), wrong)
        && !amount.is_zero()
    {
        let whole = line.list_amount;
        if amount > whole {
            let limit = ErrorCode::DiscountTooHigh.with("limit", whole);
            wrong.push(limit.at(&place.of("discount")));
        }
        line.discounts.push(Discount { kind: DiscountKind::Manual, amount, claim_on: None });
    }
    tax(document, &mut line, typed, product.as_ref(), &place, wrong);
    line.refers_to_line = from_line;
    line.incoming = typed.incoming;
    line.serials = (typed.serials.iter().map(|number| number.trim()))
        .filter(|number| !number.is_empty())
        .map(SerialUse::of)
        .collect();
    line.lot = lot(sql, document, &line, typed, product.as_ref(), &place, wrong)?;
    Ok(line)
}

/// The line of the original that a line answers: the one that is named, else the first of the
/// same product that no line before has taken; 0 for none.
fn answered(document: &Document, typed: &DraftLineInput, original: Option<&Document>) -> u32 {
    let Some(original) = original else { return 0 };
    if let Some(named) = typed.from_line {
        return named;
    }
    let taken = |at: u32| document.lines.iter().any(|line| line.refers_to_line == at);
    let lines = original.lines.iter().enumerate().map(|(at, line)| (position(at), line));
    let same = lines.filter(|(_, line)| line.product == ProductId(typed.product_id));
    let places: Vec<u32> = same.map(|(at, _)| at).collect();
    let free = places.iter().find(|&&at| !taken(at));
    free.or(places.first()).copied().unwrap_or_default()
}

fn quantity(
    kind: Kind,
    typed: &DraftLineInput,
    place: &Place,
    wrong: &mut Vec<ApiError>,
) -> Quantity {
    let text = typed.quantity.trim();
    let read = match text.is_empty() {
        true => Some(Quantity::ZERO),
        false => Quantity::parse(text).ok().filter(|quantity| *quantity >= Quantity::ZERO),
    };
    let needed = kind::quantity(kind) == Need::Must;
    let fine = read.filter(|quantity| !needed || !quantity.is_zero());
    if fine.is_none() {
        let shown = if text.is_empty() { "0" } else { text };
        wrong.push(ErrorCode::QuantityInvalid.with("text", shown).at(&place.of("quantity")));
    }
    fine.unwrap_or_default()
}

/// The price or cost of one. What the original says needs not be typed again.
fn price(
    kind: Kind,
    typed: &DraftLineInput,
    place: &Place,
    answers: bool,
    wrong: &mut Vec<ApiError>,
) -> UnitPrice {
    let text = typed.unit_price.trim();
    if !text.is_empty() {
        let read = UnitPrice::parse(text).ok().filter(|price| *price >= UnitPrice::ZERO);
        if read.is_none() {
            wrong.push(ErrorCode::PriceInvalid.with("text", text).at(&place.of("unit_price")));
        }
        return read.unwrap_or_default();
    }
    let needed = match kind {
        Kind::RS => !answers,
        _ => kind::price(kind) == Need::Must,
    };
    if needed && typed.amount.trim().is_empty() {
        let code = match kind.rule().price {
            Price::Sale => ErrorCode::PriceMissing.with("code", place.0 + 1),
            _ => ErrorCode::CostMissing.with("line", place.0 + 1),
        };
        wrong.push(code.at(&place.of("unit_price")));
    }
    UnitPrice::ZERO
}

fn tax(
    document: &Document,
    line: &mut Line,
    typed: &DraftLineInput,
    product: Option<&Product>,
    place: &Place,
    wrong: &mut Vec<ApiError>,
) {
    let side = kind::tax(document.kind);
    let text = typed.tax_percent.trim();
    let rate = match text.is_empty() {
        true if side == TaxView::Inside => product.map(|product| product.tax_rate),
        true => None,
        false => match TaxRate::parse_percent(text) {
            Ok(rate) if rate >= TaxRate::ZERO => Some(rate),
            _ => {
                wrong.push(ErrorCode::PriceInvalid.with("text", text).at(&place.of("tax_percent")));
                None
            }
        },
    };
    let written = amount(&typed.tax, place.of("tax"), wrong);
    let said_nothing = text.is_empty() && written.is_none();
    if side == TaxView::None {
        if !said_nothing {
            wrong.push(ErrorCode::NotTaken.with("what", "tax").at(&place.of("tax_percent")));
        }
        return;
    }
    // Goods whose invoice has not come are not taxed yet; who types a tax is told.
    if document.form == Form::Accrued && said_nothing {
        return;
    }
    line.tax_rate = rate.unwrap_or_default();
    line.tax = written.unwrap_or_else(|| match side {
        TaxView::Inside => line.tax_rate.inside(line.amount()),
        _ => line.tax_rate.on(line.amount()),
    });
}

/// The lot, with the last day that is typed or follows.
fn lot(
    sql: &mut dyn Sql,
    document: &Document,
    line: &Line,
    typed: &DraftLineInput,
    product: Option<&Product>,
    place: &Place,
    wrong: &mut Vec<ApiError>,
) -> Result<Option<Lot>, ApiError> {
    let named = typed.lot.as_ref().filter(|lot| !lot.number.trim().is_empty());
    let Some(lot) = named else { return Ok(None) };
    let number = lot.number.trim().to_owned();
    let mut day = |text: &Option<String>| match said(text).map(BusinessDate::parse) {
        Some(Ok(day)) => Some(day),
        Some(Err(error)) => {
            wrong.push(ApiError::from(error).at(&place.of("lot")));
            None
        }
        None => None,
    };
    let (typed, made) = (day(&lot.expires), day(&lot.made));
    let expires = match (typed, product) {
        (None, Some(product)) => track::expires(sql, document, line, product, &number, made)?,
        (typed, _) => typed,
    };
    Ok(Some(Lot { number, expires }))
}

/// The price of one that a screen shows for a line: what is typed, else what the books find.
pub(super) fn shown_price(line: &Line, frozen: Option<Amount>) -> String {
    match (line.unit_price.is_zero(), frozen) {
        (true, Some(cost)) => {
            UnitCost::of(cost, line.quantity).map_or_else(String::new, |cost| cost.to_string())
        }
        (true, None) => String::new(),
        (false, _) => line.unit_price.to_string(),
    }
}
