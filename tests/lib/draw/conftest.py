from __future__ import annotations

from pathlib import Path

import pytest

from lilyroot.draw import Figure, figures
from lilyroot.release.released import Released
from tests import ledgers


@pytest.fixture(scope="session")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return ledgers.forty_teams(tmp_path_factory.mktemp("forty") / "releases").released()


@pytest.fixture(scope="session")
def two_hundred(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return ledgers.two_hundred_teams(tmp_path_factory.mktemp("two-hundred") / "releases").released()


@pytest.fixture(scope="session")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Released:
    return ledgers.undated(tmp_path_factory.mktemp("undated") / "releases").released()


@pytest.fixture
def empty(tmp_path: Path) -> Released:
    return ledgers.Ledger(tmp_path / "releases").released()


@pytest.fixture(scope="session")
def drawn(forty: Released, two_hundred: Released, undated: Released) -> dict[str, list[Figure]]:
    """The figures of each organisation, drawn once."""
    return {
        name: figures(one) for name, one in (("forty", forty), ("two_hundred", two_hundred), ("undated", undated))
    }
