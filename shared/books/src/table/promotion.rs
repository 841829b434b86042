//! Promotions 促销 and the price policy 价格政策 as stored.
//!
//! Owns finding the promotions of a product's day by index. Leaves out which of them applies
//! (`domain::pricing::promotion`). Invariant: a scan asks once and reads the rows of its own product
//! and those of categories that have not ended, however many promotions there have been.

use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::ProductId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::master::price_policy::PricePolicy;
use fenhao_domain::master::product::Product;
use fenhao_domain::master::promotion::{PromotedGoods, Promotion, PromotionId};
use fenhao_exchange::master;

use super::master::category;
use crate::sql::{self, Row, Sql, SqlError, Value, stored};

/// Levels of categories that a product has above it at most; it also ends a circle.
const LEVELS: usize = 5;

const OF_PRODUCT: i64 = 1;
const OF_CATEGORY: i64 = 2;

/// What may lower a product's price on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnOffer {
    /// Promotions that run, of the product and of its categories.
    pub promotions: Vec<Promotion>,
    /// The product's category and those above it; empty where no promotion of a category runs.
    pub categories: Vec<CategoryId>,
}

/// Writes a promotion; says whether it changed anything.
pub(super) fn save(
    sql: &mut dyn Sql,
    promotion: &Promotion,
    content: &[u8],
) -> Result<bool, SqlError> {
    let id = i64::from(promotion.id.0);
    let text = "SELECT content FROM promotion WHERE promotion_id = ?1";
    let before = sql::one(sql, text, &[Value::I64(id)], |row| Ok(row.bytes(0)?.to_vec()))?;
    if before.as_deref() == Some(content) {
        return Ok(false);
    }
    let (goods, goods_id) = match promotion.goods {
        PromotedGoods::Product(product) => (OF_PRODUCT, stored(product.0)),
        PromotedGoods::Category(category) => (OF_CATEGORY, i64::from(category.0)),
    };
    let text = "INSERT INTO promotion (promotion_id, goods, goods_id, first_day, last_day, \
                disabled, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
                ON CONFLICT (promotion_id) DO UPDATE SET goods = excluded.goods, \
                goods_id = excluded.goods_id, first_day = excluded.first_day, \
                last_day = excluded.last_day, disabled = excluded.disabled, \
                content = excluded.content";
    let params = [
        Value::I64(id),
        Value::I64(goods),
        Value::I64(goods_id),
        Value::I64(i64::from(promotion.from.number())),
        Value::I64(i64::from(promotion.to.number())),
        Value::from(promotion.disabled),
        Value::Bytes(content),
    ];
    sql.execute(text, &params)?;
    Ok(true)
}

/// Writes the company's price policy; says whether it changed anything.
pub(super) fn save_policy(sql: &mut dyn Sql, content: &[u8]) -> Result<bool, SqlError> {
    let text = "SELECT content FROM price_policy WHERE policy_id = 1";
    let before = sql::one(sql, text, &[], |row| Ok(row.bytes(0)?.to_vec()))?;
    if before.as_deref() == Some(content) {
        return Ok(false);
    }
    let text = "INSERT INTO price_policy (policy_id, content) VALUES (1, ?1) \
                ON CONFLICT (policy_id) DO UPDATE SET content = excluded.content";
    sql.execute(text, &[Value::Bytes(content)])?;
    Ok(true)
}

/// The company's price policy; nothing is forbidden where HQ has not said.
pub fn policy(sql: &mut dyn Sql) -> Result<PricePolicy, SqlError> {
    let text = "SELECT content FROM price_policy WHERE policy_id = 1";
    let found = sql::one(sql, text, &[], |row| match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::PricePolicy(policy)) => Ok(policy),
        _ => Err(SqlError::Unreadable { what: "the price policy" }),
    })?;
    Ok(found.unwrap_or_default())
}

/// The promotions of a product that run on a day, to whomever.
///
/// One statement, for a scan waits for it. Few categories are on promotion on one day, so all of
/// them are read, and the product's categories are looked up only when there are any.
pub fn on_offer(
    sql: &mut dyn Sql,
    product: &Product,
    day: BusinessDate,
) -> Result<OnOffer, SqlError> {
    let text = "SELECT content FROM promotion WHERE goods = ?1 AND goods_id = ?2 \
                AND last_day >= ?4 AND first_day <= ?4 AND disabled = 0 \
                UNION ALL SELECT content FROM promotion WHERE goods = ?3 \
                AND last_day >= ?4 AND first_day <= ?4 AND disabled = 0";
    let params = [OF_PRODUCT, stored(product.id.0), OF_CATEGORY, i64::from(day.number())];
    let promotions = sql::all(sql, text, &params.map(Value::I64), read)?;
    let mut found = OnOffer { promotions, categories: Vec::new() };
    let of_category = |one: &Promotion| matches!(one.goods, PromotedGoods::Category(_));
    if found.promotions.iter().any(of_category) {
        let mut next = product.category;
        while let Some(id) = next.filter(|_| found.categories.len() < LEVELS) {
            found.categories.push(id);
            next = category(sql, id.0)?.and_then(|category| category.parent);
        }
        found.promotions.retain(|one| match one.goods {
            PromotedGoods::Product(_) => true,
            PromotedGoods::Category(id) => found.categories.contains(&id),
        });
    }
    Ok(found)
}

/// A promotion.
pub fn load(sql: &mut dyn Sql, id: PromotionId) -> Result<Option<Promotion>, SqlError> {
    let text = "SELECT content FROM promotion WHERE promotion_id = ?1";
    sql::one(sql, text, &[Value::I64(i64::from(id.0))], read)
}

/// Promotions with a number below `before`, newest first.
pub fn page(
    sql: &mut dyn Sql,
    before: Option<PromotionId>,
    limit: usize,
) -> Result<Vec<Promotion>, SqlError> {
    let text = "SELECT content FROM promotion WHERE promotion_id < ?1 \
                ORDER BY promotion_id DESC LIMIT ?2";
    let before = before.map_or(i64::MAX, |id| i64::from(id.0));
    let params = [before, i64::try_from(limit).unwrap_or(i64::MAX)].map(Value::I64);
    sql::all(sql, text, &params, read)
}

/// All promotions of a product itself, whenever they run, the latest first, at most `limit`.
pub fn of_product(
    sql: &mut dyn Sql,
    product: ProductId,
    limit: usize,
) -> Result<Vec<Promotion>, SqlError> {
    let text = "SELECT content FROM promotion WHERE goods = ?1 AND goods_id = ?2 \
                ORDER BY last_day DESC, promotion_id DESC LIMIT ?3";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params = [OF_PRODUCT, stored(product.0), limit].map(Value::I64);
    sql::all(sql, text, &params, read)
}

/// The number for the next promotion.
pub fn next_id(sql: &mut dyn Sql) -> Result<PromotionId, SqlError> {
    let text = "SELECT MAX(promotion_id) FROM promotion";
    let last = sql::one(sql, text, &[], |row| row.i64_opt(0))?.flatten().unwrap_or(0);
    let next = u32::try_from(last + 1).map_err(|_| SqlError::Unreadable { what: "a promotion" })?;
    Ok(PromotionId(next))
}

fn read(row: &dyn Row) -> Result<Promotion, SqlError> {
    match master::decode(row.bytes(0)?) {
        Ok(MasterRecord::Promotion(promotion)) => Ok(promotion),
        _ => Err(SqlError::Unreadable { what: "a promotion" }),
    }
}
