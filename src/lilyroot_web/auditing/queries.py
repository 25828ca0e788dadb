"""What auditors see: which audits wait for them, how far they are, and whether people agree."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from lilyroot.audit.agreement import FEWEST_PAIRS, ORIENTATION, Agreement
from lilyroot.audit.box import AuditBox, Progress, open_audits
from lilyroot.home import Home


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open audit and how far it is, for one of its auditors."""

    period: str
    progress: Progress
    until: str

    @property
    def mine_of(self) -> int:
        """Labels this auditor has given and may still give."""
        return self.progress.mine + self.progress.left_for_me

    @property
    def agreed(self) -> str:
        """In words, whether two people agree on the orientation so far."""
        return agreed(self.progress.agreement[ORIENTATION])


def waiting_for(home: Home, auditor: str) -> list[Waiting]:
    """The open audits in which somebody is an auditor, by period."""
    found = []
    for period in open_audits(home):
        with AuditBox.open(home, period) as box:
            if auditor in box.auditors:
                found.append(waiting_in(box, auditor))
    return found


def waiting_in(box: AuditBox, auditor: str) -> Waiting:
    """How far one audit is, for one of its auditors."""
    return Waiting(box.period, box.progress(auditor), box.meta("delete_after"))


def agreed(agreement: Agreement) -> str:
    """Whether two people agree so far, by the same rule as when the audit is closed."""
    if agreement.pairs < FEWEST_PAIRS:
        return gettext("Labelled twice so far: %(pairs)s. It takes %(fewest_pairs)s to say whether you agree.") % {
            "pairs": agreement.pairs,
            "fewest_pairs": FEWEST_PAIRS,
        }
    if agreement.verdict == "cannot tell" or agreement.kappa is None:
        return gettext("Labelled twice so far: %(pairs)s. Too few are about customers to say whether you agree.") % {
            "pairs": agreement.pairs
        }
    word = gettext("enough") if agreement.verdict == "agree" else gettext("not enough")
    return gettext("You agree %(word)s so far: kappa %(kappa)s on %(pairs)s messages labelled twice.") % {
        "word": word,
        "kappa": f"{agreement.kappa:.2f}",
        "pairs": agreement.pairs,
    }
