//! Head office's own screens 总部: branches, held documents, forks, the state of merging.

use std::collections::BTreeMap;

use fenhao_books::merge::{self, Merger};
use fenhao_books::screen::branch_state;
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::branch as branches;
use fenhao_books::table::stream::{self, HeldRow, StreamRow};
use fenhao_books::{enrol, feed, take_in};
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::branch::Branch;
use fenhao_domain::permission::DocumentAct;
use fenhao_domain::scope::Scopes;
use fenhao_exchange::enrol::EnrolCode;

use super::names::{self, Names};
use super::within::Within;
use super::{sales, stock};
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    BranchAddInput, BranchView, DocumentInput, EnrolCodeView, ForkView, HeldView, HqOverview,
    Nothing,
};

/// The state of the whole.
pub(crate) fn overview(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<HqOverview, ApiError> {
    let today = context.business_date()?;
    let scopes = session.scopes();
    let whole = scopes.whole(None);
    let figure = |seen: bool, text: String| if seen { text } else { String::new() };
    context.read(|sql| {
        let listed = branches::list(sql)?;
        let count = |n: usize| u64::try_from(n).expect("a count fits");
        Ok(HqOverview {
            branches: count(listed.iter().filter(|branch| seen(scopes, branch.id)).count()),
            documents: if whole { branch_state::documents(sql)? } else { 0 },
            unmerged: merge::unmerged(sql)?,
            held: held(sql, scopes)?.values().sum(),
            forks: forks(sql, scopes)?.values().sum(),
            stock_value: figure(whole && session.sees_cost(), stock::total_value(sql, None)?),
            sales_today: figure(whole, sales::latest_amount(sql, today)?.to_string()),
        })
    })
}

/// A branch of which anything is in scope.
fn seen(scopes: &Scopes, branch: BranchId) -> bool {
    branch != BranchId::HQ && scopes.allows_branch(branch)
}

fn held(sql: &mut dyn Sql, scopes: &Scopes) -> Result<BTreeMap<BranchId, u64>, SqlError> {
    let counts = branch_state::held(sql)?;
    Ok(counts.into_iter().filter(|(branch, _)| scopes.allows_branch(*branch)).collect())
}

fn forks(sql: &mut dyn Sql, scopes: &Scopes) -> Result<BTreeMap<StreamId, u64>, SqlError> {
    let mut counts = branch_state::forks(sql)?;
    for row in stream::list(sql)?.iter().filter(|row| !scopes.allows_branch(row.branch)) {
        counts.remove(&row.stream);
    }
    Ok(counts)
}

/// The branches by code.
pub(crate) fn branch_list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<BranchView>, ApiError> {
    context.read(|sql| {
        let held = held(sql, session.scopes())?;
        let forks = forks(sql, session.scopes())?;
        // The newest stream of a branch is the one it writes now.
        let mut newest: BTreeMap<BranchId, StreamRow> = BTreeMap::new();
        for row in stream::list(sql)? {
            newest.insert(row.branch, row);
        }
        let mut views = Vec::new();
        let listed = branches::list(sql)?;
        for branch in listed.into_iter().filter(|branch| seen(session.scopes(), branch.id)) {
            let row = newest.get(&branch.id);
            views.push(branch_view(sql, &branch, row, &held, &forks)?);
        }
        Ok(views)
    })
}

fn branch_view(
    sql: &mut dyn Sql,
    branch: &Branch,
    row: Option<&StreamRow>,
    held: &BTreeMap<BranchId, u64>,
    forks: &BTreeMap<StreamId, u64>,
) -> Result<BranchView, ApiError> {
    let gap = match row {
        Some(row) => take_in::gap(sql, row)?,
        None => None,
    };
    Ok(BranchView {
        code: branch.code.clone(),
        name: branch.name.clone(),
        enrolled: row.is_some(),
        last_seen_ms: row.and_then(|row| row.last_seen),
        acked_seq: row.map_or(0, |row| row.acked.seq),
        merged_seq: row.map_or(0, |row| row.merged.seq),
        branch_seq: row.map_or(0, |row| row.branch_seq.max(row.acked.seq)),
        waiting: row.map_or(0, |row| row.branch_seq.saturating_sub(row.acked.seq)),
        held: held.get(&branch.id).copied().unwrap_or(0),
        forks: row.and_then(|row| forks.get(&row.stream)).copied().unwrap_or(0),
        gap: gap.map(|(first, _)| first),
        clock_offset_ms: row.and_then(|row| row.clock_offset),
    })
}

/// Adds a branch, or gives out a new code for one that has no desktop yet.
pub(crate) fn branch_add(
    context: &Context,
    session: &Session,
    input: BranchAddInput,
) -> Result<EnrolCodeView, ApiError> {
    let code = input.code.trim().to_owned();
    let name = input.name.trim().to_owned();
    let sound = code.chars().all(|c| c.is_ascii_alphanumeric()) && (1..=12).contains(&code.len());
    if !sound || code == "00" {
        return Err(ErrorCode::InputMalformed.with("what", code).at("code"));
    }
    if name.is_empty() {
        return Err(ErrorCode::InputMalformed.with("what", "name").at("name"));
    }
    Within::of(session).need_whole(None, &code)?;
    let node = context.node()?;
    let key = context.keys.signing.as_ref().ok_or_else(|| ErrorCode::NotHere.error())?;
    let mut secret = [0; 16];
    (context.random)(&mut secret);
    let enrol_code = EnrolCode::new(secret, &key.verifying_key());
    let expires_ms = context.write(|sql| {
        let branch = match branches::by_code(sql, &code)? {
            Some(known) => {
                let enrolled = merge::stream_of(sql, known.id)?.is_some();
                if enrolled || known.name != name {
                    return Err(ErrorCode::BranchCodeTaken.with("code", &code).at("code"));
                }
                known.id
            }
            None => add(sql, &code, &name, &node.zone)?,
        };
        audit::write(context, sql, session, "branch_add", &code)?;
        Ok(enrol::offer(sql, branch, &enrol_code, context.now().0)?)
    })?;
    Ok(EnrolCodeView { branch: code, code: enrol_code.to_string(), expires_ms })
}

fn add(sql: &mut dyn Sql, code: &str, name: &str, zone: &str) -> Result<BranchId, SqlError> {
    let last = branches::list(sql)?.iter().map(|branch| branch.id.0).max().unwrap_or(0);
    let branch = Branch {
        id: BranchId(last + 1),
        code: code.to_owned(),
        name: name.to_owned(),
        zone: zone.to_owned(),
        disabled: false,
    };
    let id = branch.id;
    feed::append_master(sql, &[MasterRecord::Branch(branch)])?;
    Ok(id)
}

/// What is held back, oldest first.
pub(crate) fn held_list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<HeldView>, ApiError> {
    context.read(|sql| {
        let mut names = Names::default();
        let held = stream::held(sql)?.into_iter().filter(|row| may_see(session, row));
        held.map(|row| held_view(sql, &mut names, row)).collect()
    })
}

/// What is held is not booked, so it is known by branch and kind only.
fn may_see(session: &Session, row: &HeldRow) -> bool {
    let kind = Kind::from_code(&row.kind);
    session.scopes().whole(Some(row.branch))
        && kind.is_none_or(|kind| session.rights().may_do(DocumentAct::See, kind))
}

fn held_view(sql: &mut dyn Sql, names: &mut Names, row: HeldRow) -> Result<HeldView, ApiError> {
    let params = row.params.lines().filter_map(|line| line.split_once('='));
    Ok(HeldView {
        document: names::key(row.id),
        branch: names.branch(sql, row.branch)?.0,
        number: row.number,
        kind: row.kind,
        reason: row.reason,
        params: params.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        since_ms: row.since,
    })
}

/// Tries a held document again. It stays held, with its reason, when it still cannot be booked.
pub(crate) fn held_retry(
    context: &Context,
    session: &Session,
    input: DocumentInput,
) -> Result<Nothing, ApiError> {
    let id = names::id(input.document);
    let held = context.read(|sql| Ok(stream::held(sql)?))?;
    let held = held.into_iter().find(|row| row.id == id && may_see(session, row));
    let held = held.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
    context.write(|sql| Ok(audit::write(context, sql, session, "held_retry", &held.number)?))?;
    Merger::new().retry(&context.store, id, context.now().0)?;
    Ok(Nothing {})
}

/// The forks: two contents for one place in a stream.
pub(crate) fn fork_list(
    context: &Context,
    session: &Session,
    _: Nothing,
) -> Result<Vec<ForkView>, ApiError> {
    context.read(|sql| {
        let mut names = Names::default();
        let mut views = Vec::new();
        for fork in stream::forks(sql)? {
            let owner = stream::load(sql, fork.id.stream)?;
            let branch = match owner {
                Some(row) if !session.scopes().allows_branch(row.branch) => continue,
                Some(row) => names.branch(sql, row.branch)?.0,
                None if !session.scopes().is_all() => continue,
                None => String::new(),
            };
            views.push(ForkView {
                branch,
                document: names::key(fork.id),
                ours: hex(&fork.ours),
                theirs: hex(&fork.theirs),
                seen_ms: fork.seen_at,
            });
        }
        Ok(views)
    })
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
