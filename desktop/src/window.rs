//! The till's window (窗口).
//!
//! Owns opening it, the one event to it, and the page that stands in its place when the ledger
//! cannot be opened. Leaves out what the window asks (`bridge.rs`). Invariant: the window shows
//! nothing but our own files; there are no menus, so that every key reaches the till.

use std::sync::{Arc, Mutex};

use fenhao_app::sentence::Lang;
use serde::Serialize;
use tauri::http::{Response, header};
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder};

use crate::bridge;
use crate::command_line::LangName;
use crate::sentence::Stopped;
use crate::state::Till;

/// The label of the one window; the capability file names it too.
const MAIN: &str = "main";

/// Where the page of a failure is, for the one who asks for it.
const NOTICE: &str = "notice";

/// Answers with these tags are out of date.
#[derive(Debug, Clone, Serialize)]
struct Touched<'a> {
    tags: &'a [&'static str],
}

/// Ends the work in the background.
pub type End = Box<dyn FnOnce() + Send>;

/// What the window shows: the till, or why there is none.
pub type Shown = Result<Arc<Till>, Stopped>;

/// Opens the window and stays until it is closed. `start` is called once the window can be told
/// what changed; it begins what runs in the background and returns what ends it.
///
/// # Errors
/// [`Stopped::NoDisplay`].
pub fn open(
    shown: Shown,
    lang: Option<LangName>,
    instance: &str,
    start: impl FnOnce(&AppHandle, &Arc<Till>) -> End + Send + 'static,
) -> Result<(), Stopped> {
    let notice = shown.as_ref().err().map(page);
    let failed = notice.is_some();
    let single = tauri_plugin_single_instance::Builder::new().dbus_id(instance);
    let builder = tauri::Builder::default()
        .plugin(single.callback(|app, _, _| come_forward(app)).build())
        .enable_macos_default_menu(false)
        .register_uri_scheme_protocol(NOTICE, move |_, _| answer(notice.as_deref()))
        .invoke_handler(tauri::generate_handler![bridge::call, bridge::save_file])
        .setup(move |app| {
            let mut stop = None;
            if let Ok(till) = &shown {
                app.manage(Arc::clone(till));
                stop = Some(start(app.handle(), till));
            }
            app.manage(Ending(Mutex::new(stop)));
            let url = if failed { notice_url() } else { till_url(lang) };
            WebviewWindowBuilder::new(app, MAIN, url)
                .title("分号 Fenhao")
                .inner_size(1366.0, 768.0)
                .min_inner_size(1024.0, 700.0)
                .center()
                .build()?;
            Ok(())
        });
    let app = builder.build(tauri::generate_context!()).map_err(|error| no_display(&error))?;
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<Ending>().end();
        }
    });
    Ok(())
}

/// Tells the window which answers are out of date. A window that is closing hears nothing, and
/// needs nothing.
pub fn touch(app: &AppHandle, tags: &[&'static str]) {
    if !tags.is_empty() {
        let _closing = app.emit("touched", Touched { tags });
    }
}

/// What ends the work in the background, once.
struct Ending(Mutex<Option<End>>);

impl Ending {
    fn end(&self) {
        let stop = self.0.lock().ok().and_then(|mut stop| stop.take());
        if let Some(stop) = stop {
            stop();
        }
    }
}

/// A second start of the same ledger raises the window that is there.
fn come_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The till's page. It speaks the language that was asked for, else the one chosen in it before.
fn till_url(lang: Option<LangName>) -> WebviewUrl {
    let page = match lang {
        Some(LangName::Zh) => "index.html?lang=zh-CN",
        Some(LangName::En) => "index.html?lang=en",
        None => "index.html",
    };
    WebviewUrl::App(page.into())
}

fn notice_url() -> WebviewUrl {
    // Windows has no other schemes than http (Tauri documents this form).
    let address = if cfg!(windows) { "http://notice.localhost/" } else { "notice://localhost/" };
    WebviewUrl::CustomProtocol(address.parse().expect("the address is a constant"))
}

fn answer(page: Option<&str>) -> Response<Vec<u8>> {
    Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")
        .body(page.unwrap_or_default().as_bytes().to_vec())
        .expect("the headers are constants")
}

/// The failure in both languages: who stands before it may not be who set the language.
fn page(stopped: &Stopped) -> String {
    let text = |lang| {
        let sentence = stopped.sentence(lang);
        sentence.replace('&', "&amp;").replace('<', "&lt;")
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>分号 Fenhao</title>\
         <style>body{{margin:20vh auto;max-width:44rem;padding:0 2rem;color:#222;\
         background:#faf9f7;font:1.25rem/1.7 \"Microsoft YaHei UI\",\"PingFang SC\",\
         \"Noto Sans CJK SC\",sans-serif}}h1{{font-size:1.5rem;color:#b3251e}}\
         p[lang=en]{{color:#666;font-size:1.05rem}}</style>\
         <h1>分号没有打开 · Fenhao did not open</h1>\
         <p id=\"zh\">{}</p><p id=\"en\" lang=\"en\">{}</p></html>",
        text(Lang::Zh),
        text(Lang::En)
    )
}

fn no_display(error: &tauri::Error) -> Stopped {
    Stopped::NoDisplay { message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_both_languages() {
        let page = page(&Stopped::AddressWrong { url: "<b>".to_owned() });
        assert!(page.contains("不是总部的地址") && page.contains("is not an address"), "{page}");
        assert!(page.contains("&lt;b>") && !page.contains("<b>"), "{page}");
    }
}
