"""Elements of JSON arrays: the fast path and the slow path say the same, and one broken element costs only itself."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.listen.json_stream import FAST_BYTES, Broken, Element, Found, elements

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, so that every boundary is met."""

    def __init__(self, data: bytes, drops: int) -> None:
        super().__init__(data)
        self._drops = drops

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._drops if size and size > 0 else size)


def fast(data: bytes, limit: int = 1_000_000) -> list[Found]:
    return list(elements(io.BytesIO(data), len(data), limit=limit))


def slow(data: bytes, limit: int = 1_000_000, drops: int = 7) -> list[Found]:
    return list(elements(Dripping(data, drops), FAST_BYTES + 1, limit=limit))


def told(found: list[Found]) -> list[object]:
    return [item.value if isinstance(item, Element) else item.why for item in found]


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 0, 2, "\t"]), st.booleans(), st.integers(1, 30))
def test_both_paths_give_the_same_for_every_array(
    values: list[object], indent: int | str | None, ascii_only: bool, drops: int
) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    assert fast(data) == slow(data, drops=drops)


@given(st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=3), max_size=5), st.data())
def test_both_paths_give_the_same_for_damaged_arrays(values: list[object], data: st.DataObject) -> None:
    raw = bytearray(json.dumps(values).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        raw = raw or bytearray(b"[")

    assert fast(bytes(raw)) == slow(bytes(raw))


@given(st.binary(max_size=400), st.integers(1, 50), st.integers(1, 100))
def test_no_bytes_make_it_raise(data: bytes, drops: int, limit: int) -> None:
    for found in slow(data, limit, drops):
        assert isinstance(found, Element | Broken)


def test_offsets_are_bytes_of_the_stream() -> None:
    data = '[{"t": "é"}, {"t": 2}]'.encode()

    assert [data[item.offset : item.offset + len(item.raw)] for item in fast(data)] == [
        b'{"t": "\xc3\xa9"}',
        b'{"t": 2}',
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'[{"a":1},{"b":tru},{"c":3}]', [{"a": 1}, "broken", {"c": 3}]),
        (b'[{"a":1},{"b":[1,2},{"c":3}]', [{"a": 1}, "broken", {"c": 3}]),
        (b'[{"a":1},{"b":{"x":1,{"c":3}]', [{"a": 1}, "broken", {"c": 3}]),
        (b'[{"a":1},{"t":"abc,{"t":"d"},{"t":"e"}]', [{"a": 1}, "broken", {"t": "d"}, {"t": "e"}]),
        (b'[{"a":1},{"b":', [{"a": 1}, "broken", "cut_off"]),
        (b'[{"a":1}', [{"a": 1}, "cut_off"]),
        (b'[{"a":1} {"b":1}]', [{"a": 1}, {"b": 1}]),
        (b'[{"a":"\xff"},{"b":2}]', ["broken", {"b": 2}]),
        (b'[{"a":1}] and more', [{"a": 1}, "broken"]),
        (b'{"a":1}', ["not_an_array"]),
        (b"", ["not_an_array"]),
        (b"\xff\xfe[\x00]\x00", ["utf16"]),
        (b"\xef\xbb\xbf[1]", [1]),
    ],
)
def test_a_broken_element_costs_only_itself(data: bytes, expected: list[object]) -> None:
    assert told(fast(data)) == expected
    assert told(slow(data)) == expected


@pytest.mark.parametrize(
    "swallowing",
    [b'{"t":"' + b"x" * 300 + b'"}', b'{"t":"' + b"x" * 300, b'{"t":{"' + b"x" * 300 + b'":1'],
    ids=["really long", "quote missing", "bracket missing"],
)
def test_an_element_over_the_limit_is_skipped_and_the_rest_goes_on(swallowing: bytes) -> None:
    data = b'[{"a":1},' + swallowing + b',{"b":2},{"c":3}]'

    found = slow(data, limit=100)

    assert told(found) == [{"a": 1}, "too_long", {"b": 2}, {"c": 3}]
    assert found[1].offset == 9


def test_a_huge_element_is_never_held() -> None:
    class Endless(io.RawIOBase):
        """200 MB of one message, made as it is read."""

        left = 200_000_000
        longest = 0

        def read(self, size: int = -1) -> bytes:
            if self.left == 200_000_000:
                self.left -= 1
                return b'[{"ts":"1","text":"'
            if self.left <= 0:
                return b""
            self.left -= size
            return b"x" * size if self.left > 0 else b'"},{"ok":1}]'

    tracemalloc.start()
    found = list(elements(cast(BinaryIO, Endless()), 200_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert told(found) == ["too_long", {"ok": 1}]
    assert peak < 20_000_000


def test_deep_nesting_is_broken_not_a_crash() -> None:
    data = b"[" + b"[" * 60_000 + b"]" * 60_000 + b',{"ok":1}]'

    assert told(fast(data)) == ["broken", {"ok": 1}]


def test_a_piece_that_is_cut_behind_a_quote_keeps_its_brackets() -> None:
    """Python 3.11.7's possessive groups once swallowed the inner bracket at some lengths of drops."""
    data = b'[{"0000000000000": []}]'

    assert [slow(data, drops=drops) for drops in range(1, 31)] == [fast(data)] * 30
