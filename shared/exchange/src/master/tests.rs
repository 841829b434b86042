//! Records read as they were written, and what older programs wrote still reads.

use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::master::price_policy::PricePolicy;
use fenhao_domain::master::promotion::{Buyers, Offer, PromotedGoods, Promotion, PromotionId};
use fenhao_domain::master::template::{Template, TemplateId};
use fenhao_domain::percent::PercentOff;

use super::*;

fn percent(hundredths: i64) -> PercentOff {
    PercentOff::from_raw(hundredths).unwrap()
}

fn partner() -> Partner {
    Partner {
        id: PartnerId(7),
        code: "C7".to_owned(),
        name: "上海李甲".to_owned(),
        customer: true,
        credit_limit: Some(Amount::from_minor(100_000)),
        price_level: 3,
        class: PartnerClass::Employee,
        revenue_policy: RevenuePolicy::CashAndShipped,
        payment_days: 30,
        ..Partner::default()
    }
}

fn promotion(goods: PromotedGoods, buyers: Buyers, offer: Offer) -> MasterRecord {
    MasterRecord::Promotion(Promotion {
        id: PromotionId(4),
        name: "国庆特价".to_owned(),
        goods,
        buyers,
        offer,
        from: BusinessDate::from_number(20_261_001).unwrap(),
        to: BusinessDate::from_number(20_261_007).unwrap(),
        recorded_by: EmployeeId(3),
        recorder: "王总".to_owned(),
        recorded_at: Timestamp(1_795_000_000_000),
        disabled: false,
    })
}

#[test]
fn every_price_record_reads_as_it_was_written() {
    let price = UnitPrice::parse("1.99").unwrap();
    let records = [
        MasterRecord::Partner(partner()),
        promotion(PromotedGoods::Product(ProductId(1)), Buyers::Everyone, Offer::Price(price)),
        promotion(
            PromotedGoods::Category(CategoryId(31)),
            Buyers::Class(PartnerClass::Registered),
            Offer::Percent(percent(1_250)),
        ),
        promotion(
            PromotedGoods::Product(ProductId(1 << 33)),
            Buyers::Partner(PartnerId(7)),
            Offer::Price(UnitPrice::ZERO),
        ),
        MasterRecord::PricePolicy(PricePolicy {
            factor_at_most_one: true,
            roles: vec![(ShippedRole::Cashier, percent(1_000))],
            operators: vec![(EmployeeId(7), percent(2_000))],
        }),
        MasterRecord::PricePolicy(PricePolicy::default()),
    ];
    for record in records {
        assert_eq!(decode(&encode(&record)), Ok(record));
    }
}

#[test]
fn a_template_reads_as_it_was_written() {
    let record = MasterRecord::Template(Box::new(Template {
        id: TemplateId::new(BranchId(3), 9),
        name: "礼盒".into(),
        document: vec![1, 2, 3],
        disabled: true,
    }));
    assert_eq!(decode(&encode(&record)), Ok(record));
}

#[test]
fn a_partner_written_before_classes_were_reads_with_the_default_terms() {
    let mut writer = Writer::new();
    writer.array(2).uint(PARTNER).array(9).uint(7).text("C7").text("李甲").text("");
    writer.bool(true).bool(false).null().uint(1).bool(false);
    let read = decode(&writer.finish());
    let Ok(MasterRecord::Partner(partner)) = read else { panic!("{read:?}") };
    assert_eq!(partner.class, PartnerClass::Other);
    assert_eq!((partner.revenue_policy, partner.payment_days), (RevenuePolicy::OnIssue, 0));
}

#[test]
fn what_a_later_version_appends_to_a_partner_is_passed_over() {
    let mut writer = Writer::new();
    writer.array(2).uint(PARTNER).array(13).uint(7).text("C7").text("李甲").text("");
    writer.bool(true).bool(false).null().uint(1).bool(false).uint(2).uint(1).uint(15).text("new");
    let read = decode(&writer.finish());
    let Ok(MasterRecord::Partner(partner)) = read else { panic!("{read:?}") };
    assert_eq!((partner.class, partner.payment_days), (PartnerClass::Branch, 15));
}

#[test]
fn a_promotion_of_unknown_goods_is_refused() {
    let mut writer = Writer::new();
    writer.array(2).uint(PROMOTION).array(14).uint(4).text("").uint(9).uint(1).uint(1).uint(0);
    writer.uint(1).int(0).int(20_261_001).int(20_261_007).uint(1).text("").int(0).bool(false);
    let refused = DocumentBytesError::OutOfRange { field: "goods" };
    assert_eq!(decode(&writer.finish()), Err(refused));
}
