"""What the core tells of each of its cases, told by the library in the same bytes."""

import datetime
import json
import pathlib
import subprocess

from support import BUILT, HERE, KEY, DeviceTest, Secrets, clock, rebound

CASES = HERE.parents[2] / "core" / "tests" / "cases"


def derived(case, moment, form):
    """What the core's own program prints; nothing where it refuses."""
    command = [BUILT / "examples" / "derive", case, "--now", moment, form]
    return subprocess.run(command, capture_output=True, text=True).stdout


def rendered(value):
    """A record as the core prints it for apps: each message by its text, a variant by its name."""
    if isinstance(value, rebound.Message):
        return value.text
    if isinstance(value, list):
        return [rendered(one) for one in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "value"):
        return value.name.lower()
    if value is None or isinstance(value, (str, int, float)):
        return value
    # Python has taken the word `class`.
    fields = {name.removeprefix("_"): rendered(held) for name, held in vars(value).items()}
    outer = type(value).__bases__[0]
    if outer is object:
        return fields
    return {type(value).__name__.rsplit(".", 1)[-1].lower(): fields}


class Cases(DeviceTest):
    def test_plan(self):
        pages = sum(self.tells_what_the_core_tells(case) for case in sorted(pathlib.Path(CASES).iterdir()))
        self.assertGreaterEqual(pages, 40)

    def tells_what_the_core_tells(self, case):
        """False where the core itself has nothing to tell of a case."""
        device = rebound.Rebound.open(str(self.folder / f"{case.stem}.db"), Secrets(1, KEY), bytes(32))
        self.addCleanup(device.pause)
        try:
            device.import_json(case.read_text())
        except rebound.ReboundError.Invalid:
            return False
        # The moment of the last fact, as the open form says it.
        moment = json.loads(device.export_json())["facts"][-1]["at"]
        at = max(device.facts(), key=lambda fact: fact.at.utc).at
        now = clock(at.utc, at.zone)
        exam = device.chosen_exam(now)
        if exam is None or not (page := derived(case, moment, "--page")):
            return False
        with self.subTest(case.name):
            try:
                told = json.dumps(rendered(device.page(exam, now)), indent=2, ensure_ascii=False)
            except rebound.ReboundError.Invalid as refusal:
                # An outline of the candidate's own that cannot be used: the core has no report of it, either.
                self.assertEqual((refusal.field, derived(case, moment, "--report")), ("blueprint", ""))
                return False
            self.assertEqual(told + "\n", page)
            self.assertEqual(device.annotated_report(exam, now) or "", derived(case, moment, "--report"))
        return True
