"""Reading again: one reading of a message counts at any moment, the latest, and nothing else changes."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from slack_exports import message, write_zip

from lilyroot.engines import DuckDB
from lilyroot.errors import StoreError
from lilyroot.listen.reread import Reread, reread
from lilyroot.measure.gather import gather, readers_by_period
from lilyroot.store.forgetting import forget
from lilyroot.store.retention import FOREVER, delete_due
from lilyroot.store.store import Store
from tests.keyword_reader import KeywordReader
from tests.second_reader import SecondReader, less_needy

SECOND = SecondReader(less_needy)


def again(store, reader=SECOND) -> Reread:
    return reread(store, reader, report=lambda done, total: None)


def facts(store) -> Counter[tuple[str, str]]:
    """Readers and orientations of the messages that count."""
    with DuckDB(threads=1) as engine:
        gather(store, engine)
        rows = engine.query("SELECT reader, orientation FROM fact").to_pylist()
    return Counter((row["reader"], row["orientation"]) for row in rows)


def told(i: int) -> dict[str, object]:
    return message(i, f"the customer needs number {i}")


@pytest.fixture
def taken(store, take_in, tmp_path) -> Store:
    """Twenty messages in February and ten in March, from two exports, one message edited."""
    take_in(write_zip(tmp_path / "a.zip", {"general/2025-02-19.json": [told(i) for i in range(20)]}))
    march = [told(i) | {"ts": f"{1_741_000_000 + i}.000100"} for i in range(10)]
    edited = told(3) | {"text": "the customer needs number 33", "edited": {"ts": "1740009999.0"}}
    take_in(write_zip(tmp_path / "b.zip", {"general/2025-03-03.json": [*march, edited]}))
    return store


def test_the_new_readings_count_and_the_old_ones_no_longer(taken):
    before = facts(taken)

    done = again(taken)

    assert before == {("keyword-1", "centric"): 30}
    assert done.sentence() == "in 31 = read again 31 + read before 0 + text gone 0"
    assert facts(taken) == {("keyword-2", "focused"): 15, ("keyword-2", "centric"): 15}


def test_doing_it_twice_changes_nothing(taken):
    again(taken)
    rows = sorted(taken.catalogue.connection.iterdump())

    assert again(taken) == Reread(again=0, before=31, gone=0)
    assert sorted(taken.catalogue.connection.iterdump()) == rows


def test_the_first_version_can_come_back(taken):
    first = facts(taken)
    again(taken)

    again(taken, KeywordReader())
    back = facts(taken)
    again(taken)

    assert back == first
    assert facts(taken) == {("keyword-2", "focused"): 15, ("keyword-2", "centric"): 15}


def test_messages_whose_text_is_gone_keep_their_reading(taken, take_in, tmp_path):
    delete_due(taken.catalogue, taken.segments, FOREVER)
    late = [told(i) | {"ts": f"{1_742_000_000 + i}.000100"} for i in range(5)]
    take_in(write_zip(tmp_path / "c.zip", {"general/2025-03-15.json": late}))

    done = again(taken)

    assert done == Reread(again=5, before=0, gone=31)
    assert sum(facts(taken).values()) == 35
    assert {reader for reader, _ in facts(taken)} == {"keyword-1", "keyword-2"}


def test_it_is_told_which_versions_read_a_month(taken, take_in, tmp_path):
    delete_due(taken.catalogue, taken.segments, FOREVER)
    late = [told(i) | {"ts": f"{1_741_100_000 + i}.000100"} for i in range(5)]
    take_in(write_zip(tmp_path / "c.zip", {"general/2025-03-04.json": late}))
    again(taken)

    with DuckDB(threads=1) as engine:
        gather(taken, engine)
        found = readers_by_period(engine)

    assert found == {"2025-02": ["keyword-1"], "2025-03": ["keyword-1", "keyword-2"]}


def test_a_crash_between_two_batches_leaves_one_reading_of_each_message(taken):
    class Dies(SecondReader):
        read_so_far = 0

        def read(self, batch, *, spans=True):
            if self.read_so_far:
                raise KeyboardInterrupt
            self.read_so_far += 1
            return super().read(batch, spans=spans)

    with pytest.raises(KeyboardInterrupt):
        again(taken, Dies(less_needy))
    half = facts(taken)
    done = again(taken)

    assert sum(half.values()) == 30
    assert {reader for reader, _ in half} == {"keyword-1", "keyword-2"}
    assert done.again + done.before == 31
    assert done.again > 0 < done.before
    assert facts(taken) == {("keyword-2", "focused"): 15, ("keyword-2", "centric"): 15}


def test_old_and_new_readings_outlive_the_next_opening_and_go_with_their_source(taken):
    again(taken)
    taken.close()
    store = Store.open(taken.home, today=date.min)

    kept = [path.exists() for version in ("keyword-1", "keyword-2") for path in store.readings_of(version)]
    forget(store, "slack")

    assert kept == [True] * 4
    assert list(store.home.segments.glob("*/*.parquet")) == []
    for table in ("segment", "outdated", "message"):
        assert store.catalogue.connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
    store.close()


def test_texts_that_are_not_those_that_were_committed_are_not_read(taken):
    (path, *_) = taken.segment_paths("texts")
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    with pytest.raises(StoreError):
        again(taken)

    assert {reader for reader, _ in facts(taken)} <= {"keyword-1", "keyword-2"}
    assert sum(facts(taken).values()) == 30
