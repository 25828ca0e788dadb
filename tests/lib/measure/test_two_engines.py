"""Any talk at all: DuckDB and the reference agree on every figure, and nothing leaves its range."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lilyroot.measure import INDICATORS
from lilyroot.model.labels import FLAGS
from tests.lib.measure.small import KINDS, PLACES, facts, figures

FORMS = {indicator.name: indicator.form for indicator in INDICATORS}

LINE = st.builds(
    lambda talk, thread, person, orientation, day, flags: (
        f"t{talk}-{thread} t{talk} c{talk % 3} {KINDS[talk % 2]} {person} {orientation} "
        f"{f'2025-03-{day:02d}' if day else '-'} {','.join(sorted(flags)) or '-'}"
    ),
    st.integers(0, 9),
    st.integers(0, 1),
    st.sampled_from([*PLACES, "guest"]),
    st.sampled_from(["centric", "focused", "none"]),
    st.integers(0, 9),
    st.sets(st.sampled_from(FLAGS), max_size=3),
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINE, max_size=60))
def test_both_engines_measure_the_same(lines: list[str]) -> None:
    table = facts("\n".join(["thread conversation channel kind person orientation sent flags", *lines]))

    ours, theirs = figures(table, "duckdb").to_pylist(), figures(table, "reference").to_pylist()

    assert len(ours) == len(theirs)
    for row, other in zip(ours, theirs, strict=True):
        for name, number in other.items():
            assert row[name] == (pytest.approx(number, rel=1e-12) if isinstance(number, float) else number)
        if FORMS[row["indicator"]] == "share" and row["low"] is not None:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1
