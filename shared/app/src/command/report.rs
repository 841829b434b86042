//! Reports 报表 as tables for screens, files and command lines.
//!
//! Owns what may be asked and how a cell becomes text; the figures are the books'. Invariant: a
//! figure goes out as the decimal string that it is.

use fenhao_books::report::{
    self, ColumnKind as Kind, Drill as Opens, Language, Query, ReportName, RowKind as Drawn,
};
use fenhao_books::sql::Sql;
use fenhao_domain::account::AccountCode;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::ProductId;

use super::names::{self, Names, branch_of_code};
use super::stock::known_until;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::sentence::Lang;
use crate::view::{ColumnKind, ColumnView, Drill, ReportInput, ReportView, RowKind, RowView};

/// Makes a report.
pub(crate) fn run(
    context: &Context,
    _: &Session,
    input: ReportInput,
) -> Result<ReportView, ApiError> {
    let name = named(&input.name)?;
    let language = match input.lang.as_deref() {
        Some(lang) => language(Lang::of_locale(lang)),
        None => language(context.lang),
    };
    context.read(|sql| {
        let query = query(sql, &input)?;
        let made = report::run(sql, name, &query)?;
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

/// The report of a name, as it is typed or sent.
pub fn named(name: &str) -> Result<ReportName, ApiError> {
    let known = || {
        let names = ReportName::ALL.iter().map(|name| name.code().replace('_', "-"));
        names.collect::<Vec<_>>().join(", ")
    };
    ReportName::from_code(name).ok_or_else(|| {
        ErrorCode::ReportUnknown.with("name", name).with("known", known()).at("name")
    })
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
    let branch = input.branch.as_deref().filter(|code| !code.is_empty());
    Ok(Query {
        branch: branch.map(|code| branch_of_code(sql, code)).transpose()?,
        from: date(input.from.as_deref(), "from")?,
        to: date(input.to.as_deref(), "to")?,
        product: input.product_id.map(ProductId),
        account: input.account.as_ref().map(account).transpose()?,
        text: input.text.clone(),
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
            zero: query.zero,
            after: None,
            limit: asked.limit,
            lang: asked.lang.clone(),
        })),
    })
}
