"""Verbs of the directory: put somebody here, change what they are called, let them go and come back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from lilyroot.errors import AccessRefused
from lilyroot_web.access import domain as access
from lilyroot_web.access.policy import name_or_refusal
from lilyroot_web.scim.models import Provisioned
from lilyroot_web.scim.policy import Described, Misunderstood


@transaction.atomic
def put_here(wanted: Described, by: Any) -> Provisioned:
    """Somebody new, without a password: they sign in through the directory."""
    name = _free(wanted.name)
    user = get_user_model().objects.create_user(username=name)
    access.write_down(by, "keep people", f"let in {name}, from the directory", changed=True)
    one = Provisioned.objects.create(user=user, external=wanted.external)
    if not wanted.active:
        access.let_go(user, by=by)
    return one


@transaction.atomic
def bring_up_to_date(one: Provisioned, wanted: Described, by: Any) -> Provisioned:
    """What the directory says of them now holds."""
    user = one.user
    if wanted.name != user.get_username():
        old, user.username = user.get_username(), _free(wanted.name, but=user.pk)
        user.save(update_fields=["username"])
        access.write_down(by, "keep people", f"{old} is called {user.username} now", changed=True)
    if wanted.active != user.is_active:
        _let(user, wanted.active, by)
    one.external = wanted.external
    one.save()
    return one


def _let(user: Any, active: bool, by: Any) -> None:
    try:
        (access.let_back if active else access.let_go)(user, by=by)
    except AccessRefused as fault:
        raise Misunderstood(f"{fault.sentence} {fault.remedy}", status=409, kind="mutability") from fault


def _free(name: str, but: int = 0) -> str:
    try:
        name = name_or_refusal(name)
    except AccessRefused as fault:
        raise Misunderstood(fault.sentence) from fault
    if get_user_model().objects.filter(username__iexact=name).exclude(pk=but).exists():
        raise Misunderstood(f"There is already somebody called {name}.", status=409, kind="uniqueness")
    return name
