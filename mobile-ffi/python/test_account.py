"""Key stores, accounts, devices and people: each call through the real server, over HTTP."""

import json
import threading

from support import (
    DeviceTest,
    Online,
    Secrets,
    clock,
    perform,
    rebound,
    seed,
    send,
    session,
)

Error = rebound.ReboundError


class KeyStores(DeviceTest):
    def test_secret_store(self):
        for late in [False, True]:
            for call in range(1, 6):
                with self.subTest(call=call, late=late):
                    secrets, path = Secrets(), self.folder / f"{call}-{late}.db"
                    secrets.fails_at, secrets.fails_late = call, late
                    with self.assertRaises(Error.SecretsUnavailable) as failed:
                        rebound.Rebound.open(str(path), secrets, seed())
                    self.assertIn("locked", failed.exception.reason)
                    self.assertFalse(path.exists())
                    kept = dict(secrets.kept)
                    device = rebound.Rebound.open(str(path), secrets, seed())
                    device.pause()
                    # What was put away is taken: nothing is drawn in its place.
                    self.assertLessEqual(kept.items(), secrets.kept.items())
                    self.assertEqual({name: len(value) for name, value in secrets.kept.items()}, {"device": 8, "key": 32})
        secrets = Secrets()
        self.open(9, secrets=secrets)
        self.assertEqual(secrets.calls, 5, "each of them is tried above")

    def test_each_opening_has_the_same_device_and_key(self):
        secrets = Secrets()
        first = self.open(secrets=secrets)
        first.record(session(25), clock())
        first.pause()
        kept = dict(secrets.kept)
        second = self.open(secrets=secrets)
        self.assertEqual((len(second.facts()), secrets.kept), (1, kept))
        other = Secrets()
        self.open(2, secrets=other)
        self.assertFalse(set(other.kept.values()) & set(kept.values()))

    def test_a_database_without_its_key_is_left_as_it_is_until_the_key_is_back(self):
        secrets = Secrets()
        device = self.open(secrets=secrets)
        device.record(session(25), clock())
        text = rebound.Account(secrets).key_text()
        device.pause()
        key, before = secrets.kept.pop("key"), self.path().read_bytes()
        with self.assertRaises(Error.KeyMissing):
            self.open(secrets=secrets)
        self.assertEqual((self.path().read_bytes(), "key" in secrets.kept), (before, False))
        rebound.Account(secrets).take_key(text)
        self.assertEqual(secrets.kept["key"], key)
        self.assertEqual(len(self.open(secrets=secrets).facts()), 1)
        other = rebound.Account(Secrets(2, bytes(32))).key_text()
        with self.assertRaises(Error.OtherAccount):
            rebound.Account(secrets).take_key(other)
        with self.assertRaises(Error.Invalid):
            rebound.Account(secrets).take_key(text[:-1])


class Accounts(DeviceTest):
    def member(self, number, server):
        """A device with an account of its own."""
        secrets = Secrets()
        device, account = self.open(number, secrets=secrets), rebound.Account(secrets)
        made = perform(account.register(server.url, f"phone {number}", None, seed()))
        self.assertTrue(made.is_REGISTERED())
        return device, account, made

    def sync(self, device, account, until=lambda: True):
        with Online.of(device, account) as online:
            online.sync()
            online.talk_until(until)

    def pair(self, old, name, number):
        """A further device, paired by what the old one shows."""
        shown = perform(old.begin_pairing(seed()))
        secrets = Secrets()
        new, joined = rebound.Account(secrets), []
        joining = threading.Thread(
            target=lambda: joined.append(perform(new.join(shown.link, None, name, seed())))
        )
        joining.start()
        [asking] = perform(old.await_device(shown.text.lower())).devices
        self.assertEqual((asking.name, asking.was_told), (name, True))
        confirmed = perform(old.confirm_pairing(shown.text, asking.device, seed()))
        joining.join()
        self.assertEqual(joined, [confirmed])
        return self.open(number, secrets=secrets), new, asking.device

    def test_two_devices(self):
        server = self.serve()
        phone, owner, made = self.member(1, server)
        for _ in range(3):
            phone.record(session(25), clock())
        self.sync(phone, owner)
        tablet, second, device = self.pair(owner, "Sam’s tablet", 2)
        self.assertEqual(second.fingerprint(), made.fingerprint)
        tablet.record(session(40), clock())
        self.sync(tablet, second, lambda: len(tablet.facts()) == 4)
        self.sync(phone, owner, lambda: len(phone.facts()) == 4)
        # A partner: share, sync, invite, claim, confirm.
        friend, reader, _ = self.member(3, server)
        invitation = phone.share_progress("sam", clock())
        with self.assertRaises(Error.NotHere):
            perform(owner.invite("sam"))
        self.sync(phone, owner)
        link = perform(owner.invite("sam")).link
        followed = friend.follow_progress(link)
        self.assertEqual(followed.fingerprint, invitation.fingerprint)
        [open_one] = perform(owner.invites("sam")).invites
        with self.assertRaises(Error.NotHere) as early:
            perform(owner.confirm_invite("sam", open_one.invite))
        self.assertEqual(early.exception.field, "claimed_by")
        claimed = perform(reader.claim(link)).claimed
        self.assertEqual(claimed.document, invitation.document)
        with self.assertRaises(Error.CodeNeeded):
            perform(second.claim(link))
        [asked] = perform(owner.invites("sam")).invites
        self.assertTrue(asked.claimed_by)
        self.assertTrue(perform(owner.confirm_invite("sam", asked.invite)).is_FINISHED())
        self.sync(friend, reader, lambda: friend.progress(invitation.document))
        self.assertEqual((friend.facts(), len(friend.progress(invitation.document))), ([], 1))
        [shared], [shown] = phone.sharing().shared, friend.sharing().followed
        self.assertEqual((shared.relation, shared.state), ("sam", rebound.SharedState.SHOWN))
        self.assertEqual(shown.state, rebound.FollowedState.SHOWN)
        self.assertEqual(shown.fingerprint, shared.fingerprint)
        phone.end_sharing("sam")
        self.assertEqual(phone.sharing().shared[0].state, rebound.SharedState.ENDED)
        for _ in range(2):
            self.assertTrue(perform(owner.delete_shared("sam")).is_FINISHED())
        # The friend learns of it, keeps what had come, and lets go of it.
        withdrawn = rebound.FollowedState.WITHDRAWN
        self.sync(friend, reader, lambda: friend.sharing().followed[0].state == withdrawn)
        self.assertEqual(len(friend.progress(invitation.document)), 1)
        self.assertTrue(perform(reader.leave(invitation.document)).is_FINISHED())
        friend.stop_following(invitation.document)
        self.assertEqual(friend.sharing().followed, [])
        with self.assertRaises(Error.NotHere):
            friend.progress(invitation.document)

    def test_devices_are_listed_renamed_and_ended(self):
        server = self.serve()
        _, owner, made = self.member(1, server)
        tablet, second, device = self.pair(owner, "tablet", 2)
        perform(owner.rename_device(device, "Sam’s old tablet"))
        devices = perform(owner.devices()).devices
        self.assertEqual([(known.name, known.this) for known in devices], [("phone 1", True), ("Sam’s old tablet", False)])
        # A thief with the younger device cannot end the older one.
        with self.assertRaises(Error.CodeNeeded):
            perform(second.end_device(devices[0].device, None))
        perform(owner.end_device(device, None))
        for call in [second.devices, second.export, lambda: second.begin_pairing(seed())]:
            with self.assertRaises(Error.SignedOut):
                perform(call())
        with self.assertRaises(Error.NotHere):
            perform(owner.rename_device("00000000000000ff", "nobody"))
        self.assertIn(b"rebound-account/1", perform(owner.export()).jsonl)
        with self.assertRaises(Error.CodeNeeded):
            perform(owner.delete(self.member(3, server)[2].recovery_code))
        self.assertTrue(perform(owner.delete(made.recovery_code)).is_FINISHED())
        with self.assertRaises(Error.SignedOut):
            owner.link()

    def test_the_paper_brings_everything_back_and_an_old_paper_nothing(self):
        server = self.serve()
        phone, owner, made = self.member(1, server)
        phone.record(session(25), clock())
        self.sync(phone, owner)
        paper = made.recovery_code
        new = perform(owner.renew_code(paper, seed())).recovery_code
        for code, error in [
            (paper, Error.CodeNeeded),
            (new[:-1] + ("0" if new[-1] != "0" else "1"), Error.Invalid),
            (new[:-6], Error.Invalid),
        ]:
            with self.assertRaises(error):
                perform(rebound.Account(Secrets()).recover(code, server.url, "new", rebound.OtherDevices.STAY, seed()))
        secrets = Secrets()
        back = rebound.Account(secrets)
        typed = new.lower().replace("-", " ")
        self.assertEqual(perform(back.recover(typed, server.url, "new", rebound.OtherDevices.END, seed())).fingerprint, made.fingerprint)
        tablet = self.open(2, secrets=secrets)
        self.sync(tablet, back, lambda: len(tablet.facts()) == 1)
        with self.assertRaises(Error.SignedOut):
            perform(owner.devices())

    def test_an_account_whose_answer_was_lost_is_found_again_and_no_second_one_is_made(self):
        server, secrets = self.serve(), Secrets()
        device, account = self.open(secrets=secrets), rebound.Account(secrets)
        device.record(session(25), clock())
        for lost in range(3):
            with self.subTest(lost=lost):
                # Another process, that knows what the key store knows.
                account = rebound.Account(secrets)
                send(account.register(server.url, "phone", None, seed()).step().request)
        made = perform(account.register(server.url, "phone", None, seed()))
        self.assertNotIn(b"recovery_code", secrets.kept["credential"])
        self.sync(device, account)
        self.assertEqual([known.name for known in perform(account.devices()).devices], ["phone"])
        found = Secrets()
        perform(rebound.Account(found).recover(made.recovery_code, server.url, "tablet", rebound.OtherDevices.STAY, seed()))
        self.assertEqual(found.kept["key"], secrets.kept["key"])

    def test_another_server_is_not_shown_the_code_of_the_first(self):
        secrets, sent = Secrets(), []
        self.open(secrets=secrets)
        for url in ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:2"]:
            request = rebound.Account(secrets).register(url, "phone", None, seed()).step().request
            sent.append(json.loads(request.body)["recovery_code"])
        self.assertEqual((sent[1], sent[0] == sent[1]), (sent[2], False))

    def test_a_new_code_whose_answer_was_lost_is_the_one_that_is_shown(self):
        _, owner, made = self.member(1, self.serve())
        call = owner.renew_code(made.recovery_code, seed())
        send(call.step().request)
        shown = perform(call).recovery_code
        self.assertEqual(perform(owner.renew_code(shown, seed())).is_NEW_CODE(), True)

    def test_what_cannot_be_got_back_is_said_before_it_is_too_late(self):
        told = rebound.Account(Secrets()).warnings()
        for said, key in [
            (told.before_first_sync, "account.before_first_sync"),
            (told.recovery_code, "account.recovery_code"),
            (told.last_device, "account.last_device"),
            (told.seen_by_the_server, "account.seen_by_the_server"),
        ]:
            self.assertEqual(said.key, key)
        for words in ["nobody can read", "recovery code", "export"]:
            self.assertIn(words, told.before_first_sync.text)

    def test_who_was_not_told_the_text_is_ended(self):
        server = self.serve()
        _, owner, _ = self.member(1, server)
        shown = perform(owner.begin_pairing(seed()))
        other = shown.text[:-4] + ("0000" if shown.text[-4:] != "0000" else "1111")
        secrets = Secrets()
        joining = rebound.Account(secrets).join(other, server.url, "guess", seed())
        for _ in range(2):
            joining.answer(send(joining.step().request))
        [asking] = perform(owner.await_device(shown.text)).devices
        self.assertFalse(asking.was_told)
        with self.assertRaises(Error.NotPaired):
            perform(owner.confirm_pairing(shown.text, asking.device, seed()))
        with self.assertRaises(Error.SignedOut):
            perform(joining)
        self.assertEqual(len(perform(owner.devices()).devices), 1)
        # Registered and without a key: it must not draw one of its own.
        with self.assertRaises(Error.KeyMissing):
            self.open(2, secrets=secrets)

    def test_a_key_store_that_fails_at_the_end_of_a_call_is_asked_again(self):
        server, secrets = self.serve(), Secrets()
        self.open(secrets=secrets)
        call = rebound.Account(secrets).register(server.url, "", None, seed())
        reply = send(call.step().request)
        secrets.fails_at = secrets.calls + 1
        with self.assertRaises(Error.SecretsUnavailable):
            call.answer(reply)
        self.assertTrue(call.answer(reply).outcome.is_REGISTERED())
        self.assertTrue(perform(rebound.Account(secrets).devices()).devices[0].this)

    def test_what_answers_and_is_no_such_server_is_told_apart(self):
        _, owner, _ = self.member(1, self.serve())
        problem = b'{"code": "%s", "detail": "why"}'
        for status, body, error in [
            (200, b"<html>Sign in to this network</html>", Error.NotAServer),
            (404, b"nginx", Error.NotAServer),
            (502, b"<html>Bad gateway</html>", Error.Unavailable),
            (404, problem % b"not_found", Error.ServerOutdated),
            (405, problem % b"method_not_allowed", Error.ServerOutdated),
            (401, problem % b"unauthorised", Error.SignedOut),
            (403, problem % b"limit", Error.Refused),
            (429, problem % b"too_often", Error.TooOften),
            (500, problem % b"internal", Error.Unavailable),
            (418, problem % b"something_new", Error.Refused),
        ]:
            with self.subTest(status=status, body=body), self.assertRaises(error):
                owner.devices().answer(rebound.HttpReply(status=status, headers=[], body=body))
        wait = [rebound.HttpHeader(name="Retry-After", value="7")]
        step = owner.devices().answer(rebound.HttpReply(status=429, headers=wait, body=problem % b"too_often"))
        self.assertEqual(step.after_ms, 7_000)
        with self.assertRaises(Error.Offline):
            send(rebound.HttpRequest(method="GET", url="http://127.0.0.1:9/", headers=[], body=None, reply_bytes_max=1))
        for address in ["", "not an address", "https://a/b"]:
            with self.assertRaises(Error.Invalid):
                rebound.Account(Secrets(1, bytes(32))).register(address, "", None, seed())
