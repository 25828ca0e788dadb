"""Opening the catalogue: whoever only looks waits for no writer; what an older version lacks is made."""

from __future__ import annotations

from lilyroot.store.catalogue import Catalogue, looked_at


def test_opening_and_looking_wait_for_no_writer(tmp_path):
    path = tmp_path / "catalogue.sqlite"
    writer = Catalogue(path)
    with writer.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('half', 'done')")
        reader = Catalogue(path)  # would wait a minute, then fail
        with looked_at(path) as looking:
            seen = [reader.meta("half"), looking.execute("SELECT value FROM meta WHERE key = 'half'").fetchone()]
    assert seen == [None, None]
    assert reader.meta("half") == "done"


def test_a_table_that_is_missing_is_made_when_the_version_differs(tmp_path):
    path = tmp_path / "catalogue.sqlite"
    older = Catalogue(path)
    older.connection.execute("DROP TABLE source")
    older.connection.execute("PRAGMA user_version = 7")
    older.close()

    assert Catalogue(path).connection.execute("SELECT COUNT(*) FROM source").fetchone() == (0,)


def test_looking_where_nothing_is_makes_nothing(tmp_path):
    path = tmp_path / "catalogue.sqlite"
    with looked_at(path) as looking:
        assert looking.execute("SELECT COUNT(*) FROM export").fetchone() == (0,)
    assert not path.exists()
