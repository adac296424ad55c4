"""The words of an upgrade."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, ngettext

from rse_portal.common.typography import nombre

HEADS = (
    gettext_lazy("Impacts"),
    gettext_lazy("Cotations"),
    gettext_lazy("Votes"),
    gettext_lazy("Niveaux"),
    gettext_lazy("Preuves"),
    gettext_lazy("Critères"),
    gettext_lazy("Constats"),
)


def counted(counts: Mapping[str, int]) -> str:
    """« 12 impacts, 3 votes, 1 preuve », codings apart; empty when there is nothing."""
    words = {
        "impacts": lambda n: ngettext("%(n)s impact", "%(n)s impacts", n),
        "scores": lambda n: ngettext("%(n)s cotation d’impact", "%(n)s cotations d’impact", n),
        "votes": lambda n: ngettext("%(n)s vote", "%(n)s votes", n),
        "practices": lambda n: ngettext("%(n)s niveau de pratique", "%(n)s niveaux de pratique", n),
        "evidence": lambda n: ngettext("%(n)s preuve", "%(n)s preuves", n),
        "criteria": lambda n: ngettext("%(n)s critère de priorité", "%(n)s critères de priorité", n),
        "findings": lambda n: ngettext("%(n)s constat", "%(n)s constats", n),
        "financial": lambda n: ngettext("%(n)s regard financier", "%(n)s regards financiers", n),
    }
    parts = [word(counts[kind]) % {"n": nombre(counts[kind])} for kind, word in words.items() if counts[kind]]
    return ", ".join(parts)
