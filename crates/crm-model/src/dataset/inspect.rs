//! What a data set tells about itself: which facts its records know, and what is doubtful about them.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use super::{CustomerCode, Dataset};
use crate::{
    Classification, Fact, Finding, Happening, Noticed, Subject, SurveyAnswer, SurveyName, TableName, Ticket,
};

impl Dataset {
    /// Returns the facts of which any record at all tells, in their order.
    pub(super) fn find_facts(&self) -> Vec<Fact> {
        let judged = |told: fn(&Classification) -> bool| {
            self.tickets
                .iter()
                .flat_map(Ticket::events)
                .any(|event| matches!(&event.happening, Happening::Classified(judgement) if told(judgement)))
        };
        let told = |fact: Fact| match fact {
            Fact::Channel => self.tickets.iter().any(|ticket| ticket.channel().is_some()),
            Fact::Kind => judged(|judgement| judgement.kind.is_some()),
            Fact::Urgency => judged(|judgement| judgement.urgency.is_some()),
            Fact::Complexity => judged(|judgement| judgement.complexity.is_some()),
            Fact::Tier => self.customers().is_some_and(|all| all.iter().any(|one| !one.tiers.is_empty())),
        };
        Fact::ALL.into_iter().filter(|fact| told(*fact)).collect()
    }

    /// Notes what is noticeable about the joined records; `repeats` purchases were given more than once.
    pub(super) fn inspect(&self, repeats: u64, findings: &mut Vec<Finding>) {
        self.inspect_orders(repeats, findings);
        self.inspect_customers(findings);
        self.inspect_recording(findings);
        self.inspect_reviews(findings);
        for (ticket, customer) in self.tickets.iter().zip(&self.customers_of_tickets) {
            let subject = || Subject::Ticket(ticket.id().clone());
            for contradiction in ticket.contradictions() {
                let noticed = Noticed::Contradiction(contradiction.clone());
                findings.push(Finding { subject: subject(), noticed });
            }
            if ticket.repeats() > 0 {
                let noticed = Noticed::Repeats { events: ticket.repeats() as u64 };
                findings.push(Finding { subject: subject(), noticed });
            }
            let is_unknown =
                |code: &CustomerCode| self.customers.is_some() && self.customer_of(*code).is_none();
            if let Some(id) = ticket.customer().filter(|_| customer.as_ref().is_some_and(is_unknown)) {
                let noticed = Noticed::UnknownCustomer(id.clone());
                findings.push(Finding { subject: subject(), noticed });
            }
        }
    }

    fn inspect_orders(&self, repeats: u64, findings: &mut Vec<Finding>) {
        if repeats > 0 {
            let noticed = Noticed::RowsRepeated { table: TableName::Purchases, rows: repeats };
            findings.push(Finding { subject: Subject::Company, noticed });
        }
        for (code, order) in &self.doubtful_orders {
            let id = code.and_then(|code| self.ids.get(code.index()));
            let subject = id.map_or(Subject::Company, |id| Subject::Customer(id.clone()));
            findings.push(Finding { subject, noticed: Noticed::DoubtfulOrder { order: order.clone() } });
        }
    }

    /// Reports, once a table, how many rows name no customer, and how many customers the customer table lacks.
    fn inspect_customers(&self, findings: &mut Vec<Finding>) {
        let mut report = |table, rows: usize, customers: usize| {
            if rows > 0 {
                let noticed = Noticed::RowsWithoutCustomer { table, rows: rows as u64 };
                findings.push(Finding { subject: Subject::Company, noticed });
            }
            if customers > 0 {
                let noticed = Noticed::UnknownCustomers { table, customers: customers as u64 };
                findings.push(Finding { subject: Subject::Company, noticed });
            }
        };
        let unknown: Vec<CustomerCode> = if self.customers.is_some() {
            self.codes().map(|(code, _)| code).filter(|code| self.customer_of(*code).is_none()).collect()
        } else {
            Vec::new()
        };
        let of =
            |has_rows: &dyn Fn(CustomerCode) -> bool| unknown.iter().filter(|code| has_rows(**code)).count();
        report(
            TableName::Purchases,
            self.purchases.without_customer().len(),
            of(&|code| !self.purchases.of(code).is_empty()),
        );
        report(
            TableName::Interactions,
            self.interactions.without_customer().len(),
            of(&|code| !self.interactions.of(code).is_empty()),
        );
        report(
            TableName::FileUpdates,
            self.file_updates.without_customer().len(),
            of(&|code| !self.file_updates.of(code).is_empty()),
        );
        report(TableName::Audits, 0, of(&|code| !self.audits.of(code).is_empty()));
        report(TableName::CustomerGoals, 0, of(&|code| !self.customer_goals.of(code).is_empty()));
        // Surveys may be anonymous, so answers without a customer are nothing to report.
        report(TableName::Answers, 0, of(&|code| !self.answers.of(code).is_empty()));
    }

    /// Reports, once a table, how many rows were recorded before they happened, or answered before they were invited.
    fn inspect_recording(&self, findings: &mut Vec<Finding>) {
        let early = |recorded: Option<DateTime<Utc>>, at| recorded.is_some_and(|recorded| recorded < at);
        let contacts = self.interactions().iter().filter(|row| early(row.recorded_at, row.at)).count();
        let updates = self.file_updates().iter().filter(|row| early(row.entered_at, row.learned_at)).count();
        for (table, rows) in [(TableName::Interactions, contacts), (TableName::FileUpdates, updates)] {
            if rows > 0 {
                let noticed = Noticed::RowsRecordedEarly { table, rows: rows as u64 };
                findings.push(Finding { subject: Subject::Company, noticed });
            }
        }
        let is_early = |row: &&SurveyAnswer| row.invited_at.is_some_and(|at| early(row.answered_at, at));
        let rows = self.answers().iter().filter(is_early).count() as u64;
        if rows > 0 {
            let noticed = Noticed::AnswersBeforeInvitations { rows };
            findings.push(Finding { subject: Subject::Company, noticed });
        }
        let rows = self.answers_without_invitation();
        if rows > 0 {
            let noticed = Noticed::AnswersWithoutInvitation { rows };
            findings.push(Finding { subject: Subject::Company, noticed });
        }
    }

    /// Returns how many answers come from people who were not invited to a survey to which others were. Who names no customer
    /// is invited by the row of the answer alone.
    fn answers_without_invitation(&self) -> u64 {
        let is_invited = |row: &SurveyAnswer| row.invited_at.is_some();
        let invites: BTreeSet<&SurveyName> =
            self.answers().iter().filter(|row| is_invited(row)).map(|row| &row.survey).collect();
        let is_uninvited = |rows: &[SurveyAnswer]| {
            !rows.iter().any(is_invited) && rows.first().is_some_and(|row| invites.contains(&row.survey))
        };
        let nobodys = self.answers.without_customer().chunks(1);
        // One customer's answers are sorted by survey.
        let of_customers = self
            .codes()
            .flat_map(|(code, _)| self.answers.of(code).chunk_by(|one, next| one.survey == next.survey));
        let uninvited = of_customers.chain(nobodys).filter(|rows| is_uninvited(rows)).flatten();
        uninvited.filter(|row| row.answered_at.is_some()).count() as u64
    }
}
