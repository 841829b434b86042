//! Reports 报表 as tables for screens, files and command lines.
//!
//! Owns what may be asked, by whom, and how a cell becomes text; the figures are the books'.
//! Invariant: a figure goes out as the decimal string that it is; without the right to see cost no
//! cost does, and a sum that would tell what is out of scope is refused.

use fenhao_books::report::{
    self, By, Cell, ColumnKind as Kind, Drill as Opens, Language, Query, Report, ReportName,
    RowKind as Drawn, Sort,
};
use fenhao_books::sql::Sql;
use fenhao_domain::account::AccountCode;
use fenhao_domain::area::Area;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind as DocumentKind;
use fenhao_domain::master::category::CategoryId;

use super::names::{self, Names, branch_of_code};
use super::stock::known_until;
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::printout;
use crate::sentence::Lang;
use crate::view::{
    ColumnKind, ColumnView, Drill, ReportFileInput, ReportFileView, ReportInput, ReportView,
    RowKind, RowView,
};

/// Columns that are costs or follow from them.
const COSTS: [&str; 28] = [
    "unit_cost",
    "value",
    "in_transit_value",
    "consigned_out_value",
    "change",
    "cost",
    "profit",
    "margin",
    "receipt_cost",
    "opening_value",
    "purchase_value",
    "purchase_return_value",
    "sale_value",
    "sales_return_value",
    "transfer_value",
    "gain_value",
    "loss_value",
    "other_value",
    "closing_value",
    "in_value",
    "out_value",
    "change_value",
    "given_unit_cost",
    "given_value",
    "received_unit_cost",
    "received_value",
    "kept_value",
    "earned_amount",
];

/// Makes a report.
pub(crate) fn run(
    context: &Context,
    session: &Session,
    input: ReportInput,
) -> Result<ReportView, ApiError> {
    let name = ReportName::from_code(&input.name)
        .ok_or_else(|| ErrorCode::InputMalformed.with("what", &input.name).at("name"))?;
    let language = match input.lang.as_deref() {
        Some(lang) => language(Lang::of_locale(lang)),
        None => language(context.lang),
    };
    context.read(|sql| {
        let mut query = query(sql, &input)?;
        let mut within = Within::of(session);
        permit(context, session, &within, name, &query)?;
        if let Some(product) = query.product {
            within.need_product(sql, product)?;
        }
        let hidden = hidden(session, name);
        // The order of the rows would tell what their cells do not.
        if input.sort.as_deref().is_some_and(|sort| COSTS.contains(&sort)) {
            session.permit("cost.see")?;
        }
        if tells_documents(name) && !seen_kinds(session, &within, &mut query) {
            return Err(ErrorCode::OutOfScope.with("what", name.code()));
        }
        let mut made = kept(sql, &mut within, name, &mut query)?;
        blank(&mut made, &hidden);
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(made.rows.len());
        for row in made.rows {
            rows.push(RowView {
                kind: match row.kind {
                    Drawn::Plain => RowKind::Plain,
                    Drawn::Heading => RowKind::Heading,
                    Drawn::Total => RowKind::Total,
                },
                cells: row.cells.iter().map(|cell| cell.show(language)).collect(),
                drill: row.drill.map(|drill| opens(sql, &mut names, &input, drill)).transpose()?,
            });
        }
        let total = made.total.map(|cells| cells.iter().map(|cell| cell.show(language)).collect());
        let as_of_ms = match context.place() {
            Place::Hq => known_until(sql, query.branch)?,
            Place::Branch => None,
        };
        Ok(ReportView {
            columns: columns(made.columns),
            rows,
            total,
            next: made.next,
            as_of_ms,
            input,
        })
    })
}

/// The name of Excel's files in HTTP.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Makes a report as a file 导出: every row that the screen's pages would show, and nothing that they
/// would not.
pub(crate) fn file(
    context: &Context,
    session: &Session,
    input: ReportFileInput,
) -> Result<ReportFileView, ApiError> {
    let mut asked = input.report;
    (asked.after, asked.limit) = (None, 0);
    let lang = asked.lang.as_deref().map_or(context.lang, Lang::of_locale);
    let days = [asked.from.clone(), asked.to.clone()];
    let made = run(context, session, asked)?;
    let (media, bytes) = match input.format.as_str() {
        "csv" => ("text/csv", printout::csv(&made).into_bytes()),
        "xlsx" => {
            let wrong = |error| ErrorCode::InputMalformed.with("what", error).at("format");
            (XLSX, printout::xlsx(&made, lang).map_err(wrong)?)
        }
        other => return Err(ErrorCode::InputMalformed.with("what", other).at("format")),
    };
    let mut name = printout::title(&made.input.name, lang);
    for day in days.into_iter().flatten() {
        name.push_str(&format!(" {day}"));
    }
    let name = format!("{name}.{}", input.format);
    Ok(ReportFileView { name, media: media.to_owned(), base64: printout::base64(&bytes) })
}

/// A report whose every figure is a cost or stands on costs asks for the right to see them; one
/// that sums over what may be out of scope asks for all of it.
fn permit(
    context: &Context,
    session: &Session,
    within: &Within<'_>,
    name: ReportName,
    query: &Query,
) -> Result<(), ApiError> {
    use ReportName as Name;
    let branch = match (query.branch, context.place()) {
        (None, Place::Branch) => Some(context.node()?.branch),
        (branch, _) => branch,
    };
    match name {
        Name::TrialBalance
        | Name::IncomeStatement
        | Name::BalanceSheet
        | Name::AccountLedger
        | Name::PurchaseStatistics
        | Name::ConsignedIn
        | Name::CashAndBank
        | Name::IncomeAndExpense => {
            session.permit("cost.see")?;
            within.need_whole(branch, name.code())
        }
        Name::StockStatus | Name::StockByWarehouse | Name::StockLedger => {
            let scopes = within.scopes();
            let everywhere = match branch {
                Some(branch) => scopes.allows_warehouse(branch, WarehouseNo(0)),
                None => scopes.warehouses.is_all(),
            };
            match everywhere {
                true => Ok(()),
                false => Err(ErrorCode::OutOfScope.with("what", name.code())),
            }
        }
        Name::SalesByDay
        | Name::PartnerBalance
        | Name::ControlTotals
        | Name::OpenItems
        | Name::ReceivableAging
        | Name::PayableAging
        | Name::Overdue
        | Name::OrderExecution
        | Name::ThreeWayMatch
        | Name::RequisitionBalance
        | Name::VirtualStock
        | Name::PurchaseSalesStock
        | Name::InOutSummary
        | Name::TransferStatistics
        | Name::GoodsAtPartners
        | Name::SalesStatistics
        | Name::GiftStatistics
        | Name::PriceProtection
        | Name::Collections
        | Name::Documents
        | Name::DocumentStatistics
        | Name::WrongDocuments => within.need_whole(branch, name.code()),
    }
}

/// Whether the rows are documents, or counts of them.
fn tells_documents(name: ReportName) -> bool {
    use ReportName::{DocumentStatistics, Documents, WrongDocuments};
    matches!(name, Documents | DocumentStatistics | WrongDocuments)
}

/// Leaves the kinds of documents that the operator may see; without the right to see cost, those whose
/// amounts are no costs. False where none is left.
fn seen_kinds(session: &Session, within: &Within<'_>, query: &mut Query) -> bool {
    let Some(mut kinds) = within.kinds(&query.kinds) else { return false };
    if !session.sees_cost() {
        if kinds.is_empty() {
            kinds = DocumentKind::ALL.to_vec();
        }
        kinds.retain(|kind| !Area::of(*kind).amounts_are_costs());
        if kinds.is_empty() {
            return false;
        }
    }
    query.kinds = kinds;
    true
}

/// The columns that are left empty.
fn hidden(session: &Session, name: ReportName) -> Vec<usize> {
    let places = name.columns().iter().enumerate();
    let costs = places.filter(|(_, column)| !session.sees_cost() && COSTS.contains(&column.key));
    costs.map(|(at, _)| at).collect()
}

fn blank(made: &mut Report, hidden: &[usize]) {
    for cells in made.rows.iter_mut().map(|row| &mut row.cells).chain(made.total.as_mut()) {
        for at in hidden {
            if let Some(cell) = cells.get_mut(*at) {
                *cell = Cell::Empty;
            }
        }
    }
}

/// The rows within the operator's scopes; a page that is all out of scope is passed over. Where
/// rows are left out the total is too.
fn kept(
    sql: &mut dyn Sql,
    within: &mut Within<'_>,
    name: ReportName,
    query: &mut Query,
) -> Result<Report, ApiError> {
    let by_product = matches!(name, ReportName::StockStatus | ReportName::StockByWarehouse);
    loop {
        let mut made = report::run(sql, name, query)?;
        if !by_product || within.scopes().products.is_none() {
            return Ok(made);
        }
        let mut rows = Vec::with_capacity(made.rows.len());
        for row in made.rows {
            let product = match &row.drill {
                Some(Opens::Report(_, opened)) => opened.product,
                _ => None,
            };
            if let Some(product) = product
                && within.product(sql, product)?
            {
                rows.push(row);
            }
        }
        (made.rows, made.total) = (rows, None);
        match made.next.take() {
            Some(next) if made.rows.is_empty() => query.after = Some(next),
            next => return Ok(Report { next, ..made }),
        }
    }
}

/// The language of names in cells.
pub(super) fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    }
}

fn columns(columns: &[report::Column]) -> Vec<ColumnView> {
    let kind = |kind| match kind {
        Kind::Text => ColumnKind::Text,
        Kind::Amount => ColumnKind::Amount,
        Kind::Quantity => ColumnKind::Quantity,
        Kind::Price => ColumnKind::Price,
        Kind::Date => ColumnKind::Date,
        Kind::Count => ColumnKind::Count,
    };
    let view = |column: &report::Column| ColumnView {
        key: column.key.to_owned(),
        kind: kind(column.kind),
    };
    columns.iter().map(view).collect()
}

fn query(sql: &mut dyn Sql, input: &ReportInput) -> Result<Query, ApiError> {
    let account = |text: &String| {
        let wrong = |_| ErrorCode::InputMalformed.with("what", text).at("account");
        text.parse().map(AccountCode).map_err(wrong)
    };
    let by = |text: &String| {
        By::from_code(text).ok_or_else(|| ErrorCode::InputMalformed.with("what", text).at("by"))
    };
    let kind = |text: &String| {
        let wrong = || ErrorCode::InputMalformed.with("what", text).at("kinds");
        DocumentKind::from_code(text).ok_or_else(wrong)
    };
    let branch = input.branch.as_deref().filter(|code| !code.is_empty());
    let descending = input.descending;
    Ok(Query {
        branch: branch.map(|code| branch_of_code(sql, code)).transpose()?,
        from: date(input.from.as_deref(), "from")?,
        to: date(input.to.as_deref(), "to")?,
        product: input.product_id.map(ProductId),
        account: input.account.as_ref().map(account).transpose()?,
        text: input.text.clone(),
        warehouse: input.warehouse.map(WarehouseNo),
        category: input.category_id.map(CategoryId),
        partner: input.partner_id.map(PartnerId),
        employee: input.employee_id.map(EmployeeId),
        kinds: input.kinds.iter().map(kind).collect::<Result<_, ApiError>>()?,
        by: input.by.as_ref().map(by).transpose()?,
        sort: input.sort.clone().map(|column| Sort { column, descending }),
        zero: input.zero,
        after: input.after.clone(),
        limit: input.limit,
    })
}

/// A date as typed; none for nothing.
pub(super) fn date(text: Option<&str>, field: &str) -> Result<Option<BusinessDate>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    match BusinessDate::parse(text) {
        Ok(date) => Ok(Some(date)),
        Err(error) => Err(ApiError::from(error).at(field)),
    }
}

fn opens(
    sql: &mut dyn Sql,
    names: &mut Names,
    asked: &ReportInput,
    drill: Opens,
) -> Result<Drill, ApiError> {
    Ok(match drill {
        Opens::Document(id) => Drill::Document(names::key(id)),
        Opens::Report(name, query) => Drill::Report(Box::new(ReportInput {
            name: name.code().to_owned(),
            branch: match query.branch {
                Some(branch) => Some(names.branch(sql, branch)?.0),
                None => None,
            },
            from: query.from.map(|date| date.to_string()),
            to: query.to.map(|date| date.to_string()),
            product_id: query.product.map(|id| id.0),
            account: query.account.map(|account| account.to_string()),
            text: query.text,
            warehouse: query.warehouse.map(|warehouse| warehouse.0),
            category_id: query.category.map(|category| category.0),
            partner_id: query.partner.map(|partner| partner.0),
            employee_id: query.employee.map(|employee| employee.0),
            kinds: query.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            by: query.by.map(|by| by.code().to_owned()),
            descending: query.sort.as_ref().is_some_and(|sort| sort.descending),
            sort: query.sort.map(|sort| sort.column),
            zero: query.zero,
            after: None,
            limit: asked.limit,
            lang: asked.lang.clone(),
        })),
    })
}
