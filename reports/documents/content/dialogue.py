"""What was said to us in the year, and what became of it: counts and rates, never a name."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.queries.cycle_figures import CycleFigures
from reports.documents.content.pieces import Block, facts, paragraph
from reports.documents.reading import Report
from rse_portal.common.typography import jour, nombre, pourcent


def chapter(report: Report) -> dict[str, Any]:
    found = report.year.dialogue
    return {
        "title": _("Dialogue et suites données"),
        "text": _("Ce qui a été dit pendant l’exercice, et ce que nous en avons fait, au %s.")
        % jour(report.year.today),
        "blocks": [],
        "sections": [
            {"title": _("Se parler"), "blocks": [facts(_talks(found))]},
            {"title": _("Ce que sont devenues les remontées"), "blocks": _fate(found)},
        ],
    }


def _talks(found: CycleFigures) -> list[tuple[str, str]]:
    return [
        (_("Séances tenues"), nombre(found.held)),
        (_("Comptes rendus ouverts à la relecture"), nombre(found.minutes)),
        (_("Présences notées"), nombre(found.people)),
        (_("Remontées"), nombre(found.said)),
        (_("Territoires entendus"), nombre(found.territories)),
        *((kind.capitalize(), nombre(count)) for kind, count in found.kinds),
    ]


def _fate(found: CycleFigures) -> list[Block]:
    if not found.said:
        return [paragraph(_("Aucune remontée n’a été saisie pour cet exercice."))]
    loop = found.loop
    over = ngettext(
        "de %(n)s remontée dont le délai est passé", "de %(n)s remontées dont le délai est passé", loop.due
    ) % {"n": nombre(loop.due)}
    opinions = ngettext("sur 4, %(n)s avis", "sur 4, %(n)s avis", found.opinions) % {
        "n": nombre(found.opinions)
    }
    return [
        facts([(status.capitalize(), nombre(count)) for status, count in found.statuses]),
        facts(
            [
                *((_("Réponses : %s") % outcome, nombre(count)) for outcome, count in found.outcomes),
                (
                    _("En attente de réponse"),
                    f"{nombre(found.waiting)}, " + _("dont %s en retard") % nombre(found.late),
                ),
                (_("Restituées"), _rate(loop.closure_rate, over)),
                (_("Répondues à temps"), _rate(loop.on_time_rate, over)),
                (
                    _("Satisfaction"),
                    _("moins de cinq avis")
                    if found.opinion is None
                    else f"{nombre(found.opinion, 1)} {opinions}",
                ),
            ]
        ),
    ]


def _rate(rate: float | None, over: str) -> str:
    if rate is None:
        return f"{pourcent(None)}, " + _("aucune n’a encore passé son délai")
    return f"{pourcent(100 * rate)} {over}"
