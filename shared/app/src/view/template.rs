//! Templates of documents 模板.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A template as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateView {
    /// Identity.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Kind of the document.
    pub kind: String,
    /// Its lines, of goods and of accounts.
    pub lines: u32,
    /// Whose it is, by code.
    pub branch: String,
    /// True where it may be taken away here.
    pub own: bool,
}

/// A draft to keep as a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TemplateSaveInput {
    /// The draft.
    pub draft: u64,
    /// Name.
    pub name: String,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TemplateKey {
    /// Identity.
    pub id: u64,
}

/// A template to write a draft by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TemplateUseInput {
    /// Identity.
    pub id: u64,
    /// So many times over, a whole number as text.
    pub times: String,
}
