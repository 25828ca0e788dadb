"""Attacks on whole ledgers and on what a threshold alone would publish, and what the command line says of them."""

from __future__ import annotations

import json
import random
import re
from copy import deepcopy

import pytest
from click.testing import CliRunner
from handmade import CROSSED, figure, figures, release, write

from lilyroot.attack.campaign import attack
from lilyroot.attack.differences import differencing
from lilyroot.attack.naive import months_and_quarters, one_window, recovered
from lilyroot.cli.attack import command
from lilyroot.errors import InputError, StoreError
from lilyroot.release.steps import in_threes

MONTHS = ("2025-01", "2025-02", "2025-03")

# Vans less bakers of Vans are two sellers; nothing proves anything.
HOLE = {
    "indicators": ["salience"],
    "persons": [9, 9, 7, 2],
    "published": [[0, 1, 2, 3], [0], [1], [2, 3], [2]],
    "names": [
        ["organisation", "organisation"],
        *(["team", name] for name in ("Ovens", "Shop", "Vans")),
        ["function in Vans", "baker"],
    ],
    "k": 6,
    "about": "",
    "exchanges": {},
}


def found(attempts) -> dict[str, list[str]]:
    return {attempt.attack: [f.recipe for f in attempt.found] for attempt in attempts if attempt.found}


def attacked(folder):
    return attack(folder).attempts


def of(family, rows=None, period="2025-01", **given):
    certificate = {"families": {"messages": family}}
    return release(period, rows=figures(family) if rows is None else rows, certificate=certificate, **given)


def test_nothing_is_found_in_a_ledger_without_holes(tmp_path):
    write(tmp_path / "releases", [release(month) for month in MONTHS])

    attempts = attacked(tmp_path / "releases")

    assert found(attempts) == {}
    assert all(attempt.tried for attempt in attempts)


def test_a_hole_is_found_by_every_attack_that_can_see_it(tmp_path):
    write(tmp_path / "releases", [of(HOLE)])

    recipe = "team Vans - function in Vans baker"
    assert found(attacked(tmp_path / "releases")) == {
        "differencing": [recipe],
        "linear algebra": [recipe],
        "smallest group": [recipe],
    }


def test_the_attacker_is_told_which_release_is_next(tmp_path):
    write(tmp_path / "releases", [release(month) for month in MONTHS])
    heard: list[str] = []

    attack(tmp_path / "releases", heard.append)

    assert heard == ["0001-2025-01", "0002-2025-02", "0003-2025-03"]


def test_a_release_without_certificate_is_attacked_by_its_figures(tmp_path):
    rows = [figure("team", "Ovens", value=1.0, high=1.0)]
    write(tmp_path / "releases", [release("2025-01", certificate=None, rows=rows)])

    found_at = found(attacked(tmp_path / "releases"))

    assert found_at == {"homogeneity": ["salience of team Ovens is 1 for everybody in it"]}


def test_what_is_no_release_is_an_error_that_names_it(tmp_path):
    write(tmp_path / "releases", [release("2025-01")])
    (certificate,) = (tmp_path / "certificates").iterdir()

    for written in ("{", '{"families": {}}'):
        certificate.write_text(written)
        with pytest.raises(
            StoreError, match=r"0001-2025-01: This release cannot be read \(it does not match the hash"
        ):
            attacked(tmp_path / "releases")


def test_a_ledger_that_is_handed_around_alone_is_attacked_by_its_figures(tmp_path):
    write(tmp_path / "releases", [of(HOLE)])
    (tmp_path / "certificates").rename(tmp_path / "elsewhere")

    alone, both = run(tmp_path / "releases"), run(tmp_path / "releases", "--certificates", tmp_path / "elsewhere")

    assert alone.exit_code == 0
    assert "1 certificates not at hand: figures only" in alone.stdout
    assert both.exit_code == 1
    assert "not at hand" not in both.stdout


# --- time --------------------------------------------------------------------------------------------------------


def test_a_window_that_is_released_again_tells_the_difference(tmp_path):
    later = [{**row, "value": 0.35} for row in figures()]
    write(tmp_path / "releases", [release("2025-01"), release("2025-01", rows=later)])

    (recipe,) = found(attacked(tmp_path / "releases"))["time"]

    assert recipe == (
        "2025-01 is released again: 0002-2025-01 - 0001-2025-01; "
        "6 figures differ, such as salience of organisation organisation"
    )


def test_a_team_that_comes_and_goes_is_given_back_by_its_quarter(tmp_path):
    without_shop = [row for row in figures() if row["cell"] != "Shop"]
    write(
        tmp_path / "releases",
        [release("2025-01"), release("2025-02", rows=without_shop), release("2025-03"), release("2025-Q1")],
    )

    recipes = found(attacked(tmp_path / "releases"))["time"]

    assert "salience of team Shop: 2025-Q1 - 2025-01 - 2025-03" in recipes
    assert sum("released beside" in recipe for recipe in recipes) == 3


def test_a_team_that_comes_and_goes_stays_hidden_where_the_quarter_has_other_gaps(tmp_path):
    without_shop = [row for row in figures() if row["cell"] != "Shop"]
    hidden_twice = [release("2025-01", rows=without_shop), release("2025-02", rows=without_shop)]
    write(tmp_path / "releases", [*hidden_twice, release("2025-03"), release("2025-Q1")])
    write(tmp_path / "other", [*hidden_twice, release("2025-03"), release("2025-Q2"), release("undated")])

    assert not any("team Shop" in recipe for recipe in found(attacked(tmp_path / "releases"))["time"])
    assert "time" not in found(attacked(tmp_path / "other"))


# --- figures -----------------------------------------------------------------------------------------------------


def test_a_group_in_which_everybody_is_alike_is_told(tmp_path):
    rows = [
        figure("team", "Ovens", value=0.0, low=0.0, persons="10–19"),
        figure("team", "Shop", value=0.0, low=0.0, persons="20–49"),
        figure("team", "Vans", value=0.005, low=0.0),
        figure("team", "Ovens", "messages", value=0.0, low=0.0),
        figure("team", "Ovens", "tr", value=100.0, high=100.0),
        figure("team", "Ovens", "say_do_voice", value=-100.0, low=-100.0),
        figure("team", "Vans", "balance", value=-0.5, low=-0.9),
    ]
    write(tmp_path / "releases", [release("2025-01", rows=rows)])

    assert found(attacked(tmp_path / "releases"))["homogeneity"] == [
        "salience of team Ovens is 0 for everybody in it",
        "tr of team Ovens is 100 for everybody in it",
        "say_do_voice of team Ovens is -100 for everybody in it",
    ]


def sheets(value: dict[str, float]) -> list[dict]:
    """An item that everybody answered once, by team and by function, in teams of 8 and functions of 12."""
    rows = []
    for cut, cell in CROSSED["names"]:
        persons = {"organisation": "20–49", "team": "5–9", "function": "10–19"}[cut]
        rows.append(figure(cut, cell, value=value[cell], low=None, high=None, base=None, persons=persons))
    return rows


def test_extreme_figures_enclose_a_small_group(tmp_path):
    """No baker says yes, and half of Ovens does: so all four sellers there do, and none in Vans."""
    value = {"organisation": 0.25, "Ovens": 0.5, "Shop": 0.25, "Vans": 0.0, "baker": 0.0, "seller": 0.5}
    rows = [{**row, "persons": "20–49"} for row in sheets(value)]
    write(tmp_path / "releases", [of(CROSSED, rows=rows)])

    recipes = found(attacked(tmp_path / "releases"))["bounds"]

    enclosed = [re.fullmatch(r"(.*): (.*) to (.*) of what they contributed", recipe).groups() for recipe in recipes]
    assert [where for where, _, _ in enclosed] == [
        "salience of 4 people in organisation organisation and team Ovens and function seller",
        "salience of 4 people in organisation organisation and team Shop and function seller",
    ]
    assert [(float(low), float(high)) for _, low, high in enclosed] == [
        (pytest.approx(n, abs=0.02), pytest.approx(n, abs=0.02)) for n in (4, 2)
    ]


def test_figures_that_contradict_one_another_tell_nothing(tmp_path):
    value = {"organisation": 0.9, "Ovens": 0.5, "Shop": 0.25, "Vans": 0.0, "baker": 0.0, "seller": 0.5}
    rows = [{**row, "persons": "20–49"} for row in sheets(value)]
    write(tmp_path / "releases", [of(CROSSED, rows=rows)])

    assert found(attacked(tmp_path / "releases")) == {}


def test_the_clamp_is_undone_where_the_others_say_where_the_group_stands(tmp_path):
    """No baker says yes. That is told as "at most a tenth", but all less the sellers are the bakers."""
    value = {"organisation": 0.25, "Ovens": 0.3, "Shop": 0.25, "Vans": 0.2, "baker": 0.1, "seller": 0.5}
    write(tmp_path / "releases", [of(CROSSED, rows=sheets(value))])

    assert found(attacked(tmp_path / "releases"))["homogeneity"] == [
        "salience of function baker is the same for everybody in it: organisation organisation - function seller"
    ]


def test_how_far_people_agree_does_not_add_up(tmp_path):
    value = {"organisation": 0.25, "Ovens": 0.3, "Shop": 0.25, "Vans": 0.2, "baker": 0.1, "seller": 0.5}
    agreed = [{**row, "indicator": "tr_agreement"} for row in sheets(value)]
    write(tmp_path / "releases", [of({**CROSSED, "indicators": ["tr_agreement"]}, rows=agreed)])

    assert found(attacked(tmp_path / "releases")) == {}


def test_the_clamp_holds_where_those_above_are_clamped_with_it(tmp_path):
    value = {"organisation": 0.3, "Ovens": 0.35, "Shop": 0.25, "Vans": 0.3, "baker": 0.1, "seller": 0.5}
    write(tmp_path / "releases", [of(CROSSED, rows=sheets(value))])

    assert found(attacked(tmp_path / "releases")) == {}


def test_the_clamp_holds_where_a_neighbour_is_hidden(tmp_path):
    value = {"organisation": 0.25, "Ovens": 0.3, "Shop": 0.25, "Vans": 0.2, "baker": 0.1, "seller": 0.5}
    write(tmp_path / "releases", [of(CROSSED, rows=[row for row in sheets(value) if row["cell"] != "seller"])])

    assert "homogeneity" not in found(attacked(tmp_path / "releases"))


def test_figures_in_the_middle_enclose_nobody(tmp_path):
    value = {"organisation": 0.5, "Ovens": 0.4, "Shop": 0.5, "Vans": 0.6, "baker": 0.45, "seller": 0.55}
    write(tmp_path / "releases", [of(CROSSED, rows=sheets(value))])

    attempts = attacked(tmp_path / "releases")

    assert found(attempts) == {}


def resting_on(base: dict[str, int]) -> list[dict]:
    """Centric shares of the crossed teams and functions, and how many messages about customers they are shares of."""
    rows = [figure(cut, cell, "centric_share", base=base[cell], persons="20–49") for cut, cell in CROSSED["names"]]
    return [{**row, "value": 0.3, "low": 0.0, "high": 1.0} for row in rows]


WROTE_ONCE = {"organisation": 31, "Ovens": 8, "Shop": 12, "Vans": 11, "baker": 16, "seller": 15}


def test_what_shares_rest_on_encloses_a_small_group(tmp_path):
    """The eight of Ovens wrote eight messages about customers: each wrote one."""
    write(tmp_path / "releases", [of({**CROSSED, "indicators": ["centric_share"]}, rows=resting_on(WROTE_ONCE))])

    recipes = found(attacked(tmp_path / "releases"))["bounds"]

    who = "are of 4 people in organisation organisation and team Ovens and function"
    assert recipes == [
        f"what centric_share rests on: 4.00 to 4.00 {who} {function}" for function in ("baker", "seller")
    ]


@pytest.mark.parametrize("seed", range(8))
def test_what_shares_rest_on_encloses_nobody_when_it_is_told_in_threes(tmp_path, seed):
    """The same, as the gate tells it; in whatever direction the lots fall."""
    lots, people = random.Random(seed), {"organisation": 24, "baker": 12, "seller": 12}
    told = {cell: in_threes(n, people.get(cell, 8), lots.random()) for cell, n in WROTE_ONCE.items()}
    write(tmp_path / "releases", [of({**CROSSED, "indicators": ["centric_share"]}, rows=resting_on(told))])

    assert found(attacked(tmp_path / "releases")) == {}


# --- a threshold alone -------------------------------------------------------------------------------------------

PARENTS = {"Ovens": "", "Shop": "", "Floor": "Shop", "Desk": "Shop"}
OFFICE = [
    *[("Ovens", "baker")] * 9,
    *[("Floor", "seller")] * 6,
    *[("Desk", "seller")] * 3,
    *[("Desk", "clerk")] * 1,
    *[("Ovens", "clerk")] * 5,
]


def test_a_threshold_hides_a_group_and_the_rest_gives_it_back():
    naive = one_window(OFFICE, PARENTS, 5)

    hidden = dict(zip([group.name for group in naive.hidden], recovered(naive), strict=True))

    assert hidden == {"team Desk": True, "function in Shop clerk": True}
    recipes = [finding.recipe for finding in differencing(naive.published, 5).found]
    assert "team Shop - team Floor" in recipes


def test_a_circle_in_the_tree_is_walked_once():
    naive = one_window([("Ovens", "baker")] * 5, {"Ovens": "Shop", "Shop": "Ovens"}, 5)

    assert {total.name for total in naive.published.totals} == {
        "organisation",
        "team Ovens",
        "team Shop",
        "function baker",
        "function in Shop baker",
    }


def test_a_quarter_gives_back_the_month_in_which_a_team_was_hidden():
    full, few = [("Ovens", "baker")] * 7, [("Ovens", "baker")] * 3
    others = [("Shop", "seller")] * 8

    naive = months_and_quarters({"2025-01": full + others, "2025-02": few + others, "2025-03": full + others}, {}, 5)

    assert [group.name for group in naive.hidden] == ["team by month Ovens 2025-02"]
    (finding,) = {
        f.recipe: f for f in differencing(naive.published, 5, "time").found if "Ovens 2025-Q1" in f.recipe
    }.values()
    assert (
        finding.recipe == "team by quarter Ovens 2025-Q1 - team by month Ovens 2025-01 - team by month Ovens 2025-03"
    )
    assert finding.people == 3


# --- the command line --------------------------------------------------------------------------------------------


def run(*arguments: object):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_command_says_that_nothing_was_found(tmp_path):
    write(tmp_path / "data" / "releases", [release("2025-01")])

    done = run("--home", tmp_path)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split() == ["attack", "tried", "found"]
    assert done.stdout.endswith("nothing was found\n")
    assert done.stderr == ""


def test_the_command_fails_when_something_is_found_and_says_how(tmp_path):
    family = deepcopy(HOLE)
    write(tmp_path / "releases", [of(family), of(family, period="2025-02")])

    done = run(tmp_path / "releases")

    assert done.exit_code == 1
    assert "differencing: 2 people, 0001-2025-01 messages: team Vans - function in Vans baker" in done.stdout


def test_the_command_speaks_json(tmp_path):
    write(tmp_path / "releases", [of(HOLE)])

    done = run(tmp_path / "releases", "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["ledger"] == str(tmp_path / "releases")
    by_name = {entry["attack"]: entry for entry in told["attacks"]}
    assert by_name["differencing"] == {
        "attack": "differencing",
        "tried": 6,
        "found": 1,
        "findings": [{"where": "0001-2025-01 messages", "people": 2, "recipe": "team Vans - function in Vans baker"}],
    }
    assert by_name["overlapping cuts"]["found"] == 0


def test_the_command_attacks_what_a_threshold_would_publish(tmp_path):
    lines = ["employee_id,manager_id,team,function", "e0,,,chief"]
    lines += [f"e{n},e0,{team},{function}" for n, (team, function) in enumerate(OFFICE, 1)]
    (tmp_path / "hris.csv").write_text("\n".join(lines).replace(",,,chief", ",,Board,chief"))

    done = run("--naive", tmp_path / "hris.csv")

    assert done.exit_code == 1, done.output
    assert "of the hidden follow exactly from the published" in done.stdout
    assert "differencing: " in done.stdout


def test_before_the_first_release_the_command_says_what_comes_first(tmp_path):
    error = run("--home", tmp_path).exception

    assert isinstance(error, InputError)
    assert "lilyroot release" in error.remedy


def test_there_must_be_a_ledger(tmp_path):
    done = run(tmp_path / "nowhere")

    assert isinstance(done.exception, StoreError)
    assert "There is no ledger here" in str(done.exception)
