//! The canonical bytes of promotions 促销 and the price policy 价格政策.
//!
//! Owns their layout in version 1. Leaves out what they mean (`domain`). Invariant: numbers that
//! tell goods, buyers and offers apart never change or return.

use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId};
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::master::partner::PartnerClass;
use fenhao_domain::master::price_policy::PricePolicy;
use fenhao_domain::master::promotion::{Buyers, Offer, PromotedGoods, Promotion, PromotionId};
use fenhao_domain::percent::PercentOff;
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::price::UnitPrice;

use super::read_fields;
use crate::canonical::{Reader, Writer};
use crate::document::DocumentBytesError;
use crate::fixed::{read_fixed, write_fixed};

const PROMOTION_FIELDS: usize = 14;
const POLICY_FIELDS: usize = 3;

/// Number, name, goods, buyers, offer, first and last day, who and when, called off.
pub(super) fn write_promotion(writer: &mut Writer, promotion: &Promotion) {
    let (goods, goods_id) = match promotion.goods {
        PromotedGoods::Product(product) => (1, product.0),
        PromotedGoods::Category(category) => (2, u64::from(category.0)),
    };
    let (buyers, buyers_id) = match promotion.buyers {
        Buyers::Everyone => (1, 0),
        Buyers::Class(class) => (2, class as u64),
        Buyers::Partner(partner) => (3, partner.0),
    };
    let (offer, figure) = match promotion.offer {
        Offer::Price(price) => (1, price.raw()),
        Offer::Percent(percent) => (2, percent.raw()),
    };
    writer.array(PROMOTION_FIELDS).uint(u64::from(promotion.id.0)).text(&promotion.name);
    writer.uint(goods).uint(goods_id).uint(buyers).uint(buyers_id);
    write_fixed(writer.uint(offer), figure);
    writer.int(i64::from(promotion.from.number())).int(i64::from(promotion.to.number()));
    writer.uint(u64::from(promotion.recorded_by.0)).text(&promotion.recorder);
    writer.int(promotion.recorded_at.0).bool(promotion.disabled);
}

pub(super) fn read_promotion(reader: &mut Reader<'_>) -> Result<Promotion, DocumentBytesError> {
    read_fields(reader, PROMOTION_FIELDS, |r| {
        Ok(Promotion {
            id: PromotionId(r.uint_as()?),
            name: r.text()?.to_owned(),
            goods: match (r.uint()?, r.uint()?) {
                (1, id) => PromotedGoods::Product(ProductId(id)),
                (2, id) => PromotedGoods::Category(CategoryId(small(id, "category")?)),
                _ => return Err(wrong("goods")),
            },
            buyers: match (r.uint()?, r.uint()?) {
                (1, _) => Buyers::Everyone,
                (2, id) => {
                    Buyers::Class(PartnerClass::from_number(id).ok_or_else(|| wrong("class"))?)
                }
                (3, id) => Buyers::Partner(PartnerId(id)),
                _ => return Err(wrong("buyers")),
            },
            offer: match (r.uint()?, read_fixed(r)?) {
                (1, figure) => Offer::Price(UnitPrice::from_raw(figure)),
                (2, figure) => Offer::Percent(percent(figure)?),
                _ => return Err(wrong("offer")),
            },
            from: date(r)?,
            to: date(r)?,
            recorded_by: EmployeeId(r.uint_as()?),
            recorder: r.text()?.to_owned(),
            recorded_at: Timestamp(r.int()?),
            disabled: r.bool()?,
        })
    })
}

/// Whether the factor is at most 1, what each role may take off, what each operator may.
pub(super) fn write_policy(writer: &mut Writer, policy: &PricePolicy) {
    writer.array(POLICY_FIELDS).bool(policy.factor_at_most_one).array(policy.roles.len());
    for (role, off) in &policy.roles {
        write_fixed(writer.array(2).uint(*role as u64), off.raw());
    }
    writer.array(policy.operators.len());
    for (operator, off) in &policy.operators {
        write_fixed(writer.array(2).uint(u64::from(operator.0)), off.raw());
    }
}

pub(super) fn read_policy(reader: &mut Reader<'_>) -> Result<PricePolicy, DocumentBytesError> {
    read_fields(reader, POLICY_FIELDS, |r| {
        let mut policy = PricePolicy { factor_at_most_one: r.bool()?, ..PricePolicy::default() };
        for _ in 0..r.array()? {
            r.array_of(2)?;
            let role = ShippedRole::from_number(r.uint()?).ok_or_else(|| wrong("role"))?;
            policy.roles.push((role, percent(read_fixed(r)?)?));
        }
        for _ in 0..r.array()? {
            r.array_of(2)?;
            let operator = EmployeeId(r.uint_as()?);
            policy.operators.push((operator, percent(read_fixed(r)?)?));
        }
        Ok(policy)
    })
}

fn wrong(field: &'static str) -> DocumentBytesError {
    DocumentBytesError::OutOfRange { field }
}

fn small(number: u64, field: &'static str) -> Result<u32, DocumentBytesError> {
    u32::try_from(number).map_err(|_| wrong(field))
}

fn percent(hundredths: i64) -> Result<PercentOff, DocumentBytesError> {
    PercentOff::from_raw(hundredths).ok_or_else(|| wrong("percent"))
}

fn date(reader: &mut Reader<'_>) -> Result<BusinessDate, DocumentBytesError> {
    let number = i32::try_from(reader.int()?).map_err(|_| wrong("date"))?;
    BusinessDate::from_number(number).map_err(|_| wrong("date"))
}
