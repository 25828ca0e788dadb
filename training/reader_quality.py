"""Write docs/explanation/reader-quality.md: where each reader errs, and for whom.

    python training/reader_quality.py [--gold ../shared/gold] [--peers benchmarks/reader/seen.md] [--readers fast ...]

Measures every reader that can be loaded on the sets in ``tests/reader_sets`` and, where it is there, on ``dev.jsonl``
of the gold folder; the table of peers is what ``benchmarks/reader/run.py --out`` wrote. The same weights and the same
messages give the same page.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quality.page import page
from quality.reading import OURS, OWN_SETS, load_rows, own_set, readers_here
from quality.seen import Sets, see

ROOT = Path(__file__).parents[1]


def sets_at_hand(gold: Path) -> Sets:
    sets = {name: own_set(name) for name in OWN_SETS}
    if (gold / "dev.jsonl").exists():
        sets["dev"] = load_rows(gold / "dev.jsonl")
    return sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--peers", type=Path, default=ROOT / "benchmarks" / "reader" / "seen.md")
    parser.add_argument("--readers", nargs="+", default=list(OURS))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "explanation" / "reader-quality.md")
    options = parser.parse_args()
    readers = readers_here(tuple(options.readers))
    if not readers:
        raise SystemExit("None of these readers can be loaded here.")
    sets = sets_at_hand(options.gold)
    seen = []
    for name, reader in readers.items():
        print(f"reading with {name}", file=sys.stderr)
        seen.append(see(name, reader, sets))
    peers = options.peers.read_text("utf-8") if options.peers.exists() else ""
    options.out.write_text(page(sets, seen, peers), "utf-8")


if __name__ == "__main__":
    main()
