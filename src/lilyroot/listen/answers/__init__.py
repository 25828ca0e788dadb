"""Answers to the survey: a CSV with one row a sheet, taken in for an open wave. Nothing in it may tell a person."""

from lilyroot.listen.answers.intake import Taken, take_in
from lilyroot.listen.answers.template import questions, template

__all__ = ["Taken", "questions", "take_in", "template"]
