//! Cases of the page a candidate reads, its reasons and its causes: each came out wrong once.

use rebound_core::base::time::Now;
use rebound_core::coach::causes::{Cause, CauseClass, EvidenceConfidence, Remedy};
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::{Block, BlockKind, Plan};
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, plan};
use rebound_core::coach::record::ExamRecord;
use rebound_core::coach::rule::Rule;
use rebound_core::facts::Fact;
use rebound_core::formats::json::read;
use rebound_core::formats::markdown;
use rebound_core::formats::page::{Page, PagePart, PageSectionKind};

use crate::clock::now;
use crate::look::{case, catalogue, page};

/// One case: what was recorded, and the moment to look from.
pub(crate) struct Case {
    pub(crate) facts: Vec<Fact>,
    pub(crate) now: Now,
}

impl Case {
    pub(crate) fn of(name: &str, text: &str, at: &str) -> Self {
        Self { facts: read(name, text).unwrap(), now: now(at) }
    }

    pub(crate) fn derivation(&self) -> Derivation {
        Derivation::of(&self.facts, catalogue(), self.now)
    }

    fn coaching(&self) -> Coaching {
        self.derivation().coaching.unwrap()
    }

    pub(crate) fn page(&self) -> Page {
        Page::of_history(&History::of(&self.facts, self.now), catalogue(), self.now)
    }

    fn markdown(&self) -> String {
        markdown::text_of(&self.page())
    }
}

macro_rules! cases {
    ($($name:ident = $file:literal at $moment:literal;)*) => {
        $(fn $name() -> Case {
            Case::of($file, include_str!(concat!("../cases/", $file, ".json")), $moment)
        })*

        /// All of them, by name.
        pub(crate) fn all() -> Vec<(&'static str, Case)> {
            vec![$(($file, $name()),)*]
        }
    };
}

cases! {
    remedy = "coach-remedy-that-does-nothing" at "2026-03-07T09:00:00-06:00[America/Chicago]";
    own_words = "coach-own-words-alone" at "2026-05-04T20:00:00+01:00[Europe/London]";
    left_off = "coach-confirmed-cause-left-off" at "2026-05-11T20:00:00-05:00[America/Chicago]";
    no_percent = "coach-because-it-is-0-percent" at "2026-04-08T09:00:00+02:00[Europe/Paris]";
    most = "coach-most-to-gain-said-of-four-of-six" at "2026-05-05T09:00:00-05:00[America/Chicago]";
    none_of_hours = "coach-none-of-the-hours-last-time" at "2026-08-03T20:00:00+01:00[Europe/London]";
    corrected = "coach-mark-that-was-corrected" at "2026-07-07T09:00:00+10:00[Australia/Sydney]";
    minus = "coach-minus-points-better" at "2026-03-16T20:00:00+00:00[Europe/London]";
    next_step = "coach-page-without-a-next-step" at "2026-05-19T09:00:00+02:00[Europe/Paris]";
    two_fails = "coach-two-recorded-fails" at "2026-03-22T09:00:00-05:00[America/Chicago]";
    labs = "coach-lab-hours-in-reporting" at "2026-10-07T09:00:00+11:00[Australia/Sydney]";
}

fn blocks(plan: &Plan) -> impl Iterator<Item = &Block> {
    plan.days.iter().flat_map(|day| &day.blocks)
}

/// What would be done otherwise, without a word of why.
fn laid_out(plan: &Plan) -> String {
    let mut days = plan.days.clone();
    days.iter_mut().flat_map(|day| &mut day.blocks).for_each(|block| block.reasons.clear());
    serde_json::to_string(&days).unwrap()
}

/// The texts of one section, a line each.
fn section(page: &Page, kind: PageSectionKind) -> String {
    let of_kind = page.sections.iter().filter(|section| section.kind == kind);
    let lines = of_kind.flat_map(|section| &section.parts).map(|part| match part {
        PagePart::Sentence { said } | PagePart::Point { said } => format!("{said}\n"),
        PagePart::Domain { row } => {
            format!("{} {}: {}\n", row.domain.as_str(), row.name, row.meaning)
        }
        PagePart::Cause { heading, evidence, changes, .. } => {
            let lines = evidence.iter().chain(changes).map(|said| format!("{said}\n"));
            format!("{heading}\n{}", lines.collect::<String>())
        }
    });
    lines.collect()
}

#[test]
fn coach_remedy_that_does_nothing_puts_labs_where_most_is_to_gain() {
    let case = remedy();
    let coaching = case.coaching();
    assert!(coaching.estimates.iter().all(|estimate| estimate.class != DomainClass::Weak));
    let text = section(&case.page(), PageSectionKind::Why);
    assert!(text.contains("in the domains with the most to gain is hands-on work"), "{text}");
    let is_lab = |rule: Rule| rule == Rule::Labs;
    assert!(coaching.plan.remedies.iter().any(|reason| is_lab(reason.rule)));
    let named = blocks(&coaching.plan)
        .filter(|block| block.reasons.iter().any(|reason| is_lab(reason.rule)));
    assert!(named.count() > 0);
    // Turned off, it is another plan.
    let history = History::of(&case.facts, case.now);
    let exam = catalogue().exam(&coaching.plan.exam).unwrap();
    let record = ExamRecord::of(&history, exam, case.now);
    let causes: Vec<_> =
        coaching.causes.iter().filter(|one| one.cause != Cause::NoHandsOn).cloned().collect();
    let without = plan(&PlanInputs {
        record: &record,
        estimates: &coaching.estimates,
        causes: &causes,
        eligibility: &coaching.eligibility,
        topics: &Topic::noted(&record),
        course: None,
        remedies: None,
    });
    assert_ne!(laid_out(&without), laid_out(&coaching.plan));
}

#[test]
fn coach_own_words_alone_are_a_weak_sign() {
    let causes = own_words().coaching().causes;
    assert_eq!(causes.len(), 8);
    for finding in causes {
        assert_eq!(finding.confidence, EvidenceConfidence::Low, "{:?}", finding.cause);
        assert!(finding.class >= CauseClass::Possible, "{:?} {:?}", finding.cause, finding.class);
    }
}

#[test]
fn coach_confirmed_cause_left_off_stands_before_what_is_likely() {
    let coaching = left_off().coaching();
    let class = |cause: &Cause| {
        coaching.causes.iter().find(|finding| finding.cause == *cause).unwrap().class
    };
    let confirmed: Vec<Cause> =
        Cause::ALL.into_iter().filter(|cause| class(cause) == CauseClass::Confirmed).collect();
    assert!(confirmed.contains(&Cause::ExamTime), "{confirmed:?}");
    let mut front = coaching.headline.clone();
    assert!(front.is_sorted_by_key(class));
    front.sort();
    assert_eq!(front, confirmed);
    let why = section(&left_off().page(), PageSectionKind::Why);
    assert!(why.contains("Time in the exam (well supported)"), "{why}");
}

#[test]
fn coach_because_it_is_0_percent_is_no_reason() {
    let plan = no_percent().coaching().plan;
    let shares = blocks(&plan)
        .flat_map(|block| &block.reasons)
        .filter(|reason| matches!(reason.rule, Rule::Variety | Rule::Families));
    let mut named = 0;
    for reason in shares {
        let share = reason.values.iter().find(|figure| figure.name == "share").unwrap().value;
        assert!(share >= 0.01 && !reason.said.text().contains(" 0 %"), "{}", reason.said);
        named += 1;
    }
    assert!(named > 0, "a change of material is told where there is one");
}

#[test]
fn coach_most_to_gain_said_of_four_of_six_is_said_of_the_first_two() {
    let report = section(&most().page(), PageSectionKind::Report);
    let said = report.lines().find(|line| line.starts_with("Most to gain: ")).unwrap();
    let coaching = most().coaching();
    let mut ranked: Vec<_> = coaching.estimates.iter().collect();
    ranked.sort_by(|a, b| b.expected_points.total_cmp(&a.expected_points));
    let exam = catalogue().exam(&coaching.plan.exam).unwrap().clone();
    for (place, estimate) in ranked.iter().enumerate() {
        let at = exam.position(&estimate.domain).unwrap();
        assert_eq!(said.contains(&exam.domains[at].name), place < 2, "{said}");
    }
    assert_eq!(report.matches(": below the line\n").count(), 4, "{report}");
    assert!(!most().markdown().contains("most to gain here"));
}

#[test]
fn coach_none_of_the_hours_last_time_is_not_said_of_what_nobody_entered() {
    let comparison = none_of_hours().coaching().comparison.unwrap();
    assert!(comparison.domains.iter().all(|line| line.then.is_none()));
    let texts: Vec<String> = comparison.said.iter().map(|said| said.text()).collect();
    assert!(
        texts.iter().any(|text| text.starts_with("Books and documentation: 100 %")),
        "{texts:?}"
    );
    assert!(
        !none_of_hours()
            .markdown()
            .contains("Designing and planning a cloud solution architecture: none")
    );
}

#[test]
fn coach_mark_that_was_corrected_is_the_mark_of_the_page() {
    let page = corrected().markdown();
    assert!(page.contains("the pass mark is 650 (yours)"), "{page}");
    assert!(!page.contains("700"), "{page}");
    assert!(page.contains("on a scale of 100 to 1000"), "{page}");
}

#[test]
fn coach_minus_points_better_is_good_news() {
    let coaching = minus().coaching();
    for (cause, rule) in [(Cause::ExamTime, Rule::TimeGap), (Cause::Anxiety, Rule::NervesGap)] {
        let finding = coaching.causes.iter().find(|finding| finding.cause == cause).unwrap();
        let gap = finding.evidence.iter().find(|signal| signal.rule == rule).unwrap();
        assert!(gap.llr <= 0.0);
        let text = gap.said.text();
        assert!(text.contains("50 points better in the mock exams"), "{text}");
        assert!(text.contains("39 to 61"), "{text}");
        assert!(!text.contains("chance") && !text.contains('-'), "{text}");
    }
}

#[test]
fn coach_page_without_a_next_step_has_one_and_no_test_the_day_after() {
    let (case, page) = (next_step(), next_step().page());
    let next = section(&page, PageSectionKind::Next);
    assert!(next.contains("ten minutes"), "{next}");
    assert!(next.contains("pause today"), "{next}");
    let coaching = case.coaching();
    let weak = coaching.estimates.iter().filter(|one| one.class == DomainClass::Weak);
    let weakest = weak.min_by(|a, b| a.mean.total_cmp(&b.mean)).unwrap();
    let exam = catalogue().exam(&coaching.plan.exam).unwrap();
    assert!(next.contains(&exam.domains[exam.position(&weakest.domain).unwrap()].name), "{next}");
    let mock = coaching
        .plan
        .days
        .iter()
        .find(|day| day.blocks.iter().any(|block| block.kind == BlockKind::MockExam));
    let day = mock.map(|day| day.date.format("%-d %B %Y").to_string());
    assert!(day.is_none_or(|day| next.contains(&format!("mock exam is on {day}"))), "{next}");
    assert!(next.contains("no test, no questions"), "{next}");
    let first = page.sections.iter().map(|section| section.kind).take(3);
    let order = [PageSectionKind::Happened, PageSectionKind::Next, PageSectionKind::Again];
    assert_eq!(first.collect::<Vec<_>>(), order);
}

#[test]
fn coach_two_recorded_fails_begins_with_the_41_points() {
    let page = two_fails().page();
    let happened = section(&page, PageSectionKind::Happened);
    let says = "41 points more than on 6 February 2026: 671 then, 712 this time.";
    assert!(happened.starts_with(says), "{happened}");
    let why = section(&page, PageSectionKind::Why);
    assert!(!why.contains("Too little is recorded"), "{why}");
    assert!(why.contains("On record before the sitting: 20 hours."), "{why}");
}

#[test]
fn a_second_score_of_722_after_684_is_told_as_38_points_more() {
    let text = include_str!("../cases/coach-two-recorded-fails.json");
    let text = text.replace("671", "684").replace("712", "722");
    let case = Case::of("two fails", &text, "2026-03-22T09:00:00-05:00[America/Chicago]");
    let happened = section(&case.page(), PageSectionKind::Happened);
    assert!(happened.starts_with("38 points more than on 6 February 2026"), "{happened}");
    let text = text.replace("684", "731");
    let case = Case::of("two fails", &text, "2026-03-22T09:00:00-05:00[America/Chicago]");
    let happened = section(&case.page(), PageSectionKind::Happened);
    assert!(happened.starts_with("722 this time, 731 on 6 February 2026."), "{happened}");
}

#[test]
fn coach_lab_hours_in_reporting_asks_what_the_lab_is_good_for() {
    let open = section(&labs().page(), PageSectionKind::Open);
    assert!(open.contains("Which parts of the exam is “Lab” good for?"), "{open}");
    let plan = labs().coaching().plan;
    let asked = plan.remedies.iter().any(|reason| reason.rule == Remedy::Labs.rule());
    let told = blocks(&plan).flat_map(|block| &block.reasons);
    let told = told.filter(|reason| reason.rule == Remedy::Labs.rule()).count();
    assert_eq!(asked, told > 0, "a reason is told where its remedy is, and nowhere else");
}

#[test]
fn the_page_of_an_exam_that_nobody_knows_says_what_would_help() {
    let case = Case::of(
        "none",
        r#"{"format": "rebound-facts", "version": 1, "facts": []}"#,
        "2026-03-22T09:00:00-05:00[America/Chicago]",
    );
    let page = case.page();
    assert_eq!(page.sections.len(), 1);
    assert!(case.markdown().contains("No exam was chosen"), "{}", case.markdown());
}

#[test]
fn the_last_days_propose_neither_questions_nor_a_measurement() {
    let facts = case!("coach-exam-the-day-after-tomorrow");
    let text = page(&facts, "2026-06-16T07:00:00-05:00[America/Chicago]");
    let next = text.split("## ").find(|part| part.starts_with("What to do next")).unwrap();
    assert!(!next.contains("questions"), "{next}");
    assert!(!text.contains("Twelve questions") && !text.contains("First measure"), "{text}");
}
