"""Taking in answers: every row is committed, a duplicate or quarantined with its line; a wave is closed once."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest
from answer_files import DAY, WAVE, house, opened, row, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lilyroot.errors import ExportError, StoreError, SurveyError
from lilyroot.listen.answers import questions, take_in, template
from lilyroot.listen.answers.sheets import alike
from lilyroot.listen.people import take_in_hris
from lilyroot.model.survey import questionnaire
from lilyroot.store.sheets import close, overfull, sheets_of
from lilyroot.store.waves import open_wave, snapshot, wave_named, waves


def told(store, path, wave=WAVE):
    taken = take_in(store, path, wave)
    return (taken.counts.committed, taken.counts.duplicate, taken.counts.quarantined)


def test_good_rows_are_kept_beside_bad_ones_and_the_sum_closes(store, tmp_path):
    wave = opened(store, tmp_path)
    rows = [
        row(wave, "s1"),
        row(wave, "s2", cp1=6),
        row(wave, "s3", team="Lighthouse"),
        row(wave, "s4", ecx=11),
        row(wave, "s5", cu1="often"),
        row(wave, "s1", answer=2),
        row(wave, "s6", team="Chandlery", cp1="", cp3="Cannot Say"),
        row(wave, "s7", function="Astronomy"),
    ]

    taken = take_in(store, written(tmp_path / "answers.csv", rows), WAVE)

    assert taken.sentence() == "in 8 = committed 2 + duplicate 1 + quarantined 5"
    assert [(fault.line, fault.sentence) for fault in taken.faults] == [
        (3, "Line 3 has an answer to cp1 that is not a whole number from 1 to 5."),
        (4, "Line 4 names a team that the wave does not know."),
        (5, "Line 5 has an answer to ecx that is not a whole number from 0 to 10."),
        (6, "Line 6 has an answer to cu1 that is not a whole number from 1 to 5."),
        (9, "Line 9 names a function that the wave does not know."),
    ]
    assert all(fault.remedy for fault in taken.faults)


def test_what_was_answered_is_what_is_frozen(store, tmp_path):
    wave = opened(store, tmp_path)
    rows = [row(wave, "s1", answer=5, ecx=10, cp1=""), row(wave, "s2", team="Chandlery", enps=0)]
    take_in(store, written(tmp_path / "answers.csv", rows), WAVE)

    frozen = sorted(sheets_of(store, close(store, WAVE, today=DAY)).to_pylist(), key=lambda sheet: sheet["team"])

    chandlery, desk = frozen
    assert (desk["team"], desk["function"], desk["cp1"], desk["cp3"], desk["ecx"]) == (
        "Harbour Desk",
        "Service",
        None,
        1,
        10,
    )
    assert (chandlery["function"], chandlery["enps"], chandlery["cp2"]) == ("Shop", 0, None), "cp2 was not asked"


@pytest.mark.parametrize("named", ["Timestamp", "employee_id", "Name", "cp2", "comment"])
def test_a_column_that_is_no_item_of_the_wave_is_refused_with_the_whole_file(store, tmp_path, named):
    wave = opened(store, tmp_path)
    path = written(tmp_path / "answers.csv", [row(wave, "s1", **{named: "x"})])

    with pytest.raises(ExportError, match="neither an item of this wave") as refused:
        take_in(store, path, WAVE)

    assert named in refused.value.sentence
    assert (refused.value.file, refused.value.place) == ("answers.csv", "line 1")


def test_a_file_without_items_of_the_wave_is_refused_with_all_that_is_missing(store, tmp_path):
    wave = opened(store, tmp_path)
    sheet = row(wave, "s1")
    del sheet["lw3"], sheet["team"]

    with pytest.raises(ExportError, match=r"The columns team and lw3 are missing\."):
        take_in(store, written(tmp_path / "answers.csv", [sheet]), WAVE)


def test_two_columns_of_one_name_are_refused(store, tmp_path):
    wave = opened(store, tmp_path)
    path = written(tmp_path / "answers.csv", [row(wave, "s1")])
    path.write_text(path.read_text().replace("cp3", "CP1", 1))

    with pytest.raises(ExportError, match="Two columns have the same name"):
        take_in(store, path, WAVE)


def test_a_missing_file_is_told(store, tmp_path):
    opened(store, tmp_path)

    with pytest.raises(ExportError, match="cannot be opened"):
        take_in(store, tmp_path / "nowhere.csv", WAVE)


def test_the_header_of_the_template_is_taken_in_and_case_is_no_matter(store, tmp_path):
    wave = opened(store, tmp_path)
    header = template(wave.asked).upper().strip().split(",")
    cells = {name.upper(): value for name, value in row(wave, "s1").items()}

    path = written(tmp_path / "answers.csv", [{name: cells[name] for name in header}])

    assert told(store, path) == (1, 0, 0)


def test_the_same_file_again_changes_nothing(store, tmp_path):
    wave = opened(store, tmp_path)
    path = written(tmp_path / "answers.csv", [row(wave, "s1"), row(wave, "s2", cp1=9)])
    first = take_in(store, path, WAVE)

    again = take_in(store, path, WAVE)

    assert again.known_before
    assert again.counts == first.counts
    assert close(store, WAVE, today=DAY).committed == 1


def test_a_sheet_in_two_files_counts_once_and_mended_rows_may_follow(store, tmp_path):
    wave = opened(store, tmp_path)
    first = written(tmp_path / "first.csv", [row(wave, "s1"), row(wave, "s2", cp1=9)])
    second = written(tmp_path / "second.csv", [row(wave, "s1"), row(wave, "s2", cp1=5), row(wave, "s3")])

    assert told(store, first) == (1, 0, 1)
    assert told(store, second) == (2, 1, 0)
    closed = close(store, WAVE, today=DAY)
    assert (closed.committed, closed.duplicate, closed.quarantined) == (3, 1, 1)


def test_without_ids_only_one_file_can_be_taken_in(store, tmp_path):
    wave = opened(store, tmp_path)
    sheets = [{k: v for k, v in row(wave, "").items() if k != "sheet"} for _ in range(3)]
    assert told(store, written(tmp_path / "first.csv", sheets)) == (3, 0, 0), "alike, and not the same sheet"

    with pytest.raises(SurveyError, match="nobody can tell which sheets are in both"):
        take_in(store, written(tmp_path / "second.csv", sheets[:1]), WAVE)
    with pytest.raises(SurveyError, match="nobody can tell which sheets are in both"):
        take_in(store, written(tmp_path / "third.csv", [row(wave, "s1")]), WAVE)


def test_a_sheet_without_its_id_is_quarantined_where_others_have_one(store, tmp_path):
    wave = opened(store, tmp_path)

    assert told(store, written(tmp_path / "answers.csv", [row(wave, "s1"), row(wave, "")])) == (1, 0, 1)


def test_an_empty_sheet_is_quarantined(store, tmp_path):
    wave = opened(store, tmp_path)
    nothing = dict.fromkeys((item.id for item in wave.asked), "")

    assert told(store, written(tmp_path / "answers.csv", [row(wave, "s1", **nothing), row(wave, "s2")])) == (1, 0, 1)


def test_the_same_answer_to_everything_is_flagged_and_counts(store, tmp_path):
    wave = opened(store, tmp_path)
    same = {item.id: 4 for item in wave.asked}

    taken = take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1", **same), row(wave, "s2")]), WAVE)

    assert (taken.counts.committed, taken.counts.alike) == (2, 1)
    assert sorted(sheets_of(store, close(store, WAVE, today=DAY))["alike"].to_pylist()) == [False, True]


@pytest.mark.parametrize(
    ("answers", "flagged"),
    [
        ({f"{c}{n}": 3 for c in ("cp", "cu") for n in range(1, 5)}, True),
        ({f"{c}{n}": 3 for c in ("cp", "cu", "lw", "dr") for n in (1, 2)}, False),  # one key only
        ({"cp1": 3, "cp2": 3, "cp3": 3, "cp4": 3, "cu1": 3, "cu2": 3, "cu3": 3}, False),  # seven are too few
        ({**{f"{c}{n}": 3 for c in ("cp", "cu") for n in range(1, 5)}, "lw1": 4}, False),
        ({**{f"{c}{n}": 3 for c in ("cp", "cu") for n in range(1, 5)}, "say_respect": 5, "enps": 9}, True),
    ],
)
def test_what_counts_as_the_same_answer_to_everything(answers, flagged):
    assert alike(questionnaire().items, answers) is flagged


def test_a_closed_wave_takes_nothing_more_and_is_not_closed_again(store, tmp_path):
    wave = opened(store, tmp_path)
    path = written(tmp_path / "answers.csv", [row(wave, "s1")])
    take_in(store, path, WAVE)
    close(store, WAVE, today=DAY)

    with pytest.raises(SurveyError, match="was closed on 2026-03-31 and is frozen"):
        take_in(store, path, WAVE)
    with pytest.raises(SurveyError, match="is frozen"):
        close(store, WAVE, today=DAY)
    with pytest.raises(SurveyError, match="was opened before"):
        open_wave(store, WAVE, items=wave.asked, k=5, stands=DAY, today=DAY)


def test_a_wave_without_sheets_is_not_closed(store, tmp_path):
    opened(store, tmp_path)

    with pytest.raises(SurveyError, match="has no sheets"):
        close(store, WAVE, today=DAY)


def test_nobody_reads_the_sheets_of_an_open_wave(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1")]), WAVE)

    with pytest.raises(SurveyError, match="nobody sees answers before it is closed"):
        sheets_of(store, wave_named(store, WAVE))


@pytest.mark.parametrize(
    "change",
    ["k = 4", "k = 6", "items = 'cp1'", "stands = '2026-01-01'", "closed = NULL, sheets = NULL", "committed = 9"],
)
def test_the_catalogue_itself_refuses_to_change_a_closed_wave(store, tmp_path, change):
    wave = opened(store, tmp_path)
    take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1")]), WAVE)
    close(store, WAVE, today=DAY)

    with pytest.raises(sqlite3.IntegrityError):
        store.catalogue.connection.execute(f"UPDATE wave SET {change}")
    with pytest.raises(sqlite3.IntegrityError):
        store.catalogue.connection.execute("DELETE FROM wave")


def test_the_smallest_group_is_fixed_while_a_wave_is_open_and_never_below_five(store, tmp_path):
    wave = opened(store, tmp_path)

    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        store.catalogue.connection.execute("UPDATE wave SET k = 10")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        open_wave(store, "2026-04", items=wave.asked, k=4, stands=DAY, today=DAY)
    assert [one.name for one in waves(store)] == [WAVE]


def test_the_organisation_of_a_wave_is_that_of_its_day_whatever_comes_later(store, tmp_path):
    wave = opened(store, tmp_path)
    before = snapshot(store, WAVE)
    (tmp_path / "hris.csv").write_text("employee_id,manager_id,team\nx,,Lighthouse\n")
    take_in_hris(store, tmp_path / "hris.csv")

    assert snapshot(store, WAVE) == before
    assert before.people == {("Harbour Desk", "Service"): 8, ("Night Watch", "Service"): 8, ("Chandlery", "Shop"): 8}
    assert told(store, written(tmp_path / "answers.csv", [row(wave, "s1")])) == (1, 0, 0)


def test_a_person_who_moved_is_counted_where_the_day_finds_them(store, tmp_path):
    (tmp_path / "hris.csv").write_text(
        "employee_id,manager_id,team,start,end\n"
        "a,,Desk,2025-01-01,2026-03-30\na,,Watch,2026-03-31,\nb,,Desk,2025-01-01,\nc,,Desk,2025-01-01,2026-03-01\n"
    )
    take_in_hris(store, tmp_path / "hris.csv")
    for name, day in (("2026-03a", DAY - timedelta(days=1)), ("2026-03b", DAY)):
        open_wave(store, name, items=questionnaire().form("short"), k=5, stands=day, today=DAY)

    assert snapshot(store, "2026-03a").people == {("Desk", ""): 2}
    assert snapshot(store, "2026-03b").people == {("Desk", ""): 1, ("Watch", ""): 1}


def test_a_wave_needs_an_organisation_and_leaves_nothing_without_one(store):
    with pytest.raises(SurveyError, match="nobody stands in the organisation"):
        open_wave(store, WAVE, items=questionnaire().form("short"), k=5, stands=DAY, today=DAY)

    assert waves(store) == []


@pytest.mark.parametrize("name", ["", "Spring", "2026 spring", "../2026", "a" * 41])
def test_a_name_that_is_none_is_refused(store, tmp_path, name):
    house(store, tmp_path)

    with pytest.raises(SurveyError, match="cannot name a wave"):
        open_wave(store, name, items=questionnaire().form("short"), k=5, stands=DAY, today=DAY)


def test_waves_follow_one_another_by_name(store, tmp_path):
    wave = opened(store, tmp_path)

    with pytest.raises(SurveyError, match="does not sort behind 2026-03"):
        open_wave(store, "2025-spring", items=wave.asked, k=5, stands=DAY, today=DAY)


def test_an_unknown_wave_is_told(store, tmp_path):
    (tmp_path / "answers.csv").write_text("team\n")

    with pytest.raises(SurveyError, match="There is no wave 2031-01"):
        take_in(store, tmp_path / "answers.csv", "2031-01")


def test_a_wave_of_another_version_of_the_questions_is_not_read(store, tmp_path):
    wave = opened(store, tmp_path)
    store.catalogue.connection.execute(
        "INSERT INTO wave (wave, questionnaire, items, k, stands, opened) "
        "SELECT '2026-09', '0', items, k, stands, opened FROM wave"
    )

    with pytest.raises(SurveyError, match="asked version 0 of the questionnaire"):
        take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1")]), "2026-09")


def test_a_team_with_more_sheets_than_people_is_named(store, tmp_path):
    wave = opened(store, tmp_path)  # eight people in each team
    rows = [row(wave, f"d{place}") for place in range(9)]
    rows += [row(wave, f"c{place}", team="Chandlery") for place in range(8)]
    take_in(store, written(tmp_path / "answers.csv", rows), WAVE)

    assert overfull(store, close(store, WAVE, today=DAY)) == ["Harbour Desk"]


def test_sheets_that_were_changed_on_disk_are_noticed(store, tmp_path):
    wave = opened(store, tmp_path)
    take_in(store, written(tmp_path / "answers.csv", [row(wave, "s1")]), WAVE)
    closed = close(store, WAVE, today=DAY)
    path = store.segments.path("sheets", closed.segment)
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    with pytest.raises(StoreError, match="not those that were committed"):
        sheets_of(store, closed)


def test_the_questions_are_all_there_with_their_keys():
    lines = questions(questionnaire().items).splitlines()

    assert lines[0] == "item,construct,key,from,to,text"
    assert len(lines) == 75
    assert lines[3].startswith("cp3,cp,-,1,5,Our own targets usually win")
    assert {line.split(",")[2] for line in lines[1:]} == {"+", "-"}


def test_every_construct_has_two_items_of_each_key_and_the_short_form_one():
    asked = questionnaire()
    for construct in asked.constructs:
        items = [item for item in asked.items if item.family == construct.name]
        assert sorted(item.sign for item in items) == [-1, -1, 1, 1]
        assert sorted(item.sign for item in items if item.short) == [-1, 1]
    assert len({item.text for item in asked.items}) == len({item.id for item in asked.items}) == 74


cells = st.one_of(
    st.integers(-1, 12).map(str), st.sampled_from(["", "cannot say", "x", "4.0", "４", " 3 ", '"4', "1e1", "\x00"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["s1", "s2", "s3"]), st.sampled_from(["Chandlery", "Shed"]), cells), max_size=8
    )
)
def test_whatever_is_in_a_row_every_row_is_dealt_with_once(store, tmp_path, rows):
    name = f"2026-{len(waves(store)):04d}"
    if not waves(store):
        house(store, tmp_path)
    wave = open_wave(store, name, items=questionnaire().form("short"), k=5, stands=DAY, today=date(2026, 4, 1))
    listed = [row(wave, sheet, team, cp1=cell) for sheet, team, cell in rows]
    path = written(tmp_path / "answers.csv", listed or [row(wave, "s1")])
    broken = sum(cell.count('"') % 2 for _, _, cell in rows)

    taken = take_in(store, path, name)

    assert taken.came_in == len(listed or [1])
    assert len(taken.faults) == taken.counts.quarantined >= broken
