"""What ``make run`` does with the sample: two invented auditors label its last two months."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from audited_months import MONTH, MONTH_BEFORE

from lilyroot.measure.audit.outcome import closed_audits

LABEL_SAMPLE = Path(__file__).parents[3] / "tools" / "label_sample.py"


def test_both_months_are_audited_once(harbour):
    command = [sys.executable, str(LABEL_SAMPLE), str(harbour.sample)]
    environment = {**os.environ, "LILYROOT_HOME": str(harbour.home.root)}
    first, again = (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )

    assert [line.split(":")[0] for line in first.splitlines()] == [MONTH_BEFORE, MONTH]
    assert all(line.endswith("labelled by ines and tomas, audit closed") for line in first.splitlines())
    assert closed_audits(harbour.home) == [MONTH_BEFORE, MONTH]
    assert again == ""
