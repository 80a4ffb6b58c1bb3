//! The program `policy_laws`, as a function: does a policy keep the laws that any policy should keep?
//!
//! Besides the laws that are checked on every combination of the policy's words, it draws tickets at random, as a
//! property test of one's own would, and checks that a stricter limit never removes a miss.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write;

use clap::Parser;
use crm_kit::laws::{LAWS, stricter, stricter_removes_no_miss};
use crm_kit::policy::PolicyVersion;
use crm_kit::{Policy, Preset, Ticket, sla};
use crm_model::chrono::{DateTime, Utc};
use crm_model::strategies::ticket_with;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::run::{BAD_INPUT, FINE, deliver, load_policy, parsed, print};

/// Checks the laws that a policy should keep, whatever its numbers.
///
/// Without a policy, all presets are checked.
#[derive(Debug, Parser)]
#[command(name = "policy_laws", version, after_help = EXAMPLES)]
struct Args {
    /// Policies to check: names of presets, or TOML files
    #[arg(value_name = "PRESET|FILE")]
    policies: Vec<String>,

    /// How many tickets to draw for each policy
    #[arg(long, value_name = "NUMBER", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    tickets: u32,
}

const EXAMPLES: &str = "\
Examples:
  policy_laws
  policy_laws my-policy.toml --tickets 5000

Exit status: 0 if every law is kept, 1 if one is broken or a policy cannot be read, 2 if the command line is at fault.";

/// Runs the program and returns its exit status: [`FINE`] if every law is kept, [`BAD_INPUT`], or [`USAGE`](crate::run::USAGE).
///
/// `args` begins with the name of the program.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args: Args = match parsed(args, out, err) {
        Ok(args) => args,
        Err(status) => return status,
    };
    let presets = || Preset::ALL.iter().map(|preset| preset.name().to_owned()).collect();
    let names: Vec<String> = if args.policies.is_empty() { presets() } else { args.policies };
    let mut status = FINE;
    for name in names {
        let policy = match load_policy(&name, "the name") {
            Ok(policy) => policy,
            Err(failure) => return print(err, &format_args!("error: {failure}\n"), BAD_INPUT),
        };
        let (text, all_are_kept) = page(&policy, args.tickets);
        if !all_are_kept {
            status = BAD_INPUT;
        }
        if deliver(out, err, &text) != FINE {
            return BAD_INPUT;
        }
    }
    status
}

/// Returns what to say of one policy, and whether it keeps every law.
fn page(policy: &Policy, tickets: u32) -> (String, bool) {
    let mut page = format!("{}\n", policy.name());
    let mut all_are_kept = true;
    let mut line = |kept: bool, meaning: &str| {
        all_are_kept &= kept;
        let _ = writeln!(page, "  {}  {meaning}", if kept { "kept  " } else { "BROKEN" });
    };
    let mut details: Vec<String> = Vec::new();
    for law in LAWS {
        let breaches = law.breaches(policy);
        line(breaches.is_empty(), law.meaning);
        details.extend(breaches.iter().map(|breach| format!("          {breach}")));
    }
    let drawn = policy.versions().iter().find_map(|version| drawn_miss(version, tickets));
    line(drawn.is_none(), &format!("the same on {tickets} tickets drawn at random"));
    details.extend(drawn);
    for detail in details {
        let _ = writeln!(page, "{detail}");
    }
    (page + "\n", all_are_kept)
}

/// Returns the first ticket drawn at random on which half a limit would remove a miss, if there is one.
fn drawn_miss(version: &PolicyVersion, tickets: u32) -> Option<String> {
    let levels = version.service_levels();
    let strict = match stricter(levels) {
        Ok(strict) => strict,
        Err(error) => return Some(format!("          {error}")),
    };
    // The same tickets at every run: what is found once is found again.
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let any_ticket = ticket_with(version.vocabulary());
    (0..tickets).find_map(|_| {
        let record = any_ticket.new_tree(&mut runner).ok()?.current();
        let ticket = Ticket::new(record);
        let last: DateTime<Utc> = ticket.events().last()?.occurred_at;
        let case = sla::Case::new(&ticket);
        let rule = stricter_removes_no_miss(levels, &strict, &case, last).err()?;
        Some(format!("          half the limit of `{rule}` removes a miss on this ticket: {ticket:?}"))
    })
}
