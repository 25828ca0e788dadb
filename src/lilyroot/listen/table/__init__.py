"""Tables of messages: CSV, JSON lines, Parquet, with a small declared mapping of columns."""

from lilyroot.listen.table.reader import TableConnector

connector = TableConnector()

__all__ = ["TableConnector", "connector"]
