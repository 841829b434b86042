//! Whether head office is ready (健康检查).

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::error::{Refused, blocking};
use crate::state::Shared;

/// Answers 200 once the ledger can be read. `merging` is false while accepted batches cannot be
/// merged: branches are still served, and somebody should look at the log.
pub async fn health(State(office): State<Shared>) -> Result<Json<Value>, Refused> {
    let version = env!("CARGO_PKG_VERSION");
    let time_ms = office.now_ms();
    let merging = !office.merger.is_failing();
    blocking(move || {
        let (node, unmerged, held) = office.context.read(|sql| {
            let held = fenhao_books::table::stream::count_held(sql)?;
            Ok((fenhao_books::node::load(sql)?, fenhao_books::merge::unmerged(sql)?, held))
        })?;
        let name = node.map(|node| node.name).unwrap_or_default();
        Ok(Json(json!({
            "ok": true, "merging": merging, "name": name, "version": version, "time_ms": time_ms,
            "unmerged": unmerged, "held": held,
        })))
    })
    .await
}
