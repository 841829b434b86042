//! `branch`: adds branches and lists them.

use fenhao_app::context::Context;
use fenhao_app::error::{ApiError, ErrorCode};
use fenhao_app::sentence::{Lang, clock_offset};
use fenhao_app::view::{BranchAddInput, BranchView, EnrolCodeView, Nothing};
use fenhao_books::{enrol, table};
use fenhao_exchange::clock;
use fenhao_exchange::enrol::EnrolCode;

use super::call;
use crate::command_line::Branch;
use crate::print;
use crate::sentence::Stopped;

const MINUTE_MS: i64 = 60_000;

/// Runs one of the commands.
pub fn run(context: &Context, which: Branch) -> Result<(), Stopped> {
    match which {
        Branch::Add { code, name } => {
            let added: EnrolCodeView = call(context, "branch_add", &BranchAddInput { code, name })?;
            show(context.lang, &added.branch, &added.code, added.expires_ms, context);
        }
        Branch::Code { code } => {
            let (given, expires_ms) = new_code(context, &code)?;
            show(context.lang, &code, &given, expires_ms, context);
        }
        Branch::List => list(context)?,
    }
    Ok(())
}

/// The explanation goes to standard error, the code alone to standard output.
fn show(lang: Lang, branch: &str, code: &str, expires_ms: i64, context: &Context) {
    let minutes = ((expires_ms - context.clock.now_ms()).max(0) + 59_999) / 60_000;
    let text = match lang {
        Lang::Zh => format!(
            "分店 {branch} 的一次性登记码，{minutes} 分钟内有效。在分店运行：\n  fenhao init \
             --branch {branch} --name 名称 --hq http://总部地址:端口 --code 登记码"
        ),
        Lang::En => format!(
            "One-time enrolment code of branch {branch}, good for {minutes} minutes. At the \
             branch, run:\n  fenhao init --branch {branch} --name NAME --hq \
             http://HEAD-OFFICE:PORT --code CODE"
        ),
    };
    print::tell(&text);
    print::answer(code);
}

/// Another code for a branch that is there: its first one ran out, or it gets a second device.
fn new_code(context: &Context, code: &str) -> Result<(String, i64), ApiError> {
    let key = context.keys.signing.as_ref().ok_or_else(|| ErrorCode::NotHere.error())?;
    let mut secret = [0; 16];
    (context.random)(&mut secret);
    let given = EnrolCode::new(secret, &key.verifying_key());
    let expires_ms = context.write(|sql| {
        let branch = table::branch::by_code(sql, code)?;
        let branch = branch.ok_or_else(|| ErrorCode::BranchUnknown.with("code", code))?;
        Ok(enrol::offer(sql, branch.id, &given, context.clock.now_ms())?)
    })?;
    Ok((given.to_string(), expires_ms))
}

fn list(context: &Context) -> Result<(), ApiError> {
    let branches: Vec<BranchView> = call(context, "branch_list", &Nothing {})?;
    for branch in branches {
        let BranchView {
            code,
            name,
            enrolled,
            acked_seq,
            merged_seq,
            waiting,
            held,
            forks,
            clock_offset_ms,
            ..
        } = branch;
        let enrolled = match (enrolled, context.lang) {
            (true, Lang::Zh) => "已登记",
            (false, Lang::Zh) => "未登记",
            (true, Lang::En) => "enrolled",
            (false, Lang::En) => "not enrolled",
        };
        // The last column stands only where something is to be done about it.
        let clock = match clock_offset_ms.filter(|offset| clock::is_wrong(*offset)) {
            Some(offset) => {
                let word = context.lang.pick("时钟", "clock ");
                format!("\t{word}{}", clock_offset(context.lang, offset / MINUTE_MS))
            }
            None => String::new(),
        };
        print::answer(&format!(
            "{code}\t{name}\t{enrolled}\tacked={acked_seq}\tmerged={merged_seq}\
             \twaiting={waiting}\theld={held}\tforks={forks}{clock}"
        ));
    }
    Ok(())
}
