"""The REST API `/api/v1/`: the same rights as the pages, read and said by other programs (ADR 0033)."""
