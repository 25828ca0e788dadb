"""The report of what has been released: one HTML file, a PDF, slides, nothing but released figures.

    report = content(Ledger(home.releases).released())
    html(report)           one self-contained page, as text
    pdf(report)            an A4 document, as bytes
    slides(report)         a 16:9 presentation with native charts, as bytes

The same ledger always gives the same bytes.
"""

from __future__ import annotations

from lilyroot.report.content import Content, content
from lilyroot.report.page import html
from lilyroot.report.paper import pdf
from lilyroot.report.slides import slides

__all__ = ["Content", "content", "html", "pdf", "slides"]
