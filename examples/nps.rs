//! The net promoter score of a survey, with its interval, its change and its segments: `cargo run --release --example nps -- --help`.

use std::io;
use std::process::ExitCode;

use examples::nps::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
