//! What the page shows: plain texts and numbers, ready to be set.
//!
//! Everything here has been decided: rounded, cut to length, hidden where names are hidden. The templates only set it,
//! so a part of the page can be filled from any source, and tested without one.

/// Everything on the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// What is assessed, by which policy, as of when.
    pub head: Head,
    /// The figures at the top, the most pressing first.
    pub tiles: Vec<Tile>,
    /// What is late and can still be met.
    pub overdue: Duties,
    /// What falls due next.
    pub due_soon: Duties,
    /// How the promises on tickets were kept.
    pub service_levels: ServiceLevels,
    /// Customers by value; `None` where nothing is known of their spend.
    pub tiers: Option<TiersView>,
    /// What was taken up the ladder; `None` where the policy has no ladder.
    pub escalations: Option<EscalationsView>,
    /// The indicators; `None` where the policy has none.
    pub scorecard: Option<Vec<ScorecardRow>>,
    /// What is known of the data.
    pub quality: Quality,
}

/// What is assessed, by which policy, as of when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// What the data are.
    pub title: String,
    /// The policy's name.
    pub policy: String,
    /// The instant of the assessment.
    pub as_of: String,
    /// Where that instant comes from.
    pub as_of_is: String,
    /// More facts: the versions of the policy, the files, how long the assessment holds.
    pub facts: Vec<Fact>,
    /// Whether names of customers and persons are hidden.
    pub names_hidden: bool,
}

/// A fact with its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The fact, one paragraph each.
    pub texts: Vec<String>,
}

/// A key figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tile {
    /// What it counts.
    pub label: String,
    /// The figure with its unit.
    pub value: String,
    /// One line that puts it in its place.
    pub note: String,
    /// How it is to be taken.
    pub tone: Tone,
    /// The section that tells more, as the id of its heading; empty if there is none.
    pub section: &'static str,
}

/// How something is to be taken. A word always says it besides the colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// It says nothing by itself.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// It wants attention.
    Warning,
    /// Not as it should be.
    Bad,
}

impl Tone {
    /// Returns the class that style sheets use.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }

    /// Returns the sign that stands beside the colour.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Neutral => "–",
            Self::Good => "✓",
            Self::Warning => "!",
            Self::Bad => "✕",
        }
    }
}

/// A list of obligations, the most pressing first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    /// How many there are in all.
    pub total: u64,
    /// The first of them.
    pub rows: Vec<DutyRow>,
    /// Some more, folded away.
    pub folded: Vec<DutyRow>,
    /// How many there are for each owner, the most first.
    pub owners: Vec<OwnerRow>,
}

impl Duties {
    /// Returns whether any customer is named, so that names need a column.
    pub(super) fn has_names(&self) -> bool {
        self.rows.iter().chain(&self.folded).any(|row| !row.customer.is_empty())
    }

    /// Returns how many have no row.
    pub(super) fn untold(&self) -> u64 {
        self.total.saturating_sub((self.rows.len() + self.folded.len()) as u64)
    }
}

/// One obligation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyRow {
    /// What it is about: a ticket, a customer.
    pub about: String,
    /// What is owed.
    pub measure: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The last instant in time, in UTC.
    pub due: String,
    /// How late it is, or how much time is left.
    pub by: String,
    /// The same in open time, or the time used; empty where it is not known.
    pub besides: String,
    /// The department that owes it; empty where it is not known.
    pub department: String,
    /// The person who owes it; empty where it is not known, or where names are hidden.
    pub person: String,
    /// To whom it is owed; empty where it is not known, or where names are hidden.
    pub customer: String,
}

/// How many obligations wait for an owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerRow {
    /// The owner.
    pub owner: String,
    /// How many.
    pub count: u64,
    /// The longest, or the next.
    pub first: String,
}

/// A clause and how binding it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Its id; empty where no rule could be chosen.
    pub id: String,
    /// Its strength, such as `must`; empty where it says nothing.
    pub strength: &'static str,
}

/// How the promises on tickets were kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceLevels {
    /// Every promise, in the order of a ticket's life.
    pub promises: Vec<PromiseRow>,
    /// What stands in place of the table where there are none.
    pub nothing: String,
    /// The share kept in time, by month; empty where the data do not reach over two months.
    pub trends: Vec<PromiseTrend>,
}

/// One promise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PromiseRow {
    /// What is owed.
    pub measure: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The rule of the policy; empty where none could be chosen.
    pub rule: String,
    /// How many obligations, however they stand: the sum of all counts below.
    pub owed: u64,
    /// Met in time.
    pub met: u64,
    /// Met after they were due.
    pub met_late: u64,
    /// Not met and no longer possible.
    pub missed: u64,
    /// Late and still possible.
    pub overdue: u64,
    /// Neither late nor met: open, paused, waiting or blocked.
    pub open: u64,
    /// Ended with nothing to judge.
    pub void: u64,
    /// Impossible to judge.
    pub unclear: u64,
    /// The share kept in time; `None` where nothing is certain yet.
    pub attainment: Option<ShareView>,
}

/// A share with its words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShareView {
    /// Its length, 0 to 1.
    pub fraction: f64,
    /// The percentage, such as `95.8 %`.
    pub percent: String,
    /// Its parts, such as `412 of 430`.
    pub parts: String,
}

/// A promise through the months.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PromiseTrend {
    /// What is owed, with its rule.
    pub name: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The share in each month, on a scale of 0 to 1.
    pub trend: Trend,
}

/// A figure through a number of periods.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trend {
    /// The periods in order, those without a figure included.
    pub points: Vec<Point>,
    /// The target on the same scale.
    pub target: Option<f64>,
    /// The scale; `None` lets the figures settle it.
    pub scale: Option<Scale>,
}

/// From where to where a chart reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scale {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The lower end with its unit.
    pub low_text: String,
    /// The upper end with its unit.
    pub high_text: String,
}

impl Scale {
    /// Returns the scale of shares, from none to all.
    pub fn of_shares() -> Self {
        Self { low: 0.0, high: 1.0, low_text: "0 %".to_owned(), high_text: "100 %".to_owned() }
    }
}

impl Trend {
    /// Returns the last period that has a figure.
    pub(super) fn last_figure(&self) -> Option<&Point> {
        self.points.iter().rfind(|point| point.value.is_some())
    }
}

/// A figure of one period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// The period, such as `2026-03`.
    pub period: String,
    /// The figure; `None` where there is none, which leaves a gap.
    pub value: Option<f64>,
    /// The figure with its unit; what is said of a gap.
    pub text: String,
}

/// Customers by value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TiersView {
    /// The clause that draws the tiers.
    pub clause: Clause,
    /// Which spend is counted, and what decides, one sentence each.
    pub basis: Vec<String>,
    /// The tiers, the highest first.
    pub rows: Vec<TierRow>,
}

impl TiersView {
    /// Yields the share of customers of each tier.
    pub(super) fn customer_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.rows.iter().map(|row| (row.name.as_str(), &row.share_of_customers))
    }

    /// Yields the share of spend of each tier that has one.
    pub(super) fn spend_shares(&self) -> impl Iterator<Item = (&str, &ShareView)> {
        self.rows.iter().filter_map(|row| Some((row.name.as_str(), row.share_of_spend.as_ref()?)))
    }
}

/// One tier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TierRow {
    /// Its name.
    pub name: String,
    /// How many customers are in it.
    pub customers: u64,
    /// Their share of all customers.
    pub share_of_customers: ShareView,
    /// What they spend, with its currency.
    pub spend: String,
    /// Their share of all spend; `None` where spend cannot be added up.
    pub share_of_spend: Option<ShareView>,
    /// Where the tier begins, such as `from CNY 12,400.00`.
    pub cut: String,
}

/// What was taken up the ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationsView {
    /// The rungs of the ladder, the lowest first.
    pub rungs: Vec<String>,
    /// How many are open for each trigger and rung.
    pub triggers: Vec<TriggerRow>,
    /// How many are open in all; one may have several triggers.
    pub total: u64,
    /// The first of them, the highest rung and the longest first.
    pub open: Vec<EscalationRow>,
    /// Some more, folded away.
    pub folded: Vec<EscalationRow>,
}

impl EscalationsView {
    /// Returns how many have no row.
    pub(super) fn untold(&self) -> u64 {
        self.total.saturating_sub((self.open.len() + self.folded.len()) as u64)
    }
}

/// A trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriggerRow {
    /// What sets it off.
    pub name: String,
    /// The clause behind it.
    pub clause: Clause,
    /// How many stand on each rung, in the order of the rungs.
    pub by_rung: Vec<u64>,
    /// How many in all.
    pub total: u64,
}

/// An open escalation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationRow {
    /// What it is about.
    pub about: String,
    /// The rung on which it stands.
    pub rung: String,
    /// Since when, in UTC.
    pub since: String,
    /// Who has to act.
    pub owner: String,
    /// Every reason for it.
    pub reasons: Vec<String>,
}

/// One indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScorecardRow {
    /// The indicator.
    pub indicator: String,
    /// Which of its forms is shown, or over what period; may be empty.
    pub form: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The value with its unit; `None` where it cannot be told.
    pub value: Option<String>,
    /// What is missing, where there is no value.
    pub missing: String,
    /// Its parts, such as `812 of 1,001`; may be empty.
    pub parts: String,
    /// The target, such as `>= 80 %`; empty where the clause only asks for the figure.
    pub target: String,
    /// How the value stands towards its target.
    pub verdict: Verdict,
    /// The periods before, the last 13 of which are drawn.
    pub trend: Option<Trend>,
}

/// How a value stands towards its target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verdict {
    /// There is no target.
    #[default]
    Reported,
    /// The target is reached.
    Met,
    /// The target is not reached.
    NotMet,
    /// A fact is missing.
    Undetermined,
}

impl Verdict {
    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "no target",
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Undetermined => "unclear",
        }
    }

    /// Returns how it is to be taken.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Reported => Tone::Neutral,
            Self::Met => Tone::Good,
            Self::NotMet => Tone::Bad,
            Self::Undetermined => Tone::Warning,
        }
    }
}

/// What is known of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quality {
    /// The files; none where the records were made up.
    pub files: Vec<FileRow>,
    /// What else to know about them, one sentence each.
    pub notes: Vec<String>,
    /// What was noticed, by rule.
    pub findings: Vec<FindingRow>,
    /// What the data cannot tell.
    pub unclear: Vec<UnclearRow>,
}

impl Quality {
    /// Returns how many rows could not be used, over all files.
    pub(super) fn left_out(&self) -> u64 {
        self.files.iter().map(|file| file.left_out).sum()
    }
}

/// A file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRow {
    /// Its name, without its folder.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many of them could not be used.
    pub left_out: u64,
}

/// Findings of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingRow {
    /// What was noticed, in a word.
    pub rule: String,
    /// How many findings.
    pub count: u64,
    /// What the first of them is about.
    pub about: String,
    /// What it says.
    pub example: String,
}

/// Something that cannot be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnclearRow {
    /// What is owed.
    pub measure: String,
    /// The clause, where one rule is concerned.
    pub clause: Clause,
    /// For how many: `all 4,000 tickets`.
    pub concerns: String,
    /// What is missing.
    pub missing: String,
}
