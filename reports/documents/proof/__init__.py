"""The proof pack: all that a third party needs to check a ranking without the portal, in one signed ZIP (ADR 0032)."""
