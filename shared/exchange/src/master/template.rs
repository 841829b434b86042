//! The bytes of a template 模板编码: identity, name, the document's own bytes, whether it is offered.

use fenhao_domain::master::template::{Template, TemplateId};

use crate::canonical::{Reader, Writer};
use crate::document::DocumentBytesError;

/// Writes `[identity, name, document, disabled]`.
pub(super) fn write(writer: &mut Writer, template: &Template) {
    writer.array(4).uint(template.id.0).text(&template.name);
    writer.bytes(&template.document).bool(template.disabled);
}

/// Reads the four fields.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Template, DocumentBytesError> {
    Ok(Template {
        id: TemplateId(reader.uint()?),
        name: reader.text()?.to_owned(),
        document: reader.bytes()?.to_vec(),
        disabled: reader.bool()?,
    })
}
