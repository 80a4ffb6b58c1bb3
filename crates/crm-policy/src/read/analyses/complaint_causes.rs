//! `of = "complaint-causes"`: causes of complaints, ranked.

use crm_kpi::analysis::AnalysisRule;

use super::Kind;

pub(super) const KIND: Kind = Kind {
    word: "complaint-causes",
    required: &["kinds", "causes"],
    optional: &["within"],
    read: |keys, _| keys.cause_rule().map(AnalysisRule::ComplaintCauses),
};
