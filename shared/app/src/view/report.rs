//! Reports as tables: one shape for screen, CSV, JSON and the command line.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DocumentKey;

/// Which report, over what. The names are those of `fenhao_books::report::ReportName`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// The report's name.
    pub name: String,
    /// Branch code; absent means all that this node knows.
    pub branch: Option<String>,
    /// First business date.
    pub from: Option<String>,
    /// Last business date.
    pub to: Option<String>,
    /// Product.
    pub product_id: Option<u64>,
    /// Account code.
    pub account: Option<String>,
    /// Text filter.
    pub text: Option<String>,
    /// Number of the store.
    #[serde(default)]
    pub warehouse: Option<u32>,
    /// Category, with those below it.
    #[serde(default)]
    pub category_id: Option<u32>,
    /// Customer or supplier.
    #[serde(default)]
    pub partner_id: Option<u64>,
    /// Who answers for the documents.
    #[serde(default)]
    pub employee_id: Option<u32>,
    /// Codes of kinds of documents; empty means all that the report is about.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What the rows stand for: `product`, `category`, `partner`, `employee`, `branch`, `warehouse`,
    /// `day`, `month`, `kind`, `account`; absent means the report's own choice.
    #[serde(default)]
    pub by: Option<String>,
    /// Key of the column that orders the rows.
    #[serde(default)]
    pub sort: Option<String>,
    /// The largest first.
    #[serde(default)]
    pub descending: bool,
    /// True to show rows without movement or stock.
    pub zero: bool,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Page length; 0 means all.
    pub limit: u32,
    /// Language of names, `zh-CN` or `en`; absent means the node's.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What a column holds; decides alignment and format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Money, decimal string.
    Amount,
    /// Quantity, decimal string.
    Quantity,
    /// Unit price or cost, decimal string.
    Price,
    /// `2026-11-23`.
    Date,
    /// A whole number.
    Count,
}

/// A column. Its title is the UI's text `report.column.<key>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnView {
    /// Key of the title.
    pub key: String,
    /// Kind.
    pub kind: ColumnKind,
}

/// What a row opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Drill {
    /// A document.
    Document(DocumentKey),
    /// Another report.
    Report(Box<ReportInput>),
}

/// How a row is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// An ordinary row.
    Plain,
    /// A heading inside the report.
    Heading,
    /// A subtotal or total.
    Total,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowView {
    /// How it is drawn.
    pub kind: RowKind,
    /// One cell a column, decimal strings for figures.
    pub cells: Vec<String>,
    /// What it opens.
    pub drill: Option<Drill>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportView {
    /// What was asked.
    pub input: ReportInput,
    /// Columns.
    pub columns: Vec<ColumnView>,
    /// Rows.
    pub rows: Vec<RowView>,
    /// The grand total, one cell a column.
    pub total: Option<Vec<String>>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// HQ: until when the slowest branch in scope is known, Unix milliseconds.
    pub as_of_ms: Option<i64>,
}

/// A report as a file: all its rows, however many pages a screen would need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportFileInput {
    /// Which report.
    pub report: ReportInput,
    /// `csv` or `xlsx`.
    pub format: String,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportFileView {
    /// Its name, `销售统计 2026-11-01 2026-11-30.xlsx`.
    pub name: String,
    /// What kind of file it is, `text/csv`.
    pub media: String,
    /// Its bytes in base 64 (RFC 4648).
    pub base64: String,
}

/// The till's day 今日销售.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SalesTodayView {
    /// Business date.
    pub business_date: String,
    /// Number of sales.
    pub sales: u64,
    /// Number of returns.
    pub returns: u64,
    /// Net of sales and returns after discounts.
    pub amount: String,
    /// Discounts given.
    pub discount: String,
    /// Gross profit, empty without the right to see cost.
    pub profit: String,
    /// By tender: code and net amount.
    pub tenders: Vec<(String, String)>,
    /// By hour 0-23 of the day: amount.
    pub hours: Vec<String>,
    /// The latest documents.
    pub latest: Vec<super::DocumentRow>,
}
