"""The words of the verdicts of the ranking, for pictures, tables, pages and PDF alike."""

from django.utils.translation import gettext_lazy as _

VERDICTS = {
    "robust": _("solide"),
    "probable": _("probable"),
    "uncertain": _("incertain"),
    "out": _("hors priorités"),
    "none": _("non classé"),
}


def verdict_code(verdict: str | None) -> str:
    """robust | probable | uncertain | out, and "none" for anything else."""
    return verdict if verdict in VERDICTS else "none"


def verdict_word(verdict: str | None) -> str:
    return str(VERDICTS[verdict_code(verdict)])
