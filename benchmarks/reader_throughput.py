"""How many messages a second the fast reader labels on one core, with spans and without, and what memory it takes.

    python benchmarks/reader_throughput.py [--messages 200000]

Messages are made up from a fixed vocabulary: 8 to 30 words, and a context of as many. Seconds are CPU seconds.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

import pyarrow as pa

from lilyroot.read import load_reader

BATCH = 4_096
SPEECH = """
the customer wants a reply before noon because their shift starts early and we said we would call them back about
this order build meeting moved please check pipeline revenue target renewal account users need price of in to for
with on at is are was it they our team again budget release branch test figure quarter patient guest
"""
WORDS = SPEECH.split()


def batches(messages: int, seed: int = 7) -> list[pa.RecordBatch]:
    draw = random.Random(seed)

    def sentence() -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(8, 30))) + draw.choice(".?!")

    made = []
    for start in range(0, messages, BATCH):
        count = min(BATCH, messages - start)
        rows = {"id": [str(start + i) for i in range(count)]}
        rows |= {name: [sentence() for _ in range(count)] for name in ("text", "context")}
        made.append(pa.RecordBatch.from_pydict(rows))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    options = parser.parse_args()
    work = batches(options.messages)
    before = time.perf_counter()
    reader = load_reader("fast")
    reader.read(work[0].slice(0, 1))
    print(f"loading (or compiling) and the first message: {time.perf_counter() - before:.2f} s")
    for columns in (["id", "text"], ["id", "text", "context"]):
        for spans in (False, True):
            begun = time.process_time()
            for batch in work:
                reader.read(batch.select(columns), spans=spans)
            rate = options.messages / (time.process_time() - begun)
            what = f"{columns[-1]:8} {'with' if spans else 'without':8} spans"
            print(f"{what} {rate:10,.0f} messages a CPU-second")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
