"""What a survey tool needs: the header of the file, and the questions to copy."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from lilyroot.listen.answers.header import columns
from lilyroot.model.survey import Item


def template(items: Iterable[Item]) -> str:
    """The first line of a file of answers: the names of its columns.

    >>> from lilyroot.model.survey import questionnaire
    >>> template(questionnaire().items[:2])
    'sheet,team,function,cp1,cp2\\n'
    """
    return ",".join(columns(item.id for item in items)) + "\n"


def questions(items: Iterable[Item]) -> str:
    """The questions as CSV, in the order in which they are asked: id, key (+ or -), scale, text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("item", "construct", "key", "from", "to", "text"))
    writer.writerows(_lines(items))
    return out.getvalue()


def _lines(items: Iterable[Item]) -> Iterator[tuple[object, ...]]:
    for item in items:
        yield item.id, item.family, "+" if item.sign > 0 else "-", item.lowest, item.highest, item.text
