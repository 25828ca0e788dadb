"""Check a whole ledger from its files alone: the chain, every file, every window, the policy and every proof.

Standard library only (and pyarrow, to read which figures a table shows). Nothing of what made the releases is used:
should the gate be wrong, this is not wrong in the same way. Everything that is wrong is named, not only the first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lilyroot.attack.certificates import beside, named
from lilyroot.attack.certificates import families as families_of
from lilyroot.attack.proof import Family
from lilyroot.attack.windows import months_of, overlapping

LEAST: Final = {"k": 5, "k_text": 10, "colluders": 1, "version": 1}
"""What no policy may fall below."""

SEGMENTS: Final = 3
VALUES: Final = 6

_TOLD: Final = {"number": int, "period": str, "previous": str, "table_sha256": str}
_POLICY: Final = {"k": int, "k_text": int, "colluders": int, "version": int, "since": str, "segments": dict}

_GENESIS: Final = "0" * 64
_TALK: Final = "talk"
_CERTIFICATE: Final = "certificate"
_RELEASE: Final = re.compile(r"(\d{4,})-.+")
_COUNTED_BY_LANGUAGE: Final = "not_read"
_PLACE: Final = ("cut", "cell", "indicator")
_NUMBERS: Final = ("value", "low", "high", "base")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was released or not as it must be; ``file`` is "" where it is about no file."""

    release: str
    file: str
    sentence: str

    def __str__(self) -> str:
        return f"{'/'.join(part for part in (self.release, self.file) if part)}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked: releases, certificates, exchanges re-computed, certificates not at hand, and the faults.

    ``older`` are releases without a policy, which nothing proves; ``further`` the names of all files beside the
    tables of figures, which no certificate is about: of them the hashes alone are checked.
    """

    releases: int
    certified: int
    proofs: int
    not_at_hand: int
    older: int
    further: tuple[str, ...]
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Release:
    """A folder of the ledger with its manifest; an empty one if that cannot be read."""

    folder: Path
    manifest: Mapping[str, Any]
    digest: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def window(self) -> tuple[str, str]:
        return str(self.manifest.get("stream", _TALK)), str(self.manifest.get("period", ""))

    @property
    def stands_in(self) -> str:
        """The name its folder must have."""
        stream, period = self.window
        return f"{self.manifest.get('number', 0):04d}-{period if stream == _TALK else f'{stream}-{period}'}"

    @property
    def policy(self) -> Mapping[str, Any]:
        """What it was released under; empty for one from before there were policies."""
        told: Mapping[str, Any] = self.manifest.get("policy", {})
        return told

    def fault(self, sentence: str, file: str = "") -> Fault:
        return Fault(self.name, file, sentence)


def check(folder: Path, certificates: Path | None = None) -> Checked:
    """Everything there is to check about the ledger in ``folder``. Time is linear in its size; writes nothing.

    ``certificates``: the folder they lie in, by default the one beside the ledger. Of those that are not there, that
    the manifest names them is all there is to check.

    >>> check(Path("/nowhere")).faults
    ()
    """
    faults: list[Fault] = []
    releases = [_opened(path, faults) for path in _folders(folder)]
    faults += _chain(folder, releases)
    faults += _windows(releases)
    faults += _policies(releases)
    proofs = certified = not_at_hand = 0
    kept = certificates or beside(folder)
    for release in releases:
        faults += _files(release)
        digest = named(release.manifest)
        if not digest:
            faults += _uncertified(release)
            continue
        try:
            families = _families(kept, digest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            faults.append(release.fault(f"is no certificate ({error})", _CERTIFICATE))
            continue
        if families is None:
            not_at_hand += 1
            continue
        certified += 1
        proofs += sum(len(family.exchanges) for family in families.values())
        faults += _proven(release, families)
    older = sum(bool(release.manifest) and not release.policy for release in releases)
    further = tuple(sorted(name for release in releases for name in release.manifest.get("files", {})))
    return Checked(len(releases), certified, proofs, not_at_hand, older, further, _head(folder), tuple(faults))


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and _RELEASE.fullmatch(path.name))


def _opened(path: Path, faults: list[Fault]) -> _Release:
    try:
        written = (path / "manifest.json").read_bytes()
        manifest = json.loads(written)
        canonical = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        if canonical != written or not _has_shape(manifest):
            raise ValueError
    except (OSError, ValueError):
        faults.append(Fault(path.name, "manifest.json", "is missing, unreadable or not in its one spelling"))
        return _Release(path, {}, "")
    return _Release(path, manifest, hashlib.sha256(written).hexdigest())


def _has_shape(manifest: Any) -> bool:
    """Whether what a manifest says is of the kinds it must be, so that the rest can be asked of it."""
    if not isinstance(manifest, dict) or not all(isinstance(manifest.get(key), kind) for key, kind in _TOLD.items()):
        return False
    policy = manifest.get("policy", {})
    return (
        isinstance(manifest.get("files", {}), dict)
        and isinstance(policy, dict)
        and all(isinstance(policy.get(key, kind()), kind) for key, kind in _POLICY.items())
        and all(isinstance(values, list) for values in policy.get("segments", {}).values())
    )


# --- the chain ---------------------------------------------------------------------------------------------------


def _head(folder: Path) -> str:
    try:
        return (folder / "HEAD").read_text().strip()
    except (OSError, ValueError):
        return ""


def _chain(folder: Path, releases: list[_Release]) -> Iterator[Fault]:
    previous, before = _GENESIS, ""
    for number, release in enumerate(releases, 1):
        if not release.manifest:
            previous, before = "", release.name
            continue
        placed = int(release.name.split("-", 1)[0])
        if release.name != release.stands_in:
            yield release.fault("stands in a folder that is not its own", "manifest.json")
        if placed != number:
            yield release.fault(f"is release {number} of those that are here: one before it is missing or was added")
        if previous and release.manifest.get("previous") != previous:
            yield release.fault(f"does not follow {before or 'the beginning'}: one of the two manifests was changed")
        previous, before = release.digest, release.name
    yield from _ending(folder, releases)


def _ending(folder: Path, releases: list[_Release]) -> Iterator[Fault]:
    """HEAD names the last manifest; or the one before, where a crash came between the two."""
    head = _head(folder)
    last = releases[-1] if releases else None
    if last is None:
        if head not in ("", _GENESIS):
            yield Fault("", "HEAD", "names a release, and there is none: releases were removed")
    elif last.manifest and head not in (last.digest, last.manifest.get("previous")):
        where = f"does not name {last.name}: that manifest was changed, or releases after it were removed"
        yield Fault("", "HEAD", where)


def _files(release: _Release) -> Iterator[Fault]:
    if not release.manifest:
        return
    promised = {"table.parquet": release.manifest.get("table_sha256"), **dict(release.manifest.get("files", {}))}
    present = {path.name for path in release.folder.iterdir()} - {"manifest.json"}
    for name in sorted(promised.keys() | present):
        if name not in present:
            yield release.fault("is missing", name)
        elif name not in promised:
            yield release.fault("was not released: no manifest names it", name)
        elif hashlib.sha256((release.folder / name).read_bytes()).hexdigest() != promised[name]:
            yield release.fault("is not the file that was released", name)


# --- windows and policy ------------------------------------------------------------------------------------------


def _windows(releases: list[_Release]) -> Iterator[Fault]:
    of_stream: defaultdict[str, list[_Release]] = defaultdict(list)
    for release in releases:
        if release.manifest:
            of_stream[release.window[0]].append(release)
    for stream, those in of_stream.items():
        for one, other in overlapping([release.window[1] for release in those]):
            yield those[other].fault(
                f"releases days of {stream} that {those[one].name} has released: their difference is told"
            )


def _policies(releases: list[_Release]) -> Iterator[Fault]:
    """Floors, and that policies change forwards only, from one window of a stream to a later one, and in their time.

    Waves of answers and the like have no place on the calendar; of them the floors alone are asked.
    """
    in_time: list[tuple[str, int, _Release]] = []
    first: _Release | None = None
    for release in releases:
        yield from _wording(release, first)
        yield from _floors(release, release.policy or {"k": release.manifest.get("k", LEAST["k"])})
        first = first or (release if "policy" in release.manifest else None)
        months = months_of(release.window[1])
        if months is not None and "policy" in release.manifest:
            in_time.append((release.window[0], months[0], release))
    latest: dict[str, _Release] = {}
    for stream, begins, release in sorted(in_time, key=lambda entry: entry[:2]):
        policy, since = release.manifest["policy"], months_of(release.manifest["policy"].get("since", ""))
        before = latest.setdefault(stream, release)
        if policy.get("version", 0) < before.manifest["policy"].get("version", 0):
            yield release.fault(f"holds to an older policy than {before.window[1]} before it", "manifest.json")
        if since is not None and since[0] > begins:
            yield release.fault(f"holds to a policy that begins only with {policy['since']}", "manifest.json")
        latest[stream] = release


def _wording(release: _Release, first: _Release | None) -> Iterator[Fault]:
    """Whether a manifest says its whole policy, and the same as to readers.

    Releases from before there were policies say k alone; but none that comes after the ``first`` with a policy.
    """
    file = "manifest.json"
    if "policy" in release.manifest:
        for name in _POLICY.keys() - release.policy.keys():
            yield release.fault(f"has a policy that does not say {name}", file)
        told, meant = release.manifest.get("k"), release.policy.get("k")
        if meant is not None and told != meant:
            yield release.fault(f"says k = {told}, and its policy k = {meant}", file)
    elif release.manifest and first is not None:
        yield release.fault(f"names no policy, and {first.name} before it had one", file)
    elif "certificate_sha256" in release.manifest:
        yield release.fault("names a certificate and no policy that says what it must prove", file)


def _floors(release: _Release, policy: Mapping[str, Any]) -> Iterator[Fault]:
    for name, least in LEAST.items():
        given = policy.get(name, least)
        if type(given) is not int or given < least:
            yield release.fault(f"has a policy with {name} = {given}; the least is {least}", "manifest.json")
    segments = policy.get("segments", {})
    if len(segments) > SEGMENTS or any(len(values) > VALUES for values in segments.values()):
        yield release.fault(f"has more than {SEGMENTS} segments or one of more than {VALUES} values", "manifest.json")


# --- proofs ------------------------------------------------------------------------------------------------------


def _uncertified(release: _Release) -> Iterator[Fault]:
    if "policy" in release.manifest:
        yield release.fault("is missing: nothing proves this release safe", _CERTIFICATE)


def _families(certificates: Path, digest: str) -> dict[str, Family] | None:
    """The families of a certificate, None if it is not at hand. Raises whatever reading no certificate raises."""
    written = families_of(certificates, digest)
    return None if written is None else {name: Family(family) for name, family in written.items()}


def _proven(release: _Release, families: Mapping[str, Family]) -> Iterator[Fault]:
    threshold = sum(release.policy.get(name, LEAST[name]) for name in ("k", "colluders"))
    for name, family in families.items():
        if family.k < threshold:
            sentence = f"family {name} is proven for {family.k} people only, the policy asks for {threshold}"
            yield release.fault(sentence, _CERTIFICATE)
        for sentence in family.faults():
            yield release.fault(f"family {name}: {sentence}", _CERTIFICATE)
    yield from _covered(release, families)


def _covered(release: _Release, families: Mapping[str, Family]) -> Iterator[Fault]:
    """Every figure that is shown must be one of the totals that were proven safe together, and stand there once."""
    proven = {
        (name, cell)
        for family in families.values()
        for name in family.indicators
        for cell in (*family.names, *family.kinds.names)
    }
    shown = _shown(release)
    if shown is None:
        yield release.fault("is no table of figures", "table.parquet")
    for (cut, cell, indicator), times in Counter(shown or ()).items():
        if times > 1:
            yield release.fault(f"shows {indicator} of {cut} {cell} {times} times", "table.parquet")
        whole = cut == "organisation" and indicator.startswith(_COUNTED_BY_LANGUAGE)
        if (indicator, (cut, cell)) not in proven and not whole:
            yield release.fault(f"shows {indicator} of {cut} {cell}, which no proof covers", "table.parquet")


def _shown(release: _Release) -> list[tuple[str, str, str]] | None:
    """Cut, cell and indicator of every figure that is there to be seen; None for what is no table of figures."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        table = pq.read_table(release.folder / "table.parquet")
    except (OSError, ArrowException):
        return None
    if not {*_PLACE, *_NUMBERS, "status"} <= set(table.column_names):
        return None
    rows = table.select([*_PLACE, *_NUMBERS, "status"]).to_pylist()
    return [
        (row["cut"], row["cell"], row["indicator"])
        for row in rows
        if row["status"] == "shown" or any(row[number] is not None for number in _NUMBERS)
    ]
