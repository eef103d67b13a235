"""Each error that can be brought about from outside, by what an app can do about it."""

import json

from support import KEY, OTHER_KEY, DeviceTest, Secrets, clock, device_id, rebound, seed, session

Error = rebound.ReboundError

# Those that have a row of their own: what the disk, the key store and our own faults bring about.
ELSEWHERE = {"storage_full", "secrets_unavailable", "bug"}


def told(problem, status=400, header=()):
    """What a server answers that refuses something."""
    lines = [rebound.HttpHeader(name=name, value=value) for name, value in header]
    return rebound.HttpReply(status=status, headers=lines, body=json.dumps({"code": problem, "detail": "why"}).encode())


def answered(body):
    return rebound.HttpReply(status=200, headers=[], body=json.dumps(body).encode())


class Errors(DeviceTest):
    def test_errors(self):
        found = self.of_the_file() | self.of_the_server() | self.of_the_keys()
        every = {
            "".join("_" * letter.isupper() + letter.lower() for letter in name).lstrip("_"): case
            for name, case in vars(Error).items()
            if isinstance(case, type) and issubclass(case, Error)
        }
        self.assertEqual(set(every), set(found) | ELSEWHERE)
        for code, error in found.items():
            with self.subTest(code):
                self.assertIsInstance(error, every[code])
                self.assertTrue(error.reason)
                self.assertEqual(error.code(), code)

    def error(self, call, *arguments):
        with self.assertRaises(Error) as refused:
            call(*arguments)
        return refused.exception

    def opening(self, path, device=1, key=KEY, secrets=None):
        return self.error(rebound.Rebound.open, str(path), secrets or Secrets(device, key), seed())

    def of_the_file(self):
        foreign, cut, newer = (self.folder / name for name in ["notes.txt", "cut.db", "newer.db"])
        foreign.write_text("these are my notes, and not a database\n" * 100)
        device = self.open()
        removal = rebound.FactBody.REMOVAL(removal=rebound.Removal(target="b2"))
        found = {
            "invalid": self.opening("/no/such/folder/a.db"),
            "foreign_file": self.opening(foreign),
            "open_elsewhere": self.opening(self.path()),
            "not_here": self.error(device.record, removal, clock()),
        }
        device.record(session(25), clock())
        device.pause()
        sound = self.path().read_bytes()
        cut.write_bytes(sound[:-4096])
        # Where a SQLite file has the version that its program keeps.
        newer.write_bytes(sound[:60] + bytes([0, 0, 3, 0]) + sound[64:])
        without_key = Secrets(1, KEY)
        del without_key.kept["key"]
        return found | {
            "paused": self.error(device.facts),
            "other_device": self.opening(self.path(), device=2),
            "other_account": self.opening(self.path(), key=OTHER_KEY),
            "key_missing": self.opening(self.path(), secrets=without_key),
            "damaged": self.opening(cut),
            "update_needed": self.opening(newer),
        }

    def of_the_server(self):
        secrets = Secrets(1, KEY)
        found = {"signed_out": self.error(rebound.Account(secrets).devices)}
        credential = {"account": "00" * 16, "credential": "secret", "server": "http://127.0.0.1:9"}
        secrets.kept["credential"] = json.dumps(credential).encode()
        asking = rebound.Account(secrets).devices()
        for code, reply in {
            "not_a_server": rebound.HttpReply(status=200, headers=[], body=b"<html>"),
            "server_outdated": told("method_not_allowed", 405),
            "code_needed": told("code_needed", 403),
            "too_often": told("too_often", 429, [("Retry-After", "7000")]),
            "refused": told("limit", 403),
            "unavailable": told("not_ready", 503),
        }.items():
            found[code] = self.error(asking.answer, reply)
        # What an app gives itself where no answer comes.
        found["offline"] = Error.Offline("no network")
        return found

    def of_the_keys(self):
        server = "http://127.0.0.1:9"
        (ours, wrapped), (theirs, _) = (self.registered(server, bytes([byte] * 32)) for byte in (1, 2))
        welcome = {"account": "00" * 16, "credential": "secret", "wrapped_key": wrapped}
        recovering = rebound.Account(Secrets()).recover(theirs, server, "new", rebound.OtherDevices.STAY, seed())
        self.assertNotEqual(ours, theirs)

        secrets = Secrets(1, KEY)
        secrets.kept["credential"] = json.dumps(welcome | {"server": server}).encode()
        owner = rebound.Account(secrets)
        begun = answered({"code": "K7Q4K7Q4", "expires_in_s": 300})
        text = owner.begin_pairing(seed()).answer(begun).outcome.text
        confirming = owner.confirm_pairing(text, device_id(2), seed())
        confirming.answer(answered([{"device": device_id(2), "public_key": "bm9ib2R5"}]))
        return {
            "other_code": self.error(recovering.answer, answered(welcome)),
            "not_paired": self.error(confirming.answer, answered({})),
        }

    def registered(self, server, drawn):
        """The recovery code of a new account, and its key as the server keeps it."""
        call = rebound.Account(Secrets(1, KEY)).register(server, "", None, drawn)
        wrapped = json.loads(call.step().request.body)["wrapped_key"]
        outcome = call.answer(answered({"account": "00" * 16, "credential": "secret"})).outcome
        return outcome.recovery_code, wrapped


class Texts(DeviceTest):
    def test_each_text_that_is_handed_over_has_an_end(self):
        opened, account, long = self.open(), rebound.Account(Secrets(1, KEY)), "x" * 65_537
        device, server, stay = device_id(1), "https://sync.example", rebound.OtherDevices.STAY
        for field, call in [
            ("path", lambda: rebound.Rebound.open(long, Secrets(1, KEY), seed())),
            ("path", lambda: rebound.salvage(long, Secrets(1, KEY))),
            ("invitation", lambda: opened.follow_progress(long)),
            ("search", lambda: opened.exams(long, clock())),
            ("zone", lambda: opened.look(clock(zone=long))),
            ("exam", lambda: opened.plan(long, clock())),
            ("server", lambda: account.register(long, "phone", None, seed())),
            ("name", lambda: account.register(server, long, None, seed())),
            ("token", lambda: account.register(server, "phone", long, seed())),
            ("code", lambda: account.join(long, None, "phone", seed())),
            ("server", lambda: account.join("K7Q4", long, "phone", seed())),
            ("name", lambda: account.join("K7Q4", None, long, seed())),
            ("code", lambda: account.recover(long, server, "phone", stay, seed())),
            ("server", lambda: account.recover("K7Q4", long, "phone", stay, seed())),
            ("name", lambda: account.recover("K7Q4", server, long, stay, seed())),
            ("code", lambda: account.await_device(long)),
            ("code", lambda: account.confirm_pairing(long, device, seed())),
            ("code", lambda: account.renew_code(long, seed())),
            ("name", lambda: account.rename_device(device, long)),
            ("code", lambda: account.end_device(device, long)),
            ("invitation", lambda: account.claim(long)),
            ("invite", lambda: account.confirm_invite("sam", long)),
            ("invite", lambda: account.withdraw_invite("sam", long)),
            ("code", lambda: account.delete(long)),
            ("key", lambda: account.take_key(long)),
        ]:
            with self.subTest(field):
                with self.assertRaises(Error.Invalid) as refused:
                    call()
                self.assertEqual(refused.exception.field, field)
                self.assertIn("65537 bytes", refused.exception.reason)
