//! Printing a report (报表), whole, however many pages a screen would need for it.

use std::path::Path;

use fenhao_app::context::Context;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::view::{ReportInput, ReportView};
use fenhao_app::{printout, table};
use fenhao_books::table::master;

use super::Setting;
use crate::command_line::{Report, ReportFormat};
use crate::print;
use crate::sentence::Stopped;

/// Rows asked for at once.
const PAGE: u32 = 1000;

/// Prints a report.
pub(super) fn report(setting: &Setting<'_>, asked: &Report) -> Result<(), Stopped> {
    let till = setting.till()?;
    let (context, session) = till.present();
    let product_id = match &asked.product {
        Some(code) => Some(product_of(&context, code)?),
        None => None,
    };
    let partner_id = match &asked.partner {
        Some(code) => Some(partner_of(&context, code)?),
        None => None,
    };
    let mut input = ReportInput {
        name: asked.name.clone(),
        from: asked.from.clone(),
        to: asked.to.clone(),
        product_id,
        account: asked.account.clone(),
        text: asked.text.clone(),
        partner_id,
        warehouse: asked.warehouse,
        kinds: asked.kinds.clone(),
        by: asked.by.clone(),
        sort: asked.sort.clone(),
        descending: asked.descending,
        zero: asked.zero,
        limit: PAGE,
        ..ReportInput::default()
    };
    let page = |input: &ReportInput| -> Result<ReportView, ApiError> {
        let input = serde_json::to_string(input).expect("a view has text keys");
        let reply = table::call(&context, &session, "report", &input)?;
        let view = serde_json::from_str(&reply.json);
        view.map_err(|error| ErrorCode::BrokenInvariant.with("what", error))
    };
    let mut whole = page(&input)?;
    while let Some(next) = whole.next.take() {
        input.after = Some(next);
        let more = page(&input)?;
        whole.rows.extend(more.rows);
        (whole.total, whole.next) = (more.total.or(whole.total), more.next);
    }
    let bytes = match asked.format {
        ReportFormat::Table => printout::table(&whole, setting.lang).into_bytes(),
        ReportFormat::Csv => printout::csv(&whole).into_bytes(),
        ReportFormat::Json => printout::json(&whole).into_bytes(),
        ReportFormat::Xlsx => {
            let wrong = |error| ErrorCode::InputMalformed.with("what", error).at("format");
            printout::xlsx(&whole, setting.lang).map_err(wrong)?
        }
    };
    let out = asked.out.as_deref();
    print::answer_bytes(&bytes, out).map_err(|error| Stopped::FolderUnusable {
        folder: out.unwrap_or(Path::new(".")).to_owned(),
        message: error.to_string(),
    })
}

fn partner_of(context: &Context, code: &str) -> Result<u64, ApiError> {
    let found = context.read(|sql| Ok(master::partner_by_code(sql, code)?))?;
    found.map(|id| id.0).ok_or_else(|| ErrorCode::InputMalformed.with("what", code).at("partner"))
}

fn product_of(context: &Context, code: &str) -> Result<u64, ApiError> {
    let found = context.read(|sql| Ok(master::products_by_code(sql, code)?))?;
    match found.as_slice() {
        [product] => Ok(product.0),
        [] => Err(ErrorCode::ProductUnknown.with("code", code)),
        _ => Err(ErrorCode::ProductAmbiguous.with("code", code)),
    }
}
