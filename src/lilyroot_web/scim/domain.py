"""Verbs of the directory: put somebody here, change what they are called, let them go and come back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from lilyroot.errors import AccessRefused
from lilyroot_web.access import domain as access
from lilyroot_web.access.policy import name_or_refusal
from lilyroot_web.access.sign_on import is_vouched_for
from lilyroot_web.access.turns import NAMES, wait_for
from lilyroot_web.scim.models import Provisioned
from lilyroot_web.scim.policy import Described, Misunderstood


@transaction.atomic
def put_here(wanted: Described, by: Any) -> Provisioned:
    """Somebody new, without a password: they sign in through the directory. Who did so before is kept by it now."""
    wait_for(NAMES)
    user = _known(wanted)
    if user is None:
        name = _free(wanted.name)
        user = get_user_model().objects.create_user(username=name)
        access.write_down(by, "keep people", f"let in {name}, from the directory", changed=True)
    else:
        said = f"{user.get_username()}, who came from the directory before, is kept by it from now on"
        access.write_down(by, "keep people", said, changed=True)
    one = Provisioned.objects.create(user=user, external=wanted.external)
    if not wanted.active and user.is_active:
        _let(user, False, by)
        one.let_go = True
        one.save()
    return one


def _known(wanted: Described) -> Any | None:
    """Somebody of this very name whom a directory has let in, and for whom it vouched as the same."""
    user = get_user_model().objects.filter(username__iexact=wanted.name, provisioned=None).first()
    if user is None or user.has_usable_password():
        return None
    return user if is_vouched_for(user, wanted.external, wanted.addresses) else None


@transaction.atomic
def bring_up_to_date(one: Provisioned, wanted: Described, by: Any) -> Provisioned:
    """What the directory says of them now holds; but whom somebody here has let go stays out."""
    user = one.user
    if wanted.name.casefold() != user.get_username().casefold():
        # audits and the policy know people by their name: nobody slips into another's
        raise Misunderstood("userName cannot be changed here.", status=409, kind="mutability")
    if wanted.active != user.is_active and (user.is_active or one.let_go):
        _let(user, wanted.active, by)
        one.let_go = not wanted.active
    if wanted.external != one.external:
        one.external = wanted.external
        access.write_down(by, "keep people", f"{user.get_username()} has another id in the directory", changed=True)
    one.save()
    return one


def _let(user: Any, active: bool, by: Any) -> None:
    try:
        (access.let_back if active else access.let_go)(user, by=by)
    except AccessRefused as fault:
        raise Misunderstood(f"{fault.sentence} {fault.remedy}", status=409, kind="mutability") from fault


def _free(name: str) -> str:
    try:
        name = name_or_refusal(name)
    except AccessRefused as fault:
        raise Misunderstood(fault.sentence) from fault
    if get_user_model().objects.filter(username__iexact=name).exists():
        raise Misunderstood(f"There is already somebody called {name}.", status=409, kind="uniqueness")
    return name
