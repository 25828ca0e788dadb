"""How the tests themselves are kept."""

import secrets
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_two_test_files_have_one_name():
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))

    assert names["test_tests.py"] == 1
    assert [name for name, times in names.items() if times > 1] == []


def test_chance_is_the_same_every_time():
    assert [secrets.token_hex(4), secrets.token_hex(4)] == ["111a9eb7", "4ab0fa44"]


def test_only_tests_in_the_folder_of_browsers_ask_for_one(request):
    asked = {item.path.parent.name for item in request.session.items if "browser_name" in item.fixturenames}

    assert asked <= {"e2e"}
