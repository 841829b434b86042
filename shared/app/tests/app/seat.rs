//! Signing in at a branch, and a manager's word beside the operator.

use fenhao_app::context::{Clock, Context};
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::seat::Seat;
use fenhao_app::view::{
    ApprovalInput, AuditPage, CartView, LoginCountView, NodeView, PaidView, SeatState, SeatView,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::shop::{NOON, Shop};

const MANAGER: u32 = 1_001;
const CASHIER: u32 = 1_002;
const COLA: &str = "2511110200009";

/// A clock that a test sets.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The corner shop's window.
struct Window {
    shop: Shop,
    seat: Seat,
    hands: Arc<Hands>,
}

impl Window {
    fn open() -> Window {
        let mut shop = Shop::opened();
        let hands = Arc::new(Hands(AtomicI64::new(NOON)));
        shop.context.clock = Arc::clone(&hands) as _;
        let seat = Seat::open(&shop.context, None).unwrap();
        Window { shop, seat, hands }
    }

    /// Manager and cashier have PINs; the window is locked.
    fn locked() -> Window {
        let window = Window::open();
        for (employee, pin) in [(MANAGER, "2580"), (CASHIER, "1234")] {
            window.run::<Value>("pin_set", json!({"employee_id": employee, "pin": pin}));
        }
        window.run::<Value>("seat_leave", json!({}));
        window
    }

    fn context(&self) -> &Context {
        &self.shop.context
    }

    fn ask<O: DeserializeOwned>(
        &self,
        name: &str,
        input: Value,
        word: Option<&ApprovalInput>,
    ) -> Result<O, ApiError> {
        let reply = self.seat.call(self.context(), name, &input.to_string(), word)?;
        Ok(serde_json::from_str(&reply.json).unwrap())
    }

    fn run<O: DeserializeOwned>(&self, name: &str, input: Value) -> O {
        self.ask(name, input, None).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn enter(&self, employee: u32, pin: &str) -> Result<Value, ApiError> {
        self.ask("seat_enter", json!({"employee_id": employee, "pin": pin}), None)
    }

    fn refused(&self, name: &str, input: Value) -> ApiError {
        self.ask::<Value>(name, input, None).unwrap_err()
    }

    fn audit(&self) -> Vec<(String, String, String, String)> {
        let audit: AuditPage = self.shop.run(
            "audit_list",
            json!({"from": null, "to": null,
            "operator": null, "act": null, "after": null, "limit": 100}),
        );
        audit.rows.into_iter().map(|r| (r.operator, r.act, r.approver, r.reason)).collect()
    }
}

fn word(pin: &str) -> ApprovalInput {
    ApprovalInput { employee_id: MANAGER, pin: pin.to_owned(), reason: "老顾客".to_owned() }
}

#[test]
fn a_shop_without_pins_sells_at_once_as_its_manager() {
    let window = Window::open();
    let node: NodeView = window.run("node_status", json!({}));
    assert_eq!((node.seat, node.operator.as_str()), (SeatState::Open, "林国栋"));
    window.run::<CartView>("till_scan", json!({"code": COLA}));
}

#[test]
fn a_locked_window_tells_who_may_sign_in_and_nothing_else() {
    let window = Window::locked();
    let node: NodeView = window.run("node_status", json!({}));
    assert_eq!((node.seat, node.operator.as_str()), (SeatState::Locked, ""));
    assert!(node.rights.is_empty());
    let people: Vec<SeatView> = window.run("seat_list", json!({}));
    let told: Vec<_> = people.iter().map(|one| (one.code.as_str(), one.has_pin)).collect();
    assert_eq!(told[..3], [("YG01", true), ("YG02", true), ("YG03", false)]);
    for command in fenhao_app::table::COMMANDS.iter().filter(|command| command.right.is_some()) {
        let refused = window.refused(command.name, json!({}));
        assert!(refused.is(ErrorCode::LoginNeeded), "{}", command.name);
    }
}

#[test]
fn an_operator_signs_in_with_their_own_pin_and_works_in_their_own_role() {
    let window = Window::locked();
    assert!(window.enter(CASHIER, "2580").unwrap_err().is(ErrorCode::PinWrong));
    assert!(window.enter(1_003, "1234").unwrap_err().is(ErrorCode::PinMissing));
    window.enter(CASHIER, "1234").unwrap();
    let node: NodeView = window.run("node_status", json!({}));
    assert_eq!((node.seat, node.operator.as_str()), (SeatState::Taken, "何晓梅"));
    let refused = window.refused("pin_set", json!({"employee_id": CASHIER, "pin": "9999"}));
    assert!(refused.is(ErrorCode::PermissionDenied));
    let change = json!({"current": "1234", "pin": "4321"});
    window.run::<Value>("pin_change", change);
    window.run::<Value>("seat_leave", json!({}));
    assert!(window.enter(CASHIER, "1234").is_err());
    window.enter(CASHIER, "4321").unwrap();
}

#[test]
fn guessing_is_held_back_over_a_restart_and_longer_each_time() {
    let window = Window::locked();
    for _ in 0..5 {
        assert!(window.enter(CASHIER, "0000").unwrap_err().is(ErrorCode::PinWrong));
    }
    let held = window.enter(CASHIER, "1234").unwrap_err();
    assert_eq!((held.code.as_str(), held.param("seconds")), ("too_many_tries", Some("30")));
    let again = Seat::open(window.context(), None).unwrap();
    let input = json!({"employee_id": CASHIER, "pin": "1234"}).to_string();
    assert!(again.call(window.context(), "seat_enter", &input, None).is_err());
    window.enter(MANAGER, "2580").unwrap();
    window.hands.0.store(NOON + 30_000, Ordering::Relaxed);
    assert!(window.enter(CASHIER, "0000").unwrap_err().is(ErrorCode::PinWrong));
    let held = window.enter(CASHIER, "1234").unwrap_err();
    assert_eq!(held.param("seconds"), Some("60"));
    window.hands.0.store(NOON + 90_000, Ordering::Relaxed);
    window.enter(CASHIER, "1234").unwrap();
}

#[test]
fn a_pin_is_four_to_six_digits_and_nobody_is_locked_out_by_setting_one() {
    let window = Window::open();
    let set = |employee: u32, pin: Value| {
        window.ask::<Value>("pin_set", json!({"employee_id": employee, "pin": pin}), None)
    };
    for pin in ["123", "1234567", "12a4", "１２３４"] {
        assert!(set(MANAGER, json!(pin)).unwrap_err().is(ErrorCode::PinForm), "{pin}");
    }
    assert!(set(CASHIER, json!("1234")).unwrap_err().is(ErrorCode::PinOfManagerFirst));
    set(MANAGER, json!("258000")).unwrap();
    set(CASHIER, json!("1234")).unwrap();
    assert!(set(MANAGER, Value::Null).unwrap_err().is(ErrorCode::PinOfManagerFirst));
    set(CASHIER, Value::Null).unwrap();
    set(MANAGER, Value::Null).unwrap();
    let node: NodeView = window.run("node_status", json!({}));
    assert_eq!(node.seat, SeatState::Open, "the last PIN taken away opens the shop");
}

#[test]
fn whoever_can_open_the_folder_can_let_a_manager_back_in_and_leaves_a_row() {
    let window = Window::locked();
    let forgotten = fenhao_app::seat::forget_pins(window.context(), &window.shop.session);
    assert_eq!(forgotten, Ok(2));
    let node: NodeView = window.run("node_status", json!({}));
    assert_eq!((node.seat, node.operator.as_str()), (SeatState::Open, "林国栋"));
    assert!(window.audit().iter().any(|row| row.1 == "pin_forget"));
}

#[test]
fn a_price_by_hand_passes_on_a_managers_word_and_leaves_a_row() {
    let window = Window::locked();
    window.enter(CASHIER, "1234").unwrap();
    window.run::<CartView>("till_scan", json!({"code": COLA}));
    let price = json!({"line": 1, "price": "2.20"});
    let asked = window.refused("till_set_price", price.clone());
    assert!(asked.is(ErrorCode::ApprovalNeeded), "{asked}");
    assert_eq!(asked.param("act"), Some("price_change"));
    let right = asked.param("right").unwrap();
    let people: Vec<SeatView> = window.run("approver_list", json!({"right": right}));
    assert_eq!(people.iter().map(|one| one.employee_id).collect::<Vec<_>>(), [MANAGER]);
    let wrong = window.ask::<CartView>("till_set_price", price.clone(), Some(&word("0000")));
    assert!(wrong.unwrap_err().is(ErrorCode::PinWrong));
    let mut silent = word("2580");
    silent.reason = " ".to_owned();
    let silent = window.ask::<CartView>("till_set_price", price.clone(), Some(&silent));
    assert!(silent.unwrap_err().is(ErrorCode::ReasonMissing));
    let cart: CartView = window.ask("till_set_price", price.clone(), Some(&word("2580"))).unwrap();
    assert_eq!(cart.lines[0].unit_price, "2.20");
    let own = ApprovalInput { employee_id: CASHIER, pin: "1234".to_owned(), ..word("") };
    let own = window.ask::<CartView>("till_set_price", price, Some(&own));
    assert!(own.unwrap_err().is(ErrorCode::ApproverLacks), "nobody approves what they may not do");
    let rows = window.audit();
    let row = |operator: &str, act: &str, approver: &str, reason: &str| {
        (operator.to_owned(), act.to_owned(), approver.to_owned(), reason.to_owned())
    };
    assert!(rows.contains(&row("何晓梅", "price_change", "林国栋", "老顾客")), "{rows:?}");
    assert!(rows.contains(&row("何晓梅", "approval_failed", "", "")), "{rows:?}");
}

#[test]
fn a_word_lends_the_act_and_nothing_else() {
    let window = Window::locked();
    window.enter(CASHIER, "1234").unwrap();
    let word = word("2580");
    for name in ["audit_list", "report", "pin_set"] {
        let refused = window.ask::<Value>(name, json!({}), Some(&word)).unwrap_err();
        assert!(refused.is(ErrorCode::PermissionDenied), "{name}");
    }
}

#[test]
fn below_cost_without_stock_and_reversal_ask_for_a_word_each() {
    let window = Window::locked();
    window.enter(CASHIER, "1234").unwrap();
    let pay = json!({"tender": {"tender": "cash", "amount": null}});
    window.run::<CartView>("till_scan", json!({"code": COLA, "quantity": "2"}));
    window.run::<CartView>(
        "till_set_discount",
        json!({"line": 1, "percent": null, "amount": "4.00"}),
    );
    let asked = window.refused("till_pay", pay.clone());
    assert_eq!(asked.param("act"), Some("below_cost"), "{asked}");
    let paid: PaidView = window.ask("till_pay", pay.clone(), Some(&word("2580"))).unwrap();
    window.run::<CartView>("till_scan", json!({"code": COLA, "quantity": "500"}));
    let asked = window.refused("till_pay", pay.clone());
    assert_eq!(asked.param("act"), Some("negative_stock"), "{asked}");
    window.ask::<PaidView>("till_pay", pay, Some(&word("2580"))).unwrap();
    let reverse = json!({"document": paid.document, "reason": "按错"});
    let asked = window.refused("document_reverse", reverse.clone());
    assert_eq!(asked.param("act"), Some("reversal"), "{asked}");
    assert_eq!(asked.param("right"), Some("document.reverse"));
    window.ask::<Value>("document_reverse", reverse, Some(&word("2580"))).unwrap();
    let acts: Vec<_> = window.audit().into_iter().map(|row| row.1).collect();
    for act in ["below_cost", "negative_stock", "reversal"] {
        assert_eq!(acts.iter().filter(|found| *found == act).count(), 1, "{act} in {acts:?}");
    }
}

#[test]
fn sign_ins_are_counted_by_month_and_day() {
    let window = Window::locked();
    window.enter(CASHIER, "1234").unwrap();
    window.enter(MANAGER, "2580").unwrap();
    window.hands.0.store(NOON + 86_400_000, Ordering::Relaxed);
    window.enter(CASHIER, "1234").unwrap();
    let counts: Vec<LoginCountView> =
        window.shop.run("login_statistics", json!({"month": "2026-11"}));
    let told: Vec<_> =
        counts.iter().map(|one| (one.operator.as_str(), one.logins, one.days)).collect();
    assert_eq!(told, [("何晓梅", 2, 2), ("林国栋", 1, 1)]);
    let none: Vec<LoginCountView> =
        window.shop.run("login_statistics", json!({"month": "2026-10"}));
    assert!(none.is_empty());
}
