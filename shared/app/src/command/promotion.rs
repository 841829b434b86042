//! Promotions 促销 and discount ceilings 折扣上限 at head office; they travel in the catalogue's feed.
//!
//! Owns listing, saving and calling off. Invariant: each save is a record of its own in the feed,
//! with who and when, so what was changed or called off can still be told (`features.md` 247).

use fenhao_books::feed;
use fenhao_books::sql::Sql;
use fenhao_books::table::{master, promotion};
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::master::partner::PartnerClass;
use fenhao_domain::master::price_policy::PricePolicy;
use fenhao_domain::master::promotion::{
    Buyers, Offer, PromotedGoods, Promotion, PromotionError, PromotionId,
};
use fenhao_domain::percent::PercentOff;
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::price::UnitPrice;

use super::names::Names;
use super::operator::need_all;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    CategoryRow, CeilingView, Nothing, PricePolicyView, PromotionInput, PromotionKey,
    PromotionListInput, PromotionPage, PromotionView,
};

/// Rows that a page may have at most.
const ROWS_MAX: u32 = 200;

/// The promotions, newest first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: PromotionListInput,
) -> Result<PromotionPage, ApiError> {
    let limit = usize::try_from(input.limit.clamp(1, ROWS_MAX)).unwrap_or(1);
    let today = context.business_date()?;
    context.read(|sql| {
        let found = promotion::page(sql, input.before.map(PromotionId), limit)?;
        let next = found.last().map(|last| last.id.0).filter(|_| found.len() == limit);
        let (mut names, mut within) = (Names::default(), Within::of(session));
        let mut rows = Vec::with_capacity(found.len());
        for one in &found {
            let shown = match one.goods {
                PromotedGoods::Product(product) => within.product(sql, product)?,
                PromotedGoods::Category(_) => true,
            };
            if shown {
                rows.push(view(sql, &mut names, one, today)?);
            }
        }
        Ok(PromotionPage { rows, next })
    })
}

/// Records a promotion, new or changed.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: PromotionInput,
) -> Result<PromotionView, ApiError> {
    need_all(session)?;
    record(context, session, |sql| {
        let id = match input.id {
            Some(id) => known(sql, id)?.id,
            None => promotion::next_id(sql)?,
        };
        typed(sql, id, &input)
    })
}

/// Calls a promotion off; the record stays.
pub(crate) fn disable(
    context: &Context,
    session: &Session,
    input: PromotionKey,
) -> Result<PromotionView, ApiError> {
    need_all(session)?;
    record(context, session, |sql| Ok(Promotion { disabled: true, ..known(sql, input.id)? }))
}

fn record(
    context: &Context,
    session: &Session,
    of: impl FnOnce(&mut dyn Sql) -> Result<Promotion, ApiError>,
) -> Result<PromotionView, ApiError> {
    let (now, today) = (context.now(), context.business_date()?);
    context.write(|sql| {
        let promotion = Promotion {
            recorded_by: session.operator,
            recorder: session.name.clone(),
            recorded_at: now,
            ..of(sql)?
        };
        promotion.check().map_err(refused)?;
        let record = MasterRecord::Promotion(promotion.clone());
        feed::append_master(sql, std::slice::from_ref(&record))?;
        view(sql, &mut Names::default(), &promotion, today)
    })
}

fn known(sql: &mut dyn Sql, id: u32) -> Result<Promotion, ApiError> {
    let found = promotion::load(sql, PromotionId(id))?;
    found.ok_or_else(|| ErrorCode::InputMalformed.with("what", id).at("id"))
}

fn typed(
    sql: &mut dyn Sql,
    id: PromotionId,
    input: &PromotionInput,
) -> Result<Promotion, ApiError> {
    let wrong = |field: &str| ErrorCode::InputMalformed.with("what", field).at(field);
    let goods = match (input.product_id, input.category_id) {
        (Some(product), None) => {
            let unknown = || ErrorCode::ProductUnknown.with("code", product).at("product_id");
            PromotedGoods::Product(
                master::product(sql, ProductId(product))?.ok_or_else(unknown)?.id,
            )
        }
        (None, Some(category)) => {
            master::category(sql, category)?.ok_or_else(|| wrong("category_id"))?;
            PromotedGoods::Category(CategoryId(category))
        }
        _ => return Err(wrong("product_id")),
    };
    let buyers = match (input.partner_id, input.class.as_deref()) {
        (None, None) => Buyers::Everyone,
        (Some(partner), None) => {
            let unknown = || ErrorCode::PartnerUnknown.with("code", partner).at("partner_id");
            Buyers::Partner(master::partner(sql, PartnerId(partner))?.ok_or_else(unknown)?.id)
        }
        (None, Some(key)) => {
            Buyers::Class(PartnerClass::from_key(key).ok_or_else(|| wrong("class"))?)
        }
        _ => return Err(wrong("class")),
    };
    let offer = match (input.price.as_deref(), input.percent.as_deref()) {
        (Some(text), None) => Offer::Price(
            UnitPrice::parse(text)
                .map_err(|_| ErrorCode::PriceInvalid.with("text", text).at("price"))?,
        ),
        (None, Some(text)) => Offer::Percent(percent(text)?),
        _ => return Err(wrong("price")),
    };
    Ok(Promotion {
        id,
        name: input.name.trim().to_owned(),
        goods,
        buyers,
        offer,
        from: date(&input.from, "from")?,
        to: date(&input.to, "to")?,
        recorded_by: EmployeeId(0),
        recorder: String::new(),
        recorded_at: Default::default(),
        disabled: false,
    })
}

fn percent(text: &str) -> Result<PercentOff, ApiError> {
    let wrong = || ErrorCode::PriceInvalid.with("text", text).at("percent");
    PercentOff::parse(text).ok().flatten().ok_or_else(wrong)
}

fn date(text: &str, field: &str) -> Result<BusinessDate, ApiError> {
    BusinessDate::parse(text).map_err(|error| ApiError::from(error).at(field))
}

fn refused(error: PromotionError) -> ApiError {
    match error {
        PromotionError::EndsBefore { from, to } => {
            ErrorCode::PromotionEndsBefore.with("from", from).with("to", to).at("to")
        }
        PromotionError::PriceNegative { price } => {
            ErrorCode::PriceInvalid.with("text", price).at("price")
        }
        PromotionError::PriceOfCategory => {
            ErrorCode::PromotionPriceOfCategory.error().at("percent")
        }
    }
}

/// A promotion with names, and how it stands today.
pub(super) fn view(
    sql: &mut dyn Sql,
    names: &mut Names,
    promotion: &Promotion,
    today: BusinessDate,
) -> Result<PromotionView, ApiError> {
    let (product_id, category_id, code, goods) = match promotion.goods {
        PromotedGoods::Product(id) => {
            let product = names.product(sql, id)?;
            (Some(id.0), None, product.code.clone(), product.name.clone())
        }
        PromotedGoods::Category(id) => {
            (None, Some(id.0), String::new(), names.category(sql, Some(id))?)
        }
    };
    let (class, partner_id) = match promotion.buyers {
        Buyers::Everyone => (None, None),
        Buyers::Class(class) => (Some(class.key().to_owned()), None),
        Buyers::Partner(partner) => (None, Some(partner)),
    };
    let (price, percent) = match promotion.offer {
        Offer::Price(price) => (Some(price.to_string()), None),
        Offer::Percent(percent) => (None, Some(percent.to_string())),
    };
    let state = match () {
        () if promotion.disabled => "off",
        () if today < promotion.from => "coming",
        () if today > promotion.to => "ended",
        () => "running",
    };
    Ok(PromotionView {
        id: promotion.id.0,
        name: promotion.name.clone(),
        product_id,
        category_id,
        code,
        goods,
        class,
        partner_id: partner_id.map(|id| id.0),
        partner: names.partner(sql, partner_id)?,
        price,
        percent,
        from: promotion.from.to_string(),
        to: promotion.to.to_string(),
        recorder: promotion.recorder.clone(),
        recorded_at_ms: promotion.recorded_at.0,
        state: state.to_owned(),
    })
}

/// The categories with their paths, `生鲜 / 水果`.
pub(crate) fn categories(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<Vec<CategoryRow>, ApiError> {
    context.read(|sql| {
        let mut names = Names::default();
        let mut rows = Vec::new();
        for category in master::categories(sql)? {
            let path = names.category(sql, Some(category.id))?;
            rows.push(CategoryRow { category_id: category.id.0, path });
        }
        rows.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(rows)
    })
}

/// What may be taken off by whom.
pub(crate) fn policy(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<PricePolicyView, ApiError> {
    context.read(|sql| Ok(policy_view(&promotion::policy(sql)?)))
}

/// Sets what may be taken off by whom.
pub(crate) fn policy_save(
    context: &Context,
    session: &Session,
    input: PricePolicyView,
) -> Result<PricePolicyView, ApiError> {
    need_all(session)?;
    let mut policy =
        PricePolicy { factor_at_most_one: input.factor_at_most_one, ..PricePolicy::default() };
    for row in &input.ceilings {
        let off = percent(&row.percent)?;
        let role = row.role.map(|number| ShippedRole::from_number(u64::from(number)));
        match (role, row.operator) {
            (Some(Some(role)), None) => policy.roles.push((role, off)),
            (None, Some(operator)) => policy.operators.push((EmployeeId(operator), off)),
            _ => return Err(ErrorCode::InputMalformed.with("what", "role").at("role")),
        }
    }
    // Equal policies have equal bytes, so that saving twice is one record.
    policy.roles.sort_unstable();
    policy.operators.sort_unstable();
    context.write(|sql| {
        feed::append_master(sql, &[MasterRecord::PricePolicy(policy.clone())])?;
        Ok(policy_view(&policy))
    })
}

fn policy_view(policy: &PricePolicy) -> PricePolicyView {
    let roles = policy.roles.iter().map(|(role, off)| CeilingView {
        role: Some(*role as u32),
        operator: None,
        percent: off.to_string(),
    });
    let operators = policy.operators.iter().map(|(operator, off)| CeilingView {
        role: None,
        operator: Some(operator.0),
        percent: off.to_string(),
    });
    PricePolicyView {
        factor_at_most_one: policy.factor_at_most_one,
        ceilings: roles.chain(operators).collect(),
    }
}
