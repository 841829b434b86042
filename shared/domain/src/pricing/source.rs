//! Price source 价格来源: the order in which a price is looked for (`features.md` D15).
//!
//! Owns the order promotion > contract or last price > the customer's preset level > preset
//! price 1, and of purchases: last price from this supplier > preset purchase price. Leaves out how
//! promotions and last prices are found: they are passed in.
//! Invariant: a line always knows where its price came from, and the screen shows it.

use serde::{Deserialize, Serialize};

use crate::master::product::Product;
use crate::price::{UnitCost, UnitPrice};

/// Where a line's price came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// A promotion 促销价.
    Promotion,
    /// The contract's or the partner's last price 合同价、最近售价、最近进价.
    Last,
    /// The customer's preset level 2 to 4 预设售价.
    Level,
    /// Preset price 1 预设售价一.
    #[serde(rename = "preset_1")]
    Preset1,
    /// Preset purchase price 预设进价.
    PresetPurchase,
    /// Typed at the till 手工改价.
    Typed,
    /// Printed by a scale 秤码.
    Scale,
    /// No price is known.
    #[default]
    None,
}

impl PriceSource {
    /// The key that screens translate.
    pub const fn key(self) -> &'static str {
        match self {
            PriceSource::Promotion => "promotion",
            PriceSource::Last => "last",
            PriceSource::Level => "level",
            PriceSource::Preset1 => "preset_1",
            PriceSource::PresetPurchase => "preset_purchase",
            PriceSource::Typed => "typed",
            PriceSource::Scale => "scale",
            PriceSource::None => "none",
        }
    }
}

/// What applies to this customer, shop and day beside the product's own prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// Price of a promotion that runs.
    pub promotion: Option<UnitPrice>,
    /// The contract's price, or what this customer paid last.
    pub last: Option<UnitPrice>,
    /// The customer's preset level; 0 and 1 are preset price 1.
    pub price_level: u8,
}

/// A price and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quote {
    /// Price; zero when none is known.
    pub price: UnitPrice,
    /// Source.
    pub source: PriceSource,
    /// What it would be without the promotion, where one applies and takes something off: the
    /// document states that price and the promotion as a discount, so that a promotion never
    /// becomes a customer's last price.
    pub regular: Option<UnitPrice>,
}

/// A purchase price and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PurchaseQuote {
    /// Cost; zero when none is known.
    pub cost: UnitCost,
    /// Source.
    pub source: PriceSource,
}

/// The price of a product, by the order of D15. A level without a price falls back to preset 1.
pub fn quote(product: &Product, terms: Terms) -> Quote {
    let level = match terms.price_level {
        2..=4 => product.prices[usize::from(terms.price_level) - 1],
        _ => None,
    };
    let candidates = [
        (terms.last, PriceSource::Last),
        (level, PriceSource::Level),
        (product.prices[0], PriceSource::Preset1),
    ];
    let found = candidates.into_iter().find_map(|(price, source)| price.map(|p| (p, source)));
    let regular =
        found.map_or_else(Quote::default, |(price, source)| Quote { price, source, regular: None });
    match terms.promotion {
        None => regular,
        Some(price) => Quote {
            price,
            source: PriceSource::Promotion,
            regular: Some(regular.price).filter(|regular| *regular > price),
        },
    }
}

/// The purchase price of a product: the last one from this supplier, else the preset one.
pub fn quote_purchase(product: &Product, last: Option<UnitCost>) -> PurchaseQuote {
    match (last, product.purchase_price) {
        (Some(cost), _) => PurchaseQuote { cost, source: PriceSource::Last },
        (None, Some(cost)) => PurchaseQuote { cost, source: PriceSource::PresetPurchase },
        (None, None) => PurchaseQuote::default(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn price(text: &str) -> Option<UnitPrice> {
        Some(UnitPrice::parse(text).expect("a price"))
    }

    fn cola() -> Product {
        Product { prices: [price("2.50"), price("2.40"), None, None], ..Product::default() }
    }

    fn sources(terms: Terms) -> (String, &'static str) {
        let quote = quote(&cola(), terms);
        (quote.price.to_string(), quote.source.key())
    }

    #[test]
    fn a_promotion_goes_before_everything() {
        let mut terms = Terms { promotion: price("1.99"), last: price("2.10"), price_level: 2 };
        assert_eq!(sources(terms), ("1.99".to_owned(), "promotion"));
        terms.promotion = None;
        assert_eq!(sources(terms), ("2.10".to_owned(), "last"));
        terms.last = None;
        assert_eq!(sources(terms), ("2.40".to_owned(), "level"));
        terms.price_level = 1;
        assert_eq!(sources(terms), ("2.50".to_owned(), "preset_1"));
    }

    #[test]
    fn a_promotion_tells_the_price_that_it_takes_something_off() {
        let regular = |promotion, last| {
            quote(&cola(), Terms { promotion: price(promotion), last, price_level: 1 }).regular
        };
        assert_eq!(regular("1.99", None), price("2.50"));
        assert_eq!(regular("1.99", price("2.10")), price("2.10"));
        assert_eq!(regular("2.20", price("2.10")), None);
        assert_eq!(quote(&cola(), Terms::default()).regular, None);
    }

    #[test]
    fn a_purchase_takes_the_suppliers_last_price_before_the_preset_one() {
        let cost = |text| UnitCost::parse(text).expect("a cost");
        let cola = Product { purchase_price: Some(cost("1.10")), ..cola() };
        let found = |product, last| {
            let quote = quote_purchase(product, last);
            (quote.cost, quote.source)
        };
        assert_eq!(found(&cola, Some(cost("1.05"))), (cost("1.05"), PriceSource::Last));
        assert_eq!(found(&cola, None), (cost("1.10"), PriceSource::PresetPurchase));
        assert_eq!(found(&Product::default(), None), (UnitCost::ZERO, PriceSource::None));
    }

    proptest! {
        #[test]
        fn the_first_known_source_gives_the_price(
            promotion in prop::option::of(1_i64..1_000), last in prop::option::of(1_i64..1_000),
            level in prop::option::of(1_i64..1_000), preset in prop::option::of(1_i64..1_000),
        ) {
            let cents = |raw: Option<i64>| raw.map(|n| UnitPrice::from_raw(n * 10_000));
            let product =
                Product { prices: [cents(preset), cents(level), None, None], ..Product::default() };
            let terms =
                Terms { promotion: cents(promotion), last: cents(last), price_level: 2 };
            let first = cents(promotion.or(last).or(level).or(preset));
            let quote = quote(&product, terms);
            prop_assert_eq!(quote.price, first.unwrap_or_default());
            prop_assert_eq!(quote.source == PriceSource::None, first.is_none());
            prop_assert!(quote.regular.is_none_or(|regular| regular > quote.price));
        }
    }

    #[test]
    fn a_level_without_a_price_falls_back_to_preset_1() {
        assert_eq!(sources(Terms { price_level: 3, ..Terms::default() }).1, "preset_1");
        assert_eq!(quote(&Product::default(), Terms::default()).source, PriceSource::None);
    }
}
