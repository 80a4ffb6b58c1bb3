//! A page with every section, as a company with two years of records would see it. All names and figures are made up.

use examples::report::html::{
    AnalysesView, AnalysisPicture, AnalysisTable, AnalysisView, ChurnView, Clause, Duties, DutyRow,
    EscalationRow, EscalationsView, Fact, FileRow, FindingRow, Head, LackingRow, LifeRow, LifetimeRow,
    LifetimeView, OwnerRow, PictureAxis, PictureRow, Point, PromiseRow, PromiseTrend, Quality, QuarterRow,
    ReasonRow, ReviewView, ReviewsView, Scale, ScorecardRow, ScorecardView, SegmentRow, SegmentsView,
    ServiceLevels, ShareView, StagesView, TierRow, TiersView, Tile, Tone, Trend, TriggerRow, UnclearRow,
    UnmeasuredIndicator, UnmeasuredRow, Verdict, View, WarnedRow,
};

/// Returns the page. Some of its names are as long as names get, some try to break out of their place.
pub(crate) fn view() -> View {
    View {
        head: Head {
            title: "exports of <b>April</b> & May".to_owned(),
            policy: "our-company <b>2026</b>".to_owned(),
            as_of: "2026-05-31 10:00:00 UTC".to_owned(),
            as_of_is: "as asked".to_owned(),
            facts: vec![Fact {
                name: "Policy".to_owned(),
                texts: vec!["our-company, version 3, which extends detailed".to_owned(), "g".repeat(150)],
            }],
            names_hidden: false,
        },
        tiles: vec![
            tile("Overdue", "58", "the longest by 85 d 3 h", Tone::Bad, "overdue"),
            tile("Warnings", "7", "raised and not settled", Tone::Warning, ""),
            tile("first-response in time", "95.8 %", "412 of 430, by 2 rules", Tone::Good, "service-levels"),
            tile("Customers", "12,345", "in three tiers", Tone::Neutral, "tiers"),
        ],
        overdue: duties(120),
        due_soon: duties(4),
        service_levels: service_levels(),
        tiers: Some(tiers()),
        segments: Some(segments()),
        churn: Some(churn()),
        stages: Some(stages()),
        lifetime: Some(lifetime()),
        escalations: Some(escalations()),
        scorecard: Some(scorecard()),
        reviews: Some(reviews()),
        analyses: Some(analyses()),
        quality: quality(),
    }
}

fn tile(label: &str, value: &str, note: &str, tone: Tone, section: &'static str) -> Tile {
    Tile { label: label.to_owned(), value: value.to_owned(), note: note.to_owned(), tone, section }
}

pub(crate) fn clause(id: &str, strength: &'static str) -> Clause {
    Clause { id: id.to_owned(), strength }
}

fn duties(total: u64) -> Duties {
    let row = |number: u64| DutyRow {
        about: match number {
            0 => "W".repeat(40),
            1 => "<script>alert(1)</script>".to_owned(),
            other => format!("T-{other:05}"),
        },
        measure: "resolution".to_owned(),
        clause: clause(if number == 3 { "" } else { "D-RESP-2" }, "must"),
        due: "2026-01-05 06:11".to_owned(),
        by: "85 d 23 h".to_owned(),
        besides: if number == 2 { String::new() } else { "459 h 48 min".to_owned() },
        department: "customer-service".to_owned(),
        person: "Wang Wei".to_owned(),
        customer: if number == 4 { "Ж".repeat(40) } else { "ACME \"Ltd\"".to_owned() },
    };
    let owner =
        |owner: &str, count| OwnerRow { owner: owner.to_owned(), count, first: "85 d 23 h".to_owned() };
    Duties {
        nothing: "Nothing.".to_owned(),
        total,
        rows: (0..total.min(10)).map(row).collect(),
        folded: (10..total.min(50)).map(row).collect(),
        owners: vec![owner("customer-service", total - 1), owner("not known", 1)],
    }
}

fn share(part: u32, whole: u32) -> ShareView {
    let fraction = f64::from(part) / f64::from(whole);
    ShareView { fraction, percent: format!("{:.1} %", fraction * 100.0), parts: format!("{part} of {whole}") }
}

fn trend(values: &[Option<f64>], unit: &str, target: Option<f64>, scale: Option<Scale>) -> Trend {
    let point = |(place, value): (usize, &Option<f64>)| Point {
        period: format!("{}-{:02}", 2025 + (place + 3) / 12, (place + 3) % 12 + 1),
        value: *value,
        text: value.map_or_else(|| "no figure".to_owned(), |value| format!("{value:.2}{unit}")),
    };
    Trend { points: values.iter().enumerate().map(point).collect(), target, scale }
}

fn service_levels() -> ServiceLevels {
    let promise = |measure: &str, strength, rule: &str, clear: bool| PromiseRow {
        measure: measure.to_owned(),
        clause: clause("D-RESP-1", strength),
        rule: rule.to_owned(),
        owed: if clear { 503 } else { 12 },
        met: if clear { 412 } else { 0 },
        met_late: if clear { 10 } else { 0 },
        missed: if clear { 3 } else { 0 },
        overdue: if clear { 5 } else { 0 },
        open: if clear { 58 } else { 0 },
        void: if clear { 15 } else { 0 },
        unclear: if clear { 0 } else { 12 },
        attainment: clear.then(|| share(412, 430)),
    };
    let months = [Some(91.0), Some(93.0), None, Some(88.0), Some(95.0), Some(95.8)];
    ServiceLevels {
        promises: vec![
            promise("first-response", "must", "sla.first-response-online-chat", true),
            promise("first-response", "example", "sla.first-response-phone", true),
            promise("recorded", "", "", false),
        ],
        nothing: String::new(),
        trends: vec![PromiseTrend {
            name: "first-response, sla.first-response-online-chat".to_owned(),
            clause: clause("D-RESP-1", "must"),
            trend: trend(&months, " %", Some(90.0), Some(Scale { high: 100.0, ..Scale::of_shares() })),
        }],
    }
}

fn life_row(name: &str, customers: u64, fraction: f64, percent: &str, means: &str) -> LifeRow {
    let share = Some(ShareView { fraction, percent: percent.to_owned(), parts: String::new() });
    LifeRow { name: name.to_owned(), customers, at_least: Some(7), share, means: means.to_owned() }
}

fn churn() -> ChurnView {
    let warned = WarnedRow {
        customer: "hidden (13 characters)".to_owned(),
        tier: String::new(),
        grade: "urgent".to_owned(),
        points: "85 of 100".to_owned(),
        factors: vec![
            "the probability to be alive of 12.0% is below 20%, 25 of 25".to_owned(),
            "90 days since the last purchase are 4.50 times the usual 20.0, 30 of 30".to_owned(),
        ],
    };
    ChurnView {
        clause: clause("H-CHURN-1", "derived"),
        rows: vec![
            life_row("none", 9_000, 0.9, "90.0 %", ""),
            life_row("urgent", 1_000, 0.1, "10.0 %", "specialist"),
        ],
        warned: vec![warned],
        notes: vec!["999 customers more with a warning, in customers.csv.".to_owned()],
    }
}

fn stages() -> StagesView {
    StagesView {
        clause: clause("L-LIFE-1", "must"),
        rows: vec![
            life_row("prospect", 70, 0.7, "70.0 %", "awareness"),
            life_row("lost", 30, 0.3, "30.0 %", ""),
        ],
        notes: vec!["3 customers without a stage, since a fact is missing.".to_owned()],
        loyalty_clause: clause("H-LOY-2", "derived"),
        loyalty: "10 customers loyal, 80 not; of 10 nobody can tell, since a fact is missing.".to_owned(),
    }
}

fn lifetime() -> LifetimeView {
    let row = |group: &str, customers, value: &str, fraction: f64, percent: &str| LifetimeRow {
        group: group.to_owned(),
        customers,
        value: value.to_owned(),
        each: "1,234.56 CNY".to_owned(),
        share: Some(ShareView { fraction, percent: percent.to_owned(), parts: String::new() }),
        growth: "-12,345.67 CNY".to_owned(),
        spent: "9,876.54 CNY".to_owned(),
        returned: "1.25".to_owned(),
        looked_after: "12.34 CNY".to_owned(),
        others: String::new(),
    };
    let quarter = |period: &str, missing: &str| QuarterRow {
        period: period.to_owned(),
        customers: 2_851,
        value: "6,710,895.23 CNY".to_owned(),
        growth: "95,866.46 CNY".to_owned(),
        spent: "91,797.78 CNY".to_owned(),
        returned: "20.81".to_owned(),
        missing: missing.to_owned(),
    };
    LifetimeView {
        clause: clause("D-CLV-1", "example"),
        basis: vec!["What customers are expected to bring in the time ahead.".to_owned()],
        rows: vec![
            row("high", 792, "4,244,860.33 CNY", 0.8, "80.0 %"),
            row("low", 9, "1,061,215.08 CNY", 0.2, "20.0 %"),
        ],
        period: "2025-Q4".to_owned(),
        missing: String::new(),
        quarters: vec![quarter("2025-Q3", "nobody had bought yet"), quarter("2025-Q4", "")],
        cautions: vec!["BG/NBD: no dropout is identified.".to_owned()],
        notes: vec!["13 customers left out, since a fact is missing.".to_owned()],
    }
}

fn tiers() -> TiersView {
    let row = |name: &str, customers, spend: &str, of_spend, cut: &str| TierRow {
        name: name.to_owned(),
        customers: u64::from(customers),
        held: Some(u64::from(customers) + 5),
        by_spend: u64::from(customers) + 12,
        share_of_customers: share(customers, 1_000),
        spend: spend.to_owned(),
        share_of_spend: Some(share(of_spend, 1_000)),
        cut: cut.to_owned(),
    };
    TiersView {
        clause: clause("P-TIER-1", "must"),
        basis: vec![
            "Spend from 2025-06-01 to 2026-05-31.".to_owned(),
            "Where spend and repurchase disagree, the lower of both decides.".to_owned(),
        ],
        rows: vec![
            row("high", 143, "8,412,000.00 CNY", 598, "24,400.00 CNY"),
            row("middle", 310, "4,100,250.50 CNY", 291, "6,150.00 CNY"),
            row("ordinary", 547, "1,561,000.00 CNY", 111, ""),
        ],
        notes: vec!["12 tiers provisional: the customer is too young for a settled one.".to_owned()],
    }
}

fn segments() -> SegmentsView {
    let row = |name: &str, customers, spend: &str| SegmentRow {
        name: name.to_owned(),
        customers: u64::from(customers),
        share_of_customers: share(customers, 1_000),
        spend: spend.to_owned(),
    };
    SegmentsView {
        clause: clause("L-SEG-1", "derived"),
        basis: "How recently, how often and for how much 1,000 customers bought.".to_owned(),
        rows: vec![row("champions", 120, "8,000,000.00 CNY"), row("asleep", 880, "")],
    }
}

fn escalations() -> EscalationsView {
    let trigger = |name: &str, clause: Clause, by_role: [u64; 4]| TriggerRow {
        name: name.to_owned(),
        clause,
        by_role: by_role.to_vec(),
        total: by_role.iter().sum(),
    };
    let reason = |text: &str, id: &str| ReasonRow {
        text: text.to_owned(),
        since: "2026-05-26 06:10".to_owned(),
        clause: clause(id, ""),
    };
    let open = |number: usize| EscalationRow {
        about: format!("T-{number:05}"),
        customer: if number == 3 { "Ж".repeat(40) } else { String::new() },
        is_overdue: number < 5 && number != 1,
        due: if number == 1 { String::new() } else { "2026-05-30 08:12".to_owned() },
        standing: match number {
            1 => "the policy states no limit",
            0..5 => "1 d 2 h late",
            _ => "in 3 h",
        }
        .to_owned(),
        wanted: "director".to_owned(),
        reached: "supervisor".to_owned(),
        to: if number == 1 { String::new() } else { "department head of customer-service".to_owned() },
        reasons: vec![reason("over limit: resolution", "D-ESC-1"), reason("several departments", "D-ESC-1")],
        notes: vec!["nobody is director of customer-service".to_owned()],
    };
    EscalationsView {
        nothing: String::new(),
        summary: vec![
            "41 tickets had to go up the ladder.".to_owned(),
            "23 escalations are open.".to_owned(),
        ],
        roles: ["supervisor", "department head", "director", "senior management"].map(str::to_owned).to_vec(),
        triggers: vec![
            trigger("over limit", clause("D-ESC-1", "must"), [12, 4, 2, 0]),
            trigger("several departments", clause("D-ESC-1", "must"), [3, 1, 1, 0]),
            trigger("unanswered", clause("P-ESC-4", "must"), [2, 0, 0, 0]),
        ],
        by_role: vec![16, 4, 3, 0],
        total: 23,
        open: (0..10).map(open).collect(),
        folded: (10..20).map(open).collect(),
    }
}

fn reviews() -> ReviewsView {
    ReviewsView {
        reviews: vec![ReviewView {
            head: "quarter: 2026-Q1; 2026-Q2 still runs".to_owned(),
            clause: clause("D-CYCLE-1", "must"),
            found: vec![(
                "Trends",
                vec![
                    "response time rises over 9 months".to_owned(),
                    "<b>1 indicator</b> without a trend".to_owned(),
                ],
            )],
            diagnosis: vec![("data", vec!["<i>accuracy</i>: 97.3 %".to_owned(), "W".repeat(40)])],
        }],
        goals: Some("time on the way (9 h in 2026-03)".to_owned()),
    }
}

fn analyses() -> AnalysesView {
    let row = |name: &str, figure: f64| PictureRow {
        name: name.to_owned(),
        figure,
        limits: Some((figure / 2.0, figure)),
        part: Some(figure / 3.0),
        text: format!("{:.1} %", figure * 100.0),
    };
    let picture = |are_bars: bool| AnalysisPicture {
        caption: "Share of tickets <b>solved</b>".to_owned(),
        are_bars,
        axis: PictureAxis::Shares,
        rows: vec![
            row("phone", 0.958),
            row(&"W".repeat(40), 0.5),
            row("</svg><script>alert(1)</script>", 1.0),
        ],
    };
    let figures = |name: &str| {
        let figures = ["12,345", "3", "95.8 %", "1 h 30 min", "1,234,567.00 CNY", "-", "2"];
        [name].into_iter().chain(figures).map(str::to_owned).collect()
    };
    let columns = ["channel", "contacts", "feedback", "solved", "first answer", "cost", "apart", "more"];
    let columns = columns.iter().zip(0..).map(|(name, place)| ((*name).to_owned(), place > 0));
    let table = AnalysisTable {
        caption: "Channels <b>side by side</b>".to_owned(),
        columns: columns.collect(),
        rows: vec![figures("phone"), figures(&"W".repeat(40)), figures("<script>alert(1)</script>")],
        more: "3 rows more in the files".to_owned(),
    };
    let channels = AnalysisView {
        head: "channels: 2026-05".to_owned(),
        clause: clause("D-KPI-8", "must"),
        tables: vec![table],
        notes: vec!["In no channel: 12 expenses for no channel.".to_owned()],
        map: None,
        pictures: vec![picture(false), picture(true)],
    };
    let causes = AnalysisView {
        head: "complaint causes: 2026-05".to_owned(),
        clause: clause("P-COMP-5", "derived"),
        tables: Vec::new(),
        notes: vec!["Not measured: no ticket's kind is known.".to_owned()],
        map: None,
        pictures: Vec::new(),
    };
    AnalysesView { analyses: vec![channels, causes] }
}

fn scorecard() -> ScorecardView {
    let row = |indicator: &str, form: &str, clause: Clause, value: [&str; 3], verdict| ScorecardRow {
        indicator: indicator.to_owned(),
        form: form.to_owned(),
        clause,
        period: "2026-05".to_owned(),
        value: value[0].to_owned(),
        parts: value[1].to_owned(),
        target: value[2].to_owned(),
        verdict,
        ..ScorecardRow::default()
    };
    let year: Vec<Option<f64>> = (0..15).map(|month| Some(74.0 + f64::from(month) * 0.8)).collect();
    let gaps = [Some(9.1), None, Some(7.4), Some(8.3), Some(7.9), None, Some(7.2)];
    let none = |indicator: &str, id: &str| UnmeasuredIndicator {
        indicator: indicator.to_owned(),
        period: "2026-Q1".to_owned(),
        clause: clause(id, "derived"),
    };
    ScorecardView {
        rows: vec![
            ScorecardRow {
                trend: Some(trend(&gaps, " h", Some(8.0), None)),
                ..row(
                    "average response time",
                    "mean time to the first response",
                    clause("D-KPI-4", "example"),
                    ["8 h 12 min", "over 3,540 first responses", "<= 8h"],
                    Verdict::NotMet,
                )
            },
            ScorecardRow {
                trend: Some(trend(&year, " %", Some(80.0), None)),
                notes: vec![
                    "retention by identity: 80.1 %".to_owned(),
                    "12 customers without recorded membership".to_owned(),
                ],
                ..row(
                    "retention",
                    "as worded: (end - lost) / start",
                    clause("D-KPI-1", "example"),
                    ["84.2 %", "843 of 1,001", ">= 80 %"],
                    Verdict::Met,
                )
            },
            ScorecardRow {
                notes: vec!["the data do not cover the whole period".to_owned()],
                ..row(
                    "churn",
                    "",
                    clause("D-KPI-1", "must"),
                    ["3.1 %", "31 of 1,001", "< 10 %"],
                    Verdict::NotJudged,
                )
            },
            row(
                "volume",
                "tickets solved",
                clause("D-KPI-14", "heading"),
                ["1,411", "", ""],
                Verdict::Reported,
            ),
        ],
        unmeasured: vec![UnmeasuredRow {
            missing: "no answers were supplied".to_owned(),
            indicators: vec![none("NPS", "D-KPI-2"), none("participation", "D-CARE-1")],
        }],
    }
}

fn quality() -> Quality {
    Quality {
        lacking: vec![LackingRow {
            missing: "no interactions were supplied".to_owned(),
            clauses: ["D-COV-1", "D-COV-2", "D-TOUCH-1"].map(|id| clause(id, "")).to_vec(),
            concerns: "12 matters".to_owned(),
        }],
        files: vec![
            FileRow { name: "events.csv.gz".to_owned(), rows: 40_210, left_out: 12 },
            FileRow { name: "tickets.csv".to_owned(), rows: 4_000, left_out: 0 },
        ],
        notes: vec!["Times that a clock showed twice were taken as the earlier: 3.".to_owned()],
        findings: vec![FindingRow {
            rule: "records-disagree".to_owned(),
            count: 11,
            about: "T-00016".to_owned(),
            example: "two records name different values of `customer`".to_owned(),
        }],
        unclear: vec![
            UnclearRow {
                measure: "recorded".to_owned(),
                clause: clause("D-RESP-6", ""),
                concerns: "all 3,988 tickets".to_owned(),
                missing: "the policy states no limit".to_owned(),
            },
            UnclearRow {
                measure: "resolution".to_owned(),
                clause: clause("ACME-SLA-3", ""),
                concerns: "117".to_owned(),
                missing: "no agreement with the customer on record".to_owned(),
            },
        ],
    }
}
