"""Digests to Slack, Teams and webhooks, over real connections: what is sent, where to, by whom, what goes wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from lilyroot.draw.brief import INDICATORS
from lilyroot_web.access.domain import give_role, let_back, let_go, take_role
from lilyroot_web.access.models import Entry
from lilyroot_web.access.rules import Role
from lilyroot_web.digests.queries import Digest, Figure, Group
from lilyroot_web.jobs import domain as jobs
from lilyroot_web.jobs.models import Job
from lilyroot_web.outlets import domain, messages, sending, tasks
from lilyroot_web.outlets.address import is_outside
from lilyroot_web.outlets.models import Outlet
from tests.ledgers import DEPARTMENTS, months, organisation, publish
from tests.llm_server import LlmServer, Says
from tests.post_office import parts
from tests.web.conftest import enter

DOCUMENT = Path(__file__).parents[2] / "docs" / "how-to" / "figures-by-mail-chat-and-webhook.md"
OK = Says("ok")


@pytest.fixture
def there(settings):
    """Something that takes messages in, on this machine, which the operator allows."""
    settings.OUTLET_HOSTS, settings.MAIL_HOUR = frozenset({"127.0.0.1"}), 0
    with LlmServer(lambda asked: OK).running() as server:
        yield server


@pytest.fixture
def steward(ledger, django_user_model):
    user = django_user_model.objects.create_user(username="stella", email="stella@example.org")
    give_role(user, Role.STEWARD, by="a test")
    return user


@pytest.fixture
def browser(steward) -> Client:
    client = Client()
    enter(client, steward)
    return client


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    """What is asked for within is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def given(there: LlmServer, kind: str = "webhook", **more: str) -> dict[str, str]:
    address = there.address.replace("/v1", "/services/T0/B0/verysecretpath?x=1")
    return {"name": "#sales", "kind": kind, "address": address, "unit": "d1", "rhythm": "weekly", **more}


def added(user, there: LlmServer, kind: str = "webhook", **more: str) -> tuple[Outlet, str]:
    return domain.add(domain.Wish(**given(there, kind, **more)), by=user)


def due() -> None:
    Outlet.objects.update(next_on=timezone.now().date())
    Job.objects.update(key=None)  # another day
    tasks.look()


def last() -> Job:
    return Job.objects.filter(name="outlet.post").order_by("-pk").first()


# What is sent


def test_a_webhook_is_a_signed_cloud_event(there, steward, worker):
    outlet, secret = added(steward, there)
    with worker():
        domain.send_now(outlet)

    (asked,) = there.asked
    headers = {name.lower(): value for name, value in asked.headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{asked.raw}".encode()
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert asked.path == "/services/T0/B0/verysecretpath?x=1"
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert asked.body["specversion"] == "1.0"
    assert asked.body["id"] == headers["webhook-id"]
    assert asked.body["source"] == "https://lilyroot.example"
    assert asked.body["type"] == "org.lilyroot.digest.v1"
    assert "customers' situations went down" in asked.body["data"]["opening"]
    figures = asked.body["data"]["groups"][0]["figures"]
    assert [one["indicator"] for one in figures] == list(INDICATORS)
    assert all(one["interval"] for one in figures)
    assert last().state == Job.DONE
    assert Entry.objects.filter(who="stella", what="digest to #sales", verb="see figures").exists()


def test_slack_gets_blocks_and_teams_a_card(there, steward, worker):
    slack, _ = added(steward, there, "slack")
    teams, _ = added(steward, there, "teams")
    with worker():
        domain.send_now(slack)
        domain.send_now(teams)

    blocks, card = (asked.body for asked in there.asked)
    assert blocks["blocks"][0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": "Sales, October to December 2025"},
    }
    assert "went down" in blocks["text"]
    assert "<https://lilyroot.example/see|See all figures>" in json.dumps(blocks)
    content = card["attachments"][0]["content"]
    assert card["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.4")
    assert "went down" in json.dumps(content)
    assert "webhook-signature" not in {name.lower() for asked in there.asked for name in asked.headers}


def test_a_unit_gets_its_own_and_the_organisation_no_group(there, steward, worker):
    of_sales, _ = added(steward, there)
    of_all, _ = added(steward, there, unit="")
    with worker():
        domain.send_now(of_sales)
        domain.send_now(of_all)

    sales, whole = (json.dumps(asked.body, ensure_ascii=False) for asked in there.asked)
    assert '"label": "Sales"' in sales
    assert "Sales 1" not in sales, "whoever is in Sales 2 may not see it"
    assert not [name for name in DEPARTMENTS if name != "Sales" and name in sales]
    assert not [name for name in DEPARTMENTS if name in whole]
    assert "Whole organisation" in whole


def big(words: str, groups: int = 60) -> messages.Said:
    figures = tuple(Figure(key, name, "1 %", "0 % to 2 %", words) for key, name in INDICATORS.items())
    held = tuple(Group(f"{words} {number}", "10–19", figures) for number in range(groups))
    digest = Digest(words, words, "2025", "2024", (words,) * 40, words, held, words, (), words)
    return messages.of_digest(digest, "https://lilyroot.example")


@pytest.mark.parametrize("words", ["x", "long " * 2000, "Größe 😀 " * 400], ids=["many", "long", "wide"])
def test_what_is_too_much_still_fits(words):
    said = big(words)

    blocks, card = messages.slack(said), messages.teams(said)

    texts = [block["text"]["text"] for block in blocks["blocks"] if "text" in block]
    assert len(blocks["blocks"]) <= 50
    assert max(map(len, texts)) <= 3000
    assert len(blocks["blocks"][0]["text"]["text"]) <= 150
    assert len(json.dumps(card).encode()) <= 28 * 1024
    assert "See all figures" in blocks["blocks"][-1]["text"]["text"]


def test_a_name_is_never_markup():
    said = big("<!channel> [here](https://evil.example) & *x*", 1)

    sections = [block["text"] for block in messages.slack(said)["blocks"] if block["type"] == "section"]

    assert [text["type"] for text in sections[:-1]] == ["plain_text"] * (len(sections) - 1)
    assert "https://evil.example" not in sections[-1]["text"], "the way to the page is ours"
    assert not [text for text in sections if "<!channel>" in text["text"]]
    assert {one["type"] for one in messages.teams(said)["attachments"][0]["content"]["body"]} == {"RichTextBlock"}


def test_a_test_holds_no_figure(there, steward, worker):
    for kind in ("slack", "teams", "webhook"):
        outlet, _ = added(steward, there, kind)
        with worker():
            domain.send_test(outlet)

    assert len(there.asked) == 3
    assert not [asked for asked in there.asked if "%" in asked.raw or "Sales" in asked.raw.replace("#sales", "")]


# When


def test_it_goes_out_on_its_day_and_only_with_news(there, steward, worker):
    added(steward, there)
    with worker():
        tasks.look()
    before = len(there.asked)
    with worker():
        due()
    with worker():
        due()

    assert (before, len(there.asked)) == (0, 1)


def test_a_release_brings_one_within_minutes(there, home, settings, django_user_model, worker):
    cells, periods = organisation(dict(list(DEPARTMENTS.items())[:2]), 2), months(13)
    publish(home.releases, periods[:12], cells)
    user = django_user_model.objects.create_user(username="stella")
    give_role(user, Role.STEWARD, by="a test")
    added(user, there, rhythm="release", unit="")
    for _ in range(2):
        with worker():
            tasks.look()
    before = len(there.asked)
    publish(home.releases, periods[12:], cells)
    for _ in range(2):
        with worker():
            tasks.look()

    assert (before, len(there.asked)) == (1, 2)
    assert "January 2025" in there.asked[1].body["data"]["period"]


# Who


def test_it_stops_when_whoever_answers_for_it_is_let_go(there, steward, worker, django_user_model):
    outlet, _ = added(steward, there)
    give_role(django_user_model.objects.create_user(username="ada"), Role.ADMIN, by="a test")
    let_go(steward, by="a test")
    let_back(steward, by="a test")
    with worker():
        domain.send_now(outlet)
        due()

    outlet.refresh_from_db()
    assert there.asked == []
    assert outlet.paused_at is not None
    assert outlet.why_paused == "stella, who answered for it, was let go."


def test_it_stops_when_the_reach_no_longer_holds_the_unit(there, steward, worker, signed_in):
    outlet, _ = added(steward, there)
    with worker():
        domain.send_now(outlet)
        give_role(steward, Role.ADMIN, by="a test")  # who may send elsewhere, but sees the whole alone
        take_role(steward, Role.STEWARD, by="a test")
    job = last()
    jobs.run(job.pk)

    outlet.refresh_from_db()
    assert there.asked == []
    assert Job.objects.get(pk=job.pk).state == Job.FAILED
    page = signed_in("ada", "admin").get(f"/trust/outlets/{outlet.pk}").content.decode()
    assert "stella, who answers for it, may no longer send Sales elsewhere." in page
    assert "%" not in page


def test_an_admin_lets_out_the_whole_and_no_unit_and_takes_over_neither(there, steward, signed_in):
    ada = signed_in("ada", "admin")
    outlet, _ = added(steward, there)
    domain.pause(outlet, by=steward)

    refused = ada.post("/trust/outlets/new", given(there))
    whole = ada.post("/trust/outlets/new", given(there, unit=""))
    resumed = ada.post(f"/trust/outlets/{outlet.pk}", {"wish": "resume"})

    outlet.refresh_from_db()
    assert (refused.status_code, whole.status_code, resumed.status_code) == (422, 200, 422)
    assert "You do not see its unit yourself." in resumed.content.decode()
    assert outlet.paused_at is not None


def test_whoever_resumes_it_answers_for_it(there, steward, signed_in):
    outlet, _ = added(steward, there)
    domain.pause(outlet, by=steward)

    signed_in("stan", "steward").post(f"/trust/outlets/{outlet.pk}", {"wish": "resume"})

    outlet.refresh_from_db()
    assert (outlet.owner.username, outlet.paused_at) == ("stan", None)


# What goes wrong


def fails_with(there: LlmServer, says: Says, steward, worker, **more: str) -> Job:
    there.behaviour = lambda asked: says
    outlet, _ = added(steward, there, **more)
    with worker():
        domain.send_now(outlet)
    return last()


@pytest.mark.parametrize(
    ("says", "state", "said"),
    [
        (Says("", 500), Job.WAITING, "127.0.0.1 could not take it now (500)."),
        (Says("rate_limited", 429), Job.WAITING, "(429: rate_limited)"),
        (Says("invalid_payload", 400), Job.FAILED, "127.0.0.1 refused it (400: invalid_payload)."),
        (Says("<b>No</b> such thing, see /services/T0", 404), Job.FAILED, "127.0.0.1 refused it (404)."),
        (Says(drop=True), Job.WAITING, "127.0.0.1 broke off without an answer."),
        (Says("", 301, {"Location": "http://169.254.169.254/"}), Job.FAILED, "points elsewhere (301)"),
    ],
)
def test_each_refusal_is_told_and_tried_again_where_that_helps(there, steward, worker, says, state, said):
    job = fails_with(there, says, steward, worker)

    assert (job.state, len(there.asked)) == (state, 1)
    assert said in job.said
    assert "verysecretpath" not in job.said


def test_it_is_tried_again_with_back_off_and_then_told_by_mail(there, steward, worker, post):
    job = fails_with(there, Says("", 503), steward, worker)
    waits = []
    for _ in range(5):
        waits.append(round((Job.objects.get(pk=job.pk).not_before - timezone.now()) / timedelta(minutes=1)))
        Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
        with worker():
            jobs.run(job.pk)

    (letter,) = post.letters
    text, _ = parts(letter)
    bodies = {asked.raw for asked in there.asked}
    assert waits == [1, 4, 16, 64, 256]
    assert (Job.objects.get(pk=job.pk).state, len(there.asked), len(bodies)) == (Job.FAILED, 6, 1)
    assert letter["To"] == "stella@example.org"
    assert "503" in text
    assert "%" not in text  # no figure


def test_gone_pauses_it(there, steward, worker):
    job = fails_with(there, Says("", 410), steward, worker)

    assert job.state == Job.FAILED
    assert Outlet.objects.get().why_paused == "127.0.0.1 says that it is gone for good (410)."


@contextmanager
def bare_server(says):
    """A server beneath HTTP: ``says`` is handed the connection and an event that ends the test."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            taken, _ = listener.accept()
            with taken:
                taken.recv(65536)
                says(taken, over)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join()


def silence(taken: socket.socket, over: threading.Event) -> None:
    over.wait(20)


def drip(taken: socket.socket, over: threading.Event) -> None:
    """A byte of a header now and then: the connection is never idle, the header never whole."""
    taken.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    try:
        while not over.wait(0.02):
            taken.sendall(b"x")
    except OSError:
        return


@pytest.mark.parametrize("says", [silence, drip])
def test_who_does_not_answer_in_time_is_left(settings, steward, worker, monkeypatch, says):
    settings.OUTLET_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(sending, "LONGEST", 0.3)
    with bare_server(says) as port:
        wish = domain.Wish("slow", "webhook", f"http://127.0.0.1:{port}/", "", "weekly")
        outlet, _ = domain.add(wish, by=steward)
        with worker():
            domain.send_now(outlet)

    assert last().state == Job.WAITING
    assert "did not answer within" in last().said


def test_a_body_that_never_ends_is_not_waited_for(there, steward, worker, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 0.3)
    taken = fails_with(there, Says("x" * 2000, 200, stall=True), steward, worker)
    refused = fails_with(there, Says("x" * 2000, 400, stall=True), steward, worker)

    assert (taken.state, refused.state) == (Job.DONE, Job.FAILED)


# Where to


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("hooks.slack.com/services/1", "This is no address"),
        ("https://", "This is no address"),
        ("https://ada:word@hooks.example.org/", "This is no address"),
        ("https://hooks.example.org/#x", "This is no address"),
        ("https://hooks.example.org/a b", "This is no address"),
        ("file:///etc/passwd", "This is no address"),
        ("gopher://127.0.0.1/", "This is no address"),
        ("http://hooks.example.org/", "encrypted only"),
        ("https://127.0.0.2/", "lies inside this network"),
        ("https://localhost/", "lies inside this network"),
        ("https://2130706433/", "lies inside this network"),
        ("https://0x7f.1/", "lies inside this network"),
        ("https://[::1]/", "lies inside this network"),
        ("https://[::ffff:10.0.0.1]/", "lies inside this network"),
        ("https://[64:ff9b::a00:1]/", "lies inside this network"),
        ("https://[2002:a00:1::]/", "lies inside this network"),
        ("https://0.0.0.0/", "lies inside this network"),
        ("https://10.1.2.3/", "lies inside this network"),
        ("https://100.64.0.1/", "lies inside this network"),
        ("https://169.254.169.254/latest/meta-data", "lies inside this network"),
        ("https://[fd00:ec2::254]/", "lies inside this network"),
        ("https://224.0.0.1/", "lies inside this network"),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_at_its_field(settings, browser, address, said):
    settings.OUTLET_HOSTS = frozenset({"127.0.0.1"})

    response = browser.post(
        "/trust/outlets/new",
        {"name": "x", "kind": "slack", "address": address, "unit": "", "rhythm": "weekly"},
    )

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Outlet.objects.exists()


@pytest.mark.parametrize("keys", ["169.254.169.254", "100.100.100.200"])
def test_no_setting_opens_the_metadata_of_a_cloud(settings, browser, keys):
    settings.OUTLET_HOSTS = frozenset({keys})

    wish = {"name": "x", "kind": "slack", "address": f"http://{keys}/", "unit": "", "rhythm": "weekly"}
    page = browser.post("/trust/outlets/new", wish)

    assert page.status_code == 422
    assert f"{keys} lies inside this network." in page.content.decode()
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    ("number", "outside"),
    [("1.1.1.1", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("::ffff:127.0.0.1", False)]
    + [
        (inside, False)
        for inside in ("64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "fec0::2", "::10.0.0.1", "fe80::1%eth0")
    ]
    + [(inside, False) for inside in ("192.0.0.192", "192.88.99.1", "2002:7f00:1::", "2001::1", "224.0.0.1", "::1")],
)
def test_what_is_outside_is_of_the_public_internet(number, outside):
    assert is_outside(number) is outside


def test_a_host_that_moved_inside_since_it_was_added_is_not_reached(there, steward, worker, settings, monkeypatch):
    names = {"hooks.example.org": "93.184.215.14"}
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **named: real(names.get(host, host), *more, **named)
    )
    port = there.address.split(":")[2].split("/")[0]
    wish = domain.Wish("moved", "webhook", f"https://hooks.example.org:{port}/", "", "weekly")
    outlet, _ = domain.add(wish, by=steward)
    names["hooks.example.org"] = "127.0.0.1"
    settings.OUTLET_HOSTS = frozenset()
    with worker():
        domain.send_now(outlet)

    assert last().state == Job.FAILED
    assert "lies inside this network" in last().said
    assert there.asked == []


def test_the_second_look_up_of_a_name_is_not_asked_for(there, steward, worker, settings, monkeypatch):
    """A name that answers with an allowed number first and another afterwards is reached under the first."""
    settings.OUTLET_HOSTS = frozenset({"chat.intern"})
    asked_for = []
    real = socket.getaddrinfo

    def once(host, *more, **named):
        if host == "chat.intern":
            asked_for.append(host)
            return real("127.0.0.1", *more, **named)
        return real(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    outlet, _ = added(steward, there, address=there.address.replace("127.0.0.1", "chat.intern"))
    asked_for.clear()
    with worker():
        domain.send_now(outlet)

    assert (asked_for, len(there.asked)) == (["chat.intern"], 1)
    assert there.asked[0].headers["Host"].startswith("chat.intern:")


def test_where_one_number_leads_nowhere_the_next_is_tried(there, steward, worker, settings, monkeypatch):
    settings.OUTLET_HOSTS = frozenset({"chat.intern"})
    real = socket.getaddrinfo

    def both(host, *more, **named):
        numbers = ("::1", "127.0.0.1") if host == "chat.intern" else (host,)
        return [place for number in numbers for place in real(number, *more, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    outlet, _ = added(steward, there, address=there.address.replace("127.0.0.1", "chat.intern"))
    with worker():
        domain.send_now(outlet)

    assert (last().state, len(there.asked)) == (Job.DONE, 1)


def test_nobody_who_listens_is_tried_again(settings, steward, worker):
    settings.OUTLET_HOSTS = frozenset({"127.0.0.1"})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        wish = domain.Wish("shut", "webhook", f"http://127.0.0.1:{port}/", "", "weekly")
        outlet, _ = domain.add(wish, by=steward)
        with worker():
            domain.send_now(outlet)

    assert (last().state, last().said) == (Job.WAITING, "127.0.0.1 could not be reached.")


# Secrets


def test_the_secret_is_shown_once_and_address_and_secret_are_kept_sealed(there, browser):
    page = browser.post("/trust/outlets/new", given(there)).content.decode()
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page).group()
    pk = Outlet.objects.get().pk
    again = browser.get(f"/trust/outlets/{pk}").content.decode() + browser.get("/trust/outlets").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outlets_outlet")
        kept = str(cursor.fetchall())
    told = str(list(Entry.objects.values())) + str(list(Job.objects.values()))

    assert not [text for text in (again, kept, told) if secret in text or "verysecretpath" in text]


def test_a_former_secret_signs_for_a_day_beside_the_new_one(there, steward, browser, worker):
    outlet, former = added(steward, there)
    page = browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "rotate"}).content.decode()
    new = re.search(r"whsec_[A-Za-z0-9+/=]+", page).group()
    outlet.refresh_from_db()
    both = domain.secrets_of(outlet)
    outlet.former_until = timezone.now()
    after = domain.secrets_of(outlet)
    with worker():
        domain.send_test(outlet)

    assert (both, after) == ([new, former], [new])
    assert there.asked[0].headers["webhook-signature"].count("v1,") == 2


def test_the_receiver_of_the_documentation_takes_it_and_nothing_else(steward, worker, settings, tmp_path):
    settings.OUTLET_HOSTS = frozenset({"127.0.0.1"})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wish = domain.Wish("ours", "webhook", f"http://127.0.0.1:{port}/", "d1", "weekly")
    outlet, secret = domain.add(wish, by=steward)
    (tmp_path / "secret.txt").write_text(f"{secret}\n")
    code = re.search(r"<!-- file: receiver.py -->\n```py\n(.*?)^```$", DOCUMENT.read_text(), re.M | re.S).group(1)
    (tmp_path / "receiver.py").write_text(code)
    command = [sys.executable, str(tmp_path / "receiver.py"), str(tmp_path / "secret.txt"), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        wait_for(port)
        with worker():
            domain.send_now(outlet)
        genuine = last()
        with worker():
            jobs.send_again(genuine)
        again = last()
        Outlet.objects.update(sealed_secret=domain.sealed("whsec_d3Jvbmc=", domain.SEALED_FOR))
        with worker():
            domain.send_now(outlet)
        forged = last()
    finally:
        process.terminate()
        printed = process.communicate(timeout=20)[0].splitlines()

    assert (genuine.state, again.state, forged.said) == (Job.DONE, Job.DONE, "127.0.0.1 refused it (400).")
    assert len(printed) == 1  # sent again with the same id: taken, and not done twice
    assert printed[0].startswith("org.lilyroot.digest.v1 In Sales talk about customers' situations went down")


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    pytest.fail("It does not listen.")


# Pages


def test_a_delivery_that_arrived_or_failed_is_sent_again_from_the_log(there, steward, browser, worker):
    outlet, _ = added(steward, there)
    with worker():
        browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "test"})
    with worker():
        browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "again", "job": last().pk})
    there.behaviour = lambda asked: Says("", 400)
    with worker():
        browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "now"})
    failed = last()
    there.behaviour = lambda asked: OK
    with worker():
        browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "again", "job": failed.pk})
    page = browser.get(f"/trust/outlets/{outlet.pk}").content.decode()

    first, second, third, fourth = there.asked
    assert first.raw == second.raw
    assert third.raw == fourth.raw
    assert page.count("Send again") == 3
    assert "127.0.0.1 took it (200)." in page


def test_a_delivery_of_another_outlet_is_not_sent_again_from_here(there, steward, browser, worker):
    one, _ = added(steward, there)
    other, _ = added(steward, there, name="other")
    with worker():
        domain.send_test(one)

    assert browser.post(f"/trust/outlets/{other.pk}", {"wish": "again", "job": last().pk}).status_code == 404


def test_paused_nothing_goes_there_and_removed_it_is_gone(there, steward, browser, worker):
    outlet, _ = added(steward, there)
    browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "pause"})
    with worker():
        due()
    paused = browser.get("/trust/outlets").content.decode()
    browser.post(f"/trust/outlets/{outlet.pk}", {"wish": "remove"})

    assert there.asked == []
    assert "stella paused it." in paused
    assert browser.get(f"/trust/outlets/{outlet.pk}").status_code == 404
    said = list(
        Entry.objects.filter(changed=True, verb="send elsewhere").order_by("pk").values_list("what", flat=True)
    )
    assert said == ["sends digests to #sales at 127.0.0.1", "paused #sales", "removed #sales"]


def test_the_owner_reads_at_home_that_a_delivery_failed(there, steward, browser, worker):
    fails_with(there, Says("", 400), steward, worker)

    assert "1 delivery of yours failed" in browser.get("/").content.decode()


def test_while_nothing_is_released_only_a_test_can_be_sent(there, django_user_model, worker):
    user = django_user_model.objects.create_user(username="stella")
    give_role(user, Role.STEWARD, by="a test")
    outlet, _ = added(user, there, unit="")
    client = Client()
    enter(client, user)

    page = client.post(f"/trust/outlets/{outlet.pk}", {"wish": "now"})

    assert (page.status_code, "Nothing has been released yet." in page.content.decode()) == (422, True)
    assert there.asked == []
