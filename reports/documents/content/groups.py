"""Stakeholder by stakeholder: their weights, and what each domain does to each, before any weight."""

from typing import Any

from django.utils.translation import gettext as _

from priorities import pictures
from priorities.queries.reading import DomainReading
from reports.documents.content import pieces
from reports.documents.reading import Report
from rse_portal.common.charts import HeatCell
from rse_portal.common.typography import nombre, pourcent

LABEL = 46  # characters of a domain beside each group


def chapter(report: Report) -> dict[str, Any]:
    groups = report.ranking.groups()
    heaviest = max((group.weight or 0 for group in groups), default=0) or 1
    heat = pictures.groups_of(report.ranking)
    return {
        "title": _("Partie prenante par partie prenante"),
        "weights": {
            "title": _("Le poids de chacune"),
            "text": _(
                "Le poids vient pour moitié du pouvoir, de la légitimité et de l’urgence, pour moitié de la "
                "dépendance : "
                "le pouvoir seul ne gagne jamais. Une partie prenante à qualifier garde ses résultats, sans "
                "entrer dans les moyennes."
            ),
            "head": [_("Partie prenante"), _("Poids"), _("Classe de Mitchell")],
            "rows": [
                {
                    "label": group.label,
                    "weight": _("à qualifier") if group.weight is None else pourcent(group.percent, 1),
                    "share": 0.0 if group.weight is None else round(group.weight / heaviest, 4),
                    "salience": group.salience or pieces.NONE,
                }
                for group in groups
            ],
        },
        "highlights": _highlights(report),
        "heat": {
            "title": heat.caption,
            "text": _(
                "À gauche, en brique, l’impact négatif ; à droite, en vert, l’impact positif, chacun de 0 à "
                "5, sans les compenser. Un point : non coté, et le silence n’est pas un accord."
            ),
            "corner": heat.corner,
            "columns": list(heat.columns),
            "signs": [_("nég."), _("pos.")],
            "rows": [
                {
                    **pieces.domain(row),
                    "cells": [half for cell in heat_row.cells for half in _halves(cell)],
                }
                for row, heat_row in zip(report.ranking.domains, heat.rows, strict=True)
            ],
        },
    }


def _halves(cell: HeatCell) -> list[list[Any]]:
    """Text and level of the negative, then of the positive half; level −1: not scored."""
    if cell.empty:
        return [["·", -1], ["·", -1]]
    return [[cell.negative_text, cell.negative_level], [cell.positive_text, cell.positive_level]]


def _highlights(report: Report) -> dict[str, Any]:
    """Group by group, the domains that weigh most on it, serve it most, matter most to it."""
    names = ("negative", "positive", "importance")
    rows = []
    for group in report.ranking.groups():
        said = [
            (domain, found)
            for domain in report.ranking.domains
            for found in domain.figures["groups"]
            if found["code"] == group.code
        ]
        rows.append([group.label, *(_first(said, name) for name in names)])
    return {
        "title": _("Ce qui compte pour chacune"),
        "text": _(
            "Le domaine où l’impact sur elle est le plus fort, en mal puis en bien (0 à 5), et celui "
            "auquel elle donne le plus d’importance (0 à 4)."
        ),
        "head": [
            _("Partie prenante"),
            _("Impact négatif le plus fort"),
            _("Impact positif le plus fort"),
            _("Le plus important à ses yeux"),
        ],
        "rows": rows,
        "none": pieces.NONE,
    }


def _first(said: list[tuple[DomainReading, dict[str, Any]]], name: str) -> dict[str, Any] | None:
    """The highest figure, the best ranked domain first among equals; None where nothing is above zero."""
    known = [(domain, found[name]) for domain, found in said if found[name]]
    if not known:
        return None
    domain, value = min(known, key=lambda pair: (-pair[1], pair[0].figures["significance_rank"] or 999))
    return {**pieces.domain(domain), "label": shortened(domain.label), "value": nombre(value, 1)}


def shortened(label: str) -> str:
    """The label, cut at a word where its column is too narrow: it is whole everywhere else."""
    return label if len(label) <= LABEL else label[:LABEL].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
