//! Kinds 单据类别 for editors: what each shows, straight from its rule, and what there is to choose.
//!
//! Owns the reading of a rule for people who write documents. Leaves out the rule itself
//! (`document/rule.rs`), which is asked again when a document is posted. Invariant: an editor that
//! shows what stands here writes documents that pass the rule's checks of form.

use fenhao_books::table;
use fenhao_domain::account::{self, AccountClass, CHART};
use fenhao_domain::area::Area;
use fenhao_domain::document::rule::{Costing, Goods, Need, Price, Role};
use fenhao_domain::document::{Form, NoteField};
use fenhao_domain::entry::is_stock_account;
use fenhao_domain::id::WarehouseNo;
use fenhao_domain::kind::Kind;
use fenhao_domain::master::branch::warehouse_name;
use fenhao_domain::stock::StockClass;

use super::cart_view;
use crate::context::{Context, Session};
use crate::error::ApiError;
use crate::view::{
    AccountView, ChoiceView, ChoicesView, GoodsView, KindView, NeedView, Nothing, PartnerRoleView,
    PriceView, TaxView,
};

/// All kinds, in the order of their table.
pub(crate) fn list(_: &Context, _: &Session, _: Nothing) -> Result<Vec<KindView>, ApiError> {
    Ok(Kind::ALL.iter().map(|&kind| view(kind)).collect())
}

/// All accounts, by code.
pub(crate) fn accounts(_: &Context, _: &Session, _: Nothing) -> Result<Vec<AccountView>, ApiError> {
    let view = |account: &account::Account| AccountView {
        code: account.code.to_string(),
        name: account.zh.to_owned(),
        name_en: account.en.to_owned(),
        class: match account.class {
            AccountClass::Asset => "asset",
            AccountClass::Liability => "liability",
            AccountClass::Equity => "equity",
            AccountClass::Income => "income",
            AccountClass::Expense => "expense",
        }
        .to_owned(),
        party: account.by_partner.then(|| party_of(account.code).to_owned()),
        kept: is_stock_account(account.code) || account.code == account::INTER_BRANCH,
    };
    Ok(CHART.iter().map(view).collect())
}

/// Whom or what an account line names.
pub(super) fn party_of(code: account::AccountCode) -> &'static str {
    match code {
        account::FIXED_ASSET | account::DEPRECIATION | account::DEFERRED_EXPENSE => "asset",
        _ => "partner",
    }
}

/// Warehouses, other branches, tenders.
pub(crate) fn choices(context: &Context, _: &Session, _: Nothing) -> Result<ChoicesView, ApiError> {
    let own = context.node()?.branch;
    context.read(|sql| {
        let branches = table::branch::list(sql)?;
        let others = branches.into_iter().filter(|branch| branch.id != own && !branch.disabled);
        Ok(ChoicesView {
            warehouses: WAREHOUSES.iter().map(|&no| warehouse_choice(no)).collect(),
            branches: others
                .map(|branch| ChoiceView {
                    code: branch.code,
                    name: branch.name,
                    name_en: String::new(),
                })
                .collect(),
            tenders: (cart_view::tenders(sql)?.into_iter().filter(|tender| !tender.disabled))
                .map(|tender| ChoiceView {
                    code: tender.code.0,
                    name: tender.name,
                    name_en: tender.name_en,
                })
                .collect(),
        })
    })
}

/// Warehouses that people choose; goods in transit come and go by dispatch and receipt alone.
pub(super) const WAREHOUSES: [WarehouseNo; 2] = [WarehouseNo::GOODS, WarehouseNo::REPAIR];

fn warehouse_choice(no: WarehouseNo) -> ChoiceView {
    let (zh, en) = warehouse_name(no);
    ChoiceView { code: no.0.to_string(), name: zh.to_owned(), name_en: en.to_owned() }
}

fn view(kind: Kind) -> KindView {
    let rule = kind.rule();
    let keys = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect::<Vec<_>>();
    KindView {
        code: kind.code().to_owned(),
        name: kind.zh().to_owned(),
        name_en: kind.en().to_owned(),
        area: Area::of(kind).key().to_owned(),
        drafted: is_drafted(kind),
        goods: match rule.goods {
            Goods::No => GoodsView::No,
            Goods::Moving | Goods::Any => GoodsView::Lines,
            Goods::Optional => GoodsView::Optional,
            Goods::Beside => GoodsView::Value,
        },
        quantity: need(quantity(kind)),
        price: match rule.price {
            Price::None => PriceView::None,
            Price::Sale => PriceView::Sale,
            Price::Cost => PriceView::Cost,
            Price::Amount => PriceView::Amount,
        },
        price_need: need(price(kind)),
        tax: tax(kind),
        discount: rule.price == Price::Sale,
        incoming: rule.costing == Costing::Assemble,
        warehouse: rule.goods != Goods::No,
        to_warehouse: need(rule.to_warehouse),
        partner: need(rule.partner),
        role: match rule.role {
            Role::Customer => PartnerRoleView::Customer,
            Role::Supplier => PartnerRoleView::Supplier,
            Role::Any => PartnerRoleView::Any,
        },
        counterpart: need(rule.counterpart),
        tenders: need(rule.tenders),
        entries: need(rule.entries),
        reason: need(rule.reason),
        settles: need(settled(kind)),
        settles_account: (settled(kind) != Need::No).then(|| settles(kind).to_owned()),
        original: need(rule.original),
        follows: rule.follows.iter().map(|kind| kind.code().to_owned()).collect(),
        forms: forms(kind).iter().map(|&form| form_key(form).to_owned()).collect(),
        classes: classes(kind).iter().map(|class| class.key().to_owned()).collect(),
        span: need(span(kind)),
        due_date: need(due_date(kind)),
        rounding: rule.price == Price::Sale && rule.tenders != Need::No,
        notes: keys(&notes(kind).iter().map(|&field| note_key(field)).collect::<Vec<_>>()),
    }
}

fn need(need: Need) -> NeedView {
    match need {
        Need::No => NeedView::No,
        Need::May => NeedView::May,
        Need::Must => NeedView::Must,
    }
}

/// True for what is written in the editor: the till writes its own documents, and closes say what
/// the books say.
pub(super) fn is_drafted(kind: Kind) -> bool {
    !matches!(kind, Kind::LS | Kind::LT | Kind::YJC | Kind::NJC)
}

/// Whether a line says how many.
pub(super) fn quantity(kind: Kind) -> Need {
    let rule = kind.rule();
    match (rule.goods, rule.costing) {
        (Goods::No | Goods::Beside, _) | (Goods::Any, Costing::Value) => Need::No,
        (Goods::Any, _) => Need::May,
        (Goods::Moving | Goods::Optional, _) => Need::Must,
    }
}

/// Whether a line says its price: not where the books, the original or nobody needs it.
pub(super) fn price(kind: Kind) -> Need {
    match (kind.rule().price, kind) {
        (Price::None | Price::Amount, _) => Need::No,
        (_, Kind::BY | Kind::HZ | Kind::CS | Kind::RS | Kind::ST) => Need::May,
        (Price::Sale | Price::Cost, _) => Need::Must,
    }
}

/// Where tax stands: inside what customers pay, beside what suppliers invoice.
pub(super) fn tax(kind: Kind) -> TaxView {
    let rule = kind.rule();
    match rule.price {
        Price::Sale => TaxView::Inside,
        Price::Cost if rule.tenders != Need::No => TaxView::Beside,
        _ => TaxView::None,
    }
}

/// Whether it settles open items. A close names what it includes, which nobody types.
pub(super) fn settled(kind: Kind) -> Need {
    let rule = kind.rule();
    if rule.lists_balances { Need::No } else { rule.settles }
}

/// Whose open items a payment settles.
pub(super) fn settles(kind: Kind) -> &'static str {
    if kind == Kind::FK { "payable" } else { "receivable" }
}

/// What is owed to suppliers is what goods have cost: it is for who may see cost.
pub(super) fn permit_open_items(session: &Session, account: &str) -> Result<(), ApiError> {
    if account == "payable" { session.permit("cost.see") } else { Ok(()) }
}

/// Days that the document is about.
pub(super) fn span(kind: Kind) -> Need {
    match kind {
        Kind::FL | Kind::HL => Need::Must,
        Kind::JB => Need::May,
        _ => Need::No,
    }
}

/// A day by which it is to be paid, where it can open an item.
pub(super) fn due_date(kind: Kind) -> Need {
    let rule = kind.rule();
    let opens = rule.tenders == Need::May || rule.entries == Need::Must;
    match rule.partner != Need::No && rule.settles == Need::No && opens {
        true => Need::May,
        false => Need::No,
    }
}

/// The forms of a kind that has two.
pub(super) fn forms(kind: Kind) -> &'static [Form] {
    match kind {
        Kind::CG | Kind::CT => &[Form::Usual, Form::Accrued],
        Kind::JB => &[Form::Usual, Form::Earned],
        Kind::PD => &[Form::Usual, Form::Blind],
        Kind::RS => &[Form::Usual, Form::Undelivered],
        _ => &[],
    }
}

/// The key of a form.
pub(super) fn form_key(form: Form) -> &'static str {
    match form {
        Form::Usual => "usual",
        Form::Accrued => "accrued",
        Form::Earned => "earned",
        Form::Blind => "blind",
        Form::Undelivered => "undelivered",
    }
}

/// The classes that an opening balance opens.
pub(super) fn classes(kind: Kind) -> &'static [StockClass] {
    use StockClass::{Borrowed, ConsignedIn, ConsignedOut, Lent, Own};
    match kind {
        Kind::QC => &[Own, ConsignedOut, ConsignedIn, Lent, Borrowed],
        _ => &[],
    }
}

/// The notes of a kind: how goods travel to and from others, who is liable where they are lost.
pub(super) fn notes(kind: Kind) -> &'static [NoteField] {
    use NoteField::{Address, Carrier, Confirmation, Liable, Telephone, Transport};
    let rule = kind.rule();
    match rule.goods {
        Goods::Moving if rule.counterpart != Need::No => {
            &[Transport, Carrier, Telephone, Address, Confirmation]
        }
        Goods::Moving if rule.reason != Need::No && rule.partner == Need::No => &[Liable],
        Goods::Moving if rule.partner == Need::Must && Area::of(kind) != Area::Rebate => {
            &[Transport, Carrier, Telephone, Address, Confirmation]
        }
        _ => &[],
    }
}

/// The key of a note.
pub(super) fn note_key(field: NoteField) -> &'static str {
    match field {
        NoteField::Transport => "transport",
        NoteField::Carrier => "carrier",
        NoteField::Telephone => "telephone",
        NoteField::Address => "address",
        NoteField::Confirmation => "confirmation",
        NoteField::Liable => "liable",
    }
}

/// The note of a key.
pub(super) fn note_of(key: &str) -> Option<NoteField> {
    (1..=6).filter_map(NoteField::from_number).find(|&field| note_key(field) == key)
}
