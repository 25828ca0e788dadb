"""Our manners with the organisation's directory: who may come in from there, under which name, with which roles.

Whoever the directory lets in may sign in; what they see depends on their roles, as for everybody. Somebody who is
here under the same name with a password is never taken over; whom the directory itself has put here (SCIM) is met
by the id it gave them.
Where groups of the directory are mapped to roles, the directory decides about these roles at every sign-in; roles
that no group is mapped to are left alone.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lilyroot.errors import AccessRefused
from lilyroot_web.access import domain
from lilyroot_web.access.policy import name_or_refusal, role_in_words
from lilyroot_web.access.turns import NAMES, wait_for
from lilyroot_web.config.sign_on import Directory, Saml

ELSEWHERE = "the directory"
"""Who gave and took roles, in the access log."""
NO_ANSWER = _("The directory did not let you in, or did not answer. Nothing was changed; try again.")
NOT_BELIEVED = _(
    "What the directory sent does not fit what this browser asked. Begin again on the page of signing in."
)


class OfSaml(Provider):
    """A directory that speaks SAML, as allauth knows where somebody comes from."""

    uses_apps = False

    def __init__(self, request: HttpRequest, directory: Saml) -> None:
        super().__init__(request)
        self.id, self.name = directory.id, directory.name


class SignOn(DefaultSocialAccountAdapter):
    """Whoever comes from a directory gets a sign-in of their own, under the name they have there."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """Where somebody comes from, by the id of their directory."""
        known = (one for one in settings.DIRECTORIES if isinstance(one, Saml) and one.id == provider)
        directory = next(known, None)
        if directory is not None:
            return OfSaml(request, directory)
        return super().get_provider(request, provider, client_id)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody new is refused where the name is taken, or where there is none. Nothing but signing in is done."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(refused(request, NO_ANSWER))
        if sociallogin.is_existing:
            return
        try:
            name = name_or_refusal(_name(sociallogin.account))
            waiting = put_here_by_a_directory(sociallogin.account)
            if waiting is not None:
                sociallogin.user = waiting
                sociallogin.save(request, connect=True)
                domain.write_down(ELSEWHERE, "keep people", f"{waiting.get_username()} came in first", changed=True)
                return
            if get_user_model().objects.filter(username__iexact=name).exists():
                raise AccessRefused(
                    "access.name_taken",
                    f"There is already somebody called {name} here, who does not sign in this way.",
                    remedy="Ask whoever keeps people here to let you in under another name.",
                )
        except AccessRefused as fault:
            raise ImmediateHttpResponse(refused(request, f"{fault.sentence} {fault.remedy}")) from fault

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        user = sociallogin.user
        user.username = name_or_refusal(_name(sociallogin.account))
        user.first_name = user.last_name = user.email = ""  # nobody needs them here
        user.set_unusable_password()
        with transaction.atomic():
            wait_for(NAMES)
            if get_user_model().objects.filter(username__iexact=user.username).exists():  # came in meanwhile
                raise ImmediateHttpResponse(refused(request, f"There is already somebody called {user.username}."))
            sociallogin.save(request)
        domain.write_down(ELSEWHERE, "keep people", f"let in {user.username}", changed=True)
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        raise ImmediateHttpResponse(refused(request, NO_ANSWER))


def put_here_by_a_directory(account: SocialAccount) -> Any | None:
    """Whom this directory has put here under the very id that it vouches for now, and who has not come in yet.

    Never by a name or a mail address, which people can often change for themselves.
    """
    directory = _directory(account)
    told = str(_claims(account).get(directory.external) or "") if directory and directory.external else ""
    if not told:
        return None
    users = get_user_model().objects.filter(provisioned__external=told, socialaccount=None)
    return next((user for user in users if not user.has_usable_password()), None)


def is_vouched_for(user: Any, external: str, addresses: frozenset[str]) -> bool:
    """Whether a directory let somebody in under this id of SCIM, or with one of these addresses as verified.

    ``addresses`` are in small letters. A claim that nobody verified, or a name, says nothing of who somebody is.
    """
    return any(_says(account, external, addresses) for account in user.socialaccount_set.all())


def _says(account: SocialAccount, external: str, addresses: frozenset[str]) -> bool:
    directory, claims = _directory(account), _claims(account)
    if directory is None:
        return False
    known = str(claims.get(directory.external) or "") if directory.external else ""
    if known and external:
        return known == external  # an address may pass from one person to another, an id does not
    return claims.get("email_verified") is True and str(claims.get("email") or "").casefold() in addresses


def _directory(account: SocialAccount) -> Directory | None:
    return next((one for one in settings.DIRECTORIES if one.id == account.provider), None)


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """A page that says why somebody is not signed in."""
    return render(request, "access/refused.html", {"sentence": sentence}, status=403)


def _name(account: SocialAccount) -> str:
    """What somebody is called in the directory."""
    claims = _claims(account)
    return str(claims.get("preferred_username") or claims.get("email") or "")


def _claims(account: SocialAccount) -> dict[str, Any]:
    data = account.extra_data
    return {**data.get("userinfo", {}), **data.get("id_token", {})} if data else {}


@receiver(user_logged_in)
def roles_from_groups(sender: Any, user: Any, sociallogin: SocialLogin | None = None, **more: Any) -> None:
    """After a sign-in from a directory: the roles its groups are mapped to are given, the others of the map taken."""
    if sociallogin is None:
        return
    directory = _directory(sociallogin.account)
    if directory is None or not directory.roles:
        return
    claimed = _claims(sociallogin.account).get(directory.groups) or ()
    groups = {claimed} if isinstance(claimed, str) else set(claimed)
    _settle(user, directory, groups)
    if hasattr(user, "_held"):
        del user._held


def _settle(user: Any, directory: Directory, groups: set[str]) -> None:
    wanted = {role for group, roles in directory.roles.items() if group in groups for role in roles}
    mapped = {role for roles in directory.roles.values() for role in roles}
    for words in sorted(mapped):
        role, unit = role_in_words(words)
        if words in wanted:
            domain.give_role(user, role, unit, by=ELSEWHERE)
        else:
            try:
                domain.take_role(user, role, unit, by=ELSEWHERE)
            except AccessRefused:
                continue  # the last admin stays
