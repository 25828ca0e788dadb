"""How well readers read: what ``training/reader_quality.py`` and the tests of quality share."""
