"""Homes with and without a ledger, and two people: a stranger and a reader who is signed in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lilyroot.home import Home
from lilyroot_web.access.domain import give_role
from lilyroot_web.access.policy import role_in_words
from lilyroot_web.access.rules import Role
from lilyroot_web.jobs.work import WORKS
from lilyroot_web.mail import tasks as mail_tasks
from lilyroot_web.sources import tasks as sources_tasks
from tests.ledgers import forty_teams
from tests.post_office import post_office

PASSWORD = "correct horse battery"


def enter(client: Client, user: Any) -> None:
    """Somebody signs in just now, with their password."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Home:
    """A home with 24 months in its ledger, made once; nobody may change it."""
    shared = Home(tmp_path_factory.mktemp("published"))
    forty_teams(shared.releases)
    return shared


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Home:
    """An empty home; quick passwords; static files under their plain names."""
    settings.LILYROOT_HOME = Home(tmp_path / "home")
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.JOBS_AT_ONCE = True
    assert WORKS[sources_tasks.TAKE_IN].do is sources_tasks.take_in
    settings.PUBLIC_ADDRESS = "https://lilyroot.example"
    cache.clear()  # how often this address has tried
    return settings.LILYROOT_HOME


@pytest.fixture
def ledger(home, published, settings) -> Path:
    """The releases folder of the home that all tests share."""
    settings.LILYROOT_HOME = published
    return published.releases


@pytest.fixture
def own_ledger(home, published) -> Path:
    """A releases folder this test may change."""
    shutil.copytree(published.releases, home.releases)
    return home.releases


@pytest.fixture
def signed_in(django_user_model) -> Callable[..., Client]:
    """Somebody who is signed in and holds these roles, each in words such as "manager of Complaints"."""

    def someone(name: str, *roles: str) -> Client:
        user = django_user_model.objects.create_user(username=name, password=PASSWORD)
        for words in roles:
            give_role(user, *role_in_words(words), by="a test")
        client = Client()
        enter(client, user)
        return client

    return someone


@pytest.fixture
def user(django_user_model):
    """Somebody who may see every figure there is."""
    user = django_user_model.objects.create_user(username="reader", password=PASSWORD)
    give_role(user, Role.ANALYST, by="a test")
    return user


@pytest.fixture
def reader(user) -> Client:
    client = Client()
    enter(client, user)
    return client


@pytest.fixture
def stranger(db) -> Client:
    return Client()


@pytest.fixture
def post(settings):
    """A mail server, and what it took in."""
    assert WORKS["mail.send"].do is mail_tasks.send
    with post_office() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL, settings.MAIL_HOUR = False, "lilyroot@example.org", 0
        yield box
