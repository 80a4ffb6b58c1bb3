//! A row of `events.csv`.

use crm_model::{Classification, EventKind, Happening, Holder, Precision, TicketEvent, TicketId};

use super::cells::{ADVICE, CLOSED_WORDS, agreement, declared, instant, name, one_of, word, yes_or_no};
use crate::input::ReadError;
use crate::input::names::Words;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::{Row, TableFile};

/// Columns of `events.csv`; the first three are required.
pub(super) const COLUMNS: [&str; 18] = [
    "ticket",
    "event",
    "occurred_at",
    "precision",
    "recorded_at",
    "sequence",
    "actor",
    "kind",
    "urgency",
    "complexity",
    "department",
    "person",
    "reason",
    "satisfied",
    "into",
    "role",
    "remedy",
    "agreed",
];

/// The words of `precision`.
pub(super) const PRECISIONS: [(Precision, &str); 2] =
    [(Precision::Exact, "exact"), (Precision::NotAfter, "not-after")];

/// Where the columns of `events.csv` are.
pub(super) struct EventColumns {
    pub(super) ticket: usize,
    event: usize,
    occurred_at: usize,
    precision: Option<usize>,
    recorded_at: Option<usize>,
    sequence: Option<usize>,
    actor: Option<usize>,
    details: Details,
}

/// Columns that belong to some kinds of event only.
struct Details {
    kind: Option<usize>,
    urgency: Option<usize>,
    complexity: Option<usize>,
    department: Option<usize>,
    person: Option<usize>,
    reason: Option<usize>,
    satisfied: Option<usize>,
    into: Option<usize>,
    role: Option<usize>,
    remedy: Option<usize>,
    agreed: Option<usize>,
}

impl EventColumns {
    pub(super) fn find(file: &TableFile) -> Result<Self, ReadError> {
        file.only_columns(&COLUMNS)?;
        Ok(Self {
            ticket: file.need_column("ticket", ADVICE)?,
            event: file.need_column("event", ADVICE)?,
            occurred_at: file.need_column("occurred_at", ADVICE)?,
            precision: file.column("precision"),
            recorded_at: file.column("recorded_at"),
            sequence: file.column("sequence"),
            actor: file.column("actor"),
            details: Details {
                kind: file.column("kind"),
                urgency: file.column("urgency"),
                complexity: file.column("complexity"),
                department: file.column("department"),
                person: file.column("person"),
                reason: file.column("reason"),
                satisfied: file.column("satisfied"),
                into: file.column("into"),
                role: file.column("role"),
                remedy: file.column("remedy"),
                agreed: file.column("agreed"),
            },
        })
    }

    pub(super) fn event(&self, row: &Row<'_>, words: &Words<'_>) -> Result<TicketEvent, Refusal> {
        let blank =
            || row.refusal(self.occurred_at, Showing::Instants, "says no instant; every event needs one");
        let kind = row.cell(self.event)?.parse::<EventKind>();
        let kind = kind.map_err(|error| row.refusal(self.event, CLOSED_WORDS, error.to_string()))?;
        let precision = word(row, self.precision, CLOSED_WORDS, |text| one_of(&PRECISIONS, text))?;
        let sequence = word(row, self.sequence, Showing::Numbers, |text| {
            text.parse().map_err(|_| "is not a whole number from 0".to_owned())
        })?;
        Ok(TicketEvent {
            occurred_at: instant(row, Some(self.occurred_at))?.ok_or_else(blank)?,
            precision: precision.unwrap_or_default(),
            recorded_at: instant(row, self.recorded_at)?,
            sequence,
            actor: name(row, self.actor, Showing::Personal)?,
            happening: self.details.happening(row, kind, words)?,
        })
    }
}

impl Details {
    fn happening(&self, row: &Row<'_>, kind: EventKind, words: &Words<'_>) -> Result<Happening, Refusal> {
        self.check_kind(row, kind, words)?;
        let reason = declared(row, self.reason, &words.wait_reasons)?;
        Ok(match kind {
            EventKind::Opened => Happening::Opened,
            EventKind::MessageIn => Happening::MessageIn,
            EventKind::Recorded => Happening::Recorded,
            EventKind::Classified => Happening::Classified(Classification {
                kind: declared(row, self.kind, &words.kinds)?,
                urgency: declared(row, self.urgency, &words.urgencies)?,
                complexity: declared(row, self.complexity, &words.complexities)?,
            }),
            EventKind::Assigned => Happening::Assigned(self.holder(row, words)?),
            EventKind::Transferred => Happening::Transferred(self.holder(row, words)?),
            EventKind::AutomaticMessage => Happening::AutomaticMessage,
            EventKind::FirstResponse => Happening::FirstResponse,
            EventKind::MessageOut => Happening::MessageOut,
            EventKind::Explained => Happening::Explained,
            EventKind::Agreed => Happening::Agreed(
                agreement(row, self.agreed)?
                    .ok_or_else(|| Refusal::of_row("is an `agreed` event that does not say on what"))?,
            ),
            EventKind::Agitated => Happening::Agitated,
            EventKind::HarmReported => Happening::HarmReported,
            EventKind::BeyondAuthority => Happening::BeyondAuthority,
            EventKind::CannotBeSolved => Happening::CannotBeSolved,
            EventKind::Escalated => Happening::Escalated(
                declared(row, self.role, &words.roles)?
                    .ok_or_else(|| Refusal::of_row("is an `escalated` event without a role"))?,
            ),
            EventKind::Reopened => Happening::Reopened,
            EventKind::Back => Happening::Back(reason),
            EventKind::Waiting => Happening::Waiting(
                reason.ok_or_else(|| Refusal::of_row("is a `waiting` event without a reason"))?,
            ),
            EventKind::Remedy => Happening::Remedy(
                declared(row, self.remedy, &words.remedies)?
                    .ok_or_else(|| Refusal::of_row("is a `remedy` event without a remedy"))?,
            ),
            EventKind::Approved => Happening::Approved,
            EventKind::Solved => Happening::Solved,
            EventKind::Confirmed => Happening::Confirmed,
            EventKind::Disputed => Happening::Disputed,
            EventKind::Closed => Happening::Closed,
            EventKind::Revisited => Happening::Revisited(word(row, self.satisfied, CLOSED_WORDS, yes_or_no)?),
            EventKind::Merged => Happening::Merged(
                self.into(row)?.ok_or_else(|| Refusal::of_row("is a `merged` event without `into`"))?,
            ),
        })
    }

    /// Refuses details that do not belong to the kind of event: they would be lost.
    fn check_kind(&self, row: &Row<'_>, kind: EventKind, words: &Words<'_>) -> Result<(), Refusal> {
        let is = |owners: &[EventKind]| owners.contains(&kind);
        let judged = is(&[EventKind::Classified]);
        let held = is(&[EventKind::Assigned, EventKind::Transferred]);
        let columns = [
            (self.kind, judged, words.kinds.showing()),
            (self.urgency, judged, words.urgencies.showing()),
            (self.complexity, judged, words.complexities.showing()),
            (self.department, held, words.departments.showing()),
            (self.person, held, Showing::Personal),
            (self.reason, is(&[EventKind::Waiting, EventKind::Back]), words.wait_reasons.showing()),
            (self.satisfied, is(&[EventKind::Revisited]), CLOSED_WORDS),
            (self.into, is(&[EventKind::Merged]), Showing::Ids),
            (self.role, is(&[EventKind::Escalated]), words.roles.showing()),
            (self.remedy, is(&[EventKind::Remedy]), words.remedies.showing()),
            (self.agreed, is(&[EventKind::Agreed]), CLOSED_WORDS),
        ];
        for (column, belongs, showing) in columns {
            if !belongs && let (Some(column), Some(_)) = (column, row.filled(column)?) {
                return Err(row.refusal(column, showing, format!("does not belong to the event `{kind}`")));
            }
        }
        Ok(())
    }

    fn holder(&self, row: &Row<'_>, words: &Words<'_>) -> Result<Holder, Refusal> {
        Ok(Holder {
            department: declared(row, self.department, &words.departments)?,
            person: name(row, self.person, Showing::Personal)?,
        })
    }

    fn into(&self, row: &Row<'_>) -> Result<Option<TicketId>, Refusal> {
        word(row, self.into, Showing::Ids, |text| TicketId::new(text).map_err(|error| error.to_string()))
    }
}
