//! Requisition balance 请购汇总平衡 at head office: what branches ask for, what is made of it, and the one
//! order that comes of it (`features.md` 166-168).
//!
//! Owns the order with its split in one transaction. Leaves out the figures
//! (`books::requisition`). Invariant: what is ordered is what the list shows as final.

use fenhao_books::post::{self, ReverseHeader};
use fenhao_books::requisition::{self, Balanced};
use fenhao_books::sql::Sql;
use fenhao_books::table::document::StoredDocument;
use fenhao_domain::id::{PartnerId, ProductId};
use fenhao_domain::quantity::Quantity;

use super::names::{Names, with_code};
use super::pay::negative_stock;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    DocumentView, Nothing, RequisitionAdjustInput, RequisitionOrderInput, RequisitionPartView,
    RequisitionRow,
};

/// What is asked for, by product.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<RequisitionRow>, ApiError> {
    context.read(|sql| rows(session, sql))
}

/// Orders so much more of a product than is asked for, or, below zero, less.
pub(crate) fn adjust(
    context: &Context,
    session: &Session,
    input: RequisitionAdjustInput,
) -> Result<Vec<RequisitionRow>, ApiError> {
    let wrong = || ErrorCode::QuantityInvalid.with("text", &input.quantity).at("quantity");
    let quantity = match input.quantity.trim() {
        "" => Quantity::ZERO,
        text => Quantity::parse(text).map_err(|_| wrong())?,
    };
    context.write(|sql| {
        Within::of(session).need_product(sql, ProductId(input.product_id))?;
        requisition::adjust(sql, ProductId(input.product_id), quantity)?;
        rows(session, sql)
    })
}

/// Posts one order to a supplier for the final quantities, and keeps how it is split.
pub(crate) fn order(
    context: &Context,
    session: &Session,
    input: RequisitionOrderInput,
) -> Result<DocumentView, ApiError> {
    let node = context.node()?;
    let header = ReverseHeader {
        business_date: context.business_date()?,
        recorded_at: context.now(),
        handler: session.operator,
        remark: String::new(),
    };
    let products: Vec<ProductId> = input.products.iter().copied().map(ProductId).collect();
    context.write(|sql| {
        let mut within = Within::of(session);
        within.need_partner(sql, PartnerId(input.supplier_id))?;
        let supplier = PartnerId(input.supplier_id);
        let (draft, splits) = requisition::consolidate(sql, supplier, &products, &header)?;
        for line in &draft.lines {
            within.need_product(sql, line.product)?;
        }
        let posted = post::post_one(sql, node, draft, negative_stock(session))
            .map_err(|error| with_code(sql, error.into()))?;
        requisition::keep_split(sql, posted.id, &splits)?;
        let stored =
            StoredDocument { id: posted.id, document: posted.document, chain: posted.chain };
        super::document::of_stored(context, session, sql, &stored)
    })
}

fn rows(session: &Session, sql: &mut dyn Sql) -> Result<Vec<RequisitionRow>, ApiError> {
    let (mut names, mut within) = (Names::default(), Within::of(session));
    let mut rows = Vec::new();
    for (product, balanced) in requisition::balance(sql)? {
        if within.product(sql, product)? {
            rows.push(row(sql, &mut names, product, &balanced)?);
        }
    }
    Ok(rows)
}

fn row(
    sql: &mut dyn Sql,
    names: &mut Names,
    product: ProductId,
    balanced: &Balanced,
) -> Result<RequisitionRow, ApiError> {
    let mut parts = Vec::with_capacity(balanced.branches.len());
    for (branch, quantity) in &balanced.branches {
        let branch = names.branch(sql, *branch)?.0;
        parts.push(RequisitionPartView { branch, quantity: quantity.to_string() });
    }
    let product = names.product(sql, product)?;
    Ok(RequisitionRow {
        product_id: product.id.0,
        code: product.code.clone(),
        name: product.name.clone(),
        name_en: product.name_en.clone(),
        spec: product.spec.clone(),
        unit: product.unit.clone(),
        original: balanced.original.to_string(),
        adjustment: balanced.adjustment.to_string(),
        last: balanced.last().to_string(),
        parts,
    })
}
