//! What is refused in the keys of indicators, and where.

use super::{ONE, read, refused};
use crate::tells;

#[test]
fn what_is_wrong_is_shown_at_its_key() {
    refused("formula = 'retension-usual'", "indicator.x.formula", "did you mean `retention-usual`?");
    refused("formula = 'retention-usual'", "indicator.x", "the key `customers` is missing");
    refused(
        "formula = 'retention-usual'\ncustomers = 'members'",
        "indicator.x.customers",
        "expected `memberships` or `purchases`",
    );
    refused("formula = 'volume'\nof = 'solved'\ncolour = 1", "indicator.x.colour", "is not a known key");
    refused("formula = 'volume'\nof = 'solved'\nscale = '1-5'", "indicator.x.scale", "is not a known key");
    refused("formula = 'resolution'\ntarget = '80%'", "indicator.x.target", "target `80%` is not understood");
    refused(
        "formula = 'resolution'\ntarget = '>= 80'",
        "indicator.x.target",
        "is compared with a percentage such as `80%`, not with a number",
    );
    refused("formula = 'response-time'\ntarget = '<= 8bh'", "indicator.x.target", "is business time");
    refused("formula = 'resolution'\nbaseline = '80%'", "indicator.x.baseline", "a baseline needs a target");
    refused(
        "formula = 'resolution'\nkinds = 'praise'",
        "indicator.x.kinds",
        "is not declared in `[vocabulary]`",
    );
    refused(
        "formula = 'complaint-rate'\nkinds = []\nbase = 'members'",
        "indicator.x.kinds",
        "the list is empty",
    );
    refused("formula = 'resolution'\nkinds = []", "indicator.x.kinds", "leave the key out");
    refused("formula = 'attainment'\nclauses = []", "indicator.x.clauses", "the list is empty");
    let goals = "formula = 'customer-goals-attained'\n";
    refused(&format!("{goals}classes = ['a']"), "indicator.x.classes[0]", "`A`");
    refused(&format!("{goals}tiers = 'huge'"), "indicator.x.tiers", "is not declared in `[vocabulary]`");
    refused(&format!("{goals}tiers = []"), "indicator.x.tiers", "leave the key out");
    let both = format!("{goals}tiers = 'high'\nclasses = 'A'\n[vocabulary]\ntiers = ['high']");
    refused(&both, "indicator.x.classes", "not of both");
    refused("formula = 'coverage'\nclass = 'a'", "indicator.x.class", "`A`");
    refused(
        "formula = 'satisfaction'\ntopic = 'all'\nscale = '1-5'\ncounts = 'last'\nat-least = 6",
        "indicator.x.at-least",
        "6 is not on the scale 1-5",
    );
    refused(
        "formula = 'mean-satisfaction'\ntopic = 'all'\nscale = 'five'\ncounts = 'last'",
        "indicator.x.scale",
        "`five` is no scale such as `0-10` or `1-5`",
    );
    refused(
        "formula = 'nps'\ntopic = 'all'\ncounts = 'last'\ndetractors-to = 9\npromoters-from = 9",
        "indicator.x.promoters-from",
        "do not rise within 0-10",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '3bd'\ncalendar = 'office'",
        "indicator.x.within",
        "add `ends = \"same-time\"`",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '72h'\nends = 'closing'\ncalendar = 'office'",
        "indicator.x.ends",
        "only a span in business or calendar days",
    );
    refused(
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '72h'\ncalendar = 'offcie'",
        "indicator.x.calendar",
        "did you mean `office`?",
    );
    refused("formula = 'recording-lag'\nchannels = 'fax'", "indicator.x.channels", "is not declared");
    refused("formula = 'recording-lag'\nchannels = []", "indicator.x.channels", "the list is empty");
    refused("formula = 'recording-lag'\ntarget = '>= 5%'", "indicator.x.target", "not with a percentage");
    refused("formula = 'ticket-completeness'\nparts = ['state']", "indicator.x.parts[0]", "`description`");
    refused("formula = 'ticket-completeness'\nparts = []", "indicator.x.parts", "nothing is named");
    refused("formula = 'repurchase'\nbuyers = 'old'", "indicator.x.buyers", "`new`");
    refused(
        "formula = 'repurchase'\nbuyers = 'new'\nwithin = '9bd'",
        "indicator.x.within",
        "not counted by the clock; expected a span such as `180d`",
    );
    refused(
        "formula = 'close-rate'\npurposes = []\nwithin = '9d'",
        "indicator.x.purposes",
        "the list is empty",
    );
    refused("formula = 'close-rate'\npurposes = 'offer'", "indicator.x", "the key `within` is missing");
    refused("formula = 'budget-use'\nbudget = '0 CNY'", "indicator.x.budget", "above zero");
    refused("formula = 'budget-use'\nbudget = '9'", "indicator.x.budget", "9");
    refused("formula = 'return-on-spend'\nmargin = '30'", "indicator.x.margin", "30");
    refused("formula = 'return-on-spend'\nmargin = '30%'\naim = 'both'", "indicator.x.aim", "`maintenance`");
    refused("formula = 'participation'\ninvitations = 'all'", "indicator.x.invitations", "`delivered`");
    refused("formula = 'revisit-satisfaction'\ncounts = 'mean'", "indicator.x.counts", "has no mean");
    refused(
        "formula = 'easy-minus-hard'\ntopic = 'e'\nscale = '1-7'\ncounts = 'last'\nhard-to = 5\neasy-from = 5",
        "indicator.x.easy-from",
        "do not rise",
    );
    refused(
        "formula = 'easy-minus-hard'\ntopic = 'e'\nscale = '1-5'\ncounts = 'last'\nhard-to = 3\neasy-from = 6",
        "indicator.x.easy-from",
        "6 is not on the scale 1-5",
    );
    refused("formula = 'cost-share'\ncurrency = 'yuan'", "indicator.x.currency", "yuan");
}

#[test]
fn an_empty_list_may_be_left_out_only_where_its_key_may() {
    for (lines, key) in [
        ("formula = 'complaint-rate'\nkinds = []\nbase = 'members'", "kinds"),
        ("formula = 'repeated-complaints'\nkinds = 'complaint'\ncauses = []", "causes"),
        ("formula = 'close-rate'\npurposes = []\nwithin = '9d'", "purposes"),
    ] {
        let error = read(&format!("[indicator.x]\n{ONE}{lines}\n")).unwrap_err();
        let problem = tells(&error, &format!("indicator.x.{key}"), "the list is empty");
        assert_eq!(problem.expected.as_deref(), Some("expected one or more"), "{lines}");
    }
    let may =
        "formula = 'follow-up'\nsince = 'membership'\nwithin = '72h'\ncalendar = 'office'\npurposes = []";
    refused(may, "indicator.x.purposes", "leave the key out where all count");
}
