"""Whoever chose German reads no English sentence of ours on the pages of their role."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lilyroot_web.tongue.domain import choose
from tools.catalogue import WEB

pytestmark = pytest.mark.django_db
PAGES = {
    "manager of team-01": ("/", "/see", "/see/orientation", "/act", "/account"),
    "steward": ("/", "/listen", "/trust", "/trust/policy", "/customers", "/try", "/responses"),
    "admin": ("/people", "/people/new", "/trust/outlets", "/deliveries"),
    "auditor": ("/", "/trust/access", "/audit", "/audit/codebook"),
}
TEXT = re.compile(r">([^<>]+)<")


@pytest.fixture(scope="module")
def english_only() -> set[str]:
    """Sentences that read otherwise in German."""
    german = WEB.catalogue("de", WEB.gathered())
    return {
        one.id
        for one in german
        if isinstance(one.id, str) and one.id and one.id != one.string and " " in one.id and "%(" not in one.id
    }


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_a_role_hold_no_english_sentence(role, ledger, signed_in, django_user_model, english_only):
    client = signed_in("leser", role)
    choose(django_user_model.objects.get(username="leser"), "de")
    client.post("/language", {"language": "de", "next": "/"})

    for address in PAGES[role]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        texts = {" ".join(unescape(text).split()) for text in TEXT.findall(answer.content.decode())}
        assert 'lang="de" dir="ltr"' in answer.content.decode(), address
        assert sorted(texts & english_only) == [], address
