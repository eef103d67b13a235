"""Rows of scenarios.md that need no server; each test is named by its row."""

import datetime
import gc
import json
import random
import shutil
import sqlite3
import threading

import child
from support import (
    EXAM,
    GOLDEN,
    KEY,
    MONDAY,
    DeviceTest,
    Secrets,
    attempt,
    boot_ms,
    clock,
    device_id,
    rebound,
    seed,
    session,
)

DAY = datetime.date(2026, 3, 1)
GIGABYTE = 1 << 30
Error = rebound.ReboundError


def ids(device):
    return {fact.id for fact in device.facts()}


class Scenarios(DeviceTest):
    def refused(self, case, call, *arguments):
        with self.assertRaises(case) as refused:
            call(*arguments)
        return refused.exception

    def test_open(self):
        device = self.open()
        self.assertEqual(device.facts(), [])
        device.record(session(25), clock())
        recorded = device.facts()
        device.pause()
        again = self.open()
        self.assertEqual(again.facts(), recorded)
        self.assertEqual([fact.device for fact in recorded], [device_id(1)])

    def test_record(self):
        device = self.open()
        wrong = device.record(attempt(datetime.date(2026, 2, 1)), clock())
        self.assertEqual(ids(device), {wrong})
        right = device.correct(wrong, attempt(DAY), clock())
        self.assertEqual({fact.id: fact.supersedes for fact in device.facts()}, {wrong: None, right: wrong})
        self.assertEqual(device.report(EXAM, clock()).sitting.attempt, right)
        removal = device.remove(right, clock())
        self.assertEqual(ids(device), {wrong, right, removal})
        self.assertIsNone(device.briefing(EXAM, clock()).comparison)
        refusal = self.refused(Error.Invalid, device.record, session(0), clock())
        self.assertEqual(refusal.field, "body.study_session.minutes")
        slip = attempt(DAY, rebound.ScoreReport(overall=760, pass_mark=750))
        refusal = self.refused(Error.Invalid, device.check, slip, clock())
        self.assertEqual(refusal.field, "body.attempt.report.overall")
        self.assertEqual(len(ids(device)), 3)

    def test_panic(self):
        device = self.open()
        kept = {device.record(session(25), clock()) for _ in range(3)}
        link = device.connect(clock())
        bug = self.refused(Error.Bug, device.panic_in_record, session(5), clock())
        self.assertEqual((bug.code(), bug.reason), ("bug", "on purpose, with a fact half recorded"))
        self.refused(Error.Paused, device.facts)
        self.assertTrue(link.poll().state.is_ENDED())
        device.resume(seed())
        self.assertEqual(ids(device), kept)
        kept.add(device.record(session(5), clock()))
        device.pause()
        self.assertEqual(ids(self.open()), kept)

    def test_zones(self):
        device = self.open()
        # Half past one in Berlin, where the clocks go on at two; the night after it still belongs to Sunday.
        night = datetime.datetime(2026, 3, 29, 0, 30, tzinfo=datetime.timezone.utc)
        for hours in [0, 24, 28]:
            device.record(session(10), clock(night + datetime.timedelta(hours=hours), "Europe/Berlin"))
        later = clock(night + datetime.timedelta(days=7), "America/New_York")
        weeks = {week.week: week.total.minutes for week in device.summary(EXAM, later).weeks}
        self.assertEqual(weeks, {"2026-W13": 20, "2026-W14": 10})
        self.assertEqual({fact.at.zone for fact in device.facts()}, {"Europe/Berlin"})
        for zone in ["Pacific/Kiritimati", "+05:30"]:
            kept = device.record(attempt(datetime.date(2028, 2, 29)), clock(zone=zone))
            [fact] = [fact for fact in device.facts() if fact.id == kept]
            self.assertEqual((fact.body.attempt.sat_on, fact.at.zone), (datetime.date(2028, 2, 29), zone))

    def test_kill(self):
        chance = random.Random(50)
        returned = set()
        for _ in range(50):
            with child.start("record", self.folder, chance.randrange(1 << 32)) as other:
                for _ in range(chance.randrange(1, 7)):
                    returned.add(other.stdout.readline().strip())
                other.kill()
                # A line that was cut is of a call that had returned, and whose id nobody read.
                returned |= {line.strip() for line in other.stdout if line.endswith("\n")}
        self.assertGreaterEqual(len(returned), 100)
        self.assertNotIn("", returned)
        self.assertEqual(returned - ids(self.open()), set())

    def test_second_process(self):
        with child.start("hold", self.folder) as other:
            try:
                self.assertEqual(other.stdout.readline(), "open\n")
                self.refused(Error.OpenElsewhere, self.open)
            finally:
                told, _ = other.communicate("go on")
        self.assertEqual(told, "recorded\n")
        self.assertEqual(len(ids(self.open())), 1)

    def test_newer_database(self):
        device = self.open()
        device.record(session(5), clock())
        device.pause()
        with sqlite3.connect(self.path()) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        before = self.path().read_bytes()
        with self.assertRaises(rebound.ReboundError.UpdateNeeded):
            rebound.Rebound.open(str(self.path()), Secrets(1, KEY), seed())
        self.assertEqual(self.path().read_bytes(), before)

    def test_two_threads(self):
        device, ids = self.open(), []
        work = lambda: ids.extend([device.record(session(1), clock()) for _ in range(25)])  # noqa: E731
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(set(ids)), 50)
        self.assertEqual({fact.id for fact in device.facts()}, set(ids))

    def test_ten_thousand_facts(self):
        body = {"study_session": {"exam": "SY0-701", "domain": "4", "minutes": 5, "activity": "lab"}}
        facts = [
            {"id": f"f{number:05}", "at": f"2026-02-{number % 28 + 1:02}T12:00:00Z", "body": body}
            for number in range(10_000)
        ]
        device = self.open()
        text = json.dumps({"format": "rebound-facts", "version": 1, "facts": facts})
        self.assertEqual(device.import_json(text).new, 10_000)
        device.pause()
        device = self.open()
        page = device.log_page(rebound.LogQuery(rows=200), clock(MONDAY))
        rows = [row for day in page.days for row in day.rows]
        self.assertEqual((len(rows), page.days[0].date), (200, datetime.date(2026, 2, 28)))
        self.assertEqual(len(device.facts()), 10_000)

    def test_upgrade(self):
        shutil.copyfile(GOLDEN / "device.v1.db", self.path())
        upgraded, read = self.open(), self.open(2)
        read.import_json((GOLDEN / "device.v1.json").read_text())
        self.assertEqual([fact.body for fact in upgraded.facts()], [fact.body for fact in read.facts()])
        self.assertEqual((len(ids(upgraded)), ids(upgraded)), (9, ids(read)))

    def test_after_close(self):
        device = self.open()
        device.record(session(25), clock())
        link = device.connect(clock())
        device.pause()
        device.pause()
        for call in [
            device.facts,
            device.compact,
            lambda: device.record(session(5), clock()),
            lambda: device.briefing(EXAM, clock()),
            lambda: device.connect(clock()),
        ]:
            self.assertEqual(self.refused(Error.Paused, call).code(), "paused")
        self.assertEqual(link.receive(b"\0", boot_ms()).state.end, rebound.SyncEnd.LOST())
        # The object itself is gone when nobody has it any more; a link that is left changes nothing.
        device = rebound.Rebound.open(str(self.path(2)), Secrets(2, KEY), seed())
        link = device.connect(clock())
        device.pause()
        del device
        gc.collect()
        self.assertTrue(link.poll().state.is_ENDED())
        self.assertEqual(self.open(2).facts(), [])

    def test_absurd_dates(self):
        device = self.open()
        for day in [datetime.date.min, DAY.replace(year=1900), DAY.replace(year=2200), datetime.date.max]:
            refusal = self.refused(Error.Invalid, device.record, attempt(day), clock())
            self.assertEqual(refusal.field, "body.attempt.sat_on")
        utc = datetime.timezone.utc
        for moment in [
            datetime.datetime.min.replace(tzinfo=utc),
            datetime.datetime(1970, 1, 1, tzinfo=utc),
            datetime.datetime.max.replace(tzinfo=utc),
        ]:
            self.assertEqual(self.refused(Error.Invalid, device.record, session(5), clock(moment)).field, "at")
            device.plan(EXAM, clock(moment))
            device.exams("", clock(moment))
        for zone in ["Mars/Olympus", "", "+99:99"]:
            refusal = self.refused(Error.Invalid, device.record, session(5), clock(zone=zone))
            self.assertEqual(refusal.field, "zone")
        self.assertEqual(device.facts(), [])

    def test_huge_text(self):
        device, gigabyte = self.open(), "x" * GIGABYTE
        note = rebound.Commitment(
            exam=EXAM, kind=rebound.CommitmentKind.PARTNER_SESSION, date=DAY, start_minute=0, minutes=5, note=gigabyte
        )
        note = rebound.FactBody.COMMITMENT(commitment=note)
        for field, call in {
            "the text": lambda: device.import_json(gigabyte),
            "body.commitment.note": lambda: device.record(note, clock()),
            "exam": lambda: device.plan(gigabyte, clock()),
        }.items():
            with self.subTest(field):
                refusal = self.refused(Error.Invalid, call)
                self.assertEqual(refusal.field, field)
                self.assertLess(len(str(refusal)), 200)
        device.record(session(25), clock())
        self.assertEqual(len(ids(device)), 1)

    def test_full_disk(self):
        with child.on_small_disk("fill", self.folder) as other:
            told = other.stdout.read().split("\n")
        self.assertEqual(told, ["storage_full", "kept: True", "recorded", "there: True", ""])
