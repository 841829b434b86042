//! A head office that runs in this process, with a clock the test can move.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fenhao_app::context::{Clock, Context};
use fenhao_app::sentence::Lang;
use fenhao_books::{enrol, table};
use fenhao_domain::id::BranchId;
use fenhao_domain::master::branch::Branch;
use fenhao_exchange::enrol::EnrolCode;
use fenhao_exchange::key::VerifyingKey;
use fenhao_exchange::stream::OrgId;
use fenhao_server::home::Home;
use fenhao_server::serve;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// 2026-11-23.
pub const NOW: i64 = 1_795_430_000_000;

/// A clock that stands until the test moves it.
pub struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A running head office; it stops when it is dropped.
pub struct Hq {
    pub address: SocketAddr,
    pub context: Context,
    pub password: String,
    clock: Arc<MovedClock>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    folder: Arc<TempDir>,
}

impl Hq {
    /// Founds a head office and serves it on a free port.
    pub fn start() -> Hq {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::start_in(folder, Arc::new(MovedClock(AtomicI64::new(NOW))), String::new())
    }

    fn start_in(folder: Arc<TempDir>, clock: Arc<MovedClock>, known: String) -> Hq {
        let home = Home::open(&folder.path().join("hq"), Lang::En, clock.clone()).unwrap();
        let password = home.first_password().unwrap().unwrap_or(known);
        let context = home.context.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listening = serve::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
                tell.send(listening.address).unwrap();
                let stopped = async { drop(stopped.await) };
                serve::serve(home.context, listening, stopped).await.unwrap();
            });
        });
        let address = told.recv().unwrap();
        Hq { address, context, password, clock, stop: Some(stop), thread: Some(thread), folder }
    }

    /// Stops it and serves the same folder again.
    pub fn restart(mut self) -> Hq {
        self.halt();
        Self::start_in(self.folder.clone(), self.clock.clone(), self.password.clone())
    }

    fn halt(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Moves the clock.
    pub fn pass(&self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    pub fn org(&self) -> OrgId {
        OrgId(self.context.node().unwrap().org)
    }

    pub fn key(&self) -> VerifyingKey {
        VerifyingKey::from_bytes(&self.context.node().unwrap().hq_key).unwrap()
    }

    /// Adds a branch and gives out a code for it.
    pub fn branch(&self, number: u32, code: &str) -> EnrolCode {
        let given = EnrolCode::new([u8::try_from(number).unwrap(); 16], &self.key());
        let branch = Branch {
            id: BranchId(number),
            code: code.to_owned(),
            name: format!("Shop {code}"),
            zone: "Asia/Shanghai".to_owned(),
            disabled: false,
        };
        let now = self.now();
        self.context
            .write(|sql| {
                table::branch::save(sql, &branch)?;
                Ok(enrol::offer(sql, branch.id, &given, now)?)
            })
            .unwrap();
        given
    }

    /// Waits until something is true at head office.
    pub fn until(&self, what: &str, mut is_so: impl FnMut(&Context) -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !is_so(&self.context) {
            assert!(Instant::now() < end, "in vain waited for: {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Hq {
    fn drop(&mut self) {
        self.halt();
    }
}
