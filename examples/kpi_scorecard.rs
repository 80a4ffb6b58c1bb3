//! The indicators of a policy, with trends, charts, segments and what it takes: `cargo run --release --example kpi_scorecard -- --help`.

use std::io;
use std::process::ExitCode;

use examples::kpi_scorecard::run;
use examples::run::Terminal;

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    ExitCode::from(run(std::env::args_os(), &mut out, &mut err, Terminal::detect()))
}
