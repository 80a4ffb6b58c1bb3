//! Checks the laws that a policy should keep: `cargo run --release --example policy_laws -- --help`.

use std::io;
use std::process::ExitCode;

use examples::policy_laws::run;

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os(), &mut io::stdout().lock(), &mut io::stderr()))
}
