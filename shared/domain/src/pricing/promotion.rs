//! Which promotion applies 促销价: to these goods, this buyer and this day (`features.md` 246).
//!
//! Owns the choice among those that run. Leaves out how they are found (the books' index) and what
//! they go before (`source`). Invariant: the choice depends on the set of promotions alone, never
//! on their order, so every node chooses the same; after the last day none applies, and the preset
//! price is back without anybody doing anything.

use std::cmp::Reverse;

use crate::calendar::BusinessDate;
use crate::id::{PartnerId, ProductId};
use crate::master::category::CategoryId;
use crate::master::partner::{Partner, PartnerClass};
use crate::master::promotion::{Buyers, Offer, PromotedGoods, Promotion, PromotionId};
use crate::price::UnitPrice;

/// Who buys, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buyer {
    /// The customer.
    pub partner: Option<PartnerId>,
    /// Its class.
    pub class: Option<PartnerClass>,
}

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goods<'g> {
    /// The product.
    pub product: ProductId,
    /// Its category and those above it.
    pub categories: &'g [CategoryId],
    /// The price on the shelf, preset price 1: what per cent are taken off.
    pub shelf_price: Option<UnitPrice>,
}

/// A promotion's price and which promotion it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promoted {
    /// Price.
    pub price: UnitPrice,
    /// Promotion.
    pub promotion: PromotionId,
}

impl From<&Partner> for Buyer {
    fn from(partner: &Partner) -> Buyer {
        Buyer { partner: Some(partner.id), class: Some(partner.class) }
    }
}

/// The promotion that applies, if one does: the lowest price; of equal ones the one recorded later,
/// then the higher number.
pub fn best<'p>(
    promotions: impl IntoIterator<Item = &'p Promotion>,
    goods: &Goods<'_>,
    buyer: Buyer,
    day: BusinessDate,
) -> Option<Promoted> {
    let running = promotions.into_iter().filter(|promotion| {
        promotion.runs_on(day) && is_for(promotion, goods) && is_to(promotion, buyer)
    });
    let priced = running.filter_map(|promotion| Some((price(promotion, goods)?, promotion)));
    let rank = |(price, promotion): &(UnitPrice, &Promotion)| {
        (*price, Reverse(promotion.recorded_at), Reverse(promotion.id))
    };
    let (price, promotion) = priced.min_by_key(rank)?;
    Some(Promoted { price, promotion: promotion.id })
}

fn is_for(promotion: &Promotion, goods: &Goods<'_>) -> bool {
    match promotion.goods {
        PromotedGoods::Product(product) => product == goods.product,
        PromotedGoods::Category(category) => goods.categories.contains(&category),
    }
}

fn is_to(promotion: &Promotion, buyer: Buyer) -> bool {
    match promotion.buyers {
        Buyers::Everyone => true,
        Buyers::Class(class) => buyer.class == Some(class),
        Buyers::Partner(partner) => buyer.partner == Some(partner),
    }
}

fn price(promotion: &Promotion, goods: &Goods<'_>) -> Option<UnitPrice> {
    match promotion.offer {
        Offer::Price(price) => Some(price),
        Offer::Percent(percent) => goods.shelf_price.map(|shelf| percent.off_price(shelf)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::Timestamp;
    use crate::id::EmployeeId;
    use crate::percent::PercentOff;

    fn day(number: i32) -> BusinessDate {
        BusinessDate::from_number(number).expect("a date")
    }

    fn price_of(text: &str) -> UnitPrice {
        UnitPrice::parse(text).expect("a price")
    }

    fn promotion(id: u32, offer: Offer) -> Promotion {
        Promotion {
            id: PromotionId(id),
            name: String::new(),
            goods: PromotedGoods::Product(ProductId(1)),
            buyers: Buyers::Everyone,
            offer,
            from: day(20_261_001),
            to: day(20_261_007),
            recorded_by: EmployeeId(1),
            recorder: String::new(),
            recorded_at: Timestamp(0),
            disabled: false,
        }
    }

    const CATEGORIES: [CategoryId; 2] = [CategoryId(31), CategoryId(3)];

    fn cola() -> Goods<'static> {
        Goods {
            product: ProductId(1),
            categories: &CATEGORIES,
            shelf_price: Some(price_of("2.50")),
        }
    }

    fn chosen(promotions: &[Promotion], buyer: Buyer, number: i32) -> Option<(u32, String)> {
        let found = best(promotions, &cola(), buyer, day(number))?;
        Some((found.promotion.0, found.price.to_string()))
    }

    #[test]
    fn it_runs_from_the_first_to_the_last_day_and_then_ends_by_itself() {
        let all = [promotion(1, Offer::Price(price_of("1.99")))];
        let running = Some((1, "1.99".to_owned()));
        assert_eq!(chosen(&all, Buyer::default(), 20_260_930), None);
        assert_eq!(chosen(&all, Buyer::default(), 20_261_001), running);
        assert_eq!(chosen(&all, Buyer::default(), 20_261_007), running);
        assert_eq!(chosen(&all, Buyer::default(), 20_261_008), None);
        let off = [Promotion { disabled: true, ..all[0].clone() }];
        assert_eq!(chosen(&off, Buyer::default(), 20_261_001), None);
    }

    #[test]
    fn a_category_s_per_cent_come_off_the_shelf_price_of_all_below_it() {
        let ten = Offer::Percent(PercentOff::from_raw(1_000).expect("in range"));
        let goods = PromotedGoods::Category(CategoryId(3));
        let all = [Promotion { goods, ..promotion(1, ten) }];
        assert_eq!(chosen(&all, Buyer::default(), 20_261_001), Some((1, "2.25".to_owned())));
        let unpriced = Goods { shelf_price: None, ..cola() };
        assert_eq!(best(&all, &unpriced, Buyer::default(), day(20_261_001)), None);
        let elsewhere = Goods { categories: &CATEGORIES[..1], ..cola() };
        assert_eq!(best(&all, &elsewhere, Buyer::default(), day(20_261_001)), None);
    }

    #[test]
    fn what_is_for_one_partner_or_a_class_is_not_for_others() {
        let to =
            |buyers, id, text| Promotion { buyers, ..promotion(id, Offer::Price(price_of(text))) };
        let all = [
            to(Buyers::Partner(PartnerId(9)), 1, "1.50"),
            to(Buyers::Class(PartnerClass::Employee), 2, "1.80"),
            to(Buyers::Everyone, 3, "1.99"),
        ];
        let lijia = Buyer { partner: Some(PartnerId(8)), class: Some(PartnerClass::Employee) };
        let dealer = Buyer { partner: Some(PartnerId(9)), class: Some(PartnerClass::Registered) };
        assert_eq!(chosen(&all, Buyer::default(), 20_261_001), Some((3, "1.99".to_owned())));
        assert_eq!(chosen(&all, lijia, 20_261_001), Some((2, "1.80".to_owned())));
        assert_eq!(chosen(&all, dealer, 20_261_001), Some((1, "1.50".to_owned())));
    }

    #[test]
    fn of_equal_prices_the_one_recorded_later_applies() {
        let same = |id, at| Promotion {
            recorded_at: Timestamp(at),
            ..promotion(id, Offer::Price(price_of("1.99")))
        };
        let all = [same(1, 50), same(2, 90), same(3, 90), same(4, 10)];
        assert_eq!(chosen(&all, Buyer::default(), 20_261_001), Some((3, "1.99".to_owned())));
    }

    proptest! {
        #[test]
        fn the_order_in_which_promotions_are_found_does_not_matter(
            raw in prop::collection::vec((1_i64..5, 0_i64..3, 0_i32..4, any::<bool>()), 1..8),
            turn in 0_usize..8,
        ) {
            let mut all: Vec<Promotion> = (1..).zip(&raw).map(|(id, (cents, at, late, off))| {
                Promotion {
                    recorded_at: Timestamp(*at),
                    from: day(20_261_001 + late),
                    disabled: *off,
                    ..promotion(id, Offer::Price(UnitPrice::from_raw(cents * 10_000)))
                }
            }).collect();
            let before = best(&all, &cola(), Buyer::default(), day(20_261_002));
            let middle = turn % all.len();
            all.rotate_left(middle);
            prop_assert_eq!(best(&all, &cola(), Buyer::default(), day(20_261_002)), before);
            all.reverse();
            prop_assert_eq!(best(&all, &cola(), Buyer::default(), day(20_261_002)), before);
            if let Some(found) = before {
                let mut running = all.iter().filter(|one| one.runs_on(day(20_261_002)));
                prop_assert!(running.all(|one| price(one, &cola()) >= Some(found.price)));
            }
        }
    }
}
