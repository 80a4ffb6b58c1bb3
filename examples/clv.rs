//! What customers will buy and are worth, by models of a purchase log: `cargo run --release --example clv -- --help`.

use std::io;
use std::process::ExitCode;

use examples::clv::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
