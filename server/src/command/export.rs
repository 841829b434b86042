//! `export`: the journal for hledger or beancount, on standard output (导出日记账).

use std::io::{BufWriter, ErrorKind, Write as _};

use fenhao_app::context::Context;
use fenhao_app::error::ApiError;
use fenhao_app::sentence::Lang;
use fenhao_books::export::{self, ExportError, Exported, Format, Scope};
use fenhao_domain::calendar::Month;

use crate::command_line::{Export, JournalFormat};
use crate::print;
use crate::sentence::Stopped;

/// The currency of the books.
const CURRENCY: &str = "CNY";

/// Writes the journal.
pub fn run(context: &Context, what: Export) -> Result<(), Stopped> {
    let Export::Journal { format, month, branch } = what;
    let format = match format {
        JournalFormat::Hledger => Format::Hledger,
        JournalFormat::Beancount => Format::Beancount,
    };
    let month = month.as_deref().map(Month::parse).transpose().map_err(ApiError::from)?;
    let branch = branch.as_deref().map(|code| super::branch_of(context, code)).transpose()?;
    let scope = Scope { branch, month, currency: CURRENCY };
    let bar = super::bar("{spinner} {pos} {elapsed}");
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = context.store.read(|sql| {
        let mut progress = |done| bar.set_position(done);
        let exported = export::journal(sql, format, &scope, &mut out, &mut progress)?;
        out.flush()?;
        Ok(exported)
    });
    bar.finish_and_clear();
    match written {
        Ok(Exported { documents, postings, .. }) => print::tell(&match context.lang {
            Lang::Zh => format!("已导出 {documents} 张单据，{postings} 条分录。"),
            Lang::En => format!("{documents} documents with {postings} postings exported."),
        }),
        // Whoever closed the pipe has read enough.
        Err(ExportError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return Err(ApiError::from(error).into()),
    }
    Ok(())
}
