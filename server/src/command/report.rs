//! `report`: prints a report as a table, CSV, JSON or an Excel workbook.

use std::path::Path;

use fenhao_app::context::Context;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::printout;
use fenhao_app::view::{ReportInput, ReportView};
use fenhao_books::report::{ReportError, ReportName, control_totals};
use fenhao_books::table;

use super::call;
use crate::command_line::{Report, ReportFormat};
use crate::print;
use crate::sentence::Stopped;

/// Prints the report.
pub fn run(context: &Context, which: Report) -> Result<(), Stopped> {
    let name = ReportName::from_code(&which.name).ok_or_else(|| unknown(&which.name))?;
    if (name, which.format) == (ReportName::ControlTotals, ReportFormat::Json) {
        print::answer(&control_totals_json(context, which.branch.as_deref())?);
        return Ok(());
    }
    let product_id = match &which.product {
        Some(code) => Some(product_of(context, code)?),
        None => None,
    };
    let partner_id = match &which.partner {
        Some(code) => Some(partner_of(context, code)?),
        None => None,
    };
    let input = ReportInput {
        name: name.code().to_owned(),
        branch: which.branch,
        from: which.from,
        to: which.to,
        product_id,
        account: which.account,
        text: which.text,
        partner_id,
        warehouse: which.warehouse,
        kinds: which.kinds,
        by: which.by,
        sort: which.sort,
        descending: which.descending,
        zero: which.zero,
        ..ReportInput::default()
    };
    let view: ReportView = call(context, "report", &input)?;
    let bytes = match which.format {
        ReportFormat::Table => printout::table(&view, context.lang).into_bytes(),
        ReportFormat::Csv => printout::csv(&view).into_bytes(),
        ReportFormat::Json => printout::json(&view).into_bytes(),
        ReportFormat::Xlsx => {
            let wrong = |error| ErrorCode::InputMalformed.with("what", error).at("format");
            printout::xlsx(&view, context.lang).map_err(wrong)?
        }
    };
    let out = which.out.as_deref();
    print::answer_bytes(&bytes, out).map_err(|error| Stopped::FolderUnusable {
        folder: out.unwrap_or(Path::new(".")).to_owned(),
        message: error.to_string(),
    })
}

/// The figures by which an import is checked against its source, in the form of the source's own.
fn control_totals_json(context: &Context, branch: Option<&str>) -> Result<String, ApiError> {
    let branch = branch.map(|code| super::branch_of(context, code)).transpose()?;
    let totals = context.read(|sql| match control_totals::collect(sql, branch) {
        Ok(totals) => Ok(totals),
        Err(ReportError::Sql(error)) => Err(error.into()),
        Err(other) => Err(ErrorCode::BrokenInvariant.with("what", other)),
    })?;
    serde_json::to_string_pretty(&totals)
        .map_err(|error| ErrorCode::BrokenInvariant.with("what", error))
}

fn partner_of(context: &Context, code: &str) -> Result<u64, ApiError> {
    let found = context.read(|sql| Ok(table::master::partner_by_code(sql, code)?))?;
    found.map(|id| id.0).ok_or_else(|| ErrorCode::InputMalformed.with("what", code).at("partner"))
}

fn product_of(context: &Context, code: &str) -> Result<u64, ApiError> {
    let found = context.read(|sql| Ok(table::master::products_by_code(sql, code)?))?;
    match found.as_slice() {
        [product] => Ok(product.0),
        [] => Err(ErrorCode::ProductUnknown.with("code", code)),
        _ => Err(ErrorCode::ProductAmbiguous.with("code", code)),
    }
}

fn unknown(name: &str) -> ApiError {
    let known: Vec<String> =
        ReportName::ALL.iter().map(|name| name.code().replace('_', "-")).collect();
    ErrorCode::InputMalformed.with("what", format!("{name} ({})", known.join(", ")))
}
