"""One device: what is recorded, read back, derived and refused, through the library an app loads."""

import datetime
import json
import random
import threading

from support import EXAM, KEY, MONDAY, OTHER_KEY, DeviceTest, Secrets, attempt, clock, device_id, rebound, seed, session

DAY = datetime.date(2026, 3, 1)
E = rebound.Evidence


def full_report():
    """A report with every form in which vendors print a domain."""
    evidence = [
        E.PERCENT(percent=66.5),
        E.BAR(low=40, high=55),
        E.BAND(level=1, of=3),
        E.SCALED(points=410),
        E.RANK(position=2, of=5),
        E.MISSED_OBJECTIVES(objectives=["4.1", "4.9"], of=9),
        E.COUNT(correct=14, of=20),
        E.SELF_RATING(rating=2),
    ]
    readings = [
        rebound.DomainReading(domain=str(number), evidence=found)
        for number, found in enumerate(evidence, 1)
    ]
    return rebound.ScoreReport(overall=684, pass_mark=750, domains=readings)


def every_entry(first, answer):
    """One entry of each kind; `first` is an attempt and `answer` an answer, by their ids."""
    slot = rebound.Slot(start_minute=435, minutes=35, place=rebound.SlotPlace.COMMUTE)
    return [
        rebound.FactBody.REVIEW_TIME(review_time=rebound.ReviewTime(exam=EXAM, review_ms=90_000)),
        rebound.FactBody.PRACTICE_SET(
            practice_set=rebound.PracticeSet(
                exam=EXAM, domain="2", bank="bank-a", correct=14, of=20, minutes=20,
                review_minutes=20, conditions=rebound.Conditions.TIMED, seen_before=0,
            )
        ),
        rebound.FactBody.MOCK_EXAM_RESULT(
            simulation=rebound.MockExamResult(
                exam=EXAM, bank="bank-a", unanswered=1, minutes=85, minutes_allowed=90,
                domains=[rebound.MockExamDomain(domain="4", correct=16, of=25)],
                rules=rebound.Rules.KEPT,
            )
        ),
        rebound.FactBody.DIAGNOSIS(
            diagnosis=rebound.Diagnosis(answer=answer, primary=rebound.ErrorKind.TERM)
        ),
        rebound.FactBody.QUESTIONNAIRE(
            questionnaire=rebound.Questionnaire(
                attempt=first, replies=[rebound.Reply(statement=5, agreement=3)]
            )
        ),
        rebound.FactBody.DOMAIN_NOTE(
            domain_note=rebound.DomainNote(
                attempt=first, domain="4", explanation=rebound.Explanation.KNOWLEDGE,
                topics=["certificate pinning"],
            )
        ),
        rebound.FactBody.RESOURCE(
            resource=rebound.Resource(
                resource="guide", name="Study guide", family=rebound.ResourceFamily.TEXT,
                offline=rebound.Offline.WORKS,
            )
        ),
        rebound.FactBody.PRIOR_PREPARATION(
            prior_preparation=rebound.PriorPreparation(
                attempt=first, precision=rebound.Precision.ROUGH,
                shares=[rebound.PriorShare(family=rebound.ResourceFamily.VIDEO, minutes=1800)],
            )
        ),
        rebound.FactBody.AVAILABILITY(
            availability=rebound.Availability(
                slots=[rebound.WeeklySlot(weekday=rebound.Weekday.TUE, slot=slot)], weekly_cap=600
            )
        ),
        rebound.FactBody.DAY_EXCEPTION(day_exception=rebound.DayException(date=DAY, slots=[slot])),
        rebound.FactBody.EXAM_CHOICE(exam_choice=rebound.ExamChoice(exam=EXAM)),
        rebound.FactBody.EXAM_DATE(
            exam_date=rebound.ExamDate(exam=EXAM, date=datetime.date(2026, 4, 11))
        ),
        rebound.FactBody.RETAKE_OVERRIDE(
            retake_override=rebound.RetakeOverride(exam=EXAM, date=DAY, note="a mail from support")
        ),
        rebound.FactBody.PLAN_ANCHOR(
            plan_anchor=rebound.PlanAnchor(
                exam=EXAM, _from=DAY, exam_on=datetime.date(2026, 4, 11),
                blocks=[
                    rebound.AnchoredBlock(
                        day=DAY, start_minute=435, minutes=35, code="study:4:guide"
                    )
                ],
            )
        ),
        rebound.FactBody.COMMITMENT(
            commitment=rebound.Commitment(
                exam=EXAM, kind=rebound.CommitmentKind.PARTNER_SESSION, date=DAY,
                start_minute=1080, minutes=45, note="subnetting with Sam",
            )
        ),
        rebound.FactBody.REMOVAL(removal=rebound.Removal(target=answer)),
    ]


def answer(number=1, result=rebound.AnswerResult.CORRECT):
    return rebound.FactBody.ANSWER(
        answer=rebound.Answer(
            exam=EXAM, domain="4", bank="bank-a", question=f"q{number}", result=result,
            answer_ms=45_000, conditions=rebound.Conditions.TIMED,
        )
    )


def document(facts):
    """A document in the open form."""
    return json.dumps({"format": "rebound-facts", "version": 1, "facts": facts})


class Recording(DeviceTest):
    def test_every_kind_of_fact_is_there_after_a_reopening_as_it_was_recorded(self):
        device = self.open()
        entries = [attempt(DAY, full_report()), answer(), session(25)]
        ids = [device.record(entry, clock()) for entry in entries]
        for entry in every_entry(ids[0], ids[1]):
            entries.append(entry)
            ids.append(device.record(entry, clock()))
        device.pause()
        facts = {fact.id: fact for fact in self.open().facts()}
        self.assertEqual([facts[id].body for id in ids], entries)
        self.assertEqual(len(facts), 19)
        self.assertEqual({fact.device for fact in facts.values()}, {device_id(1)})

    def test_a_correction_counts_instead_of_what_it_corrects(self):
        device = self.open()
        wrong = device.record(session(500), clock())
        right = device.correct(wrong, session(50), clock())
        corrected = {fact.id: fact.supersedes for fact in device.facts()}
        self.assertEqual(corrected, {wrong: None, right: wrong})
        self.assertEqual(device.summary(EXAM, clock()).total.minutes, 50)

    def test_the_open_format_carries_every_fact_to_another_device(self):
        device = self.open()
        ids = [device.record(attempt(DAY, full_report()), clock()), device.record(answer(), clock())]
        for entry in every_entry(*ids):
            device.record(entry, clock(MONDAY + datetime.timedelta(seconds=1)))
        copy = self.open(2)
        text = device.export_json()
        imported = rebound.Imported(new=len(device.facts()), known=0, clashes=[])
        self.assertEqual(copy.import_json(text), imported)
        self.assertEqual(copy.facts(), device.facts())
        self.assertEqual(copy.export_json(), text)
        self.assertEqual(json.loads(text)["format"], "rebound-facts")
        body = '{"study_session": {"exam": "SY0-701", "minutes": 20, "activity": "lab"}}'
        copy.record_json(body, clock())
        self.assertEqual(len(copy.facts()), len(device.facts()) + 1)

    def test_ten_thousand_facts_are_taken_over_at_once_and_summed_up(self):
        body = json.loads(
            '{"answer": {"exam": "SY0-701", "domain": "4", "bank": "b", "question": "q",'
            ' "result": "correct", "conditions": "timed"}}'
        )
        facts = [
            {"id": f"f{number:05}", "at": f"2026-02-{number % 28 + 1:02}T12:00:00Z", "body": body}
            for number in range(10_000)
        ]
        device = self.open()
        device.import_json(document(facts))
        device.pause()
        summary = self.open().summary(EXAM, clock())
        self.assertEqual((summary.total.answered, len(summary.weeks)), (10_000, 5))

    def test_threads_may_record_at_the_same_time(self):
        device = self.open()
        work = lambda: [device.record(session(1), clock()) for _ in range(25)]  # noqa: E731
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(device.summary(EXAM, clock()).total.minutes, 100)


class Coaching(DeviceTest):
    def test_a_summary_counts_time_and_answers_by_week_and_domain(self):
        device = self.open()
        device.record(session(25), clock())
        device.record(session(40, domain=None), clock(MONDAY - datetime.timedelta(days=7)))
        for result in [rebound.AnswerResult.CORRECT, rebound.AnswerResult.WRONG]:
            device.record(answer(result=result), clock())
        summary = device.summary(EXAM, clock())
        self.assertEqual([week.week for week in summary.weeks], ["2026-W09", "2026-W10"])
        self.assertEqual(summary.weeks[0].domains[0].domain, None)
        tally = summary.weeks[1].domains[0].tally
        self.assertEqual(tally, rebound.Tally(minutes=26, correct=1, answered=2, accuracy=0.5))

    def test_eligibility_names_the_safe_day_and_the_rule_behind_it(self):
        device = self.open()
        for sat_on in [datetime.date(2026, 2, 1), DAY]:
            device.record(attempt(sat_on), clock())
        eligibility = device.eligibility(EXAM, clock())
        self.assertTrue(eligibility.verdict.is_OPEN())
        window = eligibility.verdict.window
        self.assertEqual(window.safe, datetime.date(2026, 3, 16))
        self.assertEqual(eligibility.bindings[0].rule, "comptia.all/wait/2")

    def test_a_plan_fills_the_slots_the_candidate_has_and_says_why(self):
        device = self.open()
        first = device.record(attempt(DAY, full_report()), clock())
        answered = device.record(answer(), clock())
        for entry in every_entry(first, answered):
            device.record(entry, clock())
        plan = device.plan(EXAM, clock())
        self.assertEqual(plan.exam_day, rebound.ExamDay.FIXED(date=datetime.date(2026, 4, 11)))
        blocks = [block for day in plan.days for block in day.blocks]
        self.assertEqual({day.date.isoweekday() for day in plan.days}, {2})
        self.assertTrue(all(block.place == rebound.SlotPlace.COMMUTE for block in blocks))
        self.assertTrue(all(block.reasons and block.reasons[0].said for block in blocks))

    def test_an_exam_that_nobody_knows_is_a_field_to_correct(self):
        with self.assertRaises(rebound.ReboundError.Invalid) as refused:
            self.open().plan("NO-SUCH-EXAM", clock())
        self.assertEqual(refused.exception.field, "exam")


class Time(DeviceTest):
    def test_moments_keep_their_milliseconds_and_have_bounds(self):
        device = self.open()
        first, last = (datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc) for year in (1990, 2200))
        milliseconds = [datetime.timedelta(milliseconds=ms) for ms in (0, 1, 782_406_300_123)]
        moments = [first + after for after in milliseconds] + [last - milliseconds[1]]
        for wrong in [first - milliseconds[1], last, datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)]:
            with self.assertRaises(rebound.ReboundError.Invalid) as refusal:
                device.record(session(1), clock(wrong))
            self.assertEqual(refusal.exception.field, "at")
        ids = [device.record(session(1), clock(at)) for at in moments]
        found = {fact.id: fact.at.utc for fact in device.facts()}
        self.assertEqual([found[id] for id in ids], moments)

    def test_days_are_days_in_every_zone(self):
        device = self.open()
        days = [datetime.date(1990, 1, 1), datetime.date(2028, 2, 29), datetime.date(2199, 12, 31)]
        zones = ["Pacific/Kiritimati", "America/New_York", "+05:30"]
        ids = [device.record(attempt(day), clock(zone=zone)) for day, zone in zip(days, zones)]
        found = {fact.id: (fact.body.attempt.sat_on, fact.at.zone) for fact in device.facts()}
        self.assertEqual([found[id] for id in ids], list(zip(days, zones)))
        with self.assertRaises(rebound.ReboundError.Invalid) as refusal:
            device.record(attempt(datetime.date(1900, 3, 1)), clock())
        self.assertEqual(refusal.exception.field, "body.attempt.sat_on")

    def test_a_sunday_night_counts_for_the_week_that_ends(self):
        device = self.open()
        night = datetime.datetime(2026, 3, 9, 1, 30, tzinfo=datetime.timezone.utc)
        device.record(session(10), clock(night, "UTC"))
        later = clock(night + datetime.timedelta(days=1), "UTC")
        self.assertEqual([week.week for week in device.summary(EXAM, later).weeks], ["2026-W10"])


class Refusals(DeviceTest):
    def refused(self, case, call, *arguments):
        with self.assertRaises(case) as refused:
            call(*arguments)
        self.assertTrue(refused.exception.reason)
        return refused.exception

    def test_each_refusal_names_what_the_app_can_do(self):
        error = rebound.ReboundError
        device, there = self.open(), str(self.path())
        foreign = self.folder / "notes.txt"
        foreign.write_text("these are my notes, and not a database\n" * 100)
        found = [
            self.refused(error.ForeignFile, rebound.Rebound.open, str(foreign), Secrets(1, KEY), seed()),
            self.refused(error.OpenElsewhere, rebound.Rebound.open, there, Secrets(1, KEY), seed()),
            self.refused(error.Invalid, rebound.Rebound.open, "/no/such/folder/a.db", Secrets(1, KEY), seed()),
            self.refused(error.NotHere, device.record, every_entry("a1", "b2")[3], clock()),
        ]
        device.pause()
        found.append(self.refused(error.Paused, device.facts))
        found.append(self.refused(error.OtherDevice, rebound.Rebound.open, there, Secrets(2, KEY), seed()))
        found.append(self.refused(error.OtherAccount, rebound.Rebound.open, there, Secrets(1, OTHER_KEY), seed()))
        codes = ["foreign_file", "open_elsewhere", "invalid", "not_here", "paused", "other_device", "other_account"]
        self.assertEqual([refusal.code() for refusal in found], codes)
        self.assertEqual(foreign.read_text()[:5], "these")

    def test_a_database_that_was_cut_is_damaged_and_gives_what_it_holds(self):
        device = self.open()
        ids = {device.record(session(minutes), clock()) for minutes in range(1, 41)}
        device.pause()
        cut = self.path(2)
        cut.write_bytes(self.path().read_bytes()[:-4096])
        self.refused(rebound.ReboundError.Damaged, rebound.Rebound.open, str(cut), Secrets(1, KEY), seed())
        salvaged = rebound.salvage(str(cut), Secrets(1, KEY))
        new = self.open(3)
        self.assertEqual(new.import_json(salvaged.json).new, salvaged.facts)
        self.assertEqual({fact.id for fact in new.facts()}, ids)

    def test_a_value_that_cannot_be_names_its_field(self):
        device = self.open()
        at = clock()
        invited = device.share_progress("pat", at)
        for field, call in [
            ("seed", lambda: rebound.Rebound.open(str(self.path(2)), Secrets(2, KEY), b"short")),
            ("exam", lambda: device.summary("sy0 701", at)),
            ("zone", lambda: device.record(session(5), clock(zone="Mars/Olympus"))),
            ("domain", lambda: device.record(session(5, domain="no domain"), at)),
            ("score", lambda: device.record(attempt(DAY, rebound.ScoreReport(overall=float("nan"))), at)),
            ("invitation", lambda: device.follow_progress("nonsense")),
            ("invitation", lambda: device.follow_progress(invited.text.split("#")[0])),
            ("invitation", lambda: device.follow_progress(invited.text[:-5])),
            ("relation", lambda: device.share_progress("Sam!", at)),
        ]:
            with self.subTest(field):
                refusal = self.refused(rebound.ReboundError.Invalid, call)
                self.assertEqual((refusal.field, refusal.code()), (field, "invalid"))
                self.assertIn(refusal.reason, str(refusal))
        self.assertEqual(device.facts(), [])

    def test_bad_json_names_the_field(self):
        device = self.open()
        for text, field in [
            ('{"study_session": {"exam": "SY0-701", "minutes": -5}}', "body.study_session.minutes"),
            ('{"study_session": {"exam": "SY0-701", "minuts": 5}}', "body.study_session.minuts"),
            ('{"study_session": {"exam": "SY0-701", "minutes": 0, "activity": "lab"}}', "body.study_session.minutes"),
            ('{"study_session": ', "body.study_session"),
            ('{"removal": {"target": "a1"}} x', "body"),
        ]:
            with self.subTest(text):
                refusal = self.refused(rebound.ReboundError.Invalid, device.record_json, text, clock())
                self.assertEqual(refusal.field, field)
        good = {"id": "a1", "at": "2026-03-01T12:00:00Z", "body": {"exam_choice": {"exam": EXAM}}}
        late = {"exam": EXAM, "sat_on": "2200-01-01", "zone": "UTC", "outcome": "fail"}
        for text, field in [
            ("[]", "the text"),
            (document([]).replace("facts\"", "scenario\"", 1), "format"),
            (document([good, {**good, "at": "2026-03-01"}]), "facts[1].at"),
            (document([good, {**good, "body": {"attempt": late}}]), "facts[1].body.attempt.sat_on"),
        ]:
            with self.subTest(text):
                refusal = self.refused(rebound.ReboundError.Invalid, device.import_json, text)
                self.assertEqual(refusal.field, field)
        self.assertEqual(device.facts(), [])

    def test_a_slip_on_a_report_is_named_before_it_is_recorded(self):
        device = self.open()
        device.check(attempt(DAY, full_report()), clock())
        outline = rebound.FactBody.EXAM_CHOICE(exam_choice=rebound.ExamChoice(exam=EXAM, blueprint="{}"))
        for entry, field in [
            (attempt(DAY, rebound.ScoreReport(overall=760)), "body.attempt.report.overall"),
            (attempt(DAY + datetime.timedelta(days=2)), "body.attempt.sat_on"),
            (outline, "body.exam_choice.blueprint"),
        ]:
            with self.subTest(field):
                refusal = self.refused(rebound.ReboundError.Invalid, device.check, entry, clock())
                self.assertEqual(refusal.field, field)

    def test_two_facts_with_one_id_are_told_when_they_come_in(self):
        device = self.open()
        facts = [
            {"id": "a1", "at": "2026-03-01T12:00:00Z", "body": {"exam_choice": {"exam": exam}}}
            for exam in [EXAM, EXAM, "N10-009"]
        ]
        imported = device.import_json(document(facts))
        self.assertEqual((imported.new, imported.known), (1, 1))
        self.assertEqual([odd.subject for odd in imported.clashes], ["a1"])

    def test_garbage_at_every_door_is_an_error_and_never_the_end(self):
        chance = random.Random(7)
        device = self.open()
        good = device.record(session(25), clock())
        sound = device.export_json()
        for _ in range(300):
            noise = chance.randbytes(chance.randrange(200))
            link = device.connect(clock(boot=0))
            self.assertTrue(link.receive(noise, 0).state.is_ENDED())
            cut = list(sound)
            cut[chance.randrange(len(cut))] = chance.choice('{}[]":,0-\\é\0')
            try:
                device.import_json("".join(cut))
            except rebound.ReboundError as refusal:
                self.assertNotEqual(refusal.code(), "bug")
        for absurd in [-(2**31), 2**31 - 1]:
            with self.assertRaises((rebound.ReboundError, OverflowError, ValueError)):
                device.record(attempt(datetime.date.min + datetime.timedelta(days=absurd)), clock())
        self.assertIn(good, [fact.id for fact in device.facts()])

    def test_odd_facts_are_told_and_not_dropped(self):
        device = self.open()
        ahead = device.record(session(25), clock(MONDAY + datetime.timedelta(days=3)))
        self.assertEqual([odd.subject for odd in device.anomalies(clock())], [ahead])
        self.assertEqual(len(device.facts()), 1)


class Suspension(DeviceTest):
    def test_a_paused_device_leaves_no_log_and_resumes_where_it_was(self):
        device = self.open()
        device.record(session(25), clock())
        for _ in range(2):
            device.pause()
        self.assertEqual([file.name for file in self.folder.iterdir()], ["device-1.db"])
        with self.assertRaises(rebound.ReboundError.Paused):
            device.record(session(5), clock())
        for _ in range(2):
            device.resume(seed())
        device.record(session(15), clock())
        self.assertEqual(device.summary(EXAM, clock()).total.minutes, 40)

    def test_a_link_does_not_outlive_a_pause(self):
        device = self.open()
        link = device.connect(clock(boot=0))
        device.pause()
        device.resume(seed())
        ended = rebound.SyncState.ENDED(end=rebound.SyncEnd.LOST())
        self.assertEqual(link.poll(), rebound.SyncTurn(frames=[], deadline_boot_ms=None, state=ended, facts_changed=False))
