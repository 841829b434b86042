//! From clauses to a document, as a person would fill in its form.
//!
//! Owns what the form fills in by itself: the rest that is paid, the lines of the sale that comes
//! back, the dispatch that arrives. Leaves out whether the document is sound: the books say so.

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::feed;
use fenhao_books::table::{consign_price, document as documents};
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::rule::Price;
use fenhao_domain::document::{
    Discount, Document, EntryLine, Form, Line, SerialUse, Settlement, TenderLine,
};
use fenhao_domain::id::{DocumentId, EmployeeId};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender;
use fenhao_domain::price::UnitPrice;
use fenhao_domain::stock::StockClass;

use super::clause::{Clause, Goods};
use super::world::{self, NOW, Place, World};

/// The document that is followed: a return's sale, a receipt's dispatch.
struct Followed {
    id: DocumentId,
    document: Document,
}

impl World {
    /// The document that the clauses describe, not posted yet.
    pub fn write(&self, at: &str, kind: Kind, clauses: &[Clause]) -> Result<Document> {
        let place = self.place(at)?;
        let followed = self.followed(place, kind, clauses)?;
        let mut document = self.blank(place, kind);
        if let Some(followed) = &followed {
            document.refers_to = Some(followed.id);
            let sent = &followed.document;
            document.counterpart = match kind {
                Kind::RS if clauses.contains(&Clause::Form(Form::Undelivered)) => sent.counterpart,
                Kind::RS | Kind::ZK => Some(sent.branch),
                _ => None,
            };
        }
        for clause in clauses {
            fill(&mut document, clause, followed.as_ref())?;
        }
        propose_prices(place, &mut document, clauses)?;
        for clause in clauses {
            if let Clause::Settles { number, amount } = clause {
                let settled = self.document(number)?;
                document.settles.push(Settlement { document: settled, amount: *amount });
            }
        }
        // What is due is known once all lines stand.
        for clause in clauses {
            if let Clause::Paid { tender, amount, handed } = clause {
                pay(&mut document, tender, *amount, *handed)?;
            }
        }
        Ok(document)
    }

    fn blank(&self, place: &Place, kind: Kind) -> Document {
        Document::new(kind, place.node.branch, self.day, Timestamp(NOW), EmployeeId(1))
    }

    /// A receipt follows the dispatch that is named, or the only one that waits at the place.
    fn followed(&self, place: &Place, kind: Kind, clauses: &[Clause]) -> Result<Option<Followed>> {
        let named = clauses.iter().find_map(|clause| match clause {
            Clause::Of(number) => Some(number),
            _ => None,
        });
        let id = match (named, kind) {
            (Some(number), _) => self.document(number)?,
            (None, Kind::RS) => {
                let open = place.store.read(|sql| feed::open_dispatches(sql, &place.node))?;
                ensure!(open.len() == 1, "{} dispatches wait at {}", open.len(), place.name);
                open[0]
            }
            (None, _) => return Ok(None),
        };
        let found = place.store.read(|sql| documents::load(sql, id))?;
        let found = found.with_context(|| format!("{} does not know the document", place.name))?;
        Ok(Some(Followed { id, document: found.document }))
    }
}

fn fill(document: &mut Document, clause: &Clause, followed: Option<&Followed>) -> Result<()> {
    match clause {
        Clause::Goods(goods) => document.lines.push(line(goods, followed)?),
        Clause::Account { account, party, side, amount } => document.entries.push(EntryLine {
            account: *account,
            party: *party,
            side: *side,
            amount: *amount,
        }),
        Clause::Partner(partner) => document.partner = Some(*partner),
        Clause::To(place) => document.counterpart = world::branch(place),
        Clause::Because(reason) => reason.clone_into(&mut document.remark),
        Clause::Rounded(amount) => document.rounding = *amount,
        Clause::In(store) => document.warehouse = *store,
        Clause::Into(store) => document.to_warehouse = Some(*store),
        Clause::Form(form) => document.form = *form,
        Clause::Class(class) => document.class = *class,
        Clause::Due(day) => document.due_date = Some(*day),
        Clause::Between(from, to) => document.span = Some((*from, *to)),
        Clause::Paid { .. } | Clause::Of(_) | Clause::Pass | Clause::Settles { .. } => {}
    }
    Ok(())
}

/// A settlement proposes the price that was agreed last where the row names none.
fn propose_prices(place: &Place, document: &mut Document, clauses: &[Clause]) -> Result<()> {
    let class = match document.kind {
        Kind::WX => StockClass::ConsignedOut,
        Kind::SJ => StockClass::ConsignedIn,
        _ => return Ok(()),
    };
    let Some(partner) = document.partner else { return Ok(()) };
    let goods = clauses.iter().filter_map(|clause| match clause {
        Clause::Goods(goods) => Some(goods),
        _ => None,
    });
    for (line, _) in document.lines.iter_mut().zip(goods).filter(|(_, g)| g.price.is_none()) {
        let agreed = place.store.read(|sql| {
            consign_price::latest(sql, place.node.branch, class, partner, line.product)
        })?;
        if let Some(price) = agreed {
            line.unit_price = price;
            line.list_amount = Amount::of(line.quantity, price);
        }
    }
    Ok(())
}

fn line(goods: &Goods, followed: Option<&Followed>) -> Result<Line> {
    let origin = followed.and_then(|followed| {
        let lines = (1..).zip(&followed.document.lines);
        lines.into_iter().find(|(_, line)| line.product == goods.product)
    });
    let price = match (goods.price, origin) {
        (Some(price), _) => price,
        (None, Some((_, line))) => line.unit_price,
        (None, None) => UnitPrice::ZERO,
    };
    let mut line = Line::new(goods.product, goods.quantity, price);
    if let Some(worth) = goods.worth {
        line.list_amount = worth;
    }
    line.incoming = goods.incoming;
    line.serials = goods.serials.iter().map(|number| SerialUse::of(number)).collect();
    line.lot.clone_from(&goods.lot);
    line.refers_to_line = origin.map_or(0, |(number, _)| number);
    for (kind, amount, claim_on) in &goods.discounts {
        line.discounts.push(Discount { kind: *kind, amount: *amount, claim_on: *claim_on });
    }
    match (goods.rate, goods.tax) {
        (Some(_), Some(_)) => bail!("tax is inside the amount or beside it"),
        (Some(rate), None) => {
            line.tax_rate = rate;
            line.tax = rate.inside(line.amount());
        }
        (None, Some(tax)) => line.tax = tax,
        (None, None) => {}
    }
    Ok(line)
}

fn pay(
    document: &mut Document,
    code: &str,
    amount: Option<Amount>,
    handed: Option<Amount>,
) -> Result<()> {
    let known = tender::defaults().into_iter().find(|tender| tender.code.0 == code);
    let tender = known.with_context(|| format!("`{code}` is no tender"))?;
    let amount = amount.unwrap_or(due(document) - document.tendered());
    document.tenders.push(TenderLine {
        tender: tender.code,
        account: tender.account,
        amount,
        handed: handed.unwrap_or(amount),
    });
    Ok(())
}

/// What is to be paid for the whole. A purchase is paid with its tax, which stands beside the cost.
fn due(document: &Document) -> Amount {
    match document.kind.rule().price {
        Price::Sale => document.due(),
        Price::Cost => document.amount() + document.tax(),
        Price::None | Price::Amount => document.amount() + document.entered().abs(),
    }
}
