//! One exchange with head office, to its end (同步一次).
//!
//! Owns waiting for a busy head office and the account of what was moved. Leaves out the round
//! itself (`exchange/round.rs`): the same one as behind the window.

use std::time::Duration;

use fenhao_app::error::ErrorCode;
use fenhao_app::sentence::{Lang, sentence};
use tokio::runtime::Runtime;

use super::Setting;
use crate::exchange::{Contact, Halt, LinkError, Scope, Total, exchange};
use crate::print;
use crate::sentence::Stopped;

/// How often a busy head office is asked again before the command gives up.
const PATIENCE: u32 = 60;

/// The rest when a busy head office names none.
const REST: Duration = Duration::from_secs(1);

/// The longest rest that is granted.
const LONGEST: Duration = Duration::from_secs(10);

/// Exchanges until both sides have everything.
pub(super) fn once(setting: &Setting<'_>) -> Result<(), Stopped> {
    let till = setting.till()?;
    let url = till.node().hq_url;
    let Some(link) = till.link()? else { return Err(ErrorCode::NotHere.error().into()) };
    let mut contact = Contact::default();
    let mut total = Total::default();
    runtime().block_on(async {
        let mut tries = 0;
        loop {
            let round =
                exchange(&till, &link, Scope::Both, &mut contact, &mut total, &mut |_| {}).await;
            match round {
                Ok(()) => return Ok(()),
                Err(Halt::Link(LinkError::Busy { wait })) if tries < PATIENCE => {
                    tries += 1;
                    tokio::time::sleep(wait.unwrap_or(REST).min(LONGEST)).await;
                }
                Err(Halt::Link(error)) => return Err(error.told(&url)),
                Err(Halt::Told(error)) => return Err(error),
            }
        }
    })?;
    let view = till.context().exchange_view()?;
    if let Some(trouble) = &view.trouble {
        print::tell(&sentence(setting.lang, trouble));
    }
    let Total { sealed, sent, applied } = total;
    let (acked, waiting) = (view.acked_seq, view.waiting);
    print::answer(&match setting.lang {
        Lang::Zh => format!(
            "封装 {sealed} 批，总部收下 {sent} 批，已确认至第 {acked} 号，待发 {waiting}；\
             取回 {applied} 条资料。"
        ),
        Lang::En => format!(
            "{sealed} batches sealed, {sent} taken by head office, which has everything up to \
             no. {acked}; {waiting} waiting; {applied} records fetched."
        ),
    });
    Ok(())
}

/// A runtime for a command's requests.
///
/// # Panics
/// When the system gives no poll.
pub(super) fn runtime() -> Runtime {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a program that just began gets a poll")
}
