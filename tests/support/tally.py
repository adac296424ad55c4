"""Tell scripts/test.py what a run counted: loaded by it with `-p tests.support.tally`."""

import json
import os
from pathlib import Path
from typing import Any

KINDS = ("passed", "failed", "error", "skipped", "xfailed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in KINDS}
    Path(os.environ["RSE_TESTS_TALLY"]).write_text(json.dumps(counts))
