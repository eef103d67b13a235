"""Another process with the same library: to be killed, to be in the way, to fill a disk of its own."""

import pathlib
import random
import subprocess
import sys

from support import HERE, KEY, Secrets, clock, rebound, seed, session


def start(role, folder, *more, before=()):
    """A child that plays `role` in `folder`; what it tells is a line each."""
    command = [*before, sys.executable, HERE.parent / "child.py", role, folder, *more]
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def on_small_disk(role, folder):
    """On a file system of two megabytes that nobody else sees. Root is not needed, namespaces of Linux are."""
    mounted = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"'
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, folder]
    return start(role, folder, before=alone)


def tell(word):
    print(word, flush=True)


def hold(device, _):
    tell("open")
    sys.stdin.read()
    device.record(session(25), clock())
    tell("recorded")


def record_without_end(device, _, chance):
    """Tells the id of each fact when the call that recorded it has returned, whatever comes between."""
    chance = random.Random(int(chance))
    recorded = []
    while True:
        call = chance.choice(["record", "correct", "remove", "pause", "compact", "look"])
        if call == "record" or (call in ["correct", "remove"] and not recorded):
            recorded.append(device.record(session(chance.randrange(1, 60)), clock()))
            tell(recorded[-1])
        elif call == "correct":
            recorded.append(device.correct(chance.choice(recorded), session(50), clock()))
            tell(recorded[-1])
        elif call == "remove":
            tell(device.remove(chance.choice(recorded), clock()))
        elif call == "pause":
            device.pause()
            device.resume(seed())
        elif call == "compact":
            device.compact()
        else:
            device.look(clock())


def fill(device, folder):
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(1 << 20))
    kept = []
    try:
        while True:
            kept.append(device.record(session(25), clock()))
    except rebound.ReboundError.StorageFull as full:
        tell(full.code())
    there = lambda: set(kept) <= {fact.id for fact in device.facts()}  # noqa: E731
    tell(f"kept: {there()}")
    ballast.unlink()
    kept.append(device.record(session(25), clock()))
    tell("recorded")
    device.pause()
    device.resume(seed())
    tell(f"there: {there()}")


if __name__ == "__main__":
    role, place = sys.argv[1], pathlib.Path(sys.argv[2])
    opened = rebound.Rebound.open(str(place / "device-1.db"), Secrets(1, KEY), seed())
    {"hold": hold, "record": record_without_end, "fill": fill}[role](opened, place, *sys.argv[3:])
