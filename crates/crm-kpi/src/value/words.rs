//! [`Reading`] and [`Apart`]: the words of notes.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Returns the words that reports use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! {
    /// Another reading of the data behind a value.
    Reading {
        /// Retention by identity.
        RetentionIdentity = "retention by identity",
        /// Churn by identity.
        ChurnIdentity = "churn by identity",
        /// New customers who were followed up, in time or late.
        FollowedUpAtAll = "followed up in time or late",
        /// Customers of the start who were there at the end.
        Kept = "kept",
        /// Customers who joined.
        Joined = "joined",
        /// Former customers who came back.
        Returned = "came back",
        /// Invitations in the base of which nobody knows what became.
        DeliveryUnknown = "invitations in the base of which nobody knows whether they arrived",
        /// Times that ended in time, of those that ended or are late already.
        InTime = "in time",
        /// The mean of the times that ended.
        MeanTime = "mean time",
        /// Tickets that were handed over at all.
        HandedOver = "handed over at all",
        /// Reviews that score nothing, since a criterion failed without which nothing counts.
        Fatal = "failed a fatal criterion",
        /// Key fields that are right, of those audited.
        FieldsRight = "fields right",
        /// Files of which every key field is right, of those audited.
        FilesRight = "files right",
        /// Complaints that repeat a cause that was solved for the same customer.
        SameCustomer = "for the same customer",
    }
}

words! {
    /// Cases that are in neither part of a value.
    Apart {
        /// Customers of whom nobody recorded when they were customers.
        WithoutMembership = "customers without recorded membership",
        /// Answers that were left blank.
        Blank = "blank answers",
        /// Answers of customers who were not invited.
        Uninvited = "answers without an invitation",
        /// Invitations whose answer is dated before them.
        AnsweredEarly = "answers dated before their invitation",
        /// Obligations that are not due or not met yet.
        Open = "still open",
        /// Obligations or cases for which a fact is missing.
        Undetermined = "undetermined",
        /// Obligations that were let go, blocked or replaced.
        Released = "released",
        /// Requests that nobody has answered.
        Unanswered = "unanswered",
        /// Contacts that are not recorded yet, or of which nobody knows when they were.
        Unrecorded = "contacts not known to be recorded",
        /// Contacts that are dated as recorded before they happened.
        RecordedEarly = "contacts recorded before they happened",
        /// Contacts whose channel is not known.
        ChannelUnknown = "contacts by an unknown channel",
        /// Tickets whose kind is not known.
        KindUnknown = "tickets of unknown kind",
        /// Complaints of which nobody says the cause.
        CauseUnknown = "complaints of unknown cause",
        /// Tickets of nobody knows whom.
        TicketsWithoutCustomer = "tickets without a customer",
        /// Customers with an order that was set aside.
        DoubtfulOrders = "customers with a doubtful order",
        /// Orders and refunds that name no customer, so that nobody knows who came back.
        WithoutCustomer = "purchases without a customer",
        /// Customers who recommended and were no customers in the period.
        OutsidePopulation = "who recommended without being customers",
        /// Recommended customers of whom nobody knows by whom, or when they came.
        Unattributed = "recommendations without a name or date",
        /// Obligations or answers of which nobody knows to which period they belong.
        Undated = "without a date",
        /// Expenses for no customer, or for one without a tier.
        WithoutTier = "expenses without a tier",
        /// Expenses for no customer, or for one that no other table names.
        ForNobody = "expenses for no known customer",
        /// Customers on whom something was spent and whose lifetime value is not known.
        WithoutLifetimeValue = "customers without a lifetime value",
        /// Goals of customers whose tier or class is not known.
        GoalsOfUnknown = "goals of customers of unknown tier or class",
        /// New customers of whom nobody knows how they came.
        OriginUnknown = "new customers of unknown origin",
        /// Former customers who came back.
        CameBack = "former customers who came back",
        /// Expenses that belong to no channel.
        ForNoChannel = "expenses for no channel",
        /// Contacts that name no customer.
        ContactsWithoutCustomer = "contacts without a customer",
        /// Customers whose segment is not known.
        SegmentUnknown = "customers of unknown segment",
        /// Respondents who were no customers in the period.
        NoCustomers = "respondents who were no customers in the period",
        /// Answers that name no customer.
        Nameless = "answers without a customer",
        /// Findings on a field of a file that was audited again in the period: the last counts.
        AuditedAgain = "findings on a field that was audited again",
        /// Files audited of customers whom the customer table does not hold.
        WithoutFile = "files audited of unknown customers",
        /// Invitations that did not arrive.
        Undelivered = "invitations that did not arrive",
        /// Reviews that leave out a criterion of the sheet, score another, or one in two ways or beyond its points.
        UnfitReviews = "reviews that do not fit the sheet",
        /// Reviews of tickets to which no criterion of the sheet applies.
        NothingApplied = "reviews by which nothing applies",
        /// Reviews that are dated before the ticket was opened.
        ReviewedEarly = "reviews before the ticket was opened",
        /// Reviews of tickets that the ticket table does not hold.
        OfUnknownTickets = "reviews of unknown tickets",
        /// Invitations to somebody whom the survey is not for.
        NotEligible = "invited whom the survey is not for",
    }
}

impl Apart {
    /// Returns the words for so many: `blank answers`, or `blank answer` for one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::Apart;
    ///
    /// assert_eq!((Apart::Blank.words(2), Apart::Blank.words(1)), ("blank answers", "blank answer"));
    /// assert_eq!(Apart::Open.words(1), "still open");
    /// ```
    pub fn words(self, count: u64) -> &'static str {
        let single = Self::SINGLE.iter().find(|(cases, _)| *cases == self && count == 1);
        single.map_or(self.as_str(), |(_, word)| word)
    }

    /// Words for a single case, where they are other ones.
    const SINGLE: [(Self, &'static str); 32] = [
        (Self::WithoutMembership, "customer without recorded membership"),
        (Self::Blank, "blank answer"),
        (Self::Uninvited, "answer without an invitation"),
        (Self::AnsweredEarly, "answer dated before its invitation"),
        (Self::Unrecorded, "contact not known to be recorded"),
        (Self::RecordedEarly, "contact recorded before it happened"),
        (Self::ChannelUnknown, "contact by an unknown channel"),
        (Self::KindUnknown, "ticket of unknown kind"),
        (Self::CauseUnknown, "complaint of unknown cause"),
        (Self::TicketsWithoutCustomer, "ticket without a customer"),
        (Self::DoubtfulOrders, "customer with a doubtful order"),
        (Self::WithoutCustomer, "purchase without a customer"),
        (Self::OutsidePopulation, "who recommended without being a customer"),
        (Self::Unattributed, "recommendation without a name or date"),
        (Self::WithoutTier, "expense without a tier"),
        (Self::ForNobody, "expense for no known customer"),
        (Self::WithoutLifetimeValue, "customer without a lifetime value"),
        (Self::GoalsOfUnknown, "goal of a customer of unknown tier or class"),
        (Self::OriginUnknown, "new customer of unknown origin"),
        (Self::CameBack, "former customer who came back"),
        (Self::ForNoChannel, "expense for no channel"),
        (Self::ContactsWithoutCustomer, "contact without a customer"),
        (Self::SegmentUnknown, "customer of unknown segment"),
        (Self::NoCustomers, "respondent who was no customer in the period"),
        (Self::Nameless, "answer without a customer"),
        (Self::AuditedAgain, "finding on a field that was audited again"),
        (Self::WithoutFile, "file audited of an unknown customer"),
        (Self::Undelivered, "invitation that did not arrive"),
        (Self::UnfitReviews, "review that does not fit the sheet"),
        (Self::NothingApplied, "review by which nothing applies"),
        (Self::ReviewedEarly, "review before the ticket was opened"),
        (Self::OfUnknownTickets, "review of an unknown ticket"),
    ];

    /// What belongs to no period, so that every period counts it.
    pub(crate) const OF_ALL_PERIODS: [Self; 4] =
        [Self::WithoutMembership, Self::DoubtfulOrders, Self::Unattributed, Self::Undated];
}
