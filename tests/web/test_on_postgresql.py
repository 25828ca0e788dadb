"""PostgreSQL instead of the file: the same behaviour, two at once, the queue, moving in, backup and restore."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lilyroot.errors import SettingsError
from lilyroot.home import Home
from lilyroot_web.config.databases import databases
from lilyroot_web.config.declared import declared
from tests.postgresql import program, server, why_none

ROOT = Path(__file__).parents[2]
SLICES = (
    "access",
    "people_pages",
    "scim",
    "api",
    "actions",
    "jobs",
    "sign_on",
    "setting_up",
    "feeds",
    "reminders",
    "digests",
    "outlets",
)
"""What leans on the database: who is in, roles, the last admin, tokens, actions, jobs, sign-on, what is sent."""

pytestmark = pytest.mark.skipif(bool(why_none()), reason=why_none())


@pytest.fixture(scope="module")
def address():
    with server() as found:
        yield found


@pytest.fixture
def empty(address) -> str:
    """The address of a database with nothing in it."""
    folder = address.partition("?host=")[2]
    for command in (("dropdb", "--if-exists", "--force"), ("createdb",)):
        subprocess.run([str(program(command[0])), *command[1:], "-h", folder, "-U", "lily", "other"], check=True)
    return address.replace("/lilyroot?", "/other?")


def python(home: Path, address: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own on a home and a PostgreSQL ("" for the file)."""
    told = {**os.environ, "LILYROOT_HOME": str(home), "PYTHONPATH": f"{ROOT}/src:{ROOT}", **more}
    told.pop("DJANGO_SETTINGS_MODULE", None)
    told.pop("LILYROOT_DATABASE", None)
    if address:
        told["LILYROOT_DATABASE"] = address
    return subprocess.run([sys.executable, *command], env=told, cwd=ROOT, capture_output=True, text=True, check=False)


def said(home: Path, address: str, program: str) -> object:
    """What a few lines of Python print as JSON, after Django is ready on this home."""
    done = python(home, address, "-c", BEGIN + program)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def lilyroot(home: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    return python(home, address, "-c", "from lilyroot.cli import main; main()", *words)


@pytest.mark.parametrize("part", [SLICES[:5], SLICES[5:]])
def test_the_slices_that_lean_on_the_database_behave_the_same(address, tmp_path, part):
    files = [f"tests/web/test_{name}.py" for name in part]

    done = python(tmp_path, address, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files)

    assert done.returncode == 0, done.stdout[-6000:]


BEGIN = """
import json
from lilyroot.home import Home
from lilyroot_web.config.keys import ensure_secret_key
from lilyroot_web.config.start import set_up
home = Home.find(None)
home.data.mkdir(parents=True, exist_ok=True)
ensure_secret_key(home)
set_up(home)
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
"""
EVERYBODY = """
from django.contrib.auth import get_user_model
from lilyroot_web.actions.models import Action
from lilyroot_web.access.models import Entry, Grant
print(json.dumps([
    sorted(get_user_model().objects.values_list("username", "password")),
    sorted(Grant.objects.values_list("user__username", "role", "unit")),
    sorted(Entry.objects.values_list("who", "what")),
]))
"""
MOVE_IN = """
from lilyroot_web.config.moving import move_in
assert move_in(home)
"""
SOMEBODY = """
from lilyroot_web.access import domain
from lilyroot_web.access.policy import role_in_words
domain.let_in("ann", [role_in_words("admin"), role_in_words("manager of Complaints")], by="a test")
domain.let_in("ben", [role_in_words("analyst")], by="a test")
"""
TWO_AT_ONCE = """
import threading
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from lilyroot.errors import AccessRefused
from lilyroot_web.access import domain, queries
from lilyroot_web.access.models import Grant
from lilyroot_web.access.rules import Role
together, said = threading.Barrier(2), []

def one(do):
    together.wait()
    try:
        do()
        said.append("done")
    except AccessRefused as fault:
        said.append(fault.code)
    finally:
        connection.close()

def at_once(*doings):
    said.clear()
    threads = [threading.Thread(target=one, args=(do,)) for do in doings]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(said)
"""


def test_two_admins_who_take_the_role_from_each_other_leave_one(empty, tmp_path):
    """Both have read that there are two before either writes: without the lock both would go through."""
    found = said(
        tmp_path / "home",
        empty,
        TWO_AT_ONCE
        + """
import time
slow = domain.left_without
domain.left_without = lambda admins, pk: (time.sleep(0.3), slow(admins, pk))[1]
rounds = []
for number in range(3):
    people = [domain.let_in(f"{name}-{number}", [(Role.ADMIN, "")], by="a test")[0] for name in ("ann", "ben")]
    Grant.objects.exclude(user__in=people).delete()
    ann, ben = people
    ways = [
        (lambda: domain.take_role(ann, Role.ADMIN, by=ben), lambda: domain.take_role(ben, Role.ADMIN, by=ann)),
        (lambda: domain.let_go(ann, by=ben), lambda: domain.let_go(ben, by=ann)),
        (lambda: domain.let_go(ann, by=ben), lambda: domain.take_role(ben, Role.ADMIN, by=ann)),
    ]
    rounds.append([at_once(*ways[number]), Grant.objects.filter(role="admin", user__is_active=True).count()])
print(json.dumps(rounds))
""",
    )

    assert found == [[["access.last_admin", "done"], 1]] * 3


def test_two_doors_do_not_let_two_in_under_one_name(empty, tmp_path):
    found = said(
        tmp_path / "home",
        empty,
        TWO_AT_ONCE
        + """
said_by = at_once(lambda: domain.let_in("Ann", by="a test"), lambda: domain.let_in("ann", by="a test"))
print(json.dumps([said_by, get_user_model().objects.filter(username__iexact="ann").count()]))
""",
    )

    assert found == [["access.name_taken", "done"], 1]


def test_what_is_asked_for_goes_through_the_postgresql(empty, tmp_path):
    found = said(
        tmp_path / "home",
        empty,
        """
from lilyroot_web.jobs.domain import ask
from lilyroot_web.jobs.queue import queue
ask("nothing", {}, what="A card")
held = queue()
print(json.dumps([type(held).__name__, held.pending_count()]))
""",
    )

    assert found == ["PostgresHuey", 1]
    assert not (tmp_path / "home" / "data" / "jobs.sqlite").exists()


def test_a_home_moves_in_whole_and_goes_on_counting(empty, tmp_path):
    home = tmp_path / "home"
    before = said(home, "", SOMEBODY + EVERYBODY)

    after = said(home, empty, MOVE_IN + EVERYBODY)
    later = said(home, empty, SOMEBODY.replace('"ann"', '"carla"').replace('"ben"', '"dora"') + EVERYBODY)

    assert after == before
    assert [name for name, _ in later[0]] == ["ann", "ben", "carla", "dora"]
    assert not (home / "data" / "web.sqlite").exists()


def test_people_in_both_are_left_to_whoever_knows_which_count(empty, tmp_path):
    home = tmp_path / "home"
    said(home, empty, SOMEBODY + EVERYBODY)
    said(home, "", SOMEBODY + EVERYBODY)

    told = python(home, empty, "-c", BEGIN + MOVE_IN)

    assert "There are people in the PostgreSQL, and in data/web.sqlite of this home." in told.stderr


def test_a_backup_is_restored_into_an_empty_machine_of_either_kind(empty, tmp_path):
    home, kept = tmp_path / "home", tmp_path / "monday.tar"
    before = said(home, empty, SOMEBODY + EVERYBODY)

    made = lilyroot(home, empty, "backup", str(kept))
    left = (home / "data" / "web.sqlite").exists()
    restored = lilyroot(tmp_path / "new", "", "restore", str(kept))

    assert (made.returncode, restored.returncode, left) == (0, 0, False), made.stderr + restored.stderr
    assert said(tmp_path / "new", "", EVERYBODY) == before


def test_a_backup_before_the_first_start_loses_nobody(empty, tmp_path):
    """The setting names a PostgreSQL already, and everybody is in the file still."""
    home, kept = tmp_path / "home", tmp_path / "monday.tar"
    before = said(home, "", SOMEBODY + EVERYBODY)

    made = lilyroot(home, empty, "backup", str(kept))
    restored = lilyroot(tmp_path / "new", "", "restore", str(kept))

    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
    assert said(home, empty, EVERYBODY) == before
    assert said(tmp_path / "new", "", EVERYBODY) == before


def test_a_backup_deletes_no_file_with_people_in_it(empty, tmp_path):
    home = tmp_path / "home"
    said(home, empty, SOMEBODY + EVERYBODY)
    before = said(home, "", SOMEBODY + EVERYBODY)

    refused = lilyroot(home, empty, "backup", str(tmp_path / "monday.tar"))

    assert refused.returncode != 0
    assert "There are people in the PostgreSQL, and in data/web.sqlite of this home." in refused.stderr
    assert said(home, "", EVERYBODY) == before


def test_a_server_that_is_not_there_stops_the_start_with_a_sentence(tmp_path):
    nowhere = f"postgresql://lily@/lilyroot?host={tmp_path}"

    refused = lilyroot(tmp_path / "home", nowhere, "serve", "--port", "8765")

    assert refused.returncode != 0
    assert "The PostgreSQL that LILYROOT_DATABASE names cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_without_the_driver_the_start_says_what_to_install(home, monkeypatch):
    monkeypatch.setattr("lilyroot_web.config.databases.find_spec", lambda name: None)

    with pytest.raises(SettingsError) as refusal:
        databases(Home(home.root), declared(home, {"LILYROOT_DATABASE": "postgresql://db/lilyroot"}))

    assert refusal.value.remedy == "Install it with: pip install 'lilyroot[postgresql]'"
