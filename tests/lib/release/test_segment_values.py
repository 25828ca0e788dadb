"""Mistyped segments are noticed when they are proposed, and an HRIS file that does not fit says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lilyroot.cli import verbs

Run = Callable[..., Result]
PROPOSE = ("policy", "propose", "--by", "Ada Larch", "--reason", "The council asked.", "--segment")
APPROVE = ("policy", "approve", "2", "--by", "Ben Oak")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(verbs, [*map(str, arguments), "--home", str(tmp_path / "home")])


@pytest.fixture
def hris(tmp_path: Path) -> Path:
    return written(tmp_path / "hris.csv", ("short", "long", "short", ""))


def written(path: Path, tenures: tuple[str, ...]) -> Path:
    rows = [f"p{n},,Desk,York,{tenure}" for n, tenure in enumerate(tenures)]
    path.write_text("\n".join(["employee_id,manager_id,team,site,tenure", *rows, ""]))
    return path


def test_without_an_organisation_it_is_said_that_nothing_was_checked(run: Run) -> None:
    said = run(*PROPOSE, "tenure=short,long").output

    assert "the values of tenure cannot be checked: no organisation is known yet" in said
    assert "lilyroot policy propose --hris HRIS.csv" in said
    assert "proposed as version 2" in said, "a policy may come first"


def test_a_column_that_was_never_declared_is_not_kept_and_cannot_be_checked(run: Run, hris: Path) -> None:
    run("organisation", hris)

    said = run(*PROPOSE, "tenure=shrot,long").output

    assert "the values of tenure cannot be checked: of an HRIS file only declared columns are kept" in said


def test_a_mistyped_value_is_told_with_how_the_file_spells_it(run: Run, hris: Path) -> None:
    said = run(*PROPOSE, "tenure=shrot,long", "--hris", hris).output

    assert (
        "tenure: 'shrot' occurs nowhere in the organisation. "
        "If that is mistyped, propose it anew, as the HRIS file spells it: 'long', 'short'."
    ) in said
    assert "tenure: 'short' occurs in the organisation and is not declared" in said


def test_what_fits_is_proposed_without_a_word(run: Run, hris: Path) -> None:
    assert len(run(*PROPOSE, "tenure=short,long", "--hris", hris).output.splitlines()) == 2


def test_what_is_kept_anyway_is_checked_without_the_file_and_again_when_approved(run: Run, hris: Path) -> None:
    run("organisation", hris)

    proposed = run(*PROPOSE, "site=Yrok,Leeds").output
    approved = run(*APPROVE).output

    for said in (proposed, approved):
        assert "site: 'Yrok', 'Leeds' occur nowhere in the organisation." in said
        assert "site: 'York' occurs in the organisation and is not declared" in said


def test_a_column_that_is_not_in_the_file_is_refused_before_anything_is_proposed(run: Run, hris: Path) -> None:
    refused = run(*PROPOSE, "tenrue=short,long", "--hris", hris)

    assert "The column tenrue is missing; found: employee_id, manager_id, team, site, tenure." in str(
        refused.exception
    )
    assert len(run("policy", "history").output.splitlines()) == 1


def test_a_file_that_does_not_fit_names_attribute_values_and_the_way_out(run: Run, hris: Path) -> None:
    run(*PROPOSE, "tenure=shrot,long")
    run(*APPROVE)

    refused = str(run("organisation", hris).exception)

    assert refused.startswith(
        "hris.csv, line 2: Nothing was taken in: line 2: tenure has a value (as on 1 more line) that the policy does "
        "not declare; declared are 'shrot', 'long'."
    )
    assert 'lilyroot policy propose --segment "tenure=VALUE,VALUE,..." --hris HRIS.csv' in refused


def test_a_mended_declaration_takes_the_file_in(run: Run, hris: Path) -> None:
    run(*PROPOSE, "tenure=shrot,long")
    run(*APPROVE)
    run(*PROPOSE, "tenure=short,long", "--hris", hris)
    run("policy", "approve", "3", "--by", "Ben Oak")

    assert run("organisation", hris).output == "4 people, 4 stints, 1 team\n"
    assert "occurs nowhere" in run(*PROPOSE, "tenure=short,long,forever").output, "now it is kept, and can be checked"


def test_a_mistyped_segment_that_was_taken_away_again_refuses_no_file(run: Run, hris: Path) -> None:
    run(*PROPOSE, "tenure=shrot,long")
    run(*APPROVE)
    run("policy", "propose", "--by", "Ada Larch", "--reason", "Not at all.", "--no-segments")
    run("policy", "approve", "3", "--by", "Ben Oak")

    assert run("organisation", hris).output == "4 people, 4 stints, 1 team\n"
    shown = run("policy", "show").output.splitlines()
    assert len(shown) == 2, "what holds now, and what will: the one in between never does"
    assert shown[1].endswith("no segments")


def test_a_declared_column_that_the_file_lacks_is_asked_for(run: Run, tmp_path: Path) -> None:
    run(*PROPOSE, "tenure=short,long")
    run(*APPROVE)

    said = run("organisation", written(tmp_path / "hris.csv", ("", ""))).output

    assert "nobody has a value of tenure, which the policy declares as a segment: is the column in the file?" in said
