//! Postings of the retail sale LS and the retail return LT (`domain.md` Document kinds).
//!
//! Dr tender, Dr rounding, Dr discounts beside revenue, Dr coupon claims; Cr revenue, Cr output VAT ·
//! Dr cost of sales, Cr inventory. The return is the same voucher with every sign turned.

use super::{Direction, cost, original_item, owed};
use crate::account;
use crate::amount::Amount;
use crate::document::{DiscountKind, Document};
use crate::entry::{Party, Postings, Side};

/// Three at 9.90 less 1.00, cash 28.70, 13 % inside: Dr cash 28.70, Cr revenue 25.40, Cr VAT 3.30.
pub(crate) fn sale(document: &Document, postings: &mut Postings) {
    money(document, postings, Direction::Out);
    let branch = document.branch;
    postings.debit(branch, account::COST_OF_SALES, None, cost(document));
    postings.credit(branch, account::INVENTORY, None, cost(document));
}

/// Goods and money go back, goods at the cost at which they left.
pub(crate) fn sale_return(document: &Document, postings: &mut Postings) {
    money(document, postings, Direction::In);
    let branch = document.branch;
    postings.debit(branch, account::COST_OF_SALES, None, -cost(document));
    postings.credit(branch, account::INVENTORY, None, -cost(document));
}

/// What goods are sold for, as they go out; the same turned as they come back.
pub(super) fn money(document: &Document, postings: &mut Postings, goods: Direction) {
    let branch = document.branch;
    let back = goods == Direction::In;
    let turned = |amount: Amount| if back { -amount } else { amount };
    for tender in &document.tenders {
        postings.debit(branch, tender.account, None, turned(tender.amount));
    }
    let open = document.due() - document.tendered();
    let item = if back { original_item(document) } else { None };
    owed(document, postings, (account::RECEIVABLE, Side::Debit), item, turned(open));
    postings.debit(branch, account::ROUNDING, None, turned(document.rounding));
    for line in &document.lines {
        let mut revenue = line.list_amount - line.tax;
        for discount in &line.discounts {
            let amount = turned(discount.amount);
            match discount.kind {
                DiscountKind::Manual | DiscountKind::Promotion => revenue -= discount.amount,
                DiscountKind::Member => {
                    postings.debit(branch, account::MEMBER_DISCOUNT, None, amount);
                }
                DiscountKind::CouponMatch => {
                    postings.debit(branch, account::COUPON_MATCH, None, amount);
                }
                DiscountKind::Coupon => {
                    let owed_by = discount.claim_on.map(Party::Partner);
                    postings.debit(branch, account::COUPON_CLAIM, owed_by, amount);
                }
            }
        }
        postings.credit(branch, account::REVENUE, None, turned(revenue));
        postings.credit(branch, account::OUTPUT_VAT, None, turned(line.tax));
    }
}
