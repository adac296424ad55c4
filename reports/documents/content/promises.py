"""The commitments of the référentiel: what is done for each, and the figures that say whether it works."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.enums import ActionState
from commitments.queries.action import Totals
from commitments.queries.content import Document
from commitments.queries.indicator import IndicatorLine
from reports.documents.content.pieces import NONE, Block, facts, paragraph, table
from reports.documents.reading import Report
from reports.queries.year import Promises
from rse_portal.common.typography import NBSP, joined, jour, nombre, pourcent

ACTIONS, FIGURES = (7, 3, 2, 2.2), (6, 4, 4)


def chapter(report: Report) -> dict[str, Any]:
    promises = report.year.promises
    shared = {"title": _("Engagements, actions et indicateurs")}
    if promises is None:
        none = _("Aucune version du référentiel ne porte encore sur cet exercice.")
        return {**shared, "text": none, "sections": [], "blocks": []}
    return {
        **shared,
        "text": _standing(promises),
        "blocks": [facts(_totals(promises.totals))] if promises.totals else [],
        "sections": [*map(_section, promises.document["commitments"]), *_measured_all(promises)],
    }


def _standing(promises: Promises) -> str:
    version = promises.version
    words = {"label": version.label, "day": jour(version.adopted_on)}
    said = (
        _("%(label)s, adopté le %(day)s.")
        if version.adopted_on
        else _("%(label)s : projet, pas encore adopté.")
    ) % words
    if promises.totals is None:
        return said + " " + _("L’avancement est celui du jour de sa publication.")
    return said + " " + _("L’avancement et les relevés sont ceux du jour de ce rapport.")


def _totals(totals: Totals) -> list[tuple[str, str]]:
    late = ngettext("dont %(n)s en retard", "dont %(n)s en retard", totals.late) % {"n": nombre(totals.late)}
    spent = nombre(totals.cost) + NBSP + "€" if totals.cost is not None else nombre(None)
    unknown = ngettext(
        "%(n)s action ne dit pas son coût", "%(n)s actions ne disent pas leur coût", totals.unknown_cost
    ) % {"n": nombre(totals.unknown_cost)}
    return [
        (_("Actions"), nombre(totals.total)),
        (_("Terminées"), nombre(totals.done)),
        (_("Encore à faire"), f"{nombre(totals.left)}, {late}"),
        (_("Coût prévu"), f"{spent}, {unknown}" if totals.unknown_cost else spent),
    ]


def _section(row: Document) -> dict[str, Any]:
    blocks: list[Block] = [paragraph(row["statement"])]
    if row["illustrative"]:
        blocks.append({"small": _("texte illustratif")})
    for axis in row["axes"]:
        blocks.append({"h3": axis["title"]})
        blocks.append({"small": axis_source(axis)})
        if axis["actions"]:
            blocks.append(table(actions_head(), list(map(action_row, axis["actions"])), ACTIONS, left=(0,)))
        if axis["indicators"]:
            blocks.append(_figures(axis["indicators"]))
    if row["indicators"]:
        blocks.append(_figures(row["indicators"]))
    return {"title": f"{row['subject']['code']} {row['label']}", "blocks": blocks}


def _figures(rows: list[Document]) -> Block:
    return table(indicators_head(), list(map(indicator_row, rows)), FIGURES, left=(0,))


def _measured_all(promises: Promises) -> list[dict[str, Any]]:
    if not promises.indicators:
        return []
    head = [_("Indicateur"), _("Départ"), _("Derniers relevés"), _("Cible"), _("Où il en est")]
    rows = [_line(line) for line in promises.indicators]
    block = table(head, rows, (4.5, 2, 3.2, 2.6, 2.2), left=(0, 2, 3, 4))
    return [{"title": _("Tous les indicateurs"), "blocks": [block]}]


def _line(line: IndicatorLine) -> list[str]:
    points = " → ".join(nombre(value) for _on, value in line.points)
    state = line.state_words + (", " + _("relevé ancien") if line.is_stale else "")
    return [
        f"{line.code} {line.label}",
        NONE if line.baseline is None else line.with_unit(line.baseline),
        f"{points} ({line.last_words})" if len(line.points) > 1 else line.last_words,
        line.target_words or NONE,
        state,
    ]


def actions_head() -> list[str]:
    return [_("Action"), _("Échéance"), _("État"), _("Avancement")]


def indicators_head() -> list[str]:
    return [_("Indicateur"), _("Dernière valeur"), _("Cible")]


def axis_source(axis: Document) -> str:
    place = (
        _("priorité n° %(rank)s") % {"rank": axis["rank"]}
        if axis["rank"]
        else _("hors de la liste des priorités : %(reason)s") % {"reason": axis["reason"]}
    )
    return f"{axis['code']} {axis['domain']} · {place}"


def action_row(one: Document) -> list[str]:
    title = f"{one['code']} {one['title']}"
    if one["partners"]:
        title += " – " + _("avec %(who)s") % {"who": joined(one["partners"])}
    state = str(ActionState(one["state"]).label)
    return [title, _day(one["due_on"]), state, pourcent(one["progress"])]


def indicator_row(one: Document) -> list[str]:
    target = _measured(one["target"], one["unit"], one["target_on"])
    return [one["label"], _measured(one["value"], one["unit"], one["value_on"]), target]


def _measured(value: float | None, unit: str, on: str | None) -> str:
    if value is None:
        return NONE
    return f"{nombre(value)} {unit}, {_day(on)}" if unit else f"{nombre(value)}, {_day(on)}"


def _day(on: str | None) -> str:
    return jour(date.fromisoformat(on)) if on else NONE
