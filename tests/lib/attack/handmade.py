"""Ledgers written file by file, so that a test can write what the real ledger would refuse, with every hash right."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lilyroot.release.released import SCHEMA

POLICY = {"k": 5, "k_text": 10, "colluders": 1, "segments": {"site": ["north", "south"]}, "version": 1, "since": ""}

# Three teams in two functions. No team and no function is small; every crossing of the two is.
CROSSED = {
    "indicators": ["salience", "messages"],
    "persons": [4, 4, 4, 4, 4, 4],
    "published": [[0, 1, 2, 3, 4, 5], [0, 1], [2, 3], [4, 5], [0, 2, 4], [1, 3, 5]],
    "names": [
        ["organisation", "organisation"],
        *(["team", name] for name in ("Ovens", "Shop", "Vans")),
        *(["function", name] for name in ("baker", "seller")),
    ],
    "k": 6,
    "about": "",
    "exchanges": {
        "0": {"per": 1, "amounts": {"0": 2, "1": -2, "2": -2, "3": 2}},
        "1": {"per": 1, "amounts": {"1": 2, "0": -2, "3": -2, "2": 2}},
        "2": {"per": 1, "amounts": {"2": 2, "3": -2, "0": -2, "1": 2}},
        "3": {"per": 1, "amounts": {"3": 2, "2": -2, "1": -2, "0": 2}},
        "4": {"per": 2, "amounts": {"4": 5, "5": -5, "0": -5, "1": 5}},
        "5": {"per": 1, "amounts": {"5": 2, "4": -2, "3": -2, "2": 2}},
    },
}


def figure(cut: str, cell: str, indicator: str = "salience", **given: Any) -> dict[str, Any]:
    """A row of a released table."""
    row = {
        **{"period": "2025-01", "cut": cut, "cell": cell, "label": cell, "parent": "", "depth": 1},
        **{"indicator": indicator, "value": 0.3, "low": 0.2, "high": 0.4, "persons": "5–9", "base": 60},
        **{"status": "shown", "reason": "", "basis": "reader_only"},
    }
    return row | given


def figures(family: dict[str, Any] = CROSSED) -> list[dict[str, Any]]:
    """A figure for every published total of a family."""
    return [figure(cut, cell) for cut, cell in family["names"]]


def release(period: str, **given: Any) -> dict[str, Any]:
    """What ``write`` puts into one release: rows, certificate (None for none) and what the manifest says besides."""
    made = {"rows": figures(), "certificate": {"families": {"messages": CROSSED}}, "policy": POLICY}
    made |= {"k": (given.get("policy") or POLICY).get("k")}
    return {"period": period, "stream": "talk"} | made | given


def write(folder: Path, releases: list[dict[str, Any]]) -> Path:
    """A ledger of these releases, in order."""
    previous = "0" * 64
    for number, given in enumerate(releases, 1):
        content = dict(given)
        rows, certificate = content.pop("rows"), content.pop("certificate")
        prefix = "" if content["stream"] == "talk" else f"{content['stream']}-"
        path = folder / f"{number:04d}-{prefix}{content['period']}"
        path.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path / "table.parquet")
        if certificate is not None:
            content["certificate_sha256"] = keep(folder, certificate)
        manifest = {"number": number, "previous": previous, **content}
        manifest["table_sha256"] = digest(path / "table.parquet")
        manifest["files"] = {f.name: digest(f) for f in path.iterdir() if f.name != "table.parquet"}
        manifest = {key: value for key, value in manifest.items() if value is not None}
        written = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        (path / "manifest.json").write_bytes(written)
        previous = hashlib.sha256(written).hexdigest()
    (folder / "HEAD").write_text(previous)
    return folder


def keep(folder: Path, certificate: Any) -> str:
    """Write a certificate beside the ledger in ``folder``, and give its hash."""
    written = json.dumps(certificate).encode()
    name = hashlib.sha256(written).hexdigest()
    (folder.parent / "certificates").mkdir(exist_ok=True)
    (folder.parent / "certificates" / f"{name}.json").write_bytes(written)
    return name


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
