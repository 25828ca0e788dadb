"""Who belongs where: HRIS files, team maps, and speakers recognised in whatever order things come in."""

from __future__ import annotations

import pytest
from slack_exports import message, write_zip

from lilyroot.errors import OrganisationError
from lilyroot.listen.people import take_in_hris, take_in_team_map
from lilyroot.store.organisation import persons, placements, team_parents

HEADER = "employee_id,manager_id,name,email,team,function,site,start,end\n"


def write(path, body: str, header: str = HEADER):
    path.write_text(header + body)
    return path


def placed(store, period: str = "2025-02") -> set[tuple[str, str]]:
    return {(p.team, p.function) for p in placements(store.catalogue, period).values()}


def test_a_team_stands_below_the_team_of_its_head_s_manager(store, tmp_path):
    hris = write(
        tmp_path / "hris.csv",
        "1,,Ada,ada@example.org,Board,,,,\n"
        "2,1,Bo,bo@example.org,Retail,,,,\n"
        "3,2,Cy,cy@example.org,Stores,Sales,,,\n"
        "4,3,Di,di@example.org,Stores,Sales,,,\n",
    )

    organised = take_in_hris(store, hris)

    assert (organised.people, organised.teams) == (4, 3)
    assert team_parents(store.catalogue) == {"Board": "", "Retail": "Board", "Stores": "Retail"}


def test_a_person_who_moved_counts_in_the_team_where_the_month_ended(store, tmp_path):
    take_in_hris(
        store,
        write(tmp_path / "h.csv", "1,,A,a@x,Board,,,,\n2,1,B,b@x,North,,,2024-01-01,2025-02-10\n"
                                  "2,1,B,b@x,South,,,2025-02-11,\n"),
    )  # fmt: skip

    assert placed(store, "2025-01") == {("Board", ""), ("North", "")}
    assert placed(store, "2025-02") == {("Board", ""), ("South", "")}


def test_someone_who_left_before_the_month_is_in_no_team(store, tmp_path):
    take_in_hris(store, write(tmp_path / "h.csv", "1,,A,a@x,Board,,,,\n2,1,B,b@x,North,,,2024-01-01,2024-12-31\n"))

    assert placed(store, "2025-02") == {("Board", "")}


def test_one_person_in_two_sources_is_one_person_whenever_the_organisation_comes_in(store, take_in, tmp_path):
    export = write_zip(tmp_path / "e.zip", {"general/2025-02-19.json": [message(1), message(2)]})
    take_in(export, source="chat")
    take_in_hris(store, write(tmp_path / "h.csv", "7,,Person 1,user1@example.org,Board,,,,\n"))
    take_in(export, source="old-chat")

    recognised = persons(store.catalogue)

    assert len(recognised) == 2
    assert len(set(recognised.values())) == 1


def test_two_people_of_one_name_recognise_nobody_by_it(store, take_in, tmp_path):
    users = [{"id": "U1", "profile": {"real_name": "Person One"}}]
    take_in(write_zip(tmp_path / "e.zip", {"general/2025-02-19.json": [message(1)]}, users))

    organised = take_in_hris(
        store, write(tmp_path / "h.csv", "7,,Person One,a@x,Board,,,,\n8,7,Person One,b@x,North,,,,\n")
    )

    assert organised.ambiguous_names == 1
    assert persons(store.catalogue) == {}


def test_a_team_map_places_speakers_the_organisation_does_not_know(store, take_in, tmp_path):
    take_in(write_zip(tmp_path / "e.zip", {"general/2025-02-19.json": [message(1), message(2)]}))

    take_in_team_map(
        store, write(tmp_path / "m.csv", "U1,North,Sales\nU2,South,Sales\n", "speaker,team,function\n"), "slack"
    )

    assert len(persons(store.catalogue)) == 2
    assert placed(store) == {("North", "Sales"), ("South", "Sales")}


def test_a_team_map_may_name_employees(store, take_in, tmp_path):
    take_in_hris(store, write(tmp_path / "h.csv", "7,,,,Board,,,,\n"))
    take_in(write_zip(tmp_path / "e.zip", {"general/2025-02-19.json": [message(1)]}))

    take_in_team_map(store, write(tmp_path / "m.csv", "U1,7\n", "speaker,employee_id\n"), "slack")

    assert list(persons(store.catalogue).values()) == list(placements(store.catalogue, "2025-02"))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("1,,A,a@x,,,,,\n", "line 2: team is empty"),
        ("1,9,A,a@x,Board,,,,\n", "line 2: manager_id names nobody in this file"),
        ("1,,A,a@x,Board,,,03/04/2025,\n", "line 2: start and end must be days like 2025-03-31"),
        ("1,,A,a@x,Board,,,2025-02-01,2025-01-01\n", "line 2: ends (2025-01-01) before it starts (2025-02-01)"),
        ("1,,A,a@x,Board\n", "line 2: has 5 cells, the header has 9"),
        ("1,,A,a@x,B,,,,\n1,,A,a@x,C,,,,\n", "line 3: overlaps with line 2"),
        ("1,2,A,a@x,B,,,,\n2,1,C,c@x,D,,,,\n", "circle"),
        ("", "names no people"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_its_lines_and_changes_nothing(store, tmp_path, body, says):
    take_in_hris(store, write(tmp_path / "good.csv", "1,,A,a@x,Board,,,,\n"))

    with pytest.raises(OrganisationError) as refusal:
        take_in_hris(store, write(tmp_path / "bad.csv", body))

    assert says in str(refusal.value)
    assert placed(store) == {("Board", "")}


def test_all_missing_columns_are_named_with_those_that_were_found(store, tmp_path):
    with pytest.raises(OrganisationError) as refusal:
        take_in_hris(store, write(tmp_path / "h.csv", "1,Board\n", "id,team\n"))

    assert str(refusal.value).startswith(
        "h.csv, line 1: The columns employee_id and manager_id are missing; found: id, team."
    )


def test_semicolons_quotes_and_a_byte_order_mark_are_fine(store, tmp_path):
    path = tmp_path / "h.csv"
    path.write_bytes('\ufeffEmployee_ID;Manager_ID;Team\n1;;"Board; the\ntop"\n'.encode())

    take_in_hris(store, path)

    assert placed(store) == {("Board; the\ntop", "")}


STATED = "speaker,sent,text,team\n"


@pytest.mark.parametrize("rows", [["2025-02-03,A", "2025-03-03,B"], ["2025-03-03,B", "2025-02-03,A"]])
def test_teams_that_a_source_states_count_by_month_whatever_the_order(store, take_in, tmp_path, rows):
    lines = [f"dana,{sent}T09:00:00,hello,{team}\n" for sent, team in (row.split(",") for row in rows)]

    take_in(write(tmp_path / "t.csv", "".join(lines), STATED), source="notes", connector="table")

    assert [placed(store, period) for period in ("2025-02", "2025-03", "2025-04")] == [
        {("A", "")},
        {("B", "")},
        {("B", "")},
    ]


def test_a_team_map_says_nothing_of_other_sources(store, take_in, tmp_path):
    export = write_zip(tmp_path / "e.zip", {"general/2025-02-19.json": [message(1)]})
    take_in(export, source="berlin")
    take_in(export, source="oslo")

    take_in_team_map(store, write(tmp_path / "m.csv", "U1,North\n", "speaker,team\n"), "berlin")

    assert list(persons(store.catalogue)) == [store.keys.speaker("berlin", "U1")]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffsep=;\r\nEmployee ID;Manager-ID;Team\r\n1;;Straße\r\n".encode(),
        "employee_id\tmanager_id\tteam\r\n1\t\tStraße\r\n".encode("utf-16"),
        b"employee_id,manager_id,team\r1,,Stra\xc3\x9fe\r",
    ],
    ids=["separator line", "Unicode text", "old Mac line ends"],
)
def test_what_excel_makes_of_a_file_is_read(store, tmp_path, data):
    (tmp_path / "hris.csv").write_bytes(data)

    take_in_hris(store, tmp_path / "hris.csv")

    assert team_parents(store.catalogue) == {"Straße": ""}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('1,,"Board\n2,1,North\n', "line 2: or one behind it has a quotation mark that is never closed"),
        (f"1,,Board\n2,1,{'x' * 3_000_000}\n", "line 3: or one behind it has a quotation mark that is never closed"),
    ],
    ids=["open quote", "endless cell"],
)
def test_a_quote_that_is_never_closed_does_not_swallow_people(store, tmp_path, body, says):
    with pytest.raises(OrganisationError) as refused:
        take_in_hris(store, write(tmp_path / "h.csv", body, "employee_id,manager_id,team\n"))

    assert says in refused.value.sentence


def test_two_columns_of_one_name_are_refused(store, tmp_path):
    with pytest.raises(OrganisationError) as refused:
        take_in_hris(store, write(tmp_path / "h.csv", "1,,Board,North\n", "employee_id,manager_id,team,Team\n"))

    assert refused.value.sentence == "There are two columns team; found: employee_id, manager_id, team, team."


def test_a_team_map_without_a_speaker_is_refused(store, tmp_path):
    with pytest.raises(OrganisationError) as refused:
        take_in_team_map(store, write(tmp_path / "map.csv", ",North\n", "speaker,team\n"), "chat")

    assert refused.value.sentence == "Nothing was taken in: line 2: speaker is empty."
