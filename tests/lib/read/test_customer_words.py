"""Words for their customers: the file an organisation writes, and reading with it."""

from __future__ import annotations

import unicodedata
from importlib.util import find_spec

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import InputError, SettingsError
from lilyroot.home import Home
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import READERS, load_reader
from lilyroot.read.customers import (
    CustomerWords,
    folded,
    join_sections,
    load_words,
    parse_words,
    save_words,
    split_sections,
    with_entry,
    without_entry,
    words_file,
)
from lilyroot.read.languages import knows_only
from lilyroot.read.served import Edit, ServedReader, original_spans, with_customers
from lilyroot.read.shelf import reader_for

FAST = load_reader("fast")
WORDS = parse_words("angler\nFahrgast, Fahrgäste\nthe trusts\nGroßkunde, Großkunden\n[not customers]\nclient\n")
# those that need no address and whose parts are installed here
AT_HAND = [n for n in READERS if n == "fast" or (n in ("encoder", "cascade") and find_spec("onnxruntime"))]

UNUSUAL = ["anglers", "wearers", "Fahrgast, Fahrgäste", "the trusts"]
# who is meant, nothing in these tells but the word itself
SAID_OF_THEM = [
    "{} expect more from us.",
    "The survey among {} is back.",
    "We sent {} a letter.",
    "Did {} say anything about the new one?",
    "{} come first.",
    "A new leaflet for {} is at the printer.",
    "{} will not like that.",
    "We should talk to {} more often.",
]


class Listener:
    """A reader that keeps what it was shown and says that the characters ``marked`` decided."""

    version = "listener-1"

    def __init__(self, start: int = 0, end: int = 10_000) -> None:
        self.heard: pa.RecordBatch | None = None
        self._marked = start, end

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        self.heard = batch
        texts = batch["text"].to_pylist()
        start, end = self._marked
        rows = [
            {"id": str(i), "orientation": "none", "flags": [], "spans": [[start, min(end, len(text or ""))]] * spans}
            for i, text in enumerate(texts)
        ]
        return pa.RecordBatch.from_pylist(rows, schema=READER_OUTPUT)


def batch(*texts: str | None, context: list[str | None] | None = None, kind: pa.DataType | None = None):
    columns = {"id": pa.array([str(i) for i in range(len(texts))]), "text": pa.array(texts, pa.string())}
    if kind is not None:
        columns["text"] = columns["text"].cast(kind)
    if context is not None:
        columns["context"] = pa.array(context, pa.string())
    return pa.RecordBatch.from_pydict(columns)


def shown(*texts: str | None, words: CustomerWords = WORDS, **more) -> list[str | None]:
    """What a reader is shown of these texts."""
    listener = Listener()
    with_customers(listener, words).read(batch(*texts, **more))
    return listener.heard["text"].to_pylist()


def label(reader, sentence: str) -> str:
    return reader.read(batch(sentence))["orientation"][0].as_py()


# The file


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("angler", ("angler", "anglers")),
        ("anglers", ("angler", "anglers")),
        ("Fahrgast, Fahrgäste, Fahrgästen", ("Fahrgast", "Fahrgäste", "Fahrgästen")),
        ("the trusts", ("the trust", "the trusts")),
        ("charity", ("charity", "charities")),
        ("charities", ("charity", "charities")),
        ("boss", ("boss", "bosses")),
        ("coaches", ("coach", "coaches")),
        ("Mooring Club people", ("Mooring Club person", "Mooring Club people")),
        ("sheep, sheep", ("sheep",)),
        ("  guest ,  guests   # ours", ("guest", "guests")),
    ],
)
def test_a_line_gives_the_forms_of_a_word(line: str, forms: tuple[str, ...]) -> None:
    assert parse_words(line).customers[0].forms == forms


def test_a_file_has_two_sections_comments_and_empty_lines() -> None:
    words = parse_words("# ours\n[Customers]\nangler\n\n[not customers]\nclient # the program\n")

    assert [entry.singular for entry in words.customers] == ["angler"]
    assert [(entry.singular, entry.line) for entry in words.others] == [("client", 6)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("angler\n\nAnglers", "line 3: “Angler” is in the list already: “angler”."),
        ("client\n[not customers]\nclients", "line 3: “client” is in the list already: “client”."),
        ("[colleagues]\nada", "line 1: There is no section “colleagues”."),
        ("guest, ", "line 1: There is a comma too many, or a word without a letter."),
        ("guest\n2024", "line 2: There is a comma too many, or a word without a letter."),
        ("they", "line 1: “they” is in every other sentence"),
        ("a" * 61, "line 1: A word has more than 60 letters."),
        ("b, c, d, e, f, g, h", "line 1: A word has at most 6 forms."),
        ("\n".join(f"v{n}q" for n in range(201)), "line 201: These are more than 200 words."),
    ],
)
def test_a_fault_is_told_with_its_line_and_a_remedy(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_words(text)

    assert told in str(caught.value)
    assert caught.value.file == "customers.txt"
    assert caught.value.remedy


def test_an_organisation_that_said_nothing_has_no_words(tmp_path) -> None:
    words = load_words(Home(tmp_path))

    assert not words
    assert with_customers(FAST, words) is FAST


def test_words_are_kept_as_they_were_written(tmp_path) -> None:
    home = Home(tmp_path / "new")
    save_words(home, "# ours\nangler")

    assert words_file(home).read_text() == "# ours\nangler\n"
    assert load_words(home).customers[0].forms == ("angler", "anglers")
    assert [path.name for path in home.root.iterdir()] == ["customers.txt"]


def test_words_with_a_fault_leave_the_former_ones_alone(tmp_path) -> None:
    save_words(Home(tmp_path), "angler")

    with pytest.raises(SettingsError):
        save_words(Home(tmp_path), "angler\nthey")

    assert words_file(Home(tmp_path)).read_text() == "angler\n"


def test_a_file_that_is_no_text_is_told(tmp_path) -> None:
    words_file(Home(tmp_path)).write_bytes(b"\xff\xfe\x00a")

    with pytest.raises(SettingsError, match="not UTF-8"):
        load_words(Home(tmp_path))


def test_adding_and_removing_keeps_comments_and_the_other_lines() -> None:
    text = "# ours\nangler\n\n[not customers]\n# the program\nclient\n"

    more = with_entry(with_entry(text, "customers", "guest"), "not customers", "ally, allies")
    less = without_entry(more, "Anglers")

    assert more == "# ours\nangler\nguest\n\n[not customers]\n# the program\nclient\nally, allies\n"
    assert less == more.replace("angler\n", "")
    with pytest.raises(SettingsError, match="“whale” is not among the words"):
        without_entry(more, "whale")


@given(st.text("ab#[]\n ,not cusmer", max_size=80))
def test_taking_a_file_apart_and_together_keeps_its_words(text: str) -> None:
    try:
        words = parse_words(text)
    except SettingsError:
        return
    again = parse_words(join_sections(*split_sections(text)))

    assert again.substitutes() == words.substitutes()


def test_the_fingerprint_is_of_the_words_not_of_how_they_are_written() -> None:
    assert parse_words("# x\nangler\nguest").fingerprint == parse_words("guests\nAngler").fingerprint
    assert parse_words("angler").fingerprint != parse_words("[not customers]\nangler").fingerprint


# Reading with them


def test_words_are_exchanged_on_their_borders_in_any_case_and_longest_first() -> None:
    words = parse_words("member\nstaff members, staff members\n[not customers]\nboard members")

    assert shown("Members’ day", "a member's boat", "The MEMBER-facing page", words=words) == [
        "consumers’ day",
        "a consumer's boat",
        "The consumer-facing page",
    ]
    assert shown("remember member_id dismembered", words=words) == ["remember member_id dismembered"]
    assert shown("board members and staff\n members", words=words) == ["roles and consumers"]


def test_accents_and_sharp_s_are_found_however_they_are_written() -> None:
    apart = unicodedata.normalize("NFD", "Die Fahrgäste warten")

    assert shown(apart, "GROSSKUNDEN", "großkunden") == ["Die consumers warten", "consumers", "consumers"]
    assert shown("angler\u0301", "anglerß") == ["angler\u0301", "anglerß"]


def test_an_article_stays() -> None:
    assert shown("The trusts wait, but she trusts us") == ["the consumers wait, but she trusts us"]


def test_a_long_list_is_found_to_its_last_word() -> None:
    words = parse_words("\n".join(f"kind {n} {'x' * 40}{n} folk, kind {n} {'x' * 40}{n} folks" for n in range(200)))

    assert shown(f"A kind 199 {'x' * 40}199 folk, and others", words=words) == ["A consumer, and others"]
    assert shown(f"A kind 7 {'X' * 40}7 folks", "kind 7", words=words) == ["A consumers", "kind 7"]


def test_context_is_treated_like_text() -> None:
    listener = Listener()

    with_customers(listener, WORDS).read(batch("They wait.", "No.", context=["What of the anglers?", None]))

    assert listener.heard["context"].to_pylist() == ["What of the consumers?", None]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_every_kind_of_text_column_is_served(kind: pa.DataType) -> None:
    assert shown("Two anglers", None, "x", kind=kind) == ["Two consumers", None, "x"]


def test_a_batch_without_the_words_goes_through_as_it_is() -> None:
    listener, given_batch = Listener(), batch("The build is red.", None, "")

    with_customers(listener, WORDS).read(given_batch)

    assert listener.heard is given_batch


def test_a_slice_of_a_batch_is_served_like_the_whole() -> None:
    whole = batch("Two anglers", "one", "anglers fish", "last")
    reader = with_customers(FAST, WORDS)

    assert reader.read(whole.slice(1)).to_pylist() == reader.read(whole).to_pylist()[1:]


def test_a_column_that_is_no_text_is_the_readers_to_refuse() -> None:
    with pytest.raises(InputError, match="is not text"):
        with_customers(FAST, WORDS).read(pa.RecordBatch.from_pydict({"id": ["1"], "text": [7]}))


def test_without_spans_there_are_none() -> None:
    readings = with_customers(FAST, WORDS).read(batch("Anglers want to hold it in one hand."), spans=False)

    assert readings["spans"].to_pylist() == [[]]


def test_what_was_not_read_stays_unread() -> None:
    german = "Die Fahrgäste stehen seit einer halben Stunde im Regen und wissen nicht, ob noch ein Zug kommt."

    (row,) = with_customers(knows_only(FAST), WORDS).read(batch(german)).to_pylist()

    assert (row["language"], row["orientation"], row["spans"]) == ("de", None, None)


def test_the_version_says_which_words_were_read_with() -> None:
    one, other = (with_customers(FAST, parse_words(word)).version for word in ("angler", "guest"))

    assert one == f"{FAST.version}+customers-{parse_words('angler').fingerprint}"
    assert one != other


def test_the_reader_of_an_installation_reads_with_its_words(tmp_path) -> None:
    home = Home(tmp_path)
    save_words(home, "angler")

    assert f"+customers-{parse_words('angler').fingerprint}" in reader_for(home).version


def test_a_span_that_touches_a_word_covers_the_whole_original_word() -> None:
    # "The anglers’ lake", shown as "The consumers’ lake"
    edits = [Edit(4, 13, 4, 11)]

    assert original_spans([[0, 3], [4, 13], [15, 19]], edits) == [[0, 3], [4, 11], [13, 17]]
    assert original_spans([[0, 6]], edits) == [[0, 11]]
    assert original_spans([[4, 6], [8, 13]], edits) == [[4, 11]]


LETTERS = st.characters(exclude_categories=["Cs"])
PIECE = st.one_of(
    st.sampled_from(
        ["angler", "Anglers", "ANGLERS", "Fahrgäste", "the trusts", "client", "GROSSKUNDEN", "großkunde"]
    ),
    st.sampled_from([" ", " ", " ", "’s ", ". ", "-", "\n", "\U0001f41f ", "ﬁsh "]),
    st.text(LETTERS, max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECE, max_size=12).map("".join))
def test_what_a_reader_marks_is_always_a_part_of_the_original(text: str) -> None:
    listener = Listener()
    reader = with_customers(listener, WORDS)
    (whole,) = reader.read(batch(text))["spans"].to_pylist()
    heard = listener.heard["text"][0].as_py()

    assert whole == [[0, len(text)]]
    for at, character in enumerate(heard):
        ((start, end),) = with_customers(Listener(at, at + 1), WORDS).read(batch(text))["spans"][0].as_py()
        assert text[start:end] == character or folded(text[start:end]) in WORDS.substitutes()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECE, max_size=12).map("".join), min_size=1, max_size=4))
def test_spans_of_the_fast_reader_are_well_formed_and_whole_words(texts: list[str]) -> None:
    for text, row in zip(texts, with_customers(FAST, WORDS).read(batch(*texts)).to_pylist(), strict=True):
        ends = [0]
        for start, end in row["spans"]:
            assert ends[-1] <= start < end <= len(text)
            ends.append(end)


@pytest.mark.parametrize("name", AT_HAND)
@pytest.mark.parametrize("line", UNUSUAL)
def test_an_unusual_word_for_customers_is_read_once_it_is_said(name: str, line: str) -> None:
    plain = load_reader(name)
    words = parse_words(line)
    sentences = [sentence.format(words.customers[0].plurals[0]) for sentence in SAID_OF_THEM]

    before, after = (
        [label(reader, sentence) == "none" for sentence in sentences]
        for reader in (plain, with_customers(plain, words))
    )

    # the encoder takes some unknown names of people for customers by itself
    assert sum(before) >= (2 if name == "encoder" else 6)
    assert sum(after) <= (3 if name == "fast" else 2)
    assert sum(after) < sum(before)


@pytest.mark.parametrize("name", AT_HAND)
def test_what_only_looks_like_a_customer_is_read_so_once_it_is_said(name: str) -> None:
    plain = load_reader(name)
    served = with_customers(plain, parse_words("[not customers]\nclient\nmember"))
    spoken = ["How many clients does the pool allow?", "Which version of the client is on staging?"]

    assert [label(served, sentence) for sentence in spoken] == ["none", "none"]


def test_the_wrapper_is_a_reader_with_the_agreed_columns() -> None:
    reader = with_customers(FAST, WORDS)

    assert isinstance(reader, ServedReader)
    assert reader.read(batch("Two anglers", "x")).schema == READER_OUTPUT
    assert reader.read(batch()).num_rows == 0
