//! Last prices follow the documents, and promotions are found by the day.

use fenhao_books::feed;
use fenhao_books::rebuild::{Difference, compare, rewrite};
use fenhao_books::table::{log, master, price_track, promotion};
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::document::Document;
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::category::{Category, CategoryId};
use fenhao_domain::master::product::Product;
use fenhao_domain::master::promotion::{Buyers, Offer, PromotedGoods, Promotion, PromotionId};
use fenhao_domain::price::UnitPrice;
use fenhao_domain::pricing::track::Side;
use fenhao_exchange::log::EntryKind;
use fenhao_exchange::master as master_bytes;

use super::world::{Place, document, hq, sale, shop};

const CUSTOMER: PartnerId = PartnerId(9);

fn sold(day: &str, price: &str) -> Document {
    Document { partner: Some(CUSTOMER), ..sale(day, &[(1, "1", price)]) }
}

fn last(place: &Place, side: Side, partner: u64) -> Option<String> {
    let found = place
        .store
        .read(|sql| price_track::last(sql, BranchId(1), side, PartnerId(partner), ProductId(1)));
    found.unwrap().map(|price| price.to_string())
}

fn busy() -> Place {
    let shop = shop(1);
    shop.post(document(Kind::CG, "2026-11-01", &[(1, "100", "2.50")]));
    shop.post(sold("2026-11-20", "9.90"));
    shop.post(sold("2026-11-10", "8.80"));
    shop
}

fn price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).unwrap()
}

fn day(number: i32) -> BusinessDate {
    BusinessDate::from_number(number).unwrap()
}

fn on_sale(id: u32, goods: PromotedGoods, offer: &str) -> Promotion {
    Promotion {
        id: PromotionId(id),
        name: "国庆特价".to_owned(),
        goods,
        buyers: Buyers::Everyone,
        offer: Offer::Price(price(offer)),
        from: day(20_261_001),
        to: day(20_261_007),
        recorded_by: EmployeeId(1),
        recorder: "王总".to_owned(),
        recorded_at: Timestamp(0),
        disabled: false,
    }
}

#[test]
fn the_price_of_the_later_business_date_counts_at_the_branch_and_at_hq() {
    let shop = busy();
    let hq = hq(1);
    for batch in shop.seal(1) {
        hq.take_in(&batch).unwrap();
        hq.merge();
    }
    for place in [&shop, &hq] {
        assert_eq!(last(place, Side::Sold, 9), Some("9.90".to_owned()));
        assert_eq!(last(place, Side::Bought, 1), Some("2.50".to_owned()));
        assert_eq!(last(place, Side::Sold, 1), None);
    }
    let of_product = hq.store.read(|sql| price_track::of_product(sql, Side::Sold, ProductId(1), 9));
    let found = of_product.unwrap();
    assert_eq!((found.len(), found[0].partner, found[0].document.seq), (1, CUSTOMER, 2));
}

#[test]
fn rebuilding_finds_a_last_price_that_no_document_says_and_mends_it() {
    let shop = busy();
    let text = "UPDATE price_track SET price = 1 WHERE side = 1";
    assert_eq!(shop.store.write(|sql| sql.execute(text, &[])), Ok(1));
    let compared = shop.store.read(|sql| compare(sql, &mut |_| {})).unwrap();
    let [Difference::Sum { table, column, stored, folded, .. }] = compared.differences.first()
    else {
        panic!("{:?}", compared.differences)
    };
    assert_eq!((*table, *column, *stored, *folded), ("price_track", "price", 1, 9_900_000));
    shop.store.write(|sql| rewrite(sql, &mut |_| {})).unwrap();
    assert!(shop.store.read(|sql| compare(sql, &mut |_| {})).unwrap().agrees());
}

#[test]
fn a_promotion_of_the_product_or_of_a_category_above_it_is_found_on_its_days() {
    let shop = shop(1);
    let category = |id, parent: u32| {
        MasterRecord::Category(Category {
            id: CategoryId(id),
            parent: Some(CategoryId(parent)).filter(|id| id.0 != 0),
            level: if parent == 0 { 1 } else { 2 },
            ..Category::default()
        })
    };
    let cola = Product { id: ProductId(1), category: Some(CategoryId(31)), ..Product::default() };
    let off = Promotion { disabled: true, ..on_sale(4, PromotedGoods::Product(cola.id), "1") };
    let records = [
        category(3, 0),
        category(31, 3),
        category(32, 3),
        MasterRecord::Promotion(on_sale(1, PromotedGoods::Product(cola.id), "1.99")),
        MasterRecord::Promotion(on_sale(2, PromotedGoods::Category(CategoryId(3)), "1.89")),
        MasterRecord::Promotion(on_sale(3, PromotedGoods::Category(CategoryId(32)), "1.79")),
        MasterRecord::Promotion(off),
    ];
    let found = |number| {
        let found = shop.store.read(|sql| promotion::on_offer(sql, &cola, day(number))).unwrap();
        let mut ids: Vec<u32> = found.promotions.iter().map(|one| one.id.0).collect();
        ids.sort_unstable();
        ids
    };
    for record in &records {
        shop.store.write(|sql| master::save(sql, record)).unwrap();
    }
    assert_eq!(found(20_261_001), [1, 2]);
    assert_eq!(found(20_261_007), [1, 2]);
    assert_eq!(found(20_260_930), Vec::<u32>::new());
    assert_eq!(found(20_261_008), Vec::<u32>::new());
}

#[test]
fn a_promotion_travels_in_the_catalogue_and_only_hq_makes_one() {
    let (hq, shop) = (hq(1), shop(1));
    let record = MasterRecord::Promotion(on_sale(1, PromotedGoods::Product(ProductId(1)), "1.99"));
    let append = || hq.store.write(|sql| feed::append_master(sql, std::slice::from_ref(&record)));
    assert_eq!((append(), append()), (Ok(1), Ok(0)));
    let head = |place: &Place| place.store.read(|sql| log::head(sql, feed::CATALOGUE)).unwrap();
    let entries = hq.store.read(|sql| log::after(sql, feed::CATALOGUE, 0, 100)).unwrap();
    assert_eq!(entries.last().map(|entry| entry.seq), Some(head(&hq).seq));
    let content = &entries.last().unwrap().content;
    assert_eq!(master_bytes::decode(content), Ok(record.clone()));

    shop.store
        .write(|sql| {
            let mut head = log::head(sql, shop.node.stream)?;
            log::append(sql, shop.node.stream, &mut head, EntryKind::MASTER, content)
        })
        .unwrap();
    for batch in shop.seal(1) {
        hq.take_in(&batch).unwrap();
    }
    assert_eq!(hq.merge().held, 1);
    assert_eq!(hq.rows("SELECT reason FROM held", 1), ["not_the_branchs"]);
}
