//! What a screen or a command line is told when something cannot be done.
//!
//! Owns `ErrorCode`, the closed list of facts, and `ApiError`, one of them with its parameters.
//! Leaves out the sentences (`sentence`, and the UI's dictionary) and which failure of a lower
//! layer becomes which code (`error/from.rs`). Invariant: text never crosses the boundary, and
//! nobody matches sentences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod from;

pub(crate) use from::serial_state;

/// A failure as a fact: `code` is the key of a translated sentence, `params` fill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiError {
    /// The closed code, snake case; its sentence is `error.<code>`.
    pub code: String,
    /// Named parameters of the sentence.
    pub params: Vec<(String, String)>,
    /// The input field at fault, if one is.
    pub field: Option<String>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $key:literal [$($param:literal),*];)*) => {
        /// All that can be told. The order is that of the work: till, documents, node, files.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// All codes.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name),*];

            /// The key of its sentence.
            pub const fn key(self) -> &'static str {
                match self { $(ErrorCode::$name => $key),* }
            }

            /// The names of its parameters.
            pub const fn params(self) -> &'static [&'static str] {
                match self { $(ErrorCode::$name => &[$($param),*]),* }
            }
        }
    };
}

codes! {
    /// No product has the code.
    ProductUnknown = "product_unknown" ["code"];
    /// Several products have the code; the person chooses.
    ProductAmbiguous = "product_ambiguous" ["code"];
    /// Not a quantity.
    QuantityInvalid = "quantity_invalid" ["text"];
    /// Not a price or amount.
    PriceInvalid = "price_invalid" ["text"];
    /// The product has no price.
    PriceMissing = "price_missing" ["code"];
    /// More discount than there is to take off.
    DiscountTooHigh = "discount_too_high" ["limit"];
    /// Several partners are meant; the person chooses.
    PartnerAmbiguous = "partner_ambiguous" ["text"];
    /// The promotion ends before it begins.
    PromotionEndsBefore = "promotion_ends_before" ["from", "to"];
    /// A category takes per cent off, not a price.
    PromotionPriceOfCategory = "promotion_price_of_category" [];
    /// The cart or document has no such line.
    LineUnknown = "line_unknown" [];
    /// Nothing in the cart.
    CartEmpty = "cart_empty" [];
    /// Tenders do not cover what is due.
    TenderShort = "tender_short" ["remaining"];
    /// No such tender.
    TenderUnknown = "tender_unknown" ["tender"];
    /// More was handed over than is due, in a tender that gives no change.
    ChangeNotPossible = "change_not_possible" [];
    /// More is to leave than is known here.
    StockShort = "stock_short" ["code", "on_hand", "wanted"];
    /// No such document, draft or parked cart.
    DocumentUnknown = "document_unknown" [];
    /// A red document has reversed it.
    AlreadyReversed = "already_reversed" ["number"];
    /// A document follows from it; that one is reversed first.
    HasFollower = "has_follower" ["number"];
    /// A red document is not reversed.
    RedReversal = "red_reversal" [];
    /// More is to come back than was sold.
    ReturnTooMuch = "return_too_much" ["line", "left"];
    /// A reason is needed.
    ReasonMissing = "reason_missing" [];
    /// A partner (or the other branch) is needed.
    PartnerMissing = "partner_missing" [];
    /// Nothing stands in the document.
    LinesMissing = "lines_missing" [];
    /// A line needs its unit cost.
    CostMissing = "cost_missing" ["line"];
    /// A line needs its amount.
    AmountMissing = "amount_missing" ["line"];
    /// The chart has no such account.
    AccountUnknown = "account_unknown" ["code"];
    /// The other warehouse is missing.
    WarehouseMissing = "warehouse_missing" [];
    /// The document it follows from is missing.
    OriginalMissing = "original_missing" [];
    /// The account lines would do the opposite.
    WrongSide = "wrong_side" ["amount"];
    /// The account lines do not balance.
    EntriesUnbalanced = "entries_unbalanced" ["difference"];
    /// The asset is not named.
    AssetMissing = "asset_missing" [];
    /// The days from and to are missing.
    SpanMissing = "span_missing" [];
    /// Documents of goods and branches keep the account.
    AccountNotTaken = "account_not_taken" ["account"];
    /// The kind does not take such lines.
    NotTaken = "not_taken" ["what"];
    /// An account line names neither partner nor asset.
    PartyMissing = "party_missing" ["account"];
    /// Nothing is given.
    NothingGiven = "nothing_given" ["line", "amount"];
    /// Not as many serial numbers as pieces.
    SerialCount = "serial_count" ["line", "given", "quantity"];
    /// A serial number stands twice.
    SerialTwice = "serial_twice" ["serial"];
    /// The piece is in a state in which this cannot happen to it.
    SerialState = "serial_state" ["serial", "state"];
    /// The piece is in another store or at another partner.
    SerialElsewhere = "serial_elsewhere" ["serial"];
    /// The piece is not one of those that the original named.
    SerialNotOfOriginal = "serial_not_of_original" ["serial"];
    /// It is the code of goods, not the number of a piece.
    SerialIsCode = "serial_is_code" ["serial"];
    /// The text names no serial numbers.
    SerialRange = "serial_range" ["text"];
    /// The product has no serial numbers, or this document touches none.
    SerialNotKept = "serial_not_kept" [];
    /// The states of this product's pieces follow from documents alone.
    SerialNotByHand = "serial_not_by_hand" ["serial"];
    /// There are not more numbers than goods, so none is voided.
    SerialNoSurplus = "serial_no_surplus" ["serial"];
    /// Goods without numbers stand in the way of strict numbering.
    SerialsMissing = "serials_missing" ["branch", "stock", "pieces"];
    /// The switch would no longer ask for these numbers; somebody confirms it first.
    SerialsForgotten = "serials_forgotten" ["pieces"];
    /// Something is posted: the costing method stays.
    PolicyLocked = "policy_locked" [];
    /// Nothing is paid or settled.
    NothingPaid = "nothing_paid" [];
    /// Value without goods.
    NothingThere = "nothing_there" ["code"];
    /// More value than there is.
    WorthLess = "worth_less" ["value"];
    /// More is settled than is owed.
    SettlesTooMuch = "settles_too_much" ["number", "open"];
    /// The document is not one that this answers.
    OtherPurpose = "other_purpose" ["number"];
    /// The document referred to is about another partner.
    OtherPartner = "other_partner" ["number"];
    /// More of a prepayment is used than there is.
    PrepaymentShort = "prepayment_short" ["left"];
    /// Money has been settled on it; that is reversed first.
    Settled = "settled" ["number", "open"];
    /// The customer pays before delivery.
    CashFirst = "cash_first" ["remaining"];
    /// An order of which nothing is left.
    NothingLeft = "nothing_left" ["number"];
    /// The month is sealed.
    PeriodSealed = "period_sealed" ["month"];
    /// A module has closed the month.
    ModuleClosed = "module_closed" ["module", "month"];
    /// The month cannot be closed or opened yet.
    NotClosed = "not_closed" ["month", "count"];
    /// Opening figures are frozen.
    BooksOpened = "books_opened" [];
    /// The opening figures do not hold.
    OpeningWrong = "opening_wrong" ["count"];
    /// The operator lacks the right.
    PermissionDenied = "permission_denied" ["right"];
    /// It may be done on the word of somebody who has the right; the screen asks for a PIN.
    ApprovalNeeded = "approval_needed" ["act", "right"];
    /// Who gave their word lacks the right too.
    ApproverLacks = "approver_lacks" ["name", "right"];
    /// The policy asks for approval before it is posted.
    ApprovalRequired = "approval_required" [];
    /// The policy asks nobody: it is posted at once.
    ApprovalNotAsked = "approval_not_asked" [];
    /// The draft is submitted and waits: it is withdrawn before it is changed.
    DraftSubmitted = "draft_submitted" [];
    /// The application does not wait for this any more.
    ApplicationMoved = "application_moved" [];
    /// The step is another role's.
    StepNotYours = "step_not_yours" ["role"];
    /// Who drafted it, or has approved it, does not approve it.
    SamePerson = "same_person" [];
    /// What the till sells and what closes a period take no approval.
    KindNotApproved = "kind_not_approved" ["kind"];
    /// It names something that is not within the operator's scopes.
    OutOfScope = "out_of_scope" ["what"];
    /// The PIN is wrong.
    PinWrong = "pin_wrong" [];
    /// The operator has no PIN here.
    PinMissing = "pin_missing" [];
    /// A PIN is four to six digits.
    PinForm = "pin_form" [];
    /// Where anybody has a PIN, somebody who may set PINs has one.
    PinOfManagerFirst = "pin_of_manager_first" [];
    /// No role has the code.
    RoleUnknown = "role_unknown" ["code"];
    /// The command belongs to another place.
    NotHere = "not_here" [];
    /// No room on the disk.
    DiskFull = "disk_full" [];
    /// The disk does not do what it is told.
    DiskFailed = "disk_failed" [];
    /// The store is damaged.
    StoreDamaged = "store_damaged" [];
    /// The store may only be read.
    StoreReadOnly = "store_read_only" [];
    /// The store is another program's.
    StoreForeign = "store_foreign" ["file"];
    /// The store was written by a later version.
    NewerSchema = "newer_schema" ["found", "known"];
    /// Head office does not answer.
    HqUnreachable = "hq_unreachable" ["url"];
    /// Something else than head office answers at its address.
    HqStranger = "hq_stranger" ["url"];
    /// The head office that answers has not enrolled this device.
    DeviceUnknown = "device_unknown" [];
    /// Head office said no.
    HqRefused = "hq_refused" ["reason"];
    /// The enrolment code is wrong.
    CodeWrong = "code_wrong" [];
    /// The enrolment code is out of time or used.
    CodeExpired = "code_expired" [];
    /// The clock differs too much; the minutes are below zero when it is behind.
    ClockWrong = "clock_wrong" ["minutes"];
    /// The link between screen and core is down.
    LinkLost = "link_lost" [];
    /// The store is held by another act or program.
    Busy = "busy" [];
    /// The input is not of the command's form.
    InputMalformed = "input_malformed" ["what"];
    /// A word of the command line is not known there.
    WordUnknown = "word_unknown" ["word", "program"];
    /// A word of the command line is not one of those that may stand there.
    WordNotListed = "word_not_listed" ["word", "known"];
    /// The command line lacks something.
    WordMissing = "word_missing" ["what", "program"];
    /// An invariant broke; nothing was written.
    BrokenInvariant = "broken_invariant" ["what"];
    /// Name or password is wrong.
    LoginWrong = "login_wrong" [];
    /// Nobody is signed in.
    LoginNeeded = "login_needed" [];
    /// Too many tries.
    TooManyTries = "too_many_tries" ["seconds"];
    /// Another branch has the code.
    BranchCodeTaken = "branch_code_taken" ["code"];
    /// The file cannot be read.
    FileUnreadable = "file_unreadable" ["file"];
    /// The file ends early or its packing does not open.
    FileDamaged = "file_damaged" ["file"];
    /// The file cannot be written.
    FileUnwritable = "file_unwritable" ["file"];
    /// The file is not what was asked for.
    FileWrong = "file_wrong" ["file", "what"];
    /// No report has the name.
    ReportUnknown = "report_unknown" ["name", "known"];
    /// No branch has the code.
    BranchUnknown = "branch_unknown" ["code"];
    /// No partner has the code.
    PartnerUnknown = "partner_unknown" ["code"];
    /// No employee of the branch has the code.
    EmployeeUnknown = "employee_unknown" ["code"];
    /// The branch has no products yet: HQ's feed has not come.
    CatalogueMissing = "catalogue_missing" [];
    /// Not a date or a moment.
    DateInvalid = "date_invalid" ["text"];
    /// A row has too few fields or a text that is not UTF-8.
    RowMalformed = "row_malformed" ["what"];
    /// Left out because another row of the same document is bad.
    RowLeftOut = "row_left_out" ["key", "line"];
    /// A value differs from the one that the document's first row has.
    RowDiffers = "row_differs" ["key", "what"];
}

impl ErrorCode {
    /// The code of a key.
    pub fn from_key(key: &str) -> Option<ErrorCode> {
        ErrorCode::ALL.iter().copied().find(|code| code.key() == key)
    }

    /// The failure, without parameters yet.
    pub fn error(self) -> ApiError {
        ApiError { code: self.key().to_owned(), params: Vec::new(), field: None }
    }

    /// The failure with one parameter.
    pub fn with(self, name: &str, value: impl ToString) -> ApiError {
        self.error().with(name, value)
    }
}

impl ApiError {
    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> ApiError {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }

    /// Names the input field at fault.
    #[must_use]
    pub fn at(mut self, field: &str) -> ApiError {
        self.field = Some(field.to_owned());
        self
    }

    /// True when it tells this.
    pub fn is(&self, code: ErrorCode) -> bool {
        self.code == code.key()
    }

    /// A parameter, if it is there.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        self.params.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

impl std::error::Error for ApiError {}
