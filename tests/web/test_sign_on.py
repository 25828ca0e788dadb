"""Signing in with the organisation's directory: a real provider on loopback, names, roles by groups, refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import requests
from django.test import Client

from lilyroot.errors import SettingsError
from lilyroot_web.access.models import Entry
from lilyroot_web.access.queries import held
from lilyroot_web.config.sign_on import FILE, directories, providers
from lilyroot_web.scim.domain import put_here
from lilyroot_web.scim.policy import Described, Misunderstood, described
from tests.oidc_directory import SECRET, Provider, running

ROLES = """
[directory.roles]
"cx-team" = ["steward", "analyst"]
"sales-leads" = ["leader of d1"]
"""


def write(home, provider: Provider, more: str = "", **changed: str) -> None:
    entries = {"id": "company", "name": "your company account", "address": provider.address, "client": "lilyroot"}
    entries = {**entries, "secret-file": "keys/company-secret", **changed}
    secret = home.root / "keys" / "company-secret"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_text(SECRET)
    secret.chmod(0o600)
    lines = "".join(f'{key} = "{value}"\n' for key, value in entries.items())
    (home.root / FILE).write_text(f"[[directory]]\n{lines}{more}")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as found:
        found.claims = {"sub": "4711", "preferred_username": "ada", "groups": ["cx-team"]}
        yield found


@pytest.fixture
def directory(home, settings, provider):
    """The directory as it is read from the home; called again after its file changed."""

    def read(more: str = ROLES, **changed: str) -> None:
        write(home, provider, more, **changed)
        settings.DIRECTORIES = directories(home)
        settings.SOCIALACCOUNT_PROVIDERS = providers(settings.DIRECTORIES)

    read()
    return read


def sign_in(client: Client):
    """The way a browser goes: to the directory, there and then back; the answer to the way back."""
    away = client.get("/sign-in/with/company")
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def test_somebody_new_comes_in_with_the_roles_of_their_groups(directory, db, django_user_model):
    client = Client()

    answer = sign_in(client)

    ada = django_user_model.objects.get(username="ada")
    assert (answer.status_code, answer.url) == (302, "/")
    assert set(held(ada)) == {("steward", ""), ("analyst", "")}
    assert not ada.has_usable_password()
    assert client.get("/trust/policy").status_code == 200
    assert ("the directory", "let in ada") in Entry.objects.values_list("who", "what")


def test_the_directory_decides_at_every_sign_in_about_the_roles_it_maps(directory, db, provider, django_user_model):
    sign_in(Client())
    ada = django_user_model.objects.get(username="ada")
    ada.grants.create(role="auditor")  # given here, mapped from no group

    provider.claims["groups"] = ["sales-leads", "canteen"]
    sign_in(Client())

    assert set(ada.grants.values_list("role", "unit")) == {("leader", "d1"), ("auditor", "")}
    assert django_user_model.objects.count() == 1


def test_one_group_may_come_as_a_word_and_none_at_all(directory, db, provider, django_user_model):
    provider.claims["groups"] = "sales-leads"
    sign_in(Client())
    ada = django_user_model.objects.get(username="ada")
    assert set(ada.grants.values_list("role", flat=True)) == {"leader"}

    del provider.claims["groups"]
    sign_in(Client())
    assert ada.grants.count() == 0


def test_nobody_is_taken_over_by_name(directory, signed_in, django_user_model):
    signed_in("Ada", "admin")

    answer = sign_in(Client())

    assert answer.status_code == 403
    assert "There is already somebody called ada here" in answer.content.decode()
    assert django_user_model.objects.count() == 1


def test_the_same_name_of_another_account_is_somebody_else(directory, db, provider):
    sign_in(Client())
    provider.claims["sub"] = "4712"

    assert sign_in(Client()).status_code == 403


def test_without_a_name_nobody_comes_in(directory, db, provider, django_user_model):
    provider.claims = {"sub": "4711"}

    assert sign_in(Client()).status_code == 403
    assert django_user_model.objects.count() == 0


def test_whoever_was_let_go_stays_out(directory, db, django_user_model):
    sign_in(Client())
    django_user_model.objects.update(is_active=False)
    client = Client()

    sign_in(client)

    assert client.get("/").status_code == 302


def test_a_refusal_there_is_a_sentence_here(directory, db, provider):
    provider.refuses = True

    answer = sign_in(Client())

    assert answer.status_code in (302, 403)
    assert answer.status_code == 403 or answer.url == "/sign-in"


@pytest.mark.parametrize("back", ["?code=made-up&state=made-up", "?state=x", "", "?error=access_denied"])
def test_a_made_up_way_back_opens_nothing(directory, db, back, django_user_model):
    client = Client()

    assert client.get(f"/sign-in/with/company/back{back}").status_code in (302, 403)
    assert django_user_model.objects.count() == 0
    assert client.get("/").status_code == 302


def test_a_directory_that_does_not_answer_is_a_sentence(directory, db):
    directory(address="http://127.0.0.1:9")

    answer = Client().get("/sign-in/with/company")

    assert answer.status_code == 403
    assert "did not answer" in answer.content.decode()


def test_the_way_in_is_offered_only_where_there_is_one(directory, stranger, settings):
    assert "Sign in with your company account" in stranger.get("/sign-in").content.decode()

    settings.DIRECTORIES = ()
    settings.SOCIALACCOUNT_PROVIDERS = providers(())

    assert "Sign in with" not in stranger.get("/sign-in").content.decode()
    assert stranger.get("/sign-in/with/company").status_code == 404


@pytest.mark.parametrize(
    ("changed", "more", "said"),
    [
        ({"id": ""}, "", "directory 1 lacks id."),
        ({"id": "Our Company"}, "", "directory 1 has the id Our Company."),
        ({"address": "http://login.example.com"}, "", "directory 1 has the address http://login.example.com."),
        ({"colour": "blue"}, "", "directory 1 has colour, which means nothing."),
        ({"secret-file": "keys/none"}, "", "The secret of directory 1 cannot be read from none."),
        ({}, '[directory.roles]\na = "steward"\n', "The roles of directory 1 are no lists."),
        ({}, '[directory.roles]\na = ["emperor"]\n', "directory 1 maps a group to emperor. There is no role"),
        ({}, '[directory.roles]\na = ["manager"]\n', "directory 1 maps a group to manager. A manager has a unit."),
        ({}, "what is this\n", "It is no TOML"),
        ({}, "[people]\nada = 1\n", "It holds people."),
    ],
)
def test_what_is_wrong_in_the_file_is_a_sentence(home, changed, more, said):
    write(home, Provider(address="https://login.example.com"), more, **changed)

    with pytest.raises(SettingsError) as refusal:
        directories(home)

    assert refusal.value.sentence.startswith(said)
    assert refusal.value.file == FILE


def test_a_secret_that_others_can_read_is_refused(home):
    write(home, Provider(address="https://login.example.com"))
    os.chmod(home.root / "keys" / "company-secret", 0o644)

    with pytest.raises(SettingsError, match="Others can read company-secret"):
        directories(home)


def test_two_directories_need_two_ids(home):
    write(home, Provider(address="https://login.example.com"))
    path = home.root / FILE
    path.write_text(path.read_text() * 2)

    with pytest.raises(SettingsError, match="Two directories have the same id"):
        directories(home)


def test_no_file_is_no_directory(home):
    assert directories(home) == ()


def test_whom_the_directory_has_put_here_is_met_by_the_id_it_gave_them(directory, db, provider, django_user_model):
    directory(f'external = "oid"\n{ROLES}')
    put_here(Described("ada", external="a-1"), by="a test")
    provider.claims["oid"] = "a-1"

    sign_in(Client())
    sign_in(Client())

    ada = django_user_model.objects.get()
    assert set(held(ada)) == {("steward", ""), ("analyst", "")}
    assert ada.socialaccount_set.count() == 1
    assert ("the directory", "ada came in first") in Entry.objects.values_list("who", "what")


@pytest.mark.parametrize("more", [ROLES, f'external = "oid"\n{ROLES}'])
@pytest.mark.parametrize("claimed", [{}, {"oid": ""}, {"oid": "b-2"}, {"email": "ada", "email_verified": False}])
def test_a_name_or_an_address_alone_takes_nobody_over(directory, db, provider, django_user_model, more, claimed):
    directory(more)
    put_here(Described("ada", external="a-1"), by="a test")
    provider.claims |= claimed

    assert sign_in(Client()).status_code == 403
    assert not django_user_model.objects.get().socialaccount_set.exists()


def test_nobody_is_linked_to_an_account_of_the_directory(directory, signed_in, provider, django_user_model):
    admin = signed_in("keeper", "admin")

    assert admin.get("/sign-in/with/company?process=connect").status_code == 404
    assert not django_user_model.objects.get(username="keeper").socialaccount_set.exists()


def test_whoever_has_no_password_is_offered_none_to_change(directory, db):
    client = Client()
    sign_in(client)

    assert client.get("/account/password").status_code == 404
    assert "/account/password" not in client.get("/account").content.decode()


VERIFIED = {"email": "Ada@example.com", "email_verified": True}


@pytest.mark.parametrize(
    ("more", "claimed", "told"),
    [
        (ROLES, VERIFIED, {"emails": [{"value": "ada@example.com"}]}),
        (ROLES, VERIFIED | {"preferred_username": "ada@example.com"}, {"userName": "ada@example.com"}),
        (f'external = "oid"\n{ROLES}', {"oid": "a-1"}, {"externalId": "a-1"}),
    ],
)
def test_who_came_in_before_the_directory_put_them_here_is_kept_by_it(
    directory, db, provider, django_user_model, more, claimed, told
):
    directory(more)
    provider.claims |= claimed
    sign_in(Client())

    put_here(described({"userName": "ada", **told}), by="a test")

    user = django_user_model.objects.get()
    assert user.provisioned.external == told.get("externalId", "")
    assert ("a test", f"{user}, who came from the directory before, is kept by it from now on") in (
        Entry.objects.values_list("who", "what")
    )
    assert set(held(user)) == {("steward", ""), ("analyst", "")}


@pytest.mark.parametrize(
    ("more", "claimed", "told"),
    [
        (ROLES, {}, {}),
        (ROLES, {"email": "ada@example.com"}, {"emails": [{"value": "ada@example.com"}]}),
        (ROLES, {"email": "ada@example.com", "email_verified": False}, {"emails": [{"value": "ada@example.com"}]}),
        (ROLES, VERIFIED, {"emails": [{"value": "eva@example.com"}, "?"]}),
        (ROLES, {"oid": "a-1"}, {"externalId": "a-1"}),
        (f'external = "oid"\n{ROLES}', {"oid": "a-1"}, {"externalId": "b-2"}),
        (
            f'external = "oid"\n{ROLES}',
            VERIFIED | {"oid": "a-1"},
            {"externalId": "b-2", "emails": [{"value": "ada@example.com"}]},
        ),
    ],
)
def test_nobody_is_handed_to_the_directory_by_a_name_or_what_nobody_verified(
    directory, db, provider, django_user_model, more, claimed, told
):
    directory(more)
    provider.claims |= claimed
    sign_in(Client())

    with pytest.raises(Misunderstood, match="There is already somebody called ada"):
        put_here(described({"userName": "ada", **told}), by="a test")

    assert not hasattr(django_user_model.objects.get(), "provisioned")


def test_somebody_with_a_password_is_never_handed_to_the_directory(directory, db, provider, django_user_model):
    provider.claims |= VERIFIED
    sign_in(Client())
    ada = django_user_model.objects.get()
    ada.set_password("of their own")
    ada.save()

    with pytest.raises(Misunderstood):
        put_here(described({"userName": "ada", "emails": [{"value": "ada@example.com"}]}), by="a test")
