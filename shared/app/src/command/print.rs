//! Printing 打印: a posted document as a paper, counted.
//!
//! Owns what stands on the paper beside the document: whose it is, the total in capitals, which
//! print it is. Leaves out the layout (the screen's print style) and tickets (`ticket`).
//! Invariant: each print of a document has the next number, so that a second paper says so.

use fenhao_books::table::{document as documents, print_count};
use fenhao_domain::kind::Kind;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::text::capital::capital;

use super::within::Within;
use super::{document, names};
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{DocumentInput, PrintView};

/// The paper of a document; counts it.
pub(crate) fn print(
    context: &Context,
    session: &Session,
    input: DocumentInput,
) -> Result<PrintView, ApiError> {
    let node = context.node()?;
    context.write(|sql| {
        let id = names::id(input.document);
        let found = documents::load(sql, id)?;
        let stored = found.ok_or_else(|| ErrorCode::DocumentUnknown.error().at("document"))?;
        Within::of(session).need_document(sql, DocumentAct::Print, &stored.document)?;
        let times = print_count::next(sql, id)?;
        let kind: Kind = stored.document.kind;
        let quantity: Quantity = stored.document.lines.iter().map(|line| line.quantity).sum();
        let (_, company) = names::Names::default().branch(sql, stored.document.branch)?;
        let document = document::of_stored(context, session, sql, &stored)?;
        Ok(PrintView {
            company: if company.is_empty() { node.name.clone() } else { company },
            title: kind.zh().to_owned(),
            title_en: kind.en().to_owned(),
            times,
            quantity: quantity.to_string(),
            capital: if document.amount.is_empty() {
                String::new()
            } else {
                capital(stored.document.total())
            },
            printed_by: session.name.clone(),
            printed_at_ms: context.now().0,
            document,
        })
    })
}
