"""Who may open what: every address for a stranger and for a signed-in reader."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

SIGN_IN = 302

NOBODYS = "7f0c3c0e-6a5e-4c3f-9a53-0d0c3c1b2a19"
# address pattern -> address, what a stranger gets, what a reader gets
DOORS = {
    "": ("/", SIGN_IN, 200),
    "see": ("/see", SIGN_IN, 200),
    "see/pond": ("/see/pond", SIGN_IN, 200),
    "see/slides.pptx": ("/see/slides.pptx", SIGN_IN, 200),
    "see/pond.<sheet:form>": ("/see/pond.xlsx", SIGN_IN, 200),
    "see/heat-map": ("/see/heat-map", SIGN_IN, 200),
    "see/heat-map.<sheet:form>": ("/see/heat-map.csv", SIGN_IN, 200),
    "see/<slug:key>": ("/see/orientation", SIGN_IN, 200),
    "people": ("/people", SIGN_IN, 404),  # an analyst keeps no people
    "people/new": ("/people/new", SIGN_IN, 404),
    "people/<int:pk>": ("/people/1", SIGN_IN, 404),
    "figures/<slug:key>.json": ("/figures/team-orientation.json", SIGN_IN, 200),
    "figures/<slug:key>.<sheet:form>": ("/figures/team-orientation.csv", SIGN_IN, 200),
    "definitions/<slug:key>": ("/definitions/salience", SIGN_IN, 200),
    "listen": ("/listen", SIGN_IN, 200),
    "account/my-words": ("/account/my-words", SIGN_IN, 200),
    "listen/sample": ("/listen/sample", SIGN_IN, 404),
    "listen/new": ("/listen/new", SIGN_IN, 404),  # an analyst keeps no sources
    "listen/new/<slug:kind>": ("/listen/new/slack", SIGN_IN, 404),
    "listen/sources/<slug:key>": ("/listen/sources/chat", SIGN_IN, 404),
    "listen/sources/<slug:key>/why": ("/listen/sources/chat/why", SIGN_IN, 404),
    "listen/sources/<slug:key>/switch": ("/listen/sources/chat/switch", SIGN_IN, 404),
    "listen/sources/<slug:key>/quarantine": ("/listen/sources/chat/quarantine", SIGN_IN, 404),
    "listen/sources/<slug:key>/quarantine.csv": ("/listen/sources/chat/quarantine.csv", SIGN_IN, 404),
    "listen/sources/<slug:key>/delete": ("/listen/sources/chat/delete", SIGN_IN, 404),
    "listen/sources/<slug:key>/forget": ("/listen/sources/chat/forget", SIGN_IN, 404),
    "listen/templates/<slug:kind>.csv": ("/listen/templates/decisions.csv", SIGN_IN, 200),
    "listen/taken/<uuid:key>": (f"/listen/taken/{NOBODYS}", SIGN_IN, 404),
    "listen/taken/<uuid:key>/look": (f"/listen/taken/{NOBODYS}/look", SIGN_IN, 404),
    "responses": ("/responses", SIGN_IN, 200),
    "responses/<slug:wave>": ("/responses/2026-05", SIGN_IN, 404),  # an analyst answers no survey
    "act": ("/act", SIGN_IN, 200),
    "act/new": ("/act/new", SIGN_IN, 404),  # an analyst plans nothing
    "act/actions.<sheet:form>": ("/act/actions.xlsx", SIGN_IN, 200),
    "act/<int:pk>": ("/act/1", SIGN_IN, 404),
    "act/<int:pk>/change": ("/act/1/change", SIGN_IN, 404),
    "act/<int:pk>/review": ("/act/1/review", SIGN_IN, 404),
    "set-up": ("/set-up", SIGN_IN, 404),  # an analyst sets nothing up
    "set-up/ask/<slug:step>": ("/set-up/ask/organisation", SIGN_IN, 404),
    "set-up/<slug:token>": ("/set-up/a-guess", 404, 404),
    "deliveries": ("/deliveries", SIGN_IN, 404),
    "account/deliveries": ("/account/deliveries", SIGN_IN, 200),
    "account/mail": ("/account/mail", SIGN_IN, 200),
    "account/mail/confirm/<str:token>": ("/account/mail/confirm/made-up", SIGN_IN, 404),
    "account/digest": ("/account/digest", SIGN_IN, 200),
    "account/calendar": ("/account/calendar", SIGN_IN, 200),
    "mail/stop/<str:token>": ("/mail/stop/made-up", 404, 404),
    "feeds/<str:secret>.ics": ("/feeds/made-up.ics", 404, 404),
    "try": ("/try", SIGN_IN, 200),
    "customers": ("/customers", SIGN_IN, 200),
    "audit": ("/audit", SIGN_IN, 200),
    "audit/codebook": ("/audit/codebook", SIGN_IN, 200),
    "audit/<str:period>": ("/audit/2025-03", SIGN_IN, 404),  # nobody but its auditors is told whether there is one
    "trust": ("/trust", SIGN_IN, 200),
    "trust/policy": ("/trust/policy", SIGN_IN, 200),
    "trust/policy/<int:version>/approve": ("/trust/policy/2/approve", SIGN_IN, 404),
    "trust/outlets": ("/trust/outlets", SIGN_IN, 404),  # an analyst sends nothing elsewhere
    "trust/outlets/new": ("/trust/outlets/new", SIGN_IN, 404),
    "trust/outlets/<int:pk>": ("/trust/outlets/1", SIGN_IN, 404),
    "trust/access": ("/trust/access", SIGN_IN, 404),
    "trust/access.csv": ("/trust/access.csv", SIGN_IN, 404),
    "sign-in": ("/sign-in", 200, SIGN_IN),  # who is in is led on
    "sign-in/passkey": ("/sign-in/passkey", SIGN_IN, SIGN_IN),
    "sign-in/second-step": ("/sign-in/second-step", SIGN_IN, SIGN_IN),
    "sign-in/with/<slug:provider_id>": ("/sign-in/with/nobody", 404, 404),
    "sign-in/with/<slug:provider_id>/back": ("/sign-in/with/nobody/back", 404, 404),
    "sign-in/saml/<slug:directory_id>": ("/sign-in/saml/nobody", 404, 404),
    "sign-in/saml/<slug:directory_id>/metadata": ("/sign-in/saml/nobody/metadata", 404, 404),
    "sign-in/saml/<slug:directory_id>/back": ("/sign-in/saml/nobody/back", 405, 405),
    "account": ("/account", SIGN_IN, 200),
    "account/password": ("/account/password", SIGN_IN, 200),
    "account/confirm": ("/account/confirm", SIGN_IN, 200),
    "account/confirm/code": ("/account/confirm/code", SIGN_IN, SIGN_IN),
    "account/confirm/key": ("/account/confirm/key", SIGN_IN, SIGN_IN),
    "account/app": ("/account/app", SIGN_IN, SIGN_IN),  # asks for the password once more
    "account/app/remove": ("/account/app/remove", SIGN_IN, 404),
    "account/keys": ("/account/keys", SIGN_IN, 200),
    "account/keys/add": ("/account/keys/add", SIGN_IN, SIGN_IN),
    "account/keys/<int:pk>": ("/account/keys/1", SIGN_IN, SIGN_IN),
    "account/keys/<int:pk>/remove": ("/account/keys/1/remove", SIGN_IN, SIGN_IN),
    "account/codes": ("/account/codes", SIGN_IN, 404),
    "account/codes/new": ("/account/codes/new", SIGN_IN, SIGN_IN),
    "account/codes/download": ("/account/codes/download", SIGN_IN, 404),
    "account/tokens": ("/account/tokens", SIGN_IN, 200),
    "api/v1/openapi.json": ("/api/v1/openapi.json", 200, 200),
    "api/v1/me": ("/api/v1/me", 401, 401),  # no cookie opens it
    "api/v1/releases": ("/api/v1/releases", 401, 401),
    "api/v1/figures": ("/api/v1/figures", 401, 401),
    "api/v1/definitions": ("/api/v1/definitions", 401, 401),
    "scim/v2/Users": ("/scim/v2/Users", 401, 401),
    "scim/v2/Users/<int:pk>": ("/scim/v2/Users/1", 401, 401),
    "scim/v2/ServiceProviderConfig": ("/scim/v2/ServiceProviderConfig", 401, 401),
    "scim/v2/ResourceTypes": ("/scim/v2/ResourceTypes", 401, 401),
    "sign-out": ("/sign-out", 405, 405),
    "metrics": ("/metrics", 404, 404),
    "language": ("/language", 405, 405),
    "health": ("/health", 200, 200),
}
NOTHING_THERE = {
    "/admin/": (404, 404),
    "/figures/no-such-figure.json": (SIGN_IN, 404),
    "/figures/no-such-figure.csv": (SIGN_IN, 404),
    "/figures/no-such-figure.xlsx": (SIGN_IN, 404),
    "/figures/team-orientation.xls": (404, 404),
    "/see/slides.pptx?until=1999-01": (SIGN_IN, 404),
    "/definitions/no-such-word": (SIGN_IN, 404),
    "/see?until=1999-01": (SIGN_IN, 404),
    "/see/no-such-page": (SIGN_IN, 404),
    "/see/pond?period=1999-Q1": (SIGN_IN, 404),
    "/figures/team-orientation.csv?until=../../keys": (SIGN_IN, 404),
    "/static/ui/../../keys/web-secret": (404, 404),
}
EXPECTED = [*DOORS.values(), *((address, *statuses) for address, statuses in NOTHING_THERE.items())]


@pytest.mark.parametrize(("address", "for_stranger", "for_reader"), EXPECTED)
def test_each_door_opens_for_whom_it_should(ledger, stranger, reader, address, for_stranger, for_reader):
    assert (stranger.get(address).status_code, reader.get(address).status_code) == (for_stranger, for_reader)


def test_no_address_is_missing_from_the_table():
    patterns = [
        str(inner.pattern)
        for outer in get_resolver().url_patterns
        for inner in getattr(outer, "url_patterns", [outer])
    ]
    assert sorted(patterns) == sorted(DOORS)


@pytest.mark.parametrize("address", [address for address, status, _ in EXPECTED if status == SIGN_IN])
def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(ledger, stranger, address):
    response = stranger.get(address)

    assert response.url.startswith("/sign-in?next=/") or address.startswith("/sign-in/")
    assert response.url.startswith("/sign-in")
    assert response.content == b""


def test_health_says_nothing_but_that_it_is_there(stranger):
    assert stranger.get("/health").json() == {"status": "ok"}


PAGES = [
    *("/", "/see", "/listen", "/act", "/try", "/customers", "/audit", "/audit/codebook", "/trust", "/trust/policy"),
    *("/account/deliveries", "/account/mail", "/account/digest", "/account/calendar"),
    *("/sign-in", "/account", "/account/password", "/account/confirm", "/account/keys"),
    *("/definitions/salience", "/nowhere"),
]


@pytest.mark.parametrize("address", [*PAGES, "/health"])
def test_every_answer_carries_the_same_strict_policy(ledger, reader, address):
    headers = reader.get(address).headers

    assert sorted(headers["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_anything_inline(ledger, reader, address):
    page = reader.get(address).content.decode()

    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page
    assert page.count("<script ") == page.count("<script")
    assert page.count("<script ") == page.count("<script src=")
