"""How many messages a second the fast reader labels on one core, from Parquet in to readings out, and its memory.

    python benchmarks/reader_throughput.py [--messages 100000] [--runs 5] [--parquet FILE] [--model FOLDER]

Messages are made up: 8 to 25 words from 30,000, as unevenly frequent as words are (Zipf's law), and a context of as
many. Seconds are CPU seconds; of the runs the median is printed. With --parquet the messages of a file are read.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.read import MODELS
from lilyroot.read.fast import FastReader

BATCH = 8_192
VOCABULARY = 30_000
COMMON = "the a to and of we it is for in they customers users need want on price not how have team"
SYLLABLES = "ba ce di fo gu ha ki lo me nu pa re si to va wen ster ing tion er ly men ard ound eck"


def write_messages(path: Path, messages: int, seed: int = 7) -> None:
    draw = random.Random(seed)
    words, syllables = COMMON.split(), SYLLABLES.split()
    words += ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(VOCABULARY - len(words))]
    shares = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def sentence() -> str:
        return " ".join(draw.choices(words, cum_weights=shares, k=draw.randint(8, 25))) + draw.choice(".?!")

    columns = {"id": [str(i) for i in range(messages)]}
    columns |= {name: [sentence() for _ in range(messages)] for name in ("text", "context")}
    pq.write_table(pa.table(columns), path)


def rate(reader: FastReader, path: Path, columns: list[str], spans: bool) -> float:
    """Messages a CPU second of one pass over the file."""
    begun, count = time.process_time(), 0
    for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=columns, use_threads=False):
        count += reader.read(batch, spans=spans).num_rows
    return count / (time.process_time() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--parquet", type=Path, help="read this file with columns id, text and context instead")
    parser.add_argument("--model", type=Path, default=MODELS / "fast")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.parquet or Path(folder) / "messages.parquet"
        if not options.parquet:
            write_messages(path, options.messages)
        reader = FastReader.load(options.model)
        before = time.perf_counter()
        reader.read(pa.RecordBatch.from_pydict({"id": ["1"], "text": ["Customers need it."]}))
        print(f"loading (or compiling) and the first message: {time.perf_counter() - before:.2f} s")
        for columns in (["id", "text"], ["id", "text", "context"]):
            for spans in (False, True):
                median = statistics.median(rate(reader, path, columns, spans) for _ in range(options.runs))
                what = f"{columns[-1]:8} {'with' if spans else 'without':8} spans"
                print(f"{what} {median:10,.0f} messages a CPU-second")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
