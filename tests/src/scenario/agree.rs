//! The books agree 账账相符: HQ's part of each branch is the branch's own books, facts and sums.
//!
//! Owns the comparison, row by row, and the sums that must be zero. Leaves out mending.
//! Invariant: nothing is compared with itself: each branch's rows come from its own ledger.

use anyhow::{Result, bail, ensure};
use fenhao_books::merge;
use fenhao_books::sql::{self, SqlError, Value};
use fenhao_books::table::stream;
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::kind::Kind;

use super::world::{Place, World};

/// What is compared: the table, its columns, and which of its rows count. A sum of nothing may
/// stand at one node and not at the other.
const TABLES: &[(&str, &str, &str)] = &[
    (
        "document",
        "stream, seq, kind, number, business_date, recorded_at, partner_id, amount, lines, handler, \
         due_date",
        "1 = 1",
    ),
    (
        "account_entry",
        "account, business_date, stream, seq, line, party, side, amount, item_stream, item_seq",
        "1 = 1",
    ),
    ("item_sum", "account, party, item_stream, item_seq, balance", "1 = 1"),
    (
        "stock_move",
        "product_id, warehouse, class, party, business_date, stream, seq, line, quantity, value",
        "1 = 1",
    ),
    (
        "stock_sum",
        "product_id, warehouse, class, party, quantity, value, last_cost",
        "(quantity <> 0 OR value <> 0 OR last_cost <> 0)",
    ),
    (
        "layer_sum",
        "product_id, warehouse, class, party, layer_stream, layer_seq, layer_line, quantity, value",
        "1 = 1",
    ),
    ("lot_sum", "product_id, warehouse, expires, lot, quantity", "1 = 1"),
    (
        "piece_move",
        "product_id, number, stream, seq, line, state_from, state_to, warehouse, party, \
         begins_layer",
        "1 = 1",
    ),
    ("piece", "product_id, number, state, warehouse, party, stream, seq", "1 = 1"),
    ("piece_user", "product_id, number, name, phone, address, since, remark", "1 = 1"),
    ("account_sum", "account, month, debit, credit", "(debit <> 0 OR credit <> 0)"),
    ("late_sum", "account, dated, booked, debit, credit", "(debit <> 0 OR credit <> 0)"),
    ("party_sum", "account, party, balance", "1 = 1"),
    ("follow_sum", "to_stream, to_seq, line, kind, quantity", "1 = 1"),
    ("consign_price", "stream, seq, line, class, party, product_id, business_date, price", "1 = 1"),
    (
        "sales_day",
        "business_date, sales, returns, lines, list_amount, discount, coupon, amount, cost",
        "1 = 1",
    ),
    (
        "goods_day",
        "business_date, product_id, kind, warehouse, class, way, partner_id, handler, quantity, \
         value, amount, tax, cost",
        "1 = 1",
    ),
    ("tender_day", "business_date, tender, amount", "1 = 1"),
    ("price_track", "side, partner_id, product_id, price, business_date, stream, seq", "1 = 1"),
];

/// Facts and the sums that must be their fold; both give key and figure of one branch.
const FOLDS: &[(&str, &str, &str)] = &[
    (
        "account_sum",
        "SELECT account, SUM(debit - credit) FROM account_sum WHERE branch_id = ?1 \
         GROUP BY account ORDER BY account",
        "SELECT account, SUM(CASE side WHEN 1 THEN amount ELSE -amount END) FROM account_entry \
         WHERE branch_id = ?1 GROUP BY account ORDER BY account",
    ),
    (
        "stock_sum",
        "SELECT product_id, warehouse, class, party, quantity, value FROM stock_sum \
         WHERE branch_id = ?1 AND (quantity <> 0 OR value <> 0) ORDER BY 1, 2, 3, 4",
        "SELECT product_id, warehouse, class, party, SUM(quantity), SUM(value) FROM stock_move \
         WHERE branch_id = ?1 GROUP BY product_id, warehouse, class, party \
         HAVING SUM(quantity) <> 0 OR SUM(value) <> 0 ORDER BY 1, 2, 3, 4",
    ),
    (
        "item_sum",
        "SELECT account, party, SUM(balance) FROM item_sum WHERE branch_id = ?1 \
         GROUP BY account, party ORDER BY 1, 2",
        "SELECT account, party, balance FROM party_sum WHERE branch_id = ?1 \
         AND account IN (1122, 2202, 220299) ORDER BY 1, 2",
    ),
];

/// Compares all books.
pub fn check(world: &World) -> Result<()> {
    let hq = world.hq();
    let (unmerged, held, forks) = hq.store.read(|sql| {
        let unmerged = merge::unmerged(sql)?;
        Ok::<_, SqlError>((unmerged, stream::held(sql)?, stream::forks(sql)?))
    })?;
    ensure!(unmerged == 0, "HQ has {unmerged} entries to merge");
    if let Some(row) = held.first() {
        bail!("HQ holds {} back: {} {}", row.number, row.reason, row.params);
    }
    ensure!(forks.is_empty(), "HQ sees two histories of one stream");
    for place in &world.places {
        for (table, columns, which) in TABLES {
            same(hq, place, table, columns, which)?;
        }
        for node in [hq, place] {
            folded(node, place)?;
        }
        no_value_on_nothing(place)?;
        let text = "SELECT debit - credit FROM account_sum WHERE branch_id = ?1";
        let total: i64 = place.numbers(text, &[place.branch()])?.iter().map(|row| row[0]).sum();
        ensure!(total == 0, "{}'s trial balance is {}", place.name, Amount::from_raw(total));
    }
    let text = "SELECT debit - credit FROM account_sum WHERE account = ?1";
    let between = hq.numbers(text, &[i64::from(account::INTER_BRANCH.0)])?;
    // Money on the way stands between the branches until both have booked it.
    let text = "SELECT CASE e.side WHEN 1 THEN e.amount ELSE -e.amount END FROM account_entry e \
                CROSS JOIN document d WHERE d.branch_id = e.branch_id AND d.stream = e.stream \
                AND d.seq = e.seq AND d.kind = ?2 AND e.account = ?1";
    let kind = i64::from(Kind::ZK.number());
    let sent = hq.numbers(text, &[i64::from(account::INTER_BRANCH.0), kind])?;
    let sum = |rows: &[Vec<i64>]| rows.iter().map(|row| row[0]).sum::<i64>();
    let open = sum(&between) - sum(&sent);
    ensure!(open == 0, "between the branches {} stands open", Amount::from_raw(open));
    Ok(())
}

fn same(hq: &Place, place: &Place, table: &str, columns: &str, which: &str) -> Result<()> {
    let text = format!(
        "SELECT {columns} FROM {table} WHERE branch_id = {} AND {which} ORDER BY {columns}",
        place.branch()
    );
    let count = columns.split(", ").count();
    let (there, here) = (rows(hq, &text, count)?, rows(place, &text, count)?);
    if there == here {
        return Ok(());
    }
    let missing = here.iter().find(|row| !there.contains(row));
    let surplus = there.iter().find(|row| !here.contains(row));
    bail!("{table} ({columns}): {} has {missing:?}, HQ has {surplus:?}", place.name)
}

fn rows(place: &Place, text: &str, columns: usize) -> Result<Vec<String>> {
    let found = place.store.read(|sql| {
        sql::all(sql, text, &[] as &[Value<'_>], |row| {
            let cell = |at| {
                row.i64(at).map(|n| n.to_string()).or_else(|_| row.text(at).map(str::to_owned))
            };
            Ok::<_, SqlError>((0..columns).map(cell).collect::<Result<Vec<_>, _>>()?.join(" "))
        })
    })?;
    Ok(found)
}

fn folded(node: &Place, branch: &Place) -> Result<()> {
    for (table, sums, facts) in FOLDS {
        let sums = node.numbers(sums, &[branch.branch()])?;
        let facts = node.numbers(facts, &[branch.branch()])?;
        ensure!(
            sums == facts,
            "{table} of {} at {}: {sums:?}, facts {facts:?}",
            branch.name,
            node.name
        );
    }
    Ok(())
}

/// A quantity of zero never carries value (`domain.md` Numbers).
fn no_value_on_nothing(place: &Place) -> Result<()> {
    let text = "SELECT product_id, class, value FROM stock_sum \
                WHERE branch_id = ?1 AND quantity = 0 AND value <> 0";
    let found = place.numbers(text, &[place.branch()])?;
    ensure!(found.is_empty(), "{} has value without goods: {found:?}", place.name);
    Ok(())
}
