//! The one posting transaction 过账: number, cost, derive, prove, rows, sums, log.
//!
//! Owns the order of the steps and the run that keeps what they need at hand. Leaves out permission
//! (`app` has asked already) and the wording of errors. Invariant: a document is posted whole or
//! not at all; a document that fails leaves no number and no trace behind.

use std::collections::{BTreeMap, BTreeSet};

use fenhao_domain::account;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::{BusinessDate, Month};
use fenhao_domain::cost::{self, Balances, CostError, NegativeStock, Original, Terms};
use fenhao_domain::document::{Document, DocumentError, Form};
use fenhao_domain::entry::{BalanceError, Party};
use fenhao_domain::id::{BranchId, DocumentId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::policy::CompanyPolicy;
use fenhao_domain::module::Module;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::posting;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::serial::piece::{self, Known, SerialError};
use fenhao_exchange::document::{self as wire, PostingsHash};
use fenhao_exchange::hash::ChainHash;
use fenhao_exchange::log::{ChainHead, EntryKind};
use thiserror::Error;

use crate::close::{self, Gap};
use crate::feed;
use crate::node::Node;
use crate::period::Seals;
use crate::policy;
use crate::sql::{self, Sql, SqlError, Value};
use crate::sums::Sums;
use crate::table::document::{self as documents, StoredDocument};
use crate::table::{item, log};
use crate::write::{self, Booking, Part};

mod open;
mod red;
mod terms;

pub use red::{ReverseHeader, close_order, reverse};

/// Why a document is not posted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PostError {
    /// The document itself is wrong.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Its cost cannot be found.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// Its pieces cannot move so.
    #[error(transparent)]
    Serial(#[from] SerialError),
    /// Its month is sealed.
    #[error("{month} is sealed")]
    PeriodSealed {
        /// The month.
        month: Month,
    },
    /// The module has closed the month for its documents.
    #[error("{module} has closed {month}")]
    ModuleClosed {
        /// Module.
        module: Module,
        /// The month.
        month: Month,
    },
    /// A month or year cannot be closed, or opened again, yet.
    #[error("{month} cannot be closed or opened: {}", gaps.first().map_or_else(String::new, ToString::to_string))]
    NotClosed {
        /// The month.
        month: Month,
        /// Everything that stands against it.
        gaps: Vec<Gap>,
    },
    /// Opening figures are frozen once the books are opened 开账.
    #[error("the books are opened")]
    BooksOpened,
    /// The document it points to is not in these books.
    #[error("the document referred to is not in the books")]
    UnknownDocument,
    /// The document referred to is not one that this kind answers, or not to this branch.
    #[error("{number} is not to be answered by this document")]
    OtherPurpose {
        /// Its number.
        number: DocumentNumber,
    },
    /// It has been reversed already.
    #[error("{number} has been reversed already")]
    AlreadyReversed {
        /// Its number.
        number: DocumentNumber,
    },
    /// It has been returned or received against; that must be reversed first.
    #[error("{number} follows from it")]
    HasFollower {
        /// Number of the document that follows.
        number: DocumentNumber,
    },
    /// More comes back or arrives than was sold or dispatched and not taken yet.
    #[error("line {line}: {left} left to return")]
    ReturnTooMuch {
        /// Line of the original, from 1.
        line: u32,
        /// What may still come back.
        left: Quantity,
    },
    /// A payment settles more than is owed on a document.
    #[error("{open} is open on {number}")]
    SettlesTooMuch {
        /// Its number.
        number: DocumentNumber,
        /// What is still owed on it.
        open: Amount,
    },
    /// The document referred to is about another partner.
    #[error("{number} is another partner's")]
    OtherPartner {
        /// Its number.
        number: DocumentNumber,
    },
    /// More of what is prepaid is used than there is.
    #[error("only {left} is prepaid")]
    PrepaymentShort {
        /// What is prepaid.
        left: Amount,
    },
    /// Money has been settled against it; that must be reversed first.
    #[error("{open} is left open on {number}, the rest is settled")]
    Settled {
        /// Its number.
        number: DocumentNumber,
        /// What is still owed on it.
        open: Amount,
    },
    /// A customer of the policy 'cash and shipped' pays before a sale is booked (decision D4).
    #[error("{remaining} is to be paid before delivery")]
    CashFirst {
        /// What neither this document nor what was prepaid or granted covers.
        remaining: Amount,
    },
    /// An order of which nothing is left is not closed.
    #[error("nothing is left of {number}")]
    NothingLeft {
        /// Its number.
        number: DocumentNumber,
    },
    /// It is another branch's: only the node that wrote it takes it back, HQ never does for it.
    #[error("{number} is another branch's")]
    OtherBranch {
        /// Its number.
        number: DocumentNumber,
    },
    /// A red document cannot be reversed; the original is posted again instead.
    #[error("a red document is not reversed")]
    RedReversal,
    /// The postings do not balance: an invariant is broken.
    #[error(transparent)]
    Balance(#[from] BalanceError),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

/// A posted document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Identity.
    pub id: DocumentId,
    /// As posted: numbered and costed.
    pub document: Document,
    /// The chain value after it.
    pub chain: ChainHash,
}

/// A run of postings in one write transaction. Its moves, entries and sums are in their tables only
/// after [`Poster::finish`].
pub struct Poster<'n> {
    node: &'n Node,
    head: ChainHead,
    sums: Sums,
    seals: Seals,
    /// Modules that this node has closed.
    modules: BTreeSet<(Month, Module)>,
    policy: CompanyPolicy,
    /// Some product has serial numbers.
    serials: bool,
    numbers: BTreeMap<(Kind, BusinessDate), u32>,
}

impl<'n> Poster<'n> {
    /// Begins a run.
    pub fn begin(sql: &mut dyn Sql, node: &'n Node) -> Result<Poster<'n>, SqlError> {
        let (policy, serials) = policy::load_with_serials(sql)?;
        Ok(Poster {
            node,
            policy,
            serials,
            head: log::head(sql, node.stream)?,
            sums: Sums::default(),
            seals: Seals::load(sql)?,
            modules: close::closed_modules(sql)?,
            numbers: BTreeMap::new(),
        })
    }

    /// Posts one document of this node. Its number, branch and cost are set here.
    pub fn post(
        &mut self,
        sql: &mut dyn Sql,
        mut document: Document,
        negative: NegativeStock,
    ) -> Result<Posted, PostError> {
        document.branch = self.node.branch;
        let id = self.next_id();
        self.open(sql, id, &document)?;
        if matches!(document.kind, Kind::YJC | Kind::NJC) {
            // A close looks at the books as they stand, this run included.
            self.sums.flush(sql)?;
            close::prepare(sql, self.node, &self.seals, &mut document)?;
            self.modules = close::closed_modules(sql)?;
        }
        document.check()?;
        self.complete(sql, &mut document, negative)?;
        let postings = posting::derive(&document);
        postings.prove()?;
        terms::check(sql, &self.sums, &document, &postings)?;
        terms::set_due_date(sql, &mut document, &postings)?;
        let count = self.next_number(sql, &document)?;
        document.number = DocumentNumber::new(
            document.kind.code(),
            &self.node.code,
            document.business_date,
            count,
        );
        let bytes = wire::encode(&document);
        let hash = PostingsHash::of(&postings);
        let mut booking =
            Booking { id, document: &document, postings: &postings, hash, told: None };
        // From here on only the database can fail, and then the whole transaction is taken back.
        if self.node.branch == BranchId::HQ {
            // Nobody merges HQ's own stream, so what concerns a branch goes into its feed here.
            booking.told = feed::forward(sql, &booking, &bytes)?;
        }
        let part = Part::booked_by(self.node.branch);
        write::document(sql, &mut self.sums, &mut self.seals, part, booking)?;
        log::append(sql, self.node.stream, &mut self.head, EntryKind::DOCUMENT, &bytes)?;
        self.numbers.insert((document.kind, document.business_date), count);
        Ok(Posted { id, document, chain: self.head.hash })
    }

    /// Where the next document of the run will stand.
    fn next_id(&self) -> DocumentId {
        DocumentId { stream: self.node.stream, seq: self.head.seq + 1 }
    }

    /// Appends an entry that is no document (a provisional product, a clock event) to the stream.
    pub fn append(
        &mut self,
        sql: &mut dyn Sql,
        kind: EntryKind,
        content: &[u8],
    ) -> Result<(), SqlError> {
        log::append(sql, self.node.stream, &mut self.head, kind, content)
    }

    /// Appends as [`Poster::append`], and says where the entry stands.
    pub(crate) fn append_numbered(
        &mut self,
        sql: &mut dyn Sql,
        kind: EntryKind,
        content: &[u8],
    ) -> Result<DocumentId, SqlError> {
        self.append(sql, kind, content)?;
        Ok(DocumentId { stream: self.node.stream, seq: self.head.seq })
    }

    /// What the run has gathered.
    pub(crate) fn sums_mut(&mut self) -> &mut Sums {
        &mut self.sums
    }

    /// Writes moves, entries, sums and counters.
    pub fn finish(mut self, sql: &mut dyn Sql) -> Result<(), SqlError> {
        self.sums.flush(sql)?;
        for ((kind, date), last) in &self.numbers {
            let text = "INSERT INTO number_counter (branch_id, kind, business_date, last) \
                        VALUES (?1, ?2, ?3, ?4) \
                        ON CONFLICT (branch_id, kind, business_date) DO UPDATE SET \
                        last = excluded.last";
            let params = [
                i64::from(self.node.branch.0),
                i64::from(kind.number()),
                i64::from(date.number()),
                i64::from(*last),
            ];
            sql.execute(text, &params.map(Value::I64))?;
        }
        Ok(())
    }

    /// Everything that the books put into a document: what it follows from and settles must allow it,
    /// its pieces must be where it takes them from, and its costs are found.
    fn complete(
        &mut self,
        sql: &mut dyn Sql,
        document: &mut Document,
        negative: NegativeStock,
    ) -> Result<(), PostError> {
        let original = self.original(sql, document)?;
        self.settle(sql, document)?;
        let known = match self.serials {
            true => self.sums.pieces.known(sql, document)?,
            false => Known::default(),
        };
        piece::freeze(document, &known)?;
        let rules = policy::rules(self.policy, negative, known);
        self.freeze_cost(sql, document, original.as_ref(), &rules)
    }

    fn freeze_cost(
        &mut self,
        sql: &mut dyn Sql,
        document: &mut Document,
        original: Option<&(StoredDocument, Vec<Quantity>)>,
        terms: &Terms,
    ) -> Result<(), PostError> {
        let mut balances = Balances::new();
        for key in cost::keys(document) {
            let mut balance = self.sums.balance(sql, document.branch, key)?;
            if terms.layered(key) {
                balance.layers = self.sums.layers.at(sql, document.branch, key)?;
            }
            balances.insert(key, balance);
        }
        if document.kind == Kind::PD && !document.is_red() {
            self.freeze_book(sql, document)?;
        }
        let order = self.promised(sql, document)?;
        let original = original.filter(|_| !document.is_red()).or(order.as_ref());
        let original = original.map(|(found, returned)| Original {
            document: &found.document,
            returned: returned.as_slice(),
        });
        Ok(cost::freeze(document, &mut balances, original, terms)?)
    }

    /// The order whose promise a red delivery makes open again. One that is closed promises nothing
    /// any more, whatever comes back.
    fn promised(
        &self,
        sql: &mut dyn Sql,
        document: &mut Document,
    ) -> Result<Option<(StoredDocument, Vec<Quantity>)>, SqlError> {
        let releases = document.is_red() && document.kind.rule().releases.is_some();
        let Some(id) = document.refers_to.filter(|_| releases) else { return Ok(None) };
        if documents::is_reversed(sql, id)? {
            document.lines.iter_mut().for_each(|line| line.released = Quantity::ZERO);
            return Ok(None);
        }
        let Some(order) = documents::load(sql, id)? else { return Ok(None) };
        let taken = documents::followed(sql, id, &order.document, |_| true)?;
        Ok(Some((order, taken)))
    }

    /// What the books know of the goods that are counted 账面数: on the first line of a product all of
    /// it, on further lines nothing, so that the lines of a product add up.
    fn freeze_book(&mut self, sql: &mut dyn Sql, document: &mut Document) -> Result<(), SqlError> {
        let (branch, warehouse) = (document.branch, document.warehouse);
        let mut seen = BTreeSet::new();
        for line in &mut document.lines {
            line.book_quantity = match seen.insert(line.product) {
                true => self.sums.on_the_shelf(sql, branch, warehouse, line.product)?,
                false => Quantity::ZERO,
            };
        }
        Ok(())
    }

    /// The document that this one reverses or follows from, with what has come back of it so far.
    fn original(
        &mut self,
        sql: &mut dyn Sql,
        document: &Document,
    ) -> Result<Option<(StoredDocument, Vec<Quantity>)>, PostError> {
        let Some(id) = document.reverses.or(document.refers_to) else { return Ok(None) };
        let Some(found) = documents::load(sql, id)? else {
            // A receipt may come before the news of its dispatch; its own cost stands then.
            return match (document.kind, document.form) {
                (Kind::RS, Form::Usual) => Ok(None),
                _ => Err(PostError::UnknownDocument),
            };
        };
        if documents::is_reversed(sql, id)? {
            return Err(PostError::AlreadyReversed { number: found.document.number });
        }
        if document.is_red() {
            return Ok(Some((found, Vec::new())));
        }
        let rule = document.kind.rule();
        if !answers(document, &found.document) {
            return Err(PostError::OtherPurpose { number: found.document.number });
        }
        if let (Some(one), Some(other)) = (document.partner, found.document.partner)
            && one != other
        {
            return Err(PostError::OtherPartner { number: found.document.number });
        }
        if matches!(document.kind, Kind::ZK | Kind::PD)
            && let Some(number) = standing_follower(sql, id, document.kind)?
        {
            return Err(PostError::HasFollower { number });
        }
        let taken = documents::followed(sql, id, &found.document, |earlier| {
            invoices(document) == invoices(earlier)
        })?;
        // Of goods that were accrued, only what was invoiced since is credited.
        let credits = document.kind == Kind::CT && document.form != Form::Accrued;
        let invoiced = match credits && found.document.form == Form::Accrued {
            false => None,
            true => Some(documents::followed(sql, id, &found.document, |earlier| {
                earlier.kind == Kind::FP
            })?),
        };
        let mut wanted = taken.clone();
        for line in &document.lines {
            let place = usize::try_from(line.refers_to_line).ok().and_then(|n| n.checked_sub(1));
            let sold = place.and_then(|place| found.document.lines.get(place).map(|l| (place, l)));
            let Some((place, sold)) = sold else { continue };
            wanted[place] += line.quantity;
            let limit = invoiced.as_ref().map_or(sold.quantity, |invoiced| invoiced[place]);
            if rule.within && wanted[place] > limit {
                let left = limit - taken[place];
                return Err(PostError::ReturnTooMuch { line: line.refers_to_line, left });
            }
        }
        Ok(Some((found, taken)))
    }

    /// What a payment settles must be owed, to this partner, and not be settled already.
    fn settle(&self, sql: &mut dyn Sql, document: &Document) -> Result<(), PostError> {
        // A close settles nothing: it says what it includes.
        if document.is_red() || document.kind == Kind::YJC {
            return Ok(());
        }
        let account = match document.kind {
            Kind::FK => account::PAYABLE,
            _ => account::RECEIVABLE,
        };
        let mut wanted: BTreeMap<DocumentId, Amount> = BTreeMap::new();
        for settlement in &document.settles {
            *wanted.entry(settlement.document).or_default() += settlement.amount;
        }
        for (id, amount) in wanted {
            let found = documents::load(sql, id)?.ok_or(PostError::UnknownDocument)?;
            let party = document.partner.map(Party::Partner);
            let balance = item::balance(sql, self.node.branch, account, party, id)?;
            let open = if document.kind == Kind::FK { -balance } else { balance };
            let within = match open < Amount::ZERO {
                true => amount >= open && amount <= Amount::ZERO,
                false => amount <= open && amount >= Amount::ZERO,
            };
            if !within {
                return Err(PostError::SettlesTooMuch { number: found.document.number, open });
            }
        }
        Ok(())
    }

    fn next_number(&self, sql: &mut dyn Sql, document: &Document) -> Result<u32, SqlError> {
        if let Some(last) = self.numbers.get(&(document.kind, document.business_date)) {
            return Ok(last + 1);
        }
        let text = "SELECT last FROM number_counter \
                    WHERE branch_id = ?1 AND kind = ?2 AND business_date = ?3";
        let key = [
            i64::from(self.node.branch.0),
            i64::from(document.kind.number()),
            i64::from(document.business_date.number()),
        ];
        let last = sql::one(sql, text, &key.map(Value::I64), |row| row.i64(0))?.unwrap_or(0);
        u32::try_from(last + 1).map_err(|_| SqlError::Unreadable { what: "a number counter" })
    }
}

/// Whether a document takes of what is to be invoiced: an invoice does, and goods that go back
/// before any has come. All others take of the goods.
fn invoices(document: &Document) -> bool {
    document.kind == Kind::FP || document.returns_uninvoiced()
}

/// Whether a document may follow from another one.
fn answers(document: &Document, original: &Document) -> bool {
    let follows = document.kind.rule().follows;
    let sent_here = original.counterpart == Some(document.branch);
    let fits = match document.kind {
        // What did not arrive goes back to who sent it, and to nobody else.
        Kind::RS if document.form == Form::Undelivered => {
            original.branch == document.branch && original.counterpart == document.counterpart
        }
        // Money arrives where it was sent to, and as much as was sent.
        Kind::ZK => {
            sent_here
                && document.counterpart == Some(original.branch)
                && (original.tendered() + document.tendered()).is_zero()
        }
        // Only the branch that a dispatch was sent to receives it.
        Kind::RS => sent_here,
        // Goods that were invoiced at once have no invoice to come.
        Kind::FP => original.form == Form::Accrued,
        Kind::CT if document.form == Form::Accrued => original.form == Form::Accrued,
        _ => true,
    };
    // Balances, promises and open items are the branch's whose document they are.
    let across = matches!(document.kind, Kind::RS | Kind::ZK);
    let at_home = across || original.branch == document.branch;
    fits && at_home && (follows.is_empty() || follows.contains(&original.kind))
}

/// The number of a document of the kind that follows from this one and has not been reversed.
fn standing_follower(
    sql: &mut dyn Sql,
    id: DocumentId,
    kind: Kind,
) -> Result<Option<DocumentNumber>, SqlError> {
    for follower in documents::links_to(sql, id, documents::LinkRole::Follows)? {
        if documents::is_reversed(sql, follower)? {
            continue;
        }
        let found = documents::load(sql, follower)?.map(|found| found.document);
        if let Some(found) = found.filter(|found| found.kind == kind) {
            return Ok(Some(found.number));
        }
    }
    Ok(None)
}

/// Posts one document in the caller's transaction.
pub fn post_one(
    sql: &mut dyn Sql,
    node: &Node,
    document: Document,
    negative: NegativeStock,
) -> Result<Posted, PostError> {
    let mut poster = Poster::begin(sql, node)?;
    let posted = poster.post(sql, document, negative)?;
    poster.finish(sql)?;
    Ok(posted)
}

/// The document as it would be posted now: its costs as the books find them. Nothing is written,
/// and the document itself is not checked.
pub fn preview(
    sql: &mut dyn Sql,
    node: &Node,
    mut document: Document,
    negative: NegativeStock,
) -> Result<Document, PostError> {
    let mut poster = Poster::begin(sql, node)?;
    document.branch = node.branch;
    poster.open(sql, poster.next_id(), &document)?;
    poster.complete(sql, &mut document, negative)?;
    if document.check().is_ok() {
        let postings = posting::derive(&document);
        terms::check(sql, &poster.sums, &document, &postings)?;
        terms::set_due_date(sql, &mut document, &postings)?;
    }
    Ok(document)
}

/// What is left of each line of a posted document for one that would follow from it: ordered less
/// delivered, received less invoiced. Below zero where more was delivered than ordered.
pub fn left(
    sql: &mut dyn Sql,
    original: &StoredDocument,
    follower: &Document,
) -> Result<Vec<Quantity>, SqlError> {
    let taken = documents::followed(sql, original.id, &original.document, |earlier| {
        invoices(follower) == invoices(earlier)
    })?;
    let lines = original.document.lines.iter().zip(taken);
    Ok(lines.map(|(line, taken)| line.quantity - taken).collect())
}
