//! `backup`: a checked copy of the ledger.

use std::path::Path;

use fenhao_app::context::Context;
use fenhao_app::error::ApiError;

use crate::print;
use crate::sentence::Stopped;

/// Writes the copy and checks it. The key is not in it: it has its own place of safety.
pub fn run(context: &Context, file: &Path) -> Result<(), Stopped> {
    context.store.backup(file).map_err(ApiError::from)?;
    let told = context.lang.pick("账本已备份到", "The ledger was copied to");
    let key = context.lang.pick(
        "密钥 hq.key 不在其中，请另行保管。",
        "The key hq.key is not in it; keep it safe elsewhere.",
    );
    print::tell(&format!("{told} {}. {key}", file.display()));
    Ok(())
}
