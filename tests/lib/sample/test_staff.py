"""The organisation: one tree, whole stints, and enough coming and going."""

from itertools import pairwise

import pytest

from lilyroot.sample import Month, Plan
from lilyroot.sample.company import lay_out
from lilyroot.sample.people import Organisation, found


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return found(Plan(Month(2025, 6)))


@pytest.mark.parametrize("people", [40, 60, 100, 600, 5_000])
def test_parents_come_before_their_teams_and_names_are_unique(people: int) -> None:
    seen: set[str] = set()
    for team in lay_out(people):
        assert team.parent in seen or (not seen and team.parent == "")
        assert team.name not in seen
        seen.add(team.name)


@pytest.mark.parametrize("people", [60, 600, 5_000])
def test_the_company_is_about_as_large_as_asked_for(people: int) -> None:
    organisation = found(Plan(Month(2025, 6), people=people, months=3))

    assert all(0.85 < organisation.present(month) / people < 1.15 for month in range(3))


def test_six_hundred_people_make_about_forty_teams_in_ten_units(organisation: Organisation) -> None:
    assert 38 <= len(organisation.teams) <= 44
    assert len({team.department for team in organisation.teams}) == 10


def test_on_every_first_of_a_month_reporting_lines_lead_to_one_person(organisation: Organisation) -> None:
    for month in Plan(Month(2025, 6)).calendar:
        managers = {
            stint.person.employee: stint.manager
            for stint in organisation.stints
            if stint.start <= month.first and (stint.end is None or stint.end >= month.first)
        }
        assert [employee for employee, manager in managers.items() if not manager] == [
            roster["Board"][0].employee for roster in (organisation.rosters[_index(month)],)
        ]
        for employee in managers:
            steps = 0
            while manager := managers[employee]:
                employee, steps = manager, steps + 1
                assert steps < 6


def _index(month: Month) -> int:
    return Plan(Month(2025, 6)).calendar.index(month)


def test_every_team_reports_to_the_team_above_it(organisation: Organisation) -> None:
    for roster in organisation.rosters:
        team_of = {person.employee: name for name, people in roster.items() for person in people}
        assert len(team_of) == sum(len(people) for people in roster.values())
        assert all(roster.values())
    last = {stint.person.employee: stint for stint in organisation.stints if stint.end is None}
    parents = {team.name: team.parent for team in organisation.teams}
    found_parents = {
        stint.team.name: last[stint.manager].team.name
        for stint in last.values()
        if stint.manager and last[stint.manager].team.name != stint.team.name
    }
    assert found_parents == {name: parent for name, parent in parents.items() if parent}


def test_stints_of_a_person_follow_each_other_without_gap_or_overlap(organisation: Organisation) -> None:
    by_person: dict[str, list[tuple[int, int | None]]] = {}
    for stint in sorted(organisation.stints, key=lambda stint: stint.start):
        end = stint.end.toordinal() if stint.end else None
        by_person.setdefault(stint.person.employee, []).append((stint.start.toordinal(), end))
    for stints in by_person.values():
        for (_, end), (start, _) in pairwise(stints):
            assert end is not None
            assert start == end + 1


def test_people_join_move_and_leave(organisation: Organisation) -> None:
    first, last = (
        {person.employee: name for name, people in organisation.rosters[month].items() for person in people}
        for month in (0, -1)
    )
    moved = [employee for employee in first.keys() & last.keys() if first[employee] != last[employee]]

    assert len(last.keys() - first.keys()) > 80
    assert len(first.keys() - last.keys()) > 80
    assert len(moved) > 20


def test_nobody_shares_a_name_or_an_address() -> None:
    people = found(Plan(Month(2025, 6), people=20_000, months=1)).people

    assert len({person.name for person in people}) == len({person.email for person in people}) == len(people)
