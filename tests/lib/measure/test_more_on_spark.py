"""Records and the network on Spark are those on DuckDB, row by row."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator

import pytest
from invented_records import QUARTER, cells, invented, load, people, placement

from lilyroot.engines import DuckDB, Engine, Spark
from lilyroot.measure.network import Network, network
from lilyroot.measure.records import evaluate
from tests.lib.measure import small

pytest.importorskip("pyspark", reason="needs the extra spark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    spill = tmp_path_factory.mktemp("spill")
    with Spark("local[2]", spill=spill, memory="512m", parts=2) as spark, DuckDB(threads=1) as duck:
        yield spark, duck


def test_records_are_measured_alike(engines: tuple[Engine, Engine]) -> None:
    facts, places = invented(seed=3), people()
    found = []
    for engine in engines:
        load(engine, facts, placement(places))
        found.append(evaluate(engine, QUARTER, cells(places)).to_pylist())

    one, other = found
    assert len(one) == len(other) > 20
    assert sum(row["value"] is not None for row in one) > 10
    for row, expected in zip(one, other, strict=True):
        for name, number in expected.items():
            assert row[name] == (pytest.approx(number, rel=1e-9) if isinstance(number, float) else number)


def test_the_network_is_the_same(engines: tuple[Engine, Engine]) -> None:
    rng = random.Random(5)
    lines = ["thread channel person orientation sent flags"]
    for _ in range(300):
        thread, flag = rng.randrange(30), rng.choice(["customer_voice", "-"])
        who, about = rng.choice([*small.PLACES, "guest"]), rng.choice(["centric", "none"])
        lines.append(f"t{thread} c{thread % 3} {who} {about} 2025-03-{rng.randrange(1, 28):02d} {flag}")
    table = small.facts("\n".join(lines))
    found = []
    for engine in engines:
        small.load(engine, table)
        found.append(network(engine, small.PERIOD, {"north": "N", "south": "S"}))

    assert len(found[0].edges) == 4
    assert _written(found[0]) == _written(found[1])


def _written(found: Network) -> str:
    """To the last digit, nothing that is no number included; a set has no order of its own."""
    joint = [(one.channel, sorted(one.units), one.voiced) for one in found.joint]
    return repr((found.edges, found.across, found.borders, found.alike, joint, found.people, found.said))
