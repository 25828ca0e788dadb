"""Fill the home with the sample organisation by running the real commands, unless it holds something already.

Can be interrupted at any moment and run again: the sample is written anew if it was not finished, taking in an
export twice changes nothing, and a period is released once.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from lilyroot.home import Home
from lilyroot.sample import EXPORTS, next_commands
from lilyroot.sample.company import NAME
from lilyroot.store.catalogue import Catalogue
from lilyroot.store.sources import PEOPLE, SURVEY, Said, sources
from lilyroot.store.sources import declare as record
from lilyroot.store.store import Store
from lilyroot.store.waves import waves
from lilyroot_web.sources.kinds import KINDS

LILYROOT = Path(sys.executable).with_name("lilyroot")


def main() -> None:
    home = Home.find()
    begun, sample = home.root / "sample.begun", home.root / "sample"
    if home.catalogue.exists() and not begun.exists():
        return  # prepared before, or somebody's own data: nothing of ours to add
    home.root.mkdir(parents=True, exist_ok=True)
    written = sample / "README.md"
    began = time.monotonic()
    print(f"Preparing the sample organisation in {home.root} (once; a few minutes) ...", flush=True)
    if not begun.exists():
        begun.touch()
    if not written.exists():
        run("first", ["sample", str(sample), "--force"], home)
    steps = [step for step in commands(sample) if not asked_before(step, home)]
    for number, step in enumerate(steps, start=1):
        if step[0] == "release":
            label(sample)
        run(f"{number}/{len(steps)}", step, home)
    declare(home)
    begun.unlink()
    print(f"Prepared in {time.monotonic() - began:.0f} s.", flush=True)


def commands(sample: Path) -> list[list[str]]:
    """What ``lilyroot sample`` says to do next, up to the release; the page shows what the report would."""
    asked = json.loads((sample / "truth.json").read_bytes())["waves"]
    listed = [shlex.split(line)[1:] for line in next_commands(shlex.quote(str(sample)), EXPORTS, asked)]
    wanted = [step for step in listed if step[0] != "report"]
    return [[*step, "--name", NAME] if step[0] == "release" else step for step in wanted]


def declare(home: Home) -> None:
    """What the invented company would have told its people, so that the page Listen is one to look at."""
    settings.configure(
        USE_I18N=False
    )  # the notices are the web application's; here they are taken as they are written
    catalogue = Catalogue(home.catalogue)
    names = dict(catalogue.connection.execute("SELECT DISTINCT source, connector FROM export"))
    for name, kind in {**names, PEOPLE: PEOPLE, SURVEY: SURVEY}.items():
        words = KINDS[kind]
        said = Said(
            name,
            kind,
            str(words.purpose),
            ground="agreement",
            contact="The works council, or privacy@hazelthatch.example",
            notice=str(words.notice),
            told=datetime.now(UTC).date(),
            written="Works agreement on Lilyroot, section 4 (invented, as all of this company)",
            is_on=True,
        )
        if name not in sources(catalogue.connection):
            record(catalogue, said, by="the invented company")
    catalogue.close()


def label(sample: Path) -> None:
    """The last two months are audited before they are released: a release is made once."""
    print("\nTwo invented auditors label a sample of the last two months (lilyroot audit) ...", flush=True)
    if subprocess.run(
        [sys.executable, str(Path(__file__).with_name("label_sample.py")), str(sample)], check=False
    ).returncode:
        sys.exit("Labelling the sample stopped; the reason stands above. make run goes on from here.")


def asked_before(step: list[str], home: Home) -> bool:
    """Whether a step concerns a wave of the survey that is past it already: it is opened once and closed once."""
    if step[0] != "survey" or not home.catalogue.exists():
        return False
    store = Store.open(home, today=date.min)
    closed = {wave.name: bool(wave.closed) for wave in waves(store)}
    store.close()
    _, action, wave, *_ = step
    return closed.get(wave, False) or (action == "open" and wave in closed)


def run(place: str, step: list[str], home: Home) -> None:
    """One verb as a user would type it; its progress and its words go straight to the terminal."""
    shown = " ".join(shlex.quote(str(part).replace(str(home.root), home.root.name)) for part in step)
    print(f"\n[{place}] lilyroot {shown}", flush=True)
    if subprocess.run([str(LILYROOT), *step], check=False).returncode:
        sys.exit("Preparing the sample organisation stopped; the reason stands above. make run goes on from here.")


if __name__ == "__main__":
    main()
