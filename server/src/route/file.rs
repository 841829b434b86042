//! The console's own files, carried inside the program (控制台页面).
//!
//! Owns which file answers which address, how long a browser may keep it, and what is shown when
//! the program was built without a console. Leaves out building the files.
//! Invariant: a file whose name carries its hash never changes; everything else is asked for anew.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What the console's build made. The branch's own entry is no business of head office.
#[derive(RustEmbed)]
#[folder = "../ui/dist"]
#[exclude = "index.html"]
#[allow_missing = true]
struct Console;

const ENTRY: &str = "console.html";

/// Answers any address that no other route owns.
pub async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    // Pages of the console have addresses without a dot; all of them begin in the one entry.
    let path = if path.contains('.') { path } else { ENTRY };
    match Console::get(path) {
        Some(found) => embedded(path, found, &headers),
        None if path == ENTRY => not_built(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn embedded(path: &str, found: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = etag(&found);
    let keep = match path.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, keep.to_owned())];
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, content_type(path).to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, keep.to_owned()),
    ];
    (headers, Body::from(found.data)).into_response()
}

/// The first half of the file's SHA-256, quoted (RFC 9110 §8.8.3).
fn etag(found: &EmbeddedFile) -> String {
    let hash = found.metadata.sha256_hash();
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => "application/octet-stream",
    }
}

fn not_built() -> Response {
    let page = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
        <title>分号总部 Fenhao HQ</title>\
        <p>总部正在运行，但本程序未包含控制台页面。请先执行 <code>npm run build</code>（在 ui 目录），\
        再刷新。</p>\
        <p lang=\"en\">Head office is running, but this program was built without its console. \
        Run <code>npm run build</code> in the folder ui, then reload.</p></html>";
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}
