//! First in first out and last in first out, against a model that counts pieces; and what holds of
//! layers whatever happens.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Balances, NegativeStock, Original, Terms, freeze, keys};
use super::*;
use crate::document::{Document, Line};
use crate::entry::Postings;
use crate::id::{DocumentId, StreamId, WarehouseNo};
use crate::kind::Kind;
use crate::posting;
use crate::posting::sample::{A, document};
use crate::price::UnitPrice;
use crate::stock::{StockClass, StockKey};

const STORES: [WarehouseNo; 2] = [WarehouseNo::GOODS, WarehouseNo::REPAIR];

fn own(store: usize) -> StockKey {
    StockKey { product: A, warehouse: STORES[store], class: StockClass::Own, party: None }
}

/// Books of one product in two stores, kept as the real ones keep them.
struct Ledger {
    terms: Terms,
    balances: Balances,
    posted: Vec<Document>,
    layers: BTreeMap<(StockKey, LayerId), (Quantity, Amount)>,
    stock: BTreeMap<StockKey, (Quantity, Amount)>,
}

impl Ledger {
    fn new(method: Method, negative: NegativeStock) -> Ledger {
        let terms = Terms { method, ..Terms::average(negative) };
        let (balances, posted) = (Balances::new(), Vec::new());
        let (layers, stock) = (BTreeMap::new(), BTreeMap::new());
        Ledger { terms, balances, posted, layers, stock }
    }

    fn id(at: usize) -> DocumentId {
        DocumentId { stream: StreamId(1), seq: at as u64 + 1 }
    }

    /// Freezes, derives, books; gives the document's place.
    fn post(&mut self, mut document: Document, returned: &[Quantity]) -> usize {
        for key in keys(&document) {
            self.balances.entry(key).or_default();
        }
        let of = document.refers_to.filter(|_| !document.is_red());
        let of = of.map(|id| self.posted[usize::try_from(id.seq).expect("small") - 1].clone());
        let original = of.as_ref().map(|document| Original { document, returned });
        freeze(&mut document, &mut self.balances, original, &self.terms).expect("passes");
        let postings = posting::derive(&document);
        postings.prove().expect("balances");
        self.book(&postings);
        self.posted.push(document);
        self.check();
        self.posted.len() - 1
    }

    fn book(&mut self, postings: &Postings) {
        let this = Ledger::id(self.posted.len());
        for moved in &postings.moves {
            let key = StockKey {
                product: moved.product,
                warehouse: moved.warehouse,
                class: moved.class,
                party: moved.party,
            };
            let sum = self.stock.entry(key).or_default();
            *sum = (sum.0 + moved.quantity, sum.1 + moved.value);
        }
        for moved in &postings.layers {
            let id = moved.layer.unwrap_or(LayerId { document: this, line: moved.line });
            let sum = self.layers.entry((moved.key, id)).or_default();
            *sum = (sum.0 + moved.quantity, sum.1 + moved.value);
        }
        self.layers.retain(|_, (quantity, value)| !quantity.is_zero() || !value.is_zero());
        for (key, balance) in &mut self.balances {
            let mine = self.layers.iter().filter(|((at, _), _)| at == key);
            balance.layers = mine
                .map(|((_, id), (quantity, value))| Layer {
                    id: *id,
                    quantity: *quantity,
                    value: *value,
                })
                .collect();
        }
    }

    /// What the books hold is what the price step believed, and layers are the balance.
    fn check(&self) {
        for (key, balance) in &self.balances {
            let stock = self.stock.get(key).copied().unwrap_or_default();
            assert_eq!((balance.quantity, balance.value), stock, "{key:?}");
            let parts: Vec<LayerUse> = (balance.layers.iter())
                .map(|l| LayerUse { layer: l.id, quantity: l.quantity, value: l.value })
                .collect();
            if self.terms.method == Method::Average || balance.quantity < Quantity::ZERO {
                assert_eq!(parts, [], "nothing is left of {key:?}");
            } else {
                assert_eq!(sum(&parts), stock, "layers of {key:?}");
            }
            assert!(!balance.quantity.is_zero() || balance.value.is_zero());
            assert!(balance.layers.iter().all(|layer| layer.quantity > Quantity::ZERO));
        }
    }
}

fn goods(kind: Kind, store: usize, quantity: i64, unit: i64) -> Document {
    let unit = UnitPrice::from_raw(unit * 10_000);
    let line = Line::new(A, Quantity::whole(quantity), unit);
    Document {
        warehouse: STORES[store],
        to_warehouse: (kind == Kind::TB || kind == Kind::BT).then_some(STORES[1 - store]),
        lines: vec![line],
        ..document(kind)
    }
}

fn costs(ledger: &Ledger, at: usize) -> Amount {
    ledger.posted[at].lines[0].cost
}

fn two_layers(method: Method) -> Ledger {
    let mut ledger = Ledger::new(method, NegativeStock::Refuse);
    ledger.post(goods(Kind::CG, 0, 3, 500), &[]);
    ledger.post(goods(Kind::CG, 0, 3, 600), &[]);
    ledger
}

#[test]
fn first_in_first_out_takes_the_oldest_and_last_in_the_newest() {
    for (method, minor) in [(Method::Fifo, 2100), (Method::Lifo, 2300)] {
        let mut ledger = two_layers(method);
        let lost = ledger.post(goods(Kind::BS, 0, 4, 0), &[]);
        assert_eq!(costs(&ledger, lost), Amount::from_minor(minor), "{method:?}");
    }
}

#[test]
fn the_average_keeps_no_layers() {
    let mut ledger = Ledger::new(Method::Average, NegativeStock::Refuse);
    ledger.post(goods(Kind::CG, 0, 3, 500), &[]);
    let lost = ledger.post(goods(Kind::BS, 0, 1, 0), &[]);
    assert!(ledger.posted.iter().all(|document| document.lines[0].layers.is_empty()));
    assert_eq!(costs(&ledger, lost), Amount::from_minor(500));
}

#[test]
fn what_is_sold_before_it_came_settles_at_the_next_receipt() {
    let mut ledger = Ledger::new(Method::Fifo, NegativeStock::Pass);
    ledger.post(goods(Kind::CG, 0, 1, 300), &[]);
    let lost = ledger.post(goods(Kind::BS, 0, 3, 0), &[]);
    assert_eq!(costs(&ledger, lost), Amount::from_minor(900));
    let receipt = ledger.post(goods(Kind::CG, 0, 5, 350), &[]);
    let line = &ledger.posted[receipt].lines[0];
    assert_eq!(line.residual_in, Amount::from_minor(100), "two were 0.50 dearer");
    let balance = &ledger.balances[&own(0)];
    assert_eq!((balance.quantity, balance.value), (Quantity::whole(3), Amount::from_minor(1050)));
}

#[test]
fn a_reversed_receipt_whose_goods_have_left_takes_from_the_others() {
    let mut ledger = two_layers(Method::Fifo);
    ledger.post(goods(Kind::BS, 0, 2, 0), &[]);
    ledger.post(ledger.posted[0].reversal(Ledger::id(0)), &[]);
    let balance = &ledger.balances[&own(0)];
    assert_eq!((balance.quantity, balance.value), (Quantity::ONE, Amount::from_minor(600)));
    assert_eq!(ledger.posted[3].lines[0].residual_in, Amount::from_minor(200));
}

#[test]
fn goods_moved_to_another_store_keep_their_age() {
    let mut ledger = two_layers(Method::Fifo);
    ledger.post(goods(Kind::TB, 0, 4, 0), &[]);
    ledger.post(goods(Kind::CG, 1, 1, 700), &[]);
    let lost = ledger.post(goods(Kind::BS, 1, 3, 0), &[]);
    assert_eq!(costs(&ledger, lost), Amount::from_minor(1500));
    let next = ledger.post(goods(Kind::BS, 1, 1, 0), &[]);
    assert_eq!(costs(&ledger, next), Amount::from_minor(600));
}

#[test]
fn goods_repriced_into_a_layer_that_stood_there_go_back_as_they_came() {
    let mut ledger = two_layers(Method::Fifo);
    ledger.post(goods(Kind::TB, 0, 1, 0), &[]);
    let before = ledger.balances.clone();
    let moved = ledger.post(goods(Kind::BT, 0, 1, 990), &[]);
    assert_eq!(
        ledger.balances[&own(1)].value,
        Amount::from_minor(1490),
        "one at 5.00, one at 9.90"
    );
    ledger.post(ledger.posted[moved].reversal(Ledger::id(moved)), &[]);
    for (key, balance) in &before {
        let after = &ledger.balances[key];
        assert_eq!((after.quantity, after.value), (balance.quantity, balance.value));
        assert_eq!(after.layers, balance.layers);
    }
}

#[test]
fn what_goes_back_to_its_supplier_leaves_the_layer_in_which_it_came() {
    let mut ledger = two_layers(Method::Fifo);
    let mut back = goods(Kind::CT, 0, 2, 600);
    back.refers_to = Some(Ledger::id(1));
    back.lines[0].refers_to_line = 1;
    let back = ledger.post(back, &[Quantity::ZERO]);
    assert_eq!(costs(&ledger, back), Amount::from_minor(1200));
}

/// A step of the trade: what, in which store, how many, at which unit cost, and which of the earlier
/// documents it is about.
type Step = (u8, usize, i64, i64, usize);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0_u8..6, 0_usize..2, 1_i64..8, 1_i64..900, any::<usize>()), 1..60)
}

/// Pieces in a store: their layer and what each costs in cents.
type Pieces = Vec<(LayerId, i64)>;

/// What the model remembers of an issue: the store, its pieces, and how many came back.
struct Issue {
    at: usize,
    store: usize,
    pieces: Pieces,
    back: usize,
}

fn pop(pieces: &mut Pieces, method: Method, count: usize) -> Pieces {
    pieces.sort_unstable();
    let take = |pieces: &mut Pieces| match method {
        Method::Fifo => pieces.remove(0),
        _ => pieces.pop().expect("enough"),
    };
    (0..count).map(|_| take(pieces)).collect()
}

fn worth(pieces: &Pieces) -> Amount {
    Amount::from_minor(pieces.iter().map(|(_, unit)| unit).sum())
}

proptest! {
    #[test]
    fn layers_equal_a_model_of_pieces(lifo in any::<bool>(), steps in steps()) {
        let method = if lifo { Method::Lifo } else { Method::Fifo };
        let mut ledger = Ledger::new(method, NegativeStock::Refuse);
        let mut stores: [Pieces; 2] = Default::default();
        let mut issues: Vec<Issue> = Vec::new();
        for (what, store, quantity, unit, which) in steps {
            let count = usize::try_from(quantity).expect("small").min(stores[store].len());
            let held = i64::try_from(count).expect("small");
            match what {
                0 | 1 => {
                    let at = ledger.post(goods(Kind::CG, store, quantity, unit), &[]);
                    let layer = LayerId { document: Ledger::id(at), line: 1 };
                    stores[store].extend((0..quantity).map(|_| (layer, unit)));
                }
                2 if count > 0 => {
                    let pieces = pop(&mut stores[store], method, count);
                    let at = ledger.post(goods(Kind::LS, store, held, 0), &[]);
                    prop_assert_eq!(costs(&ledger, at), worth(&pieces));
                    // Layers in the order in which they were taken; their pieces are alike.
                    issues.push(Issue { at, store, pieces, back: 0 });
                }
                3 if count > 0 => {
                    let pieces = pop(&mut stores[store], method, count);
                    let at = ledger.post(goods(Kind::TB, store, held, 0), &[]);
                    prop_assert_eq!(costs(&ledger, at), worth(&pieces));
                    stores[1 - store].extend(pieces);
                }
                4 if !issues.is_empty() => {
                    let some = which % issues.len();
                    let issue = &mut issues[some];
                    let open = issue.pieces.len() - issue.back;
                    let count = usize::try_from(quantity).expect("small").min(open);
                    if count == 0 { continue; }
                    let mut back = goods(Kind::LT, store, i64::try_from(count).expect("small"), 0);
                    back.refers_to = Some(Ledger::id(issue.at));
                    back.lines[0].refers_to_line = 1;
                    let before = [Quantity::whole(i64::try_from(issue.back).expect("small"))];
                    let pieces = issue.pieces[issue.back..issue.back + count].to_vec();
                    issue.back += count;
                    let at = ledger.post(back, &before);
                    prop_assert_eq!(costs(&ledger, at), worth(&pieces));
                    stores[store].extend(pieces);
                }
                5 if !issues.is_empty() => {
                    let some = which % issues.len();
                    if issues[some].back > 0 { continue; }
                    let issue = issues.swap_remove(some);
                    ledger.post(ledger.posted[issue.at].reversal(Ledger::id(issue.at)), &[]);
                    stores[issue.store].extend(issue.pieces);
                }
                _ => {}
            }
            for (at, pieces) in stores.iter().enumerate() {
                let held = ledger.balances.get(&own(at)).map_or(Amount::ZERO, |b| b.value);
                prop_assert_eq!(held, worth(pieces));
            }
        }
    }

    /// Sold before it came, reversed after it left, revalued, repriced: layers stay the balance, and
    /// no value is made or lost.
    #[test]
    fn layers_are_the_balance_whatever_happens(lifo in any::<bool>(), steps in steps()) {
        let method = if lifo { Method::Lifo } else { Method::Fifo };
        let mut ledger = Ledger::new(method, NegativeStock::Pass);
        let mut standing: Vec<usize> = Vec::new();
        for (what, store, quantity, unit, which) in steps {
            let document = match what {
                0 => goods(Kind::CG, store, quantity, unit),
                1 | 2 => goods(Kind::BS, store, quantity, 0),
                3 if unit % 2 == 0 => goods(Kind::BT, store, quantity, unit),
                3 => goods(Kind::TB, store, quantity, 0),
                4 => {
                    let held = ledger.balances.get(&own(store)).cloned().unwrap_or_default();
                    if held.quantity <= Quantity::ZERO { continue; }
                    let mut change = goods(Kind::TJ, store, 0, 0);
                    let most = (held.value.raw() / 10_000).min(unit);
                    let minor = if which % 2 == 0 { unit } else { -most.max(0) };
                    change.lines[0].list_amount = Amount::from_minor(minor);
                    change
                }
                _ if !standing.is_empty() => {
                    let at = standing.swap_remove(which % standing.len());
                    ledger.post(ledger.posted[at].reversal(Ledger::id(at)), &[]);
                    continue;
                }
                _ => continue,
            };
            standing.push(ledger.post(document, &[]));
        }
    }
}
