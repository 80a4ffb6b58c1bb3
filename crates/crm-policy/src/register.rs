//! The register of clauses: every rule of the five policy documents, by its id.
//!
//! A clause id such as `D-RESP-2` says which document speaks (`D`, the detailed edition), on what subject
//! (`RESP`, responses) and which rule of that subject is meant. Policies name clauses on their rules, and
//! findings name them as their reason; the register gives such an id a title that a manager can read, and the
//! documents' own Chinese term where there is one.
//!
//! The register holds no limits, targets or strengths: those belong to the presets, because companies change
//! them. An id that is not listed here need not be wrong, since a company may write clauses of its own; it only
//! has no title to show.

use self::Document::{Basic, Detailed, Handbook, Lifecycle, SixPlans};

/// One clause of a policy document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClauseEntry {
    /// The id, such as `B-RESP-1`. Its first letter is that of the document.
    pub id: &'static str,
    /// The document in which the clause stands.
    pub document: Document,
    /// A short English phrase for what the clause asks, without its numbers.
    pub title: &'static str,
    /// The documents' Chinese term, several being set apart by `、`, or empty where the clause has none.
    pub chinese: &'static str,
}

/// A policy document, each of which ships as a preset.
///
/// The order is that of the table in `docs/clauses.md` and says nothing of precedence: what replaces what is
/// settled by a preset's `extends`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// The customer relationship maintenance regulation, short edition (客户关系维护规定).
    Basic,
    /// The same regulation, detailed edition.
    Detailed,
    /// The sales department's relationship handbook (销售部客户关系维护工作手册).
    Handbook,
    /// Six optimisation plans for relationship maintenance (六大方案).
    SixPlans,
    /// The customer relationship management and service process plan (客户关系管理与服务流程方案).
    Lifecycle,
}

impl Document {
    /// All documents, in their order.
    pub const ALL: [Self; 5] = [Basic, Detailed, Handbook, SixPlans, Lifecycle];

    /// Returns the document whose clause ids begin with `letter`, which must be upper case.
    pub const fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'B' => Some(Basic),
            'D' => Some(Detailed),
            'H' => Some(Handbook),
            'P' => Some(SixPlans),
            'L' => Some(Lifecycle),
            _ => None,
        }
    }

    /// Returns the letter with which the ids of its clauses begin.
    pub const fn letter(self) -> char {
        match self {
            Basic => 'B',
            Detailed => 'D',
            Handbook => 'H',
            SixPlans => 'P',
            Lifecycle => 'L',
        }
    }

    /// Returns the name of the preset that holds the document's numbers, as `extends` spells it.
    pub const fn preset_name(self) -> &'static str {
        match self {
            Basic => "basic",
            Detailed => "detailed",
            Handbook => "handbook",
            SixPlans => "six-plans",
            Lifecycle => "lifecycle",
        }
    }
}

/// Returns the entry of the clause `id`, or `None` if no document has it.
///
/// The id is taken letter for letter: neither case nor blanks are forgiven.
pub fn clause_entry(id: &str) -> Option<&'static ClauseEntry> {
    CLAUSES.iter().find(|entry| entry.id == id)
}

/// Every clause of every document, by subject: files, contact, tickets, escalation, value, indicators, cost.
pub const CLAUSES: &[ClauseEntry] = &[
    // 1. Customer file (客户档案)
    entry("B-FILE-1", Basic, "Basic customer data and service history are on file", "行业"),
    entry(
        "D-FILE-1",
        Detailed,
        "Contact, business and interaction data are on file",
        "基础联系信息、业务信息、互动信息",
    ),
    entry(
        "D-FILE-2",
        Detailed,
        "Classification, tags, interests and lifecycle stage are structured fields",
        "客户分类、标签、兴趣领域、生命周期阶段",
    ),
    entry("D-FILE-3", Detailed, "One file per customer, whatever the channel", ""),
    entry("D-FILE-4", Detailed, "Third-party data only where the policy permits it", ""),
    entry("D-FILE-5", Detailed, "A new customer is entered promptly and completely", ""),
    entry("D-FILE-6", Detailed, "Every file has a person in charge", "相关责任人"),
    entry("H-FILE-7", Handbook, "Purchase history and preferences are recorded", "偏好"),
    entry("D-FILE-8", Detailed, "The origin of a customer is recorded", ""),
    entry("B-UPD-1", Basic, "A change is entered promptly", "及时更新"),
    entry("D-UPD-1", Detailed, "Events that call for an update of the file", ""),
    entry("D-UPD-2", Detailed, "Deadline for an update of the file", ""),
    entry("D-UPD-3", Detailed, "A second confirmation of changed key fields", ""),
    entry("B-UPD-4", Basic, "Regular review of files for accuracy", ""),
    entry("D-UPD-4", Detailed, "Regular spot check and full clean-up of files", "抽查、全面清理"),
    entry("D-ACC-1", Detailed, "Accuracy of the key fields", ""),
    entry(
        "L-ACC-2",
        Lifecycle,
        "Data quality and delivery of each collection channel",
        "数据收集渠道是否畅通",
    ),
    entry("H-SEC-1", Handbook, "Customer information is graded and confidential", ""),
    entry("D-ROLE-1", Detailed, "Roles of the departments that look after customers", ""),
    entry("H-ROLE-2", Handbook, "Further roles named by the handbook", ""),
    // 2. Contact plan (客户沟通与互动)
    entry("B-VISIT-1", Basic, "First follow-up visit after the first purchase", "回访"),
    entry("D-VISIT-1", Detailed, "Window of the first follow-up visit", ""),
    entry("D-VISIT-2", Detailed, "Guidance or training after first use", ""),
    entry("D-VISIT-3", Detailed, "Service standard of the first follow-up visit", ""),
    entry("B-CARE-1", Basic, "Regular survey or caring message", ""),
    entry("D-CARE-1", Detailed, "Regular care contact", "定期关怀"),
    entry("D-CARE-2", Detailed, "Regular satisfaction survey", ""),
    entry("D-CARE-3", Detailed, "Business value review with decision makers", "业务价值回顾"),
    entry("P-CARE-4", SixPlans, "Contact cadence by value tier", ""),
    entry("P-CARE-5", SixPlans, "Share of maintenance resources by value tier", ""),
    entry("P-CARE-6", SixPlans, "Care on birthdays, anniversaries and holidays", ""),
    entry("H-CARE-6", Handbook, "Birthday care", ""),
    entry("H-CARE-7", Handbook, "Tailored e-mail after the latest purchases", ""),
    entry("L-CARE-8", Lifecycle, "Regular visits ask about needs and satisfaction", ""),
    entry("B-CHAN-1", Basic, "Contact by the channel the customer prefers", ""),
    entry("D-CHAN-1", Detailed, "Channels in use", ""),
    entry("D-CHAN-2", Detailed, "Choice of the fitting channel", ""),
    entry("P-CHAN-3", SixPlans, "Response channels work as one", "APP留言"),
    entry("D-CHAN-4", Detailed, "Channels agree with each other", "各渠道信息的一致性"),
    entry("L-CHAN-5", Lifecycle, "Seamless change of channel, stores included", "无缝衔接"),
    entry("D-CHAN-6", Detailed, "A call is recorded promptly", "通话后及时记录"),
    entry("H-CHAN-7", Handbook, "Questions and suggestions in social media groups", ""),
    entry("B-COV-1", Basic, "Share of new customers followed up in time", ""),
    entry("D-COV-1", Detailed, "Share of new customers followed up to the standard", ""),
    entry("D-COV-2", Detailed, "Share of existing customers contacted in the year", ""),
    entry("B-COV-3", Basic, "Survey participation of existing customers", ""),
    entry("D-COV-3", Detailed, "Survey participation with a representative sample", ""),
    entry("P-FORM-1", SixPlans, "Results of each form of interaction", ""),
    entry("P-FORM-2", SixPlans, "Forms of interaction that suit the customer", ""),
    entry("P-FORM-3", SixPlans, "An adjusted form is measured again", ""),
    entry("P-NEED-1", SixPlans, "Latent needs have type, strength and plan", "潜在需求"),
    entry("H-NEED-2", Handbook, "Needs are ranked and followed", ""),
    entry("P-NEED-3", SixPlans, "Signs of a latent need", ""),
    entry("P-NEED-4", SixPlans, "Answer to a latent need", ""),
    entry("D-CROSS-1", Detailed, "Cross-selling and up-selling potential", ""),
    entry("L-CROSS-1", Lifecycle, "Cross-selling and up-selling in the service process", ""),
    // 3. Tickets: requests, problems, complaints (客户问题处理)
    entry("B-RESP-1", Basic, "First response to a ticket", ""),
    entry("B-RESP-2", Basic, "Nature and responsible department of a problem are settled", ""),
    entry("B-RESP-3", Basic, "Solution or interim progress for a problem", ""),
    entry("D-RESP-1", Detailed, "First response by channel", ""),
    entry("D-RESP-2", Detailed, "Resolution by kind of problem and class of customer", ""),
    entry("D-RESP-3", Detailed, "Transfer to the responsible department or expert", ""),
    entry("D-RESP-4", Detailed, "What a ticket records at intake", ""),
    entry("D-RESP-5", Detailed, "The customer is kept informed and confirms", ""),
    entry("D-RESP-6", Detailed, "Problems of all channels in one system", ""),
    entry("D-RESP-7", Detailed, "Kinds of solution and compensation", ""),
    entry("D-RESP-8", Detailed, "What counts as a first response", ""),
    entry("D-RESP-9", Detailed, "One vocabulary of ticket types", ""),
    entry("P-RESP-1", SixPlans, "Response and resolution by urgency", ""),
    entry(
        "P-RESP-2",
        SixPlans,
        "Warning of overruns and reminders of open tickets",
        "响应超时预警、未办结工单",
    ),
    entry("P-RESP-3", SixPlans, "Closed loop from acceptance to revisit", ""),
    entry("P-RESP-4", SixPlans, "Satisfaction revisit after the solution", ""),
    entry("P-COMP-1", SixPlans, "Entry and assignment of a complaint", ""),
    entry("H-COMP-2", Handbook, "First response to a complaint", "客户反馈闭环"),
    entry("B-COMP-3", Basic, "Satisfaction with complaint handling", ""),
    entry("D-COMP-3", Detailed, "Satisfaction with complaint handling, every complaint resolved", ""),
    entry("L-COMP-4", Lifecycle, "First-time resolution of complaints", ""),
    entry("P-COMP-5", SixPlans, "Complaints are reviewed and prevented", "复盘、预防"),
    entry("L-COMP-6", Lifecycle, "Dissatisfied customers who are won back", "将不满意客户转化为满意客户"),
    entry(
        "L-FB-1",
        Lifecycle,
        "Feedback is answered, reaches decision makers, changes something",
        "能否及时传递到决策层",
    ),
    entry("H-QUAL-1", Handbook, "Service quality is monitored", ""),
    // 4. Escalation and authority (特殊情况升级)
    entry("B-ESC-1", Basic, "Complex or urgent problems reach a supervisor", ""),
    entry("D-ESC-1", Detailed, "Triggers of an escalation", ""),
    entry("D-ESC-2", Detailed, "Ladder of an escalation", ""),
    entry("D-ESC-3", Detailed, "Start of an escalation", ""),
    entry("P-ESC-4", SixPlans, "Unanswered urgent requests go to the supervisor", ""),
    entry("L-AUTH-1", Lifecycle, "Authority of first-line staff", ""),
    // 5. Value, tiers, loyalty, churn (客户价值分层)
    entry("P-TIER-1", SixPlans, "Value tiers by spend and repurchase", ""),
    entry("H-TIER-2", Handbook, "Gold, silver and bronze entitlements", ""),
    entry("D-TIER-3", Detailed, "Value classes for coverage targets", ""),
    entry("P-TIER-4", SixPlans, "Treatment of each value tier", ""),
    entry("D-TIER-5", Detailed, "Words for customers that the policy maps", "重点、大客户、新客户、老客户"),
    entry("P-TIER-6", SixPlans, "Benefits of each value tier", "满200减50、沉睡唤醒"),
    entry("P-SCOPE-1", SixPlans, "Rules by industry and scene", ""),
    entry("H-LOY-1", Handbook, "Points are earned and redeemed", ""),
    entry("H-LOY-2", Handbook, "Loyalty is measured", ""),
    entry("L-LOY-3", Lifecycle, "Loyalty programme for high-value and loyal customers", ""),
    entry("H-CHURN-1", Handbook, "Customers at risk are noticed early", ""),
    entry("L-LIFE-1", Lifecycle, "Lifecycle stages and their focus", ""),
    entry("L-SEG-1", Lifecycle, "Segments and portrait of a customer", ""),
    entry("H-SEG-2", Handbook, "Repurchase of frequent buyers against ordinary ones", ""),
    entry("B-CLV-1", Basic, "Lifetime value judges maintenance spending", "投入产出比"),
    entry("D-CLV-1", Detailed, "Lifetime value by customer group", ""),
    // 6. Indicators and targets (考核指标)
    entry("B-KPI-1", Basic, "Customer retention", ""),
    entry("D-KPI-1", Detailed, "Customer retention by the worded formula", ""),
    entry("B-KPI-2", Basic, "Recommendation rate", ""),
    entry("D-KPI-2", Detailed, "Recommendation rate or net promoter score", ""),
    entry("D-KPI-3", Detailed, "Complaint rate", ""),
    entry("D-KPI-4", Detailed, "Average response time", ""),
    entry("D-KPI-5", Detailed, "Maintenance cost against revenue", ""),
    entry("P-KPI-6", SixPlans, "Improvement against a baseline", ""),
    entry("H-KPI-7", Handbook, "Churn", ""),
    entry("D-KPI-8", Detailed, "Efficiency of each channel", ""),
    entry("D-KPI-9", Detailed, "Effect of campaigns", ""),
    entry("L-KPI-10", Lifecycle, "Goals with indicator, target and date", "分解到具体部门和岗位"),
    entry("L-KPI-11", Lifecycle, "Customer satisfaction", ""),
    entry("L-KPI-12", Lifecycle, "Mean handling time of key processes", ""),
    entry("B-KPI-13", Basic, "Problem resolution rate", "问题解决率"),
    entry("D-KPI-13", Detailed, "Problem resolution rate, detailed edition", "问题解决率"),
    entry("D-KPI-14", Detailed, "Volume handled and initial satisfaction", "处理量、初期满意度"),
    entry("D-KPI-15", Detailed, "Recommendations that become new customers", "推荐转化"),
    entry("H-KPI-16", Handbook, "Close rate and goals of big customers", "成交率"),
    entry("H-KPI-17", Handbook, "Sales change against satisfaction change", ""),
    entry("D-PERF-1", Detailed, "Attainment by department and person", ""),
    entry("H-PERF-1", Handbook, "Performance by department and person", ""),
    entry("B-CYCLE-1", Basic, "Monthly statistics and quarterly assessment", ""),
    entry("D-CYCLE-1", Detailed, "Monthly, quarterly and yearly reports", "检查流程执行情况"),
    entry("L-PROC-1", Lifecycle, "The service process from end to end", "断点"),
    entry("D-PROC-2", Detailed, "Regular conformance check of the processes", ""),
    entry("L-DIAG-1", Lifecycle, "Diagnosis along six dimensions", ""),
    // 7. Cost and improvement (维护成本, 改进机制)
    entry("B-COST-1", Basic, "Regular budget and approval for key customers", ""),
    entry("D-COST-1", Detailed, "Yearly budget with a ceiling per activity", ""),
    entry("D-COST-2", Detailed, "Application for spending beyond the budget", ""),
    entry("D-COST-3", Detailed, "Spending by department and return on it", ""),
    entry("D-COST-4", Detailed, "Spending against growth of lifetime value", ""),
    entry("H-COST-5", Handbook, "Cost to win against cost to keep a customer", ""),
    entry("B-IMP-1", Basic, "Regular review of experience and shortcomings", "复盘会"),
    entry("D-IMP-1", Detailed, "Regular review with heads and key staff", ""),
    entry("D-IMP-2", Detailed, "Improvement plan with goal, owner and schedule", ""),
    entry("D-IMP-3", Detailed, "Kinds of improvement, linked to their cause", ""),
    entry("B-IMP-4", Basic, "Results change the strategy", ""),
    entry("D-KB-1", Detailed, "Knowledge base", ""),
    entry("D-TRAIN-1", Detailed, "Regular training of staff", ""),
    entry("H-RISK-1", Handbook, "Relationship risks are known and planned for", "应急预案"),
    entry("B-GOV-1", Basic, "Validity and owner of the policy", ""),
    entry("D-GOV-1", Detailed, "Validity and owner of the policy, named department", ""),
];

/// Makes an entry, and keeps most of them on one line, so that the table above reads as a table.
const fn entry(
    id: &'static str,
    document: Document,
    title: &'static str,
    chinese: &'static str,
) -> ClauseEntry {
    ClauseEntry { id, document, title, chinese }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds for `^[BDHPL]-[A-Z]+-[0-9]+$`.
    fn is_well_formed(id: &str) -> bool {
        let mut parts = id.split('-');
        let (Some(letter), Some(subject), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        matches!(letter, "B" | "D" | "H" | "P" | "L")
            && !subject.is_empty()
            && subject.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn count(document: Document) -> usize {
        CLAUSES.iter().filter(|entry| entry.document == document).count()
    }

    #[test]
    fn every_clause_is_counted() {
        assert_eq!(CLAUSES.len(), 146);
        assert_eq!(count(Basic), 22);
        assert_eq!(count(Detailed), 66);
        assert_eq!(count(Handbook), 20);
        assert_eq!(count(SixPlans), 22);
        assert_eq!(count(Lifecycle), 16);
    }

    #[test]
    fn ids_are_unique() {
        for (at, entry) in CLAUSES.iter().enumerate() {
            let first = CLAUSES.iter().position(|other| other.id == entry.id);
            assert_eq!(first, Some(at), "{} stands twice", entry.id);
        }
    }

    #[test]
    fn ids_are_well_formed() {
        for entry in CLAUSES {
            assert!(is_well_formed(entry.id), "{}", entry.id);
        }
        for wrong in ["", "B", "B-RESP", "B-RESP-", "B--1", "X-RESP-1", "b-RESP-1", "B-RESP-1-2", "B-Resp-1"]
        {
            assert!(!is_well_formed(wrong), "{wrong}");
        }
    }

    #[test]
    fn letter_of_an_id_is_its_documents() {
        for entry in CLAUSES {
            let letter = entry.id.chars().next();
            assert_eq!(letter.and_then(Document::from_letter), Some(entry.document), "{}", entry.id);
        }
    }

    #[test]
    fn titles_are_short_and_free_of_numbers() {
        for entry in CLAUSES {
            let words = entry.title.split_whitespace().count();
            assert!((1..=12).contains(&words), "{}: {words} words", entry.id);
            assert!(!entry.title.contains(|c: char| c.is_ascii_digit()), "{}: {}", entry.id, entry.title);
            assert_eq!(entry.title, entry.title.trim(), "{}", entry.id);
        }
    }

    #[test]
    fn look_up_finds_each_entry_and_nothing_else() {
        for entry in CLAUSES {
            assert_eq!(clause_entry(entry.id), Some(entry));
        }
        assert_eq!(clause_entry("D-RESP-2").map(|entry| entry.document), Some(Detailed));
        assert_eq!(clause_entry("D-RESP-99"), None);
        assert_eq!(clause_entry("d-resp-2"), None);
        assert_eq!(clause_entry(" D-RESP-2"), None);
    }

    #[test]
    fn letters_lead_back_to_their_document() {
        for document in Document::ALL {
            assert_eq!(Document::from_letter(document.letter()), Some(document));
        }
        assert_eq!(Document::from_letter('b'), None);
        assert_eq!(Document::from_letter('X'), None);
    }

    #[test]
    fn preset_names_are_distinct() {
        for one in Document::ALL {
            for other in Document::ALL {
                assert_eq!(one == other, one.preset_name() == other.preset_name());
            }
        }
    }
}
