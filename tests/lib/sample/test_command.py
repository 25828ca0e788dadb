"""``lilyroot sample``: what it prints and how it refuses."""

from pathlib import Path

from click.testing import CliRunner

from lilyroot.cli import verbs
from lilyroot.errors import SettingsError


def test_it_prints_counts_and_the_commands_that_follow(tmp_path: Path) -> None:
    out = tmp_path / "sample"
    arguments = ["sample", str(out), "--people", "60", "--months", "1", "--until", "2025-06", "--only", "ticket"]

    result = CliRunner().invoke(verbs, arguments)

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("Hazel & Thatch: about 60 people in 10 teams, 2025-06 to 2025-06, ")
    assert lines[-4:] == [
        f"  lilyroot organisation {out}/hris.csv",
        f"  lilyroot listen {out}/tickets/tickets.csv --as table"
        f" --mapping {out}/tickets/mapping.toml --source tickets",
        "  lilyroot release",
        "  lilyroot report --out report.html",
    ]


def test_a_wrong_month_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(verbs, ["sample", str(tmp_path / "x"), "--until", "June"])

    assert isinstance(result.exception, SettingsError)
    assert str(result.exception) == "'June' is not a month. Write it as YYYY-MM, for example 2026-10."
    assert not (tmp_path / "x").exists()
