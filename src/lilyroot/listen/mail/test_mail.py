"""Mail: the writer's own words, whose they are, and the thread they belong to."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, ListenOptions
from lilyroot.listen.mail import MailConnector
from lilyroot.listen.mail.replies import own_words
from lilyroot.model.record import PassedOver, Record, Refused
from tests.exports import SHARED_FORMATS, BytesExport, export_at, export_of

SAMPLES = Path(__file__).parent / "samples"
CONNECTOR = MailConnector(now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
HEAD = "From: Ada King <Ada@x.example>\nDate: Tue, 04 Mar 2025 10:00:00 +0100\nMessage-ID: <m1@x>\n"

NESTED = "".join(f"\n--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n" for n in range(3_000)).replace(
    "--0", "--b"
)


def items_of(export: BytesExport, options: ListenOptions | None = None) -> list[Item]:
    return list(CONNECTOR.records(export, options or ListenOptions("mail")))


def only(mail: str | bytes, options: ListenOptions | None = None) -> Item:
    data = mail.encode() if isinstance(mail, str) else mail
    (item,) = items_of(export_of({"a.eml": data}), options)
    return item


def text_of(mail: str | bytes) -> str:
    item = only(mail)
    assert isinstance(item, Record), item
    return item.text


def test_the_samples_read_as_documented() -> None:
    items = items_of(export_at(SAMPLES))

    assert items == [
        PassedOver("forward.eml", 0, "only forwarded text"),
        Record(
            place="orchard.mbox",
            offset=0,
            external_id="one@orchard.example",
            revision=0,
            kind="mail",
            channel="orchard.mbox",
            conversation="one@orchard.example",
            thread="one@orchard.example",
            sent=datetime(2025, 3, 4, 9, tzinfo=UTC),
            speaker="ines@orchard.example",
            text="They were out of apples by ten. What would they need from us to be told in time?",
            aliases=("Ines Moreau",),
        ),
        Record(
            place="orchard.mbox",
            offset=343,
            external_id="two@orchard.example",
            revision=0,
            kind="mail",
            channel="orchard.mbox",
            conversation="one@orchard.example",
            thread="one@orchard.example",
            sent=datetime(2025, 3, 4, 9, 30, tzinfo=UTC),
            speaker="tomas@orchard.example",
            text="A text message by six in the morning, they say.\nFrom now on I send it myself.",
            aliases=("Tomas Lind",),
        ),
    ]


@pytest.mark.parametrize(
    "quoted",
    [
        "On Tue, 4 Mar 2025 at 10:00, Ben <b@x.example> wrote:\n> Old",
        "On Tue, 4 Mar 2025 at 10:00, Ben\n<b@x.example> wrote:\n\nOld without marks",
        "Am 04.03.25 um 10:00 schrieb Ben <b@x.example>:\n> Alt",
        "Ben <b@x.example> schrieb am Di., 4. März 2025, 10:00:\n> Alt",
        "Le mar. 4 mars 2025 à 10:00, Ben <b@x.example> a écrit :\n> Vieux",
        "El mar, 4 mar 2025 a las 10:00, Ben (<b@x.example>) escribió:\n> Viejo",
        "-----Original Message-----\nFrom: Ben\nOld",
        "-----Ursprüngliche Nachricht-----\nVon: Ben\nAlt",
        "-----Message d'origine-----\nDe : Ben\nVieux",
        "-----Mensaje original-----\nDe: Ben\nViejo",
        "________________________________\nFrom: Ben <b@x.example>\nSent: Tuesday\nTo: Ada\nSubject: Old\n\nOld",
        "Von: Ben\nGesendet: Dienstag\nAn: Ada\nBetreff: Alt\n\nAlt",
        "De : Ben\nEnvoyé : mardi\nÀ : Ada\nObjet : Vieux\n\nVieux",
        "De: Ben\nEnviado el: martes\nPara: Ada\nAsunto: Viejo\n\nViejo",
    ],
)
def test_quoted_replies_are_taken_away(quoted: str) -> None:
    assert own_words(f"They were right.\n\n{quoted}").text == "They were right."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda King\nBuyer",
        "Best regards,\nAda King\nOrchard Ltd\n+44 20 0000",
        "Viele Grüße\nAda",
        "Cordialement,\nAda King",
        "Saludos,\nAda",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Get Outlook for iOS",
        "Ada",
        "-Ada King",
    ],
)
def test_signatures_are_taken_away(signature: str) -> None:
    assert own_words(f"They were right.\n\n{signature}", ("Ada King", "ada")).text == "They were right."


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my desk, which is easier.",
        "Thanks to Ben the crates came in time.",
        "On Tuesday we call the bakery.",
        "From: the customer's side it looks worse.",
        "Thanks!",
        "Mill Lane",
        "This -- I think -- is our fault.",
    ],
)
def test_own_words_stay(text: str) -> None:
    assert own_words(text, ("Ada King",)).text == text


def test_answers_between_quotes_stay() -> None:
    mail = "On Tue, 4 Mar 2025, Ben wrote:\n> Late?\nYes, a day.\n> Told them?\nNo."

    assert own_words(mail).text == "Yes, a day.\nNo."


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ----------",
        "---------- Mensaje reenviado ----------",
        "Begin forwarded message:",
    ],
)
def test_forwarded_text_is_not_the_forwarders(mark: str) -> None:
    forwarded = f"{mark}\nFrom: Ben\nSubject: Late\n\nThey are late."

    assert text_of(f"{HEAD}\nPlease call them.\n\n{forwarded}") == "Please call them."
    assert only(f"{HEAD}\n{forwarded}") == PassedOver("a.eml", 0, "only forwarded text")


def test_html_is_read_where_there_is_no_plain_text() -> None:
    html = (
        "<style>p{}</style><p>They were <b>right</b>&nbsp;&amp; late</p><div class='gmail_quote'>"
        "On Tue, 4 Mar 2025, Ben &lt;b@x.example&gt; wrote:<blockquote>Old</blockquote></div>"
    )

    assert text_of(f"{HEAD}Content-Type: text/html\n\n{html}") == "They were right & late"


def test_attachments_and_mails_within_mails_are_not_the_text() -> None:
    mail = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee below.\n"
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: Ben <b@x>\n\ninner\n--b--\n"
    )

    assert text_of(mail) == "See below."


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("latin-1", "latin-1"),
        ("no-such", "utf-8"),
        ("us-ascii", "cp1252"),
        ("utf-8", "latin-1"),
        ("utf-16", "utf-16"),
    ],
)
def test_wrong_charsets_fall_back(charset: str, encoding: str) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    assert text_of(head.encode() + base64.encodebytes("Grüße nach Köln".encode(encoding))) == "Grüße nach Köln"


def test_a_nul_in_the_name_of_a_charset_does_no_harm() -> None:
    head = f"{HEAD}Content-Type: text/plain; charset=\0\n\n"

    assert text_of(head.encode() + "Grüße".encode("latin-1")) == "Grüße"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_whole_files_in_utf16_are_read(encoding: str) -> None:
    assert text_of(f"{HEAD}\nLate again.".encode(encoding)) == "Late again."


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        (HEAD.replace("Tue, 04", "the 4th")[:200].replace("Mar 2025", "of March") + "\nHi", "mail.date"),
        ("From: a@x.example\n\nHi", "mail.date"),
        (HEAD.replace("2025", "1970") + "\nHi", "record.date"),
        ("Date: Tue, 04 Mar 2025 10:00:00 +0100\n\nHi", "mail.no_sender"),
        (HEAD + "Content-Type: multipart/encrypted; boundary=b\n\n--b--", "mail.encrypted"),
        (HEAD + "Content-Type: application/pkcs7-mime\n\nMIIB", "mail.encrypted"),
        (HEAD + "\n-----BEGIN PGP MESSAGE-----\n\nhQ", "mail.encrypted"),
        (HEAD + "Content-Type: multipart/mixed; boundary=b\n" + NESTED, "mail.malformed"),
        ("   \n", "mail.empty"),
        ("\n\njust words", "mail.shape"),
        (HEAD + "\n" + "word " * 300_000, "record.too_long"),
    ],
)
def test_what_cannot_be_read_is_refused(mail: str, code: str) -> None:
    item = only(mail)

    assert isinstance(item, Refused)
    assert (item.code, item.place) == (code, "a.eml")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ("Auto-Submitted: auto-replied", "bounce or automatic reply"),
        ("Content-Type: multipart/report; boundary=b", "bounce or automatic reply"),
        ("List-Unsubscribe: <https://x>\nPrecedence: bulk", "newsletter"),
        ("Content-Type: text/calendar", "calendar entry"),
    ],
)
def test_what_a_machine_wrote_is_passed_over(headers: str, reason: str) -> None:
    assert only(f"{HEAD}{headers}\n\nHi") == PassedOver("a.eml", 0, reason)


def test_a_discussion_list_is_read_and_names_the_channel() -> None:
    item = only(f"{HEAD}List-Unsubscribe: <x>\nPrecedence: bulk\nList-Post: <x>\nList-Id: Buyers <buyers.x>\n\nHi")

    assert isinstance(item, Record)
    assert item.channel == "buyers.x"


def test_threads_follow_references_and_else_the_subject() -> None:
    def mail(id_: str, subject: str, extra: str = "") -> bytes:
        head = HEAD.replace("<m1@x>", f"<{id_}>")
        return f"{head}Subject: {subject}\n{extra}\nHi".encode()

    export = export_of(
        {
            "1.eml": mail("a", "Crates"),
            "2.eml": mail("b", "Re: Crates", "In-Reply-To: <a>\n"),
            "3.eml": mail("c", "Re: Crates", "In-Reply-To: <b>\n"),
            "4.eml": mail("d", "AW: Re: crates"),
            "5.eml": mail("e", "Re: crates", "References: <a> <c>\n"),
            "6.eml": mail("f", "Apples"),
        }
    )

    threads = [item.thread for item in items_of(export) if isinstance(item, Record)]

    assert threads == ["a", "a", "a", "a", "a", "f"]


def test_a_mail_over_the_limit_is_refused_without_being_held_and_the_next_is_read() -> None:
    separator = b"From a@x.example Tue Mar 04 09:00:00 2025\n"
    big = separator + HEAD.encode() + b"\n" + b"x" * 70 + b"\n"
    huge = big + (b"y" * 70 + b"\n") * 400_000 + b"\n"

    items = items_of(export_of({"a.mbox": huge + separator + HEAD.encode() + b"\nFine."}))

    assert [type(item) for item in items] == [Refused, Record]
    assert isinstance(items[0], Refused)
    assert items[0].code == "mail.too_long"


def test_outlook_files_are_refused_with_the_way_out() -> None:
    (item,) = items_of(export_of({"a.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}))

    assert isinstance(item, Refused)
    assert "Outlook .msg: save as .eml" in item.remedy


def test_no_mailbox_is_an_error() -> None:
    with pytest.raises(ExportError, match="no mailbox"):
        items_of(export_of({"a.pdf": b"x"}))


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for item in items_of(export_of({"a.eml": data, "b.mbox": b"From a Tue Mar 04 09:00:00 2025\n" + data})):
        assert isinstance(item, Record | Refused | PassedOver)


NAMES = ["From", "Date", "Subject", "Content-Type", "Content-Transfer-Encoding", "References", "List-Id"]
VALUES = st.text(alphabet="<>@=?;:\"'\\()[],/ \t\n\xe9\u2028aZ0=_utf-8bmultipart/text", max_size=40)


@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6), st.text(max_size=80))
def test_no_header_makes_it_raise(headers: list[tuple[str, str]], body: str) -> None:
    written = "".join(f"{name}: {value}\n" for name, value in headers)

    for item in items_of(export_of({"a.eml": f"{HEAD}{written}\n{body}".encode("utf-8", "replace")})):
        assert isinstance(item, Record | Refused | PassedOver)


@given(st.text(max_size=300))
def test_own_words_are_never_more_than_the_text(text: str) -> None:
    assert len(own_words(text).text) <= len(text)


# which lines of each file are the writer's own: first and last of each stretch, counted from 1
REPLIES = {
    "correct_sig": [(1, 1)],
    "email_1_1": [(1, 5)],
    "email_1_2": [(1, 1), (9, 35)],
    "email_1_3": [(1, 3)],
    "email_1_4": [(1, 1)],
    "email_1_5": [(1, 15)],
    "email_1_6": [(1, 1)],
    "email_1_7": [(1, 1)],
    "email_1_8": [(13, 13), (19, 19)],
    "email_2_1": [(1, 1)],
    "email_2_2": [(1, 1)],
    "email_2_3": [(1, 1)],
    "email_BlackBerry": [(1, 1)],
    "email_bullets": [(1, 9)],
    "email_gmail": [(1, 1)],
    "email_headers_no_delimiter": [(1, 1)],
    "email_iPhone": [(1, 1)],
    "email_multi_word_sent_from_my_mobile_device": [(1, 1)],
    "email_one_is_not_on": [(1, 5)],
    "email_partial_quote_header": [(1, 6)],
    "email_sent_from_my_not_signature": [(1, 3)],
    "email_sig_delimiter_in_middle_of_line": [(1, 7)],
    "greedy_on": [(1, 6)],
    "pathological": [(1, 2)],
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", list(REPLIES))
def test_real_replies_are_stripped(name: str) -> None:
    path = SHARED_FORMATS / "email_reply_parser" / f"{name}.txt"
    if not path.exists():
        pytest.skip("../shared/data/formats is not here")
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")

    expected = [word for first, last in REPLIES[name] for line in lines[first - 1 : last] for word in line.split()]
    assert own_words(text).text.split() == expected


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("folder", "ending", "records", "refused", "passed_over"),
    [("eml", ".eml", 24, 11, 1), ("eml", ".msg", 0, 4, 0), ("tika_mbox_vtt", ".mbox", 6, 6, 0)],
)
def test_real_mails_are_read_or_refused(
    folder: str, ending: str, records: int, refused: int, passed_over: int
) -> None:
    if not (SHARED_FORMATS / folder).exists():
        pytest.skip("../shared/data/formats is not here")
    files = {path.name: path.read_bytes() for path in (SHARED_FORMATS / folder).glob(f"*{ending}")}

    items = items_of(export_of(files))

    counts = Counter(type(item) for item in items)
    assert (counts[Record], counts[Refused], counts[PassedOver]) == (records, refused, passed_over)
    assert {item.place for item in items} == set(files)
    assert all(item.sentence and item.remedy for item in items if isinstance(item, Refused))
