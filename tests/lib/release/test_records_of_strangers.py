"""Records taken in before the organisation, beside it and after their release: what counts, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.home import Home
from lilyroot.release.ledger import Ledger

Run = Callable[..., str]
PEOPLE = 18
UNTIL_THEN = "count nowhere until people and teams are taken in: lilyroot organisation HRIS.csv"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LILYROOT_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> str:
        done = CliRunner().invoke(verbs, list(map(str, arguments)))
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    return run


@pytest.fixture
def hris(tmp_path: Path) -> Path:
    lines = [f"p{n},,{('North', 'South')[n % 2]},seller" for n in range(PEOPLE)]
    return written(tmp_path / "hris.csv", "employee_id,manager_id,team,function", lines)


def written(path: Path, header: str, lines: list[str]) -> Path:
    path.write_text("\n".join([header, *lines, ""]))
    return path


def thanks(path: Path, *, who: str = "p", times: int = 2, team: str = "") -> Path:
    """So many times everybody thanks the next one."""
    rows = [
        f"{path.stem}-{n},2026-01-15,{who}{n % PEOPLE},{who}{(n + 1) % PEOPLE},{team},customer"
        for n in range(times * PEOPLE)
    ]
    return written(path, "id,date,giver,receiver,team,value", rows)


def test_records_before_the_organisation_are_kept_and_count_once_it_is_there(
    run: Run, tmp_path: Path, hris: Path
) -> None:
    taken = run("records", "recognitions", thanks(tmp_path / "thanks.csv"))
    before = run("release")
    run("organisation", hris)
    after = run("release")

    assert taken.splitlines() == [
        "in 36 = committed 36 + duplicate 0 + quarantined 0",
        f"no organisation is known yet: these records are kept, and they {UNTIL_THEN}",
    ]
    assert "records 2026-Q1: not released, too few people took part" in before
    assert "records 2026-Q1: released, 3 groups" in after
    (row,) = (
        Ledger(Home.find().releases).released("records").rows(cut="organisation", indicator="recognition_customer")
    )
    assert (row["status"], row["base"]) == ("shown", 36)


def test_who_has_a_team_in_the_file_needs_no_organisation(run: Run, tmp_path: Path) -> None:
    header = "id,date,giver,receiver,team,value"
    rows = ["1,2026-01-15,ann,bob,North,customer", "2,2026-01-15,cleo,ann,,customer"]

    taken = run("records", "recognitions", written(tmp_path / "mixed.csv", header, rows))
    placed = run("records", "recognitions", written(tmp_path / "placed.csv", header, [rows[0].replace("1", "9", 1)]))

    assert f"these records are kept, and those of 1 of 3 people named here {UNTIL_THEN}" in taken
    assert placed.splitlines() == ["in 1 = committed 1 + duplicate 0 + quarantined 0"]


def test_beside_a_known_organisation_strangers_are_told(run: Run, tmp_path: Path, hris: Path) -> None:
    run("organisation", hris)

    known = run("records", "recognitions", thanks(tmp_path / "known.csv"))
    strange = run("records", "recognitions", thanks(tmp_path / "strange.csv", who="q"))
    header = "id,date,giver,receiver,team,value"
    mixed = run("records", "recognitions", written(tmp_path / "m.csv", header, ["1,2026-01-15,p1,zoe,,customer"]))

    assert known.splitlines() == ["in 36 = committed 36 + duplicate 0 + quarantined 0"]
    assert "everybody named here stands in no team: their records are kept and count nowhere" in strange
    assert "1 of 2 people named here stand in no team" in mixed


def test_a_team_or_function_that_nobody_knows_is_named(run: Run, tmp_path: Path, hris: Path) -> None:
    run("organisation", hris)
    header = "id,function,team,weight,value"
    rows = ["1,seller,,1,customer", "2,,Norht,1,revenue", "3,sailor,,1,cost"]

    taken = run("records", "incentives", written(tmp_path / "rules.csv", header, rows))

    assert "the HRIS file knows none of these: function sailor, team Norht; correct the rows" in taken


def test_records_that_come_after_their_release_are_called_records(run: Run, tmp_path: Path, hris: Path) -> None:
    run("organisation", hris)
    run("records", "recognitions", thanks(tmp_path / "thanks.csv"))
    run("release")
    run("records", "recognitions", thanks(tmp_path / "more.csv", times=1))

    late = run("release")

    assert late.splitlines() == [
        "records 2026-Q1: not released, was released before; records that came after that do not count",
        "0 released, 1 in the ledger",
    ]


def test_a_correction_after_the_release_is_told_too(run: Run, tmp_path: Path, hris: Path) -> None:
    run("organisation", hris)
    path = thanks(tmp_path / "thanks.csv")
    run("records", "recognitions", path)
    run("release")
    path.write_text(path.read_text().replace(",customer", ",cost", 1))
    run("records", "recognitions", path)

    assert "records that came after that do not count" in run("release")


def test_what_strangers_stand_behind_is_left_out_as_records(run: Run, tmp_path: Path, hris: Path) -> None:
    run("organisation", hris)
    run("records", "recognitions", thanks(tmp_path / "thanks.csv"))
    run("records", "recognitions", thanks(tmp_path / "strange.csv", who="q"))
    run("release")

    notes = Ledger(Home.find().releases).manifests()[0]["notes"]

    assert "36 records came from people who are in no team; they are left out." in notes


def test_what_strangers_stand_behind_is_told_in_steps_like_all_counts(run: Run, tmp_path: Path, hris: Path) -> None:
    strange = thanks(tmp_path / "strange.csv", who="q")
    strange.write_text(strange.read_text() + "one-more,2026-01-15,q0,q1,,customer\n")
    run("organisation", hris)
    run("records", "recognitions", thanks(tmp_path / "thanks.csv"))
    run("records", "recognitions", strange)
    run("release")

    (note,) = (one for one in Ledger(Home.find().releases).manifests()[0]["notes"] if "no team" in one)

    assert note.split()[0] in ("36", "39"), "whichever the key says, but never 37"


def test_one_count_of_trade_offs_is_told_alike_under_both_of_its_names(run: Run, tmp_path: Path, hris: Path) -> None:
    """With chances of their own, "one in three or none" beside "one or two in three" would tell "one in three"."""
    run("organisation", hris)
    won = ("customer", "cost", "cost", "revenue", "customer")
    rows = [f"d{n},2026-01-{n % 28 + 1:02d},p{n % PEOPLE},customer;cost;revenue,{won[n % 5]},no" for n in range(97)]
    header = "id,date,decided_by,values,prevailed,customer_evidence"
    run("records", "decisions", written(tmp_path / "decisions.csv", header, rows))
    run("release")

    released = Ledger(Home.find().releases).released("records")
    told = {(row["cut"], row["cell"], row["indicator"]): row["value"] for row in released.rows()}
    cells = sorted({key[:2] for key in told})

    assert len(cells) == 3  # the organisation and two teams
    for own, enacted in (("tradeoffs_won", "enacted_customer"), ("decided_cost", "enacted_cost")):
        shares = [(told[*cell, own], told[*cell, enacted]) for cell in cells]
        assert None not in {share for pair in shares for share in pair}
        assert [one for one, other in shares if one != other] == []
