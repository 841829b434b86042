//! What the company decides for all branches 系统配置: costing, negative stock, and how the pieces of a
//! product are numbered.
//!
//! Leaves out the conditions (`books::policy`, `books::piece::switch`). Invariant: a choice reaches the
//! branches by the catalogue's feed alone, and what a switch would forget is confirmed first.

use fenhao_books::piece::switch;
use fenhao_books::sql::Sql;
use fenhao_books::table::master;
use fenhao_books::{feed, policy};
use fenhao_domain::cost::layer::Method;
use fenhao_domain::id::ProductId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::master::product::{Product, SerialMode};
use fenhao_domain::serial::mode::Switch;

use super::names::Names;
use super::operator::need_all;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{CompanyPolicyView, Nothing, SerialModeInput, SerialModeView, SerialStockView};

const METHODS: [(Method, &str); 3] =
    [(Method::Average, "average"), (Method::Fifo, "fifo"), (Method::Lifo, "lifo")];

const MODES: [(SerialMode, &str); 3] =
    [(SerialMode::None, "none"), (SerialMode::Loose, "loose"), (SerialMode::Strict, "strict")];

/// The key of a mode.
pub(super) fn mode_key(mode: SerialMode) -> &'static str {
    MODES.iter().find(|(each, _)| *each == mode).map_or("none", |(_, key)| key)
}

fn of_key<T: Copy>(table: &[(T, &str)], key: &str, field: &str) -> Result<T, ApiError> {
    let found = table.iter().find(|(_, each)| *each == key).map(|(value, _)| *value);
    found.ok_or_else(|| ErrorCode::InputMalformed.with("what", key).at(field))
}

/// What was chosen.
pub(crate) fn policy(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<CompanyPolicyView, ApiError> {
    context.read(policy_view)
}

/// Chooses. After the first document only what does not touch cost may change.
pub(crate) fn policy_save(
    context: &Context,
    session: &Session,
    input: CompanyPolicyView,
) -> Result<CompanyPolicyView, ApiError> {
    need_all(session)?;
    let chosen = CompanyPolicy {
        method: of_key(&METHODS, &input.method, "method")?,
        negative_stock: input.negative_stock,
        serial_mode: of_key(&MODES, &input.serial_mode, "serial_mode")?,
    };
    context.write(|sql| {
        policy::choose(sql, chosen)?;
        policy_view(sql)
    })
}

fn policy_view(sql: &mut dyn Sql) -> Result<CompanyPolicyView, ApiError> {
    let chosen = policy::load(sql)?;
    let method = METHODS.iter().find(|(each, _)| *each == chosen.method);
    Ok(CompanyPolicyView {
        method: method.map_or("average", |(_, key)| key).to_owned(),
        negative_stock: chosen.negative_stock,
        serial_mode: mode_key(chosen.serial_mode).to_owned(),
        locked: policy::is_locked(sql)?,
    })
}

/// What a switch of a product's mode would do: nothing more, forget numbers, or fail for want of them
/// (`features.md` 257, 258).
pub(crate) fn mode_check(
    context: &Context,
    session: &Session,
    input: SerialModeInput,
) -> Result<SerialModeView, ApiError> {
    need_all(session)?;
    let to = of_key(&MODES, &input.mode, "mode")?;
    context.read(|sql| {
        let product = product(sql, input.product_id)?;
        asked(sql, &product, to)
    })
}

/// Switches a product's mode. Numbers that would be forgotten are confirmed, numbers that are missing
/// refuse it.
pub(crate) fn mode_save(
    context: &Context,
    session: &Session,
    input: SerialModeInput,
) -> Result<SerialModeView, ApiError> {
    need_all(session)?;
    let to = of_key(&MODES, &input.mode, "mode")?;
    context.write(|sql| {
        let product = product(sql, input.product_id)?;
        let view = asked(sql, &product, to)?;
        if let Some(row) = view.stock.first().filter(|_| !view.possible) {
            let missing = ErrorCode::SerialsMissing.with("branch", &row.branch);
            return Err(missing.with("stock", &row.stock).with("pieces", row.pieces).at("mode"));
        }
        if view.forgets > 0 && !input.confirmed {
            return Err(ErrorCode::SerialsForgotten.with("pieces", view.forgets).at("confirmed"));
        }
        let record = Product { serial_mode: to, ..product };
        feed::append_master(sql, &[MasterRecord::Product(Box::new(record.clone()))])?;
        asked(sql, &record, to)
    })
}

fn product(sql: &mut dyn Sql, id: u64) -> Result<Product, ApiError> {
    let unknown = || ErrorCode::ProductUnknown.with("code", id).at("product_id");
    master::product(sql, ProductId(id))?.ok_or_else(unknown)
}

fn asked(sql: &mut dyn Sql, product: &Product, to: SerialMode) -> Result<SerialModeView, ApiError> {
    let (possible, forgets, counted) = match switch::ask(sql, product.id, to)? {
        Ok(Switch::AtOnce) => (true, 0, switch::in_stock(sql, product.id)?),
        Ok(Switch::Clears { pieces }) => (true, pieces, switch::in_stock(sql, product.id)?),
        Err(missing) => (false, 0, missing),
    };
    let mut names = Names::default();
    let mut stock = Vec::with_capacity(counted.len());
    for row in counted {
        stock.push(SerialStockView {
            branch: names.branch(sql, row.branch)?.0,
            stock: row.stock.to_string(),
            pieces: row.pieces,
        });
    }
    Ok(SerialModeView {
        product_id: product.id.0,
        code: product.code.clone(),
        name: product.name.clone(),
        mode: mode_key(product.serial_mode).to_owned(),
        possible,
        forgets,
        stock,
    })
}
