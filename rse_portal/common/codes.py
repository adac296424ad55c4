"""Codes that open a questionnaire: drawn, written, read back and hashed. The portal never keeps one.

A code holds 130 bits in 26 signs that nobody mistakes for one another (Crockford's alphabet), in groups for the hand:
« 7K3QX-2M9PT-… ». Each app hashes it for its own purposes: from the hash of one, nobody computes that of another.
"""

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _

from rse_portal.common.errors import Unprocessable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 26, 5
LONGEST = 60  # signs of what may be typed: the code with any spaces and dashes
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


class NoSuchCode(Unprocessable):
    """Unknown, used, revoked, expired, of another questionnaire: nobody is told which."""

    status = 410
    default = _("Ce code n’ouvre rien.")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def read_code(typed: str) -> str:
    """The code as it was drawn, whatever the case, spaces and dashes; « » for what cannot be one."""
    code = "".join(typed[:LONGEST].upper().replace("-", " ").split()).translate(_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def written(code: str) -> str:
    """In groups, as it is printed.

    >>> written("7K3QX2M9PT")
    '7K3QX-2M9PT'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def hashed(purpose: str, code: str) -> str:
    """A code is drawn at random, 130 bits: a plain hash cannot be searched backwards, and needs no salt."""
    return hashlib.sha256(f"{purpose}:{code}".encode()).hexdigest()
