//! The tables that presets ask for besides single figures.

use crm_kit::kpi::analysis::{Analysis, Figures};
use crm_kit::kpi::{ChannelSpread, ChannelTable};
use crm_kit::model::Happening::{Assigned, FirstResponse, Opened, Revisited, Solved};
use crm_kit::model::{
    CustomerId, Direction, Interaction, MoneySum, Outcome, Ratio, Records, Spend, SpendAim, Table,
    TicketRecord,
};
use crm_kit::{Dataset, assess};

use super::*;

/// Returns what an analysis of a policy finds in these records on 10 April.
#[track_caller]
fn analysis(policy: &Policy, name: &str, records: Records) -> Analysis {
    let assessment = assess(&Dataset::new(records).0, policy, at("04-10 09:00"));
    assessment
        .analyses
        .into_iter()
        .find(|one| one.analysis.as_str() == format!("analysis.{name}"))
        .unwrap_or_else(|| panic!("no {name}"))
}

fn record(id: &str, customer: &str, channel: &str, history: &History) -> TicketRecord {
    let mut record = ticket(Some(channel), history).into_record();
    record.id = TicketId::new(id).unwrap();
    record.customer = CustomerId::new(customer).ok();
    record
}

fn tickets(tickets: Vec<TicketRecord>) -> Records {
    Records { tickets: Table::complete(tickets), ..Records::default() }
}

#[test]
fn p_comp_5_types_of_complaints_are_ranked_with_repeats_and_departments() {
    let complaint = |id: &str, customer: &str, kind: &str, department: &str, opened: &'static str| {
        let history =
            [(opened, Opened), (opened, classified(kind, "", "")), (opened, Assigned(to(department)))];
        record(id, customer, "phone", &history)
    };
    let mut solved = complaint("T-1", "C-1", "quality-complaint", "product", "03-02 09:00");
    solved.events.push(TicketEvent::at(at("03-03 09:00"), Solved));
    let rows = vec![
        solved,
        complaint("T-2", "C-1", "quality-complaint", "product", "03-10 09:00"), // solved for C-1 before
        complaint("T-3", "C-2", "quality-complaint", "sales", "03-11 09:00"),   // solved for another
        complaint("T-4", "C-2", "attitude-complaint", "sales", "03-11 09:00"),
        complaint("T-5", "C-2", "inquiry", "sales", "03-11 09:00"),
        complaint("T-6", "C-3", "quality-complaint", "product", "04-02 09:00"), // not March's
    ];
    let found = analysis(of_preset(Preset::SixPlans), "complaint-causes", tickets(rows));
    let told = (found.clause.as_str(), found.strength.as_str(), found.period.to_string());
    assert_eq!(told, ("P-COMP-5", "derived", "2026-03".to_owned()));
    let Ok(Figures::ComplaintCauses(table)) = found.figures else { panic!("{found:?}") };
    let lines = table.causes.lines.iter().map(|line| {
        let owner = line.owner().map_or("nobody", |department| department.as_str());
        let repeats = (line.repeats_by_customer, line.repeats_by_anyone);
        (line.cause.as_str(), line.complaints, line.cumulative, repeats, owner)
    });
    let of_four = |part| Ratio::new(part, 4).unwrap();
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            ("quality-complaint", 3, of_four(3), (1, 2), "product"),
            ("attitude-complaint", 1, of_four(4), (0, 0), "sales"),
        ]
    );
}

/// Two tickets by phone, of which one is solved; one by e-mail. A call of a customer, and what was spent on the hotline and on
/// advertising.
fn by_channels() -> Records {
    let said = |satisfied| ("03-05 09:00", Revisited(Some(satisfied)));
    let solved =
        [("03-02 09:00", Opened), ("03-02 10:00", FirstResponse), ("03-03 09:00", Solved), said(true)];
    let open = [("03-02 09:00", Opened), ("03-02 12:00", FirstResponse)];
    let mailed =
        [("03-02 09:00", Opened), ("03-02 14:00", FirstResponse), ("03-04 09:00", Solved), said(false)];
    let call = Interaction {
        at: at("02-11 10:00"),
        customer: CustomerId::new("C-1").ok(),
        direction: Direction::Inbound,
        outcome: Outcome::Reached,
        channel: "phone".parse().ok(),
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    };
    let spent = |amount: &str, activity: &str| Spend {
        at: at("01-15 10:00"),
        amount: amount.parse().unwrap(),
        aim: SpendAim::Maintenance,
        department: None,
        activity: activity.parse().ok(),
        customer: None,
    };
    Records {
        interactions: Table::complete(vec![call]),
        spend: Table::complete(vec![spent("300 CNY", "hotline"), spent("99 CNY", "advertising")]),
        ..tickets(vec![
            record("T-1", "C-1", "phone", &solved),
            record("T-2", "C-2", "phone", &open),
            record("T-3", "C-3", "e-mail", &mailed),
        ])
    }
}

#[track_caller]
fn channels(found: &Analysis) -> &ChannelTable {
    let Ok(Figures::Channels(table)) = &found.figures else { panic!("{found:?}") };
    table
}

#[test]
fn d_kpi_8_cost_and_effect_of_each_channel() {
    let policy = extending(Preset::Detailed, "[analysis.channels]\nactivities = { hotline = 'phone' }\n");
    let found = analysis(&policy, "channels", by_channels());
    let told = (found.clause.as_str(), found.strength.as_str(), found.period.to_string());
    assert_eq!(told, ("D-KPI-8", "must", "2026-Q1".to_owned()));
    let table = channels(&found);
    let [mail, phone] = table.channels.as_slice() else { panic!("{table:?}") };
    assert_eq!(phone.tally.cost_per_feedback().unwrap().to_string(), "300.00 CNY"); // one call of a customer
    assert_eq!(
        (phone.tally.feedback, phone.tally.solutions.solved, phone.tally.solutions.unsolved),
        (1, 1, 1)
    );
    assert_eq!((mail.tally.feedback, mail.tally.solutions.solved, mail.tally.solutions.unsolved), (0, 1, 0));
    assert_eq!((phone.tally.satisfaction.satisfied, mail.tally.satisfaction.dissatisfied), (1, 1));
    assert_eq!(table.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1 expense for no channel"]);
    // The document does not say which expenses are a channel's, so the preset knows of none.
    let bare = analysis(of_preset(Preset::Detailed), "channels", by_channels());
    assert!(channels(&bare).channels.iter().all(|row| row.tally.cost == MoneySum::default()));
}

#[test]
fn l_chan_5_how_far_channels_lie_apart() {
    const HOUR: i128 = 3_600_000_000;
    let found = analysis(of_preset(Preset::Lifecycle), "channels", by_channels());
    assert_eq!((found.clause.as_str(), found.strength.as_str()), ("L-CHAN-5", "must"));
    let table = channels(&found);
    let shown = |spread: Option<ChannelSpread<'_>>| {
        let ChannelSpread { lowest, highest, difference } = spread.unwrap();
        format!("{} {}: {}", lowest.0, highest.0, difference.unwrap())
    };
    // 1 and 3 hours by phone, 5 by e-mail; 1 of 2 and 1 of 1; all satisfied and none.
    let responses = table.response_spread().unwrap();
    assert_eq!((responses.lowest.0.as_str(), responses.highest.0.as_str()), ("phone", "e-mail"));
    assert_eq!(
        responses.difference.unwrap().cmp(&Ratio::new(3 * HOUR, 1).unwrap()),
        core::cmp::Ordering::Equal
    );
    assert_eq!(shown(table.solution_spread()), "phone e-mail: 1/2");
    assert_eq!(shown(table.satisfaction_spread()), "e-mail phone: 1/1");
}

#[test]
fn l_acc_2_a_channel_that_has_fallen_silent() {
    let opened = |id: &str, channel: &str, day: &'static str| record(id, "C-1", channel, &[(day, Opened)]);
    // By phone every other day until the 7th: silent on the 24 days after it. By e-mail every ten days, and none on the last three.
    let rows = vec![
        opened("T-1", "phone", "03-03 09:00"),
        opened("T-2", "phone", "03-05 09:00"),
        opened("T-3", "phone", "03-07 09:00"),
        opened("T-4", "e-mail", "03-08 09:00"),
        opened("T-5", "e-mail", "03-18 09:00"),
        opened("T-6", "e-mail", "03-28 09:00"),
        opened("T-7", "phone", "04-05 09:00"), // after the month
    ];
    let found = analysis(of_preset(Preset::Lifecycle), "channel-deliveries", tickets(rows));
    assert_eq!((found.clause.as_str(), found.strength.as_str()), ("L-ACC-2", "derived"));
    let Ok(Figures::ChannelDeliveries(table)) = found.figures else { panic!("{found:?}") };
    assert_eq!(in_shanghai(table.until), "04-01 00:00");
    let lines: Vec<_> = table
        .lines
        .iter()
        .map(|line| {
            let silent = line.delivery.as_ref().unwrap().silent_for;
            (line.channel.as_ref().unwrap().as_str(), line.in_period, silent, line.delivers)
        })
        .collect();
    assert_eq!(lines, [("e-mail", 3, 3, Ok(true)), ("phone", 3, 24, Ok(false))]);
}
