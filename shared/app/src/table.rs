//! The one table of commands 命令表: dispatcher, TypeScript types and list of rights come from it.
//!
//! A row reads `name: kind file::function(Input) -> Output, may "right", at place, touches [tags];`
//! where `may anyone` needs no right. Owns the check of place and right, and the decoding and
//! encoding of JSON. Leaves out what a command does (`command/*`). Invariant: there is no way to a
//! command but `call`. `anyone` is for what a locked till answers: who and where it is, who may
//! sign in, signing in; such a body decides for itself whom it serves.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::command::*;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::*;

/// Whether a command only looks or also acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandKind {
    /// Looks. Its answer may be kept until one of its tags is touched.
    Query,
    /// Acts, and touches its tags.
    Action,
}

/// Where a command belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandPlace {
    /// At a branch.
    Branch,
    /// At head office.
    Hq,
    /// At both.
    Both,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Name, `till_scan`.
    pub name: &'static str,
    /// Looks or acts.
    pub kind: CommandKind,
    /// The right it asks for; none for what everyone may.
    pub right: Option<&'static str>,
    /// Where it belongs.
    pub place: CommandPlace,
    /// What its answer depends on (queries) or what it touches (actions).
    pub tags: &'static [&'static str],
}

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallReply {
    /// The output, JSON.
    pub json: String,
    /// What the act has touched; empty for queries. The hosts tell their screens.
    pub touched: &'static [&'static str],
}

/// Runs one command: place, right, input, body, answer. A broken invariant panics; the hosts
/// catch that, and the transaction has rolled back.
pub fn call(
    context: &Context,
    session: &Session,
    name: &str,
    input: &str,
) -> Result<CallReply, ApiError> {
    let command = command(name).ok_or_else(|| ErrorCode::InputMalformed.with("what", name))?;
    let here = match command.place {
        CommandPlace::Both => true,
        CommandPlace::Branch => context.place() == Place::Branch,
        CommandPlace::Hq => context.place() == Place::Hq,
    };
    if !here {
        return Err(ErrorCode::NotHere.error());
    }
    if let Some(right) = command.right {
        session.permit(right)?;
    }
    let json = run(context, session, name, input)?;
    let touched = if command.kind == CommandKind::Action { command.tags } else { &[] };
    Ok(CallReply { json, touched })
}

/// The row of a command.
pub fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

fn decode<T: DeserializeOwned>(input: &str) -> Result<T, ApiError> {
    serde_json::from_str(input).map_err(|error| ErrorCode::InputMalformed.with("what", error))
}

fn encode<T: Serialize>(output: &T) -> String {
    serde_json::to_string(output).expect("views have text keys and no floats")
}

macro_rules! right {
    (anyone) => {
        None
    };
    ($right:literal) => {
        Some($right)
    };
}

macro_rules! kind {
    (query) => {
        CommandKind::Query
    };
    (action) => {
        CommandKind::Action
    };
}

macro_rules! place {
    (branch) => {
        CommandPlace::Branch
    };
    (hq) => {
        CommandPlace::Hq
    };
    (both) => {
        CommandPlace::Both
    };
}

macro_rules! commands {
    ($($name:ident: $kind:ident $file:ident::$function:ident($input:ty) -> $output:ty,
        may $right:tt, at $place:ident, touches [$($tag:ident),*];)*) => {
        /// All commands.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            kind: kind!($kind),
            right: right!($right),
            place: place!($place),
            tags: &[$(stringify!($tag)),*],
        }),*];

        fn run(
            context: &Context,
            session: &Session,
            name: &str,
            input: &str,
        ) -> Result<String, ApiError> {
            match name {
                $(stringify!($name) => {
                    let output: $output = $file::$function(context, session, decode(input)?)?;
                    Ok(encode(&output))
                })*
                _ => Err(ErrorCode::InputMalformed.with("what", name)),
            }
        }

        /// Shows the input and output type of every command to a visitor.
        pub fn visit_types(visitor: &mut impl TypesVisitor) {
            $(visitor.visit::<$input, $output>(stringify!($name));)*
        }
    };
}

/// Sees the types of the commands one by one.
pub trait TypesVisitor {
    /// Called for each row with its input and output type.
    fn visit<I: ts_rs::TS + 'static, O: ts_rs::TS + 'static>(&mut self, name: &'static str);
}

commands! {
    node_status: query node::status(Nothing) -> NodeView,
        may anyone, at both, touches [node];
    exchange_status: query exchange::status(Nothing) -> ExchangeView,
        may anyone, at branch, touches [exchange];
    exchange_now: action exchange::now(Nothing) -> ExchangeView,
        may "exchange.run", at branch, touches [exchange];

    till_view: query till::view(Nothing) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_scan: action till::scan(ScanInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_add: action till::add(AddInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_select: action till::select(LineInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_set_quantity: action till::set_quantity(QuantityInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_serial: action till_serial::name(SerialNameInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_set_price: action till::set_price(PriceInput) -> CartView,
        may "till.price", at branch, touches [cart];
    till_set_discount: action till::set_discount(DiscountInput) -> CartView,
        may "till.discount", at branch, touches [cart];
    till_remove: action till::remove(LineInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_clear: action till::clear(Nothing) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_rounding: action till::rounding(RoundingInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_tender: action till::tender(TenderInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_tender_remove: action till::tender_remove(LineInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_customer: action customer::choose(CustomerInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_pay: action pay::pay(PayInput) -> PaidView,
        may "till.sell", at branch, touches [cart, sales, stock, document, exchange];
    till_park: action parked::park(ParkInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_parked: query parked::list(Nothing) -> Vec<ParkedView>,
        may "till.sell", at branch, touches [cart];
    till_recall: action parked::recall(RecallInput) -> CartView,
        may "till.sell", at branch, touches [cart];
    till_return_find: query till_return::find(ReturnFindInput) -> ReturnableView,
        may "till.return", at branch, touches [document];
    till_return: action till_return::take_back(ReturnInput) -> PaidView,
        may "till.return", at branch, touches [cart, sales, stock, document, exchange];
    seat_list: query seat::list(Nothing) -> Vec<SeatView>,
        may anyone, at branch, touches [seat];
    seat_enter: action seat::enter(SeatEnterInput) -> SeatedView,
        may anyone, at branch, touches [node, seat];
    seat_leave: action seat::leave(Nothing) -> Nothing,
        may anyone, at branch, touches [node, seat];
    approver_list: query seat::approvers(ApproverInput) -> Vec<SeatView>,
        may anyone, at branch, touches [seat];
    pin_change: action seat::change_pin(PinChangeInput) -> Nothing,
        may anyone, at branch, touches [seat];
    pin_set: action seat::set_pin(PinSetInput) -> Nothing,
        may "pin.set", at branch, touches [node, seat];

    ticket: query ticket::of_document(DocumentInput) -> TicketView,
        may "till.sell", at branch, touches [document];

    product_search: query product::search(SearchInput) -> Vec<ProductHit>,
        may "product.see", at both, touches [product];
    partner_search: query partner::search(SearchInput) -> Vec<PartnerHit>,
        may "partner.see", at both, touches [partner];

    price_info: query price::info(ProductInput) -> PriceInfoView,
        may "product.see", at both, touches [product, promotion, document];
    purchase_price: query price::purchase(PurchasePriceInput) -> PurchasePriceView,
        may "document.draft", at both, touches [product, document];
    sale_price: query price::sale(PurchasePriceInput) -> PurchasePriceView,
        may "document.draft", at both, touches [product, promotion, document];
    category_list: query promotion::categories(Nothing) -> Vec<CategoryRow>,
        may "product.see", at both, touches [product];
    promotion_list: query promotion::list(PromotionListInput) -> PromotionPage,
        may "promotion.see", at both, touches [promotion];
    promotion_save: action promotion::save(PromotionInput) -> PromotionView,
        may "promotion.write", at hq, touches [promotion];
    promotion_disable: action promotion::disable(PromotionKey) -> PromotionView,
        may "promotion.write", at hq, touches [promotion];
    price_policy: query promotion::policy(Nothing) -> PricePolicyView,
        may "promotion.see", at both, touches [promotion];
    price_policy_save: action promotion::policy_save(PricePolicyView) -> PricePolicyView,
        may "price_policy.write", at hq, touches [promotion];

    kind_list: query kind::list(Nothing) -> Vec<KindView>,
        may "document.see", at both, touches [kind];
    account_list: query kind::accounts(Nothing) -> Vec<AccountView>,
        may "document.draft", at both, touches [kind];
    choice_list: query kind::choices(Nothing) -> ChoicesView,
        may "document.draft", at both, touches [branch];
    open_item_list: query pick::open_items(OpenItemInput) -> Vec<OpenItemView>,
        may "document.draft", at both, touches [document];
    document_pick: query pick::originals(PickInput) -> Vec<PickView>,
        may "document.draft", at both, touches [document];

    draft_list: query draft::list(Nothing) -> Vec<DraftView>,
        may "document.draft", at both, touches [draft];
    draft_view: query draft::view(DraftKey) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_save: action draft::save(DraftInput) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_copy: action draft::copy(DraftCopyInput) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_from: action draft::from(DraftFromInput) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_settle: action draft::settle(DraftKey) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_lots: action draft::lots(DraftKey) -> DraftView,
        may "document.draft", at both, touches [draft];
    draft_discard: action draft::discard(DraftKey) -> Nothing,
        may "document.draft", at both, touches [draft];
    draft_post: action draft::post(DraftKey) -> DocumentView,
        may "document.post", at both,
        touches [draft, approval, stock, document, report, exchange];
    draft_submit: action draft::submit(DraftKey) -> DraftView,
        may "document.draft", at both, touches [draft, approval, exchange];
    draft_withdraw: action draft::withdraw(DraftKey) -> DraftView,
        may "document.draft", at both, touches [draft, approval, exchange];
    template_list: query template::list(Nothing) -> Vec<TemplateView>,
        may "document.draft", at both, touches [product, template];
    template_save: action template::save(TemplateSaveInput) -> TemplateView,
        may "document.draft", at both, touches [template];
    template_remove: action template::remove(TemplateKey) -> Nothing,
        may "document.draft", at both, touches [template];
    template_use: action template::apply(TemplateUseInput) -> DraftView,
        may "document.draft", at both, touches [draft];
    document_view: query document::view(DocumentInput) -> DocumentView,
        may "document.see", at both, touches [document];
    document_list: query document::list(DocumentListInput) -> DocumentPage,
        may "document.see", at both, touches [document];
    document_print: action print::print(DocumentInput) -> PrintView,
        may "document.print", at both, touches [print];
    document_reverse: action red::reverse(ReverseInput) -> DocumentView,
        may "document.reverse", at both, touches [stock, document, report, sales, exchange];
    order_close: action red::close(ReverseInput) -> DocumentView,
        may "document.post", at both, touches [stock, document, report, exchange];

    application_list: query approval::list(ApplicationListInput) -> ApplicationPage,
        may "document.see", at both, touches [approval];
    application_view: query approval::view(ApplicationKey) -> ApplicationView,
        may "document.see", at both, touches [approval];
    application_decide: action approval::decide(ApplicationDecideInput) -> ApplicationView,
        may "document.approve", at both, touches [approval, draft, exchange];
    approval_policy: query approval::policy(Nothing) -> ApprovalPolicyView,
        may "document.see", at both, touches [approval];
    approval_policy_save: action approval::policy_save(ApprovalPolicyInput) -> ApprovalPolicyView,
        may "approval_policy.write", at hq, touches [approval, draft, audit];
    unapproved_list: query approval::unapproved(UnapprovedListInput) -> UnapprovedPage,
        may "audit.see", at hq, touches [approval, document];

    stock_list: query stock::list(StockInput) -> StockPage,
        may "stock.see", at both, touches [stock];
    stock_by_branch: query stock::by_branch(ProductInput) -> Vec<BranchStockRow>,
        may "stock.see", at both, touches [stock];
    serial_list: query serial::list(SerialListInput) -> SerialPage,
        may "stock.see", at both, touches [stock];
    serial_trace: query serial::trace(SerialTraceInput) -> Vec<SerialTraceView>,
        may "stock.see", at both, touches [stock];
    serial_read: query serial::read(SerialReadInput) -> SerialNumbersView,
        may "document.draft", at both, touches [];
    serial_conflicts: query serial::conflicts(Nothing) -> Vec<SerialConflictView>,
        may "stock.see", at hq, touches [stock];
    serial_user_save: action serial_note::user(SerialUserInput) -> Nothing,
        may "document.draft", at branch, touches [stock, exchange];
    serial_state_save: action serial_note::set_state(SerialStateInput) -> Nothing,
        may "serial.edit", at branch, touches [stock, exchange];
    serial_void: action serial_note::void(SerialVoidInput) -> Nothing,
        may "serial.edit", at branch, touches [stock, exchange];
    serial_mode_check: query company::mode_check(SerialModeInput) -> SerialModeView,
        may "company.edit", at hq, touches [stock, product];
    serial_mode_save: action company::mode_save(SerialModeInput) -> SerialModeView,
        may "company.edit", at hq, touches [stock, product];
    company_policy: query company::policy(Nothing) -> CompanyPolicyView,
        may "stock.see", at both, touches [product, document];
    company_policy_save: action company::policy_save(CompanyPolicyView) -> CompanyPolicyView,
        may "company.edit", at hq, touches [product];
    lot_list: query lot::list(LotListInput) -> LotListView,
        may "stock.see", at both, touches [stock];
    lot_expiring: query lot::expiring(LotExpiringInput) -> Vec<ExpiringView>,
        may "stock.see", at both, touches [stock];
    sales_today: query sales::today(Nothing) -> SalesTodayView,
        may "sales.see", at branch, touches [sales];
    report: query report::run(ReportInput) -> ReportView,
        may "report.see", at both, touches [report];
    report_file: query report::file(ReportFileInput) -> ReportFileView,
        may "report.see", at both, touches [report];

    close_list: query close::list(Nothing) -> CloseView,
        may "document.see:YJC", at both, touches [close];
    close_late: query close::late(MonthInput) -> Vec<DocumentLink>,
        may "document.see:YJC", at both, touches [close];
    close_check: query close::check(MonthInput) -> Vec<GapView>,
        may "document.see:YJC", at both, touches [];
    close_progress: query close::progress(Nothing) -> CloseProgressView,
        may "document.see:YJC", at both, touches [];
    close_module: action close::module(ModuleInput) -> ClosedView,
        may "document.post:YJC", at both, touches [close, audit];
    close_month: action close::close_month(MonthInput) -> ClosedView,
        may "document.post:YJC", at both, touches [close, document, exchange, audit];
    close_reopen: action close::reopen(MonthInput) -> ClosedView,
        may "document.see:YJC", at both, touches [close, document, report, exchange, audit];
    close_year_view: query close::year_view(YearInput) -> YearView,
        may "document.see:NJC", at both, touches [close, document];
    close_year: action close::close_year(YearInput) -> ClosedView,
        may "document.post:NJC", at both, touches [close, document, report, exchange, audit];
    opening_check: query opening::check(Nothing) -> OpeningView,
        may "books.open", at both, touches [];
    opening_open: action opening::open(Nothing) -> OpeningView,
        may "books.open", at both, touches [close, audit];

    audit_list: query audit::list(AuditInput) -> AuditPage,
        may "audit.see", at both, touches [audit];
    login_statistics: query audit::logins(LoginStatisticsInput) -> Vec<LoginCountView>,
        may "audit.see", at both, touches [audit];

    operator_list: query operator::list(Nothing) -> Vec<OperatorView>,
        may "operator.see", at hq, touches [operator];
    operator_save: action operator::save(OperatorInput) -> OperatorView,
        may "operator.edit", at hq, touches [operator, audit];
    operator_password: action operator::password(EmployeeInput) -> PasswordView,
        may "operator.edit", at hq, touches [audit];
    role_list: query role::list(Nothing) -> RolesView,
        may "operator.see", at hq, touches [operator];
    role_save: action role::save(RoleInput) -> RoleView,
        may "operator.edit", at hq, touches [operator, audit];
    scope_find: query operator::find(ScopeFindInput) -> Vec<ScopeItem>,
        may "operator.see", at hq, touches [operator];

    requisition_list: query requisition::list(Nothing) -> Vec<RequisitionRow>,
        may "document.see:CS", at hq, touches [document, product];
    requisition_adjust: action requisition::adjust(RequisitionAdjustInput) -> Vec<RequisitionRow>,
        may "document.draft:CD", at hq, touches [document];
    requisition_order: action requisition::order(RequisitionOrderInput) -> DocumentView,
        may "document.post:CD", at hq, touches [stock, document, report];

    hq_overview: query hq::overview(Nothing) -> HqOverview,
        may "hq.see", at hq, touches [branch, stock, sales];
    branch_list: query hq::branch_list(Nothing) -> Vec<BranchView>,
        may "branch.see", at hq, touches [branch];
    branch_add: action hq::branch_add(BranchAddInput) -> EnrolCodeView,
        may "branch.add", at hq, touches [branch];
    held_list: query hq::held_list(Nothing) -> Vec<HeldView>,
        may "held.see", at hq, touches [held];
    held_retry: action hq::held_retry(DocumentInput) -> Nothing,
        may "held.retry", at hq, touches [held, stock, document, report];
    fork_list: query hq::fork_list(Nothing) -> Vec<ForkView>,
        may "held.see", at hq, touches [held];
    sales_by_branch: query sales::by_branch(SalesByBranchInput) -> SalesByBranchView,
        may "sales.see", at hq, touches [sales];
}
