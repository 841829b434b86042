//! What head office decides: the costing method before opening, and how pieces are numbered.

use fenhao_app::error::ErrorCode;
use fenhao_app::view::{CompanyPolicyView, Nothing, SerialConflictView, SerialModeView};
use fenhao_books::node::Node;
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::product::SerialMode;
use fenhao_domain::permission::ShippedRole;
use serde_json::{Value, json};

use crate::serial::{number, post};
use crate::shop::Shop;

fn policy(method: &str) -> Value {
    json!({"method": method, "negative_stock": false, "serial_mode": "loose"})
}

#[test]
fn the_costing_method_is_chosen_before_the_first_document_and_stays() {
    let office = Shop::head_office();
    let chosen: CompanyPolicyView = office.run("company_policy_save", policy("fifo"));
    assert_eq!((&*chosen.method, &*chosen.serial_mode, chosen.locked), ("fifo", "loose", false));
    number(&office, SerialMode::None);
    post(&office, Kind::CG, "", "2027-01-01");
    let refused = office.call::<Value>("company_policy_save", policy("average")).unwrap_err();
    assert!(refused.is(ErrorCode::PolicyLocked), "{refused}");
    let same: CompanyPolicyView = office.run("company_policy_save", policy("fifo"));
    assert!(same.locked, "what does not touch cost may still change");
}

#[test]
fn a_strict_product_becomes_free_only_after_a_word_that_its_numbers_are_let_go() {
    let office = Shop::head_office();
    number(&office, SerialMode::Strict);
    post(&office, Kind::CG, "S1", "2027-01-01");
    let free = |confirmed| json!({"product_id": 1, "mode": "none", "confirmed": confirmed});
    let asked: SerialModeView = office.run("serial_mode_check", free(false));
    assert_eq!((asked.possible, asked.forgets, &*asked.mode), (true, 1, "strict"));
    let refused = office.call::<Value>("serial_mode_save", free(false)).unwrap_err();
    assert!(refused.is(ErrorCode::SerialsForgotten) && refused.param("pieces") == Some("1"));
    let done: SerialModeView = office.run("serial_mode_save", free(true));
    assert_eq!(done.mode, "none");
    // The pieces stay in the books: they come back into sight with the next strict document.
    let back = json!({"product_id": 1, "mode": "strict"});
    let back: SerialModeView = office.run("serial_mode_save", back);
    assert_eq!((&*back.mode, back.stock[0].pieces), ("strict", 1));
}

#[test]
fn a_product_becomes_strict_when_every_piece_in_stock_has_a_number() {
    let office = Shop::head_office();
    number(&office, SerialMode::None);
    post(&office, Kind::CG, "", "2027-01-01");
    let mode = |mode: &str| json!({"product_id": 1, "mode": mode});
    let asked: SerialModeView = office.run("serial_mode_check", mode("strict"));
    assert!(!asked.possible && asked.stock[0].stock == "1");
    let refused = office.call::<Value>("serial_mode_save", mode("strict")).unwrap_err();
    assert!(refused.is(ErrorCode::SerialsMissing), "{refused}");
    assert_eq!((refused.param("branch"), refused.param("pieces")), (Some("00"), Some("0")));
    office.run::<SerialModeView>("serial_mode_save", mode("loose"));
    number(&office, SerialMode::Strict);
    let free: SerialModeView = office.run("serial_mode_save", mode("none"));
    assert_eq!(free.mode, "none", "goods without numbers forget none");
}

#[test]
fn a_branch_names_its_loose_pieces_by_hand_and_voids_what_is_too_many() {
    let shop = Shop::empty();
    number(&shop, SerialMode::Loose);
    post(&shop, Kind::CG, "", "2027-01-01");
    let known = json!({"product_id": 1, "numbers": ["S1", "S2"], "state": "in_stock"});
    shop.run::<Nothing>("serial_state_save", known.clone());
    let traces: Value = shop.run("serial_trace", json!({"number": "S2"}));
    assert_eq!((&traces[0]["may_void"], &traces[0]["may_state"]), (&json!(true), &json!(true)));
    let void = |number: &str| json!({"product_id": 1, "number": number});
    shop.run::<Nothing>("serial_void", void("S2"));
    let refused = shop.call::<Value>("serial_void", void("S1")).unwrap_err();
    assert!(refused.is(ErrorCode::SerialNoSurplus), "{refused}");
    number(&shop, SerialMode::Strict);
    let by_hand = shop.call::<Value>("serial_state_save", known.clone()).unwrap_err();
    assert!(by_hand.is(ErrorCode::SerialNotByHand), "{by_hand}");
    let cashier = shop.with_role(ShippedRole::Cashier);
    let refused = cashier.call::<Value>("serial_state_save", known).unwrap_err();
    assert!(refused.is(ErrorCode::PermissionDenied));
}

#[test]
fn a_number_that_two_branches_have_is_told_at_head_office() {
    let mut office = Shop::head_office();
    number(&office, SerialMode::Strict);
    let own = office.context.node.clone().unwrap();
    for branch in [1, 2] {
        let (id, stream) = (BranchId(branch), StreamId::new(branch, 0));
        office.context.node = Some(Node { branch: id, stream, ..own.clone() });
        post(&office, Kind::CG, "S1", "2027-01-01");
    }
    office.context.node = Some(own);
    let found: Vec<SerialConflictView> = office.run("serial_conflicts", json!({}));
    let states: Vec<&str> = found[0].sides.iter().map(|(_, state)| state.as_str()).collect();
    assert_eq!((found.len(), &*found[0].number, &*found[0].why), (1, "S1", "both_have"));
    assert_eq!(states, ["in_stock", "in_stock"]);
}
