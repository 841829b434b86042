//! Posted documents 单据: one with its postings, and pages of them.
//!
//! Invariant: what is shown is derived from the stored document by the same pure function that
//! posted it. Without the right to see cost no cost, value or entry leaves this file; what is out of
//! the operator's scopes, or of a kind it may not see, does not either.

use fenhao_books::screen::branch_state::{self, OwnStream};
use fenhao_books::screen::document_page::{self, DocumentQuery, DocumentRow, Place as RowPlace};
use fenhao_books::sql::{Sql, SqlError};
use fenhao_books::table::document::{self, LinkRole, StoredDocument};
use fenhao_books::table::{item, print_count};
use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::area::Area;
use fenhao_domain::document::{Document, Form};
use fenhao_domain::entry::{AccountEntry, Item, Party, Side, StockMove};
use fenhao_domain::id::{DocumentId, PartnerId, StreamId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::permission::{DocumentAct, SensitiveAct};
use fenhao_domain::posting;

use super::cart_view::position;
use super::kind;
use super::names::{self, Names, branch_of_code, employee};
use super::red;
use super::report::date;
use super::within::Within;
use crate::context::{Context, Place, Session};
use crate::error::{ApiError, ErrorCode};
use crate::sentence::Lang;
use crate::view::{
    DocumentInput, DocumentLineView, DocumentLink, DocumentListInput, DocumentPage,
    DocumentRow as RowView, DocumentView, EntryView, MoveView, NoteView, SettledView,
};

/// Rows that a page may have at most.
const ROWS_MAX: u32 = 500;

/// Shows a document.
pub(crate) fn view(
    context: &Context,
    session: &Session,
    input: DocumentInput,
) -> Result<DocumentView, ApiError> {
    context.read(|sql| {
        let found = document::load(sql, names::id(input.document))?;
        let stored = found.ok_or_else(|| ErrorCode::DocumentUnknown.error())?;
        Within::of(session).need_document(sql, DocumentAct::See, &stored.document)?;
        of_stored(context, session, sql, &stored)
    })
}

/// A page of documents, newest business date first.
pub(crate) fn list(
    context: &Context,
    session: &Session,
    input: DocumentListInput,
) -> Result<DocumentPage, ApiError> {
    let own = context.node()?.branch;
    let mut kinds = Vec::with_capacity(input.kinds.len());
    for code in &input.kinds {
        let wrong = || ErrorCode::InputMalformed.with("what", code).at("kinds");
        kinds.push(Kind::from_code(code).ok_or_else(wrong)?);
    }
    let mut within = Within::of(session);
    let Some(kinds) = within.kinds(&kinds) else {
        return Ok(DocumentPage { rows: Vec::new(), next: None });
    };
    context.read(|sql| {
        let branch = match (&input.branch, context.place()) {
            (_, Place::Branch) => Some(own),
            (Some(code), Place::Hq) => Some(branch_of_code(sql, code)?),
            (None, Place::Hq) => None,
        };
        let limit = input.limit.clamp(1, ROWS_MAX);
        let mut query = DocumentQuery {
            kinds,
            branch,
            from: date(input.from.as_deref(), "from")?,
            to: date(input.to.as_deref(), "to")?,
            number: input.number.clone(),
            partner: input.partner_id.map(PartnerId),
            handler: None,
            after: input.after.as_deref().map(read_cursor).transpose()?,
            limit: limit + 1,
        };
        let mut found = page(sql, &mut within, &mut query)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|last| cursor(last.place()));
        let acked = Acked::load(context, sql)?;
        let mut names = Names::default();
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            rows.push(row_view(sql, &mut names, &acked, row, session.sees_cost())?);
        }
        Ok(DocumentPage { rows, next })
    })
}

/// As many rows as are asked for, of those within the operator's scopes.
fn page(
    sql: &mut dyn Sql,
    within: &mut Within<'_>,
    query: &mut DocumentQuery,
) -> Result<Vec<DocumentRow>, SqlError> {
    let mut kept = Vec::new();
    loop {
        let found = document_page::page(sql, query)?;
        let last = found.last().map(DocumentRow::place);
        let ended = found.len() < query.limit as usize;
        kept.extend(in_scope(sql, within, found)?);
        if ended || kept.len() >= query.limit as usize {
            return Ok(kept);
        }
        query.after = last;
    }
}

/// The rows whose documents are within the operator's scopes; each is looked into only where
/// anything is out of scope.
pub(super) fn in_scope(
    sql: &mut dyn Sql,
    within: &mut Within<'_>,
    found: Vec<DocumentRow>,
) -> Result<Vec<DocumentRow>, SqlError> {
    if within.is_all() {
        return Ok(found);
    }
    let mut kept = Vec::with_capacity(found.len());
    for row in found {
        let stored = document::load(sql, row.id)?;
        if let Some(stored) = stored
            && within.document(sql, &stored.document)?
        {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// How far the own stream has come, for telling where a document stands.
pub(super) enum Acked {
    Branch(StreamId, OwnStream),
    Hq,
}

impl Acked {
    pub(super) fn load(context: &Context, sql: &mut dyn Sql) -> Result<Acked, ApiError> {
        let stream = context.node()?.stream;
        Ok(match context.place() {
            Place::Branch => Acked::Branch(stream, branch_state::own(sql, stream)?),
            Place::Hq => Acked::Hq,
        })
    }

    /// `saved`, `sent`, `acknowledged`, or `merged` for what came from elsewhere.
    fn standing(&self, id: DocumentId) -> &'static str {
        match self {
            Acked::Branch(stream, own) if *stream == id.stream => match id.seq {
                seq if seq <= own.acked_seq => "acknowledged",
                seq if seq <= own.sealed_seq => "sent",
                _ => "saved",
            },
            _ => "merged",
        }
    }
}

/// A row of a list.
pub(super) fn row_view(
    sql: &mut dyn Sql,
    names: &mut Names,
    acked: &Acked,
    row: DocumentRow,
    sees_cost: bool,
) -> Result<RowView, SqlError> {
    let shown = sees_cost || !Area::of(row.kind).amounts_are_costs();
    Ok(RowView {
        document: names::key(row.id),
        kind: row.kind.code().to_owned(),
        branch: names.branch(sql, row.branch)?.0,
        business_date: row.business_date.to_string(),
        recorded_at_ms: row.recorded_at,
        partner: names.partner(sql, row.partner)?,
        amount: if shown { row.amount.to_string() } else { String::new() },
        lines: row.lines,
        reversed: row.reversed,
        exchange: acked.standing(row.id).to_owned(),
        number: row.number,
    })
}

fn cursor(place: RowPlace) -> String {
    format!("{}.{}.{}.{}", place.date, place.branch, place.stream, place.seq)
}

fn read_cursor(text: &str) -> Result<RowPlace, ApiError> {
    let numbers: Result<Vec<i64>, _> = text.split('.').map(str::parse).collect();
    match numbers.as_deref() {
        Ok(&[date, branch, stream, seq]) => Ok(RowPlace { date, branch, stream, seq }),
        _ => Err(ErrorCode::InputMalformed.with("what", text).at("after")),
    }
}

/// A stored document with its postings.
pub(super) fn of_stored(
    context: &Context,
    session: &Session,
    sql: &mut dyn Sql,
    stored: &StoredDocument,
) -> Result<DocumentView, ApiError> {
    let document = &stored.document;
    let sees_cost = session.sees_cost();
    let priced = sees_cost || !Area::of(document.kind).amounts_are_costs();
    let mut names = Names::default();
    let (entries, moves) = postings(context, sql, &mut names, document, sees_cost)?;
    let reversed_by = links(sql, stored.id, LinkRole::Reverses)?;
    let followed_by = links(sql, stored.id, LinkRole::Follows)?;
    let reversed = !reversed_by.is_empty();
    let own = context.node()?.stream == stored.id.stream;
    // Whoever lacks the right asks a manager for it, so the button is there for both.
    let right = DocumentAct::Reverse.of(document.kind);
    let may = session.may(&right) || SensitiveAct::Reversal.may_ask(session.rights(), &right);
    let store = |no| store_name(context, no);
    let (receivable, payable) = open(sql, stored)?;
    let next = match !reversed && !document.is_red() {
        true => next(context, session, stored, receivable, payable)?,
        false => Vec::new(),
    };
    let figure = |amount: Amount| if priced { amount.to_string() } else { String::new() };
    Ok(DocumentView {
        document: names::key(stored.id),
        kind: document.kind.code().to_owned(),
        number: document.number.to_string(),
        branch: names.branch(sql, document.branch)?.0,
        business_date: document.business_date.to_string(),
        recorded_at_ms: document.recorded_at.0,
        partner: partner(sql, &mut names, document)?,
        partner_id: document.partner.map(|partner| partner.0),
        warehouse: store(document.warehouse),
        to_warehouse: document.to_warehouse.map_or_else(String::new, store),
        form: kind::form_key(document.form).to_owned(),
        class: document.class.key().to_owned(),
        due_date: document.due_date.map(|day| day.to_string()),
        span: document.span.map(|(from, to)| (from.to_string(), to.to_string())),
        open: open_text(receivable, payable, sees_cost),
        settles: settle_views(sql, document, sees_cost)?,
        notes: note_views(document),
        handler: employee(sql, document.handler)?,
        remark: document.remark.clone(),
        source: document.source.clone(),
        amount: figure(document.total()),
        tax: figure(document.tax()),
        lines: line_views(sql, &mut names, document, sees_cost, priced)?,
        tenders: (document.tenders.iter().filter(|_| priced))
            .map(|line| (line.tender.0.clone(), line.amount.to_string()))
            .collect(),
        rounding: document.rounding.to_string(),
        entries,
        moves,
        refers_to: refers_to(sql, document)?,
        can_reverse: own && may && !reversed && !document.is_red() && followed_by.is_empty(),
        can_close: own
            && session.rights().may_do(DocumentAct::Post, document.kind)
            && red::is_open(sql, stored)?,
        can_copy: kind::is_drafted(document.kind)
            && session.rights().may_do(DocumentAct::Draft, document.kind),
        next,
        printed: print_count::times(sql, stored.id)?,
        referred_by: reversed_by.into_iter().chain(followed_by).collect(),
        reversed,
        exchange: Acked::load(context, sql)?.standing(stored.id).to_owned(),
        chain: super::hq::hex(&stored.chain.0),
    })
}

/// What a document does to accounts, for who may see cost, and to goods.
fn postings(
    context: &Context,
    sql: &mut dyn Sql,
    names: &mut Names,
    document: &Document,
    sees_cost: bool,
) -> Result<(Vec<EntryView>, Vec<MoveView>), SqlError> {
    let postings = posting::derive(document);
    let mut entries = Vec::new();
    for entry in postings.entries.iter().filter(|_| sees_cost) {
        entries.push(entry_view(sql, names, entry)?);
    }
    let mut moves = Vec::with_capacity(postings.moves.len());
    for moved in &postings.moves {
        moves.push(move_view(context, sql, names, moved, sees_cost)?);
    }
    Ok((entries, moves))
}

/// What a payment settles. What is owed to suppliers is what goods have cost.
fn settle_views(
    sql: &mut dyn Sql,
    document: &Document,
    sees_cost: bool,
) -> Result<Vec<SettledView>, SqlError> {
    let shown = sees_cost || document.kind != Kind::FK;
    let mut views = Vec::with_capacity(document.settles.len());
    for settled in &document.settles {
        if let Some(document) = link(sql, settled.document)? {
            let amount = if shown { settled.amount.to_string() } else { String::new() };
            views.push(SettledView { document, amount });
        }
    }
    Ok(views)
}

/// What is open as it is shown; what is owed to suppliers is what goods have cost.
fn open_text(receivable: Amount, payable: Amount, sees_cost: bool) -> String {
    match (receivable.is_zero(), payable.is_zero()) {
        (true, true) => String::new(),
        (_, false) if !sees_cost => String::new(),
        _ => (receivable + payable).to_string(),
    }
}

fn store_name(context: &Context, no: WarehouseNo) -> String {
    let (zh, en) = warehouse_name(no);
    context.lang.pick(zh, en).to_owned()
}

fn note_views(document: &Document) -> Vec<NoteView> {
    let notes = document.notes.iter().map(|note| NoteView {
        field: kind::note_key(note.field).to_owned(),
        text: note.text.clone(),
    });
    notes.collect()
}

/// What is still owed on a document by its partner, and what it is owed (below zero).
fn open(sql: &mut dyn Sql, stored: &StoredDocument) -> Result<(Amount, Amount), SqlError> {
    let document = &stored.document;
    let Some(party) = document.partner.map(Party::Partner) else {
        return Ok((Amount::ZERO, Amount::ZERO));
    };
    let mut of = |code| item::balance(sql, document.branch, code, Some(party), stored.id);
    Ok((of(account::RECEIVABLE)?, of(account::PAYABLE)?))
}

/// Kinds that may follow from a document here: what answers it, and a payment of what is open.
fn next(
    context: &Context,
    session: &Session,
    stored: &StoredDocument,
    receivable: Amount,
    payable: Amount,
) -> Result<Vec<String>, ApiError> {
    let (document, here) = (&stored.document, context.node()?.branch);
    let sent_here = document.counterpart == Some(here);
    let ours = document.branch == here;
    let follows = |kind: Kind| {
        let named = kind::is_drafted(kind) && kind.rule().follows.contains(&document.kind);
        let writes = session.rights().may_do(DocumentAct::Draft, kind);
        let named = named && writes;
        match kind {
            Kind::RS | Kind::ZK => named && sent_here,
            // Goods that were invoiced at once have no invoice to come.
            Kind::FP => named && ours && document.form == Form::Accrued,
            _ => named && ours,
        }
    };
    let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|&kind| follows(kind)).collect();
    let may = |kind| ours && session.rights().may_do(DocumentAct::Draft, kind);
    if may(Kind::SK) && receivable > Amount::ZERO {
        kinds.push(Kind::SK);
    }
    if may(Kind::FK) && payable < Amount::ZERO {
        kinds.push(Kind::FK);
    }
    Ok(kinds.iter().map(|kind| kind.code().to_owned()).collect())
}

/// The partner's name, or the other branch's.
fn partner(sql: &mut dyn Sql, names: &mut Names, document: &Document) -> Result<String, SqlError> {
    match document.counterpart {
        Some(branch) => {
            let (code, name) = names.branch(sql, branch)?;
            Ok(format!("{code} {name}").trim().to_owned())
        }
        None => names.partner(sql, document.partner),
    }
}

fn line_views(
    sql: &mut dyn Sql,
    names: &mut Names,
    document: &Document,
    sees_cost: bool,
    priced: bool,
) -> Result<Vec<DocumentLineView>, SqlError> {
    let figure = |shown: bool, text: String| if shown { text } else { String::new() };
    let mut views = Vec::with_capacity(document.lines.len());
    for (at, line) in document.lines.iter().enumerate() {
        let product = names.product(sql, line.product)?;
        views.push(DocumentLineView {
            line: position(at),
            product_id: line.product.0,
            code: product.code.clone(),
            name: product.name.clone(),
            spec: product.spec.clone(),
            unit: product.unit.clone(),
            quantity: line.quantity.to_string(),
            unit_price: figure(priced, line.unit_price.to_string()),
            list_amount: figure(priced, line.list_amount.to_string()),
            discount: figure(priced, (line.list_amount - line.payable()).to_string()),
            amount: figure(priced, line.payable().to_string()),
            cost: figure(sees_cost, line.cost.to_string()),
            tax: figure(priced, line.tax.to_string()),
            tax_percent: line.tax_rate.percent(),
            incoming: line.incoming,
            from_line: line.refers_to_line,
            book_quantity: match document.kind {
                Kind::PD => line.book_quantity.to_string(),
                _ => String::new(),
            },
            serials: line.serials.iter().map(|serial| serial.number.clone()).collect(),
            lot: line.lot.as_ref().map_or_else(String::new, |lot| lot.number.clone()),
        });
    }
    Ok(views)
}

fn entry_view(
    sql: &mut dyn Sql,
    names: &mut Names,
    entry: &AccountEntry,
) -> Result<EntryView, SqlError> {
    let account = entry.account.account();
    let amount = entry.amount.to_string();
    let (debit, credit) = match entry.side {
        Side::Debit => (amount, String::new()),
        Side::Credit => (String::new(), amount),
    };
    let item = match entry.item {
        Some(Item::Of(id)) => link(sql, id)?,
        Some(Item::This) | None => None,
    };
    Ok(EntryView {
        item,
        account: entry.account.to_string(),
        name: account.map_or("", |account| account.zh).to_owned(),
        name_en: account.map_or("", |account| account.en).to_owned(),
        partner: party_name(sql, names, entry.party)?,
        debit,
        credit,
    })
}

/// Whom or what an entry names.
pub(super) fn party_name(
    sql: &mut dyn Sql,
    names: &mut Names,
    party: Option<Party>,
) -> Result<String, SqlError> {
    Ok(match party {
        Some(Party::Partner(id)) => names.partner(sql, Some(id))?,
        Some(Party::Branch(id)) => names.branch(sql, id)?.0,
        Some(Party::Asset(id)) => id.0.to_string(),
        None => String::new(),
    })
}

fn move_view(
    context: &Context,
    sql: &mut dyn Sql,
    names: &mut Names,
    moved: &StockMove,
    sees_cost: bool,
) -> Result<MoveView, SqlError> {
    let (zh, en) = warehouse_name(moved.warehouse);
    let branch = names.branch(sql, moved.branch)?.0;
    let partner = party_name(sql, names, moved.party)?;
    let product = names.product(sql, moved.product)?;
    Ok(MoveView {
        branch,
        partner,
        warehouse: context.lang.pick(zh, en).to_owned(),
        class: moved.class.key().to_owned(),
        product_id: product.id.0,
        code: product.code.clone(),
        name: match context.lang {
            Lang::En if !product.name_en.is_empty() => product.name_en.clone(),
            _ => product.name.clone(),
        },
        quantity: moved.quantity.to_string(),
        value: if sees_cost { moved.value.to_string() } else { String::new() },
    })
}

fn refers_to(sql: &mut dyn Sql, document: &Document) -> Result<Vec<DocumentLink>, SqlError> {
    let mut links = Vec::new();
    for id in [document.reverses, document.refers_to].into_iter().flatten() {
        links.extend(link(sql, id)?);
    }
    Ok(links)
}

fn links(sql: &mut dyn Sql, id: DocumentId, role: LinkRole) -> Result<Vec<DocumentLink>, SqlError> {
    let mut links = Vec::new();
    for id in document::links_to(sql, id, role)? {
        links.extend(link(sql, id)?);
    }
    Ok(links)
}

/// A document as a link; none where it is not in these books.
pub(super) fn link(sql: &mut dyn Sql, id: DocumentId) -> Result<Option<DocumentLink>, SqlError> {
    Ok(document::load(sql, id)?.map(|found| DocumentLink {
        document: names::key(id),
        number: found.document.number.to_string(),
        kind: found.document.kind.code().to_owned(),
    }))
}
