"""Signing in with SAML: a real provider with keys of its own, the way in, and every forged answer it might get."""

from __future__ import annotations

import copy
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod

from lilyroot.errors import SettingsError
from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import held
from lilyroot_web.access.saml import COOKIE
from lilyroot_web.config.sign_on import FILE, directories, providers
from lilyroot_web.scim.domain import put_here
from lilyroot_web.scim.policy import Described
from tests.saml_directory import ASSERTION, ISSUER, SIGNATURE, Provider, certificate, posted

BACK = "/sign-in/saml/company/back"
ROLES = """
[saml.roles]
"cx-team" = ["steward", "analyst"]
"sales-leads" = ["leader of d1"]
"""


def write(home, pem: bytes, more: str = "", **changed: str) -> None:
    entries = {"id": "company", "name": "your company account", "issuer": ISSUER, "called": "uid"}
    entries |= {"address": "https://login.example.com/saml/sso", "certificate-file": "keys/company.pem", **changed}
    held_there = home.root / "keys" / "company.pem"
    held_there.parent.mkdir(parents=True, exist_ok=True)
    held_there.write_bytes(pem)
    lines = "".join(f'{key} = "{value}"\n' for key, value in entries.items())
    (home.root / FILE).write_text(f"[[saml]]\n{lines}{more}")


@pytest.fixture(scope="module")
def keys() -> Provider:
    return Provider()


@pytest.fixture
def provider(keys) -> Provider:
    return Provider(key=keys.key)


@pytest.fixture
def directory(home, settings, provider):
    """The directory as it is read from the home; called again after its file changed."""

    def read(more: str = ROLES, pem: bytes = b"", **changed: str) -> None:
        write(home, pem or provider.pem(), more, **changed)
        settings.DIRECTORIES = directories(home)
        settings.SOCIALACCOUNT_PROVIDERS = providers(settings.DIRECTORIES)

    read()
    return read


@pytest.fixture
def browser(directory, db) -> Client:
    return Client()


def ask(browser: Client, provider: Provider, then: str = "") -> dict[str, str]:
    away = browser.get("/sign-in/saml/company", {"next": then} if then else {})
    assert away.url.startswith("https://login.example.com/saml/sso?SAMLRequest=")
    return provider.asked(away.url)


def sign_in(browser: Client, provider: Provider, **how):
    return browser.post(BACK, posted(provider.answer(ask(browser, provider), **how)))


def nobody_is_in(browser: Client, answer, django_user_model) -> bool:
    refused = answer.status_code == 403 and "You are not signed in" in answer.content.decode()
    return refused and browser.get("/").status_code == 302 and not django_user_model.objects.exists()


@pytest.mark.parametrize("signs", ["assertion", "response", "both"])
def test_somebody_new_comes_in_with_the_roles_of_their_groups(browser, provider, django_user_model, signs):
    answer = sign_in(browser, provider, signs=signs)

    ada = django_user_model.objects.get(username="ada")
    assert (answer.status_code, answer.url) == (302, "/")
    assert set(held(ada)) == {("steward", ""), ("analyst", "")}
    assert not ada.has_usable_password()
    assert browser.get("/trust/policy").status_code == 200
    assert ("the directory", "let in ada") in Entry.objects.values_list("who", "what")


def test_they_are_the_same_next_time_and_the_directory_decides_about_roles(browser, provider, django_user_model):
    sign_in(browser, provider)
    provider.groups = ("sales-leads", "canteen")

    sign_in(Client(), provider)

    assert set(django_user_model.objects.get().grants.values_list("role", "unit")) == {("leader", "d1")}


def test_they_are_led_to_the_page_they_asked_for_and_to_no_other_site(browser, provider):
    asked = ask(browser, provider, then="/trust")
    assert browser.post(BACK, posted(provider.answer(asked))).url == "/trust"

    asked = ask(Client(), provider)
    other = Client()
    asked = ask(other, provider, then="https://elsewhere.example/")
    assert other.post(BACK, posted(provider.answer(asked))).url == "/"


def test_whoever_was_let_go_stays_out_and_is_not_taken_over_by_name(browser, provider, django_user_model):
    sign_in(browser, provider)
    django_user_model.objects.update(is_active=False)

    sign_in(browser, provider)
    assert browser.get("/").status_code == 302

    provider.name = "4712"
    assert sign_in(Client(), provider).status_code == 403
    assert django_user_model.objects.count() == 1


def test_whom_the_directory_has_put_here_is_met_by_the_id_it_gave_them(directory, db, provider, django_user_model):
    directory(f'external = "oid"\n{ROLES}')
    put_here(Described("ada", external="a-1"), by="a test")
    provider.attributes["oid"] = "b-2"
    assert sign_in(Client(), provider).status_code == 403

    provider.attributes["oid"] = "a-1"
    assert sign_in(Client(), provider).status_code == 302

    assert django_user_model.objects.get().socialaccount_set.count() == 1


def test_the_name_itself_names_people_where_no_attribute_does(directory, db, provider, django_user_model):
    directory(called="")
    provider.name = "ada@example.com"

    sign_in(Client(), provider)

    assert django_user_model.objects.get().get_username() == "ada@example.com"


def test_whoever_has_a_second_step_takes_it_and_comes_in_with_the_roles_of_their_groups(
    browser, provider, django_user_model
):
    sign_in(browser, provider)
    ada, secret = django_user_model.objects.get(), generate_totp_secret()
    TOTP.activate(ada, secret)
    provider.groups = ("sales-leads",)
    other = Client()

    asked = sign_in(other, provider)
    assert (asked.status_code, asked.url, other.get("/").status_code) == (302, "/sign-in/second-step", 302)
    other.post(asked.url, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})

    assert other.get("/").status_code == 200
    assert set(held(ada)) == {("leader", "d1")}


@pytest.mark.parametrize("longer", [0, 1])
def test_a_name_longer_than_can_be_kept_lets_nobody_in(browser, provider, longer):
    provider.name = "x" * (191 + longer)

    assert sign_in(browser, provider).status_code == (403 if longer else 302)


def test_while_the_directory_changes_its_key_both_certificates_hold(directory, db, provider):
    new = rsa.generate_private_key(65537, 2048)
    directory(pem=certificate(new).public_bytes(Encoding.PEM) + provider.pem())

    assert sign_in(Client(), provider).status_code == 302
    assert sign_in(Client(), provider, key=new).status_code == 302


# what is signed, and with what


def test_what_nobody_signed_is_not_believed(browser, provider, django_user_model):
    assert nobody_is_in(browser, sign_in(browser, provider, signs="nothing"), django_user_model)


def test_another_key_is_not_believed_though_its_certificate_lies_beside(browser, provider, django_user_model):
    other = rsa.generate_private_key(65537, 2048)

    assert nobody_is_in(browser, sign_in(browser, provider, key=other), django_user_model)


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        (SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA256),
        (SignatureMethod.RSA_SHA256, DigestAlgorithm.SHA1),
        (SignatureMethod.RSA_SHA1, DigestAlgorithm.SHA1),
    ],
)
def test_sha1_is_not_believed(browser, provider, django_user_model, method, digest):
    answer = sign_in(browser, provider, method=method, digest=digest)

    assert nobody_is_in(browser, answer, django_user_model)


def test_a_certificate_that_has_expired_signs_no_more(directory, db, provider, django_user_model):
    directory(pem=certificate(provider.key, days=-1).public_bytes(Encoding.PEM))
    browser = Client()

    assert nobody_is_in(browser, sign_in(browser, provider), django_user_model)


@pytest.mark.parametrize("signs", ["assertion", "response", "both"])
@pytest.mark.parametrize("changed", [(">ada<", ">eva<"), (">cx-team<", ">sales-leads<"), (">4711<", ">4712<")])
def test_what_was_changed_after_signing_is_not_believed(browser, provider, django_user_model, signs, changed):
    answer = etree.tostring(provider.answer(ask(browser, provider), signs=signs)).decode()
    forged = answer.replace(*changed)
    assert forged != answer

    assert nobody_is_in(browser, browser.post(BACK, posted(forged)), django_user_model)


def evil(assertion: etree._Element, number: str) -> etree._Element:
    """The same for somebody else, without a signature."""
    forged = copy.deepcopy(assertion)
    forged.set("ID", number)
    for node in forged.iter("{*}NameID"):
        node.text = "4712"
    for node in forged.findall(SIGNATURE):
        forged.remove(node)
    return forged


def beside(root):
    root.insert(0, evil(root.find(ASSERTION), "_evil"))


def behind(root):
    root.append(evil(root.find(ASSERTION), "_evil"))


def with_the_same_id(root):
    root.insert(0, evil(root.find(ASSERTION), "_a1"))


def around(root):
    """The signed one stands inside the forged one."""
    signed = root.find(ASSERTION)
    forged = evil(signed, "_evil")
    root.replace(signed, forged)
    forged.append(signed)


def within_the_signature(root):
    """The forged one bears the signature, in which the signed one lies."""
    signed = root.find(ASSERTION)
    forged = evil(signed, "_evil")
    root.replace(signed, forged)
    signature = signed.find(SIGNATURE)
    signed.remove(signature)
    etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object").append(signed)
    forged.insert(1, signature)


def out_of_sight(root):
    """The signed one lies where nobody looks, the forged one where everybody does."""
    signed = root.find(ASSERTION)
    root.replace(signed, evil(signed, "_evil"))
    etree.SubElement(root, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions").append(signed)


def signature_moved(root):
    """The signature of the assertion stands on the response."""
    signed = root.find(ASSERTION)
    root.append(signed.find(SIGNATURE))


@pytest.mark.parametrize(
    "wrap", [beside, behind, with_the_same_id, around, within_the_signature, out_of_sight, signature_moved]
)
def test_a_forged_assertion_around_a_signed_one_is_not_believed(browser, provider, django_user_model, wrap):
    root = provider.answer(ask(browser, provider))
    wrap(root)

    assert nobody_is_in(browser, browser.post(BACK, posted(root)), django_user_model)


def test_a_comment_in_a_name_does_not_shorten_it(browser, provider, django_user_model):
    provider.name = "4711.evil"
    signed = etree.tostring(provider.answer(ask(browser, provider))).decode()
    forged = signed.replace("4711.evil", "4711<!-- -->.evil")
    assert forged != signed

    assert nobody_is_in(browser, browser.post(BACK, posted(forged)), django_user_model)


@pytest.mark.parametrize(
    "raw",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;">]><a>&y;</a>',
        "no xml",
        "",
        "<a/>",
        b"\xff\xfe<\x00a\x00/\x00>\x00",
        "<a>" * 300,
        "x" * 300_000,
    ],
)
def test_what_is_no_answer_is_a_sentence(browser, provider, django_user_model, raw):
    ask(browser, provider)

    assert nobody_is_in(browser, browser.post(BACK, posted(raw)), django_user_model)


@pytest.mark.parametrize("given", [{}, {"SAMLResponse": "%%%"}, {"SAMLResponse": "é"}])
def test_what_is_not_even_posted_right_is_a_sentence(browser, provider, django_user_model, given):
    ask(browser, provider)

    assert nobody_is_in(browser, browser.post(BACK, given), django_user_model)


def test_a_signed_answer_with_entities_is_not_believed(browser, provider, django_user_model):
    signed = etree.tostring(provider.answer(ask(browser, provider))).decode()
    forged = '<!DOCTYPE r [<!ENTITY x "y">]>' + signed

    assert nobody_is_in(browser, browser.post(BACK, posted(forged)), django_user_model)


def test_it_is_read_as_it_was_looked_through_whatever_it_says_of_its_letters(browser, provider, django_user_model):
    signed = etree.tostring(provider.answer(ask(browser, provider))).decode().replace("+", "+-")
    hidden = "+ADwAIQ-DOCTYPE r +AFsAPAAh-ENTITY x +ACI-y+ACIAPgBdAD4-"  # <!DOCTYPE r [<!ENTITY x "y">]> in UTF-7
    forged = f'<?xml version="1.0" encoding="UTF-7"?>{hidden}{signed}'

    assert nobody_is_in(browser, browser.post(BACK, posted(forged)), django_user_model)


@pytest.mark.parametrize(
    "key",
    [
        "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>"
        "</ds:KeyValue>",
        '<ds:KeyValue><e:ECKeyValue xmlns:e="http://www.w3.org/2009/xmldsig11#"><e:NamedCurve URI="urn:x"/>'
        "<e:PublicKey>AQAB</e:PublicKey></e:ECKeyValue></ds:KeyValue>",
    ],
)
def test_a_key_that_lies_beside_changes_nothing(browser, provider, key):
    signed = etree.tostring(provider.answer(ask(browser, provider))).decode()
    beside_it = signed.replace("<ds:KeyInfo>", f"<ds:KeyInfo>{key}")
    assert beside_it != signed

    assert browser.post(BACK, posted(beside_it)).status_code == 302


# for whom, where, when


def moment(seconds: int) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


AGO = r'NotOnOrAfter="[^"]*"'
WRONG = {
    "another audience": lambda text: re.sub(r"(<saml:Audience>)[^<]*", r"\1https://other.example", text),
    "no audience": lambda text: re.sub(r"<saml:AudienceRestriction>.*</saml:AudienceRestriction>", "", text),
    "a second audience that is not us": lambda text: text.replace(
        "</saml:Conditions>",
        "<saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction></saml:Conditions>",
    ),
    "no conditions": lambda text: re.sub(r"<saml:Conditions.*</saml:Conditions>", "", text),
    "another recipient": lambda text: re.sub(r'Recipient="[^"]*"', 'Recipient="https://other.example"', text),
    "no recipient": lambda text: re.sub(r'Recipient="[^"]*"', "", text),
    "another destination": lambda text: re.sub(r'Destination="[^"]*"', 'Destination="https://other.example"', text),
    "no destination": lambda text: re.sub(r'Destination="[^"]*"', "", text),
    "another issuer": lambda text: text.replace(ISSUER, "https://other.example/saml"),
    "another issuer of the assertion": lambda text: re.sub(
        r"(<saml:Assertion[^>]*><saml:Issuer>)[^<]*", r"\1https://other.example", text
    ),
    "an answer to another request": lambda text: re.sub(r'InResponseTo="[^"]*"', 'InResponseTo="_other"', text),
    "an assertion for another request": lambda text: re.sub(
        r'(Recipient="[^"]*" InResponseTo=")[^"]*', r"\1_other", text
    ),
    "an answer to nothing": lambda text: re.sub(r' InResponseTo="[^"]*"', "", text),
    "conditions that are over": lambda text: re.sub(
        rf"(<saml:Conditions [^>]*){AGO}", rf'\1NotOnOrAfter="{moment(-90)}"', text
    ),
    "a confirmation that is over": lambda text: re.sub(
        rf"(ConfirmationData [^>]*){AGO}", rf'\1NotOnOrAfter="{moment(-90)}"', text
    ),
    "a confirmation without an end": lambda text: re.sub(rf"(ConfirmationData [^>]*){AGO}", r"\1", text),
    "conditions that do not hold yet": lambda text: re.sub(r'NotBefore="[^"]*"', f'NotBefore="{moment(90)}"', text),
    "a time that is none": lambda text: re.sub(AGO, 'NotOnOrAfter="soon"', text),
    "a session that is over": lambda text: text.replace(
        "<saml:AuthnStatement", f'<saml:AuthnStatement SessionNotOnOrAfter="{moment(-90)}"'
    ),
    "no sign-in there": lambda text: re.sub(r"<saml:AuthnStatement[^>]*>", "", text),
    "another method": lambda text: text.replace("cm:bearer", "cm:sender-vouches"),
    "a refusal": lambda text: text.replace("status:Success", "status:Responder"),
    "another version": lambda text: text.replace('Version="2.0"', 'Version="1.1"'),
    "no name": lambda text: re.sub(r"<saml:NameID.*</saml:NameID>", "", text),
    "two names": lambda text: re.sub(r"(<saml:NameID.*</saml:NameID>)", r"\1\1", text),
    "a name that changes": lambda text: text.replace("nameid-format:persistent", "nameid-format:transient"),
    "a name with a part": lambda text: text.replace(">4711<", ">47<b/>11<"),
}


@pytest.mark.parametrize("signs", ["assertion", "both"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_signed_answer_that_does_not_fit_is_not_believed(browser, provider, django_user_model, wrong, signs):
    plain: list[str] = []

    def text(whole: str) -> str:
        plain.extend((whole, WRONG[wrong](whole)))
        return plain[1]

    answer = sign_in(browser, provider, text=text, signs=signs)

    assert plain[0] != plain[1]
    assert nobody_is_in(browser, answer, django_user_model)


def test_a_clock_that_is_a_little_off_is_forgiven(browser, provider):
    answer = sign_in(browser, provider, text=lambda whole: re.sub(AGO, f'NotOnOrAfter="{moment(-20)}"', whole))

    assert answer.status_code == 302


# which browser, and once


def test_an_answer_counts_once(browser, provider, django_user_model):
    given = posted(provider.answer(ask(browser, provider)))
    kept = browser.cookies[COOKIE].value
    assert browser.post(BACK, given).status_code == 302

    again = Client()
    again.cookies[COOKIE] = kept

    assert again.post(BACK, given).status_code == 403
    assert again.get("/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_not_read(browser, provider, django_user_model):
    given = posted(provider.answer(ask(Client(), provider)))

    assert nobody_is_in(browser, browser.post(BACK, given), django_user_model)


def test_an_answer_that_another_browser_asked_for_is_not_read(browser, provider, django_user_model):
    ask(browser, provider)
    given = posted(provider.answer(ask(Client(), provider)))

    assert nobody_is_in(browser, browser.post(BACK, given), django_user_model)


def test_a_question_is_forgotten_after_ten_minutes(browser, provider, django_user_model, monkeypatch):
    asked = ask(browser, provider)
    later = datetime.now(UTC).timestamp() + 601
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert nobody_is_in(browser, browser.post(BACK, posted(provider.answer(asked))), django_user_model)


def test_the_question_is_kept_where_no_script_and_no_other_page_reads_it(browser, provider, settings):
    settings.BEHIND_HTTPS = True
    ask(browser, provider)

    cookie = browser.cookies[COOKIE]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("None", True, True)
    assert (cookie["path"], cookie["max-age"]) == ("/sign-in", 600)
    assert ask(browser, provider)["ID"] not in cookie.value


def test_the_answer_is_posted_from_another_site_without_a_token_of_ours(directory, db, provider):
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict, provider).status_code == 302


# our description, and the file


def test_our_description_says_what_a_directory_has_to_know(browser, provider):
    answer = browser.get("/sign-in/saml/company/metadata")

    described = etree.fromstring(answer.content)
    place = described.find(".//{*}AssertionConsumerService").get("Location")
    asked = ask(browser, provider)
    assert described.get("entityID") == asked["Issuer"] == "https://lilyroot.example/sign-in/saml/company/metadata"
    assert place == asked["AssertionConsumerServiceURL"] == f"https://lilyroot.example{BACK}"


def test_the_way_in_is_offered(browser):
    page = browser.get("/sign-in?next=/trust").content.decode()

    assert 'href="/sign-in/saml/company?next=/trust">Sign in with your company account' in page


@pytest.mark.parametrize(
    ("changed", "pem", "said"),
    [
        ({"issuer": ""}, None, "saml 1 lacks issuer."),
        ({"secret-file": "x"}, None, "saml 1 has secret-file, which means nothing."),
        ({"address": "http://login.example.com"}, None, "saml 1 has the address http://login.example.com."),
        ({"certificate-file": "keys/none.pem"}, None, "The certificate of saml 1 cannot be read from none.pem."),
        ({}, b"no certificate", "The certificate of saml 1 cannot be read from company.pem."),
        (
            {},
            certificate(rsa.generate_private_key(65537, 1024)).public_bytes(Encoding.PEM),
            "The key in company.pem is no RSA of 2048 bits and no elliptic curve.",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_a_sentence(home, provider, changed, pem, said):
    write(home, pem or provider.pem(), ROLES, **changed)

    with pytest.raises(SettingsError) as refusal:
        directories(home)

    assert refusal.value.sentence == said


def test_two_directories_of_either_kind_need_two_ids(home, provider):
    write(home, provider.pem())
    path = home.root / FILE
    path.write_text(path.read_text() * 2)

    with pytest.raises(SettingsError, match="Two directories have the same id"):
        directories(home)
