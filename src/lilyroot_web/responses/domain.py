"""The verb of the slice: answer the results of a wave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from lilyroot.home import Home
from lilyroot_web.access.domain import write_down
from lilyroot_web.actions.models import Action
from lilyroot_web.responses.models import Pointer
from lilyroot_web.sources import library
from lilyroot_web.sources.library import Response

VERB = "answer a survey"


def respond(
    home: Home, wave: str, *, heard: str, will: str, due: date, actions: Iterable[Action], by: Any
) -> Response:
    """Publish what was heard in the results of a wave, what will be done and by when. Raises ``SurveyError``."""
    said = library.respond(home, wave, heard=heard, will=will, due=due, by=str(by))
    with transaction.atomic():
        Pointer.objects.bulk_create(Pointer(response=key_of(said), action=one) for one in actions)
        write_down(by, VERB, f"answered the results of {wave}", changed=True)
    return said


def key_of(said: Response) -> str:
    """What a response is known by here; its number alone begins anew where a sample was removed."""
    return f"{said.wave} {said.number} {said.at}"
