//! A seller at a till 收银员, who works until killed.
//!
//! Owns the acts on the cart, through the same commands as the screen, and what is told of them.
//! Leaves out where the ledger is and how it exchanges (`spool`, or the real program). Invariant:
//! a line is printed and flushed only after the act that it tells of has returned.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use fenhao_app::context::{Context, FixedClock, Session};
use fenhao_app::error::ApiError;
use fenhao_app::sentence::Lang;
use fenhao_app::table::call;
use fenhao_app::view::{
    CartView, Nothing, PaidView, ParkInput, ParkedView, PayInput, RecallInput, ReturnFindInput,
    ReturnInput, ReturnLineInput, ReturnableView, ScanInput, TenderInput,
};
use fenhao_books::store::Store;
use fenhao_domain::id::EmployeeId;
use fenhao_domain::permission::ShippedRole;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::random::Random;

/// Goods of the corner shop, by their codes.
const CORNER_SHOP: [&str; 6] = ["111101", "111102", "111103", "111104", "111105", "111106"];

/// A till and whoever sells there.
pub struct Seller {
    context: Context,
    session: Session,
    random: Random,
    goods: Vec<String>,
    last_sale: Option<String>,
    aloud: bool,
}

impl Seller {
    /// A seller of `goods`, by their codes, in an open ledger; the clock stands at `now_ms`.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn new(store: Store, seed: u64, now_ms: i64, goods: Vec<String>) -> Result<Seller> {
        let clock = Arc::new(FixedClock(now_ms));
        let context = Context::open(store, clock, Lang::Zh).map_err(told)?;
        let session = Session::shipped(EmployeeId(1), "收银员", ShippedRole::Manager);
        Ok(Seller {
            context,
            session,
            random: Random::new(seed),
            goods,
            last_sale: None,
            aloud: true,
        })
    }

    /// A seller of the corner shop's goods in the folder of a real branch, where the real program
    /// may work beside.
    ///
    /// # Errors
    /// When the ledger cannot be opened.
    pub fn at_branch(data: &Path, seed: u64, now_ms: i64) -> Result<Seller> {
        let store = Store::open(&data.join("ledger.sqlite"))?;
        Seller::new(store, seed, now_ms, CORNER_SHOP.map(str::to_owned).to_vec())
    }

    /// The same, who says nothing.
    #[must_use]
    pub fn in_silence(mut self) -> Seller {
        self.aloud = false;
        self
    }

    /// Works for ever, with a rest after each act.
    ///
    /// # Errors
    /// When a command is refused that must not be.
    pub fn work(&mut self, rest: Duration) -> Result<()> {
        self.tell_cart()?;
        loop {
            self.act().map_err(told)?;
            std::thread::sleep(rest);
        }
    }

    /// Sells, parks, recalls or takes back, as chance has it.
    ///
    /// # Errors
    /// What a command says.
    pub fn act(&mut self) -> Result<(), ApiError> {
        match self.random.below(9) {
            0..=5 => self.last_sale = Some(self.sell()?),
            6 => self.park()?,
            7 => self.recall()?,
            _ => {
                if let Some(number) = self.last_sale.take() {
                    self.take_back(number)?;
                }
            }
        }
        Ok(())
    }

    /// Calls a command.
    ///
    /// # Errors
    /// What the command says.
    pub fn call<I: Serialize, O: DeserializeOwned>(
        &self,
        name: &str,
        input: &I,
    ) -> Result<O, ApiError> {
        let input = serde_json::to_string(input).expect("an input has text keys");
        let reply = call(&self.context, &self.session, name, &input)?;
        Ok(serde_json::from_str(&reply.json).expect("a command answers in its own form"))
    }

    /// One sale from scan to receipt; gives its number.
    ///
    /// # Errors
    /// What a command says.
    pub fn sell(&mut self) -> Result<String, ApiError> {
        for _ in 0..=self.random.below(4) {
            self.scan()?;
        }
        if self.random.once_in(3) {
            self.say("begin tender");
            let half = TenderInput { tender: "wechat".to_owned(), amount: Some("0.50".to_owned()) };
            let cart: CartView = self.call("till_tender", &half)?;
            self.say_cart(&cart);
        }
        self.say("begin pay");
        let cash = TenderInput { tender: "cash".to_owned(), amount: None };
        let pay = PayInput { tender: Some(cash), on_account: false };
        let paid: PaidView = self.call("till_pay", &pay)?;
        self.say(&format!("paid {}", paid.number));
        self.say_cart(&paid.cart);
        Ok(paid.number)
    }

    fn scan(&mut self) -> Result<(), ApiError> {
        self.say("begin scan");
        let code = self.random.pick(&self.goods).clone();
        let quantity = self.random.once_in(2).then(|| (1 + self.random.below(9)).to_string());
        let cart: CartView = self.call("till_scan", &ScanInput { code, quantity })?;
        self.say_cart(&cart);
        Ok(())
    }

    fn park(&mut self) -> Result<(), ApiError> {
        self.scan()?;
        self.say("begin park");
        let cart: CartView = self.call("till_park", &ParkInput { note: "等一下".to_owned() })?;
        self.say_cart(&cart);
        Ok(())
    }

    fn recall(&mut self) -> Result<(), ApiError> {
        let parked: Vec<ParkedView> = self.call("till_parked", &Nothing {})?;
        if let Some(first) = parked.first() {
            self.say("begin recall");
            let cart: CartView = self.call("till_recall", &RecallInput { id: first.id })?;
            self.say_cart(&cart);
        }
        Ok(())
    }

    fn take_back(&mut self, number: String) -> Result<(), ApiError> {
        let sale: ReturnableView = self.call("till_return_find", &ReturnFindInput { number })?;
        self.say("begin return");
        let line = ReturnLineInput {
            line: sale.lines[0].line,
            quantity: "1".to_owned(),
            serials: Vec::new(),
        };
        let input = ReturnInput {
            document: sale.document,
            lines: vec![line],
            tender: "cash".to_owned(),
            reason: "不合适".to_owned(),
        };
        let paid: PaidView = self.call("till_return", &input)?;
        self.say(&format!("paid {}", paid.number));
        self.say_cart(&paid.cart);
        Ok(())
    }

    /// The cart on the screen: lines, parked carts, tenders.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn cart(&self) -> Result<(u64, u64, u64)> {
        let cart: CartView = self.call("till_view", &Nothing {}).map_err(told)?;
        Ok((cart.lines.len() as u64, u64::from(cart.parked), cart.tenders.len() as u64))
    }

    /// Says that the till is open, and what is in its cart.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn tell_cart(&self) -> Result<()> {
        let cart: CartView = self.call("till_view", &Nothing {}).map_err(told)?;
        self.say("ready");
        self.say_cart(&cart);
        Ok(())
    }
    fn say_cart(&self, cart: &CartView) {
        self.say(&format!("cart {} {} {}", cart.lines.len(), cart.parked, cart.tenders.len()));
    }

    fn say(&self, text: &str) {
        if self.aloud {
            say(text);
        }
    }
}

/// An error of a command as one that a test shows.
pub fn told(error: ApiError) -> anyhow::Error {
    anyhow!("{} {:?}", error.code, error.params)
}

/// Prints a line at once.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: the test has ended, and so will this program.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
