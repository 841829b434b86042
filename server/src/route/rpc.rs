//! Commands from the console (控制台命令): translates and nothing else.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::auth::SignedIn;
use crate::error::{Refused, blocking};
use crate::state::Shared;

/// Runs one command of the table.
pub async fn call(
    State(office): State<Shared>,
    Path(name): Path<String>,
    signed_in: SignedIn,
    input: String,
) -> Result<Response, Refused> {
    let reply = blocking({
        let office = office.clone();
        move || {
            let input = if input.trim().is_empty() { "{}" } else { &input };
            Ok(fenhao_app::table::call(&office.context, &signed_in.session, &name, input)?)
        }
    })
    .await?;
    if !reply.touched.is_empty() {
        office.tell(reply.touched);
    }
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, reply.json).into_response())
}
