//! Views of the till: the cart, its lines and tenders, parked carts, and the printed ticket.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CustomerView, DocumentKey};

/// A line of the cart. All figures are computed in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CartLineView {
    /// Position from 1.
    pub line: u32,
    /// The product.
    pub product_id: u64,
    /// Product code.
    pub code: String,
    /// Product name (Chinese first).
    pub name: String,
    /// English name where there is one.
    pub name_en: String,
    /// Specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Quantity, plain decimal.
    pub quantity: String,
    /// List unit price.
    pub unit_price: String,
    /// Where the price comes from, as a key: `promotion`, `last`, `level`, `preset_1`, `typed`,
    /// `scale`.
    pub price_source: String,
    /// Unit price without the promotion, where one takes something off.
    pub regular_price: Option<String>,
    /// Discount of the line, ≥ 0.
    pub discount: String,
    /// Discount in percent off as typed, if it was typed so.
    pub percent: Option<String>,
    /// What the customer pays for the line.
    pub amount: String,
    /// Stock known here before this sale.
    pub on_hand: String,
    /// Warning keys: `below_cost`, `cost_negative`, `stock_short`, `no_price`.
    pub warnings: Vec<String>,
    /// Serial numbers of its pieces.
    pub serials: Vec<String>,
}

/// A line whose pieces are not all named by a serial number: the till asks for the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SerialAskView {
    /// The line.
    pub line: u32,
    /// Product code.
    pub code: String,
    /// Product name.
    pub name: String,
    /// English name, may be empty.
    pub name_en: String,
    /// How many are named.
    pub named: u32,
    /// How many pieces there are.
    pub quantity: String,
}

/// A tender line 收款.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TenderLineView {
    /// Position from 1.
    pub index: u32,
    /// Tender code, `cash`.
    pub tender: String,
    /// Amount handed over.
    pub amount: String,
}

/// A tender that can be chosen 收款方式.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TenderChoice {
    /// Code: `cash`, `wechat`, `alipay`, `card`.
    pub tender: String,
    /// True when change is given back from it.
    pub gives_change: bool,
    /// True when the money is only recorded, not collected by this program 记账方式.
    pub recorded_only: bool,
}

/// The cart 购物车: the whole new state comes back after each act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CartView {
    /// The customer, if one was chosen.
    pub customer: Option<CustomerView>,
    /// The lines in the order of scanning.
    pub lines: Vec<CartLineView>,
    /// The current line's position, 0 when empty.
    pub current: u32,
    /// Number of pieces, plain decimal.
    pub pieces: String,
    /// Sum of list amounts.
    pub list_amount: String,
    /// Sum of discounts.
    pub discount: String,
    /// Rounding 抹零 taken off, ≥ 0 in the customer's favour.
    pub rounding: String,
    /// Rounding mode: `none`, `fen`, `jiao`, `yuan`.
    pub rounding_mode: String,
    /// What is due.
    pub due: String,
    /// Tender lines so far.
    pub tenders: Vec<TenderLineView>,
    /// Sum of the tenders.
    pub tendered: String,
    /// Still to pay, 0 when covered.
    pub remaining: String,
    /// Change 找零 to give back.
    pub change: String,
    /// Tenders that can be chosen, in the order of their keys Alt+1…n.
    pub tender_choices: Vec<TenderChoice>,
    /// Number of parked carts.
    pub parked: u32,
    /// What is asked before anything else.
    pub asks: Option<SerialAskView>,
}

/// A code that was scanned or typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ScanInput {
    /// Barcode, product code or scale barcode.
    pub code: String,
    /// Quantity, 1 when absent.
    pub quantity: Option<String>,
}

/// A product chosen from the search list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddInput {
    /// The product.
    pub product_id: u64,
    /// Quantity, 1 when absent.
    pub quantity: Option<String>,
}

/// A change of one line's quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct QuantityInput {
    /// The line.
    pub line: u32,
    /// New quantity; a leading `+` or `-` adds to the present one.
    pub quantity: String,
}

/// The serial number of a line's next piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SerialNameInput {
    /// The line.
    pub line: u32,
    /// The number.
    pub number: String,
}

/// A change of one line's unit price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PriceInput {
    /// The line.
    pub line: u32,
    /// New unit price.
    pub price: String,
}

/// A discount of one line, or of all lines when `line` is absent. Exactly one of the others is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DiscountInput {
    /// The line; absent means the whole cart.
    pub line: Option<u32>,
    /// Percent off, `15` for 八五折.
    pub percent: Option<String>,
    /// Amount off.
    pub amount: Option<String>,
}

/// A line of the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LineInput {
    /// The line.
    pub line: u32,
}

/// A tender put down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TenderInput {
    /// Tender code.
    pub tender: String,
    /// Amount; absent means all that remains.
    pub amount: Option<String>,
}

/// Payment: an optional last tender for what remains, then the sale is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PayInput {
    /// The last tender.
    pub tender: Option<TenderInput>,
    /// True when what no tender covers goes on the customer's account 挂账.
    #[serde(default)]
    pub on_account: bool,
}

/// A note for a parked cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ParkInput {
    /// What helps to find it again.
    pub note: String,
}

/// A parked cart 挂单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParkedView {
    /// Its number.
    pub id: u64,
    /// The note.
    pub note: String,
    /// When it was parked, Unix milliseconds.
    pub parked_at_ms: i64,
    /// Number of lines.
    pub lines: u32,
    /// What is due.
    pub due: String,
}

/// Which parked cart to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecallInput {
    /// Its number.
    pub id: u64,
}

/// Rounding mode 抹零.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RoundingInput {
    /// `none`, `fen`, `jiao`, `yuan`.
    pub mode: String,
}

/// A product found by code, name or pinyin initials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProductHit {
    /// The product.
    pub product_id: u64,
    /// Code.
    pub code: String,
    /// Barcode, if any.
    pub barcode: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Specification.
    pub spec: String,
    /// Unit.
    pub unit: String,
    /// Preset price 1.
    pub price: String,
    /// Preset purchase price.
    pub purchase_price: String,
    /// Stock known here.
    pub on_hand: String,
}

/// What was typed into a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SearchInput {
    /// Code, name or pinyin initials.
    pub text: String,
    /// At most so many hits.
    pub limit: u32,
}

/// A paid sale or return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PaidView {
    /// The posted document.
    pub document: DocumentKey,
    /// Its number.
    pub number: String,
    /// What was due.
    pub due: String,
    /// Change given.
    pub change: String,
    /// The ticket, made from the stored row.
    pub ticket: TicketView,
    /// The new, empty cart.
    pub cart: CartView,
}

/// The printed ticket 小票: made from the posted document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TicketView {
    /// The document.
    pub document: DocumentKey,
    /// Number.
    pub number: String,
    /// Columns of the paper: 32 or 48.
    pub columns: u32,
    /// The text, line by line, wide glyphs counted as two columns.
    pub text: Vec<String>,
    /// Short chain hash printed as a witness.
    pub witness: String,
}

/// Which sale is to be returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReturnFindInput {
    /// The number on the ticket.
    pub number: String,
}

/// A sale with what can still be returned of each line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnableView {
    /// The sale.
    pub document: DocumentKey,
    /// Its number.
    pub number: String,
    /// Its business date.
    pub business_date: String,
    /// The lines.
    pub lines: Vec<ReturnableLineView>,
}

/// A sold line and what can still be returned of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReturnableLineView {
    /// Line of the sale.
    pub line: u32,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Quantity sold.
    pub sold: String,
    /// Quantity already returned.
    pub returned: String,
    /// Unit price that the customer paid.
    pub paid_price: String,
    /// Serial numbers of the pieces that have not come back; empty where they have none.
    pub serials: Vec<String>,
}

/// A return 退货 against a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReturnInput {
    /// The sale.
    pub document: DocumentKey,
    /// Lines and quantities to take back.
    pub lines: Vec<ReturnLineInput>,
    /// How the money goes back.
    pub tender: String,
    /// Why.
    pub reason: String,
}

/// A line to take back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReturnLineInput {
    /// Line of the sale.
    pub line: u32,
    /// Quantity.
    pub quantity: String,
    /// Which pieces, where they have numbers.
    #[serde(default)]
    pub serials: Vec<String>,
}
