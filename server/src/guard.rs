//! What stands in front of every request (请求防护).
//!
//! Owns the security headers and the two proofs that a change comes from our own page: the header
//! `x-fenhao`, which a foreign page cannot send unasked, and the origin the browser names. Leaves
//! out who is signed in. Invariant: a request that changes something without both proofs is
//! refused before its body is read.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use fenhao_app::error::ErrorCode;

use crate::error::Refused;

/// Everything a page may load comes from here. Inline styles are what charts and lists measure
/// with; inline scripts stay forbidden.
const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Puts the security headers on every answer.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Lets a change through only from our own page.
pub async fn own_page_only(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !is_own(request.headers()) {
        let error = ErrorCode::InputMalformed.with("what", "origin");
        return Refused { error, status: StatusCode::FORBIDDEN }.into_response();
    }
    next.run(request).await
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("x-fenhao") != Some("1") {
        return false;
    }
    if !matches!(text("sec-fetch-site"), None | Some("same-origin" | "none")) {
        return false;
    }
    match (text("origin"), text("host")) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_own(&headers)
    }

    #[test]
    fn a_foreign_page_is_told_apart() {
        let host = ("host", "hq.example:7300");
        let ours = ("x-fenhao", "1");
        assert!(own(&[host, ours]), "a program without a browser");
        assert!(own(&[
            host,
            ours,
            ("origin", "https://hq.example:7300"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!own(&[host]), "a form of another page cannot send our header");
        assert!(!own(&[host, ours, ("origin", "https://evil.example")]));
        assert!(!own(&[host, ours, ("origin", "null")]));
        assert!(!own(&[host, ours, ("sec-fetch-site", "cross-site")]));
        assert!(!own(&[host, ours, ("sec-fetch-site", "same-site")]));
    }
}
