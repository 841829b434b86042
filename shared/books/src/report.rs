//! Reports 报表: rows with typed cells, ready for a screen, a file or a printer.
//!
//! Owns the shape of a report, what may be asked, and the list of names; each report stands in a
//! file of its name (`report/*`). Leaves out how figures are written in a language (the cell knows
//! its figure, the screen its format). Invariant: a report reads sums, never the whole history;
//! what must be listed row by row is paged by key.

use fenhao_domain::account::AccountCode;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::{BranchId, DocumentId, EmployeeId, PartnerId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::category::CategoryId;
use fenhao_domain::price::UnitCost;
use fenhao_domain::quantity::Quantity;
use thiserror::Error;

use crate::sql::{Sql, SqlError};

pub mod account_ledger;
pub mod account_sum;
mod aging;
pub mod balance_sheet;
mod by;
pub mod cash_and_bank;
pub mod cell;
pub mod collections;
pub mod consigned_in;
pub mod control_totals;
pub mod document_statistics;
pub mod documents;
mod drill;
mod entries;
mod filter;
pub mod gift_statistics;
pub mod goods_at_partners;
mod grouped;
pub mod in_out_summary;
pub mod income_and_expense;
pub mod income_statement;
mod open;
pub mod open_items;
pub mod order_execution;
pub mod overdue;
pub mod partner_balance;
pub mod payable_aging;
pub mod place;
pub mod price_protection;
pub mod purchase_sales_stock;
pub mod purchase_statistics;
pub mod receivable_aging;
pub mod requisition_balance;
pub mod sales_by_day;
pub mod sales_statistics;
pub mod stock_by_warehouse;
pub mod stock_ledger;
pub mod stock_status;
pub mod three_way_match;
pub mod transfer_statistics;
pub mod trial_balance;
pub mod virtual_stock;
pub mod wrong_documents;

pub use by::By;
pub use cell::{Cell, Label, Language};

/// What is asked of a report. A field that a report does not know is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// One branch; none for all that this node knows.
    pub branch: Option<BranchId>,
    /// First business date; none from the beginning.
    pub from: Option<BusinessDate>,
    /// Last business date; none until the newest.
    pub to: Option<BusinessDate>,
    /// Product.
    pub product: Option<ProductId>,
    /// Account.
    pub account: Option<AccountCode>,
    /// Words to search by.
    pub text: Option<String>,
    /// Store.
    pub warehouse: Option<WarehouseNo>,
    /// Category, with those below it.
    pub category: Option<CategoryId>,
    /// Customer or supplier.
    pub partner: Option<PartnerId>,
    /// Who answers for the documents.
    pub employee: Option<EmployeeId>,
    /// Kinds of documents; empty for all that the report is about.
    pub kinds: Vec<Kind>,
    /// What its rows stand for; none for the report's own choice.
    pub by: Option<By>,
    /// The column that orders the rows; none for the order of their codes.
    pub sort: Option<Sort>,
    /// True to show rows without stock or movement too.
    pub zero: bool,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Rows of a page; 0 means all.
    pub limit: u32,
}

/// Rows by a figure instead of by their codes 排行.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Key of the column.
    pub column: String,
    /// The largest first.
    pub descending: bool,
}

/// Why a report cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReportError {
    /// The books failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The report needs something that was not given.
    #[error("the report needs {what}")]
    Missing {
        /// `product`, `account`.
        what: &'static str,
    },
    /// A cursor that no page of this report has given.
    #[error("{text:?} is no place in this report")]
    Cursor {
        /// What was given.
        text: String,
    },
    /// No figure of the report has this name.
    #[error("{column:?} is no figure of this report")]
    Column {
        /// What was given.
        column: String,
    },
    /// A stored document cannot be read; `verify` tells more.
    #[error("document {id:?} cannot be read")]
    Document {
        /// The document.
        id: DocumentId,
    },
}

/// What a column holds; decides alignment and format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Money.
    Amount,
    /// Quantity, or a percentage.
    Quantity,
    /// Unit cost.
    Price,
    /// Date.
    Date,
    /// A whole number.
    Count,
}

/// A column. Its title is the text `report.column.<key>` of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Key of the title.
    pub key: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
}

/// Columns as `key: Kind` pairs.
macro_rules! columns {
    ($($key:ident: $kind:ident),* $(,)?) => {
        &[$($crate::report::Column {
            key: stringify!($key),
            kind: $crate::report::ColumnKind::$kind,
        }),*]
    };
}
use columns;

/// How a row is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// An ordinary row.
    Plain,
    /// A heading inside the report.
    Heading,
    /// A subtotal or total.
    Total,
}

/// What a row opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drill {
    /// A document.
    Document(DocumentId),
    /// Another report.
    Report(ReportName, Box<Query>),
}

/// A row: one cell a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How it is drawn.
    pub kind: RowKind,
    /// Cells.
    pub cells: Vec<Cell>,
    /// What it opens.
    pub drill: Option<Drill>,
}

impl Row {
    /// An ordinary row.
    pub fn plain(cells: Vec<Cell>) -> Row {
        Row { kind: RowKind::Plain, cells, drill: None }
    }

    /// A subtotal or total.
    pub fn total(cells: Vec<Cell>) -> Row {
        Row { kind: RowKind::Total, cells, drill: None }
    }

    /// A heading over `width` columns; the cells after the given ones stay empty.
    pub fn heading(mut cells: Vec<Cell>, width: usize) -> Row {
        cells.resize(width, Cell::Empty);
        Row { kind: RowKind::Heading, cells, drill: None }
    }

    /// The same row, opening something.
    pub fn opening(mut self, drill: Drill) -> Row {
        self.drill = Some(drill);
        self
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Columns.
    pub columns: &'static [Column],
    /// Rows of this page.
    pub rows: Vec<Row>,
    /// The grand total over all pages, one cell a column.
    pub total: Option<Vec<Cell>>,
    /// Cursor of the next page; none on the last.
    pub next: Option<String>,
}

macro_rules! reports {
    ($($(#[$doc:meta])* $name:ident = $code:literal $module:ident;)*) => {
        /// The reports by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ReportName {
            $($(#[$doc])* $name,)*
        }

        impl ReportName {
            /// All of them.
            pub const ALL: &[ReportName] = &[$(ReportName::$name),*];

            /// The name that is asked for, `stock_status`.
            pub const fn code(self) -> &'static str {
                match self { $(ReportName::$name => $code),* }
            }

            /// The columns of the report.
            pub const fn columns(self) -> &'static [Column] {
                match self { $(ReportName::$name => $module::COLUMNS),* }
            }
        }

        /// Makes a report from the books as they stand.
        pub fn run(
            sql: &mut dyn Sql,
            name: ReportName,
            query: &Query,
        ) -> Result<Report, ReportError> {
            match name { $(ReportName::$name => $module::run(sql, query)),* }
        }
    };
}

reports! {
    /// Stock by product 库存状况.
    StockStatus = "stock_status" stock_status;
    /// Stock by product and place 分仓库存.
    StockByWarehouse = "stock_by_warehouse" stock_by_warehouse;
    /// Moves of one product with balances 商品明细账.
    StockLedger = "stock_ledger" stock_ledger;
    /// Retail by day 销售日报.
    SalesByDay = "sales_by_day" sales_by_day;
    /// Trial balance 试算平衡表.
    TrialBalance = "trial_balance" trial_balance;
    /// Income statement 利润表.
    IncomeStatement = "income_statement" income_statement;
    /// Balance sheet 资产负债表.
    BalanceSheet = "balance_sheet" balance_sheet;
    /// Entries of one account with balances 科目明细账.
    AccountLedger = "account_ledger" account_ledger;
    /// Balances by partner 往来余额表.
    PartnerBalance = "partner_balance" partner_balance;
    /// What is owed on each document 未清项.
    OpenItems = "open_items" open_items;
    /// What customers owe, by how long it has been due 应收账龄.
    ReceivableAging = "receivable_aging" receivable_aging;
    /// What we owe suppliers, by how long it has been due 应付账龄.
    PayableAging = "payable_aging" payable_aging;
    /// Sales past their term 超期应收款.
    Overdue = "overdue" overdue;
    /// What came of quotations, contracts, orders and requisitions 订单执行情况.
    OrderExecution = "order_execution" order_execution;
    /// Order, receipt and invoice side by side 三单匹配.
    ThreeWayMatch = "three_way_match" three_way_match;
    /// What branches ask for and what head office orders 请购平衡.
    RequisitionBalance = "requisition_balance" requisition_balance;
    /// What can be sold and what is to come 虚拟库存状况.
    VirtualStock = "virtual_stock" virtual_stock;
    /// Opening, what came and went by its reason, closing 购销存汇总.
    PurchaseSalesStock = "purchase_sales_stock" purchase_sales_stock;
    /// What came in and went out 出入库汇总.
    InOutSummary = "in_out_summary" in_out_summary;
    /// Transfers of both kinds and between branches 商品调拨统计.
    TransferStatistics = "transfer_statistics" transfer_statistics;
    /// Goods lent, borrowed and consigned out, by partner 借出借进查询.
    GoodsAtPartners = "goods_at_partners" goods_at_partners;
    /// Goods of consignors, settled and unsettled 受托查询.
    ConsignedIn = "consigned_in" consigned_in;
    /// Sales by whatever is asked for 销售统计、排行.
    SalesStatistics = "sales_statistics" sales_statistics;
    /// Purchases by whatever is asked for 采购统计.
    PurchaseStatistics = "purchase_statistics" purchase_statistics;
    /// Gifts given and received 赠送、获赠查询.
    GiftStatistics = "gift_statistics" gift_statistics;
    /// Price protection given and earned 价保查询.
    PriceProtection = "price_protection" price_protection;
    /// What was sold on account and what was collected 回款分析.
    Collections = "collections" collections;
    /// Money in hand, at banks and on the way 现金银行查询.
    CashAndBank = "cash_and_bank" cash_and_bank;
    /// Income and expense 收入、费用查询.
    IncomeAndExpense = "income_and_expense" income_and_expense;
    /// Posted documents 经营历程.
    Documents = "documents" documents;
    /// How many documents, and of how much 单据统计.
    DocumentStatistics = "document_statistics" document_statistics;
    /// Documents to look at again 错误单据.
    WrongDocuments = "wrong_documents" wrong_documents;
    /// Whole-file figures of imported retail 控制总数.
    ControlTotals = "control_totals" control_totals;
}

impl ReportName {
    /// The report of a name; `stock-status` is read as `stock_status`.
    pub fn from_code(code: &str) -> Option<ReportName> {
        let code = code.replace('-', "_");
        ReportName::ALL.iter().copied().find(|name| name.code() == code)
    }
}

impl Query {
    /// Rows that a page may hold.
    fn page(&self) -> usize {
        match self.limit {
            0 => usize::MAX,
            limit => usize::try_from(limit).unwrap_or(usize::MAX),
        }
    }

    /// The numbers of the cursor; none without one.
    fn cursor<const N: usize>(&self) -> Result<Option<[i64; N]>, ReportError> {
        let Some(text) = self.after.as_deref() else { return Ok(None) };
        let wrong = || ReportError::Cursor { text: text.to_owned() };
        let mut numbers = [0; N];
        let mut parts = text.split('.');
        for number in &mut numbers {
            *number = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
        }
        match parts.next() {
            None => Ok(Some(numbers)),
            Some(_) => Err(wrong()),
        }
    }
}

/// A cursor of numbers; `Query::cursor` reads it back.
fn cursor(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(".")
}

/// The first and last day of a query as stored numbers.
fn days(query: &Query) -> (i64, i64) {
    let from = query.from.map_or(0, |day| i64::from(day.number()));
    let to = query.to.map_or(i64::from(i32::MAX), |day| i64::from(day.number()));
    (from, to)
}

/// Unit cost of a value; empty where there is no quantity.
fn unit_cost(value: Amount, quantity: Quantity) -> Cell {
    UnitCost::of(value, quantity).map_or(Cell::Empty, Cell::Price)
}
