//! Price source 价格来源: the order in which a price is looked for (`features.md` D15).
//!
//! Owns the order promotion > contract or last price > the customer's preset level > preset
//! price 1. Leaves out how promotions and last prices are found: they are passed in.
//! Invariant: a line always knows where its price came from, and the screen shows it.

use serde::{Deserialize, Serialize};

use crate::master::product::Product;
use crate::price::UnitPrice;

/// Where a line's price came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// A promotion 促销价.
    Promotion,
    /// The contract's or the customer's last price 合同价、最近售价.
    Last,
    /// The customer's preset level 2 to 4 预设售价.
    Level,
    /// Preset price 1 预设售价一.
    #[serde(rename = "preset_1")]
    Preset1,
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
}

/// The price of a product, by the order of D15. A level without a price falls back to preset 1.
pub fn quote(product: &Product, terms: Terms) -> Quote {
    let level = match terms.price_level {
        2..=4 => product.prices[usize::from(terms.price_level) - 1],
        _ => None,
    };
    let candidates = [
        (terms.promotion, PriceSource::Promotion),
        (terms.last, PriceSource::Last),
        (level, PriceSource::Level),
        (product.prices[0], PriceSource::Preset1),
    ];
    let found = candidates.into_iter().find_map(|(price, source)| price.map(|p| (p, source)));
    found.map_or_else(Quote::default, |(price, source)| Quote { price, source })
}

#[cfg(test)]
mod tests {
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
    fn a_level_without_a_price_falls_back_to_preset_1() {
        assert_eq!(sources(Terms { price_level: 3, ..Terms::default() }).1, "preset_1");
        assert_eq!(quote(&Product::default(), Terms::default()).source, PriceSource::None);
    }
}
