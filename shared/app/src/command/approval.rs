//! Approvals 审批: applications, decisions on them, the policy, and what was posted without.
//!
//! Owns who may decide, and that a decision says why when it is a no. Leaves out submitting and
//! withdrawing, which are the draft's (`draft/submit`), and what events come to (`domain`).
//! Invariant: a step is decided where it belongs, by somebody with the step's role and the right
//! to approve that kind, and leaves a row in the operation log.

use fenhao_books::approval::{self, By, Found};
use fenhao_books::feed;
use fenhao_books::sql::Sql;
use fenhao_books::table::application::{self, ApplicationRow as Row, Place as RowPlace, Which};
use fenhao_books::table::document as documents;
use fenhao_books::table::{approval_policy, unapproved};
use fenhao_domain::amount::Amount;
use fenhao_domain::approval::{Act, State};
use fenhao_domain::area::Area;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::MasterRecord;
use fenhao_domain::master::approval_policy::{
    ApprovalPolicy, Step, StepPlace, Tier, takes_approval,
};
use fenhao_domain::permission::DocumentAct;
use fenhao_exchange::hash::ChainHash;

use super::document;
use super::names::{self, Names};
use super::operator::need_all;
use super::standing;
use super::within::Within;
use crate::audit;
use crate::context::{Context, Session};
use crate::error::{ApiError, ErrorCode};
use crate::view::{
    ApplicationDecideInput, ApplicationKey, ApplicationListInput, ApplicationPage, ApplicationRow,
    ApplicationView, ApprovalPolicyInput, ApprovalPolicyView, DocumentLink, DocumentView,
    MisfitView, Nothing, StepInput, StepRoleView, TierInput, UnapprovedListInput, UnapprovedPage,
    UnapprovedRow,
};

/// Rows that a page may have at most.
const ROWS_MAX: u32 = 200;

/// A page of applications, newest first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: ApplicationListInput,
) -> Result<ApplicationPage, ApiError> {
    let here = context.node()?.branch;
    let which = match input.list.as_str() {
        "waiting" => Which::Waiting(here),
        "mine" => Which::DraftedBy(here, session.operator),
        "all" => Which::All,
        other => return Err(ErrorCode::InputMalformed.with("what", other).at("list")),
    };
    let limit = usize::try_from(input.limit.clamp(1, ROWS_MAX)).unwrap_or(1);
    let mut after = input
        .after
        .as_deref()
        .map(read_cursor::<3>)
        .transpose()?
        .map(|[applied_at, stream, seq]| RowPlace { applied_at, stream, seq });
    context.read(|sql| {
        let (mut within, mut names) = (Within::of(session), Names::default());
        let mut rows = Vec::new();
        loop {
            let found = application::page(sql, which, after, limit + 1)?;
            let ended = found.len() <= limit;
            for row in found {
                if rows.len() == limit {
                    let next = after.map(|at| cursor(&[at.applied_at, at.stream, at.seq]));
                    return Ok(ApplicationPage { rows, next });
                }
                after = Some(row.place());
                if is_shown(session, sql, &mut within, which, &row)? {
                    rows.push(row_view(sql, session, &mut names, row)?);
                }
            }
            if ended {
                return Ok(ApplicationPage { rows, next: None });
            }
        }
    })
}

/// Whether an application is shown in a list: its document may be seen, and where it waits, it
/// waits for this operator.
fn is_shown(
    session: &Session,
    sql: &mut dyn Sql,
    within: &mut Within<'_>,
    which: Which,
    row: &Row,
) -> Result<bool, ApiError> {
    let rights = session.rights();
    let mine = match which {
        Which::Waiting(_) => {
            session.has_role(&row.stage.role) && rights.may_do(DocumentAct::Approve, row.kind)
        }
        Which::DraftedBy(..) | Which::All => true,
    };
    if !mine || !rights.may_do(DocumentAct::See, row.kind) {
        return Ok(false);
    }
    let asks = matches!(which, Which::Waiting(_));
    if within.is_all() && !asks {
        return Ok(true);
    }
    let Some(found) = approval::load(sql, row.id)? else { return Ok(false) };
    let Which::Waiting(here) = which else {
        return Ok(within.document(sql, &found.application.document)?);
    };
    let may = standing::decidable(session, here, &found).is_some();
    Ok(may && within.document(sql, &found.application.document)?)
}

fn row_view(
    sql: &mut dyn Sql,
    session: &Session,
    names: &mut Names,
    row: Row,
) -> Result<ApplicationRow, ApiError> {
    let state = row.stage.key().to_owned();
    let decider = match row.stage.decider {
        Some(branch) => names.branch(sql, branch)?.0,
        None => String::new(),
    };
    Ok(ApplicationRow {
        application: names::key(row.id),
        branch: names.branch(sql, row.branch)?.0,
        kind: row.kind.code().to_owned(),
        partner: names.partner(sql, row.partner)?,
        amount: amount(session, row.kind, row.amount),
        drafted_by: row.drafted_by,
        remark: row.remark,
        applied_at_ms: row.applied_at,
        state,
        step: row.stage.step,
        role: row.stage.role,
        decider,
    })
}

/// An amount, unless it is a cost that may not be seen.
fn amount(session: &Session, kind: Kind, amount: Amount) -> String {
    match session.sees_cost() || !Area::of(kind).amounts_are_costs() {
        true => amount.to_string(),
        false => String::new(),
    }
}

/// Shows an application with its document.
pub(crate) fn view(
    context: &Context,
    session: &Session,
    input: ApplicationKey,
) -> Result<ApplicationView, ApiError> {
    context.read(|sql| {
        let found = load(sql, &input)?;
        Within::of(session).need_document(sql, DocumentAct::See, &found.application.document)?;
        shown(context, session, sql, &found)
    })
}

fn load(sql: &mut dyn Sql, input: &ApplicationKey) -> Result<Found, ApiError> {
    let found = approval::load(sql, names::id(input.application))?;
    found.ok_or_else(|| ErrorCode::DocumentUnknown.error().at("application"))
}

fn shown(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    found: &Found,
) -> Result<ApplicationView, ApiError> {
    let state = found.standing();
    let posted = match state.state {
        State::Posted { document } => documents::load(sql, document)?,
        _ => None,
    };
    let misfits = state.misfits.iter().filter_map(|(at, misfit)| {
        let event = found.events.get(at)?;
        let reason = misfit.key().to_owned();
        Some(MisfitView { by: event.name.clone(), at_ms: event.at.0, reason })
    });
    Ok(ApplicationView {
        standing: standing::view(sql, found)?,
        document: drafted(context, session, sql, found)?,
        misfits: misfits.collect(),
        can_decide: standing::decidable(session, context.node()?.branch, found).unwrap_or(0),
        posted: posted.map(|posted| DocumentLink {
            document: names::key(posted.id),
            number: posted.document.number.to_string(),
            kind: posted.document.kind.code().to_owned(),
        }),
    })
}

/// The document of an application as if it were posted, but nothing can be done with it yet.
fn drafted(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    found: &Found,
) -> Result<DocumentView, ApiError> {
    let document = found.application.document.clone();
    let stored = documents::StoredDocument { id: found.id, document, chain: ChainHash([0; 32]) };
    Ok(DocumentView {
        handler: found.application.name.clone(),
        can_reverse: false,
        can_copy: false,
        next: Vec::new(),
        chain: String::new(),
        ..document::of_stored(context, session, sql, &stored)?
    })
}

/// Approves or refuses the step of an application that is waiting.
pub(crate) fn decide(
    context: &Context,
    session: &Session,
    input: ApplicationDecideInput,
) -> Result<ApplicationView, ApiError> {
    let node = context.node()?;
    let remark = input.remark.trim().to_owned();
    if !input.approved && remark.is_empty() {
        return Err(ErrorCode::ReasonMissing.error().at("remark"));
    }
    let key = ApplicationKey { application: input.application };
    context.write(|sql| {
        let found = load(sql, &key)?;
        let document = &found.application.document;
        Within::of(session).need_document(sql, DocumentAct::Approve, document)?;
        let at = usize::try_from(input.step).ok().and_then(|step| step.checked_sub(1));
        let asked = at.and_then(|at| found.application.steps.get(at));
        let asked = asked.ok_or_else(|| ErrorCode::ApplicationMoved.error())?;
        if !session.has_role(&asked.role) {
            return Err(ErrorCode::StepNotYours.with("role", &asked.role));
        }
        let (step, approved, role) = (input.step, input.approved, asked.role.clone());
        let by = By {
            employee: session.operator,
            name: session.name.clone(),
            at: context.now(),
            remark,
        };
        approval::note(sql, node, found.id, Act::Decide { step, approved, role }, by)?;
        let act = if approved { "application_approve" } else { "application_refuse" };
        audit::write(context, sql, session, act, &standing::told(document))?;
        let found = load(sql, &key)?;
        shown(context, session, sql, &found)
    })
}

/// The policy in force.
pub(crate) fn policy(
    context: &Context,
    _: &Session,
    _: Nothing,
) -> Result<ApprovalPolicyView, ApiError> {
    context.read(|sql| {
        let policy = approval_policy::newest(sql)?;
        policy_view(sql, &policy)
    })
}

/// Saves the policy; it is in force from this moment, at each branch from when it hears of it.
pub(crate) fn policy_save(
    context: &Context,
    session: &Session,
    input: ApprovalPolicyInput,
) -> Result<ApprovalPolicyView, ApiError> {
    need_all(session)?;
    let mut tiers = input.tiers.iter().map(tier).collect::<Result<Vec<Tier>, ApiError>>()?;
    // Equal policies have equal bytes.
    tiers.sort();
    context.write(|sql| {
        let known = standing::roles(sql)?;
        let named = tiers.iter().flat_map(|tier| &tier.steps).map(|step| &step.role);
        for code in named {
            if known.get(code).is_none_or(|role| role.disabled) {
                return Err(ErrorCode::RoleUnknown.with("code", code).at("role"));
            }
        }
        let before = approval_policy::newest(sql)?;
        // Two within one millisecond are still one after the other.
        let since = context.now().max(Timestamp(before.since.0.saturating_add(1)));
        let policy = ApprovalPolicy { since, two_people: input.two_people, tiers };
        policy.check()?;
        let same = before.tiers == policy.tiers && before.two_people == policy.two_people;
        if same && before.since != Timestamp::default() {
            return policy_view(sql, &before);
        }
        feed::append_master(sql, &[MasterRecord::ApprovalPolicy(policy.clone())])?;
        let detail = policy.tiers.len().to_string();
        audit::write(context, sql, session, "approval_policy_save", &detail)?;
        policy_view(sql, &policy)
    })
}

fn tier(input: &TierInput) -> Result<Tier, ApiError> {
    let malformed =
        |what: &str, field: &str| ErrorCode::InputMalformed.with("what", what).at(field);
    let kind = Kind::from_code(&input.kind).ok_or_else(|| malformed(&input.kind, "kind"))?;
    let text = input.from.trim();
    let from = if text.is_empty() { "0" } else { text };
    let from = Amount::parse(from).ok().filter(|amount| amount.is_minor());
    let from = from.ok_or_else(|| ErrorCode::PriceInvalid.with("text", text).at("from"))?;
    let step = |step: &StepInput| {
        let place = StepPlace::from_key(&step.place);
        let place = place.ok_or_else(|| malformed(&step.place, "place"))?;
        Ok(Step { place, role: step.role.trim().to_owned() })
    };
    let steps = input.steps.iter().map(step).collect::<Result<_, ApiError>>()?;
    Ok(Tier { kind, from, steps })
}

fn policy_view(sql: &mut dyn Sql, policy: &ApprovalPolicy) -> Result<ApprovalPolicyView, ApiError> {
    let step =
        |step: &Step| StepInput { place: step.place.key().to_owned(), role: step.role.clone() };
    let tiers = policy.tiers.iter().map(|tier| TierInput {
        kind: tier.kind.code().to_owned(),
        from: tier.from.to_string(),
        steps: tier.steps.iter().map(step).collect(),
    });
    let roles = standing::roles(sql)?.into_values().filter(|role| !role.disabled);
    let roles =
        roles.map(|role| StepRoleView { code: role.code, name: role.name, name_en: role.name_en });
    let kinds = Kind::ALL.iter().filter(|kind| takes_approval(**kind));
    Ok(ApprovalPolicyView {
        since_ms: Some(policy.since.0).filter(|since| *since != 0),
        two_people: policy.two_people,
        tiers: tiers.collect(),
        roles: roles.collect(),
        kinds: kinds.map(|kind| kind.code().to_owned()).collect(),
    })
}

/// Documents posted without the approval that the policy of their time asked for.
pub(crate) fn unapproved(
    context: &Context,
    session: &Session,
    input: UnapprovedListInput,
) -> Result<UnapprovedPage, ApiError> {
    let limit = usize::try_from(input.limit.clamp(1, ROWS_MAX)).unwrap_or(1);
    let after = input.after.as_deref().map(read_cursor::<4>).transpose()?;
    context.read(|sql| {
        let found = unapproved::page(sql, after, limit)?;
        let next = found.last().filter(|_| found.len() == limit).map(|last| cursor(&last.place()));
        let (mut within, mut names) = (Within::of(session), Names::default());
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let Some(stored) = documents::load(sql, row.id)? else { continue };
            let document = &stored.document;
            if !within.document(sql, document)? {
                continue;
            }
            rows.push(UnapprovedRow {
                document: DocumentLink {
                    document: names::key(row.id),
                    number: document.number.to_string(),
                    kind: document.kind.code().to_owned(),
                },
                branch: names.branch(sql, row.branch)?.0,
                business_date: row.business_date.to_string(),
                amount: amount(session, document.kind, document.total()),
                reason: row.reason,
            });
        }
        Ok(UnapprovedPage { rows, next })
    })
}

fn cursor(place: &[i64]) -> String {
    place.iter().map(i64::to_string).collect::<Vec<_>>().join(".")
}

fn read_cursor<const N: usize>(text: &str) -> Result<[i64; N], ApiError> {
    let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
    let place = numbers.and_then(|numbers| numbers.try_into().ok());
    place.ok_or_else(|| ErrorCode::InputMalformed.with("what", text).at("after"))
}
