"""Devices and a study partner through the real server, over real WebSockets."""

import datetime
import gc
import weakref

from support import (
    EXAM,
    KEY,
    MONDAY,
    OTHER_KEY,
    DeviceTest,
    Online,
    Secrets,
    attempt,
    boot_ms,
    clock,
    rebound,
    seed,
    session,
)


class Syncing(DeviceTest):
    def test_two_devices_that_studied_offline_hold_the_same_after_a_sync(self):
        server = self.serve()
        phone, laptop = self.open(1), self.open(2)
        first = server.register(1)["credential"]
        second = server.register(2, first)["credential"]
        for _ in range(20):
            phone.record(session(25), clock())
        for _ in range(30):
            laptop.record(session(40), clock())
        self.assertGreater(phone.sync_status().pending, 0)
        with Online(phone, server, first) as here, Online(laptop, server, second) as there:
            here.sync()
            there.talk_until(lambda: len(laptop.facts()) == 50)
            there.sync()
            here.talk_until(lambda: len(phone.facts()) == 50)
            # What one records while both are online reaches the other.
            here.sync()
            here.facts_changed, shown = False, phone.revision()
            laptop.record(session(10), clock())
            there.sync()
            here.talk_until(lambda: len(phone.facts()) == 51)
            # The app learns that it has to show something else, by the turn and by the number.
            self.assertTrue(here.facts_changed)
            self.assertGreater(phone.revision(), shown)
            here.sync()
            here.facts_changed, shown = False, phone.revision()
            here.carry_out(here.link.alive(boot_ms()))
            self.assertEqual((here.facts_changed, phone.revision()), (False, shown))
        self.assertEqual(phone.facts(), laptop.facts())
        self.assertEqual((phone.sync_status().pending, laptop.sync_status().pending), (0, 0))
        self.assertEqual(phone.summary(EXAM, clock()).total.minutes, 20 * 25 + 30 * 40 + 10)

    def test_the_last_moment_at_which_both_sides_held_the_same_is_kept(self):
        server, phone = self.serve(), self.open(1)
        credential = server.register(1)["credential"]
        self.assertIsNone(phone.sync_status().synced_at)
        phone.record(session(25), clock())
        with Online(phone, server, credential) as here:
            self.assertIsNone(phone.sync_status().synced_at)
            here.sync()
            while_equal = phone.sync_status()
        self.assertEqual((while_equal.pending, while_equal.left_out), (0, 0))
        self.assertLess(abs(while_equal.synced_at - MONDAY), datetime.timedelta(minutes=1))
        kept = phone.sync_status()
        phone.record(session(5), clock())
        phone.pause()
        phone = self.open(1)
        self.assertEqual((phone.sync_status().pending, phone.sync_status().synced_at), (1, kept.synced_at))

    def test_a_partner_sees_progress_and_holds_nothing_else(self):
        server = self.serve()
        phone, partner = self.open(1), self.open(3, OTHER_KEY)
        owner, reader = server.register(1), server.register(3)
        phone.record(attempt(datetime.date(2026, 3, 1)), clock())
        phone.record(session(25), clock())
        invitation = phone.share_progress("sam", clock())
        shared = invitation.document
        with Online(phone, server, owner["credential"]) as here:
            here.sync()
        path = f"/v1/documents/{shared}/grants/{reader['account']}"
        server.request("PUT", path, owner["credential"], {"role": "reader"})
        followed = partner.follow_progress(invitation.text)
        self.assertEqual((followed.document, followed.fingerprint), (shared, invitation.fingerprint))
        with Online(partner, server, reader["credential"]) as there:
            there.talk_until(lambda: partner.progress(shared))
        shown = [rebound.PartnerWeek(week="2026-W10", sessions=1, study_days=1)]
        self.assertEqual(partner.progress(shared), shown)
        self.assertEqual(phone.progress(shared), shown)
        self.assertEqual(partner.facts(), [])
        phone.end_sharing("sam")
        with self.assertRaises(rebound.ReboundError.Invalid) as refusal:
            phone.share_progress("sam", clock())
        self.assertEqual(refusal.exception.field, "relation")
        self.assertNotEqual(phone.share_progress("sam-2", clock()).fingerprint, invitation.fingerprint)
        partner.pause()
        held = self.path(3).read_bytes()
        for private in [b"SY0-701", b"study_session", b"attempt"]:
            self.assertNotIn(private, held)

    def test_pause(self):
        server = self.serve()
        phone, tablet = self.open(1), self.open(2)
        first = server.register(1)["credential"]
        second = server.register(2, first)["credential"]
        for _ in range(40):
            phone.record(session(5), clock())
        with Online(phone, server, first) as here:
            phone.pause()
            for call in [phone.facts, lambda: phone.record(session(5), clock()), lambda: phone.connect(clock())]:
                with self.assertRaises(rebound.ReboundError.Paused):
                    call()
            phone.resume(bytes(range(32)))
            self.assertTrue(here.link.poll().state.is_ENDED())
        self.assertEqual(len(phone.facts()), 40)
        with Online(phone, server, first) as here:
            here.sync()
        with Online(tablet, server, second) as there:
            there.talk_until(lambda: len(tablet.facts()) == 40)
            there.sync()
        self.assertEqual((phone.sync_status().pending, tablet.facts()), (0, phone.facts()))

    def test_changes(self):
        server, phone = self.serve(), self.open(1)
        laptop = rebound.Rebound.open(str(self.path(2)), Secrets(2, KEY), seed())
        first = server.register(1)["credential"]
        second = server.register(2, first)["credential"]
        # The library calls nobody: an app that watches asks for the number.
        told = [phone.revision()]
        for change in [
            lambda: phone.record(session(25), clock()),
            lambda: phone.correct(phone.facts()[0].id, session(20), clock()),
            lambda: phone.share_progress("sam", clock()),
        ]:
            change()
            told.append(phone.revision())
            phone.facts(), phone.briefing(EXAM, clock()), phone.sync_status()
            self.assertEqual(phone.revision(), told[-1])
        laptop.record(session(10), clock())
        with Online(laptop, server, second) as there:
            there.sync()
        with Online(phone, server, first) as here:
            here.talk_until(lambda: len(phone.facts()) == 3)
            self.assertTrue(here.facts_changed)
        told.append(phone.revision())
        self.assertEqual(told, sorted(set(told)))
        # Who watched keeps nothing alive.
        kept = weakref.ref(laptop)
        laptop.pause()
        del laptop, there
        gc.collect()
        self.assertIsNone(kept())

    def test_listener_throws(self):
        server, phone = self.serve(), self.open()
        first = server.register(1)["credential"]
        phone.record(session(25), clock())
        with Online(phone, server, first) as here:
            with self.assertRaisesRegex(ZeroDivisionError, "by zero"):
                here.talk_until(lambda: here.state.is_UP_TO_DATE() and 1 // phone.sync_status().pending)
            phone.record(session(5), clock())
            here.sync()
        self.assertEqual((len(phone.facts()), phone.sync_status().pending), (2, 0))

    def test_a_revoked_device_is_told_why_its_link_ended(self):
        server = self.serve()
        phone = self.open(2)
        first = server.register(1)["credential"]
        second = server.register(2, first)["credential"]
        with Online(phone, server, second) as here:
            here.sync()
            server.request("DELETE", "/v1/devices/0000000000000002", first, None)
            phone.record(session(5), clock())
            here.talk_until(lambda: here.state.is_ENDED())
            self.assertTrue(here.state.end.is_REFUSED())
            self.assertTrue(here.state.end.reason)

    def test_a_device_with_another_key_is_told_before_it_has_sent_anything(self):
        server = self.serve()
        first = server.register(1)
        second = server.register(2, first["credential"])
        phone = self.open(1, secrets=server.member(Secrets(1, KEY), first))
        tablet = self.open(2, secrets=server.member(Secrets(2, OTHER_KEY), second))
        for device in [phone, tablet]:
            device.record(session(5), clock())
        with Online(phone, server, first["credential"]) as here:
            here.sync()
        with Online(tablet, server, second["credential"]) as there:
            there.talk_until(lambda: there.state.is_ENDED())
            self.assertTrue(there.state.end.is_OTHER_KEY())
        self.assertEqual(tablet.sync_status().pending, 2)


class Links(DeviceTest):
    def test_a_server_that_does_not_answer_ends_the_link_at_its_deadline(self):
        link = self.open().connect(clock(boot=1_000))
        turn = link.poll()
        self.assertEqual(len(turn.frames), 1)
        self.assertTrue(link.timeout(turn.deadline_boot_ms - 1).state.is_JOINING())
        ended = rebound.SyncState.ENDED(end=rebound.SyncEnd.SILENT())
        self.assertEqual(link.timeout(turn.deadline_boot_ms).state, ended)

    def test_bytes_that_are_not_the_protocol_end_the_link_with_a_reason(self):
        state = self.open().connect(clock(boot=0)).receive(b"HTTP/1.1 200 OK", 0).state
        self.assertTrue(state.end.is_NOT_THE_PROTOCOL())

    def test_a_new_link_silences_the_one_before(self):
        device = self.open()
        old, new = device.connect(clock(boot=0)), device.connect(clock(boot=0))
        self.assertTrue(old.poll().state.is_ENDED())
        self.assertTrue(new.poll().state.is_JOINING())
