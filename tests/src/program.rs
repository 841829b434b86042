//! The two programs as a person starts them: `fenhao` at a branch, `fenhao-hq` at the head office.
//!
//! Owns finding, starting and stopping them. Leaves out what they do. Invariant: a program that was
//! started is stopped when its handle goes, so that no test leaves one behind.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A program of the product: from the environment (`FENHAO_BIN`, `FENHAO_HQ_BIN`), else beside the
/// running test.
pub fn find(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(PathBuf::from(path));
    }
    let own = std::env::current_exe().context("the running program has a path")?;
    let folders = own.ancestors().skip(1).take(3);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{name} is not built; run `cargo build --workspace --bins`"))
}

/// The branch's program.
pub fn fenhao() -> Result<PathBuf> {
    find("FENHAO_BIN", "fenhao")
}

/// The head office's program.
pub fn fenhao_hq() -> Result<PathBuf> {
    find("FENHAO_HQ_BIN", "fenhao-hq")
}

/// The repository's root.
pub fn root() -> PathBuf {
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crate_folder.parent().map(Path::to_path_buf).unwrap_or(crate_folder)
}

/// The baskets of twelve stores.
pub fn journey_data() -> PathBuf {
    root().join("tests/data/complete-journey")
}

/// The corner shop's goods.
pub fn corner_shop_data() -> PathBuf {
    root().join("tests/data/corner-shop")
}

/// Runs a program to its end and fails with what it said when it failed.
pub fn run<A: AsRef<OsStr>>(program: &Path, arguments: &[A]) -> Result<String> {
    let output = run_any(program, arguments)?;
    if !output.status.success() {
        bail!("{}: {}", program.display(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program to its end, whatever the end is.
pub fn run_any<A: AsRef<OsStr>>(program: &Path, arguments: &[A]) -> Result<Output> {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} starts", program.display()))
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A port for a server that will be killed and started again. The system gives it to nobody in
/// between: it lies below those that outgoing connections get (32768 and up on Linux).
pub fn lasting_port() -> Result<u16> {
    static DRAWN: AtomicU32 = AtomicU32::new(0);
    for _ in 0..1000 {
        let drawn =
            std::process::id().wrapping_mul(31).wrapping_add(DRAWN.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(20_000 + drawn % 12_000).context("a port")?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free below 32000")
}

/// A head office that serves.
pub struct Hq {
    child: Child,
    /// Its data folder.
    pub data: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Hq {
    /// Starts serving on `port` of this machine and waits until it is ready.
    pub fn serve(data: &Path, port: u16) -> Result<Hq> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let log = std::fs::File::create(data.with_extension("log"))?;
        let child = Command::new(fenhao_hq()?)
            .args([OsStr::new("--data"), data.as_os_str()])
            .args(["serve", "--listen", &address.to_string()])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("fenhao-hq starts")?;
        let mut hq = Hq { child, data: data.to_owned(), address };
        hq.wait_until_ready(Duration::from_secs(30))?;
        Ok(hq)
    }

    fn wait_until_ready(&mut self, limit: Duration) -> Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < limit {
            if let Some(status) = self.child.try_wait()? {
                bail!("fenhao-hq ended with {status}: {}", self.log());
            }
            if matches!(get(self.address, "/health"), Ok(answer) if answer.starts_with("HTTP/1.1 200"))
            {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        bail!("fenhao-hq is not ready after {limit:?}: {}", self.log())
    }

    /// What it printed so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.with_extension("log")).unwrap_or_default()
    }

    /// Its address for a branch.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a branch and gives its enrolment code.
    pub fn add_branch(&self, code: &str, name: &str) -> Result<String> {
        let printed = self.run(&["branch", "add", code, name])?;
        let last = printed.lines().last().map(str::trim).unwrap_or_default();
        if last.is_empty() {
            bail!("no enrolment code for {code}");
        }
        Ok(last.to_owned())
    }

    /// Runs a command of the head office on its data, while it serves.
    pub fn run(&self, words: &[&str]) -> Result<String> {
        on_data(&fenhao_hq()?, &self.data, words)
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) -> Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Hq {
    fn drop(&mut self) {
        // The handle is going; a program that has ended already is what we want.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A branch's desktop, worked from the command line.
pub struct Shop {
    /// Its data folder.
    pub data: PathBuf,
    /// Branch code.
    pub code: String,
}

impl Shop {
    /// Enrols a new branch at `hq`.
    pub fn enrol(hq: &Hq, folder: &Path, code: &str, name: &str) -> Result<Shop> {
        let shop = Shop { data: folder.join(code), code: code.to_owned() };
        let secret = hq.add_branch(code, name)?;
        let words =
            ["init", "--branch", code, "--name", name, "--hq", &hq.url(), "--code", &secret];
        shop.run(&words)?;
        Ok(shop)
    }

    /// Runs a command of the branch.
    pub fn run(&self, words: &[&str]) -> Result<String> {
        on_data(&fenhao()?, &self.data, words)
    }

    /// Exchanges with HQ until both have everything.
    pub fn sync(&self) -> Result<String> {
        self.run(&["sync", "--once"])
    }

    /// Imports one of the data's files.
    pub fn import(&self, what: &str, file: &str) -> Result<String> {
        let path = journey_data().join(file);
        self.run(&["import", what, &path.to_string_lossy(), "--store", &self.code])
    }
}

fn on_data(program: &Path, data: &Path, words: &[&str]) -> Result<String> {
    let mut arguments = vec![OsStr::new("--data"), data.as_os_str()];
    arguments.extend(words.iter().map(OsStr::new));
    run(program, &arguments)
}

/// A plain HTTP GET; the whole answer as text.
pub fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut link = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    link.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(link, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    link.read_to_string(&mut answer)?;
    Ok(answer)
}
