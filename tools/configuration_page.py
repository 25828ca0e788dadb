"""Make docs/reference/configuration.md from the table of settings: ``python tools/configuration_page.py``."""

from pathlib import Path

from lilyroot_web.config.declared import page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "configuration.md"

if __name__ == "__main__":
    PAGE.write_text(f"{page()}\n", encoding="utf-8")
