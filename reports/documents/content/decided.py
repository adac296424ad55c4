"""What the administrators decided on the ranking, and where they left it, with the reason."""

from typing import Any

from django.utils.translation import gettext as _

from priorities.models import Decision
from priorities.queries.adopted import AdoptedDomain, AdoptedList
from reports.documents.content.pieces import NONE, Block, facts, paragraph, table
from reports.documents.reading import Report
from rse_portal.common.typography import jour, moment, pourcent


def chapter(report: Report) -> dict[str, Any]:
    decision, adopted = report.year.decision, report.year.adopted
    return {
        "title": _("Priorités adoptées"),
        "text": _("Le calcul propose, les administratrices et les administrateurs décident, et le disent."),
        "sections": [] if adopted is None else _sections(adopted),
        "blocks": [paragraph(_not_yet(decision))] if adopted is None else [facts(decision_facts(adopted.decision))],
    }  # fmt: skip


def _not_yet(decision: Decision | None) -> str:
    if decision is None:
        return _("Aucune liste n’a encore été soumise : les rangs qui suivent sont ceux du calcul.")
    return _(
        "Une liste a été soumise le %s et n’est pas encore adoptée : les rangs qui suivent sont ceux du calcul."
    ) % jour(decision.submitted_at)


def decision_facts(decision: Decision) -> list[tuple[str, str]]:
    """The sitting, its quorum and its vote, as the decision on paper tells them."""
    if not decision.is_adopted:
        return [
            (_("Soumise le"), f"{jour(decision.submitted_at)}, {decision.submitted_by}"),
            (_("Quorum"), _("%(quorum)s des membres") % {"quorum": pourcent(decision.quorum)}),
        ]
    voices = {
        "for": decision.votes_for,
        "against": decision.votes_against,
        "abstained": decision.abstentions,
    }
    counts = {
        "present": decision.present,
        "members": decision.members,
        "quorum": pourcent(decision.quorum),
    }
    return [
        (_("Séance du"), jour(decision.held_on)),
        (
            _("Quorum"),
            _("%(present)s présent·es ou représenté·es sur %(members)s membres, pour un quorum de %(quorum)s")
            % counts,
        ),
        (_("Vote"), _("pour : %(for)s, contre : %(against)s, abstentions : %(abstained)s") % voices),
        (_("Constaté par"), str(decision.adopted_by)),
        (_("Classement du"), moment(decision.run.compiled_at)),
    ]


def _sections(adopted: AdoptedList) -> list[dict[str, Any]]:
    head = [_("Rang"), _("Domaine d’action"), _("Rang calculé"), _("Rang de l’axe")]
    rows = [
        [str(row.adopted_rank), _named(row), str(row.computed_rank or NONE), str(row.axis_rank or NONE)]
        for row in adopted.priorities
    ]
    listed = table(head, rows, (1, 8, 1.4, 1.4), left=(1,)) if rows else paragraph(_("Aucune priorité."))
    found = [{"title": _("Liste des priorités"), "blocks": [listed]}]
    if adopted.deviations:
        found.append({"title": _("Écarts motivés avec le calcul"), "blocks": [_deviations(adopted)]})
    seal = _("Empreinte SHA-256 du fichier signé : %s") % adopted.decision.fingerprint
    found[-1]["blocks"].append({"small": seal})  # type: ignore[attr-defined]
    return found


def _deviations(adopted: AdoptedList) -> Block:
    head = [_("Domaine d’action"), _("Décision"), _("Motif"), _("Par")]
    rows = [
        [_named(row), str(row.standing.label), row.reason, str(row.settled_by or NONE)]
        for row in adopted.deviations
    ]
    return table(head, rows, (4, 1.6, 5, 1.8), left=(0, 1, 2, 3))


def _named(row: AdoptedDomain) -> dict[str, Any]:
    domain = row.domain
    return {"code": domain.code, "label": domain.label, "hue": domain.core_subject.order, "critical": False}
