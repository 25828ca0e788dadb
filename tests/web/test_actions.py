"""Plan an action from a figure, say how it goes, take a change back, look at what came of it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lilyroot_web.access.models import Entry
from lilyroot_web.actions import queries
from lilyroot_web.actions.models import Action, Change
from lilyroot_web.actions.policy import Status, is_overdue, waits_for_review
from lilyroot_web.actions.units import units


def today() -> date:
    return timezone.now().date()


def plan_of(someone, **other):
    return {
        "title": "Every team meeting opens with one case",
        "unit": "d1",
        "indicator": "centric_share",
        "hope": "up",
        "why": "Cases bring a customer's situation into talk that is of numbers now.",
        "owner": someone.pk,
        "due": (today() + timedelta(days=90)).isoformat(),
        "review": (today() + timedelta(days=180)).isoformat(),
        **other,
    }


@pytest.fixture
def people(signed_in, django_user_model):
    """Signs people in, once each, and gives their user beside their browser."""

    def enter(name: str, *roles: str):
        return signed_in(name, *roles), django_user_model.objects.get(username=name)

    return enter


@pytest.fixture
def lea(ledger, people):
    """The leader of Sales (d1) and her browser."""
    return people("lea", "leader of d1")


@pytest.fixture
def planned(lea) -> Action:
    browser, user = lea
    browser.post("/act/new?figure=team-orientation&until=2025-12", plan_of(user))
    return Action.objects.get()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_before_anything_is_planned_the_page_teaches(lea):
    page = text_of(lea[0].get("/act"))

    assert "Here you will read what is being done" in page
    assert 'href="/act/new"' in page


def test_the_form_comes_with_the_figure_somebody_came_from(lea):
    page = text_of(lea[0].get("/act/new?figure=customer-talk&until=2025-12"))

    assert '<option value="salience" selected>Customer talk</option>' in page


def test_a_plan_is_kept_as_it_was_said(planned, lea):
    assert (planned.figure, planned.until) == ("team-orientation", "2025-12")
    assert (planned.unit, planned.indicator, planned.hope) == ("d1", "centric_share", "up")
    assert (planned.status, planned.owner, planned.made_by) == ("not started", lea[1], lea[1])
    page = text_of(lea[0].get(f"/act/{planned.pk}"))
    assert "Customer-centric share of Sales should go <strong>up</strong>" in page
    assert "/see?until=2025-12#team-orientation" in page
    assert Entry.objects.filter(who="lea", what=f"planned action {planned.pk}", changed=True).count() == 1


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"title": ""}, "title", "Say what will be done."),
        ({"title": "x" * 121}, "title", "Say it in up to 120 letters"),
        ({"unit": ""}, "unit", "Say where."),
        ({"unit": "d2"}, "unit", "Choose a unit from the list."),
        ({"unit": "-"}, "unit", "Choose a unit from the list."),  # the organisation is not hers
        ({"indicator": "height"}, "indicator", "Choose a figure from the list."),
        ({"indicator": "enps"}, "indicator", "Choose a figure from the list."),  # never released here
        ({"hope": "sideways"}, "hope", "Choose up or down."),
        ({"why": ""}, "why", "Say why it should change the figure."),
        ({"owner": "9999"}, "owner", "Choose somebody from the list."),
        ({"owner": "lea"}, "owner", "Choose somebody from the list."),
        ({"due": "soon"}, "due", "Give a day, such as 2027-03-31."),
        ({"due": "2020-01-01"}, "due", "This day is over."),
        ({"due": "9000-01-01", "review": "9000-02-01"}, "due", "more than three years ahead"),
        ({"review": "2020-01-01"}, "review", "The review comes after the day it is due"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_keeps_what_was_typed(lea, given, field, said):
    browser, user = lea
    page = browser.post("/act/new", plan_of(user, **given))

    assert page.status_code == 422
    assert said in page.context["form"].errors[field][0]
    assert "Cases bring" in text_of(page) or "why" in given
    assert f'id="id_{field}_error"' in text_of(page)
    assert Action.objects.count() == 0


def test_an_owner_has_to_see_the_unit(lea, people):
    browser, user = lea
    _, ben = people("ben", "employee of d1t1")
    _, cleo = people("cleo", "employee of d2")
    _, ada = people("ada", "admin")
    _, gone = people("gone", "manager of d1")
    gone.is_active = False
    gone.save()

    for stranger in (cleo, ada, gone):
        assert browser.post("/act/new", plan_of(user, owner=stranger.pk)).status_code == 422
    assert browser.post("/act/new", plan_of(user, owner=ben.pk)).status_code == 302
    assert Action.objects.get().owner == ben


def test_an_owner_of_a_team_below_cannot_be_given_a_sister_teams_action(lea, people):
    browser, _ = lea
    _, ben = people("ben", "employee of d1t1")

    page = browser.post("/act/new", plan_of(ben, unit="d1t2"))

    assert page.context["form"].errors["owner"] == ["They do not see this unit's actions. Choose somebody who does."]


def say(browser, action, status, note="", version=None):
    version = Action.objects.get(pk=action.pk).version if version is None else version
    return browser.post(f"/act/{action.pk}", {"status": status, "note": note, "version": version})


def test_how_it_goes_is_said_and_listed(planned, lea):
    browser, _ = lea
    say(browser, planned, "in progress", "Began with two teams.")
    say(browser, planned, "complete")

    planned.refresh_from_db()
    assert (planned.status, planned.began, planned.done, planned.version) == ("complete", today(), today(), 2)
    page = text_of(browser.get(f"/act/{planned.pk}"))
    assert "Status: not started → in progress" in page
    assert "Began with two teams." in page
    assert "Status: in progress → complete" in page


def test_a_change_can_be_taken_back_by_whoever_made_it(planned, lea, people):
    browser, _ = lea
    pia, _ = people("pia", "people lead")
    say(browser, planned, "complete")
    made = Change.objects.get()

    assert pia.post(f"/act/{planned.pk}", {"wish": "back", "change": made.pk}).status_code == 422
    assert browser.post(f"/act/{planned.pk}", {"wish": "back", "change": made.pk}).status_code == 302

    planned.refresh_from_db()
    assert (planned.status, planned.began, planned.done) == ("not started", None, None)
    page = text_of(browser.get(f"/act/{planned.pk}"))
    assert "Took the last change back" in page
    assert "Status: complete → not started" in page
    assert "Undo" not in page  # nothing is undone twice


def test_only_the_newest_change_can_be_taken_back(planned, lea):
    browser, _ = lea
    say(browser, planned, "in progress")
    first = Change.objects.get()
    say(browser, planned, "on hold")

    for wrong in (first.pk, 999, "first", ""):
        page = browser.post(f"/act/{planned.pk}", {"wish": "back", "change": wrong})
        assert page.status_code == 422
        assert "This can no longer be taken back." in text_of(page)
    planned.refresh_from_db()
    assert planned.status == "on hold"


def test_a_plan_can_be_withdrawn_until_something_happened(planned, lea, people):
    browser, user = lea
    pia, _ = people("pia", "people lead")
    assert pia.post(f"/act/{planned.pk}", {"wish": "withdraw"}).status_code == 422
    browser.post(f"/act/{planned.pk}", {"wish": "withdraw"})
    assert Action.objects.count() == 0

    browser.post("/act/new", plan_of(user))
    again = Action.objects.get()
    say(browser, again, "in progress")
    page = browser.post(f"/act/{again.pk}", {"wish": "withdraw"})

    assert "no longer only a plan" in text_of(page)
    assert Action.objects.count() == 1


def test_whoever_saw_an_older_state_overwrites_nothing(planned, lea):
    browser, _ = lea
    say(browser, planned, "in progress")

    page = say(browser, planned, "cancelled", version=0)

    assert page.status_code == 422
    assert "Somebody else changed this action while you had it open." in text_of(page)
    planned.refresh_from_db()
    assert planned.status == "in progress"


def test_saving_what_is_already_so_says_so(planned, lea):
    page = say(lea[0], planned, "not started")

    assert "Nothing was changed." in text_of(page)
    assert Change.objects.count() == 0


def test_days_and_owner_change_but_never_what_was_expected(planned, lea, people):
    browser, _ = lea
    _, ben = people("ben", "manager of d1t1")
    given = plan_of(ben, title="Two cases", hope="down", why="Another reason.", indicator="salience", unit="d1t1")
    given["due"] = (today() + timedelta(days=30)).isoformat()

    browser.post(f"/act/{planned.pk}/change", {**given, "version": 0})

    planned.refresh_from_db()
    assert (planned.title, planned.owner) == ("Two cases", ben)
    assert planned.due == today() + timedelta(days=30)
    assert (planned.hope, planned.indicator, planned.unit) == ("up", "centric_share", "d1")
    assert planned.why.startswith("Cases bring")
    assert "Owner: lea → ben" in text_of(browser.get(f"/act/{planned.pk}"))


def test_an_overdue_action_can_be_handed_on_without_moving_its_day(planned, lea, people):
    browser, _ = lea
    _, ben = people("ben", "manager of d1")
    Action.objects.update(due=today() - timedelta(days=9))
    planned.refresh_from_db()

    done = browser.post(
        f"/act/{planned.pk}/change", plan_of(ben, due=planned.due.isoformat(), version=planned.version)
    )

    planned.refresh_from_db()
    assert done.status_code == 302
    assert planned.owner == ben


def test_the_list_begins_with_what_is_overdue_and_counts_by_unit(planned, lea):
    browser, user = lea
    browser.post("/act/new", plan_of(user, title="Far away"))
    browser.post("/act/new", plan_of(user, title="Looked at", unit="d1t1"))
    Action.objects.filter(pk=planned.pk).update(due=today() - timedelta(days=1))
    Action.objects.filter(title="Looked at").update(status="complete", review=today())

    page = browser.get("/act")

    assert [one.action.title for one in page.context["page"]] == [planned.title, "Looked at", "Far away"]
    assert "1 action is overdue, 1 waits for a look at what came of it." in text_of(page)
    assert [(one.label, one.counts, one.overdue, one.to_review) for one in page.context["roll_up"]] == [
        ("Sales", (2, 0, 0, 0, 0), 1, 0),
        ("Sales 1", (0, 0, 0, 1, 0), 0, 1),
    ]


def test_the_list_can_be_narrowed(planned, lea, people):
    browser, _ = lea
    ben_browser, ben = people("ben", "manager of d1")
    browser.post("/act/new", plan_of(ben, title="Ben's", unit="d1t1"))

    def titles(query: str) -> list[str]:
        return [one.action.title for one in browser.get(f"/act?{query}").context["page"]]

    assert titles("whose=mine") == [planned.title]
    assert titles("unit=d1t1") == ["Ben's"]
    assert titles("status=complete") == []
    assert titles("status=overdue") == []
    assert len(titles("whose=&unit=&status=")) == 2
    assert "No action is like that." in text_of(browser.get("/act?status=complete"))
    assert [one.action.title for one in ben_browser.get("/act?whose=mine").context["page"]] == ["Ben's"]


def test_the_table_is_inert_in_a_spreadsheet(planned, lea):
    browser, user = lea
    browser.post("/act/new", plan_of(user, title="=HYPERLINK(1)", why="+ more cases"))

    body = browser.get("/act/actions.csv?status=not started").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(body)))

    assert {line["what will be done"] for line in lines} == {planned.title, "'=HYPERLINK(1)"}
    assert {line["because"] for line in lines} >= {"'+ more cases"}
    assert lines[0]["unit"] == "Sales"


def test_words_stay_text(lea):
    browser, user = lea
    browser.post("/act/new", plan_of(user, title="<script>alert(1)</script>", why="<b>bold</b>"))

    for address in ("/act", f"/act/{Action.objects.get().pk}", f"/act/{Action.objects.get().pk}/review"):
        page = browser.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page


def worked(action, unit: str, began: date, done: date, indicator="centric_share") -> None:
    Action.objects.filter(pk=action.pk).update(
        unit=unit, indicator=indicator, began=began, done=done, status="complete", due=done, review=today()
    )


def test_the_review_sets_before_beside_after(planned, people):
    pia, _ = people("pia", "people lead")
    worked(planned, "d2", date(2025, 6, 2), date(2025, 6, 30))  # Stores rose in July 2025

    page = text_of(pia.get(f"/act/{planned.pk}/review"))

    assert "<h1>It went up.</h1>" in page
    assert "Customer-centric share of Stores went up, as hoped, by" in page
    assert "The organisation as a whole" in page
    assert "not what happened because of it" in page
    assert "December 2024 to May 2025" in page
    assert "July to December 2025" in page


def test_the_review_says_when_it_cannot_tell(planned, lea):
    page = text_of(lea[0].get(f"/act/{planned.pk}/review"))

    assert "<h1>We cannot tell yet.</h1>" in page
    assert "Nothing that began after the action has been released yet." in page


def test_what_was_learned_ends_the_waiting(planned, lea):
    browser, _ = lea
    worked(planned, "d1", date(2025, 6, 2), date(2025, 6, 30))
    assert "waits for a look" in text_of(browser.get("/act"))

    refused = browser.post(f"/act/{planned.pk}/review", {"note": ""})
    browser.post(f"/act/{planned.pk}/review", {"note": "Two cases a week were too many."})

    assert (refused.status_code, "Say what you learned." in text_of(refused)) == (422, True)
    assert "waits for a look" not in text_of(browser.get("/act"))
    assert "Two cases a week were too many." in text_of(browser.get(f"/act/{planned.pk}"))


def test_an_indicator_that_is_no_longer_known_breaks_no_page(planned, lea):
    Action.objects.update(indicator="of_another_version")

    for address in ("/act", f"/act/{planned.pk}", f"/act/{planned.pk}/review"):
        assert lea[0].get(address).status_code == 200


@pytest.mark.parametrize("status", list(Status))
def test_the_database_tells_lateness_and_order_as_the_policy_does(planned, lea, status):
    """Every state an action can be in, by its days: yesterday, today, tomorrow; reviewed or not."""
    days = [today() + timedelta(days=n) for n in (-1, 0, 1)]
    planned.delete()
    Action.objects.bulk_create(
        Action(
            title="One of many", why="x", indicator="salience", hope="up", unit="d1", status=status,
            owner=lea[1], made_by=lea[1], due=due, review=review, reviewed=reviewed,
            made_at=timezone.now(), changed_at=timezone.now(),
        )
        for due in days for review in days for reviewed in (None, today())
    )  # fmt: skip
    everything, now = Action.objects.all(), today()

    late = {one.pk for one in everything if is_overdue(one.status, one.due, now)}
    waits = {one.pk for one in everything if waits_for_review(one.status, one.review, one.reviewed, now)}

    assert {one.pk for one in everything.filter(queries.overdue(now))} == late
    assert {one.pk for one in everything.filter(queries.waiting(now))} == waits
    assert [one.pk for one in queries.by_urgency(everything, now)] == [
        one.pk for one in sorted(everything, key=lambda o: (o.pk not in late, o.pk not in waits, o.due, o.pk))
    ]
    (line,) = queries.roll_up(everything, units(settings.LILYROOT_HOME), now)
    assert (line.overdue, line.to_review, sum(line.counts)) == (len(late), len(waits), 18)


def test_the_list_costs_the_same_for_many(planned, lea, django_assert_max_num_queries):
    browser, user = lea
    Action.objects.bulk_create(
        Action(
            **{
                "title": f"Number {number}", "why": "x", "indicator": "salience", "hope": "up", "unit": "d1",
                "owner": user, "made_by": user, "due": today(), "review": today(),
                "made_at": timezone.now(), "changed_at": timezone.now(),
            }
        )
        for number in range(200)
    )  # fmt: skip

    with django_assert_max_num_queries(8):
        page = browser.get("/act")

    assert len(page.context["page"]) == 50
