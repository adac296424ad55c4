"""The two lists with their intervals, and the matrix."""

from collections.abc import Callable
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from priorities.queries.reading import DomainReading
from reports.documents.content import pieces
from reports.documents.pictures import Plates, plate
from reports.documents.reading import Report
from rse_portal.common.typography import nombre


def ranking(report: Report, plates: Plates, name: str) -> dict[str, Any]:
    """name: significance or priority."""
    rows = getattr(report.ranking, name)
    columns = SIGNIFICANCE if name == "significance" else PRIORITY
    top = report.ranking.top
    return {
        "title": _("Domaines prioritaires") if name == "significance" else _("Axes d’amélioration"),
        "text": (
            _(
                "Classés par significativité : l’ampleur des impacts et l’importance pour les parties "
                "prenantes. "
                "Le trait couvre le rang dans 90 %% des tirages ; la zone grisée, les %(top)s premiers."
            )
            if name == "significance"
            else _(
                "Les mêmes domaines, classés par priorité d’action : une pratique déjà mûre fait descendre, "
                "la facilité "
                "d’agir fait monter un peu. La zone grisée, les %(top)s premiers."
            )
        )
        % {"top": top},
        "picture": plate(getattr(plates, name)),
        "table_title": _("Les chiffres des domaines prioritaires")
        if name == "significance"
        else _("Les chiffres des axes"),
        "head": [head() % top if "%s" in head() else head() for head, _cell in columns],
        "rows": [[cell(row) for _head, cell in columns] for row in rows],
        "note": (
            _("Sans pondération : la significativité si chaque partie prenante comptait autant. ")
            if name == "significance"
            else ""
        )
        + _("%(top)s premiers : part des tirages où le domaine en est. Losange : domaine critique.")
        % {"top": top},
        "empty": _("Aucun domaine ne peut encore être classé."),
    }


Cell = Callable[[DomainReading], Any]
Column = tuple[Callable[[], str], Cell]


def _unweighted(row: DomainReading) -> str:
    return nombre((row.figures["unweighted"] or {}).get("significance"), 2)


SIGNIFICANCE: tuple[Column, ...] = (
    (lambda: _("Rang"), lambda row: pieces.rank(row, "significance")),
    (lambda: _("Domaine d’action"), pieces.domain),
    (lambda: _("Impact négatif"), lambda row: pieces.figure(row, "negative")),
    (lambda: _("Impact positif"), lambda row: pieces.figure(row, "positive")),
    (lambda: _("Importance"), lambda row: pieces.figure(row, "importance")),
    (lambda: _("Significativité"), lambda row: pieces.figure(row, "significance")),
    (lambda: _("Sans pondération"), _unweighted),
    (lambda: _("Intervalle"), lambda row: pieces.interval(row, "significance")),
    (lambda: _("%s premiers"), lambda row: pieces.in_top(row, "significance")),
    (lambda: _("Verdict"), lambda row: pieces.verdict(row, "significance")),
)
PRIORITY: tuple[Column, ...] = (
    (lambda: _("Rang"), lambda row: pieces.rank(row, "priority")),
    (lambda: _("Domaine d’action"), pieces.domain),
    (lambda: _("Significativité"), lambda row: pieces.figure(row, "significance")),
    (lambda: _("Pratique"), lambda row: pieces.figure(row, "maturity")),
    (lambda: _("Écart"), lambda row: pieces.figure(row, "gap")),
    (lambda: _("Faisabilité"), lambda row: pieces.figure(row, "feasibility")),
    (lambda: _("Priorité"), lambda row: pieces.figure(row, "priority")),
    (lambda: _("Intervalle"), lambda row: pieces.interval(row, "priority")),
    (lambda: _("%s premiers"), lambda row: pieces.in_top(row, "priority")),
    (lambda: _("Verdict"), lambda row: pieces.verdict(row, "priority")),
)


def matrix(report: Report, plates: Plates) -> dict[str, Any]:
    rows = report.ranking.significance
    return {
        "title": _("Impacts et importance"),
        "text": _(
            "Chaque point est un domaine, désigné par son article ; sa surface dit l’écart entre "
            "l’importance et la pratique. "
            "Les quatre quarts se rejoignent aux médianes. L’impact est le plus grand de l’impact négatif "
            "et de %(discount)s fois "
            "l’impact positif : l’un ne compense jamais l’autre."
        )
        % {"discount": nombre(report.parameters["positive_discount"], 1)},
        "picture": plate(plates.matrix),
        "crowd": plate(plates.crowd),
        "quadrants_title": _("Quart par quart"),
        "quadrants": _quadrants(rows) if rows else [],
        "none": _("Aucun domaine."),
    }


def _quadrants(rows: list[DomainReading]) -> list[dict[str, Any]]:
    """The domains of each quarter of the matrix, whose quarters meet at the medians."""
    impact, importance = (median(row.figures[name] for row in rows) for name in ("impact", "importance"))
    quarters = (
        (_("Répondre aux attentes"), False, True),
        (_("Agir d’abord"), True, True),
        (_("Garder à l’œil"), False, False),
        (_("Faire connaître l’impact"), True, False),
    )
    return [
        {
            "title": title,
            "named": heavy or wanted,
            "rows": [
                pieces.domain(row)
                for row in rows
                if (row.figures["impact"] >= impact) is heavy
                and (row.figures["importance"] >= importance) is wanted
            ],
        }
        for title, heavy, wanted in quarters
    ]
