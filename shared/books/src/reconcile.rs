//! Reconciling 对账: HQ's books = the sum of the branches' books, proved document by document.
//!
//! Owns the proof at HQ (a branch can run it on its own books, too): each branch's documents are
//! derived again and folded, up to what HQ has merged of its streams; the folds are compared with
//! HQ's sums of that branch, and the branches with the company. Leaves out stored bytes
//! (`verify`). Invariant: what is told to agree has been computed from the branch's own signed
//! documents, never from HQ's rows alone.

use std::collections::BTreeMap;

use fenhao_domain::account::{self, AccountCode, CHART};
use fenhao_domain::amount::Amount;
use fenhao_domain::entry::{BalanceError, Party, Side, StockMove};
use fenhao_domain::id::{BranchId, DocumentId, ProductId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::quantity::Quantity;
use fenhao_domain::stock::{StockClass, StockKey};
use fenhao_exchange::document::PostingsHash;

use crate::node;
use crate::proof::{self, Derived, Findings, Listener, Meter};
use crate::report::account_sum::{self, Months};
use crate::report::place::Places;
use crate::sql::{Sql, SqlError};
use crate::table::stream as streams;

mod layers;
mod sums;

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A booked document cannot be read.
    Unreadable {
        /// Which document.
        id: DocumentId,
    },
    /// A document's postings fail their proof.
    Unbalanced {
        /// Which document.
        id: DocumentId,
        /// How.
        error: BalanceError,
    },
    /// The postings derived here are not those that the document's row names (`verify` compares
    /// the rows with what the branch signed).
    Postings {
        /// Which document.
        id: DocumentId,
    },
    /// A branch's account is not the fold of its documents.
    Account {
        /// Branch.
        branch: BranchId,
        /// Account.
        account: AccountCode,
        /// Debit less credit in the documents.
        documents: Amount,
        /// Debit less credit in the sums.
        sums: Amount,
    },
    /// A party's balance is not the fold of the documents.
    Party {
        /// Branch.
        branch: BranchId,
        /// Account.
        account: AccountCode,
        /// Party; none for entries that name none.
        party: Option<Party>,
        /// In the documents.
        documents: Amount,
        /// In the sums.
        sums: Amount,
    },
    /// A product's stock is not the fold of the documents.
    Stock {
        /// Branch.
        branch: BranchId,
        /// Warehouse.
        warehouse: WarehouseNo,
        /// Class.
        class: StockClass,
        /// Product.
        product: ProductId,
        /// Quantity and value in the documents.
        documents: (Quantity, Amount),
        /// Quantity and value in the sums.
        sums: (Quantity, Amount),
    },
    /// The cost layers of a product do not come to its balance.
    Layers {
        /// Branch.
        branch: BranchId,
        /// Warehouse.
        warehouse: WarehouseNo,
        /// Class.
        class: StockClass,
        /// Product.
        product: ProductId,
        /// Quantity and value of the layers.
        layers: (Quantity, Amount),
        /// Quantity and value of the balance.
        stock: (Quantity, Amount),
    },
    /// Debits and credits of a branch differ.
    TrialBalance {
        /// Branch.
        branch: BranchId,
        /// Debit less credit.
        difference: Amount,
    },
    /// The value of the goods and their account differ.
    StockValue {
        /// Branch.
        branch: BranchId,
        /// Class.
        class: StockClass,
        /// Value of the goods.
        goods: Amount,
        /// Balance of the account.
        account: Amount,
    },
    /// The parties' balances and their account differ.
    Parties {
        /// Branch.
        branch: BranchId,
        /// Account.
        account: AccountCode,
        /// Sum of the parties.
        parties: Amount,
        /// Balance of the account.
        balance: Amount,
    },
    /// The branches' accounts do not add up to the company's.
    Company {
        /// Account.
        account: AccountCode,
        /// Sum of the branches.
        branches: Amount,
        /// The company.
        company: Amount,
    },
    /// What branches owe each other does not cancel out.
    InterBranch {
        /// Debit less credit over all branches.
        difference: Amount,
    },
}

/// A branch that has been reconciled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchProof {
    /// Branch.
    pub branch: BranchId,
    /// Its code.
    pub code: String,
    /// Documents, each derived and proved again.
    pub documents: u64,
    /// Entries of its streams that HQ has acknowledged.
    pub acknowledged: u64,
    /// Of those, merged into the books.
    pub merged: u64,
    /// Documents held back.
    pub held: u64,
    /// Debits of all its accounts; equal to the credits.
    pub debit: Amount,
    /// Credits.
    pub credit: Amount,
    /// Value of its goods by class.
    pub stock: BTreeMap<StockClass, Amount>,
    /// Products that it has stock rows of.
    pub products: u64,
    /// Things that do not agree.
    pub differences: u64,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// Branch by branch.
    pub branches: Vec<BranchProof>,
    /// Documents in all.
    pub documents: u64,
    /// Debits of the company.
    pub debit: Amount,
    /// Credits of the company.
    pub credit: Amount,
    /// Value of all goods, wherever they are.
    pub stock: Amount,
    /// Money on the way between branches: sent by one, not booked by the other yet.
    pub money_in_transit: Amount,
    /// What does not agree.
    pub differences: Findings<Difference>,
}

impl Reconciled {
    /// True when everything agrees.
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Reconciles all books that this node holds.
pub fn reconcile(sql: &mut dyn Sql, listener: &mut Listener<'_>) -> Result<Reconciled, SqlError> {
    let mut whole = Reconciled::default();
    let own = node::load(sql)?.map(|node| node.branch).filter(|branch| *branch != BranchId::HQ);
    let mut folds = fold(sql, own, &mut whole, listener)?;
    for branch in account_sum::branches(sql)? {
        folds.entry(branch).or_default();
    }
    let places = Places::load(sql)?;
    let mut meter = Meter::new("branches", listener);
    for (branch, fold) in &folds {
        let before = whole.differences.count();
        let mut proof = sums::compare(sql, *branch, fold, &mut whole.differences)?;
        proof.code = places.code(*branch);
        standing(sql, &mut proof)?;
        proof.differences = whole.differences.count() - before;
        whole.debit += proof.debit;
        whole.credit += proof.credit;
        whole.stock += proof.stock.iter().map(|(class, value)| class.as_asset(*value)).sum();
        whole.branches.push(proof);
        meter.step();
    }
    meter.finish();
    sums::unfolded_stock(sql, &folds, &mut whole.differences)?;
    layers::compare(sql, &mut whole.differences)?;
    // A branch alone does not see the other half.
    if own.is_none() {
        whole.money_in_transit = -folds.values().map(|fold| fold.money).sum::<Amount>();
    }
    company(sql, &folds, own.is_none(), &mut whole.differences)?;
    Ok(whole)
}

/// What the documents say of one branch.
#[derive(Debug, Clone, Default)]
struct Fold {
    documents: u64,
    accounts: BTreeMap<AccountCode, (Amount, Amount)>,
    parties: BTreeMap<(AccountCode, i64), Amount>,
    stock: BTreeMap<StockKey, (Quantity, Amount)>,
    /// Money that came from other branches, less what went to them.
    money: Amount,
}

impl Fold {
    fn balance(&self, account: AccountCode) -> Amount {
        self.accounts.get(&account).map_or(Amount::ZERO, |(debit, credit)| *debit - *credit)
    }
}

type Folds = BTreeMap<BranchId, Fold>;

/// Derives and proves every booked document again.
fn fold(
    sql: &mut dyn Sql,
    own: Option<BranchId>,
    whole: &mut Reconciled,
    listener: &mut Listener<'_>,
) -> Result<Folds, SqlError> {
    let mut meter = Meter::new("documents", listener);
    let mut folds = Folds::new();
    let differences = &mut whole.differences;
    proof::documents(sql, None, &mut |found| {
        meter.step();
        match found {
            Err(id) => differences.add(Difference::Unreadable { id }),
            Ok(derived) => {
                prove(&derived, differences);
                add(&mut folds, &derived, own);
            }
        }
    })?;
    whole.documents = meter.finish();
    Ok(folds)
}

fn prove(derived: &Derived, differences: &mut Findings<Difference>) {
    if let Err(error) = derived.postings.prove() {
        differences.add(Difference::Unbalanced { id: derived.id, error });
    }
    if PostingsHash::of(&derived.postings) != derived.hash {
        differences.add(Difference::Postings { id: derived.id });
    }
}

fn add(folds: &mut Folds, derived: &Derived, own: Option<BranchId>) {
    let here = |branch: BranchId| own.is_none_or(|own| own == branch);
    if here(derived.document.branch) {
        let fold = folds.entry(derived.document.branch).or_default();
        fold.documents += 1;
        if derived.document.kind == Kind::ZK && derived.document.counterpart.is_some() {
            fold.money += derived.document.tendered();
        }
    }
    for entry in derived.postings.entries.iter().filter(|entry| here(entry.branch)) {
        let fold = folds.entry(entry.branch).or_default();
        let sum = fold.accounts.entry(entry.account).or_default();
        match entry.side {
            Side::Debit => sum.0 += entry.amount,
            Side::Credit => sum.1 += entry.amount,
        }
        if by_partner(entry.account) {
            let key = (entry.account, entry.party.map_or(0, Party::number));
            *fold.parties.entry(key).or_default() += entry.signed();
        }
    }
    for moved in derived.postings.moves.iter().filter(|moved| here(moved.branch)) {
        let fold = folds.entry(moved.branch).or_default();
        let StockMove { product, warehouse, class, party, .. } = *moved;
        let key = StockKey { product, warehouse, class, party };
        let sum = fold.stock.entry(key).or_default();
        sum.0 += moved.quantity;
        sum.1 += moved.value;
    }
}

/// True for accounts that are kept by partner.
fn by_partner(code: AccountCode) -> bool {
    code.account().is_some_and(|account| account.by_partner)
}

/// How far HQ has come with the branch's streams.
fn standing(sql: &mut dyn Sql, proof: &mut BranchProof) -> Result<(), SqlError> {
    for row in streams::list(sql)?.iter().filter(|row| row.branch == proof.branch) {
        proof.acknowledged += row.acked.seq;
        proof.merged += row.merged.seq;
    }
    let held = streams::held(sql)?;
    let mine = held.iter().filter(|held| held.branch == proof.branch).count();
    proof.held = u64::try_from(mine).unwrap_or(u64::MAX);
    Ok(())
}

/// The company: its accounts are the branches' accounts, and what they owe each other cancels out.
fn company(
    sql: &mut dyn Sql,
    folds: &Folds,
    whole_company: bool,
    differences: &mut Findings<Difference>,
) -> Result<(), SqlError> {
    let sums = account_sum::by_account(sql, None, Months::default())?;
    let mut codes: Vec<AccountCode> = CHART.iter().map(|account| account.code).collect();
    codes.extend(sums.keys().filter(|code| code.account().is_none()));
    for account in codes {
        let branches: Amount = folds.values().map(|fold| fold.balance(account)).sum();
        let company = sums.get(&account).map_or(Amount::ZERO, |sums| sums.closing());
        if branches != company {
            differences.add(Difference::Company { account, branches, company });
        }
    }
    // What is sent stands between the branches until the other one has booked it.
    let open = |fold: &Fold| fold.balance(account::INTER_BRANCH) + fold.money;
    let difference: Amount = folds.values().map(open).sum();
    if whole_company && !difference.is_zero() {
        differences.add(Difference::InterBranch { difference });
    }
    Ok(())
}
