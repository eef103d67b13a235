"""Reads sealed documents by what docs/design/documents.md says, without our code: anybody with the key can.

    python sealed_reader.py KEY_FILE DUMP [NAME ...]

KEY_FILE holds an account's key or that of a relation, as text or an account's in hex; DUMP a JSON object of what the
documents' maps `entries` hold: `{document id: {entry's id: scalar in base64}}`. With an account's key a progress
document needs its name to be read: it stands in the profile, or is given as NAME.

Prints a line of JSON for each entry: its document and its id, and either `item` (`fact`, `document`, `week`, `ended` or
`writer`, bytes in hex) or `anomaly`, which says why it could not be read.
"""

import base64
import hashlib
import hmac
import json
import re
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import cbor

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ACCOUNT, RELATION = 0x5A, 0x5B
FORMAT = 2
FACT, DOCUMENT, WEEK, ENDED, WRITER = 0, 1, 2, 3, 4
FACT_VERSION = 1
PROGRESS = "progress/"


class Anomaly(ValueError):
    """An entry that cannot be read, and why."""


def from_base58check(text):
    """The bytes of a base58check, without the four of the checksum."""
    number = 0
    for letter in text:
        number = 58 * number + BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    payload, checksum = data[:-4], data[-4:]
    if hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4] != checksum:
        raise ValueError("mistyped: its checksum is another")
    return payload


def read_key(text):
    """The kind of a key and its 32 bytes."""
    if re.fullmatch("[0-9a-fA-F]{64}", text):
        return ACCOUNT, bytes.fromhex(text)
    payload = from_base58check(text)
    if len(payload) != 33 or payload[0] not in (ACCOUNT, RELATION):
        raise ValueError("neither the key of an account nor of a relation")
    return payload[0], payload[1:]


def derive(secret, info, size):
    return HKDF(hashes.SHA256(), size, salt=None, info=b"rebound/" + info).derive(secret)


def document_id(account_key, name):
    """The 16 bytes of the own document of that name."""
    data = bytearray(hashlib.sha256(account_key + name.encode()).digest()[:16])
    data[6] = data[6] & 0x0F | 0x40
    data[8] = data[8] & 0x3F | 0x80
    return bytes(data)


class Document:
    """One document's keys."""

    def __init__(self, document, secret):
        self.document = document
        keys = derive(secret, b"document/" + document, 64)
        self.cipher, self.id_key = AESGCMSIV(keys[:32]), keys[32:]

    def entry_id(self, kind, text):
        return hmac.digest(self.id_key, bytes([kind]) + text.encode(), "sha256")[:12]

    def read(self, entry, sealed):
        """The item under an entry's id, as it goes into JSON."""
        kind, text, item = read_item(self.open(entry, sealed))
        if self.entry_id(kind, text) != entry:
            raise Anomaly("it belongs under another id")
        return item

    def open(self, entry, sealed):
        if not sealed or sealed[0] < FORMAT:
            raise Anomaly("not sealed")
        if sealed[0] > FORMAT:
            raise Anomaly(f"a newer app wrote it, in format {sealed[0]}")
        try:
            padded = self.cipher.decrypt(entry, sealed[1:], bytes([FORMAT]) + self.document + entry)
        except (InvalidTag, ValueError):
            raise Anomaly("it does not open") from None
        plain = padded.rstrip(b"\0")
        if not plain.endswith(b"\x80"):
            raise Anomaly("its padding has no end")
        return plain[:-1]


def read_item(plain):
    """The kind and the text that name an entry, and what it holds as JSON."""
    try:
        items = cbor.sequence(plain)
        kind = items[0]
        if kind == WRITER:
            return kind, "", {"writer": items[1]}
        text = fact_id(items[1])
        if kind == FACT:
            return kind, text, {"fact": {"id": text, **read_fact(items[2:])}}
        if kind == DOCUMENT:
            return kind, text, {"document": text}
        if kind == ENDED:
            return kind, text, {"ended": text}
        if kind == WEEK:
            return kind, text, {"week": [text, items[2], items[3]]}
    except (IndexError, TypeError, ValueError, AttributeError):
        raise Anomaly("it is not what its kind says") from None
    raise Anomaly(f"of a kind that is not known here: {kind}")


def read_fact(compact):
    version = compact[0]
    if version > FACT_VERSION:
        return {"newer": version}
    at, device, supersedes, body = compact[1][:4]
    return {
        "at_ms": at[0],
        "zone": at[1],
        "device": device and device.hex(),
        "supersedes": supersedes,
        "kind": body[0],
        "fields": body[1][0],
    }


def fact_id(value):
    return value.hex() if isinstance(value, bytes) else value


def secrets_by_document(kind, key, names):
    """Which documents are not opened by the key itself: those of a relation, by their ids."""
    if kind == RELATION:
        return {}
    relations = [name[len(PROGRESS) :] for name in names if name.startswith(PROGRESS)]
    return {
        document_id(key, PROGRESS + relation): derive(key, b"relation/" + relation.encode(), 32)
        for relation in relations
    }


def read_document(text, entries, key, secrets):
    """A line for each entry of a document."""
    document = from_base58check(text)
    keys = Document(document, secrets.get(document, key))
    for letters, scalar in entries.items():
        line = {"document": text, "entry": letters}
        try:
            line["item"] = keys.read(base64.urlsafe_b64decode(letters), base64.b64decode(scalar))
        except Anomaly as anomaly:
            line["anomaly"] = str(anomaly)
        yield line


def read_dump(kind, key, dump, names=()):
    """A line for each entry of all documents; `names` are names of documents besides those that the profile tells."""
    names = list(names)
    if kind == ACCOUNT:
        profile = document_id(key, "profile")
        for text, entries in dump.items():
            if from_base58check(text) == profile:
                items = [line.get("item", {}) for line in read_document(text, entries, key, {})]
                names += [item["document"] for item in items if "document" in item]
    secrets = secrets_by_document(kind, key, names)
    for text, entries in dump.items():
        yield from read_document(text, entries, key, secrets)


def main(key_file, dump_file, *names):
    with open(key_file, encoding="utf-8") as file:
        kind, key = read_key(file.read().strip())
    with open(dump_file, encoding="utf-8") as file:
        dump = json.load(file)
    for line in read_dump(kind, key, dump, names):
        print(json.dumps(line, ensure_ascii=False, default=bytes.hex))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
