//! The console's files: there, kept by the browser as long as is right, and framed by nobody.

use crate::browser::ask;
use crate::hq::Hq;

#[test]
fn the_first_page_is_the_console_or_says_that_it_is_missing() {
    let hq = Hq::start();
    let answer = ask(hq.address, "GET", "/", &[], b"");
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(text.contains("分号总部"), "{text}");
    match answer.status {
        200 => {
            let tag = answer.header("etag").unwrap().to_owned();
            let again = ask(hq.address, "GET", "/", &[("if-none-match", &tag)], b"");
            assert_eq!((again.status, again.body.len()), (304, 0));
            assert_eq!(answer.header("cache-control"), Some("no-cache"));
            assets_are_kept_for_ever(&hq, &text);
        }
        status => assert_eq!((status, text.contains("npm run build")), (503, true)),
    }
}

fn assets_are_kept_for_ever(hq: &Hq, page: &str) {
    let paths: Vec<&str> = page
        .split('"')
        .filter_map(|part| part.strip_prefix("./"))
        .filter(|part| part.starts_with("assets/"))
        .collect();
    assert!(!paths.is_empty(), "the page loads something");
    for path in paths {
        let answer = ask(hq.address, "GET", &format!("/{path}"), &[], b"");
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("cache-control").unwrap().ends_with("immutable"), "{path}");
        assert_ne!(answer.header("content-type"), Some("application/octet-stream"), "{path}");
    }
}

#[test]
fn a_page_of_the_console_has_any_address_and_a_file_only_its_own() {
    let hq = Hq::start();
    let first = ask(hq.address, "GET", "/", &[], b"");
    let page = ask(hq.address, "GET", "/stock", &[], b"");
    assert_eq!((page.status, page.body), (first.status, first.body));
    for path in ["/assets/none.js", "/index.html", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_eq!(ask(hq.address, "GET", path, &[], b"").status, 404, "{path}");
    }
    assert_eq!(ask(hq.address, "POST", "/", &[("x-fenhao", "1")], b"").status, 405);
}

#[test]
fn every_answer_carries_the_security_headers() {
    let hq = Hq::start();
    for (method, path) in [("GET", "/"), ("GET", "/health"), ("POST", "/rpc/x"), ("GET", "/s/1")] {
        let answer = ask(hq.address, method, path, &[], b"");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
    }
}
