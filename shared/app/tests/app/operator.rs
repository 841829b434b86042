//! Operators and roles at head office, and what becomes of them at a branch.

use fenhao_app::context::Session;
use fenhao_app::error::ErrorCode;
use fenhao_app::login;
use fenhao_app::view::{
    AuditPage, BranchView, HqOverview, OperatorView, PasswordView, RoleView, RolesView, ScopeItem,
};
use fenhao_books::sql::Sql;
use fenhao_books::table::master;
use fenhao_domain::id::{BranchId, EmployeeId, WarehouseNo};
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::master::employee::Employee;
use fenhao_domain::permission::ShippedRole;
use fenhao_domain::scope::{Range, Scopes, Warehouse};
use serde_json::{Value, json};

use crate::shop::Shop;

const CLERK: u32 = 1_005;

fn clerk() -> Employee {
    Employee {
        id: EmployeeId(CLERK),
        branch: BranchId(1),
        code: "YG05".to_owned(),
        name: "孙铁柱".to_owned(),
        name_en: String::new(),
        role: ShippedRole::Storekeeper,
        disabled: false,
    }
}

/// Head office with two branches and a storekeeper at the first.
fn office() -> Shop {
    let office = Shop::head_office();
    let branch = |id, code: &str| {
        MasterRecord::Branch(Branch { id: BranchId(id), code: code.into(), ..Branch::default() })
    };
    let records = [branch(1, "SH"), branch(2, "NJ"), MasterRecord::Employee(clerk())];
    let save =
        |sql: &mut dyn Sql| records.iter().try_for_each(|r| master::save(sql, r).map(|_| ()));
    office.context.store.write(save).unwrap();
    office
}

fn operator(roles: &[&str], scopes: Value) -> Value {
    let mut all = json!({"warehouses": null, "products": null, "customers": null,
        "suppliers": null, "employees": null, "bank_accounts": null, "expense_types": null,
        "income_types": null});
    all.as_object_mut().unwrap().extend(scopes.as_object().unwrap().clone());
    json!({"employee_id": CLERK, "roles": roles, "scopes": all, "discount_limit": "5",
           "disabled": false})
}

#[test]
fn an_employee_works_in_the_role_it_was_hired_for_until_head_office_writes_another() {
    let office = office();
    let before: Vec<OperatorView> = office.run("operator_list", json!({}));
    assert_eq!(
        (before[0].roles.as_slice(), before[0].written),
        (&["storekeeper".to_owned()][..], false)
    );
    let input = operator(&["cashier", "storekeeper"], json!({"warehouses": ["1/1"]}));
    let saved: OperatorView = office.run("operator_save", input);
    assert!(saved.written && saved.discount_limit == "5");
    assert_eq!(saved.scopes.warehouses.as_ref().unwrap()[0].key, "1/1");
    let read = office.context.read(|sql| Ok(Session::of_employee(sql, &clerk())?)).unwrap();
    let session = read.unwrap();
    assert!(session.may("till.sell") && session.may("document.post:CG"));
    assert!(!session.scopes().allows_warehouse(BranchId(1), WarehouseNo::REPAIR));
}

#[test]
fn what_head_office_writes_rules_at_the_branch() {
    let mut office = office();
    let role = json!({"code": "buyer", "name": "采购员", "name_en": "Buyer", "disabled": false,
        "grants": ["product.see", "document.see:@purchasing", "document.draft:CG"]});
    let unknown = office.call::<Value>("operator_save", operator(&["nobody"], json!({})));
    assert!(unknown.unwrap_err().is(ErrorCode::RoleUnknown));
    office.run::<RoleView>("role_save", role);
    office.run::<OperatorView>("operator_save", operator(&["buyer"], json!({"products": ["c3"]})));
    let mut shop = Shop::empty();
    shop.follow(&mut office);
    let read = shop.context.read(|sql| Ok(Session::of_employee(sql, &clerk())?)).unwrap();
    let session = read.unwrap();
    assert!(session.may("document.draft:CG") && !session.may("document.post:CG"));
    assert!(session.scopes().products.is_some());
}

#[test]
fn a_shipped_role_can_be_changed_and_a_disabled_operator_signs_in_nowhere() {
    let office = office();
    let list: RolesView = office.run("role_list", json!({}));
    assert_eq!(list.roles.len(), ShippedRole::ALL.len());
    let keeper = list.roles.iter().find(|role| role.code == "storekeeper").unwrap();
    let mut grants = keeper.grants.clone();
    grants.push("cost.see".to_owned());
    let mut role = json!({"code": "storekeeper", "name": "仓管员", "name_en": "",
                          "disabled": false, "grants": grants});
    office.run::<RoleView>("role_save", role.clone());
    let session = || office.context.read(|sql| Ok(Session::of_employee(sql, &clerk())?)).unwrap();
    assert!(session().unwrap().sees_cost());
    role["grants"] = json!(["till.fly"]);
    assert!(office.call::<Value>("role_save", role).unwrap_err().is(ErrorCode::InputMalformed));
    let mut input = operator(&["storekeeper"], json!({}));
    input["disabled"] = json!(true);
    office.run::<OperatorView>("operator_save", input);
    assert_eq!(session(), None);
}

#[test]
fn a_password_for_the_console_signs_an_operator_in_within_its_scopes() {
    let office = office();
    let input = operator(&["hq"], json!({"warehouses": ["2/0"]}));
    office.run::<OperatorView>("operator_save", input);
    let given: PasswordView = office.run("operator_password", json!({"employee_id": CLERK}));
    assert_eq!(given.name, "SH-YG05");
    let signed_in = login::sign_in(&office.context, &given.name, &given.password).unwrap();
    let mut limited = office;
    limited.session = signed_in.session;
    assert_eq!(limited.session.operator, EmployeeId(CLERK));
    let branches: Vec<BranchView> = limited.run("branch_list", json!({}));
    assert_eq!(branches.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["NJ"]);
    let overview: HqOverview = limited.run("hq_overview", json!({}));
    assert_eq!((overview.branches, overview.stock_value.as_str()), (1, ""));
    for (name, input) in [
        ("operator_save", operator(&["hq"], json!({}))),
        ("branch_add", json!({"code": "X", "name": "X"})),
        (
            "audit_list",
            json!({"from": null, "to": null, "operator": null, "act": null,
                              "after": null, "limit": 9}),
        ),
        ("scope_find", json!({"range": "warehouses", "text": ""})),
    ] {
        let refused = limited.call::<Value>(name, input).unwrap_err();
        assert!(refused.is(ErrorCode::OutOfScope), "{name}: {refused}");
    }
    assert!(limited.run::<Vec<OperatorView>>("operator_list", json!({})).is_empty());
}

#[test]
fn a_branch_limit_lets_a_statement_of_that_branch_pass_and_no_other() {
    let mut office = office();
    let whole = Warehouse { branch: BranchId(1), number: WarehouseNo(0) };
    office.session = office
        .session
        .within(Scopes { warehouses: Range::Only([whole].into()), ..Scopes::default() });
    let report = |branch: Value| {
        office.call::<Value>(
            "report",
            json!({"name": "trial_balance", "branch": branch,
            "from": null, "to": null, "product_id": null, "account": null, "text": null,
            "zero": false, "after": null, "limit": 9, "lang": null}),
        )
    };
    assert!(report(json!("SH")).is_ok());
    for branch in [json!("NJ"), Value::Null] {
        assert!(report(branch).unwrap_err().is(ErrorCode::OutOfScope));
    }
}

#[test]
fn every_range_can_be_searched_and_read_back() {
    let office = office();
    for range in [
        "warehouses",
        "products",
        "customers",
        "suppliers",
        "employees",
        "bank_accounts",
        "expense_types",
        "income_types",
    ] {
        let input = json!({"range": range, "text": ""});
        let found: Vec<ScopeItem> = office.run("scope_find", input);
        let keys: Vec<_> = found.iter().map(|item| item.key.clone()).collect();
        let saved: OperatorView =
            office.run("operator_save", operator(&["cashier"], json!({range: keys})));
        let scopes = serde_json::to_value(&saved.scopes).unwrap();
        assert_eq!(scopes[range].as_array().unwrap().len(), found.len(), "{range}");
    }
}

#[test]
fn what_head_office_does_to_operators_is_logged_page_by_page() {
    let office = office();
    for _ in 0..3 {
        office.run::<PasswordView>("operator_password", json!({"employee_id": CLERK}));
    }
    office.run::<OperatorView>("operator_save", operator(&["cashier"], json!({})));
    let page = |act: Value, after: Value| -> AuditPage {
        office.run(
            "audit_list",
            json!({"from": "2026-11-23", "to": "2026-11-23",
            "operator": null, "act": act, "after": after, "limit": 2}),
        )
    };
    let first = page(json!("operator_password"), Value::Null);
    assert_eq!(first.rows.len(), 2);
    let second = page(json!("operator_password"), json!(first.next));
    assert_eq!((second.rows.len(), second.next), (1, None));
    let saved = page(json!("operator_save"), Value::Null);
    assert_eq!(saved.rows[0].detail, "YG05 孙铁柱: cashier");
}
