"""Forgetting a source leaves nothing of it and nothing else is touched."""

from __future__ import annotations

from slack_exports import message, write_zip

from lilyroot.store.forgetting import forget

TABLES = ("export", "segment", "message", "superseded", "quarantine", "passed_over", "speaker_alias", "stated_team")


def counts(store) -> dict[str, int]:
    return {t: store.catalogue.connection.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in TABLES}


def test_a_forgotten_source_leaves_nothing_and_can_be_taken_in_again(store, take_in, tmp_path):
    first = write_zip(tmp_path / "a.zip", {"general/2025-02-19.json": [message(i) for i in range(9)]})
    entries = [*(message(i) for i in range(5)), message(1, "edited", edited={"ts": "1740009999.0"}), "bad"]
    second = write_zip(tmp_path / "b.zip", {"general/2025-02-19.json": entries})
    take_in(first, source="berlin")
    before = counts(store)
    files = sorted(path.name for path in store.home.segments.rglob("*.parquet"))
    taken = take_in(second, source="oslo")

    forgotten = forget(store, "oslo")

    assert forgotten.messages == taken.committed
    assert counts(store) == before
    assert sorted(path.name for path in store.home.segments.rglob("*.parquet")) == files
    assert take_in(second, source="oslo").sentence() == taken.sentence()
