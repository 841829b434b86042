//! HQ's console in a real browser: Debian's Chromium, driven by its own driver.
//!
//! Owns starting the driver and opening a window on a display of ours. Leaves out what a test does
//! there. Invariant: the browser talks to this machine only.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::webdriver::{self, Page};
use crate::window::{Group, Screen, free_address};

/// A driver on a screen: it opens Chromium's window and presses its keys.
pub struct Browser {
    _driver: Group,
    address: SocketAddr,
    profile: tempfile::TempDir,
}

impl Browser {
    /// Starts `chromedriver`, with Chromium in this language.
    ///
    /// # Errors
    /// When it is missing or does not get ready.
    pub fn start(screen: &Screen, locale: &str) -> Result<Browser> {
        let address = free_address()?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={}", address.port()));
        command.env("DISPLAY", &screen.name).env("LANG", locale);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Group::start(&mut command)?;
        webdriver::wait_ready(address, Duration::from_secs(20))?;
        Ok(Browser { _driver: driver, address, profile: tempfile::tempdir()? })
    }

    /// Opens an address in a window that fills the screen, in this language.
    ///
    /// # Errors
    /// What the driver says.
    pub fn open(&self, url: &str, lang: &str) -> Result<Page> {
        let profile = self.profile.path().join(lang);
        let words = [
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-crash-restore-bubble".to_owned(),
            "--kiosk".to_owned(),
            "--window-position=0,0".to_owned(),
            "--window-size=1366,768".to_owned(),
            format!("--lang={lang}"),
            format!("--user-data-dir={}", profile.display()),
        ];
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": words,
                "binary": "/usr/bin/chromium",
                "excludeSwitches": ["enable-automation"],
                "prefs": {
                    "intl.accept_languages": lang,
                    "credentials_enable_service": false,
                    "profile.password_manager_enabled": false,
                },
            },
        });
        let page = Page::open(self.address, &capabilities)?;
        page.go(url)?;
        Ok(page)
    }
}
