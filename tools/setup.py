"""Make .venv and install what is pinned, unless what is there is current: ``python3 tools/setup.py run|test``."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
NEEDED = (3, 11)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def main(purpose):
    if sys.version_info < NEEDED:
        refuse(
            f"Lilyroot needs Python 3.11 or newer; this is {VERSION} ({sys.executable}).",
            "Install a newer Python, or name one: make run PYTHON=python3.12",
        )
    requirements = ROOT / "requirements" / (f"{purpose}.txt")
    stamp = VENV / (f"lilyroot-{purpose}.stamp")
    wanted = fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted and runs():
        return
    if not runs():
        make_venv()
    count = sum(1 for line in requirements.read_text().splitlines() if line[:1].isalnum())
    print(f"Installing {count} pinned packages into .venv (a few minutes the first time) ...", flush=True)
    began = time.monotonic()
    pip("--require-hashes", "-r", str(requirements))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted)
    print("Installed in %.0f s." % (time.monotonic() - began), flush=True)


def fingerprint(requirements):
    """Changes when the interpreter, the pins or our own package's description change."""
    digest = hashlib.sha256((f"{sys.version} {ROOT}").encode())
    for path in (requirements, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def runs():
    """Whether .venv has an interpreter of a version we can use."""
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.run([str(PYTHON), "-c", check], capture_output=True, check=False).returncode == 0


def make_venv():
    print(f"Making .venv with Python {VERSION} ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        refuse(
            f"Python could not make a virtual environment: {(made.stdout + made.stderr).strip()}",
            "On Debian and Ubuntu: apt-get install python3-venv",
        )


def pip(*arguments):
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", *arguments]
    if subprocess.run(command, check=False).returncode:
        refuse(
            "pip could not install what is pinned; its message stands above.",
            "Check that this machine reaches a package index (pip config list), then run make again: it goes on.",
        )


def refuse(sentence, remedy):
    sys.exit(f"{sentence}\n{remedy}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
