"""The wheel: what is in it, and the main job run from it, without Django, from a folder nobody may write to."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src"
LARGEST = 30_000_000  # bytes; nearly all of it is the weights of the readers
WITHOUT = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "sklearn", "tests"}:
            raise ModuleNotFoundError(f"{name} is kept away by the test", name=name)

sys.meta_path.insert(0, Without())
import lilyroot
assert lilyroot.__file__.startswith(sys.argv.pop(1)), lilyroot.__file__
from lilyroot.cli import main
main()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_the_packages_and_nothing_that_only_tests_need(wheel: Path) -> None:
    expected = {
        path.relative_to(SOURCE).as_posix()
        for package in ("lilyroot", "lilyroot_web")
        for path in (SOURCE / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not of_tests(path)
    }

    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert found == expected
    assert {
        "lilyroot/py.typed",
        "lilyroot/read/models/fast/weights.npz",
        "lilyroot/store/schema.sql",
        "lilyroot/measure/indicators/centric_share.sql",
        "lilyroot/report/templates/report.html.j2",
        "lilyroot/report/templates/report.typ",
        "lilyroot/sample/phrases/centric.toml",
        "lilyroot_web/ui/templates/ui/base.html",
        "lilyroot_web/ui/static/ui/charts.js",
    } <= found
    assert wheel.stat().st_size < LARGEST


def of_tests(path: Path) -> bool:
    return path.name.startswith("test_") or "samples" in path.parts


def test_nothing_in_the_wheel_imports_tests_or_what_trains(wheel: Path) -> None:
    unwanted = re.compile(r"^\s*(?:from|import) (tests|training|sklearn|pytest|hypothesis)\b", re.MULTILINE)
    with zipfile.ZipFile(wheel) as archive:
        imported = {
            name: unwanted.findall(archive.read(name).decode()) for name in archive.namelist() if name.endswith(".py")
        }

    assert {name: found for name, found in imported.items() if found} == {}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, installed into a folder that is read-only."""
    target = tmp_path_factory.mktemp("target") / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True)
    for path in (target, *target.rglob("*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222 | 0o444)
    return target


@pytest.fixture(scope="module")
def bound() -> list[str]:
    """What to run a command with so that read-only holds: for root it does not, until that power is dropped."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("Run as root and without setpriv: nothing is read-only here.")
    return ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override"]


def from_wheel(installed: Path, home: Path, *arguments: str, bound: Sequence[str] = ()) -> CompletedProcess[str]:
    """Run ``lilyroot`` from the installed wheel. With -S no .pth file leads back to the sources."""
    return subprocess.run(
        [*bound, sys.executable, "-S", "-c", WITHOUT, str(installed), *arguments],
        cwd=home,
        env={
            "PYTHONPATH": f"{installed}{os.pathsep}{sysconfig.get_path('purelib')}",
            "LILYROOT_HOME": str(home / "home"),
            "HOME": str(installed),  # so that there is no folder for caches, either
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_main_job_runs_from_the_wheel_without_django_in_a_read_only_folder(
    installed: Path, bound: list[str], tmp_path: Path
) -> None:
    def run(*arguments: str) -> str:
        done = from_wheel(installed, tmp_path, *arguments, bound=bound)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    before = files_in(installed)
    run("sample", "sample", "--people", "80", "--months", "2", "--until", "2025-06", "--only", "chat")
    run("organisation", "sample/hris.csv")
    receipt = run("listen", "sample/chat/slack-export.zip", "--as", "slack")
    released = run("release")
    run("report", "--out", "report.html", "--pdf", "report.pdf")

    assert re.match(r"in ([\d,]+) = committed \1 \+ duplicate 0 \+ quarantined 0\n", receipt)
    assert released.splitlines()[-1] == "2 released, 2 in the ledger"
    assert run("ledger", "verify").startswith("2 releases, chain unbroken")
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert files_in(installed) == before


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_serve_says_what_to_install_where_there_is_no_web_application(installed: Path, tmp_path: Path) -> None:
    done = from_wheel(installed, tmp_path, "serve")

    assert done.returncode == 2
    assert "pip install 'lilyroot[web]'" in done.stderr
