//! `fenhao-hq`: head office's program.

use std::process::ExitCode;

use clap::Parser as _;
use fenhao_server::command;
use fenhao_server::command_line::CommandLine;
use fenhao_server::print;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let language = line.language();
    match command::run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            print::tell(&stopped.sentence(language));
            ExitCode::FAILURE
        }
    }
}
