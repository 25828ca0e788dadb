"""The container file and the unit of systemd say the truth: what they name is there, and what they promise is set."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from lilyroot.cli.serve import command as serve
from lilyroot_web.config.declared import SETTINGS
from lilyroot_web.ui.views import health

ROOT = Path(__file__).parents[2]
HOW_TO = (ROOT / "docs" / "how-to" / "run-it-as-a-service.md").read_text()
UNIT = ROOT / "deploy" / "lilyroot.service"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text()
INSTRUCTIONS = (
    "FROM",
    "WORKDIR",
    "COPY",
    "RUN",
    "ENV",
    "USER",
    "VOLUME",
    "EXPOSE",
    "HEALTHCHECK",
    "ENTRYPOINT",
    "CMD",
)
SECRET = re.compile(r"password|secret|token|key=", re.IGNORECASE)


def steps() -> list[tuple[str, str]]:
    """The instructions of the container file with what they are given, comments and line ends taken out."""
    lines = [line for line in CONTAINER.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(" ", 1)) for line in joined.splitlines() if line.strip()]


def last(instruction: str) -> str:
    return [given for name, given in steps() if name == instruction][-1]


def unit() -> dict[str, list[str]]:
    """What the [Service] of the unit says; a name may stand there more than once."""
    found: dict[str, list[str]] = {}
    section = UNIT.read_text().split("[Service]", 1)[1].split("[Install]", 1)[0]
    for line in section.splitlines():
        if line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def understood(words: list[str]) -> dict[str, object]:
    """What ``lilyroot serve`` makes of these options; it raises for one that it does not have."""
    return serve.make_context("serve", list(words)).params


def test_the_container_file_has_only_instructions_that_exist():
    assert [name for name, _ in steps() if name not in INSTRUCTIONS] == []
    assert next(iter(steps()))[0] == "FROM"


def test_bases_are_pinned_and_everything_else_by_hash():
    bases = [given.split()[0] for name, given in steps() if name == "FROM"]

    assert all(re.search(r":\d|@sha256:", base.rsplit("/", 1)[-1]) for base in bases)
    assert "--require-hashes -r requirements/run.txt" in CONTAINER
    assert [given for name, given in steps() if name == "RUN" and re.search(r"\b(curl|wget|sudo)\b", given)] == []


def test_the_container_runs_as_nobody_special_and_keeps_its_home_in_a_volume():
    user = last("USER")

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert steps().index(("USER", user)) < steps().index(("ENTRYPOINT", last("ENTRYPOINT")))
    assert f"LILYROOT_HOME={json.loads(last('VOLUME'))[0]}" in last("ENV")


def test_what_is_copied_is_there_and_a_build_sees_it():
    seen = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        part for name, given in steps() if name == "COPY" and "--from" not in given for part in given.split()[:-1]
    ]

    assert copied
    assert [part for part in copied if not (ROOT / part).exists() or part not in seen] == []


def test_the_container_starts_what_the_command_line_has():
    words = json.loads(last("ENTRYPOINT")) + json.loads(last("CMD"))

    assert words[:2] == ["lilyroot", "serve"]
    assert understood(words[2:])["port"] == int(last("EXPOSE"))


def test_the_health_check_asks_an_address_that_exists_and_is_python(rf):
    check = json.loads(last("HEALTHCHECK").split("CMD", 1)[1])
    address = re.search(r"http://127\.0\.0\.1:8000(/\w+)", check[2]).group(1)

    compile(check[2], "health check", "exec")
    assert check[:2] == ["python", "-c"]
    assert health(rf.get(address)).status_code == 200


def test_neither_holds_a_secret():
    told = [given for name, given in steps() if name in ("ENV", "CMD", "ENTRYPOINT")] + unit()["Environment"]

    assert [one for one in told if SECRET.search(one)] == []


def test_the_unit_starts_what_the_command_line_has():
    (line,) = unit()["ExecStart"]
    words = shlex.split(line)

    assert words[0].endswith("/bin/lilyroot")
    assert words[1] == "serve"
    assert understood(words[2:])["behind_https"] is True


def test_the_unit_gives_away_nothing_it_can_do_without():
    held = unit()
    yes = [
        *("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables"),
        *(
            "ProtectKernelModules",
            "ProtectControlGroups",
            "RestrictSUIDSGID",
            "RestrictNamespaces",
            "LockPersonality",
        ),
    ]

    assert {name: held.get(name) for name in yes} == {name: ["yes"] for name in yes}
    assert (held["ProtectSystem"], held["CapabilityBoundingSet"], held["UMask"]) == (["strict"], [""], ["0077"])
    assert held["User"] == ["lilyroot"]
    assert f"LILYROOT_HOME=/var/lib/{held['StateDirectory'][0]}" in held["Environment"]


def test_the_unit_can_be_read():
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(UNIT)

    assert parsed.sections() == ["Unit", "Service", "Install"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="There is no systemd on this machine to ask.")
def test_systemd_itself_finds_nothing_wrong(tmp_path):
    there = tmp_path / UNIT.name
    there.write_text(UNIT.read_text().replace("/opt/lilyroot/bin/lilyroot", str(shutil.which("true"))))

    checked = subprocess.run(["systemd-analyze", "verify", str(there)], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_page_names_options_and_settings_that_exist():
    served = [line.split("serve", 1)[1] for line in HOW_TO.splitlines() if re.search(r"\bserve --", line)]
    named = set(re.findall(r"LILYROOT_\w+", HOW_TO)) - {"LILYROOT_HOME"}

    assert served
    assert all(understood(shlex.split(words)) for words in served)
    assert named <= {one.name for one in SETTINGS}
