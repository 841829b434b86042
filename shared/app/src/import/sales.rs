//! Sales of one store from `lines.csv`: one retail sale LS a basket 零售导入.
//!
//! The columns are those of `tests/data/complete-journey/README.md`; s, r, c, m below stand for
//! `sales_value`, `retail_disc`, `coupon_disc` and `coupon_match_disc`. A basket's rows may stand
//! anywhere in the file; baskets are posted in the order of time, then of their number.
//!
//! Every line is accounted for. What the data does, and what is made of it:
//!
//! | in the file | in the books | why |
//! |---|---|---|
//! | any line | list amount s + r + m, kept as given; unit price = list ÷ quantity at 6 decimals | the money is the fact, the price is only shown |
//! | r > 0 | discount Member r | borne by the shop, beside revenue |
//! | m > 0 | discount CouponMatch m | borne by the shop, beside revenue |
//! | c > 0 | discount Coupon c, claimed from the product's supplier | the customer pays less, the manufacturer owes it |
//! | c > s (707 lines) | as it stands | the customer is given the difference; the claim is the whole coupon |
//! | quantity 0 (1,852 lines) | a line with its money, price 0; no goods move, nothing costs | there is nothing to divide by and nothing left the shelf |
//! | list 0, quantity > 0 (55 lines) | an ordinary line at price 0 | goods left the shelf and cost money |
//! | fuel in thousandths | the quantity as given; the product's unit is `0.001 gal` | the source's integers stay comparable; no figure is divided |
//! | basket pays < 0 (6) | tender cash with the negative amount | money left the drawer |
//! | basket pays 0 (119) | no tender | nothing changed hands; the document is still posted |
//! | product not in the catalogue (4 ids) | a provisional product 待建档 of the branch, made in its own log before the sale | the sale happened; HQ sees what it must complete |
//! | more sold than received (9 lines, provisional only) | posted, stock goes negative | history that has happened is not refused |
//! | no returns in the file | no LT | a basket's number is unique |
//! | time without a zone | UTC; business date = day in America/New_York | the data's README; every sale then falls in 2017 |
//! | household | remark `member:<household_id>` | the data has no names; members are the company's, not the branch's |
//! | the basket's number | source `basket:<basket_id>` | a second run finds it and adds nothing |
//! | a bad row (a figure that is none, a field missing, another time or household than the basket's first row) | the basket is left out whole, each of its rows named | half a basket would be a wrong payment |
//! | a row without a readable basket number | that row is named and left out | nobody can tell whose it was |

use std::path::Path;

use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::{Discount, DiscountKind, Document, Line, TenderLine};
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender::TenderCode;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;

use super::catalogue::Catalogue;
use super::group::{Group, Groups};
use super::post::{self, Pending};
use super::source::Row;
use super::{Imported, Tell, store_of};
use crate::context::Context;
use crate::error::{ApiError, ErrorCode};

/// The columns of the file.
pub const COLUMNS: &[&str] = &[
    "store_id",
    "basket_id",
    "timestamp",
    "household_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
];

/// Imports the sales of a store; its code is the branch's unless another is given.
pub fn sales(
    context: &Context,
    path: &Path,
    store: Option<&str>,
    tell: Tell<'_>,
) -> Result<Imported, ApiError> {
    let store = store_of(context, store)?;
    let mut imported = Imported::default();
    let mut baskets = Groups::read(path, COLUMNS, &store, &mut imported, sale_row, same_basket)?
        .sound(&mut imported);
    baskets.sort_by_key(|basket| (basket.rows[0].1.moment, basket.key));
    let products = baskets.iter().flat_map(|basket| &basket.rows).map(|(_, row)| row.product);
    let mut catalogue = Catalogue::load(context, products.collect())?;
    let mut pending = Vec::with_capacity(baskets.len());
    for basket in baskets {
        pending.push(sale(context, basket, &mut catalogue)?);
    }
    post::all(context, pending, &catalogue, &mut imported, tell)?;
    Ok(imported.in_order())
}

/// A row that could be read.
struct SaleRow {
    moment: Timestamp,
    household: u64,
    product: u32,
    quantity: Quantity,
    sales_value: Amount,
    retail_disc: Amount,
    coupon_disc: Amount,
    coupon_match_disc: Amount,
}

fn sale_row(row: &Row<'_>) -> Result<SaleRow, ApiError> {
    row.text(0)?;
    let quantity = row.text(5)?;
    let counted = Quantity::parse(quantity).ok().filter(|q| *q >= Quantity::ZERO);
    Ok(SaleRow {
        moment: row.moment(2)?,
        household: row.number(3)?,
        product: row.number(4)?,
        quantity: counted.ok_or_else(|| ErrorCode::QuantityInvalid.with("text", quantity))?,
        sales_value: row.money(6)?,
        retail_disc: row.money(7)?,
        coupon_disc: row.money(8)?,
        coupon_match_disc: row.money(9)?,
    })
}

fn same_basket(first: &SaleRow, row: &SaleRow) -> Result<(), &'static str> {
    match () {
        () if row.moment != first.moment => Err("timestamp"),
        () if row.household != first.household => Err("household_id"),
        () => Ok(()),
    }
}

/// The document of a basket, numbers and cost still open.
fn sale(
    context: &Context,
    basket: Group<SaleRow>,
    catalogue: &mut Catalogue,
) -> Result<Pending, ApiError> {
    let first = &basket.rows[0].1;
    let source = format!("basket:{}", basket.key);
    let mut document = post::document(context, catalogue.handler, Kind::LS, first.moment, source)?;
    document.remark = format!("member:{}", first.household);
    for (_, row) in &basket.rows {
        let known = catalogue.find(row.product);
        document.lines.push(sale_line(row, known.id, known.supplier));
    }
    document.tenders = cash(&document);
    Ok(Pending { document, rows: basket.rows.iter().map(|(line, _)| *line).collect() })
}

/// One line: 2 for s 3.78, r 0.22, c 1.00, m 0.00 has list amount 4.00 and unit price 2.00, the
/// shop receives 3.78 and the customer pays 2.78.
fn sale_line(row: &SaleRow, product: ProductId, supplier: Option<PartnerId>) -> Line {
    let list = row.sales_value + row.retail_disc + row.coupon_match_disc;
    let price = UnitPrice::of(list, row.quantity).unwrap_or_default();
    let discounts = [
        (DiscountKind::Member, row.retail_disc, None),
        (DiscountKind::CouponMatch, row.coupon_match_disc, None),
        (DiscountKind::Coupon, row.coupon_disc, supplier),
    ];
    let given = discounts.into_iter().filter(|(_, amount, _)| !amount.is_zero());
    Line {
        list_amount: list,
        discounts: given
            .map(|(kind, amount, claim_on)| Discount { kind, amount, claim_on })
            .collect(),
        ..Line::new(product, row.quantity, price)
    }
}

fn cash(document: &Document) -> Vec<TenderLine> {
    let due = document.due();
    if due.is_zero() {
        return Vec::new();
    }
    vec![TenderLine {
        tender: TenderCode("cash".to_owned()),
        account: account::CASH,
        amount: due,
        handed: due,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(quantity: i64, figures: [i64; 4]) -> SaleRow {
        let [s, r, c, m] = figures.map(Amount::from_minor);
        SaleRow {
            moment: Timestamp(0),
            household: 1,
            product: 7,
            quantity: Quantity::whole(quantity),
            sales_value: s,
            retail_disc: r,
            coupon_disc: c,
            coupon_match_disc: m,
        }
    }

    fn line(quantity: i64, figures: [i64; 4]) -> Line {
        sale_line(&row(quantity, figures), ProductId(7), Some(PartnerId(9)))
    }

    #[test]
    fn the_list_amount_is_what_the_discounts_are_taken_off() {
        let line = line(2, [378, 22, 100, 0]);
        assert_eq!(line.list_amount, Amount::from_minor(400));
        assert_eq!(line.unit_price.to_string(), "2.00");
        assert_eq!(line.amount(), Amount::from_minor(378));
        assert_eq!(line.payable(), Amount::from_minor(278));
        let coupon = line.discounts.iter().find(|d| d.kind == DiscountKind::Coupon).unwrap();
        assert_eq!(coupon.claim_on, Some(PartnerId(9)));
    }

    #[test]
    fn a_line_without_quantity_has_money_and_no_price() {
        let line = line(0, [77, 0, 0, 0]);
        assert!(line.unit_price.is_zero());
        assert_eq!(line.list_amount, Amount::from_minor(77));
    }

    #[test]
    fn a_coupon_above_the_value_gives_money_back() {
        assert_eq!(line(0, [0, 0, 600, 0]).payable(), Amount::from_minor(-600));
    }
}
