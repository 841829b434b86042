//! `serve`: answers branches and browsers until stopped.

use std::io::IsTerminal as _;

use fenhao_app::sentence::Lang;
use tracing_subscriber::EnvFilter;

use crate::command_line::Serve;
use crate::home::{FIRST_NAME, Home};
use crate::print;
use crate::sentence::Stopped;
use crate::serve::{asked_to_stop, listen, serve as run};

/// Requests that may wait for the disk or compute a hash at once; the others queue up.
const BLOCKING: usize = 32;

/// Serves. Prints the address once it is ready, and at the first start the console's password.
pub fn serve(home: Home, how: &Serve) -> Result<(), Stopped> {
    log_to_standard_error();
    let language = home.context.lang;
    let _alone = home.serve_alone()?;
    let failed = |error: std::io::Error| Stopped::AddressRefused {
        address: how.listen,
        cause: (&error).into(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .build();
    runtime.map_err(failed)?.block_on(async {
        let listening = listen(how.listen).await?;
        greet(&home, language, &listening.address.to_string())?;
        run(home.context.clone(), listening, asked_to_stop()).await.map_err(failed)
    })
}

fn greet(home: &Home, language: Lang, address: &str) -> Result<(), Stopped> {
    let at = language.pick("总部控制台", "Head office's console");
    print::answer(&format!("{at} http://{address}/"));
    if let Some(password) = home.first_password()? {
        let (name, secret) =
            (language.pick("用户名", "Name"), language.pick("首个密码", "First password"));
        print::answer(&format!("{name}: {FIRST_NAME}"));
        print::answer(&format!("{secret}: {password}"));
    }
    Ok(())
}

fn log_to_standard_error() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call in one process (a test) keeps the first one's choice.
    let _already_set = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}
