//! Roles and operators come from head office only; who signs in and what is watched leaves rows.

use fenhao_books::post::Poster;
use fenhao_books::sql::SqlError;
use fenhao_books::table::audit::{self, Audit, AuditQuery};
use fenhao_books::table::pin::{self, Pin};
use fenhao_books::table::{log, operator, stream};
use fenhao_books::{feed, table};
use fenhao_domain::calendar::BusinessDate;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::operator::Operator;
use fenhao_domain::permission::{Grant, ShippedRole};
use fenhao_exchange::log::EntryKind;

use super::world::{hq, shop};

fn clerk(employee: u32) -> MasterRecord {
    let roles = ["cashier".to_owned()].into();
    let one = Operator { employee: EmployeeId(employee), roles, ..Operator::default() };
    MasterRecord::Operator(Box::new(one))
}

#[test]
fn a_branch_reads_roles_and_operators_from_the_catalogue() {
    let (hq, shop) = (hq(1), shop(1));
    let mut role = ShippedRole::Cashier.role();
    role.grants.insert(Grant::new("till.price"));
    let records = [MasterRecord::Role(role.clone()), clerk(1_002)];
    let write =
        |records: &[MasterRecord]| hq.store.write(|sql| feed::append_master(sql, records)).unwrap();
    assert_eq!((write(&records), write(&records)), (2, 0), "what is not new is not sent again");
    let sent = hq.store.read(|sql| log::after(sql, feed::CATALOGUE, 0, usize::MAX)).unwrap();
    let read = shop.store.write(|sql| {
        for entry in sent {
            if let Ok(record) = fenhao_exchange::master::decode(&entry.content) {
                table::master::save(sql, &record)?;
            }
        }
        Ok::<_, SqlError>((operator::roles(sql)?, operator::load(sql, EmployeeId(1_002))?))
    });
    let (roles, one) = read.unwrap();
    assert_eq!(roles, [role]);
    assert!(one.unwrap().roles.contains("cashier"));
}

#[test]
fn an_operator_that_a_branch_makes_itself_is_held() {
    let (hq, shop) = (hq(1), shop(1));
    let bytes = fenhao_exchange::master::encode(&clerk(1_002));
    let append = shop.store.write(|sql| {
        let mut run = Poster::begin(sql, &shop.node)?;
        run.append(sql, EntryKind::MASTER, &bytes)?;
        run.finish(sql)
    });
    append.unwrap();
    for batch in shop.seal(500) {
        hq.take_in(&batch).unwrap();
    }
    hq.merge();
    let held = hq.store.read(stream::held).unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].reason, "not_the_branchs");
    assert_eq!(hq.store.read(operator::list).unwrap(), []);
}

#[test]
fn a_pin_keeps_count_of_wrong_guesses() {
    let shop = shop(1);
    let one = Pin {
        employee: EmployeeId(7),
        verifier: "$argon2id$…".to_owned(),
        set_at: 5,
        failures: 3,
        blocked_until: 9,
    };
    shop.store.write(|sql| pin::save(sql, &one)).unwrap();
    assert_eq!(shop.store.read(|sql| pin::load(sql, EmployeeId(7))).unwrap(), Some(one));
    shop.store.write(|sql| pin::remove(sql, EmployeeId(7))).unwrap();
    assert_eq!(shop.store.read(pin::list).unwrap(), []);
}

#[test]
fn audit_rows_are_paged_by_key_and_filtered() {
    let shop = shop(1);
    let row = |at: i64, operator: &str, act: &str| Audit {
        at,
        nonce: at * 10,
        operator: operator.to_owned(),
        act: act.to_owned(),
        ..Audit::default()
    };
    let rows =
        [row(1, "A", "login"), row(2, "B", "login"), row(2, "A", "reversal"), row(3, "A", "login")];
    let mut rows = rows;
    rows[2].nonce += 1;
    shop.store.write(|sql| rows.iter().try_for_each(|row| audit::write(sql, row))).unwrap();
    let page = |query: AuditQuery| shop.store.read(|sql| audit::page(sql, &query)).unwrap();
    let first = page(AuditQuery { limit: 3, ..AuditQuery::default() });
    assert_eq!(first, [rows[3].clone(), rows[2].clone(), rows[1].clone()]);
    let after = Some((first[2].at, first[2].nonce));
    assert_eq!(page(AuditQuery { limit: 3, after, ..AuditQuery::default() }), [rows[0].clone()]);
    let narrow = AuditQuery {
        operator: Some("A".to_owned()),
        act: Some("login".to_owned()),
        from: Some(2),
        limit: 9,
        ..AuditQuery::default()
    };
    assert_eq!(page(narrow), [rows[3].clone()]);
}

#[test]
fn sign_ins_are_counted_by_operator_and_month() {
    let shop = shop(1);
    let day = |text: &str| BusinessDate::parse(text).unwrap();
    let logins = [("A", "2026-11-23", 1), ("A", "2026-11-23", 2), ("A", "2026-11-24", 3)];
    let others = [("B", "2026-11-24", 4), ("A", "2026-12-01", 5)];
    shop.store
        .write(|sql| {
            for (who, date, at) in logins.into_iter().chain(others) {
                audit::note_login(sql, who, day(date), at, at)?;
            }
            Ok::<_, SqlError>(())
        })
        .unwrap();
    let month = day("2026-11-01").month();
    let counts = shop.store.read(|sql| audit::logins(sql, month)).unwrap();
    let told: Vec<_> = (counts.iter())
        .map(|one| (one.operator.as_str(), one.logins, one.days, one.last_at))
        .collect();
    assert_eq!(told, [("A", 3, 2, 3), ("B", 1, 1, 4)]);
}
