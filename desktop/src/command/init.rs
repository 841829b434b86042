//! Making a folder the ledger of a branch (初始化分店).
//!
//! Owns the device's side of enrolment: its key, its request, and what it keeps of the reply.
//! Leaves out the proofs in request and reply (`exchange::enrol`). Invariant: the key is on the
//! disk before it is asked for, so a lost reply is asked for again with the same key, and head
//! office answers with the same stream.

use std::str::FromStr as _;

use fenhao_app::context::system_random;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::sentence::Lang;
use fenhao_books::feed;
use fenhao_books::node::{self, Node};
use fenhao_books::store::Store;
use fenhao_domain::id::{BranchId, StreamId};
use fenhao_exchange::enrol::{EnrolCode, EnrolError, EnrolRequest, Enrolled, open_reply};
use fenhao_exchange::key::SigningKey;

use super::Setting;
use crate::command_line::Init;
use crate::exchange;
use crate::folder::Folder;
use crate::print;
use crate::sentence::Stopped;
use crate::state::{CERTIFICATE, OWN_KEY};

/// Enrols this folder with head office.
pub(super) fn init(setting: &Setting<'_>, asked: &Init) -> Result<(), Stopped> {
    let code = EnrolCode::from_str(&asked.code).map_err(|_| ErrorCode::CodeWrong.error())?;
    let folder = Folder::make(setting.folder)?;
    folder.must_be_free()?;
    let store = Store::open(&folder.ledger()).map_err(ApiError::from)?;
    if let Some(node) = store.read(node::load).map_err(ApiError::from)? {
        let folder = setting.folder.to_owned();
        return Err(Stopped::EnrolledAlready { folder, branch: node.code });
    }
    let key = folder.key_or_new(system_random)?;
    let enrolled = enrol(asked, &code, &key)?;
    keep(&store, asked, &key, &enrolled)?;
    let (branch, stream) = (&asked.branch, enrolled.certificate.stream);
    print::answer(&match setting.lang {
        Lang::Zh => format!("已登记为分店 {branch}（{}），数据流 {stream}。", asked.name),
        Lang::En => format!("Enrolled as branch {branch} ({}), stream {stream}.", asked.name),
    });
    Ok(())
}

fn enrol(asked: &Init, code: &EnrolCode, key: &SigningKey) -> Result<Enrolled, Stopped> {
    let request = EnrolRequest::seal(&asked.branch, &asked.name, key, code);
    let reply = super::sync::runtime().block_on(exchange::enrol(&asked.hq, request.clone()))?;
    let own = key.verifying_key();
    open_reply(&reply, &request, code, &own, &asked.branch).map_err(|error| {
        tracing::warn!(%error, "the reply to the enrolment is refused");
        match error {
            EnrolError::OtherHeadOffice { .. } => {
                Stopped::OtherHeadOffice { url: asked.hq.clone() }
            }
            EnrolError::OtherCode => ErrorCode::CodeWrong.error().into(),
            // Whoever answered cannot prove that it is a head office.
            _ => Stopped::NoHeadOffice { url: asked.hq.clone() },
        }
    })
}

/// Writes who the ledger is, in one transaction.
fn keep(
    store: &Store,
    asked: &Init,
    key: &SigningKey,
    enrolled: &Enrolled,
) -> Result<(), ApiError> {
    let (certificate, reply) = (&enrolled.certificate, &enrolled.reply);
    let node = Node {
        org: certificate.org.0,
        branch: BranchId(certificate.branch_id),
        code: certificate.branch_code.clone(),
        name: asked.name.clone(),
        stream: StreamId::new(certificate.stream.device, certificate.stream.incarnation),
        zone: zone(),
        hq_key: *reply.head_office.as_bytes(),
        hq_url: asked.hq.trim_end_matches('/').to_owned(),
        hq_epoch: reply.hq_epoch,
    };
    store.write(|sql| {
        node::save(sql, &node)?;
        node::set_meta(sql, OWN_KEY, key.verifying_key().as_bytes())?;
        node::set_meta(sql, CERTIFICATE, &reply.certificate)?;
        Ok::<_, ApiError>(feed::subscribe(sql, &node)?)
    })
}

/// The zone of the business day until head office's feed tells the branch's: TZ when it names one,
/// else China's.
fn zone() -> String {
    std::env::var("TZ")
        .ok()
        .map(|zone| zone.trim_start_matches(':').to_owned())
        .filter(|zone| zone.contains('/') && !zone.starts_with('/'))
        .unwrap_or_else(|| "Asia/Shanghai".to_owned())
}
