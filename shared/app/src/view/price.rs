//! Views of prices: the till's customer, promotions, discount ceilings, price information.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// Which customer buys; neither field takes the customer away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CustomerInput {
    /// The customer.
    pub partner_id: Option<u64>,
    /// Code, name or pinyin initials that mean one customer.
    pub text: Option<String>,
}

/// The till's customer 客户.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CustomerView {
    /// The customer.
    pub partner_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Class key: `registered`, `branch`, `employee`, `other`.
    pub class: String,
    /// Which preset price it gets, 1 to 4.
    pub price_level: u32,
    /// What it owes here; below zero when it has paid ahead.
    pub balance: String,
    /// Credit limit as known here; none for no limit.
    pub credit_limit: Option<String>,
    /// What is left of the limit after balance and parked carts; below zero when exceeded.
    pub credit_left: Option<String>,
}

/// Which promotions to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromotionListInput {
    /// Those with a lower number than this; absent for the newest.
    pub before: Option<u32>,
    /// Page length.
    pub limit: u32,
}

/// A page of promotions, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PromotionPage {
    /// The rows.
    pub rows: Vec<PromotionView>,
    /// Where the next page begins.
    pub next: Option<u32>,
}

/// A promotion 促销.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PromotionView {
    /// Its number.
    pub id: u32,
    /// What it is called.
    pub name: String,
    /// The product, unless it is a category's.
    pub product_id: Option<u64>,
    /// The category, unless it is a product's.
    pub category_id: Option<u32>,
    /// Product code; empty for a category.
    pub code: String,
    /// Product name or category path.
    pub goods: String,
    /// The customer class it is for.
    pub class: Option<String>,
    /// The customer it is for; neither class nor customer means everyone.
    pub partner_id: Option<u64>,
    /// The customer's name.
    pub partner: String,
    /// Promotion price.
    pub price: Option<String>,
    /// Per cent off preset price 1.
    pub percent: Option<String>,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Who recorded it last.
    pub recorder: String,
    /// When, Unix milliseconds.
    pub recorded_at_ms: i64,
    /// How it stands today: `coming`, `running`, `ended`, `off`.
    pub state: String,
}

/// A promotion as it is typed. One of product and category, one of price and per cent; for one
/// customer, a class, or neither for everyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromotionInput {
    /// The promotion to be changed; absent for a new one.
    pub id: Option<u32>,
    /// What it is called.
    pub name: String,
    /// The product.
    pub product_id: Option<u64>,
    /// The category.
    pub category_id: Option<u32>,
    /// The customer class.
    pub class: Option<String>,
    /// The customer.
    pub partner_id: Option<u64>,
    /// Promotion price.
    pub price: Option<String>,
    /// Per cent off.
    pub percent: Option<String>,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// Which promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromotionKey {
    /// Its number.
    pub id: u32,
}

/// A category that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CategoryRow {
    /// The category.
    pub category_id: u32,
    /// Names from the top, `生鲜 / 水果`.
    pub path: String,
}

/// What may be taken off by whom 折扣上限.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PricePolicyView {
    /// Forces discount factors to be at most 1.
    pub factor_at_most_one: bool,
    /// The ceilings; who is in none may take off everything.
    pub ceilings: Vec<CeilingView>,
}

/// The ceiling of a role or an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CeilingView {
    /// The role's number; none for an operator's ceiling.
    pub role: Option<u32>,
    /// The operator's number; none for a role's ceiling.
    pub operator: Option<u32>,
    /// Per cent that may be taken off at most.
    pub percent: String,
}

/// All prices of a product 物价信息.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PriceInfoView {
    /// The product.
    pub product_id: u64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Specification.
    pub spec: String,
    /// Base unit.
    pub unit: String,
    /// Second unit.
    pub second_unit: Option<String>,
    /// Base units in one second unit.
    pub ratio: Option<String>,
    /// Preset prices 1 to 4.
    pub prices: Vec<Option<String>>,
    /// Preset price 1 for one second unit.
    pub second_unit_price: Option<String>,
    /// Tax rate inside the prices.
    pub tax_rate: String,
    /// Preset purchase price; none without the right to see cost.
    pub purchase_price: Option<String>,
    /// Average cost here; none without the right to see cost.
    pub unit_cost: Option<String>,
    /// Stock here, in both units.
    pub on_hand: String,
    /// Promotions of the product, and those of its categories that run today.
    pub promotions: Vec<PromotionView>,
    /// Last prices by customer.
    pub sold: Vec<LastPriceView>,
    /// Last prices by supplier; empty without the right to see cost.
    pub bought: Vec<LastPriceView>,
}

/// The last price with a partner 价格跟踪.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LastPriceView {
    /// Branch code.
    pub branch: String,
    /// Partner name.
    pub partner: String,
    /// Price.
    pub price: String,
    /// Business date.
    pub business_date: String,
    /// The document that says it.
    pub document: DocumentKey,
}

/// What is to be bought, and from whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PurchasePriceInput {
    /// The product.
    pub product_id: u64,
    /// The supplier, or the customer, if it is known already.
    pub partner_id: Option<u64>,
}

/// What a purchase is to cost, or what goods are sold for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PurchasePriceView {
    /// Unit cost or price; none when none is known.
    pub cost: Option<String>,
    /// Where it comes from: `last`, `preset_purchase`, `promotion`, `level`, …, `none`.
    pub source: String,
}
