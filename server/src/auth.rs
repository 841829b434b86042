//! Who asks (身份认证): the session behind a request of the console.
//!
//! Owns the cookie's name and form, and the extractor that finds the session. Leaves out rights:
//! the command table asks for them. Invariant: the token is in a cookie no script can read.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use fenhao_app::context::Session;
use fenhao_app::error::ErrorCode;
use fenhao_app::login::{self, SESSION_LIFE_MS};

use crate::error::{Refused, blocking};
use crate::state::Shared;

/// The cookie's name.
const COOKIE: &str = "fenhao";

/// Somebody who has signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who it is.
    pub session: Session,
    /// The session's token.
    pub token: String,
}

impl SignedIn {
    /// Whether the session has ended meanwhile. A ledger that cannot be read ends nothing.
    pub async fn is_over(&self, office: &Shared) -> bool {
        let (office, token) = (office.clone(), self.token.clone());
        let found = blocking(move || Ok(login::session(&office.context, &token)?)).await;
        matches!(found, Err(Refused { error, .. }) if error.is(ErrorCode::LoginNeeded))
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, office: &Shared) -> Result<Self, Refused> {
        let token = token(&parts.headers).ok_or_else(|| ErrorCode::LoginNeeded.error())?;
        let (office, asked) = (office.clone(), token.clone());
        let session = blocking(move || Ok(login::session(&office.context, &asked)?)).await?;
        Ok(SignedIn { session, token })
    }
}

/// The token in the cookies of a request.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| token.to_owned())
}

/// The cookie of a session. `Secure` where the browser came by TLS; head office itself speaks
/// plain HTTP, and whoever puts TLS in front says so in `X-Forwarded-Proto`.
#[must_use]
pub fn cookie(token: &str, headers: &HeaderMap) -> String {
    let seconds = SESSION_LIFE_MS / 1000;
    with_secure(
        format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}"),
        headers,
    )
}

/// The cookie that ends the session in the browser.
#[must_use]
pub fn no_cookie(headers: &HeaderMap) -> String {
    with_secure(format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"), headers)
}

fn with_secure(cookie: String, headers: &HeaderMap) -> String {
    let by_tls = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    if by_tls { cookie + "; Secure" } else { cookie }
}
