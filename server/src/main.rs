//! `fenhao-hq`: head office's program.

use std::process::ExitCode;

use fenhao_app::command_line::{self, USAGE, Unread};
use fenhao_app::sentence::sentence;
use fenhao_server::command;
use fenhao_server::command_line::CommandLine;
use fenhao_server::print;

fn main() -> ExitCode {
    let line: CommandLine = match command_line::read(std::env::args_os()) {
        Ok(line) => line,
        Err(Unread::Asked(text)) => {
            print::answer_text(&text);
            return ExitCode::SUCCESS;
        }
        Err(Unread::Wrong(error, lang)) => {
            print::tell(&sentence(lang, &error));
            return ExitCode::from(USAGE);
        }
    };
    let language = line.language();
    match command::run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            print::tell(&stopped.sentence(language));
            ExitCode::FAILURE
        }
    }
}
