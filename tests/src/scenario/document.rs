//! From clauses to a document, as a person would fill in its form.
//!
//! Owns what the form fills in by itself: the rest that is paid, the lines of the sale that comes
//! back, the dispatch that arrives. Leaves out whether the document is sound: the books say so.

use anyhow::{Context, Result, bail, ensure};
use fenhao_books::feed;
use fenhao_books::table::document as documents;
use fenhao_domain::amount::Amount;
use fenhao_domain::calendar::Timestamp;
use fenhao_domain::document::{Discount, Document, EntryLine, Line, TenderLine};
use fenhao_domain::id::{DocumentId, EmployeeId, WarehouseNo};
use fenhao_domain::kind::Kind;
use fenhao_domain::master::tender;
use fenhao_domain::number::DocumentNumber;
use fenhao_domain::price::UnitPrice;

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
            document.counterpart = (kind == Kind::RS).then_some(followed.document.branch);
        }
        for clause in clauses {
            fill(&mut document, clause, followed.as_ref())?;
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
        Document {
            kind,
            branch: place.node.branch,
            number: DocumentNumber::default(),
            business_date: self.day,
            recorded_at: Timestamp(NOW),
            handler: EmployeeId(1),
            warehouse: WarehouseNo::GOODS,
            partner: None,
            counterpart: None,
            reverses: None,
            refers_to: None,
            source: String::new(),
            remark: String::new(),
            lines: Vec::new(),
            tenders: Vec::new(),
            entries: Vec::new(),
            rounding: Amount::ZERO,
        }
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
        Clause::Paid { .. } | Clause::Of(_) | Clause::Pass => {}
    }
    Ok(())
}

fn line(goods: &Goods, followed: Option<&Followed>) -> Result<Line> {
    let origin = followed.and_then(|followed| {
        let lines = (1..).zip(&followed.document.lines);
        lines.into_iter().find(|(_, line)| line.product == goods.product)
    });
    let price = match (goods.price, origin, followed) {
        (Some(price), _, _) => price,
        (None, Some((_, line)), Some(followed)) if followed.document.kind == Kind::LS => {
            line.unit_price
        }
        (None, _, _) => UnitPrice::ZERO,
    };
    let mut line = Line::new(goods.product, goods.quantity, price);
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
    // A purchase is paid with its tax, which stands beside the cost.
    let beside: Amount = match document.kind {
        Kind::CG => document.lines.iter().map(|line| line.tax).sum(),
        _ => Amount::ZERO,
    };
    let amount = amount.unwrap_or(document.due() + beside - document.tendered());
    document.tenders.push(TenderLine {
        tender: tender.code,
        account: tender.account,
        amount,
        handed: handed.unwrap_or(amount),
    });
    Ok(())
}
