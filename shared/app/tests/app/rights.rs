//! Every command asks for a right, and it is a right that somebody has.

use expect_test::expect;
use fenhao_app::error::ErrorCode;
use fenhao_app::table::{COMMANDS, CommandPlace};
use fenhao_domain::permission::{RIGHTS, Role};
use serde_json::{Value, json};

use crate::shop::Shop;

const ROLES: [Role; 5] =
    [Role::Cashier, Role::Storekeeper, Role::Accountant, Role::Manager, Role::Hq];

#[test]
fn every_command_refuses_a_role_without_its_right() {
    let places = [(Shop::empty(), CommandPlace::Branch), (Shop::head_office(), CommandPlace::Hq)];
    for (mut shop, place) in places {
        for role in ROLES {
            shop.session.role = role;
            let here = COMMANDS.iter().filter(|c| [place, CommandPlace::Both].contains(&c.place));
            for command in here {
                let Some(right) = command.right else { continue };
                let answer = shop.call::<Value>(command.name, json!({}));
                let denied = answer.is_err_and(|error| error.is(ErrorCode::PermissionDenied));
                assert_eq!(denied, !role.may(right), "{} as {role:?}", command.name);
            }
        }
    }
}

#[test]
fn a_command_of_the_other_place_is_refused_before_anything_else() {
    let branch = Shop::empty().with_role(Role::Hq);
    let answer = branch.call::<Value>("branch_list", json!({}));
    assert!(answer.unwrap_err().is(ErrorCode::NotHere));
    let office = Shop::head_office().with_role(Role::Manager);
    let answer = office.call::<Value>("till_view", json!({}));
    assert!(answer.unwrap_err().is(ErrorCode::NotHere));
}

#[test]
fn an_input_with_a_field_too_many_or_too_few_is_refused() {
    let shop = Shop::opened();
    let typo = shop.call::<Value>("till_scan", json!({"code": "111101", "quantiti": "3"}));
    assert!(typo.unwrap_err().is(ErrorCode::InputMalformed));
    let nothing = shop.call::<Value>("till_scan", json!({}));
    assert!(nothing.unwrap_err().is(ErrorCode::InputMalformed));
    let unknown = shop.call::<Value>("till_give_away", json!({}));
    assert!(unknown.unwrap_err().is(ErrorCode::InputMalformed));
}

#[test]
fn every_right_is_asked_for_or_is_one_that_bodies_ask_for() {
    let inside = [
        "till.negative_stock",
        "till.discount_beyond",
        "till.below_cost",
        "till.negative_cost",
        "till.credit",
        "cost.see",
    ];
    for (right, _) in RIGHTS {
        let asked = COMMANDS.iter().any(|command| command.right == Some(right));
        assert!(asked || inside.contains(right), "{right}");
    }
    let unknown: Vec<_> = COMMANDS.iter().filter_map(|command| command.right).collect();
    assert!(unknown.iter().all(|right| RIGHTS.iter().any(|(name, _)| name == right)));
}

#[test]
fn the_commands_and_their_rights_are_these() {
    let mut list = String::new();
    for command in COMMANDS {
        let right = command.right.unwrap_or("-");
        list.push_str(&format!("{:18} {:17} {:?}\n", command.name, right, command.place));
    }
    expect![[r#"
        node_status        -                 Both
        exchange_status    -                 Branch
        exchange_now       exchange.run      Branch
        till_view          till.sell         Branch
        till_scan          till.sell         Branch
        till_add           till.sell         Branch
        till_select        till.sell         Branch
        till_set_quantity  till.sell         Branch
        till_set_price     till.price        Branch
        till_set_discount  till.discount     Branch
        till_remove        till.sell         Branch
        till_clear         till.sell         Branch
        till_rounding      till.sell         Branch
        till_tender        till.sell         Branch
        till_tender_remove till.sell         Branch
        till_customer      till.sell         Branch
        till_pay           till.sell         Branch
        till_park          till.sell         Branch
        till_parked        till.sell         Branch
        till_recall        till.sell         Branch
        till_return_find   till.return       Branch
        till_return        till.return       Branch
        ticket             till.sell         Branch
        product_search     product.see       Both
        partner_search     partner.see       Both
        price_info         product.see       Both
        purchase_price     draft.write       Branch
        category_list      product.see       Both
        promotion_list     promotion.see     Both
        promotion_save     promotion.write   Hq
        promotion_disable  promotion.write   Hq
        price_policy       promotion.see     Both
        price_policy_save  price_policy.write Hq
        draft_list         draft.see         Branch
        draft_save         draft.write       Branch
        draft_discard      draft.write       Branch
        draft_post         document.post     Branch
        document_view      document.see      Both
        document_list      document.see      Both
        document_reverse   document.reverse  Branch
        stock_list         stock.see         Both
        stock_by_branch    stock.see         Both
        sales_today        sales.see         Branch
        report             report.see        Both
        hq_overview        hq.see            Hq
        branch_list        branch.see        Hq
        branch_add         branch.add        Hq
        held_list          held.see          Hq
        held_retry         held.retry        Hq
        fork_list          held.see          Hq
        sales_by_branch    sales.see         Hq
    "#]]
    .assert_eq(&list);
}
