//! The lines of a document 单据行: goods, money, account lines, settlements, notes.
//!
//! Owns their shapes and what follows from one line alone. Leaves out the header and the checks
//! (`document`). Invariant: what a line says it stores; nothing in it is ever computed again.

use serde::{Deserialize, Serialize};

use crate::account::AccountCode;
use crate::amount::Amount;
use crate::calendar::BusinessDate;
use crate::entry::{Party, Side};
use crate::id::{DocumentId, PartnerId, ProductId, StreamId};
use crate::master::tender::TenderCode;
use crate::price::{TaxRate, UnitPrice};
use crate::quantity::Quantity;
use crate::serial::SerialState;

/// A goods line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Product.
    pub product: ProductId,
    /// Quantity, in the product's base unit; ≥ 0 except in red documents.
    pub quantity: Quantity,
    /// List price of one unit, or its cost where goods come in. Shown, not multiplied again.
    pub unit_price: UnitPrice,
    /// Amount before discounts.
    pub list_amount: Amount,
    /// What is taken off, by kind.
    pub discounts: Vec<Discount>,
    /// Tax rate that was used.
    pub tax_rate: TaxRate,
    /// Tax inside the amount 价内税额.
    pub tax: Amount,
    /// Cost frozen by the price step: the value that moves.
    pub cost: Amount,
    /// Value left on a quantity of zero 成本尾差 where goods leave, frozen by the price step; it
    /// leaves with them.
    pub residual_out: Amount,
    /// The same where goods come in; it does not come in.
    pub residual_in: Amount,
    /// Line of the document referred to (returns, receipts); 0 for none.
    pub refers_to_line: u32,
    /// Part of the quantity that an order had reserved or expected, frozen when posted.
    pub released: Quantity,
    /// What the books knew when goods were counted 账面数, frozen when posted.
    pub book_quantity: Quantity,
    /// Value of the consigned-in liability 受托代销 that moves, frozen by the price step.
    pub liability: Amount,
    /// Comes in where the document's other lines go out (assembly, exchange).
    pub incoming: bool,
    /// Serial numbers 序列号, one a piece.
    pub serials: Vec<SerialUse>,
    /// Lot 批次.
    pub lot: Option<Lot>,
    /// What the line moves of cost layers 成本层 (FIFO, LIFO, strict serials), frozen when posted.
    pub layers: Vec<LayerUse>,
}

/// A serial number on a line, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SerialUse {
    /// The number.
    pub number: String,
    /// Its state before, frozen when posted; none for a new one.
    pub from: Option<SerialState>,
    /// Its state after, frozen when posted; none when it leaves this branch's books.
    pub to: Option<SerialState>,
}

impl SerialUse {
    /// A number whose states are not frozen yet.
    pub fn of(number: &str) -> SerialUse {
        SerialUse { number: number.to_owned(), from: None, to: None }
    }
}

/// A lot 批次 of goods.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lot {
    /// Its number, as printed by the maker.
    pub number: String,
    /// The last day on which it may be sold.
    pub expires: Option<BusinessDate>,
}

/// Where a cost layer 成本层 began: the line by which the goods came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LayerId {
    /// The document.
    pub document: DocumentId,
    /// Its line, from 1.
    pub line: u32,
}

impl LayerId {
    /// The layer that a line makes before its document has an identity.
    pub(crate) const fn of_this(line: u32) -> LayerId {
        LayerId { document: DocumentId { stream: StreamId(0), seq: 0 }, line }
    }

    /// Whether the layer is the document's own: no document has the sequence number 0.
    pub fn is_of_this(self) -> bool {
        self.document.seq == 0
    }
}

/// What a line moves of a layer: negative where it leaves the layer, positive where it comes in, the
/// other way round in red documents. Without quantity, only the layer's value changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerUse {
    /// The layer.
    pub layer: LayerId,
    /// Quantity.
    pub quantity: Quantity,
    /// Value.
    pub value: Amount,
}

/// A part of a payment that settles a document 按单结算 (`features.md` 203).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The document whose open item is settled.
    pub document: DocumentId,
    /// How much of it; negative where a credit is used up.
    pub amount: Amount,
}

/// What kind of thing a note tells 单据附注.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NoteField {
    /// Transport 运输方式.
    Transport = 1,
    /// Carrier 承运人.
    Carrier = 2,
    /// Telephone 电话.
    Telephone = 3,
    /// Address 送货地址.
    Address = 4,
    /// Number of a paper that confirms receipt 收货确认函.
    Confirmation = 5,
    /// Who is liable 责任人.
    Liable = 6,
}

impl NoteField {
    /// The field of a stored number.
    pub fn from_number(number: u64) -> Option<NoteField> {
        use NoteField::{Address, Carrier, Confirmation, Liable, Telephone, Transport};
        let all = [Transport, Carrier, Telephone, Address, Confirmation, Liable];
        all.into_iter().find(|field| *field as u64 == number)
    }
}

/// A note on a document: nothing in the books depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it tells.
    pub field: NoteField,
    /// The text.
    pub text: String,
}

/// Who gives a discount, and so which account bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DiscountKind {
    /// Agreed at the till 商业折扣: lowers revenue itself.
    Manual = 1,
    /// For members 会员折扣: shown beside revenue.
    Member = 2,
    /// The shop's match of a coupon 店铺配券: shown beside revenue.
    CouponMatch = 3,
    /// A manufacturer's coupon 厂商券: the customer pays less, the manufacturer owes it.
    Coupon = 4,
    /// A promotion 促销: lowers revenue itself.
    Promotion = 5,
}

impl DiscountKind {
    /// The kind of a stored number.
    pub fn from_number(number: u64) -> Option<DiscountKind> {
        match number {
            1 => Some(DiscountKind::Manual),
            2 => Some(DiscountKind::Member),
            3 => Some(DiscountKind::CouponMatch),
            4 => Some(DiscountKind::Coupon),
            5 => Some(DiscountKind::Promotion),
            _ => None,
        }
    }
}

/// A discount of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Kind.
    pub kind: DiscountKind,
    /// Amount off; ≥ 0 except in red documents.
    pub amount: Amount,
    /// The manufacturer that owes a coupon, if known.
    pub claim_on: Option<PartnerId>,
}

/// A tender line 收付款: one a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderLine {
    /// Tender.
    pub tender: TenderCode,
    /// The account it moves (frozen, so that no look-up is needed).
    pub account: AccountCode,
    /// What moves: net of change given.
    pub amount: Amount,
    /// What was handed over; equals `amount` when no change was given.
    pub handed: Amount,
}

/// An account line as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Account.
    pub account: AccountCode,
    /// Party.
    pub party: Option<Party>,
    /// Side.
    pub side: Side,
    /// Amount.
    pub amount: Amount,
}

impl Line {
    /// A line at list price without discounts.
    pub fn new(product: ProductId, quantity: Quantity, unit_price: UnitPrice) -> Line {
        Line {
            unit_price,
            list_amount: Amount::of(quantity, unit_price),
            ..Line::without_amount(product, quantity)
        }
    }

    /// A line that says nothing of money.
    pub fn without_amount(product: ProductId, quantity: Quantity) -> Line {
        Line {
            product,
            quantity,
            unit_price: UnitPrice::ZERO,
            list_amount: Amount::ZERO,
            discounts: Vec::new(),
            tax_rate: TaxRate::ZERO,
            tax: Amount::ZERO,
            cost: Amount::ZERO,
            residual_out: Amount::ZERO,
            residual_in: Amount::ZERO,
            refers_to_line: 0,
            released: Quantity::ZERO,
            book_quantity: Quantity::ZERO,
            liability: Amount::ZERO,
            incoming: false,
            serials: Vec::new(),
            lot: None,
            layers: Vec::new(),
        }
    }

    /// Sum of the discounts of a kind.
    pub fn discount(&self, kind: DiscountKind) -> Amount {
        self.discounts.iter().filter(|d| d.kind == kind).map(|d| d.amount).sum()
    }

    /// What the shop receives for the line: list amount less the discounts that the shop bears.
    pub fn amount(&self) -> Amount {
        let borne = self.discounts.iter().filter(|d| d.kind != DiscountKind::Coupon);
        self.list_amount - borne.map(|d| d.amount).sum()
    }

    /// What the customer pays for the line: its amount less manufacturers' coupons.
    pub fn payable(&self) -> Amount {
        self.amount() - self.discount(DiscountKind::Coupon)
    }

    /// The line that takes this one, of the document `id`, back: every figure negated, serials back to
    /// where they were.
    pub(crate) fn reversal(&self, id: DocumentId) -> Line {
        let serial = |serial: &SerialUse| SerialUse {
            number: serial.number.clone(),
            from: serial.to,
            to: serial.from,
        };
        let layer = |used: &LayerUse| LayerUse {
            layer: match used.layer.is_of_this() {
                true => LayerId { document: id, line: used.layer.line },
                false => used.layer,
            },
            quantity: -used.quantity,
            value: -used.value,
        };
        Line {
            quantity: -self.quantity,
            list_amount: -self.list_amount,
            discounts: (self.discounts.iter())
                .map(|d| Discount { amount: -d.amount, ..*d })
                .collect(),
            tax: -self.tax,
            cost: -self.cost,
            residual_out: -self.residual_out,
            residual_in: -self.residual_in,
            released: -self.released,
            book_quantity: -self.book_quantity,
            liability: -self.liability,
            serials: self.serials.iter().map(serial).collect(),
            layers: self.layers.iter().map(layer).collect(),
            ..self.clone()
        }
    }
}
