"""What a sync in the background costs on the wire: connections, and bytes both ways, of plain HTTP.

Run after `cargo test-all --only python`, in this folder: ../../target/venv/bin/python sync_cost.py
"""

import unittest

from support import clock, session
from test_feed import Wire, sync_once
from test_feed import Feed as Members


class SyncCost(Members):
    def runTest(self):
        server = self.serve()
        wire = Wire(server)
        self.addCleanup(wire.listener.close)
        first, phone, account = self.member(1, server, wire)
        _, laptop, there = self.member(2, server, wire, first)

        def cost(what, work):
            connections, moved = wire.counted(work)
            print(f"| {what} | {connections} | {moved} |")

        def study():
            for _ in range(12):
                phone.record(session(5), clock())

        print("| a sync | connections | bytes |\n|--|--:|--:|")
        cost("the first, of a device with nothing", lambda: sync_once(phone, account))
        study()
        cost("with twelve records of a new month", lambda: sync_once(phone, account))
        study()
        cost("with twelve more", lambda: sync_once(phone, account))
        cost("with nothing to do", lambda: sync_once(phone, account))
        cost("of another device, that gets all of it", lambda: sync_once(laptop, there))
        cost("of it, with nothing to do", lambda: sync_once(laptop, there))


if __name__ == "__main__":
    # A class that was imported is not run again.
    unittest.TextTestRunner(verbosity=0).run(SyncCost())
