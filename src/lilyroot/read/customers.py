"""What an organisation calls its customers, and words that look like customers and are none: one plain file.

    # One a line. Singular, then plural; one form is enough where the other is regular.
    angler
    Fahrgast, Fahrgäste
    the trusts

    [not customers]
    client              # our desktop program

The file is HOME/customers.txt. What stands before a heading belongs to ``[customers]``.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from lilyroot.errors import SettingsError
from lilyroot.home import Home

CUSTOMERS: Final = "customers"
OTHERS: Final = "not customers"
FILE_NAME: Final = "customers.txt"
MOST_ENTRIES: Final = 200
MOST_FORMS: Final = 6
LONGEST_FORM: Final = 60

# What a reader sees in place of a word, chosen by measuring with the fast reader (training/customer_words.py).
# “Consumers” left the labels of 293 messages about patients, residents and so on as good as they were (macro-F1
# 0.61 after, 0.60 before); “customers” made many of them focused (0.51), because it stands in so many slogans. Of
# nineteen neutral words “role” was most surely nobody's customer in talk of software, databases and colleagues.
_SUBSTITUTES: Final = {CUSTOMERS: ("consumer", "consumers"), OTHERS: ("role", "roles")}
_ARTICLES: Final = frozenset({"the", "a", "an", "our", "your", "their", "these", "those"})
_EVERYWHERE: Final = frozenset(
    {"a", "he", "i", "in", "is", "it", "of", "on", "she", "the", "they", "to", "we", "you"}
)
_IRREGULAR: Final = {"people": "person", "children": "child", "women": "woman", "men": "man"}
_HEADING: Final = re.compile(r"\[(.*)\]")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file: a word or phrase in its forms, the singular first."""

    singular: str
    plurals: tuple[str, ...]
    line: int = 0

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.singular, *self.plurals)))


@dataclass(frozen=True, slots=True)
class CustomerWords:
    """The words of one organisation. Empty when it has not said any.

    >>> words = parse_words("anglers")
    >>> words.customers[0].forms, words.substitutes()
    (('angler', 'anglers'), {'angler': 'consumer', 'anglers': 'consumers'})
    """

    customers: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.customers or self.others)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change when any word, or what stands for it, does."""
        return sha256(json.dumps(sorted(self.substitutes().items())).encode()).hexdigest()[:8]

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms of all words, as they were written."""
        return tuple(form for entry in (*self.customers, *self.others) for form in entry.forms)

    def substitutes(self) -> dict[str, str]:
        """For each form, as ``folded`` gives it, what a reader is shown in its place."""
        shown: dict[str, str] = {}
        for section, entries in ((CUSTOMERS, self.customers), (OTHERS, self.others)):
            one, many = _SUBSTITUTES[section]
            for entry in entries:
                shown[folded(entry.singular)] = _after_article(entry.singular, one)
                shown |= {folded(plural): _after_article(plural, many) for plural in entry.plurals}
        return shown


def words_file(home: Home) -> Path:
    """Where the words of this installation are kept."""
    return home.root / FILE_NAME


def load_words(home: Home) -> CustomerWords:
    """The words of this installation, none when nobody has said any.

    Raises ``SettingsError`` with the line and a remedy when the file has a fault.
    """
    return parse_words(words_text(words_file(home)))


def words_text(path: Path) -> str:
    """What the file says, "" when there is none. Raises ``SettingsError`` when it is not UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        sentence, remedy = "The file of customer words is not UTF-8 text.", "Save it as UTF-8."
        raise SettingsError("customers.utf8", sentence, remedy=remedy, file=path.name) from None


def save_words(home: Home, text: str) -> CustomerWords:
    """Check the words and keep them, all or nothing. Raises ``SettingsError`` when there is a fault."""
    words = parse_words(text)
    path = words_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{FILE_NAME}.", delete=False) as part:
        part.write(text if text.endswith("\n") or not text else f"{text}\n")
    Path(part.name).chmod(0o644)
    os.replace(part.name, path)
    return words


def parse_words(text: str) -> CustomerWords:
    """The words a file says. Raises ``SettingsError`` with the line and a remedy at the first fault."""
    found: dict[str, list[Entry]] = {CUSTOMERS: [], OTHERS: []}
    taken: dict[str, tuple[int, str]] = {}
    for section, number, words in _lines(text):
        entry = _entry(words, number)
        for form in entry.forms:
            before, line = taken.setdefault(folded(form), (number, words))
            if before != number:
                raise _fault(number, f"“{form}” is in the list already: “{line}”.", "Keep one of the two.")
        found[section].append(entry)
        if len(found[CUSTOMERS]) + len(found[OTHERS]) > MOST_ENTRIES:
            raise _fault(number, f"These are more than {MOST_ENTRIES} words.", "Keep those that are used most.")
    return CustomerWords(tuple(found[CUSTOMERS]), tuple(found[OTHERS]))


def with_entry(text: str, section: str, line: str) -> str:
    """The file's text with one more line at the end of a section; the others, comments too, stay."""
    first, others = split_sections(text)
    if section == CUSTOMERS:
        return join_sections(_appended(first, line), others)
    return join_sections(first, _appended(others, line))


def without_entry(text: str, word: str) -> str:
    """The file's text without the line that says ``word`` in any form.

    Raises ``SettingsError`` when no line does.
    """
    words = parse_words(text)
    gone = {e.line for e in (*words.customers, *words.others) if folded(word) in map(folded, e.forms)}
    if not gone:
        remedy = "See what there is with: lilyroot customers"
        raise SettingsError("customers.unknown", f"“{word}” is not among the words.", remedy=remedy)
    kept = [line for number, line in enumerate(text.splitlines(), 1) if number not in gone]
    return "".join(f"{line}\n" for line in kept)


def split_sections(text: str) -> tuple[str, str]:
    """What the file says of customers and of what is none, comments included, headings left out."""
    parts: dict[str, list[str]] = {CUSTOMERS: [], OTHERS: []}
    section = CUSTOMERS
    for line in text.splitlines():
        heading = _HEADING.fullmatch(_bare(line))
        if heading:
            section = OTHERS if heading[1].strip().casefold() == OTHERS else CUSTOMERS
        else:
            parts[section].append(line)
    first, others = ("\n".join(parts[each]).strip("\n") for each in (CUSTOMERS, OTHERS))
    return first, others


def join_sections(customers: str, others: str) -> str:
    """A file's text from its two sections; the heading of an empty one is left out."""
    first = f"{customers.strip()}\n" if customers.strip() else ""
    second = f"[{OTHERS}]\n{others.strip()}\n" if others.strip() else ""
    return first + ("\n" if first and second else "") + second


def folded(form: str) -> str:
    """One spelling for all ways to write a form: case, accents as one or two characters, apostrophes, spaces."""
    return " ".join(unicodedata.normalize("NFC", form).casefold().replace("’", "'").split())


def _lines(text: str) -> Iterator[tuple[str, int, str]]:
    section = CUSTOMERS
    for number, line in enumerate(text.splitlines(), 1):
        words = _bare(line)
        heading = _HEADING.fullmatch(words)
        if heading:
            section = heading[1].strip().casefold()
            if section not in _SUBSTITUTES:
                raise _fault(number, f"There is no section “{heading[1]}”.", f"Use [{CUSTOMERS}] or [{OTHERS}].")
        elif words:
            yield section, number, words


def _entry(words: str, number: int) -> Entry:
    forms = [" ".join(form.split()) for form in words.split(",")]
    if len(forms) > MOST_FORMS:
        sentence = f"A word has at most {MOST_FORMS} forms."
        raise _fault(number, sentence, "Give each word a line of its own: singular, plural.")
    for form in forms:
        _check(form, number)
    if len(forms) > 1:
        return Entry(forms[0], tuple(forms[1:]), number)
    (form,) = forms
    return Entry(*((_singular(form), (form,)) if _is_plural(form) else (form, (_plural(form),))), number)


def _check(form: str, number: int) -> None:
    if not any(character.isalpha() for character in form):
        raise _fault(number, "There is a comma too many, or a word without a letter.", "Write: singular, plural.")
    if len(form) > LONGEST_FORM:
        raise _fault(number, f"A word has more than {LONGEST_FORM} letters.", "Give each word a line of its own.")
    if folded(form) in _EVERYWHERE:
        remedy = "Write the noun, or a phrase of several words."
        raise _fault(number, f"“{form}” is in every other sentence and says nothing about customers.", remedy)


def _is_plural(form: str) -> bool:
    last = folded(form).rpartition(" ")[2]
    return last in _IRREGULAR or (last.endswith("s") and not last.endswith(("ss", "us", "is", "'s")))


def _singular(plural: str) -> str:
    head, space, last = plural.rpartition(" ")
    known = _IRREGULAR.get(last.casefold())
    if known:
        return f"{head}{space}{known}"
    if last.casefold().endswith("ies") and len(last) > 4:
        return f"{head}{space}{last[:-3]}y"
    sibilant = last.casefold().endswith(("sses", "shes", "ches", "xes", "zes"))
    return f"{head}{space}{last[: -2 if sibilant else -1]}"


def _plural(singular: str) -> str:
    end = singular.casefold()
    if end.endswith("y") and end[-2:-1] not in "aeiou":
        return f"{singular[:-1]}ies"
    return f"{singular}es" if end.endswith(("s", "x", "z", "ch", "sh")) else f"{singular}s"


def _after_article(form: str, substitute: str) -> str:
    """“the trusts” is shown as “the consumers”."""
    first, _, rest = form.partition(" ")
    return f"{first} {substitute}" if rest and first.casefold() in _ARTICLES else substitute


def _bare(line: str) -> str:
    return _COMMENT.sub("", line).strip()


def _appended(section: str, line: str) -> str:
    return f"{section}\n{line}" if section else line


def _fault(number: int, sentence: str, remedy: str) -> SettingsError:
    return SettingsError("customers.fault", sentence, remedy=remedy, file=FILE_NAME, place=f"line {number}")
