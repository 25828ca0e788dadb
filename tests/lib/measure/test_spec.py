"""What each indicator means: a small table, a cell, the answer worked out by hand."""

from __future__ import annotations

import pytest

from lilyroot.measure import INDICATORS
from tests.lib.measure.small import ENGINES, facts, figure, figures

TALK = """
thread     person  orientation  flags                         kind    channel
printer    ada     none         blame                         chat    general
printer    ben     none         -                             chat    general
printer    cem     none         politics                      chat    general
stapler    dot     none         sales_pressure                chat    general
rebooking  ben     centric      customer_voice,commitment     chat    general
rebooking  ada     focused      recognition                   chat    general
rebooking  cem     none         -                             chat    general
rebooking  ben     centric      commitment                    chat    general
rebooking  guest   centric      blame                         chat    general
refund     cem     focused      brush_off                     ticket  desk
refund     dot     none         -                             ticket  desk
toner      dot     none         -                             ticket  desk
"""
# guest has no place in the tree: 11 messages count, 4 of them speak of customers, 2 of these centric.
# general: printer draws 2 replies of 3 people, stapler 0 of 1: usually 1 reply, 2 people. rebooking: 4 replies, 4
# people (the guest is one of them).  desk: toner draws 0 replies of 1 person. refund: 1 reply, 2 people.

ANSWERS = {
    # indicator: (cut, cell, value, base, clusters, contributors)
    "messages": [
        ("organisation", "all", 11.0, 11, 5, 4),
        ("team", "north", 5.0, 5, 2, 2),
        ("kind", "ticket", 3.0, 3, 2, 2),
    ],
    "salience": [
        ("organisation", "all", 4 / 11, 11, 5, 4),
        ("team", "north", 3 / 5, 5, 2, 2),
        ("function", "sales", 0.0, 3, 3, 1),
    ],
    "centric_share": [
        ("organisation", "all", 2 / 4, 4, 2, 3),
        ("team", "north", 2 / 3, 3, 1, 2),
        ("function", "sales", None, 0, 0, 0),
    ],
    "customer_threads": [
        ("organisation", "all", 2 / 5, 5, 5, 4),
        ("team", "north", 1 / 2, 2, 2, 2),
        ("function", "service", 2 / 3, 3, 3, 3),
        ("function", "sales", 0.0, 2, 2, 1),
    ],
    "customer_driver": [  # voices: printer 3, stapler 1, rebooking 4, refund 2, toner 1
        ("organisation", "all", 6 / 11, 5, 5, 4),
        ("team", "north", 4 / 7, 2, 2, 2),
        ("function", "sales", 0.0, 2, 2, 1),
    ],
    "engagement_replies": [
        ("organisation", "all", (4 + 1) / (1 + 0), 2, 2, 2),
        ("team", "north", 4 / 1, 1, 1, 1),
        ("team", "south", None, 1, 1, 1),  # usually no reply at the desk: nothing to compare with
        ("function", "sales", None, 0, 0, 0),
    ],
    "engagement_participants": [
        ("organisation", "all", (4 + 2) / (2 + 1), 2, 2, 2),
        ("team", "north", 4 / 2, 1, 1, 1),
        ("team", "south", 2 / 1, 1, 1, 1),
    ],
    "rate_blame": [("organisation", "all", 1 / 11, 11, 5, 4), ("team", "south", 0.0, 6, 5, 2)],
    "rate_brush_off": [("organisation", "all", 1 / 11, 11, 5, 4), ("kind", "ticket", 1 / 3, 3, 2, 2)],
    "rate_recognition": [("organisation", "all", 1 / 11, 11, 5, 4), ("team", "north", 1 / 5, 5, 2, 2)],
    "rate_customer_voice": [("organisation", "all", 1 / 11, 11, 5, 4), ("kind", "chat", 1 / 8, 8, 3, 4)],
    "rate_commitment": [("organisation", "all", 2 / 11, 11, 5, 4), ("team", "north", 2 / 5, 5, 2, 2)],
    "rate_politics": [("organisation", "all", 1 / 11, 11, 5, 4), ("team", "south", 1 / 6, 6, 5, 2)],
    "rate_sales_pressure": [("organisation", "all", 1 / 11, 11, 5, 4), ("function", "sales", 1 / 3, 3, 3, 1)],
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("indicator", ANSWERS)
def test_the_answer_worked_out_by_hand(indicator: str, engine: str) -> None:
    found = figures(facts(TALK), engine)

    rows = [figure(found, indicator, cut, cell) for cut, cell, *_ in ANSWERS[indicator]]

    told = [tuple(row[name] for name in ("cut", "cell", "value", "base", "clusters", "contributors")) for row in rows]
    assert told == [
        (cut, cell, value if value is None else pytest.approx(value, rel=1e-12), *rest)
        for cut, cell, value, *rest in ANSWERS[indicator]
    ]


def test_every_indicator_has_an_answer_worked_out_by_hand() -> None:
    assert sorted(ANSWERS) == sorted(indicator.name for indicator in INDICATORS)


def test_a_thread_belongs_to_whoever_wrote_its_first_message_by_time_then_position() -> None:
    found = figures(
        facts("""
        thread  person  sent
        late    cem     2025-03-02
        late    ada     2025-03-01
        tied    cem     2025-03-01
        tied    ada     2025-03-01
        undated ben     -
        undated cem     2025-03-09
        """)
    )

    threads = {team: figure(found, "customer_threads", "team", team)["base"] for team in ("north", "south")}

    assert threads == {"north": 1, "south": 2}


def test_a_thread_that_runs_over_the_end_of_the_month_is_one_thread_in_each() -> None:
    table = facts("""
    thread  person  period
    long    ada     2025-02
    long    cem     2025-03
    """)

    found = figures(table, periods=["2025-02", "2025-03"]).to_pylist()

    threads = {
        (row["period"], row["cell"]): row["base"]
        for row in found
        if row["cut"] == "team" and row["indicator"] == "customer_threads"
    }
    assert threads == {
        ("2025-02", "north"): 1,
        ("2025-02", "south"): 0,
        ("2025-03", "north"): 0,
        ("2025-03", "south"): 1,
    }


def test_what_is_usual_in_a_channel_counts_threads_of_the_whole_organisation() -> None:
    found = figures(
        facts("""
        thread   person  orientation
        ours     ada     focused
        ours     ben     none
        theirs   dot     none
        theirs   cem     none
        theirs   guest   none
        theirs   guest   none
        outside  guest   none
        outside  guest   none
        """)
    )

    north = figure(found, "engagement_replies", "team", "north")

    assert (north["value"], north["base"]) == (1 / ((3 + 1) / 2), 1)
