//! Documents that wait for somebody's word: submitted at a branch, decided there and at head
//! office, posted where they were drafted.

use fenhao_app::context::Session;
use fenhao_app::error::ErrorCode;
use fenhao_app::view::{
    ApplicationPage, ApplicationView, ApprovalPolicyView, AuditPage, DocumentView, DraftView,
    UnapprovedPage,
};
use fenhao_app::{import, table};
use fenhao_books::approval::{self, By};
use fenhao_books::merge::Merger;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::store::Store;
use fenhao_books::table::stream::{self, StreamRow};
use fenhao_books::{feed, outbox, post, rebuild, take_in, verify};
use fenhao_domain::approval::{Act, Application};
use fenhao_domain::calendar::{BusinessDate, Timestamp};
use fenhao_domain::cost::NegativeStock;
use fenhao_domain::document::{Document, Line};
use fenhao_domain::id::{BranchId, EmployeeId, PartnerId, ProductId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::approval_policy::{Step, StepPlace};
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::partner::Partner;
use fenhao_domain::permission::{Grant, Rights, ShippedRole};
use fenhao_domain::price::UnitPrice;
use fenhao_domain::quantity::Quantity;
use fenhao_exchange::batch::CutLimits;
use serde_json::{Value, json};

use crate::shop::{NOON, Shop, data, quiet};

const COLA: u64 = 2_000_111_101;
const CUSTOMER: u64 = 77_001;
const SH: StreamId = StreamId(1 << 16);

/// A head office and its branch, each with a ledger of its own, that exchange when told to.
struct Company {
    office: Shop,
    shop: Shop,
    merger: Merger,
}

impl Company {
    /// Head office asks for the word of the shop's manager, then of its accountant and its head,
    /// for every gift, by three people; for expenses from 500.00 for that of its head.
    fn found() -> Company {
        let company = Company::without_policy();
        company.office.run::<ApprovalPolicyView>("approval_policy_save", gifts());
        company
    }

    fn without_policy() -> Company {
        let office = Shop::head_office();
        import::products(&office.context, &data("corner-shop/products.csv"), &mut quiet).unwrap();
        let customer = Partner {
            id: PartnerId(CUSTOMER),
            code: "KH01".into(),
            name: "永安宾馆".into(),
            customer: true,
            ..Partner::default()
        };
        let branch = Branch {
            id: BranchId(1),
            code: "SH".into(),
            name: "街角小店".into(),
            ..Branch::default()
        };
        let key = *office.context.keys.signing.as_ref().unwrap().verifying_key().as_bytes();
        let records = [MasterRecord::Partner(customer), MasterRecord::Branch(branch)];
        write(&office, |sql| {
            feed::append_master(sql, &records)?;
            stream::save(sql, &StreamRow::new(SH, BranchId(1), key))
        });
        let shop = Shop::empty();
        let node = shop.context.node.clone().unwrap();
        write(&shop, |sql| feed::subscribe(sql, &node));
        let mut company = Company { office, shop, merger: Merger::new() };
        company.exchange();
        import::opening(&company.shop.context, &data("corner-shop")).unwrap();
        company
    }

    /// What is new goes up, is merged, and what head office says comes down.
    fn exchange(&mut self) {
        let acked = self.office.context.store.read(|sql| stream::load(sql, SH)).unwrap().unwrap();
        seal(&self.shop, SH);
        let mut sent = acked.acked.seq;
        while let Some((_, bytes)) =
            self.shop.context.store.read(|sql| outbox::next_to_send(sql, SH, sent)).unwrap()
        {
            sent = take(&self.office.context.store, &bytes);
        }
        while self.merger.run(&self.office.context.store, 100, NOON).unwrap().entries > 0 {}
        let node = self.shop.context.node.clone().unwrap();
        for feed in [feed::CATALOGUE, feed::of_branch(BranchId(1))] {
            seal(&self.office, feed);
            let row = self.shop.context.store.read(|sql| stream::load(sql, feed)).unwrap().unwrap();
            let after = row.acked.seq;
            let batches = self.office.context.store.read(|sql| -> Result<_, SqlError> {
                feed::batches_after(sql, feed, after, usize::MAX)
            });
            for bytes in batches.unwrap() {
                take(&self.shop.context.store, &bytes);
            }
            write(&self.shop, |sql| {
                while feed::apply_some(sql, &node, feed)? > 0 {}
                Ok(())
            });
        }
    }

    fn at_shop(&mut self, employee: u32, role: ShippedRole) -> &Shop {
        self.shop.session = Session::shipped(EmployeeId(employee), &format!("{employee}"), role);
        &self.shop
    }

    fn at_office(&mut self, employee: u32, role: ShippedRole) -> &Shop {
        self.office.session = Session::shipped(EmployeeId(employee), &format!("{employee}"), role);
        &self.office
    }

    /// Both ledgers prove themselves, and say the same of every application of the branch.
    fn agree(&mut self) {
        let mut told = Vec::new();
        self.at_shop(1, ShippedRole::Manager);
        self.at_office(1, ShippedRole::Hq);
        for place in [&self.shop, &self.office] {
            let compared = place.context.store.read(|sql| rebuild::compare(sql, &mut |_| {}));
            assert!(compared.as_ref().unwrap().agrees(), "{compared:?}");
            let sound = place.context.store.read(|sql| verify::verify(sql, None, &mut |_| {}));
            assert!(sound.as_ref().unwrap().is_sound(), "{sound:?}");
            let page = applications(place, "all");
            let of_branch = page.rows.into_iter().filter(|row| row.branch == "SH");
            told.push(of_branch.map(|row| state(place, row.application)).collect::<Vec<_>>());
        }
        assert_eq!(told[0], told[1]);
    }
}

fn write(shop: &Shop, work: impl FnOnce(&mut dyn Sql) -> Result<(), SqlError>) {
    shop.context.store.write(work).unwrap();
}

fn seal(shop: &Shop, stream: StreamId) {
    let key = shop.context.keys.signing.clone().unwrap();
    let (org, limits) = ([1; 16], CutLimits::BRANCH);
    let next = || outbox::seal_next(&shop.context.store, &org, stream, &key, &limits, NOON);
    while next().unwrap().is_some() {}
}

fn take(store: &Store, bytes: &[u8]) -> u64 {
    let open = store.read(|sql| take_in::open(sql, &[1; 16], bytes)).unwrap();
    store.write(|sql| take_in::take_in(sql, &open, bytes, NOON)).unwrap().row.acked.seq
}

fn step(place: &str, role: &str) -> Value {
    json!({"place": place, "role": role})
}

fn gifts() -> Value {
    let steps = [step("branch", "manager"), step("hq", "accountant"), step("hq", "hq")];
    json!({"two_people": true, "tiers": [
        {"kind": "ZS", "from": "0", "steps": steps},
        {"kind": "FY", "from": "500.00", "steps": [step("hq", "hq")]},
    ]})
}

fn gift(quantity: &str) -> Value {
    json!({"kind": "ZS", "partner_id": CUSTOMER, "remark": "开业",
           "lines": [{"product_id": COLA, "quantity": quantity}]})
}

/// The storekeeper, 7, drafts a gift and submits it.
fn submitted(company: &mut Company) -> DraftView {
    let shop = company.at_shop(7, ShippedRole::Storekeeper);
    let draft: DraftView = shop.run("draft_save", gift("2"));
    assert_eq!((draft.wrong.len(), draft.approval.asked), (0, true));
    shop.run("draft_submit", json!({"id": draft.id}))
}

fn application(draft: &DraftView) -> Value {
    json!(draft.approval.standing.as_ref().unwrap().application)
}

fn applications(shop: &Shop, list: &str) -> ApplicationPage {
    shop.run("application_list", json!({"list": list, "after": null, "limit": 50}))
}

fn state(shop: &Shop, application: impl serde::Serialize) -> Value {
    let view: ApplicationView = shop.run("application_view", json!({"application": application}));
    json!({"standing": view.standing, "misfits": view.misfits})
}

fn decision(application: &Value, step: u32, approved: bool) -> Value {
    let remark = if approved { "" } else { "预算已用完" };
    json!({"application": application, "step": step, "approved": approved, "remark": remark})
}

/// The manager, 8, and at head office the accountant, 20, and its head, 21, agree as far as `steps`.
fn agree_to(company: &mut Company, application: &Value, steps: u32) {
    let people = [(8, ShippedRole::Manager), (20, ShippedRole::Accountant), (21, ShippedRole::Hq)];
    for (at, (who, role)) in (1..=steps).zip(people) {
        let place = match at {
            1 => company.at_shop(who, role),
            _ => company.at_office(who, role),
        };
        place.run::<ApplicationView>("application_decide", decision(application, at, true));
        company.exchange();
    }
}

fn refused_with(answer: Result<Value, fenhao_app::error::ApiError>, code: ErrorCode) {
    let error = answer.unwrap_err();
    assert!(error.is(code), "{error}");
}

#[test]
fn a_gift_is_applied_for_offline_approved_at_head_office_and_posted_as_approved() {
    let mut company = Company::found();
    company.exchange();
    let draft = submitted(&mut company);
    assert!(draft.approval.frozen);
    let of_draft = json!({"id": draft.id});
    let manager = company.at_shop(8, ShippedRole::Manager);
    refused_with(manager.call("draft_post", of_draft.clone()), ErrorCode::ApprovalRequired);
    let mut typed = gift("9");
    typed["id"] = json!(draft.id);
    refused_with(manager.call("draft_save", typed), ErrorCode::DraftSubmitted);
    refused_with(manager.call("draft_discard", of_draft.clone()), ErrorCode::DraftSubmitted);
    manager.run::<DraftView>("draft_copy", json!({"document": null, "draft": draft.id}));
    let asked = application(&draft);
    let waiting = applications(manager, "waiting");
    assert_eq!((waiting.rows.len(), waiting.rows[0].role.as_str()), (1, "manager"));
    assert_eq!(waiting.rows[0].amount, "3.84", "two at the cost of 1.92");
    agree_to(&mut company, &asked, 1);
    let accountant = company.at_office(20, ShippedRole::Accountant);
    let seen: ApplicationView = accountant.run("application_view", json!({"application": asked}));
    assert_eq!((seen.can_decide, seen.document.partner.as_str()), (2, "永安宾馆"));
    assert_eq!(
        (seen.document.lines[0].quantity.as_str(), seen.document.amount.as_str()),
        ("2", "3.84")
    );
    let head = company.at_office(21, ShippedRole::Hq);
    assert!(applications(head, "waiting").rows.is_empty(), "it is the accountant's turn");
    refused_with(
        head.call("application_decide", decision(&asked, 2, true)),
        ErrorCode::StepNotYours,
    );
    agree_to_rest(&mut company, &asked);
    let manager = company.at_shop(8, ShippedRole::Manager);
    let approved: DraftView = manager.run("draft_view", of_draft.clone());
    assert_eq!(approved.approval.standing.unwrap().state, "approved");
    let posted: DocumentView = manager.run("draft_post", of_draft);
    assert_eq!((posted.number.as_str(), posted.amount.as_str()), ("ZS-SH-261123-0001", "3.84"));
    assert_eq!((posted.remark.as_str(), posted.lines.len()), ("开业", 1));
    company.exchange();
    let office = company.at_office(21, ShippedRole::Hq);
    let seen: ApplicationView = office.run("application_view", json!({"application": asked}));
    assert_eq!(seen.standing.state, "posted");
    assert_eq!(seen.posted.unwrap().number, posted.number);
    assert!(unapproved(office).is_empty());
    company.agree();
}

/// The two steps of head office.
fn agree_to_rest(company: &mut Company, asked: &Value) {
    for (at, who, role) in [(2, 20, ShippedRole::Accountant), (3, 21, ShippedRole::Hq)] {
        let place = company.at_office(who, role);
        place.run::<ApplicationView>("application_decide", decision(asked, at, true));
        company.exchange();
    }
}

fn unapproved(office: &Shop) -> Vec<(String, String)> {
    let page: UnapprovedPage = office.run("unapproved_list", json!({"after": null, "limit": 50}));
    page.rows.into_iter().map(|row| (row.document.number, row.reason)).collect()
}

#[test]
fn a_refused_draft_says_why_and_can_be_changed_and_submitted_again() {
    let mut company = Company::found();
    company.exchange();
    let draft = submitted(&mut company);
    let asked = application(&draft);
    agree_to(&mut company, &asked, 1);
    let mut silent = decision(&asked, 2, false);
    silent["remark"] = json!(" ");
    let accountant = company.at_office(20, ShippedRole::Accountant);
    refused_with(accountant.call("application_decide", silent), ErrorCode::ReasonMissing);
    let no: ApplicationView = accountant.run("application_decide", decision(&asked, 2, false));
    assert_eq!(no.standing.state, "refused");
    company.exchange();
    let keeper = company.at_shop(7, ShippedRole::Storekeeper);
    let back: DraftView = keeper.run("draft_view", json!({"id": draft.id}));
    let standing = back.approval.standing.unwrap();
    assert_eq!((standing.state.as_str(), back.approval.frozen), ("refused", false));
    assert_eq!(standing.steps[1].remark, "预算已用完");
    assert_eq!((standing.steps[1].by.as_str(), standing.steps[2].state.as_str()), ("20", "open"));
    let mut typed = gift("1");
    typed["id"] = json!(draft.id);
    keeper.run::<DraftView>("draft_save", typed);
    let again: DraftView = keeper.run("draft_submit", json!({"id": draft.id}));
    assert_ne!(application(&again), asked);
    assert_eq!(applications(keeper, "mine").rows.len(), 2);
    company.exchange();
    company.agree();
}

#[test]
fn what_is_withdrawn_while_head_office_approves_is_withdrawn_on_both_sides() {
    for heard_first in [false, true] {
        let mut company = Company::found();
        company.exchange();
        let draft = submitted(&mut company);
        let asked = application(&draft);
        agree_to(&mut company, &asked, 1);
        let accountant = company.at_office(20, ShippedRole::Accountant);
        accountant.run::<ApplicationView>("application_decide", decision(&asked, 2, true));
        if heard_first {
            company.exchange();
        }
        let keeper = company.at_shop(7, ShippedRole::Storekeeper);
        let back: DraftView = keeper.run("draft_withdraw", json!({"id": draft.id}));
        assert_eq!(back.approval.standing.unwrap().state, "withdrawn");
        assert!(!back.approval.frozen);
        refused_with(
            keeper.call("draft_withdraw", json!({"id": draft.id})),
            ErrorCode::ApplicationMoved,
        );
        let head = company.at_office(21, ShippedRole::Hq);
        if !heard_first {
            head.run::<ApplicationView>("application_decide", decision(&asked, 3, true));
        }
        company.exchange();
        company.exchange();
        let head = company.at_office(21, ShippedRole::Hq);
        refused_with(
            head.call("application_decide", decision(&asked, 3, true)),
            ErrorCode::ApplicationMoved,
        );
        assert_eq!(state(head, &asked)["standing"]["state"], "withdrawn");
        let manager = company.at_shop(8, ShippedRole::Manager);
        refused_with(
            manager.call("draft_post", json!({"id": draft.id})),
            ErrorCode::ApprovalRequired,
        );
        company.agree();
    }
}

#[test]
fn nobody_approves_what_they_drafted_or_have_approved_before() {
    let mut company = Company::found();
    company.exchange();
    let manager = company.at_shop(8, ShippedRole::Manager);
    let draft: DraftView = manager.run("draft_save", gift("2"));
    let draft: DraftView = manager.run("draft_submit", json!({"id": draft.id}));
    let asked = application(&draft);
    assert!(applications(manager, "waiting").rows.is_empty(), "not for who drafted it");
    refused_with(
        manager.call("application_decide", decision(&asked, 1, true)),
        ErrorCode::SamePerson,
    );
    let other = company.at_shop(9, ShippedRole::Manager);
    other.run::<ApplicationView>("application_decide", decision(&asked, 1, true));
    company.exchange();
    let accountant = company.at_office(20, ShippedRole::Accountant);
    accountant.run::<ApplicationView>("application_decide", decision(&asked, 2, true));
    let both = company.at_office(20, ShippedRole::Hq);
    refused_with(both.call("application_decide", decision(&asked, 3, true)), ErrorCode::SamePerson);
    company.exchange();
    company.agree();
}

#[test]
fn an_amount_below_its_tier_is_posted_at_once() {
    let mut company = Company::found();
    company.exchange();
    let manager = company.at_shop(8, ShippedRole::Manager);
    let spend = |amount: &str| {
        json!({"kind": "FY", "remark": "租金",
               "entries": [{"account": "5601", "debit": amount}],
               "tenders": [{"tender": "cash", "amount": amount}]})
    };
    let small: DraftView = manager.run("draft_save", spend("499.99"));
    assert!(!small.approval.asked);
    refused_with(
        manager.call("draft_submit", json!({"id": small.id})),
        ErrorCode::ApprovalNotAsked,
    );
    manager.run::<DocumentView>("draft_post", json!({"id": small.id}));
    let large: DraftView = manager.run("draft_save", spend("500.00"));
    refused_with(manager.call("draft_post", json!({"id": large.id})), ErrorCode::ApprovalRequired);
    let large: DraftView = manager.run("draft_submit", json!({"id": large.id}));
    company.exchange();
    let head = company.at_office(21, ShippedRole::Hq);
    let asked = application(&large);
    head.run::<ApplicationView>("application_decide", decision(&asked, 1, true));
    company.exchange();
    let manager = company.at_shop(8, ShippedRole::Manager);
    manager.run::<DocumentView>("draft_post", json!({"id": large.id}));
    company.exchange();
    assert!(unapproved(company.at_office(21, ShippedRole::Hq)).is_empty());
    company.agree();
}

#[test]
fn head_office_s_own_documents_go_through_their_steps_there() {
    let mut company = Company::without_policy();
    let office = company.at_office(21, ShippedRole::Hq);
    let steps = [step("branch", "accountant"), step("hq", "hq")];
    let policy = json!({"two_people": true, "tiers": [{"kind": "PZ", "from": "", "steps": steps}]});
    office.run::<ApprovalPolicyView>("approval_policy_save", policy);
    let voucher = json!({"kind": "PZ", "entries": [
        {"account": "5602", "debit": "12.00"}, {"account": "1002", "credit": "12.00"}]});
    let drafter = company.at_office(22, ShippedRole::Accountant);
    let draft: DraftView = drafter.run("draft_save", voucher);
    let draft: DraftView = drafter.run("draft_submit", json!({"id": draft.id}));
    let asked = application(&draft);
    for (at, who, role) in [(1, 20, ShippedRole::Accountant), (2, 21, ShippedRole::Hq)] {
        let place = company.at_office(who, role);
        assert_eq!(applications(place, "waiting").rows.len(), 1);
        place.run::<ApplicationView>("application_decide", decision(&asked, at, true));
    }
    let drafter = company.at_office(22, ShippedRole::Accountant);
    let posted: DocumentView = drafter.run("draft_post", json!({"id": draft.id}));
    assert_eq!((posted.branch.as_str(), posted.amount.as_str()), ("00", "12.00"));
    company.exchange();
    company.agree();
}

/// A gift as the books of the shop post it, whoever says what.
fn post_unasked(company: &Company, quantity: i64) {
    let shop = &company.shop;
    let node = shop.context.node.clone().unwrap();
    let day = BusinessDate::parse("2026-11-23").unwrap();
    let mut document = Document::new(Kind::ZS, BranchId(1), day, Timestamp(NOON), EmployeeId(7));
    (document.partner, document.remark) = (Some(PartnerId(CUSTOMER)), "开业".to_owned());
    let line = Line::new(ProductId(COLA), Quantity::whole(quantity), UnitPrice::default());
    document.lines.push(line);
    let posted = shop
        .context
        .store
        .write(|sql| post::post_one(sql, &node, document, NegativeStock::Refuse).map(|_| ()));
    posted.unwrap();
}

#[test]
fn a_branch_that_posts_without_being_allowed_is_shown_and_not_stopped() {
    let mut company = Company::found();
    company.exchange();
    post_unasked(&company, 1);
    // Its own policy asks a role of its own only, and nobody at head office.
    let node = company.shop.context.node.clone().unwrap();
    let draft = submitted(&mut company);
    let asked = draft.approval.standing.unwrap().application;
    let steps = vec![Step { place: StepPlace::Branch, role: "manager".to_owned() }];
    let by = |employee: u32| By {
        employee: EmployeeId(employee),
        name: employee.to_string(),
        at: Timestamp(NOON),
        remark: String::new(),
    };
    write(&company.shop, |sql| {
        let id = fenhao_domain::id::DocumentId { stream: StreamId(asked.stream), seq: asked.seq };
        let found = approval::load(sql, id)?.unwrap();
        let other = Application { steps, ..found.application };
        let id = approval::submit(sql, &node, &other)?;
        let yes = Act::Decide { step: 1, approved: true, role: "manager".to_owned() };
        approval::note(sql, &node, id, yes, by(8)).unwrap();
        let day = BusinessDate::parse("2026-11-23").unwrap();
        approval::post(sql, &node, id, (by(8), day), NegativeStock::Refuse).unwrap();
        Ok(())
    });
    company.exchange();
    let office = company.at_office(21, ShippedRole::Hq);
    let told = |number: &str, reason: &str| (number.to_owned(), reason.to_owned());
    assert_eq!(
        unapproved(office),
        [told("ZS-SH-261123-0002", "other_steps"), told("ZS-SH-261123-0001", "no_application"),]
    );
    company.agree();
}

#[test]
fn the_policy_takes_no_kind_of_the_till_and_no_role_that_nobody_has() {
    let company = Company::without_policy();
    let save = |tiers: Value| {
        let input = json!({"two_people": false, "tiers": tiers});
        company.office.call::<Value>("approval_policy_save", input)
    };
    let one = |kind: &str, from: &str, role: &str| json!([{"kind": kind, "from": from, "steps": [step("hq", role)]}]);
    refused_with(save(one("LS", "0", "hq")), ErrorCode::KindNotApproved);
    refused_with(save(one("LT", "0", "hq")), ErrorCode::KindNotApproved);
    refused_with(save(one("ZS", "0", "king")), ErrorCode::RoleUnknown);
    refused_with(save(one("ZS", "-1", "hq")), ErrorCode::PriceInvalid);
    refused_with(save(one("ZZ", "0", "hq")), ErrorCode::InputMalformed);
    let saved: ApprovalPolicyView = company
        .office
        .run("approval_policy_save", json!({"two_people": true, "tiers": one("ZS", "1", "hq")}));
    assert_eq!((saved.tiers.len(), saved.tiers[0].from.as_str()), (1, "1.00"));
    assert!(saved.roles.iter().any(|role| role.code == "accountant"));
    assert!(!saved.kinds.contains(&"LS".to_owned()));
}

#[test]
fn each_act_of_approval_leaves_a_row() {
    let mut company = Company::found();
    company.exchange();
    let draft = submitted(&mut company);
    agree_to(&mut company, &application(&draft), 1);
    company
        .at_shop(7, ShippedRole::Storekeeper)
        .run::<DraftView>("draft_withdraw", json!({"id": draft.id}));
    let page: AuditPage = company.at_shop(8, ShippedRole::Manager).run(
        "audit_list",
        json!({
        "operator": null, "act": null, "from": null, "to": null, "after": null, "limit": 50}),
    );
    let told = page.rows.iter().map(|row| (row.act.as_str(), row.detail.as_str()));
    let mut told: Vec<_> = told.filter(|(_, detail)| detail.starts_with("ZS")).collect();
    told.sort_unstable();
    let detail = "ZS 3.84";
    let acts = ["application_approve", "draft_submit", "draft_withdraw"];
    assert_eq!(told, acts.map(|act| (act, detail)));
}

#[test]
fn who_may_not_see_cost_sees_no_cost_of_an_application() {
    let mut company = Company::found();
    company.exchange();
    let draft = submitted(&mut company);
    let asked = application(&draft);
    let keeper = company.at_shop(7, ShippedRole::Storekeeper);
    assert_eq!(applications(keeper, "mine").rows[0].amount, "");
    let seen: ApplicationView = keeper.run("application_view", json!({"application": asked}));
    assert_eq!((seen.document.amount.as_str(), seen.document.lines[0].cost.as_str()), ("", ""));
    assert!(seen.document.entries.is_empty());
    let nobody = Rights::of(&[Grant::new("document.see:XS")]);
    company.shop.session = company.shop.session.clone().with_rights(nobody);
    assert!(applications(&company.shop, "all").rows.is_empty());
    let answer = table::call(
        &company.shop.context,
        &company.shop.session,
        "application_view",
        &json!({"application": asked}).to_string(),
    );
    assert!(answer.unwrap_err().is(ErrorCode::PermissionDenied));
}
