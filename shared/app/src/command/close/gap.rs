//! Gaps for screens: a code, its parameters, and the documents behind it.
//!
//! Owns which finding has which code of the closed list `GAPS`. Leaves out finding them (`books::close`). Invariant: parameters are figures, codes and keys, never
//! sentences; a figure is read by its column, so money shows as money.

use fenhao_books::close::Gap;
use fenhao_books::opening::LentTooMuch;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::verify::Fault;
use fenhao_books::{rebuild, reconcile};
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::Party;
use fenhao_domain::id::{BranchId, DocumentId, ProductId};
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::StockClass;

use crate::command::document::{link, party_name};
use crate::command::names::Names;
use crate::error::ApiError;
use crate::view::{GAPS, GapView};

/// Gaps as views.
pub(in crate::command) fn views(sql: &mut dyn Sql, gaps: &[Gap]) -> Result<Vec<GapView>, ApiError> {
    let mut names = Names::default();
    let mut found = Vec::with_capacity(gaps.len());
    for gap in gaps {
        let (code, params) = told(sql, &mut names, gap)?;
        found.push(view(sql, code, params, &gap.documents())?);
    }
    Ok(found)
}

/// Goods of which more is lent than there is.
pub(in crate::command) fn lent(
    sql: &mut dyn Sql,
    lent: &[LentTooMuch],
) -> Result<Vec<GapView>, ApiError> {
    let mut names = Names::default();
    let mut found = Vec::with_capacity(lent.len());
    for goods in lent {
        let product = names.product(sql, goods.product)?.code.clone();
        let params = pairs([
            ("product", product),
            ("own", goods.own.to_string()),
            ("lent", goods.lent.to_string()),
        ]);
        found.push(view(sql, "lent_too_much", params, &[])?);
    }
    Ok(found)
}

type Params = Vec<(String, String)>;
type Told = (&'static str, Params);

fn pairs<const N: usize>(params: [(&str, String); N]) -> Params {
    params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn view(
    sql: &mut dyn Sql,
    code: &str,
    params: Params,
    concerned: &[DocumentId],
) -> Result<GapView, ApiError> {
    let names = |names: &[&str]| names.iter().eq(params.iter().map(|(name, _)| name));
    debug_assert!(GAPS.iter().any(|(known, of)| *known == code && names(of)), "{code}");
    let mut documents = Vec::with_capacity(concerned.len());
    for id in concerned {
        documents.extend(link(sql, *id)?);
    }
    Ok(GapView { code: code.to_owned(), params, documents })
}

fn told(sql: &mut dyn Sql, names: &mut Names, gap: &Gap) -> Result<Told, SqlError> {
    let text = |value: &dyn ToString| value.to_string();
    Ok(match gap {
        Gap::EarlierOpen { month } => ("earlier_open", pairs([("month", text(month))])),
        Gap::LaterClosed { month } => ("later_closed", pairs([("month", text(month))])),
        Gap::ModuleOpen { module } => ("module_open", pairs([("module", text(module))])),
        Gap::Held { number } => ("held", pairs([("number", number.clone())])),
        Gap::BranchOpen { code } => ("branch_open", pairs([("branch", code.clone())])),
        Gap::SealDiffers { code, account, sealed, booked } => (
            "seal_differs",
            pairs([
                ("branch", code.clone()),
                ("account", text(account)),
                ("sealed", text(sealed)),
                ("booked", text(booked)),
            ]),
        ),
        Gap::Items { account, party, items, balance, .. } => {
            let party = party_name(sql, names, Party::from_number(*party))?;
            let params = [
                ("account", text(account)),
                ("party", party),
                ("items", text(items)),
                ("balance", text(balance)),
            ];
            ("items", pairs(params))
        }
        Gap::Stored(fault) => stored(fault),
        Gap::Row { difference, .. } => row(difference),
        Gap::Books { difference, .. } => ledger(sql, names, difference)?,
    })
}

fn stored(fault: &Fault) -> Told {
    let bytes = |stream: u64, place: u64| {
        ("bytes", pairs([("stream", stream.to_string()), ("place", place.to_string())]))
    };
    match fault {
        Fault::Hole { stream, found, .. } => bytes(stream.0, *found),
        Fault::Chain { id } => bytes(id.stream.0, id.seq),
        Fault::Head { stream, seq } => bytes(stream.0, *seq),
        Fault::BatchBytes { stream, batch_no }
        | Fault::BatchClosed { stream, batch_no, .. }
        | Fault::BatchEntries { stream, batch_no } => bytes(stream.0, *batch_no),
        Fault::Unreadable { .. } => ("unreadable", Vec::new()),
        Fault::NotBooked { .. } => ("not_booked", Vec::new()),
        Fault::Row { column, .. } => ("row", pairs([("column", (*column).to_owned())])),
        Fault::NoContent { .. } => ("no_content", Vec::new()),
        Fault::Postings { .. } | Fault::BatchPostings { .. } => ("postings", Vec::new()),
    }
}

fn row(difference: &rebuild::Difference) -> Told {
    use rebuild::Difference as D;
    match difference {
        D::Unreadable { .. } => ("unreadable", Vec::new()),
        D::Fact { table, derived, stored, .. } => (
            "facts",
            pairs([
                ("table", (*table).to_owned()),
                ("derived", derived.to_string()),
                ("stored", stored.to_string()),
            ]),
        ),
        D::Strays { table, rows } => {
            ("strays", pairs([("table", (*table).to_owned()), ("rows", rows.to_string())]))
        }
        D::Sum { table, column, stored, folded, .. } => (
            "sum",
            pairs([
                ("table", (*table).to_owned()),
                ("column", (*column).to_owned()),
                ("stored", figure(column, *stored)),
                ("folded", figure(column, *folded)),
            ]),
        ),
    }
}

/// A stored figure as people write it: 60000 of `value` is 6.00, of `quantity` 0.06.
fn figure(column: &str, raw: i64) -> String {
    match column {
        "quantity" => Quantity::from_raw(raw).to_string(),
        "last_cost" | "price" => UnitCost::from_raw(raw).to_string(),
        "value" | "debit" | "credit" | "balance" | "list_amount" | "discount" | "coupon"
        | "amount" | "tax" | "cost" => Amount::from_raw(raw).to_string(),
        _ => raw.to_string(),
    }
}

/// Ledgers that are not what the documents say, or not each other.
fn ledger(
    sql: &mut dyn Sql,
    names: &mut Names,
    difference: &reconcile::Difference,
) -> Result<Told, SqlError> {
    use reconcile::Difference as D;
    let text = |value: &dyn ToString| value.to_string();
    let pair = |[one, other]: [(&str, &dyn ToString); 2]| {
        pairs([(one.0, one.1.to_string()), (other.0, other.1.to_string())])
    };
    Ok(match difference {
        D::Unreadable { .. } => ("unreadable", Vec::new()),
        D::Unbalanced { .. } => ("unbalanced", Vec::new()),
        D::Postings { .. } => ("postings", Vec::new()),
        D::Account { branch, account, documents, sums } => {
            let mut params = pairs([of(sql, names, *branch)?, ("account", text(account))]);
            params.extend(pair([("documents", documents), ("sums", sums)]));
            ("account", params)
        }
        D::Party { branch, account, party, documents, sums } => {
            let mut params = pairs([of(sql, names, *branch)?, ("account", text(account))]);
            params.extend(pairs([("party", party_name(sql, names, *party)?)]));
            params.extend(pair([("documents", documents), ("sums", sums)]));
            ("party", params)
        }
        D::Stock { branch, class, product, documents, sums, .. } => {
            let mut params = pairs([of(sql, names, *branch)?]);
            params.extend(goods(sql, names, *product, *class)?);
            params.extend(pairs([("documents", worth(*documents)), ("sums", worth(*sums))]));
            ("stock", params)
        }
        D::Layers { branch, class, product, layers, stock, .. } => {
            let mut params = pairs([of(sql, names, *branch)?]);
            params.extend(goods(sql, names, *product, *class)?);
            params.extend(pairs([("layers", worth(*layers)), ("stock", worth(*stock))]));
            ("layers", params)
        }
        D::TrialBalance { branch, difference } => {
            ("trial_balance", pairs([of(sql, names, *branch)?, ("difference", text(difference))]))
        }
        D::StockValue { branch, class, goods, account } => {
            let mut params = pairs([of(sql, names, *branch)?, ("class", class.key().to_owned())]);
            params.extend(pair([("goods", goods), ("account", account)]));
            ("stock_value", params)
        }
        D::Parties { branch, account, parties, balance } => {
            let mut params = pairs([of(sql, names, *branch)?, ("account", text(account))]);
            params.extend(pair([("parties", parties), ("balance", balance)]));
            ("parties", params)
        }
        D::Company { account, branches, company } => {
            let mut params = pairs([("account", text(account))]);
            params.extend(pair([("branches", branches), ("company", company)]));
            ("company", params)
        }
        D::InterBranch { difference } => {
            ("inter_branch", pairs([("difference", text(difference))]))
        }
    })
}

fn of(
    sql: &mut dyn Sql,
    names: &mut Names,
    branch: BranchId,
) -> Result<(&'static str, String), SqlError> {
    Ok(("branch", names.branch(sql, branch)?.0))
}

fn goods(
    sql: &mut dyn Sql,
    names: &mut Names,
    product: ProductId,
    class: StockClass,
) -> Result<Params, SqlError> {
    let code = names.product(sql, product)?.code.clone();
    Ok(pairs([("product", code), ("class", class.key().to_owned())]))
}

/// Quantity and value: `3 = 18.00`.
fn worth((quantity, value): (Quantity, Amount)) -> String {
    format!("{quantity} = {value}")
}
