"""How often the language of a message is told rightly, how often English is refused, and what it costs.

    python benchmarks/languages/run.py [--gold ../shared/gold] [--meetings ../shared/data/ami/messages.parquet]
                                       [--write docs/explanation/languages.md]

Reads the messages beside it, all written for this project: ``english.tsv`` by style, ``others.tsv`` by language;
both lines of style or language, tab, text. Of the labelled messages and the meetings only counts are printed.
``--write`` puts the tables into the page, between its two marks. Times are CPU time of one core, medians of 7 runs.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.read.languages import identify

HERE = Path(__file__).parent
MARKS = re.compile(r"(<!-- figures -->\n).*(<!-- end of figures -->)", re.DOTALL)
READ = ("en", "und")
LONG = 6  # words; of scripts without blanks, all messages here are longer
WITHOUT_BLANKS = ("ja", "th", "zh")
BATCH = 10_000
RUNS = 7


def rows(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        group, text = line.split("\t")
        found[group].append(text)
    return found


def found(texts: Sequence[str]) -> list[str]:
    names: list[str] = identify(pa.array(texts, pa.string())).to_pylist()
    return names


def others(path: Path) -> Iterable[tuple[str, ...]]:
    yield "language", "messages", "of 6 words or more", "of these read as English", "rightly named"
    sums = [0, 0, 0, 0]
    for language, texts in sorted(rows(path).items()):
        names = found(texts)
        long = [language in WITHOUT_BLANKS or len(text.split()) >= LONG for text in texts]
        read = sum(name in READ for name, is_long in zip(names, long, strict=True) if is_long)
        counts = [len(texts), sum(long), read, names.count(language)]
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        yield language, *map(str, counts)
    yield "all", *map(str, sums)


def english(groups: dict[str, list[str]]) -> Iterable[tuple[str, ...]]:
    yield "English", "messages", "undetermined (and read)", "refused", "share refused", "µs a message"
    for name, texts in groups.items():
        names = found(texts)
        refused = sum(one not in READ for one in names)
        yield (
            *(name, f"{len(texts):,}", f"{names.count('und') / len(texts):.1%}", f"{refused:,}"),
            *(f"{refused / len(texts):.2%}", f"{microseconds(texts):.2f}"),
        )


def microseconds(texts: Sequence[str]) -> float:
    """CPU time a message, in batches as large as intake makes them."""
    column = pa.array((list(texts) * (BATCH // len(texts) + 1))[: max(BATCH, len(texts))])
    batches = [column[start : start + BATCH] for start in range(0, len(column), BATCH)]
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        for batch in batches:
            identify(batch)
        taken.append((time.process_time() - begun) / len(column) * 1e6)
    return statistics.median(taken)


def table(lines: Iterable[tuple[str, ...]]) -> str:
    head, *body = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *body))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--meetings", type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    groups = {f"written here: {style}": texts for style, texts in rows(HERE / "english.tsv").items()}
    if options.gold:
        for name in ("composed", "dev", "train"):
            lines = (options.gold / f"{name}.jsonl").read_text("utf-8").splitlines()
            groups[f"labelled messages: {name}"] = [json.loads(line)["text"] for line in lines]
    if options.meetings:
        groups["spoken in meetings"] = pq.read_table(options.meetings)["text"].to_pylist()
    tables = f"{table(english(groups))}\n\n{table(others(HERE / 'others.tsv'))}\n"
    print(tables)
    if options.write:
        page = options.write.read_text("utf-8")
        options.write.write_text(MARKS.sub(lambda match: f"{match[1]}{tables}{match[2]}", page), "utf-8")


if __name__ == "__main__":
    main()
