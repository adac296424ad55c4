"""Addresses that are secrets themselves: whoever reads a log must not be able to open them."""

import logging
import re
from typing import Any

SECRET = re.compile(r"(/dialogue/agenda/)[^/?\s\"']+")
HIDDEN = r"\1…"


class HideSecretAddresses(logging.Filter):
    """Takes the secret out of each record before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hidden, record.args))
        return True


def _hidden(value: Any) -> Any:
    return SECRET.sub(HIDDEN, value) if isinstance(value, str) else value
