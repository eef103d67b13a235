"""What the scenarios share: devices in a folder of their own, a server, a socket that drives a link."""

import contextlib
import datetime
import json
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import time
import types
import unittest
import urllib.error
import urllib.request

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

HERE = pathlib.Path(__file__).resolve()
GOLDEN = HERE.parents[2] / "core" / "tests" / "golden"
BUILT = pathlib.Path(os.environ.get("REBOUND_PROGRAMS", HERE.parents[2] / "target" / "debug"))
sys.path.insert(0, str(BUILT))

import rebound_core  # noqa: E402  (they lie beside the built library)
import rebound_mobile  # noqa: E402

# The records of the core and the objects of the library, as one.
rebound = types.SimpleNamespace(
    **{name: getattr(module, name) for module in (rebound_core, rebound_mobile) for name in module.__all__}
)

EXAM = "SY0-701"
KEY = bytes([7] * 32)
OTHER_KEY = bytes([9] * 32)
PATIENCE_S = 20
MONDAY = datetime.datetime(2026, 3, 2, 18, 0, tzinfo=datetime.timezone.utc)


def clock(at=MONDAY, zone="America/New_York", boot=None):
    return rebound.Now(utc=at, zone=zone, boot_ms=boot_ms() if boot is None else boot)


def boot_ms():
    return time.monotonic_ns() // 1_000_000


def seed():
    return secrets.token_bytes(32)


def device_id(number):
    return f"{number:016x}"


class Secrets(rebound.SecretStore):
    """A key store in memory, which can fail at a call, before or after it has done what was asked."""

    def __init__(self, number=None, key=None):
        self.kept = {} if number is None else {"device": number.to_bytes(8, "big"), "key": key}
        self.puts, self.calls, self.fails_at, self.fails_late = [], 0, None, False

    def get(self, name):
        return self.do(lambda: self.kept.get(name))

    def put(self, name, secret):
        self.puts.append((name, secret))
        self.do(lambda: self.kept.update({name: secret}))

    def delete(self, name):
        self.do(lambda: self.kept.pop(name, None))

    def do(self, work):
        self.calls += 1
        fails = self.calls == self.fails_at
        if fails and not self.fails_late:
            raise KeyError("locked")
        done = work()
        if fails:
            raise KeyError("locked")
        return done


def perform(call):
    """What an app's network layer does for each call, and no more."""
    step = call.step()
    while step.is_SEND():
        time.sleep(step.after_ms / 1_000)
        step = call.answer(send(step.request))
    return step.outcome


def send(request):
    head = {line.name: line.value for line in request.headers}
    asked = urllib.request.Request(request.url, request.body, head, method=request.method)
    try:
        reply = urllib.request.urlopen(asked, timeout=PATIENCE_S)
    except urllib.error.HTTPError as refusal:
        reply = refusal
    except OSError as error:
        raise rebound.ReboundError.Offline(str(error)) from error
    with reply:
        lines = [rebound.HttpHeader(name=name, value=value) for name, value in reply.headers.items()]
        return rebound.HttpReply(status=reply.status, headers=lines, body=reply.read())


def session(minutes, domain="4"):
    return rebound.FactBody.STUDY_SESSION(
        study_session=rebound.StudySession(
            exam=EXAM, domain=domain, minutes=minutes, activity=rebound.Activity.READING
        )
    )


def attempt(sat_on, report=None, outcome=rebound.Outcome.FAIL):
    return rebound.FactBody.ATTEMPT(
        attempt=rebound.Attempt(
            exam=EXAM, sat_on=sat_on, zone="America/New_York", outcome=outcome, report=report
        )
    )


class DeviceTest(unittest.TestCase):
    """A test with a folder for its databases."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rebound-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, number=1):
        return self.folder / f"device-{number}.db"

    def open(self, number=1, key=KEY, secrets=None):
        secrets = secrets or Secrets(number, key)
        device = rebound.Rebound.open(str(self.path(number)), secrets, seed())
        # The folder goes only when the database in it is closed.
        self.addCleanup(device.pause)
        return device

    def serve(self):
        server = Server(self.folder / "server")
        self.addCleanup(server.stop)
        return server


class Server:
    """The real server, as a process of its own on a free port."""

    def __init__(self, data):
        command = [BUILT / "rebound-sync-server", "serve", "--data", data, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        greeting = self.process.stdout.readline()
        self.address = greeting.split("ws://")[1].split("/")[0]
        self.url = f"http://{self.address}"

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.process.stdout.close()

    def register(self, number, credential=None):
        """The account and credential of a device: of a new account, or of the caller's."""
        path = "/v1/devices" if credential else "/v1/accounts"
        return self.request("POST", path, credential, {"device": device_id(number)})

    def member(self, secrets, registered):
        """A key store that holds what a registration has answered."""
        credential = {name: registered[name] for name in ["account", "credential"]}
        credential["server"] = self.url
        secrets.kept["credential"] = json.dumps(credential).encode()
        return secrets

    def request(self, method, path, credential=None, body=None):
        request = urllib.request.Request(
            f"http://{self.address}{path}", None if body is None else json.dumps(body).encode(), method=method
        )
        if body is not None:
            request.add_header("content-type", "application/json")
        if credential:
            request.add_header("authorization", f"Bearer {credential}")
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            text = answer.read()
        return json.loads(text) if text else None


class Online:
    """A device while it is online: what an app's network layer does, and no more."""

    def __init__(self, device, server, credential):
        self.talk(device, f"ws://{server.address}/sync", {"authorization": f"Bearer {credential}"})

    @classmethod
    def of(cls, device, account, news=None):
        """A device of an account that its key store knows, for everything or for what is new."""
        online, request = cls.__new__(cls), account.link()
        online.talk(device, request.url, {line.name: line.value for line in request.headers}, news)
        return online

    def talk(self, device, url, head, news=None):
        self.socket = connect(url, additional_headers=head, compression=None, max_size=None)
        self.facts_changed = False
        self.link = device.connect_for(news, clock()) if news else device.connect(clock())
        self.carry_out(self.link.poll())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.carry_out(self.link.lost(boot_ms()))

    def carry_out(self, turn):
        self.facts_changed |= turn.facts_changed
        self.state, self.deadline_boot_ms = turn.state, turn.deadline_boot_ms
        # Where the server has closed, its last words are still to be read.
        with contextlib.suppress(ConnectionClosed):
            for frame in turn.frames:
                self.socket.send(frame)

    def sync(self):
        self.talk_until(lambda: self.state.is_UP_TO_DATE())

    def talk_until(self, done):
        self.carry_out(self.link.poll())
        end = time.monotonic() + PATIENCE_S
        while not done():
            if self.state.is_ENDED():
                raise AssertionError(f"the link ended: {self.state}")
            left_s = end - time.monotonic()
            assert left_s > 0, f"not in time: {self.state}"
            wait_s = min(left_s, (self.deadline_boot_ms - boot_ms()) / 1_000)
            try:
                frame = self.socket.recv(timeout=max(0.0, wait_s))
            except TimeoutError:
                self.carry_out(self.link.timeout(boot_ms()))
            except ConnectionClosed:
                self.carry_out(self.link.lost(boot_ms()))
            else:
                self.carry_out(self.link.receive(frame, boot_ms()))
