//! The guide to policy files: its examples are right, and it tells of every key and word.

use crm_kit::Policy;

const GUIDE: &str = include_str!("../../../docs/policy-files.md");
const HEADER: &str = "schema = 'crm-policy/1'\nname = 'example'\nextends = 'detailed'\n";
const COMPANY: &str = "[holidays.company]\nyears = 'all'\noff = []\n";

#[test]
fn examples_are_right() {
    let examples: Vec<&str> =
        GUIDE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();

    assert_eq!(examples.len(), 31);
    for example in examples {
        let text = match example {
            whole if whole.starts_with("schema") => whole.to_owned(),
            hours if hours.contains("\"company\"]") => format!("{HEADER}{COMPANY}{hours}"),
            // Stages rest on two other tables, which this preset has.
            stages if stages.contains("[lifecycle]") => {
                format!("{}{stages}", HEADER.replace("detailed", "lifecycle"))
            }
            part => format!("{HEADER}{part}"),
        };
        Policy::parse(&text, "example").unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Returns the words that the advice on a word known to nobody lists.
fn known_words(text: &str) -> Vec<String> {
    let error = Policy::parse(text, "test.toml").unwrap_err();
    let problem = error.problems().iter().find(|problem| problem.message.contains("nobodyknows")).unwrap();
    let expected = problem.expected.clone().unwrap();
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_key_has_its_row() {
    let header = format!("{HEADER}{COMPANY}");
    for tables in [
        "[nobodyknows]",
        "[vocabulary]\nnobodyknows = 1",
        "[vocabulary.channels.phone]\nnobodyknows = 1",
        "[calendar.office]\nnobodyknows = 1",
        "[sla.recorded]\nnobodyknows = 1",
        "[escalation.ladder.supervisor]\nnobodyknows = 1",
        "[escalation.trigger.mine]\nnobodyknows = 1",
        "[indicator.new]\nnobodyknows = 1",
        "[goal.new]\nnobodyknows = 1",
        "[indicators]\nnobodyknows = 1",
    ] {
        let keys = known_words(&format!("{header}{tables}"));
        assert!(keys.len() > 2, "{keys:?}");
        for key in keys {
            assert!(GUIDE.contains(&format!("\n| `{key}` |")), "{key}");
        }
    }
    for table in ["customers", "money", "scope", "maps.x", "shares.x"] {
        for key in known_words(&format!("{HEADER}[{table}]\nnobodyknows = 1")) {
            assert!(GUIDE.contains(&format!("\n| `{key}` |")), "{table}.{key}");
        }
    }
    for (title, table) in [
        ("[tiers.NAME]", "[tiers.value]\nnobodyknows = 1"),
        ("[tiers.NAME]", "[tiers.value]\nspend = { nobodyknows = 1 }"),
        ("[tiers.NAME]", "[tiers.value]\nrepurchase = { nobodyknows = 1 }"),
        ("[analysis.NAME]", "[analysis.new]\nnobodyknows = 1"),
        ("[cross-selling]", "[cross-selling]\nnobodyknows = 1"),
        ("[frequent-buyers]", "[frequent-buyers]\nnobodyknows = 1"),
        ("[entitlements.NAME]", "[entitlements.lane]\nnobodyknows = 1"),
        ("[tier-names.NAME]", "[tier-names.grades]\nnobodyknows = 1"),
        ("[holidays.NAME]", "[holidays.mine]\nrules = [{ nobodyknows = 1 }]"),
        ("[recording.NAME]", "[recording.calls]\nnobodyknows = 1"),
        ("[classes]", "[classes]\nnobodyknows = 1"),
        ("[rfm]", "[rfm]\nnobodyknows = 1"),
        ("[tiers.NAME]", "[tiers.value]\nstability = { nobodyknows = 1 }"),
        ("[segments]", "[segments]\nnobodyknows = 1"),
        (
            "[segments]",
            "[rfm]\nscores = 3\nclause = 'X-1'\nwindow = '1 month'\npopulation = 'all'\nrecency = 'quantiles'\nfrequency = 'quantiles'\nmonetary = 'quantiles'\n[segments]\nmap = [{ nobodyknows = 1 }]",
        ),
        ("[lifetime-value]", "[lifetime-value]\nnobodyknows = 1"),
        ("[churn]", "[churn]\nnobodyknows = 1"),
        ("[churn]", "[churn]\noverdue = { nobodyknows = 1 }"),
        ("[churn]", "[churn]\ncomplaints = { nobodyknows = 1 }"),
        ("[churn]", "[churn]\ncontacts = { nobodyknows = 1 }"),
        ("[loyalty]", "[loyalty]\nnobodyknows = 1"),
        ("[lifecycle]", "[lifecycle]\nnobodyknows = 1"),
        ("[cadence.NAME]", "[cadence.month]\nnobodyknows = 1"),
        ("[cadence.NAME]", "[cadence.month]\nanomalies = { nobodyknows = 1 }"),
    ] {
        let section = GUIDE.split(&format!("\n## `{title}`\n")).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let first_cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        let rows: Vec<&str> = first_cells.flat_map(|cell| cell.split(['`', ',', ' '])).collect();
        for key in known_words(&format!("{HEADER}{table}")) {
            assert!(rows.contains(&key.as_str()), "{title}: {key}");
        }
    }
    for tables in [
        "[holidays.company]\nnobodyknows = 1",
        "[escalation]\nnobodyknows = 1",
        "[escalation.ladder.supervisor.by-kind]\ninquiry = { nobodyknows = 1 }",
    ] {
        for key in known_words(&format!("{HEADER}{tables}")) {
            assert!(GUIDE.contains(&format!("\n| `{key}` |")), "{key}");
        }
    }
}

#[test]
fn every_word_is_told() {
    let in_rule = |key: &str| format!("{HEADER}[sla.recorded]\n{key} = \"nobodyknows\"\n");
    let texts = ["measure", "starts", "reopen", "strength"].map(in_rule);
    let hit_policy = format!("{HEADER}hit-policy = \"nobodyknows\"\n");
    let in_tiers =
        ["disagree", "population"].map(|key| format!("{HEADER}[tiers.value]\n{key} = \"nobodyknows\"\n"));
    let nested = ["spend = { by", "repurchase = { of", "repurchase = { counting", "stability = { downgrade"]
        .map(|key| format!("{HEADER}[tiers.value]\n{key} = \"nobodyknows\" }}\n"));
    let in_trigger = ["trigger", "from", "strength"].map(|key| {
        let ladder = "[escalation.ladder]\nsupervisor.rank = 1\n";
        format!("{HEADER}{ladder}[escalation.trigger.mine]\n{key} = \"nobodyknows\"\n")
    });
    let in_holiday =
        ["weekday = \"nobodyknows\", nth = 1, month = 1", "substitute = \"nobodyknows\""].map(|keys| {
            format!("{HEADER}[holidays.mine]\nyears = \"all\"\nrules = [{{ name = \"x\", {keys} }}]\n")
        });
    let in_recording = format!("{HEADER}[recording.calls]\nof = \"nobodyknows\"\n");
    let in_retention = [
        "[churn]\ncontacts = { direction = \"nobodyknows\" }",
        "[loyalty]\nrepeat = { counting = \"nobodyknows\" }",
        "[loyalty]\nrecommendation = { by = \"nobodyknows\" }",
        "[lifecycle]\nadvocate = \"nobodyknows\"",
        "[lifecycle]\nfocus = { nobodyknows = \"x\" }",
    ]
    .map(|table| format!("{HEADER}{table}\n"));
    let in_rfm = format!("{HEADER}[rfm]\nrecency = \"nobodyknows\"\n");
    let in_indicator = [
        "formula = \"nobodyknows\"",
        "per = \"nobodyknows\"",
        "formula = \"retention-usual\"\ncustomers = \"nobodyknows\"",
        "formula = \"nps\"\ncounts = \"nobodyknows\"",
        "formula = \"complaint-rate\"\nbase = \"nobodyknows\"",
        "formula = \"follow-up\"\nsince = \"nobodyknows\"",
        "formula = \"volume\"\nof = \"nobodyknows\"",
        "formula = \"ticket-completeness\"\nparts = [\"nobodyknows\"]",
    ]
    .map(|line| format!("{HEADER}[indicator.new]\n{line}\n"));
    let in_cadence = [
        "per = \"nobodyknows\"",
        "anomalies = { rules = \"nobodyknows\" }",
        "targets = { by = \"nobodyknows\" }",
    ]
    .map(|line| format!("{HEADER}[cadence.month]\n{line}\n"));
    let in_analysis = ["of = \"nobodyknows\"", "of = \"channels\"\naim = \"nobodyknows\""]
        .map(|line| format!("{HEADER}[analysis.new]\n{line}\n"));
    let texts = texts
        .into_iter()
        .chain([hit_policy, in_rfm, in_recording])
        .chain(in_analysis)
        .chain(in_holiday)
        .chain(in_tiers)
        .chain(nested);
    for text in texts.chain(in_trigger).chain(in_indicator).chain(in_cadence).chain(in_retention) {
        for word in known_words(&text) {
            assert!(
                GUIDE.contains(&format!("`{word}`")) || GUIDE.contains(&format!("`\"{word}\"`")),
                "{word}"
            );
        }
    }
}
