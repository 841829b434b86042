//! Signing in and out at the console (登录与退出).
//!
//! Leaves out passwords and tokens (`fenhao_app::login`). Invariant: a hash is computed only after
//! the limits have let the try through, and only so many at once.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fenhao_app::error::ErrorCode;
use fenhao_app::login;
use serde::Deserialize;

use crate::auth;
use crate::error::{Refused, blocking};
use crate::state::Shared;

/// Name and password.
#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

/// Signs in: answers who and where one is, and sets the session's cookie.
pub async fn sign_in(
    State(office): State<Shared>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    input: String,
) -> Result<Response, Refused> {
    let credentials: Credentials = serde_json::from_str(&input)
        .map_err(|_| ErrorCode::InputMalformed.with("what", "name, password"))?;
    office.limits.login(from.ip(), &credentials.name)?;
    let place = office.passwords.clone().acquire_owned().await;
    let place = place.map_err(|_| ErrorCode::Busy.error())?;
    let (token, json) = blocking({
        let office = office.clone();
        move || {
            let _place = place;
            let Credentials { name, password } = &credentials;
            let signed_in = login::sign_in(&office.context, name, password)?;
            let context = &office.context;
            let reply = fenhao_app::table::call(context, &signed_in.session, "node_status", "{}")?;
            Ok((signed_in.token, reply.json))
        }
    })
    .await?;
    let headers = [
        (header::SET_COOKIE, auth::cookie(&token, &headers)),
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, json).into_response())
}

/// Signs out. Whoever is not signed in is signed out already.
pub async fn sign_out(
    State(office): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if let Some(token) = auth::token(&headers) {
        blocking(move || Ok(login::sign_out(&office.context, &token)?)).await?;
    }
    let gone = [(header::SET_COOKIE, auth::no_cookie(&headers))];
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}
