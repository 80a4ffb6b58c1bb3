//! What values and columns mean: events with their reasons.

use std::collections::BTreeMap;
use std::ops::Range;

use crm_model::{EventKind, Happening, Holder, WaitReason};
use toml::Spanned;

use super::super::raw::{RawEvent, RawMeaning};
use super::super::{Meaning, WordSort};
use super::{Checked, Checker, RawTable};

impl Checker<'_> {
    pub(super) fn meanings(
        &mut self,
        raw: RawTable<Spanned<RawMeaning>>,
    ) -> Checked<BTreeMap<String, Meaning>> {
        raw.into_iter().map(|(value, raw)| Ok((value, self.meaning(raw, false)?))).collect()
    }

    pub(super) fn meaning(&mut self, raw: Spanned<RawMeaning>, may_be_final: bool) -> Checked<Meaning> {
        let span = raw.span();
        match raw.into_inner() {
            RawMeaning::Word(word) => self.event(&word, &span, None, None),
            RawMeaning::Table(RawEvent { is_final: true, .. }) if !may_be_final => {
                Err(self.error(&span, "`final` has a meaning for columns only"))
            }
            RawMeaning::Table(RawEvent { event, reason, satisfied, .. }) => {
                self.event(event.get_ref(), &event.span(), reason.as_ref(), satisfied)
            }
        }
    }

    pub(super) fn event(
        &mut self,
        word: &str,
        span: &Range<usize>,
        reason: Option<&Spanned<String>>,
        satisfied: Option<bool>,
    ) -> Checked<Meaning> {
        let kind = match word {
            "ignore" => return Ok(Meaning::Ignore),
            "unknown" => return Ok(Meaning::Unknown),
            word => word.parse::<EventKind>().map_err(|error| {
                self.error(span, format!("`{word}` {error}, and neither `ignore` nor `unknown`"))
            })?,
        };
        if let (Some(reason), false) = (reason, matches!(kind, EventKind::Waiting | EventKind::Back)) {
            return Err(self.error(&reason.span(), format!("a `{kind}` event has no reason")));
        }
        if satisfied.is_some() && kind != EventKind::Revisited {
            return Err(self.error(span, format!("a `{kind}` event does not say who is satisfied")));
        }
        let reason = reason.map(|reason| self.wait_reason(reason)).transpose()?;
        Ok(Meaning::Event(match kind {
            EventKind::Opened => Happening::Opened,
            EventKind::MessageIn => Happening::MessageIn,
            EventKind::Recorded => Happening::Recorded,
            EventKind::Classified => {
                return Err(self.error(span, "`classified` events come from `facts`, not from here"));
            }
            EventKind::Assigned => Happening::Assigned(Holder::default()),
            EventKind::Transferred => Happening::Transferred(Holder::default()),
            EventKind::AutomaticMessage => Happening::AutomaticMessage,
            EventKind::FirstResponse => Happening::FirstResponse,
            EventKind::MessageOut => Happening::MessageOut,
            EventKind::Explained => Happening::Explained,
            EventKind::Agreed => {
                return Err(self.error(span, "`agreed` events carry a limit, which no mapping can say: only `events.csv` has a column for it"));
            }
            EventKind::Agitated => Happening::Agitated,
            EventKind::HarmReported => Happening::HarmReported,
            EventKind::BeyondAuthority => Happening::BeyondAuthority,
            EventKind::CannotBeSolved => Happening::CannotBeSolved,
            EventKind::Escalated => {
                return Err(self.error(span, "`escalated` events name a role, which no mapping can say: only `events.csv` has a column for it"));
            }
            EventKind::Remedy => {
                return Err(
                    self.error(span, "`remedy` events name a kind of solution, which no mapping can say: only `events.csv` has a column for it")
                );
            }
            EventKind::Approved => Happening::Approved,
            EventKind::Reopened => Happening::Reopened,
            EventKind::Back => Happening::Back(reason),
            EventKind::Waiting => Happening::Waiting(reason.ok_or_else(|| {
                self.error(span, "a wait needs a reason: { event = \"waiting\", reason = \"…\" }")
            })?),
            EventKind::Solved => Happening::Solved,
            EventKind::Confirmed => Happening::Confirmed,
            EventKind::Disputed => Happening::Disputed,
            EventKind::Closed => Happening::Closed,
            EventKind::Revisited => Happening::Revisited(satisfied),
            EventKind::Merged => return Ok(Meaning::Merged),
        }))
    }

    fn wait_reason(&mut self, reason: &Spanned<String>) -> Checked<WaitReason> {
        self.use_word(WordSort::WaitReason, reason.get_ref(), &reason.span());
        WaitReason::new(reason.get_ref())
            .map_err(|error| self.error(&reason.span(), format!("the reason {error}")))
    }
}
