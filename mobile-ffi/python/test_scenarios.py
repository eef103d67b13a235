"""Rows of scenarios.md that are about the process, the file and the size of things; each test is named by its row."""

import datetime
import json
import sqlite3
import subprocess
import sys
import threading

from support import HERE, KEY, MONDAY, DeviceTest, Secrets, clock, rebound, seed, session

# Opens the database and says that it has it, until its input ends.
HOLDER = """
import sys
from support import KEY, Secrets, rebound, seed
device = rebound.Rebound.open(sys.argv[1], Secrets(1, KEY), seed())
print("open", flush=True)
sys.stdin.read()
"""


class Scenarios(DeviceTest):
    def test_second_process(self):
        command = [sys.executable, "-c", HOLDER, str(self.path())]
        holder = subprocess.Popen(
            command, cwd=HERE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            self.assertEqual(holder.stdout.readline(), "open\n")
            with self.assertRaises(rebound.ReboundError.OpenElsewhere):
                rebound.Rebound.open(str(self.path()), Secrets(1, KEY), seed())
        finally:
            holder.communicate("")
        self.assertEqual(self.open().facts(), [])

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
