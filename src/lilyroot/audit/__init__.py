"""An open audit: a random sample of messages that named people label, blind to the reader and to one another.

    seal.py       how texts lie on the disk
    box.py        the file of an open audit: items, auditors, labels, who has what before them
    looks.py      the log of who looked at what
    agreement.py  whether two people agree
    outcome.py    what stays of an audit when it is closed: counts
    codebook.py   the rules people label by

The room knows neither figures nor groups. Samples are drawn and figures corrected in ``lilyroot.measure.audit``.
"""

from lilyroot.audit.box import AuditBox, Item, Label, Progress, open_audits

__all__ = ["AuditBox", "Item", "Label", "Progress", "open_audits"]
