"""A sync in the background: one question where there is nothing to do, one socket where there is."""

import contextlib
import datetime
import socket
import threading

from support import MONDAY, DeviceTest, Online, Secrets, boot_ms, clock, perform, rebound, seed, session

IDLE_BYTES_MAX = 2_048


def sync_once(device, account):
    """What an app does when the system lets it run for a moment."""
    news = perform(account.news(device)).news
    if not device.take_news(news, clock()):
        return
    with Online.of(device, account, news) as online:
        online.sync()
        if online.link.has_sent():
            news = perform(account.news(device)).news
            online.carry_out(online.link.compare(news, boot_ms()))
            online.sync()


class Wire:
    """What stands between a device and its server, and counts."""

    def __init__(self, server):
        self.server, self.connections, self.bytes = server, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://{}:{}".format(*self.listener.getsockname())
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                host, port = self.server.address.split(":")
                far = socket.create_connection((host, int(port)))
                self.connections += 1
                threading.Thread(target=self.join, args=(near, far), daemon=True).start()

    def join(self, near, far):
        with near, far:
            back = threading.Thread(target=self.carry, args=(far, near), daemon=True)
            back.start()
            self.carry(near, far)
            back.join()

    def carry(self, source, sink):
        with contextlib.suppress(OSError):
            while part := source.recv(65_536):
                self.bytes += len(part)
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)

    def counted(self, work):
        before = (self.connections, self.bytes)
        work()
        return self.connections - before[0], self.bytes - before[1]


class Feed(DeviceTest):
    def member(self, number, server, wire, first=None):
        """A device of an account, as it reaches its server over a wire."""
        registered = server.register(number, first and first["credential"])
        secrets = server.member(Secrets(number, bytes([7] * 32)), registered)
        secrets.kept["credential"] = secrets.kept["credential"].replace(
            server.url.encode(), wire.url.encode()
        )
        return registered, self.open(number, secrets=secrets), rebound.Account(secrets)

    def test_nothing_to_do_is_one_request_of_two_kilobytes_at_most(self):
        server = self.serve()
        wire = Wire(server)
        self.addCleanup(wire.listener.close)
        first, phone, account = self.member(1, server, wire)
        _, laptop, there = self.member(2, server, wire, first)
        for _ in range(12):
            phone.record(session(5), clock())
        sync_once(phone, account)
        self.assertEqual(phone.sync_status().pending, 0)
        for _ in range(3):
            connections, moved = wire.counted(lambda: sync_once(phone, account))
            self.assertEqual(connections, 1)
            self.assertLessEqual(moved, IDLE_BYTES_MAX)
        sync_once(laptop, there)
        self.assertEqual(laptop.facts(), phone.facts())
        laptop.record(session(10), clock())
        sync_once(laptop, there)
        sync_once(phone, account)
        self.assertEqual(laptop.facts(), phone.facts())
        self.assertEqual(wire.counted(lambda: sync_once(laptop, there))[0], 1)
        # Both are equal, and that was known at the moment of the question.
        self.assertLess(abs(phone.sync_status().synced_at - MONDAY), datetime.timedelta(minutes=1))

    def test_what_was_reached_is_kept_by_the_database(self):
        server = self.serve()
        wire = Wire(server)
        self.addCleanup(wire.listener.close)
        _, phone, account = self.member(1, server, wire)
        phone.record(session(5), clock())
        sync_once(phone, account)
        phone.pause()
        phone.resume(seed())
        self.assertEqual(wire.counted(lambda: sync_once(phone, account))[0], 1)

    def test_a_device_without_an_account_and_one_that_was_ended_are_told_so(self):
        server = self.serve()
        secrets = Secrets()
        alone = self.open(3, secrets=secrets)
        with self.assertRaises(rebound.ReboundError.SignedOut):
            rebound.Account(secrets).news(alone)
        first, _, _ = self.member(1, server, server)
        _, laptop, there = self.member(2, server, server, first)
        sync_once(laptop, there)
        server.request("DELETE", "/v1/devices/0000000000000002", first["credential"], None)
        with self.assertRaises(rebound.ReboundError.SignedOut):
            perform(there.news(laptop))

    def test_the_pause_after_each_loss_is_longer_and_differs(self):
        shortest = [rebound.retry_after_ms(losses, 0) for losses in range(1, 9)]
        self.assertEqual(shortest, sorted(shortest))
        self.assertGreaterEqual(shortest[0], 500)
        self.assertLessEqual(rebound.retry_after_ms(2**32 - 1, 2**64 - 1), 60_000)
        self.assertGreater(len({rebound.retry_after_ms(3, chance) for chance in range(100)}), 50)
