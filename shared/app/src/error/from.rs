//! Which failure of a lower layer becomes which code.
//!
//! Leaves out what only a command knows (a product's code in place of its number): the commands
//! add that. Invariant: no failure is lost; what nobody foresaw is a broken invariant.

use std::io::ErrorKind;

use fenhao_books::approval::ApprovalError;
use fenhao_books::export::ExportError;
use fenhao_books::migrate::MigrateError;
use fenhao_books::opening::OpeningError;
use fenhao_books::piece::note::NoteError;
use fenhao_books::policy::PolicyError;
use fenhao_books::post::PostError;
use fenhao_books::report::ReportError;
use fenhao_books::sql::SqlError;
use fenhao_books::store::StoreError;
use fenhao_domain::approval::Misfit;
use fenhao_domain::calendar::DateError;
use fenhao_domain::cart::{CartError, ReturnError};
use fenhao_domain::cost::CostError;
use fenhao_domain::document::DocumentError;
use fenhao_domain::master::approval_policy::PolicyError as ApprovalPolicyError;
use fenhao_domain::serial::SerialState;
use fenhao_domain::serial::piece::SerialError;
use fenhao_domain::serial::range::{NUMBERS_MAX, RangeError};
use fenhao_domain::text::NumberTextError;

use super::{ApiError, ErrorCode};

impl From<NumberTextError> for ApiError {
    fn from(error: NumberTextError) -> ApiError {
        match error {
            NumberTextError::NotANumber { text }
            | NumberTextError::TooManyDecimals { text, .. }
            | NumberTextError::TooLarge { text } => ErrorCode::QuantityInvalid.with("text", text),
        }
    }
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> ApiError {
        match error {
            ExportError::Sql(error) => error.into(),
            ExportError::Write(error) if error.kind() == ErrorKind::StorageFull => {
                ErrorCode::DiskFull.error()
            }
            ExportError::Write(error) => {
                ErrorCode::FileUnwritable.with("file", format!("stdout ({error})"))
            }
            ExportError::Document { .. } => ErrorCode::StoreDamaged.error(),
        }
    }
}

impl From<DateError> for ApiError {
    fn from(error: DateError) -> ApiError {
        ErrorCode::DateInvalid.with("text", error.text)
    }
}

/// The field of a document's line, counted from 1.
fn of_line(line: usize, name: &str) -> String {
    format!("lines.{line}.{name}")
}

impl From<DocumentError> for ApiError {
    fn from(error: DocumentError) -> ApiError {
        match error {
            DocumentError::NoLines => ErrorCode::LinesMissing.error(),
            DocumentError::TooManyLines { limit, .. } => {
                ErrorCode::InputMalformed.with("what", format!("> {limit} lines"))
            }
            DocumentError::QuantitySign { line, quantity } => {
                ErrorCode::QuantityInvalid.with("text", quantity).at(&of_line(line, "quantity"))
            }
            DocumentError::QuantityZero { line } => {
                ErrorCode::QuantityInvalid.with("text", "0").at(&of_line(line, "quantity"))
            }
            DocumentError::AmountTooFine { line: 0, amount } => {
                ErrorCode::PriceInvalid.with("text", amount)
            }
            DocumentError::AmountTooFine { line, amount } => {
                ErrorCode::PriceInvalid.with("text", amount).at(&of_line(line, "amount"))
            }
            DocumentError::Unpaid { remaining } => {
                ErrorCode::TenderShort.with("remaining", remaining)
            }
            DocumentError::PartnerMissing => ErrorCode::PartnerMissing.error().at("partner_id"),
            DocumentError::CounterpartMissing => {
                ErrorCode::PartnerMissing.error().at("counterpart")
            }
            DocumentError::ReasonMissing => ErrorCode::ReasonMissing.error().at("remark"),
            DocumentError::EntriesUnbalanced { difference } => {
                ErrorCode::EntriesUnbalanced.with("difference", difference)
            }
            DocumentError::NotTaken { what } => ErrorCode::NotTaken.with("what", what),
            DocumentError::WarehouseMissing => {
                ErrorCode::WarehouseMissing.error().at("to_warehouse")
            }
            DocumentError::OriginalMissing => ErrorCode::OriginalMissing.error().at("refers_to"),
            DocumentError::WrongSide { amount } => ErrorCode::WrongSide.with("amount", amount),
            DocumentError::AssetMissing => ErrorCode::AssetMissing.error(),
            DocumentError::SpanMissing => ErrorCode::SpanMissing.error().at("span_from"),
            DocumentError::AccountNotTaken { account } => {
                ErrorCode::AccountNotTaken.with("account", account)
            }
            DocumentError::PartyMissing { account } => {
                ErrorCode::PartyMissing.with("account", account)
            }
            DocumentError::NothingGiven { line, amount } => {
                let told = ErrorCode::NothingGiven.with("line", line).with("amount", amount);
                told.at(&of_line(line, "amount"))
            }
            DocumentError::SerialCount { line, given, quantity } => ErrorCode::SerialCount
                .with("line", line)
                .with("given", given)
                .with("quantity", quantity)
                .at(&of_line(line, "serials")),
            DocumentError::SerialTwice { line, serial } => {
                ErrorCode::SerialTwice.with("serial", serial).at(&of_line(line, "serials"))
            }
            DocumentError::NothingPaid => ErrorCode::NothingPaid.error(),
        }
    }
}

impl From<SerialError> for ApiError {
    fn from(error: SerialError) -> ApiError {
        let (line, error) = match error {
            SerialError::Count { line, given, quantity } => {
                let count = ErrorCode::SerialCount.with("line", line).with("given", given);
                (line, count.with("quantity", quantity))
            }
            SerialError::NotKept { line } => (line, ErrorCode::SerialNotKept.error()),
            SerialError::Twice { line, serial } => {
                (line, ErrorCode::SerialTwice.with("serial", serial))
            }
            SerialError::State { line, serial, state, .. } => (line, serial_state(serial, state)),
            SerialError::NotOfOriginal { line, serial } => {
                (line, ErrorCode::SerialNotOfOriginal.with("serial", serial))
            }
            SerialError::Elsewhere { line, serial, .. }
            | SerialError::AtAnother { line, serial } => {
                (line, ErrorCode::SerialElsewhere.with("serial", serial))
            }
        };
        error.at(&of_line(line, "serials"))
    }
}

/// A piece in a state in which this cannot happen to it.
pub(crate) fn serial_state(serial: impl ToString, state: Option<SerialState>) -> ApiError {
    let state = state.map_or("unknown", SerialState::key);
    ErrorCode::SerialState.with("serial", serial).with("state", state)
}

impl From<RangeError> for ApiError {
    fn from(error: RangeError) -> ApiError {
        let text = match error {
            RangeError::NoRange { from, to } => format!("{from}~{to}"),
            RangeError::TooMany => format!("> {NUMBERS_MAX}"),
        };
        ErrorCode::SerialRange.with("text", text).at("text")
    }
}

impl From<NoteError> for ApiError {
    fn from(error: NoteError) -> ApiError {
        match error {
            NoteError::Unknown { number } => serial_state(number, None),
            NoteError::NoUser { number, state } => serial_state(number, Some(state)),
            NoteError::NotByHand { number } => ErrorCode::SerialNotByHand.with("serial", number),
            NoteError::NoSurplus { number } => ErrorCode::SerialNoSurplus.with("serial", number),
            NoteError::Sql(error) => error.into(),
        }
    }
}

impl From<PolicyError> for ApiError {
    fn from(error: PolicyError) -> ApiError {
        match error {
            PolicyError::Locked => ErrorCode::PolicyLocked.error().at("method"),
            PolicyError::Sql(error) => error.into(),
        }
    }
}

impl From<CostError> for ApiError {
    fn from(error: CostError) -> ApiError {
        match error {
            CostError::StockShort { line, product, on_hand, wanted } => ErrorCode::StockShort
                .with("code", product.0)
                .with("on_hand", on_hand)
                .with("wanted", wanted)
                .at(&of_line(line, "quantity")),
            CostError::NotSold { line } => {
                ErrorCode::LineUnknown.error().at(&of_line(line, "product_id"))
            }
            CostError::NothingThere { line, product } => {
                ErrorCode::NothingThere.with("code", product.0).at(&of_line(line, "product_id"))
            }
            CostError::WorthLess { line, value } => {
                ErrorCode::WorthLess.with("value", value).at(&of_line(line, "amount"))
            }
        }
    }
}

impl From<CartError> for ApiError {
    fn from(error: CartError) -> ApiError {
        match error {
            CartError::EmptyCart => ErrorCode::CartEmpty.error(),
            CartError::LineUnknown { .. } | CartError::TenderLineUnknown { .. } => {
                ErrorCode::LineUnknown.error().at("line")
            }
            CartError::QuantityNotPositive { quantity, .. } => {
                ErrorCode::QuantityInvalid.with("text", quantity).at("quantity")
            }
            // The command puts the product's code in the place of the line.
            CartError::NoPrice { line } => ErrorCode::PriceMissing.with("code", line),
            CartError::PriceNegative { price, .. } => {
                ErrorCode::PriceInvalid.with("text", price).at("price")
            }
            CartError::DiscountTooHigh { limit, .. } => {
                ErrorCode::DiscountTooHigh.with("limit", limit)
            }
            CartError::TenderShort { remaining } => {
                ErrorCode::TenderShort.with("remaining", remaining)
            }
            CartError::TenderTooMuch { .. } => ErrorCode::ChangeNotPossible.error().at("amount"),
            CartError::TenderNotPositive { amount } => {
                ErrorCode::PriceInvalid.with("text", amount).at("amount")
            }
            CartError::TenderUnknown { tender } => {
                ErrorCode::TenderUnknown.with("tender", tender.0).at("tender")
            }
        }
    }
}

impl From<ReturnError> for ApiError {
    fn from(error: ReturnError) -> ApiError {
        match error {
            ReturnError::NotASale => ErrorCode::DocumentUnknown.error(),
            ReturnError::NothingTaken => ErrorCode::LinesMissing.error(),
            ReturnError::LineUnknown { .. } => ErrorCode::LineUnknown.error(),
            ReturnError::QuantityNotPositive { quantity, .. } => {
                ErrorCode::QuantityInvalid.with("text", quantity).at("quantity")
            }
            ReturnError::TooMuch { line, left } => {
                ErrorCode::ReturnTooMuch.with("line", line).with("left", left)
            }
            ReturnError::PieceNotSold { serial, .. } => {
                ErrorCode::SerialNotOfOriginal.with("serial", serial)
            }
        }
    }
}

impl From<SqlError> for ApiError {
    fn from(error: SqlError) -> ApiError {
        match error {
            SqlError::DiskFull => ErrorCode::DiskFull.error(),
            SqlError::DiskFailed { .. } => ErrorCode::DiskFailed.error(),
            SqlError::ReadOnly => ErrorCode::StoreReadOnly.error(),
            SqlError::Busy => ErrorCode::Busy.error(),
            SqlError::Damaged { .. } | SqlError::Unreadable { .. } => {
                ErrorCode::StoreDamaged.error()
            }
            SqlError::Constraint { .. } | SqlError::Other { .. } => {
                ErrorCode::BrokenInvariant.with("what", error)
            }
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match error {
            StoreError::Sql(error) | StoreError::Migrate(MigrateError::Sql(error)) => error.into(),
            StoreError::Migrate(MigrateError::NewerSchema { found, known }) => {
                ErrorCode::NewerSchema.with("found", found).with("known", known)
            }
            StoreError::Migrate(MigrateError::Changed { .. }) => ErrorCode::StoreDamaged.error(),
            StoreError::Foreign { path } => ErrorCode::StoreForeign.with("file", path),
            StoreError::Unwritable { path, .. } => ErrorCode::FileUnwritable.with("file", path),
        }
    }
}

impl From<PostError> for ApiError {
    fn from(error: PostError) -> ApiError {
        match error {
            PostError::Document(error) => error.into(),
            PostError::Cost(error) => error.into(),
            PostError::Serial(error) => error.into(),
            PostError::PeriodSealed { month } => ErrorCode::PeriodSealed.with("month", month),
            PostError::ModuleClosed { module, month } => {
                ErrorCode::ModuleClosed.with("module", module).with("month", month)
            }
            PostError::NotClosed { month, gaps } => {
                ErrorCode::NotClosed.with("month", month).with("count", gaps.len())
            }
            PostError::BooksOpened => ErrorCode::BooksOpened.error(),
            PostError::UnknownDocument => ErrorCode::DocumentUnknown.error(),
            PostError::AlreadyReversed { number } => {
                ErrorCode::AlreadyReversed.with("number", number)
            }
            PostError::HasFollower { number } => ErrorCode::HasFollower.with("number", number),
            PostError::ReturnTooMuch { line, left } => {
                ErrorCode::ReturnTooMuch.with("line", line).with("left", left)
            }
            PostError::OtherBranch { .. } => ErrorCode::NotHere.error(),
            PostError::OtherPurpose { number } => ErrorCode::OtherPurpose.with("number", number),
            PostError::SettlesTooMuch { number, open } => {
                ErrorCode::SettlesTooMuch.with("number", number).with("open", open)
            }
            PostError::OtherPartner { number } => ErrorCode::OtherPartner.with("number", number),
            PostError::PrepaymentShort { left } => ErrorCode::PrepaymentShort.with("left", left),
            PostError::Settled { number, open } => {
                ErrorCode::Settled.with("number", number).with("open", open)
            }
            PostError::CashFirst { remaining } => ErrorCode::CashFirst.with("remaining", remaining),
            PostError::NothingLeft { number } => ErrorCode::NothingLeft.with("number", number),
            PostError::RedReversal => ErrorCode::RedReversal.error(),
            PostError::Balance(error) => ErrorCode::BrokenInvariant.with("what", error),
            PostError::Sql(error) => error.into(),
        }
    }
}

impl From<OpeningError> for ApiError {
    fn from(error: OpeningError) -> ApiError {
        match error {
            OpeningError::Opened => ErrorCode::BooksOpened.error(),
            OpeningError::Wrong(opening) => {
                ErrorCode::OpeningWrong.with("count", opening.gaps.len() + opening.lent.len())
            }
            OpeningError::Sql(error) => error.into(),
        }
    }
}

impl From<ApprovalError> for ApiError {
    fn from(error: ApprovalError) -> ApiError {
        match error {
            ApprovalError::Unknown => ErrorCode::DocumentUnknown.error(),
            ApprovalError::Misfit { misfit: Misfit::SamePerson } => ErrorCode::SamePerson.error(),
            ApprovalError::Misfit { .. } => ErrorCode::ApplicationMoved.error(),
            ApprovalError::Post(error) => error.into(),
            ApprovalError::Sql(error) => error.into(),
        }
    }
}

impl From<ApprovalPolicyError> for ApiError {
    fn from(error: ApprovalPolicyError) -> ApiError {
        match error {
            ApprovalPolicyError::NotDrafted { kind } => {
                ErrorCode::KindNotApproved.with("kind", kind.code())
            }
            ApprovalPolicyError::Negative { from, .. }
            | ApprovalPolicyError::Twice { from, .. } => {
                ErrorCode::PriceInvalid.with("text", from).at("from")
            }
            ApprovalPolicyError::Steps { .. } => {
                ErrorCode::RoleUnknown.with("code", "").at("steps")
            }
        }
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> ApiError {
        match error {
            ReportError::Sql(error) => error.into(),
            ReportError::Missing { what } => ErrorCode::InputMalformed.with("what", what).at(what),
            ReportError::Cursor { text } => {
                ErrorCode::InputMalformed.with("what", text).at("after")
            }
            ReportError::Column { column } => {
                ErrorCode::InputMalformed.with("what", column).at("sort")
            }
            ReportError::Document { .. } => ErrorCode::StoreDamaged.error(),
        }
    }
}
