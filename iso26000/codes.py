"""The two hashes that a campaign keeps of a code: from the one in the database, nobody computes the other (ADR 0025)."""

from rse_portal.common.codes import hashed


def access_hash(code: str) -> str:
    return hashed("rse-diagnostic/access", code)


def draft_hash(code: str) -> str:
    return hashed("rse-diagnostic/draft", code)
