"""Everything in one file, and back on an empty machine: the same store, the same releases, the same people."""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.errors import LilyrootError, SettingsError, StoreError
from lilyroot.home import Home
from lilyroot.store.backup import MANIFEST, back_up, restore
from lilyroot.store.retention import held
from lilyroot.store.store import Store

SECRET = "The crates for Marlow were late again."
STAFF = "".join(f"e{n},{'e0' if n else ''},pier,Ann Other{n}\n" for n in range(12))


@pytest.fixture(scope="session")
def lived_in(tmp_path_factory) -> Home:
    """A home with people, talk of two months, texts that are still held, a quarantined record and a release."""
    folder = tmp_path_factory.mktemp("lived-in")
    home = Home(folder / "home")
    (folder / "hris.csv").write_text(f"employee_id,manager_id,team,name\n{STAFF}")
    said = [f"e{n % 12},2025-0{3 + n % 2}-0{1 + n % 8},{SECRET if n % 3 else 'Lunch?'} {n}" for n in range(240)]
    (folder / "talk.csv").write_text("\n".join(["speaker,sent,text", *said, f"e1,no day,{SECRET}"]))
    run(home, "organisation", folder / "hris.csv")
    run(home, "listen", folder / "talk.csv", "--as", "table", "--reader", "fast")
    run(home, "release")
    (home.root / "customers.txt").write_text("skippers\n")
    return home


@pytest.fixture
def home(lived_in: Home, tmp_path: Path) -> Home:
    shutil.copytree(lived_in.root, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def other(tmp_path: Path) -> Home:
    """An empty machine that was given the key."""
    return Home(tmp_path / "other")


def run(home: Home, *arguments: object, status: int = 0) -> str:
    done = CliRunner().invoke(verbs, [*map(str, arguments)], env={"LILYROOT_HOME": str(home.root)})
    assert done.exit_code == status, f"{done.output}\n{done.exception!r}"
    return done.output


def packed(home: Home, *, texts: bool = True) -> bytes:
    sink = io.BytesIO()
    store = Store.open(home, today=date.min)
    back_up(store, sink, today=date(2025, 5, 1), texts=texts)
    store.close()
    return sink.getvalue()


def files(home: Home) -> dict[str, bytes]:
    """What never changes by being looked at: segments, releases and words, by path."""
    kept = [*home.segments.rglob("*"), *home.releases.rglob("*"), home.root / "customers.txt"]
    return {
        str(path.relative_to(home.root)): path.read_bytes() for path in kept if path.name[0] != "." and path.is_file()
    }


def rows(home: Home) -> list[str]:
    store = Store.open(home, today=date.min)
    dump = list(store.catalogue.connection.iterdump())
    store.close()
    return dump


def repacked(data: bytes, change) -> bytes:
    """The archive with its members changed: ``change(name, content)`` gives what is written instead, None nothing."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as old, tarfile.open(fileobj=sink, mode="w") as new:
        for member in old:
            changed = change(member.name, old.extractfile(member).read())
            if changed is not None:
                name, content = changed
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))
    return sink.getvalue()


def test_on_an_empty_machine_everything_is_as_it_was(home, other):
    before, known = files(home), rows(home)
    run(home, "backup", home.root.parent / "b.tar")
    shutil.copytree(home.keys, other.keys)
    told = run(other, "restore", home.root.parent / "b.tar")

    assert "as they were backed up on" in told
    assert files(other) == before
    assert len(before) > 5
    assert rows(other) == known
    assert "chain unbroken" in run(other, "ledger", "verify")
    assert "nothing new" in run(other, "release") or run(other, "release") == run(home, "release")


def test_keys_and_what_can_be_made_again_are_not_in_it(home):
    (home.spool / "half").write_text("half an export")
    (home.data / "web-cache").mkdir()
    (home.data / "web-cache" / "drawing").write_text("drawn")
    data = packed(home)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        names = archive.getnames()
    key = (home.keys / "master.key").read_bytes()

    assert key not in data
    assert [name for name in names if name.startswith(("keys", "data/spool", "data/web-cache"))] == []
    assert names[-1] == MANIFEST


def test_who_is_signed_in_here_is_not_in_it(home, other):
    with closing(sqlite3.connect(home.data / "web.sqlite")) as web:
        web.execute("CREATE TABLE django_session (session_key TEXT)")
        web.executemany("INSERT INTO django_session VALUES (?)", [(f"let-me-in-{n}",) for n in range(99)])
        web.execute("DELETE FROM django_session WHERE rowid < 50")  # lingers in the file
        web.commit()
    data = packed(home)
    restore(io.BytesIO(data), other)

    assert b"let-me-in" not in data
    with closing(sqlite3.connect(other.data / "web.sqlite")) as web:
        assert web.execute("SELECT COUNT(*) FROM django_session").fetchone() == (0,)


def test_a_journal_beside_an_audit_is_not_played_back_into_its_copy(home):
    home.audits.mkdir(exist_ok=True)
    (home.audits / "2025-03.sqlite-journal").write_text("half a label")
    with tarfile.open(fileobj=io.BytesIO(packed(home))) as archive:
        assert [name for name in archive.getnames() if name.endswith("-journal")] == []


def test_a_folder_that_lies_elsewhere_is_not_left_out_unsaid(home):
    (home.releases).rename(home.root.parent / "elsewhere")
    home.releases.symlink_to(home.root.parent / "elsewhere")

    with pytest.raises(StoreError, match="a backup follows none"):
        packed(home)


def test_what_a_killed_backup_copied_goes_when_the_store_is_opened_next(home):
    store = Store.open(home, today=date.min)
    store.close()
    store.copies.mkdir()
    (store.copies / "catalogue.sqlite").write_text(SECRET)
    Store.open(home, today=date.min).close()

    assert not store.copies.exists()


def test_nobody_else_may_look_into_what_was_restored(home, other):
    restore(io.BytesIO(packed(home)), other)

    open_to_others = [path for path in (other.root, *other.root.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_to_others == []


def test_a_backup_does_not_go_into_its_own_home(home):
    done = CliRunner().invoke(verbs, ["backup", str(home.root / "b.tar")], env={"LILYROOT_HOME": str(home.root)})

    assert "does not lie in the home that it is of" in str(done.exception)
    assert not list(home.root.glob("*b.tar*"))


def test_without_texts_the_words_are_gone_and_the_figures_stay(home, other):
    assert SECRET.encode() in everything_in(packed(home))
    shutil.copytree(home.keys, other.keys)
    data = packed(home, texts=False)
    restore(io.BytesIO(data), other)
    store, kept = Store.open(other, today=date.min), Store.open(home, today=date.min)
    readings = [len(one.verified_paths("readings")) for one in (store, kept)]
    left, here = held(store.catalogue.connection), held(kept.catalogue.connection)
    store.close()
    kept.close()

    assert SECRET.encode() not in everything_in(data)
    assert (left, readings[0]) == ([], readings[1])
    assert here != []
    assert "chain unbroken" in run(other, "ledger", "verify")


def everything_in(data: bytes) -> bytes:
    """Every file of an archive as plain as it gets: also the rows of its tables of texts."""
    found = []
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member).read() if member.isfile() else b""
            found.append(content)
            if "/texts/" in member.name and member.name.endswith(".parquet"):
                found.append(str(pq.read_table(io.BytesIO(content)).to_pylist()).encode())
    return b"".join(found)


def test_the_day_is_told_by_which_the_file_has_to_go(home):
    store = Store.open(home, today=date.min)
    day = min(entry.delete_after for entry in held(store.catalogue.connection))
    told = back_up(store, io.BytesIO(), today=date(2025, 5, 1)).texts_until
    without = back_up(store, io.BytesIO(), today=date(2025, 5, 1), texts=False).texts_until
    store.close()

    assert (told, without) == (day, None)


@pytest.mark.parametrize("there", ["data", "customers.txt"])
def test_a_home_in_use_is_not_written_over(home, other, there):
    other.root.mkdir()
    (other.root / there).mkdir()

    with pytest.raises(SettingsError, match=f"This home is in use: it holds {there}"):
        restore(io.BytesIO(packed(home)), other)
    assert [path.name for path in other.root.iterdir()] == [there]


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "without its end": lambda data: repacked(data, lambda name, raw: None if name == MANIFEST else (name, raw)),
    "one byte changed": lambda data: repacked(
        data, lambda name, raw: (name, raw[:-1] + bytes([raw[-1] ^ 1]) if "HEAD" in name else raw)
    ),
    "a file less": lambda data: repacked(data, lambda name, raw: None if "HEAD" in name else (name, raw)),
    "a file more": lambda data: repacked(
        data, lambda name, raw: ("data/more", raw) if name == "customers.txt" else (name, raw)
    ),
    "a key among it": lambda data: repacked(
        data, lambda name, raw: ("keys/master.key" if name == "customers.txt" else name, raw)
    ),
    "a way out": lambda data: repacked(data, lambda name, raw: ("../out" if name == "customers.txt" else name, raw)),
    "an absolute path": lambda data: repacked(
        data, lambda name, raw: ("/etc/out" if name == "customers.txt" else name, raw)
    ),
    "something else": lambda data: b"speaker,sent,text\n" * 100,
    "nothing": lambda data: b"",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_no_whole_backup_leaves_nothing_behind(home, other, damage):
    data = DAMAGE[damage](packed(home))

    for only_check in (True, False):
        with pytest.raises(StoreError, match="This is no whole backup of Lilyroot"):
            restore(io.BytesIO(data), other, only_check=only_check)
    assert not other.root.exists() or list(other.root.iterdir()) == []
    assert sorted(path.name for path in other.root.parent.iterdir()) in (["home"], ["home", "other"])


@pytest.mark.parametrize("name", ["keys/master.key", "../out", "/etc/out", "data/../keys/master.key", "data/.lock"])
def test_a_name_is_refused_before_anything_is_written(home, other, name):
    data = repacked(packed(home), lambda old, raw: (name if old == "customers.txt" else old, raw))

    with pytest.raises(StoreError, match=f"It holds '{re.escape(name)}', which no backup does"):
        restore(io.BytesIO(data), other)


def test_links_and_folders_are_refused(home, other):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        link = tarfile.TarInfo("data/catalogue.sqlite")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    with pytest.raises(StoreError, match=r"It holds 'data/catalogue.sqlite', which no backup does"):
        restore(io.BytesIO(sink.getvalue()), other)


def test_a_damaged_segment_is_found_when_it_is_backed_up(home):
    path = next(home.segments.glob("readings/*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    done = CliRunner().invoke(
        verbs, ["backup", str(home.root.parent / "b.tar")], env={"LILYROOT_HOME": str(home.root)}
    )

    assert isinstance(done.exception, StoreError)
    assert "not those that were committed" in done.exception.sentence
    assert [path.name for path in home.root.parent.iterdir()] == ["home"]
    assert not (home.data / ".backup").exists()


def test_without_the_key_it_is_said_and_another_key_is_refused(home, other):
    told = run_restore(home, other)
    with pytest.raises(StoreError, match="The master key is missing"):
        Store.open(other, today=date.min)
    missing = not (other.keys / "master.key").exists()
    other.keys.mkdir(exist_ok=True)
    (other.keys / "master.key").write_bytes(b"k" * 32)
    (other.keys / "master.key").chmod(0o400)

    assert "put the key back before you go on: keys/master.key, fingerprint " in told
    assert missing
    with pytest.raises(LilyrootError, match="not the one this store was made with"):
        Store.open(other, today=date.min)


def run_restore(home: Home, other: Home) -> str:
    run(home, "backup", home.root.parent / "b.tar")
    return run(other, "restore", home.root.parent / "b.tar")


def test_checking_writes_nothing(home, other):
    run(home, "backup", home.root.parent / "b.tar")
    told = run(other, "restore", "--check", home.root.parent / "b.tar")

    assert "as they were backed up on" in told
    assert not other.root.exists()


def test_a_file_that_is_there_is_not_written_over(home):
    (home.root.parent / "b.tar").write_text("precious")

    done = CliRunner().invoke(
        verbs, ["backup", str(home.root.parent / "b.tar")], env={"LILYROOT_HOME": str(home.root)}
    )

    assert "There is a file of this name." in str(done.exception)
    assert (home.root.parent / "b.tar").read_text() == "precious"


def test_it_goes_through_a_pipe(home, other):
    code = "from lilyroot.cli import main; main()"
    command = [sys.executable, "-c", code]
    made = subprocess.run([*command, "backup", "-", "--home", str(home.root)], capture_output=True, check=True)
    shutil.copytree(home.keys, other.keys)
    subprocess.run([*command, "restore", "-", "--home", str(other.root)], input=made.stdout, check=True)

    assert files(other) == files(home)
    assert b"keys are not in it" in made.stderr


def test_killed_in_between_it_can_be_restored_again(home, other):
    run(home, "backup", home.root.parent / "b.tar")
    stop = (
        "import os, signal, lilyroot.store.backup as b; put = b._put_in_place\n"
        f"b._put_in_place = lambda *given: os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        "from lilyroot.cli import main; main()"
    )
    killed = subprocess.run(
        [sys.executable, "-c", stop, "restore", str(home.root.parent / "b.tar"), "--home", str(other.root)],
        check=False,
    )
    shutil.copytree(home.keys, other.keys)
    run(other, "restore", home.root.parent / "b.tar")

    assert killed.returncode == -signal.SIGKILL
    assert files(other) == files(home)
    assert sorted(path.name for path in other.root.iterdir()) == ["customers.txt", "data", "keys"]


def test_a_manifest_that_leaves_things_out_is_none(home, other):
    def shortened(name: str, raw: bytes):
        return (name, b'{"format": 1}') if name == MANIFEST else (name, raw)

    with pytest.raises(StoreError, match="It has no manifest at its end"):
        restore(io.BytesIO(repacked(packed(home), shortened)), other)


def test_the_manifest_names_every_file_with_its_hash(home):
    data = packed(home)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        manifest = json.loads(archive.extractfile(MANIFEST).read())
        names = {member.name for member in archive} - {MANIFEST}
        owners = {(member.uid, member.gid, member.uname, member.mtime) for member in archive}

    assert set(manifest["files"]) == names
    assert {"data/catalogue.sqlite", "customers.txt"} <= names
    assert owners == {(0, 0, "", 0)}
