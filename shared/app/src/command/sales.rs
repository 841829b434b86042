//! Retail figures of a day 今日销售: of the till at a branch, by branch at head office.

use fenhao_books::screen::document_page::{self, DocumentQuery};
use fenhao_books::screen::sales_day::{self, SalesDay};
use fenhao_books::sql::Sql;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::kind::Kind;

use super::document::{Acked, in_scope, row_view};
use super::names::Names;
use super::report::date;
use super::within::Within;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{BranchSalesRow, Nothing, SalesByBranchInput, SalesByBranchView, SalesTodayView};

/// Documents shown below the day's figures.
const LATEST: u32 = 20;
/// Days of the company's chart.
const DAYS: u32 = 30;

/// The till's day.
pub(crate) fn today(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<SalesTodayView, ApiError> {
    let node = context.node()?;
    let day = context.business_date()?;
    let mut within = Within::of(session);
    within.need_whole(Some(node.branch), &node.code)?;
    let kinds = within.kinds(&[Kind::LS, Kind::LT]);
    context.read(|sql| {
        let found = sales_day::of_branch(sql, node.branch, day)?;
        let figures = found.unwrap_or_else(|| nothing(node.branch));
        let tenders = sales_day::tenders(sql, node.branch, day)?;
        let mut hours = [Amount::ZERO; 24];
        for (moment, amount) in sales_day::moments(sql, node.branch, day)? {
            let [hour, ..] = Timestamp(moment).time_of_day(&node.zone)?;
            if let Some(sum) = usize::try_from(hour).ok().and_then(|hour| hours.get_mut(hour)) {
                *sum += amount;
            }
        }
        let query = DocumentQuery {
            kinds: kinds.clone().unwrap_or_default(),
            branch: Some(node.branch),
            from: Some(day),
            to: Some(day),
            limit: LATEST,
            ..DocumentQuery::default()
        };
        let mut names = Names::default();
        let acked = Acked::load(context, sql)?;
        let mut latest = Vec::new();
        let found = if kinds.is_some() { document_page::page(sql, &query)? } else { Vec::new() };
        for row in in_scope(sql, &mut within, found)? {
            latest.push(row_view(sql, &mut names, &acked, row, session.sees_cost())?);
        }
        Ok(SalesTodayView {
            business_date: day.to_string(),
            sales: figures.sales,
            returns: figures.returns,
            amount: figures.amount.to_string(),
            discount: figures.discount.to_string(),
            profit: match session.sees_cost() {
                true => figures.profit().to_string(),
                false => String::new(),
            },
            tenders: tenders.into_iter().map(|(code, sum)| (code, sum.to_string())).collect(),
            hours: hours.iter().map(Amount::to_string).collect(),
            latest,
        })
    })
}

fn nothing(branch: fenhao_domain::id::BranchId) -> SalesDay {
    let zero = Amount::ZERO;
    SalesDay { branch, sales: 0, returns: 0, amount: zero, discount: zero, tax: zero, cost: zero }
}

/// A day by branch; the latest day with sales unless one is named.
pub(crate) fn by_branch(
    context: &Context,
    session: &Session,
    input: SalesByBranchInput,
) -> Result<SalesByBranchView, ApiError> {
    let asked = date(input.date.as_deref(), "date")?;
    let today = context.business_date()?;
    context.read(|sql| {
        let day: BusinessDate = match asked {
            Some(day) => day,
            None => latest(sql, today)?.unwrap_or(today),
        };
        let mut names = Names::default();
        let mut figures = sales_day::of_all(sql, day)?;
        figures.retain(|day| session.scopes().whole(Some(day.branch)));
        let mut rows = Vec::with_capacity(figures.len());
        for day in &figures {
            let (code, name) = names.branch(sql, day.branch)?;
            rows.push(BranchSalesRow {
                branch: code,
                name,
                sales: day.sales,
                amount: day.amount.to_string(),
                profit: match session.sees_cost() {
                    true => day.profit().to_string(),
                    false => String::new(),
                },
            });
        }
        rows.sort_by(|a, b| a.branch.cmp(&b.branch));
        // The company's days are one sum over all branches.
        let days = match session.scopes().whole(None) {
            true => sales_day::company_days(sql, day, DAYS)?,
            false => Vec::new(),
        };
        Ok(SalesByBranchView {
            date: day.to_string(),
            rows,
            amount: figures.iter().map(|day| day.amount).sum::<Amount>().to_string(),
            sales: figures.iter().map(|day| day.sales).sum(),
            days: days.into_iter().map(|(day, sum)| (day.to_string(), sum.to_string())).collect(),
        })
    })
}

/// The latest day with sales. It may be tomorrow, for a shop in a zone ahead of head office's; a
/// later one comes from a wrong clock.
fn latest(sql: &mut dyn Sql, today: BusinessDate) -> Result<Option<BusinessDate>, ApiError> {
    Ok(sales_day::latest(sql, today.plus_days(1))?)
}

/// The company's amount of the latest day with sales.
pub(super) fn latest_amount(sql: &mut dyn Sql, today: BusinessDate) -> Result<Amount, ApiError> {
    match latest(sql, today)? {
        Some(day) => Ok(sales_day::of_all(sql, day)?.iter().map(|day| day.amount).sum()),
        None => Ok(Amount::ZERO),
    }
}
