"""The audit on the side of the figures: drawing the sample, and correcting what it was drawn from.

redaction.py    names, addresses and numbers go before anybody sees a text
draw.py         a random sample, stratified by what the reader said, with known chances
outcome.py      what closing an audit leaves: counts
correction.py   figures corrected by an audit; without one, widened by what is known of the reader's error
"""
