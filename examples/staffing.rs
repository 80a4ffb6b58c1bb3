//! How many agents a hotline needs: `cargo run --release --example staffing -- --help`.

use std::io;
use std::process::ExitCode;

use examples::run::Terminal;
use examples::staffing::run;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
