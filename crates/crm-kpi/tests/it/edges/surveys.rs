//! Answers to surveys.

use crm_calendar::Zone;
use crm_kpi::{
    Apart, Counts, Facts, Formula, IndicatorProblem, Invitations, Note, Per, Reading, Reason, Response,
    Scorecard, Value, Verdict,
};
use crm_model::{Delivery, Scale};

use crate::support::{APRIL, answers, not_measured};
use crate::support::{answer, at, line_of, month, nps, spec, text};

fn participation(response: Response, invitations: Invitations) -> Formula {
    Formula::Participation { survey: None, topic: None, response, invitations }
}

#[test]
fn k29_participation_names_its_numerator_and_its_denominator() {
    let row =
        |name: &str, topic: &str, answered: bool, score: Option<i64>, delivery| crm_model::SurveyAnswer {
            topic: topic.parse().unwrap(),
            invited_at: Some(at("2026-03-01")),
            answered_at: answered.then(|| at("2026-03-02")),
            delivery,
            ..answer(Some(name), "2026-03-02", score, Scale::ZERO_TO_TEN)
        };
    let rows = vec![
        row("whole", "a", true, Some(9), Some(Delivery::Delivered)),
        row("whole", "b", true, Some(9), None),
        row("part", "a", true, Some(9), Some(Delivery::Undelivered)), // it was answered, so it arrived
        row("part", "b", true, None, None),
        row("blank", "a", true, None, None),
        row("blank", "b", true, None, None),
        row("silent", "a", false, None, None),
        row("bounced", "a", false, None, Some(Delivery::Undelivered)),
        row("stranger", "a", true, Some(1), Some(Delivery::NotEligible)),
    ];
    let data = answers(rows);
    let line = |response, invitations| month(participation(response, invitations), &data, None, APRIL);
    let share = |response, invitations| text(&line(response, invitations).value);
    assert_eq!(share(Response::Any, Invitations::Sent), "4/6");
    assert_eq!(share(Response::Partial, Invitations::Sent), "3/6");
    assert_eq!(share(Response::Complete, Invitations::Sent), "2/6");
    assert_eq!(share(Response::Partial, Invitations::Delivered), "3/5");
    assert_eq!(share(Response::Complete, Invitations::Eligible), "1/4");
    let notes = line(Response::Complete, Invitations::Eligible).notes;
    let unknown = Note::Beside { reading: Reading::DeliveryUnknown, value: Value::Count(2) };
    let apart = [Apart::Undelivered, Apart::NotEligible].map(|cases| Note::Apart { cases, count: 1 });
    assert_eq!(notes, [unknown, apart[0].clone(), apart[1].clone()]);
    let silent = answers(vec![row("a", "a", true, Some(9), None)]);
    let line = month(participation(Response::Any, Invitations::Delivered), &silent, None, APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoDeliveries));
}

#[test]
fn k9_no_answers_is_not_measured_and_no_miss() {
    let line = month(nps(Counts::Last), &answers(vec![]), Some(">= 50"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::Empty));
}

#[test]
fn k11_an_answer_on_another_scale_is_refused() {
    let five = Scale::new(1, 5).unwrap();
    let rows = vec![
        answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN),
        answer(Some("b"), "2026-03-02", Some(5), five),
    ];
    let line = month(nps(Counts::Last), &answers(rows), Some(">= 50"), APRIL);
    let reason = Reason::OtherScale { asked: Scale::ZERO_TO_TEN, found: five };
    assert_eq!(line.verdict, not_measured(reason));
    let mut wrong = spec(nps(Counts::Last), Per::Year, None);
    if let Formula::Nps { question, .. } = &mut wrong.formula {
        question.scale = five;
    }
    let error = Scorecard::new(vec![wrong], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("scale", IndicatorProblem::NotZeroToTen { scale: five }));
}

#[test]
fn k12_of_several_answers_the_policy_says_which_count() {
    let said = |when: &str, score| answer(Some("a"), when, Some(score), Scale::ZERO_TO_TEN);
    let data = answers(vec![
        said("2026-03-02", 0),
        said("2026-03-03", 7),
        said("2026-03-09", 10),
        said("2026-02-01", 3),
        answer(None, "2026-03-04", Some(10), Scale::ZERO_TO_TEN),
    ]);
    let score = |counts| text(&month(nps(counts), &data, None, APRIL).value);
    assert_eq!(score(Counts::Last), "200/2");
    assert_eq!(score(Counts::First), "0/2");
    assert_eq!(score(Counts::All), "100/4"); // of four answers two promote, one detracts
}

#[test]
fn k14_exactly_fifty_points_meets_fifty() {
    let scores = std::iter::repeat_n(9, 7).chain([0, 3, 8]);
    let rows = scores.map(|score| answer(None, "2026-03-02", Some(score), Scale::ZERO_TO_TEN)).collect();
    let line = month(nps(Counts::All), &answers(rows), Some(">= 50"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("500/10", Verdict::Met));
}

#[test]
fn k29_participation_is_never_above_the_whole() {
    let invited = |name: &str, answered: bool| crm_model::SurveyAnswer {
        invited_at: Some(at("2026-03-01")),
        answered_at: answered.then(|| at("2026-04-02")),
        ..answer(Some(name), "2026-03-02", None, Scale::ZERO_TO_TEN)
    };
    let uninvited = |name: &str| answer(Some(name), "2026-03-02", Some(9), Scale::ZERO_TO_TEN);
    let formula = || participation(Response::Any, Invitations::Sent);
    let data = answers(vec![invited("a", true), invited("b", false), uninvited("c"), uninvited("d")]);
    let line = month(formula(), &data, Some(">= 20%"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Met));
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Uninvited, count: 2 }]);
    let nobody = month(formula(), &answers(vec![uninvited("c")]), Some(">= 20%"), APRIL);
    assert_eq!(nobody.verdict, not_measured(Reason::Empty));
}

#[test]
fn k29_a_survey_of_every_year_is_asked_anew() {
    let row = |invited: Option<&str>, answered: Option<&str>| crm_model::SurveyAnswer {
        invited_at: invited.map(at),
        answered_at: answered.map(at),
        ..answer(Some("a"), "2026-03-02", None, Scale::ZERO_TO_TEN)
    };
    let rows = vec![
        row(Some("2024-03-01"), None),
        row(Some("2025-03-01"), Some("2025-03-02")),
        row(Some("2026-03-01"), None),
        row(Some("2026-03-05"), None), // a reminder is no second invitation
        row(None, Some("2026-04-02")), // answers the last invitation before it
        row(None, Some("2023-03-02")), // nobody had asked yet
    ];
    let formula = participation(Response::Any, Invitations::Sent);
    let line = line_of(spec(formula, Per::Year, None), &Facts::new(&answers(rows)), "2027-01-10");
    assert_eq!(text(&line.value), "1/1");
    assert_eq!(line.history().iter().map(|past| text(&past.value)).collect::<Vec<_>>(), ["0/1", "1/1"]);
}

#[test]
fn a_score_without_a_date_is_told_of() {
    let undated = crm_model::SurveyAnswer {
        answered_at: None,
        ..answer(Some("b"), "2026-03-02", Some(1), Scale::ZERO_TO_TEN)
    };
    let data = answers(vec![answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN), undated]);
    let line = month(nps(Counts::Last), &data, None, APRIL);
    assert_eq!(text(&line.value), "100/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undated, count: 1 }]);
}

#[test]
fn k29_an_answer_before_its_invitation_tells_nothing_of_either() {
    let row = |name: &str, invited: &str, answered: &str| crm_model::SurveyAnswer {
        invited_at: Some(at(invited)),
        answered_at: Some(at(answered)),
        ..answer(Some(name), "2026-03-02", Some(9), Scale::ZERO_TO_TEN)
    };
    let rows = vec![
        row("at-once", "2026-03-02", "2026-03-02"),
        row("early", "2026-03-02", "2026-03-01"),
        row("both", "2026-03-02", "2026-03-01"),
        row("both", "2026-03-02", "2026-03-03"),
    ];
    let (data, integrity) = crm_model::Dataset::new(crm_model::Records {
        answers: crm_model::Table::complete(rows),
        ..crm_model::Records::default()
    });
    let line = month(participation(Response::Any, Invitations::Sent), &data, Some(">= 20%"), APRIL);
    assert_eq!(text(&line.value), "2/2");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::AnsweredEarly, count: 1 }]);
    let told: Vec<String> = integrity.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(told, ["survey answers: 2 rows are dated as answered before they were invited"]);
}
