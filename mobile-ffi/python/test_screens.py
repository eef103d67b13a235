"""One call for each screen: what it shows, from a failed report to the log."""

import datetime

from support import EXAM, MONDAY, DeviceTest, attempt, clock, rebound, session
from test_briefing import SAT_ON, FailedTest, printed

DAY = datetime.timedelta(days=1)
# A Tuesday, ten minutes into the train.
ON_THE_TRAIN = datetime.datetime(2026, 3, 10, 11, 25, tzinfo=datetime.timezone.utc)


def rows(page):
    return [row for day in page.days for row in day.rows]


class Choosing(DeviceTest):
    def test_an_exam_is_found_and_tells_what_its_report_prints(self):
        device = self.open()
        [first, *_] = device.exams("sy0 701", clock())
        self.assertEqual((first.code, first.vendor, first.status), (EXAM, "CompTIA", rebound.ExamStatus.CURRENT))
        self.assertEqual(device.exams("pottery for beginners", clock()), [])
        self.assertIsNone(device.chosen_exam(clock()))
        device.record(rebound.FactBody.EXAM_CHOICE(exam_choice=rebound.ExamChoice(exam=EXAM)), clock())
        sheet = device.exam_sheet(EXAM, clock())
        self.assertTrue(sheet.is_chosen)
        self.assertEqual(device.chosen_exam(clock()), EXAM)
        self.assertEqual(sheet.report_form.evidence, [rebound.EvidenceKind.MISSED_OBJECTIVES])
        self.assertFalse(sheet.report_form.prints_retake_date)
        self.assertEqual([domain.id for domain in sheet.exam.domains], ["1", "2", "3", "4", "5"])
        [cisco, *_] = device.exams("cisco", clock())
        self.assertTrue(device.exam_sheet(cisco.code, clock()).report_form.prints_retake_date)

    def test_an_exam_of_ones_own_is_in_the_list_with_its_domains_and_weights(self):
        device = self.open()
        outline = (
            '{"vendor": "Guild", "code": "LOCAL-1", "title": "Local exam", "domains": ['
            '{"id": "a", "name": "One", "weight": 60}, {"id": "b", "name": "Two", "weight": 40}]}'
        )
        choice = rebound.ExamChoice(exam="LOCAL-1", blueprint=outline)
        device.record(rebound.FactBody.EXAM_CHOICE(exam_choice=choice), clock())
        [found] = device.exams("guild", clock())
        self.assertEqual((found.code, found.origin), ("LOCAL-1", rebound.ExamOrigin.CANDIDATE))
        sheet = device.exam_sheet("LOCAL-1", clock())
        self.assertEqual([domain.weight.min for domain in sheet.exam.domains], [60, 40])

    def test_a_retired_exam_tells_its_last_day_and_what_took_its_place(self):
        retired = [exam for exam in self.open().exams("", clock()) if exam.successor]
        self.assertTrue(retired)
        self.assertTrue(any(exam.last_day for exam in retired))


class AfterTheReport(FailedTest):
    def test_the_sittings_are_a_list_and_forms_are_filled_in_from_last_time(self):
        sitting, before = self.device.sittings(EXAM, clock())
        self.assertIsNone(before.score)
        self.assertEqual((sitting.attempt, sitting.sat_on), (self.sitting, SAT_ON))
        self.assertEqual(sitting.standing, rebound.SittingStanding.TAKEN)
        self.assertIn("684", sitting.score.text)
        device = self.open(2)
        self.assertEqual((device.last_set(EXAM, clock()), device.week(clock())), (None, None))
        logged = rebound.PracticeSet(
            exam=EXAM, domain="4", bank="bank-a", correct=14, of=20, conditions=rebound.Conditions.TIMED,
            minutes=25, review_minutes=0, seen_before=0,
        )
        device.record(rebound.FactBody.PRACTICE_SET(practice_set=logged), clock())
        self.assertEqual(device.last_set(EXAM, clock()), logged)
        week = rebound.Availability(slots=[], weekly_cap=200)
        device.record(rebound.FactBody.AVAILABILITY(availability=week), clock())
        self.assertEqual(device.week(clock()), week)

    def test_growth_has_a_line_for_each_domain_and_the_hours_of_each_week(self):
        growth = self.device.growth(EXAM, clock())
        self.assertEqual([domain.domain for domain in growth.domains], ["1", "2", "3", "4", "5"])
        operations = growth.domains[3]
        self.assertEqual(operations.then.day, SAT_ON)
        self.assertTrue(all(point.low < point.mean < point.high for point in operations.points))
        self.assertEqual(operations.direction, rebound.Direction.LEVEL)
        self.assertEqual(operations.said.key, "growth.level")
        self.assertEqual(growth.weeks[-1].monday, datetime.date(2026, 3, 2))
        self.assertIsNone(growth.hours)

    def test_the_report_is_rows_with_what_was_printed_and_what_that_means(self):
        report = self.device.report(EXAM, clock())
        self.assertEqual((report.sitting.attempt, report.sitting.sat_on), (self.sitting, SAT_ON))
        self.assertIn("684", report.sitting.score.text)
        by_domain = {row.domain: row for row in report.rows}
        operations = by_domain["4"]
        [listed] = operations.printed
        self.assertEqual(listed.objectives, ["4.1", "4.4", "4.5", "4.6", "4.8", "4.9"])
        self.assertTrue(operations.estimate.low < operations.estimate.mean < operations.estimate.high)
        self.assertTrue(operations.meaning.text)
        gains = [row.estimate.expected_points for row in report.rows]
        self.assertEqual(gains, sorted(gains, reverse=True))

    def test_a_reply_to_a_statement_is_there_at_the_next_look(self):
        statements = self.device.statements(EXAM, clock())
        self.assertEqual((len(statements.rows), statements.answered), (16, 0))
        self.assertEqual(statements.attempt, self.sitting)
        reply = rebound.Questionnaire(attempt=self.sitting, replies=[rebound.Reply(statement=5, agreement=3)])
        self.device.record(rebound.FactBody.QUESTIONNAIRE(questionnaire=reply), clock())
        statements = self.device.statements(EXAM, clock())
        self.assertEqual((statements.answered, statements.rows[4].agreement), (1, 3))

    def test_today_has_the_block_of_now_the_next_one_and_what_was_done(self):
        self.assertIsNotNone(self.device.shown(EXAM, clock(ON_THE_TRAIN - DAY)))
        self.assertIsNone(self.device.shown(EXAM, clock(ON_THE_TRAIN - DAY)))
        today = self.device.today(EXAM, clock(ON_THE_TRAIN - 20 * datetime.timedelta(minutes=1)))
        self.assertEqual(today.date, datetime.date(2026, 3, 10))
        self.assertIsNone(today.now)
        self.assertEqual((today.next.start_minute, today.next.place), (435, rebound.SlotPlace.COMMUTE))
        self.assertTrue(today.next.reasons)
        today = self.device.today(EXAM, clock(ON_THE_TRAIN + datetime.timedelta(minutes=1)))
        self.assertEqual(today.now.state, rebound.BlockState.BEGUN)
        self.assertEqual(today.now, today.blocks[0])
        self.assertGreater(today.next.start_minute, today.now.start_minute)
        for other in today.instead:
            self.assertEqual(other.place, rebound.SlotPlace.COMMUTE)
            self.assertLessEqual(other.minutes, today.now.minutes)
            self.assertNotEqual((other.kind, other.domain), (today.now.kind, today.now.domain))
        evening = clock(ON_THE_TRAIN + datetime.timedelta(hours=4))
        self.assertEqual(self.device.today(EXAM, evening).blocks[0].state, rebound.BlockState.OVER)
        done = self.device.today(EXAM, evening).blocks[0]
        self.device.record(session(done.minutes, done.domain), evening)
        done = self.device.today(EXAM, evening).blocks[0]
        self.assertEqual((done.state, done.done), (rebound.BlockState.DONE, done.minutes))


class Logged(DeviceTest):
    def test_the_log_is_read_in_pages_newest_first_by_kind_and_domain(self):
        device = self.open()
        ids = [device.record(session(5, "45"[day % 2]), clock(MONDAY + day * DAY)) for day in range(9)]
        device.record(attempt(SAT_ON), clock(MONDAY + 9 * DAY))
        now = clock(MONDAY + 10 * DAY)
        found, query = [], rebound.LogQuery(rows=4)
        while query:
            page = device.log_page(query, now)
            self.assertLessEqual(len(rows(page)), 4)
            found += [row.fact.id for row in rows(page)]
            query = rebound.LogQuery(rows=4, after=page.next) if page.next else None
        self.assertEqual(found[1:], ids[::-1])
        query = rebound.LogQuery(kinds=[rebound.FactKind.STUDY_SESSION], domain="5")
        page = device.log_page(query, now)
        self.assertEqual([row.fact.id for row in rows(page)], ids[1::2][::-1])
        self.assertEqual([day.date for day in page.days], sorted((day.date for day in page.days), reverse=True))

    def test_what_is_taken_back_can_be_brought_back_for_thirty_days(self):
        device = self.open()
        wrong = device.record(session(50), clock())
        right = device.correct(wrong, session(5), clock())
        device.remove(right, clock())
        [row] = rows(device.log_page(rebound.LogQuery(), clock()))
        self.assertEqual((row.fact.id, row.standing.until), (right, datetime.date(2026, 4, 1)))
        self.assertEqual(device.summary(EXAM, clock()).total.minutes, 0)
        self.assertEqual(device.log_page(rebound.LogQuery(), clock(MONDAY + 31 * DAY)).days, [])
        for _ in range(2):
            device.restore(right, clock())
        [row] = rows(device.log_page(rebound.LogQuery(), clock()))
        self.assertTrue(row.standing.is_COUNTS())
        self.assertEqual(device.summary(EXAM, clock()).total.minutes, 5)
        self.assertEqual([fact.id for fact in device.fact_sheet(right, clock()).earlier], [wrong])
        with self.assertRaises(rebound.ReboundError.NotHere):
            device.fact_sheet("nothing", clock())

    def test_a_fact_tells_what_it_counts_for(self):
        device = self.open()
        sitting = device.record(attempt(SAT_ON, printed()), clock())
        counts_for = device.fact_sheet(sitting, clock()).counts_for
        self.assertEqual((counts_for.exam, counts_for.is_shared), (EXAM, False))
        self.assertIn("4", counts_for.domains)
