"""CBOR (RFC 8949) as it stands in sealed documents: items of definite length, one after the other."""

import struct

# Deeper than any fact, and shallow enough for Python's stack.
DEPTH_MAX = 16
FLOATS = {25: ">e", 26: ">f", 27: ">d"}
SIMPLE = {20: False, 21: True, 22: None}


class Malformed(ValueError):
    """The bytes are not a sequence of such items."""


def sequence(data):
    """All items of a CBOR sequence (RFC 8742)."""
    items, position = [], 0
    while position < len(data):
        value, position = item(data, position)
        items.append(value)
    return items


def item(data, position, depth=0):
    """The item at a position, and where the next one begins."""
    if depth > DEPTH_MAX:
        raise Malformed("too deep")
    first = take(data, position, 1)[0]
    major, detail, position = first >> 5, first & 31, position + 1
    if major == 7:
        return simple(data, position, detail)
    size, position = argument(data, position, detail)
    if major == 0:
        return size, position
    if major == 1:
        return -1 - size, position
    if major == 2:
        return take(data, position, size), position + size
    if major == 3:
        return text(take(data, position, size)), position + size
    if major == 4:
        return several(data, position, size, depth)
    if major == 5:
        flat, position = several(data, position, 2 * size, depth)
        return list(zip(flat[::2], flat[1::2])), position
    raise Malformed("a tag")


def argument(data, position, detail):
    if detail < 24:
        return detail, position
    if detail > 27:
        raise Malformed("no definite length")
    width = 1 << (detail - 24)
    return int.from_bytes(take(data, position, width), "big"), position + width


def simple(data, position, detail):
    if detail in SIMPLE:
        return SIMPLE[detail], position
    if detail in FLOATS:
        width = 1 << (detail - 24)
        return struct.unpack(FLOATS[detail], take(data, position, width))[0], position + width
    raise Malformed("a simple value that has no meaning here")


def several(data, position, count, depth):
    values = []
    for _ in range(count):
        value, position = item(data, position, depth + 1)
        values.append(value)
    return values, position


def take(data, position, size):
    part = data[position : position + size]
    if len(part) < size:
        raise Malformed("it ends too early")
    return part


def text(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None
