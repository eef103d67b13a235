"""A failed attempt goes in as the vendor printed it; the picture, the causes, the date and the plan come out."""

import datetime

from support import EXAM, MONDAY, DeviceTest, attempt, clock, rebound

SAT_BEFORE = datetime.date(2026, 2, 1)
SAT_ON = datetime.date(2026, 3, 1)
TOMORROW = datetime.date(2026, 3, 3)

# CompTIA prints objectives with a miss, and counts nothing: (domain, listed, objectives in all).
PRINTED = [
    ("1", ["1.4"], 4),
    ("2", ["2.3", "2.4", "2.5"], 5),
    ("3", ["3.2", "3.3"], 4),
    ("4", ["4.1", "4.4", "4.5", "4.6", "4.8", "4.9"], 9),
    ("5", ["5.2", "5.3"], 6),
]


def printed(overall=684):
    readings = [
        rebound.DomainReading(
            domain=domain, evidence=rebound.Evidence.MISSED_OBJECTIVES(objectives=listed, of=of)
        )
        for domain, listed, of in PRINTED
    ]
    return rebound.ScoreReport(overall=overall, pass_mark=750, domains=readings)


def videos_only(sitting):
    """The preparation as a candidate remembers it: forty hours, all of them videos."""
    share = rebound.PriorShare(family=rebound.ResourceFamily.VIDEO, minutes=2400)
    return rebound.FactBody.PRIOR_PREPARATION(
        prior_preparation=rebound.PriorPreparation(
            attempt=sitting, precision=rebound.Precision.RECORDED, shares=[share]
        )
    )


def train_and_desk():
    train = rebound.Slot(start_minute=435, minutes=35, place=rebound.SlotPlace.COMMUTE)
    desk = rebound.Slot(start_minute=1140, minutes=90, place=rebound.SlotPlace.DESK)
    slots = [
        rebound.WeeklySlot(weekday=day, slot=slot) for day in rebound.Weekday for slot in (train, desk)
    ]
    return rebound.FactBody.AVAILABILITY(availability=rebound.Availability(slots=slots))


class FailedTest(DeviceTest):
    """The second Security+ attempt without a pass, told on the evening after."""

    def setUp(self):
        super().setUp()
        self.device = self.open()
        self.device.record(attempt(SAT_BEFORE), clock())
        self.sitting = self.device.record(attempt(SAT_ON, printed()), clock())
        for entry in [videos_only(self.sitting), train_and_desk()]:
            self.device.record(entry, clock())


class FailedAttempt(FailedTest):
    def briefing(self):
        return self.device.briefing(EXAM, clock())

    def test_the_picture_of_each_domain_has_a_name_a_range_and_what_it_rests_on(self):
        briefing = self.briefing()
        self.assertEqual((briefing.exam.title, briefing.exam.vendor), ("Security+", "CompTIA"))
        self.assertTrue(briefing.exam.line.source == rebound.LineSource.ASSUMED)
        self.assertIn("No source says", briefing.exam.said[0].text)
        self.assertEqual([one.domain for one in briefing.estimates], [row[0] for row in PRINTED])
        self.assertAlmostEqual(sum(one.share for one in briefing.estimates), 1)
        for estimate in briefing.estimates:
            with self.subTest(estimate.name):
                self.assertTrue(0 < estimate.low < estimate.mean < estimate.high < 1)
                # A list of objectives says little, and the range says how little.
                self.assertGreater(estimate.high - estimate.low, 0.1)
                self.assertIn(f"“{estimate.name}”", estimate.said.text)
                self.assertEqual(estimate.basis, [self.sitting])
        operations = briefing.estimates[3]
        self.assertEqual(operations.name, "Security Operations")
        self.assertLess(operations.mean, briefing.estimates[0].mean)

    def test_a_likely_cause_comes_with_its_evidence_and_changes_the_plan(self):
        briefing = self.briefing()
        self.assertEqual(len(briefing.causes), 8)
        self.assertIn(rebound.Cause.SINGLE_RESOURCE, briefing.headline)
        self.assertIsNone(briefing.invitation)
        found = next(one for one in briefing.causes if one.cause == rebound.Cause.SINGLE_RESOURCE)
        self.assertEqual(found.name.text, "One source only")
        self.assertEqual(found.standing, rebound.CauseClass.LIKELY)
        signal = found.evidence[0]
        self.assertEqual((signal.rule, signal.origin), ("P3.families", rebound.SignalOrigin.LOG))
        self.assertIn(rebound.Figure(name="top_share", value=1.0), signal.values)
        self.assertEqual(signal.said.text, "100 % of your study time went to videos.")
        # An app with words of its own has the key and what its words need.
        self.assertEqual(signal.said.key, "causes.main_kind")
        held = {value.name: value.holds for value in signal.said.values}
        self.assertEqual(held["share"], rebound.Held.SHARE(fraction=1.0))
        self.assertIn("P3.families", found.remedies)
        self.assertIn("P3.families", [remedy.rule for remedy in briefing.plan.remedies])

    def test_the_retake_has_a_first_day_and_the_rule_that_binds(self):
        eligibility = self.briefing().eligibility
        self.assertEqual(eligibility.verdict.window.safe, datetime.date(2026, 3, 16))
        self.assertEqual(eligibility.bindings[0].rule, "comptia.all/wait/2")
        self.assertEqual(eligibility.bindings[0].attempt, self.sitting)
        self.assertEqual(eligibility, self.device.eligibility(EXAM, clock()))

    def test_tomorrow_has_a_block_on_the_train_and_the_weeks_differ_from_last_time(self):
        briefing = self.briefing()
        self.assertEqual(briefing.plan, self.device.plan(EXAM, clock()))
        tomorrow = next(day for day in briefing.plan.days if day.date == TOMORROW)
        block = tomorrow.blocks[0]
        self.assertEqual((block.start_minute, block.place), (435, rebound.SlotPlace.COMMUTE))
        self.assertTrue(block.reasons[0].said.text)
        comparison = briefing.comparison
        self.assertEqual((comparison.attempt, comparison.then), (self.sitting, 2400))
        videos = next(line for line in comparison.families if line.key == "video")
        self.assertEqual(videos.then, 1)
        self.assertLess(videos.now, 0.5)
        self.assertIn("100 % of the hours last time", comparison.said[0].text)

    def test_a_weak_domain_is_asked_about_until_the_candidate_has_said_what_explains_it(self):
        # The fail is evidence about the whole, so the heaviest domain of the list is weak; forty questions leave it so.
        self.assertEqual([asked.domain for asked in self.briefing().reflections], ["4"])
        practised = rebound.PracticeSet(
            exam=EXAM, domain="4", bank="bank-a", correct=14, of=40, minutes=40, review_minutes=20,
            conditions=rebound.Conditions.TIMED, seen_before=0,
        )
        self.device.record(rebound.FactBody.PRACTICE_SET(practice_set=practised), clock())
        briefing = self.briefing()
        self.assertEqual(briefing.estimates[3].standing, rebound.DomainClass.WEAK)
        [asked] = briefing.reflections
        self.assertEqual((asked.domain, asked.explanation), ("4", None))
        self.assertEqual(asked.step, rebound.ReflectionStep.EXPLAIN)
        self.assertIn("What explains it best", asked.said.text)
        note = rebound.DomainNote(
            attempt=self.sitting, domain="4", explanation=rebound.Explanation.KNOWLEDGE,
            topics=["certificate pinning"],
        )
        self.device.record(rebound.FactBody.DOMAIN_NOTE(domain_note=note), clock())
        [answered] = self.briefing().reflections
        self.assertEqual((answered.step, answered.topics), (rebound.ReflectionStep.DONE, 1))
        self.assertEqual(answered.explanation, rebound.Explanation.KNOWLEDGE)

    def test_the_report_is_a_page_to_print(self):
        page = self.device.annotated_report(EXAM, clock())
        self.assertTrue(page.startswith("# Security+ (SY0-701), sat on 1 March 2026\n"))
        self.assertIn("| 6 of 9 objectives listed: 4.1, 4.4, 4.5, 4.6, 4.8, 4.9 |", page)
        self.assertIn("One source only", page)
        self.assertIsNone(self.device.annotated_report("N10-009", clock()))


def told(device):
    return [(odd.subject, odd.said.text) for odd in device.anomalies(clock())]


class Slips(DeviceTest):
    def test_a_fail_with_a_passing_score_is_told_whatever_exam_is_chosen_until_it_is_corrected(self):
        device = self.open()
        slip = device.record(attempt(SAT_ON, printed(overall=764)), clock())
        said = "not passed with 764, but 750 passes: please check the numbers"
        odd = (slip, f"its score is left out: {said}")
        self.assertEqual(told(device), [odd])
        choice = rebound.FactBody.EXAM_CHOICE(exam_choice=rebound.ExamChoice(exam="N10-009"))
        device.record(choice, clock())
        self.assertEqual(told(device), [odd])
        device.correct(slip, attempt(SAT_ON, printed(overall=746)), clock())
        self.assertEqual(device.anomalies(clock()), [])

    def test_a_result_of_a_domain_that_the_exam_does_not_have_is_told(self):
        device = self.open()
        reading = rebound.DomainReading(domain="9", evidence=rebound.Evidence.PERCENT(percent=50))
        report = rebound.ScoreReport(overall=684, domains=[reading])
        sitting = device.record(attempt(SAT_ON, report), clock())
        [odd] = device.anomalies(clock())
        self.assertEqual(odd.subject, sitting)
        self.assertIn("domain 9, which SY0-701 does not have", odd.said.text)

    def test_an_outline_that_cannot_be_used_is_told_where_there_is_nothing_to_say_about_the_exam(self):
        device = self.open()
        choice = rebound.ExamChoice(exam="LOCAL-1", blueprint="{}")
        chosen = device.record(rebound.FactBody.EXAM_CHOICE(exam_choice=choice), clock())
        self.assertEqual([odd.subject for odd in device.anomalies(clock())], [chosen])
        with self.assertRaises(rebound.ReboundError.Invalid) as refused:
            device.briefing("LOCAL-1", clock())
        self.assertEqual(refused.exception.field, "blueprint")


class NothingYet(DeviceTest):
    def test_without_a_record_nothing_is_called_weak_and_no_cause_is_named(self):
        briefing = self.open().briefing(EXAM, clock(MONDAY))
        self.assertEqual({one.standing for one in briefing.estimates}, {rebound.DomainClass.UNKNOWN})
        self.assertEqual((briefing.headline, briefing.reflections), ([], []))
        self.assertIn("Sixteen short statements", briefing.invitation.text)
        self.assertIsNone(briefing.comparison)
