"""The settings of the language model reader: environment variables, checked before anything is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lilyroot.errors import SettingsError
from lilyroot.read.llm.address import VARIABLE as ADDRESS
from lilyroot.read.llm.address import Address, parsed

MODEL: Final = "LILYROOT_LLM_MODEL"
KEY: Final = "LILYROOT_LLM_KEY"
TIMEOUT: Final = "LILYROOT_LLM_TIMEOUT"
PARALLEL: Final = "LILYROOT_LLM_PARALLEL"
VOTES: Final = "LILYROOT_LLM_VOTES"
CALLS: Final = "LILYROOT_LLM_CALLS"
POLICY: Final = "LILYROOT_LLM_POLICY"
PLAIN_HTTP: Final = "LILYROOT_LLM_PLAIN_HTTP"

_MODEL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}")
_KEY_TEXT: Final = re.compile(r"[!-~]+")
_POLICY_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Which model reads, where, and how much it may be asked. ``timeout`` is in seconds, for one request.

    ``calls`` is the most requests in the life of a reader, repeated ones included. ``policy`` is the written policy
    under which text may leave the organisation; unless ``may_leave``, a connection to any but this machine or a
    private network is given up before anything is sent.
    """

    address: Address
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    parallel: int = 4
    votes: int = 1
    calls: int = 20_000
    policy: Path | None = None
    policy_hash: str = ""
    may_leave: bool = False

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in these environment variables. Raises ``SettingsError`` for one that is missing or wrong.

        >>> Settings.of({"LILYROOT_LLM_ADDRESS": "http://127.0.0.1:1/v1", "LILYROOT_LLM_MODEL": "small"}).parallel
        4
        """
        address = parsed(_needed(environment, ADDRESS, "the address of the server, like http://127.0.0.1:11434/v1"))
        policy, policy_hash = _policy(environment.get(POLICY, ""))
        plain = environment.get(PLAIN_HTTP, "")
        _check_way(address, policy, plain)
        return cls(
            address=address,
            model=_matched(environment, MODEL, _needed(environment, MODEL, "the name of the model"), _MODEL_NAME),
            key=_matched(environment, KEY, environment.get(KEY, ""), _KEY_TEXT),
            timeout=_number(environment, TIMEOUT, 60.0, 0.1, 600.0),
            parallel=int(_number(environment, PARALLEL, 4, 1, 32, whole=True)),
            votes=int(_number(environment, VOTES, 1, 1, 6, whole=True)),
            calls=int(_number(environment, CALLS, 20_000, 1, 1_000_000_000, whole=True)),
            policy=policy,
            policy_hash=policy_hash,
            may_leave=policy is not None and (address.encrypted or plain == "yes"),
        )


def _check_way(address: Address, policy: Path | None, plain: str) -> None:
    if plain not in ("", "yes", "no"):
        raise SettingsError("llm.plain", f"{PLAIN_HTTP} is neither yes nor no.", remedy="Leave it out, or set one.")
    if address.inside:
        return
    if not address.encrypted and plain != "yes":
        remedy = f"Use https. If you accept that anyone on the way can read it, set {PLAIN_HTTP}=yes."
        raise SettingsError("llm.unencrypted", "Text would travel to another network unencrypted.", remedy=remedy)
    if policy is None:
        remedy = (
            f"Write down who may send what to whom and who agreed (the works council, where there is one), and name "
            f"that file in {POLICY}. What is sent is logged beside it. Or use a server of your own network."
        )
        raise SettingsError("llm.policy", "Text would leave the organisation without a policy.", remedy=remedy)


def _policy(given: str) -> tuple[Path | None, str]:
    if not given:
        return None, ""
    path = Path(given).expanduser()
    try:
        with path.open("rb") as file:
            raw = file.read(_POLICY_BYTES + 1)
    except OSError:
        raw = b""
    if not raw.strip() or len(raw) > _POLICY_BYTES:
        remedy = "Name a file of text that exists, that you may read and that says something."
        raise SettingsError("llm.policy", f"The policy in {POLICY} cannot be read.", remedy=remedy, file=path.name)
    return path, hashlib.sha256(raw).hexdigest()


def _needed(environment: Mapping[str, str], name: str, what: str) -> str:
    if given := environment.get(name, "").strip():
        return given
    raise SettingsError("llm.missing", f"The reader llm needs {name}.", remedy=f"Set it to {what}.")


def _matched(environment: Mapping[str, str], name: str, given: str, form: re.Pattern[str]) -> str:
    if given and not form.fullmatch(given):
        remedy = "Check it for blanks, line ends and signs that do not belong there."
        raise SettingsError("llm.setting", f"{name} has a form it cannot have.", remedy=remedy)
    return given


def _number(
    environment: Mapping[str, str], name: str, usual: float, least: float, most: float, *, whole: bool = False
) -> float:
    given = environment.get(name, "").strip()
    if not given:
        return usual
    try:
        number = int(given) if whole else float(given)
    except ValueError:
        number = -1
    if not least <= number <= most:
        kind = "a whole number" if whole else "a number"
        remedy = f"Give {kind} from {least:g} to {most:,g}." if most < 1e6 else f"Give {kind} from {least:g} up."
        raise SettingsError("llm.setting", f"{name} has a value it cannot have.", remedy=remedy)
    return number
