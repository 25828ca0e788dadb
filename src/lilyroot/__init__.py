"""Lilyroot: how customer-centric an organisation's culture really is, measured for groups, never for persons."""

__version__ = "0.1.0"
