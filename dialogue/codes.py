"""The three hashes of a code of a consultation: to open it, to find what was begun, to find what was sent (ADR 0029)."""

from rse_portal.common.codes import hashed


def access_hash(code: str) -> str:
    return hashed("rse-consultation/access", code)


def draft_hash(code: str) -> str:
    return hashed("rse-consultation/draft", code)


def receipt_hash(code: str) -> str:
    return hashed("rse-consultation/receipt", code)
