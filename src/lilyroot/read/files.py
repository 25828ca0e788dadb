"""Read a whole file: lines of JSON or Parquet in, readings of the same kind out, in bounded memory."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa

from lilyroot.errors import InputError, ReaderStopped
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read.lines import Message, RefusedLine, batch_of, messages, reading_lines
from lilyroot.read.reader import Reader

BATCH_ROWS: Final = 4_096
BATCH_CHARACTERS: Final = 8_000_000
STANDARD: Final = "-"

Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages a reader was given, how many of them have no label, how many lines were refused.

    ``stopped`` says why a reader could not go on; the messages before that are in the target.
    """

    read: int
    refused: int
    not_read: int = 0
    stopped: ReaderStopped | None = None


def read_file(reader: Reader, source: str, target: str, *, watch: Watch) -> Tally:
    """Read every message of ``source`` into ``target``, in order; ``-`` is standard input and output.

    The target appears under its name only when it is whole. Refused lines go to ``target``.errors (to standard
    error when the target is ``-``); there is no such file when none was refused. ``watch`` is told, after each
    batch, how many messages have been read.

    Raises ``InputError`` when the source cannot be read at all or the target not be written, ``ReaderStopped`` when
    the reader stopped before it had read anything.
    """
    if source.endswith(".parquet"):
        return _read_parquet(reader, Path(source), target, watch)
    with _opened(source) as lines, _sink(target) as out, _Refusals(target) as refusals:
        work = _Work(reader.read, watch)
        for _, readings in work.done(_batches(messages(lines), refusals)):
            out.write("".join(reading_lines(readings)).encode("ascii"))
        return Tally(work.read, refusals.count, work.not_read, work.stopped)


class _Work:
    """Reads batches one after the other and counts, until there are none or the reader stops."""

    def __init__(self, read: Callable[[pa.RecordBatch], pa.RecordBatch], watch: Watch) -> None:
        self._read = read
        self._watch = watch
        self.read = 0
        self.not_read = 0
        self.stopped: ReaderStopped | None = None

    def done(self, batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """Each batch and its readings. Raises ``ReaderStopped`` when there is not one of them."""
        for batch in batches:
            try:
                readings = self._read(batch)
            except ReaderStopped as stopped:
                if not self.read:
                    raise
                self.stopped = stopped
                return
            yield batch, readings
            self.read += batch.num_rows
            self.not_read += readings["orientation"].null_count
            self._watch(self.read)


class _Refusals:
    """Writes refused lines; opens its file at the first one."""

    def __init__(self, target: str) -> None:
        self.count = 0
        self._target = target
        self._open = contextlib.ExitStack()
        self._out: BinaryIO | None = None

    def __enter__(self) -> _Refusals:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None and self._out is None and self._target != STANDARD:
            Path(self._errors).unlink(missing_ok=True)  # of an earlier run
        self._open.__exit__(kind, error, None)

    @property
    def _errors(self) -> str:
        return f"{self._target}.errors"

    def add(self, refused: RefusedLine) -> None:
        if self._out is None:
            at_hand = self._target == STANDARD
            self._out = sys.stderr.buffer if at_hand else self._open.enter_context(_sink(self._errors))
        self.count += 1
        self._out.write(refused.to_json().encode("ascii") + b"\n")


def _batches(items: Iterator[Message | RefusedLine], refusals: _Refusals) -> Iterator[pa.RecordBatch]:
    rows: list[Message] = []
    characters = 0
    for item in items:
        if isinstance(item, RefusedLine):
            refusals.add(item)
            continue
        rows.append(item)
        characters += len(item.text) + len(item.context)
        if len(rows) == BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch_of(rows)
            rows, characters = [], 0
    if rows:
        yield batch_of(rows)


def _read_parquet(reader: Reader, source: Path, target: str, watch: Watch) -> Tally:
    import pyarrow.parquet as parquet  # here: lines of JSON do without it

    if target == STANDARD:
        remedy = "Name a file with --out."
        raise InputError("read.target", "Parquet cannot be written to standard output.", remedy=remedy)
    work = _Work(lambda batch: reader.read(_plain(batch)), watch)
    try:
        with _opened(str(source)) as file, parquet.ParquetFile(file) as table, _sink(target) as out:
            identity = _identity_of(table.schema_arrow)
            schema = READER_OUTPUT.set(0, identity)
            wanted = [name for name in ("id", "text", "context") if name in table.schema_arrow.names]
            with parquet.ParquetWriter(out, schema) as writer:
                for batch, readings in work.done(table.iter_batches(BATCH_ROWS, columns=wanted)):
                    writer.write_batch(
                        pa.RecordBatch.from_arrays([batch["id"], *readings.columns[1:]], schema=schema)
                    )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        remedy = "Check that the file is whole."
        raise InputError(
            "read.parquet", "This is not readable as Parquet.", remedy=remedy, file=source.name
        ) from None
    return Tally(work.read, 0, work.not_read, work.stopped)


def _identity_of(schema: pa.Schema) -> pa.Field:
    for name in ("id", "text"):
        if name not in schema.names:
            remedy = "Columns are id, text and, if you have it, context."
            raise InputError("read.column", f"There is no column “{name}”.", remedy=remedy)
    return pa.field("id", schema.field("id").type)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with its ids as text and a context of several strings as one."""
    import pyarrow.compute as compute

    columns = {"id": batch["id"].cast(pa.string()), "text": batch["text"]}
    if "context" in batch.schema.names:
        context = batch["context"]
        several = pa.types.is_list(context.type) or pa.types.is_large_list(context.type)
        columns["context"] = compute.binary_join(context, "\n") if several else context
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


@contextlib.contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == STANDARD:
        yield sys.stdin.buffer
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(Path(source).open("rb"))
        except OSError as error:
            why = (error.strerror or "unreadable").lower()
            remedy = "Give the path of a file that exists and that you may read."
            raise InputError("read.source", f"Cannot open it ({why}).", remedy=remedy, file=source) from None
        yield file


@contextlib.contextmanager
def _sink(target: str) -> Iterator[BinaryIO]:
    """A binary file that takes its name only when it is whole. Devices and pipes are written to as they are."""
    path = Path(target)
    if target == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as device:
            yield device
        return
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        why = error.strerror or "unwritable"
        remedy = "Give the path of a file in a folder that exists and that you may write to."
        raise InputError("read.target", f"Cannot write it ({why.lower()}).", remedy=remedy, file=target) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
