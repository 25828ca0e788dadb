"""Engines run the measure's SQL: DuckDB daily, Spark when one machine is outgrown, a slow reference."""

from lilyroot.engines.duck import DuckDB
from lilyroot.engines.engine import Engine, EngineError
from lilyroot.engines.reference import Reference
from lilyroot.engines.spark import Spark

__all__ = ["DuckDB", "Engine", "EngineError", "Reference", "Spark"]
