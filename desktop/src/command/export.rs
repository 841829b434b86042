//! Writing the journal for hledger or beancount (导出日记账) to standard output.

use std::io::{BufWriter, ErrorKind, Write as _};

use fenhao_app::error::ApiError;
use fenhao_app::sentence::Lang;
use fenhao_books::export::{self, ExportError, Exported, Format, Scope};
use fenhao_domain::calendar::Month;

use super::Setting;
use crate::command_line::{Export, JournalFormat};
use crate::print;
use crate::sentence::Stopped;

/// The currency of the books.
const CURRENCY: &str = "CNY";

/// Writes the journal.
pub(super) fn export(setting: &Setting<'_>, what: &Export) -> Result<(), Stopped> {
    let Export::Journal { format, month } = what;
    let format = match format {
        JournalFormat::Hledger => Format::Hledger,
        JournalFormat::Beancount => Format::Beancount,
    };
    let month = month.as_deref().map(Month::parse).transpose().map_err(ApiError::from)?;
    let till = setting.till()?;
    let scope = Scope { branch: None, month, currency: CURRENCY };
    let bar = super::bar(setting.say("导出", "export"));
    let mut out = BufWriter::new(std::io::stdout().lock());
    let written = till.context().store.read(|sql| {
        let mut progress = |done| bar.set_position(done);
        let exported = export::journal(sql, format, &scope, &mut out, &mut progress)?;
        out.flush()?;
        Ok(exported)
    });
    bar.finish_and_clear();
    match written {
        Ok(Exported { documents, postings, .. }) => print::tell(&match setting.lang {
            Lang::Zh => format!("已导出 {documents} 张单据，{postings} 条分录。"),
            Lang::En => format!("{documents} documents with {postings} postings exported."),
        }),
        // Whoever closed the pipe has read enough.
        Err(ExportError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return Err(ApiError::from(error).into()),
    }
    Ok(())
}
