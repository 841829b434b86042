//! Templates 模板: a draft that is kept and written again, so many times over (`features.md` 111).
//!
//! Owns whose templates may be changed and the multiplication. Leaves out the way from a document to
//! a draft (`draft/copy`). Invariant: one time of a template is the draft that was kept, and nothing
//! that happened once (money, serial numbers, lots, what it followed from) is in it.

use fenhao_books::feed;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::{master, template};
use fenhao_domain::amount::Amount;
use fenhao_domain::document::Document;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::template::{Template, TemplateId};
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::document as wire;

use super::draft;
use super::names::Names;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    DraftInput, DraftLineInput, DraftView, Nothing, TemplateKey, TemplateSaveInput,
    TemplateUseInput, TemplateView,
};

/// A template is written so many times over at most.
const TIMES_MAX: u32 = 100_000;

/// The templates of kinds that this operator drafts.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<TemplateView>, ApiError> {
    context.read(|sql| {
        let mut names = Names::default();
        let mut views = Vec::new();
        for one in template::list(sql)? {
            let document = decode(&one)?;
            if session.rights().may_do(DocumentAct::Draft, document.kind) {
                views.push(view(context, sql, &mut names, &one, &document)?);
            }
        }
        Ok(views)
    })
}

/// Keeps a draft as a template.
pub(crate) fn save(
    context: &Context,
    session: &Session,
    input: TemplateSaveInput,
) -> Result<TemplateView, ApiError> {
    let name = input.name.trim();
    if name.is_empty() {
        return Err(ErrorCode::InputMalformed.with("what", "").at("name"));
    }
    let branch = context.node()?.branch;
    context.write(|sql| {
        let mut document = draft::document_of(context, session, sql, input.draft)?;
        document.refers_to = None;
        document.tenders.clear();
        document.settles.clear();
        for line in &mut document.lines {
            line.serials.clear();
            line.lot = None;
        }
        let kept = Template {
            id: template::next_id(sql, branch)?,
            name: name.to_owned(),
            document: wire::encode(&document),
            disabled: false,
        };
        let view = view(context, sql, &mut Names::default(), &kept, &document)?;
        write(context, sql, kept)?;
        Ok(view)
    })
}

/// Takes a template of one's own branch away; head office's go everywhere.
pub(crate) fn remove(
    context: &Context,
    session: &Session,
    input: TemplateKey,
) -> Result<Nothing, ApiError> {
    let branch = context.node()?.branch;
    context.write(|sql| {
        let found = known(sql, input.id)?;
        permit(session, &found)?;
        if found.id.branch() != branch {
            return Err(ErrorCode::NotHere.error());
        }
        write(context, sql, Template { disabled: true, ..found })?;
        Ok(Nothing {})
    })
}

/// Writes a draft by a template, so many times over.
pub(crate) fn apply(
    context: &Context,
    session: &Session,
    input: TemplateUseInput,
) -> Result<DraftView, ApiError> {
    let wrong = || ErrorCode::QuantityInvalid.with("text", &input.times).at("times");
    let times: u32 = input.times.trim().parse().map_err(|_| wrong())?;
    if times == 0 || times > TIMES_MAX {
        return Err(wrong());
    }
    context.write(|sql| {
        let found = known(sql, input.id)?;
        permit(session, &found)?;
        let typed = draft::typed_of(session, &decode(&found)?)?;
        let typed = multiplied(typed, i64::from(times)).ok_or_else(wrong)?;
        draft::keep(context, session, sql, typed)
    })
}

fn view(
    context: &Context,
    sql: &mut dyn Sql,
    names: &mut Names,
    template: &Template,
    document: &Document,
) -> Result<TemplateView, ApiError> {
    let branch = template.id.branch();
    Ok(TemplateView {
        id: template.id.0,
        name: template.name.clone(),
        kind: document.kind.code().to_owned(),
        lines: u32::try_from(document.lines.len() + document.entries.len()).unwrap_or(u32::MAX),
        branch: names.branch(sql, branch)?.0,
        own: context.node()?.branch == branch,
    })
}

fn known(sql: &mut dyn Sql, id: u64) -> Result<Template, ApiError> {
    let found = template::load(sql, TemplateId(id))?.filter(|template| !template.disabled);
    found.ok_or_else(|| ErrorCode::DocumentUnknown.error().at("id"))
}

fn decode(template: &Template) -> Result<Document, SqlError> {
    wire::decode(&template.document).map_err(|_| SqlError::Unreadable { what: "a template" })
}

fn permit(session: &Session, template: &Template) -> Result<(), ApiError> {
    session.permit_document(DocumentAct::Draft, decode(template)?.kind)
}

/// Head office's templates go into the catalogue's feed, a branch's stay with it.
fn write(context: &Context, sql: &mut dyn Sql, template: Template) -> Result<(), SqlError> {
    let record = MasterRecord::Template(Box::new(template));
    match context.place() {
        Place::Hq => feed::append_master(sql, std::slice::from_ref(&record)).map(|_| ()),
        Place::Branch => master::save(sql, &record).map(|_| ()),
    }
}

/// Quantities and amounts so many times over; none where a figure grows beyond what one can be.
/// Three times 2 boards and 1.50 of wages: 6 boards and 4.50.
fn multiplied(mut typed: DraftInput, times: i64) -> Option<DraftInput> {
    for line in &mut typed.lines {
        let DraftLineInput { quantity, amount, discount, tax, .. } = line;
        if !quantity.is_empty() {
            let one = Quantity::parse(quantity).ok()?;
            *quantity = Quantity::from_raw(one.raw().checked_mul(times)?).to_string();
        }
        for figure in [amount, discount, tax] {
            multiply(figure, times)?;
        }
    }
    for entry in &mut typed.entries {
        multiply(&mut entry.debit, times)?;
        multiply(&mut entry.credit, times)?;
    }
    Some(typed)
}

fn multiply(figure: &mut String, times: i64) -> Option<()> {
    if !figure.is_empty() {
        let one = Amount::parse(figure).ok()?;
        *figure = Amount::from_raw(one.raw().checked_mul(times)?).to_string();
    }
    Some(())
}
