//! The real till in a real window: a display, a session bus, a driver, and the keys.
//!
//! Owns starting and stopping them, and taking pictures. Leaves out finding the built programs
//! (`program`) and what a test does in the window. Invariant: what is started here ends with the value that holds
//! it, also when a test fails.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::program::{Hq, Shop, corner_shop_data, fenhao, fenhao_hq, free_port, run};
use crate::webdriver::{self, Page};

/// A child and everything it starts, ended together.
pub(crate) struct Group(Child);

impl Group {
    /// Starts a program as the head of a group of its own.
    pub(crate) fn start(command: &mut Command) -> Result<Group> {
        let name = command.get_program().to_owned();
        let child = command.process_group(0).stdin(Stdio::null()).spawn();
        child.map(Group).with_context(|| format!("{} starts", name.display()))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let kill = |signal: &str| Command::new("kill").args([signal, "--", &group]).status();
        // A failure means that the group is gone already.
        if kill("-TERM").is_ok_and(|status| status.success()) {
            std::thread::sleep(Duration::from_millis(200));
            let _ =
                Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        }
        let _ = self.0.wait();
    }
}

/// An address on this machine that nobody listens on.
///
/// # Errors
/// When there is none.
pub fn free_address() -> Result<SocketAddr> {
    Ok((Ipv4Addr::LOCALHOST, free_port()?).into())
}

/// Makes a shop of the corner-shop goods: head office has the catalogue, the branch `SH` is
/// enrolled, holds the goods and its opening stock. Head office goes on serving.
///
/// # Errors
/// What one of the programs says.
pub fn corner_shop(folder: &Path) -> Result<(Hq, Shop)> {
    let goods = corner_shop_data();
    let data = folder.join("hq");
    let catalogue = goods.join("products.csv");
    let words = [OsStr::new("--data"), data.as_os_str(), "import".as_ref(), "products".as_ref()];
    run(&fenhao_hq()?, &[&words[..], &[catalogue.as_os_str()]].concat())?;
    let hq = Hq::serve(&data, free_port()?)?;
    let shop = Shop::enrol(&hq, folder, "SH", "上海一店")?;
    shop.sync()?;
    shop.run(&["import", "opening", &goods.to_string_lossy()])?;
    shop.sync()?;
    Ok((hq, shop))
}

/// A display of our own that nobody sees.
pub struct Screen {
    _server: Group,
    /// Its name, such as `:42`.
    pub name: String,
}

impl Screen {
    /// Starts a display of 1366 × 768, the smallest we promise.
    ///
    /// # Errors
    /// When Xvfb is missing or finds no free display.
    pub fn open() -> Result<Screen> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]);
        let mut server = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let said = server.0.stdout.take().context("Xvfb tells the display's number")?;
        let mut number = String::new();
        BufReader::new(said).read_line(&mut number)?;
        match number.trim() {
            "" => bail!("Xvfb found no free display"),
            number => Ok(Screen { _server: server, name: format!(":{number}") }),
        }
    }

    /// Takes a picture of all that the display shows.
    ///
    /// # Errors
    /// When ImageMagick's `import` is missing.
    pub fn picture(&self, file: &Path) -> Result<()> {
        let mut import = Command::new("import");
        import.args(["-window", "root"]).arg(file).env("DISPLAY", &self.name);
        let status = import.status().context("import takes a picture")?;
        if !status.success() {
            bail!("no picture of the display: {status}");
        }
        Ok(())
    }
}

/// A driver on a screen: it opens the till's window and presses its keys.
pub struct Driver {
    _driver: Group,
    address: SocketAddr,
}

impl Driver {
    /// Starts `tauri-driver` with a session bus of its own, in this language.
    ///
    /// # Errors
    /// When one of the programs is missing or does not get ready.
    pub fn start(screen: &Screen, locale: &str) -> Result<Driver> {
        let (address, native) = (free_address()?, free_address()?);
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "tauri-driver"]);
        command.args(["--port", &address.port().to_string()]);
        command.args(["--native-port", &native.port().to_string()]);
        command.env("DISPLAY", &screen.name).env("LANG", locale);
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("NO_AT_BRIDGE", "1");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Group::start(&mut command)?;
        webdriver::wait_ready(address, Duration::from_secs(20))?;
        Ok(Driver { _driver: driver, address })
    }

    /// Opens the till of a data folder.
    ///
    /// # Errors
    /// What the driver says.
    pub fn open(&self, data: &Path, lang: &str) -> Result<Page> {
        let words = json!(["--data", data, "--lang", lang]);
        let options = json!({ "application": fenhao()?, "args": words });
        Page::open(self.address, &json!({ "tauri:options": options }))
    }
}

/// Ends the till of a data folder as a power cut would: at once, and without a word.
///
/// # Errors
/// When no till holds the folder.
pub fn cut_power(data: &Path) -> Result<()> {
    let holder = std::fs::read_to_string(data.join("window.lock"))?;
    let pid: u32 = holder.trim().parse().context("the lock names its holder")?;
    let status = Command::new("kill").args(["-KILL", &pid.to_string()]).status()?;
    if !status.success() {
        bail!("the till {pid} could not be killed");
    }
    webdriver::until("the till is gone", Duration::from_secs(5), || {
        Ok((!Path::new(&format!("/proc/{pid}/exe")).exists()).then_some(()))
    })
}

/// Opens the till of a data folder on a display of ours and takes a picture of it at rest.
///
/// # Errors
/// When the till does not show its shop's name in half a minute.
pub fn picture_of_till(data: &Path, file: &Path) -> Result<()> {
    let screen = Screen::open()?;
    let driver = Driver::start(&screen, "zh_CN.UTF-8")?;
    let page = driver.open(data, "zh")?;
    page.text("[data-testid=shop]", Duration::from_secs(30))?;
    // The fonts are drawn a moment after the text is there.
    std::thread::sleep(Duration::from_secs(1));
    screen.picture(file)?;
    page.close()
}
