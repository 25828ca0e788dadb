"""Engines run the measure's SQL: DuckDB for daily use, a slow and obvious reference to check it against."""

from lilyroot.engines.duck import DuckDB
from lilyroot.engines.engine import Engine, EngineError
from lilyroot.engines.reference import Reference

__all__ = ["DuckDB", "Engine", "EngineError", "Reference"]
