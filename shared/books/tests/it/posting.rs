//! Posting at a branch.

use fenhao_books::post::{PostError, ReverseHeader, post_one, reverse};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::{CostError, NegativeStock};
use fenhao_domain::id::EmployeeId;
use fenhao_domain::kind::Kind;

use super::world::{document, sale, shop};

#[test]
fn a_sale_takes_the_average_cost_of_its_receipts() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "10", "2.50")]));
    shop.post(document(Kind::CG, "2026-11-21", &[(1, "10", "2.80")]));
    let posted = shop.post(sale("2026-11-23", &[(1, "12", "4.00")]));
    assert_eq!(posted.document.number.0, "LS-B1-261123-0001");
    assert_eq!(posted.document.lines[0].cost, Amount::from_minor(3180));
    assert_eq!(shop.stock(1), "8000000 212000");
    assert_eq!(shop.balance(account::INVENTORY), Amount::from_minor(2120));
    assert_eq!(shop.balance(account::CASH), Amount::from_minor(4800));
    assert_eq!(shop.balance(account::PAYABLE), Amount::from_minor(-5300));
}

#[test]
fn a_document_that_fails_leaves_no_number_behind() {
    let shop = shop(1);
    let refused = shop.store.write(|sql| {
        post_one(sql, &shop.node, sale("2026-11-23", &[(1, "1", "4.00")]), NegativeStock::Refuse)
    });
    assert!(matches!(refused, Err(PostError::Cost(CostError::StockShort { .. }))));
    assert!(shop.books().is_empty());
    shop.post(document(Kind::CG, "2026-11-23", &[(1, "1", "2.50")]));
    let posted = shop.post(sale("2026-11-23", &[(1, "1", "4.00")]));
    assert_eq!(posted.document.number.0, "LS-B1-261123-0001");
}

#[test]
fn a_red_document_takes_everything_back() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "3", "3.3333")]));
    let before = shop.stock(1);
    let posted = shop.post(sale("2026-11-23", &[(1, "2", "4.00")]));
    let header = ReverseHeader {
        business_date: BusinessDate::parse("2026-11-24").unwrap(),
        recorded_at: Timestamp(0),
        handler: EmployeeId(1),
        remark: "wrong customer".to_owned(),
    };
    let again = header.clone();
    shop.store.write(|sql| reverse(sql, &shop.node, posted.id, header)).unwrap();
    assert_eq!(shop.stock(1), before);
    assert_eq!(shop.balance(account::CASH), Amount::ZERO);
    assert_eq!(shop.balance(account::COST_OF_SALES), Amount::ZERO);
    let twice = shop.store.write(|sql| reverse(sql, &shop.node, posted.id, again));
    assert!(matches!(twice, Err(PostError::AlreadyReversed { .. })));
}

#[test]
fn a_return_takes_goods_back_at_the_cost_at_which_they_left() {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-20", &[(1, "2", "3.00")]));
    let sold = shop.post(sale("2026-11-21", &[(1, "2", "5.00")]));
    shop.post(document(Kind::CG, "2026-11-22", &[(1, "2", "9.00")]));
    let mut back = document(Kind::LT, "2026-11-23", &[(1, "1", "5.00")]);
    back.refers_to = Some(sold.id);
    back.lines[0].refers_to_line = 1;
    back.tenders = sold.document.tenders.clone();
    back.tenders[0].amount = Amount::from_minor(500);
    let posted = shop.post(back.clone());
    assert_eq!(posted.document.lines[0].cost, Amount::from_minor(300));
    shop.post(back.clone());
    let third = shop.store.write(|sql| post_one(sql, &shop.node, back, NegativeStock::Refuse));
    assert!(matches!(third, Err(PostError::ReturnTooMuch { line: 1, .. })));
}
