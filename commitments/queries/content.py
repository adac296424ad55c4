"""The référentiel as one document: what pages show, what a version keeps, what its fingerprint is taken of.

    {"schema": "rse-referential/1", "number": 2, "label": "Référentiel 2026", "cycle": "2026",
     "commitments": [{"code", "label", "statement", "illustrative", "subject": {"code", "label", "order"},
        "axes": [{"code", "domain", "title", "aim", "rank", "reason",
                  "actions": [{"code", "title", "starts_on", "due_on", "state", "progress", "partners": [label]}],
                  "indicators": […]}],
        "indicators": [{"code", "label", "unit", "direction", "baseline", "baseline_on", "target", "target_on",
                        "value", "value_on"}],
        "practices": [{"title", "text", "origin", "shared_with": [label]}]}],
     "adoption": {"decision", "on", "by": [name]}}            once it is adopted

Days are ISO text, what is not known is null. Neither owners, costs nor efforts: it is read without an account.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from commitments.models import (
    Action,
    ActionPartner,
    Commitment,
    GoodPractice,
    ImprovementAxis,
    Indicator,
    PracticeShare,
    ReferentialVersion,
    Sample,
)

SCHEMA = "rse-referential/1"
Document = dict[str, Any]
# Titles of the standard are kept in French, the language of the référentiel itself.


def canonical(document: Document) -> str:
    """The one text of a document: keys in order, no spare space, accents as they are."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def living(version: ReferentialVersion) -> Document:
    """What the portal holds today, under the name of this version. 8 queries, whatever their number."""
    axes = _by(ImprovementAxis.objects.select_related("domain").order_by("domain__order"), "commitment_id")
    actions, indicators = _actions(), _indicators()
    practices = _practices()
    rows = Commitment.objects.select_related("core_subject").order_by("core_subject__order")
    return {
        "schema": SCHEMA,
        "number": version.number,
        "label": version.label,
        "cycle": version.cycle.slug,
        "commitments": [
            {
                "code": row.code,
                "label": row.label,
                "statement": row.statement,
                "illustrative": row.is_illustrative,
                "subject": {
                    "code": row.core_subject.code,
                    "label": row.core_subject.label_fr,
                    "order": row.core_subject.order,
                },
                "axes": [
                    {
                        "code": axis.domain.code,
                        "domain": axis.domain.label_fr,
                        "title": axis.title,
                        "aim": axis.aim,
                        "rank": axis.rank,
                        "reason": axis.reason,
                        "actions": actions[axis.pk],
                        "indicators": indicators[row.pk, axis.pk],
                    }
                    for axis in axes[row.pk]
                ],
                "indicators": indicators[row.pk, None],
                "practices": practices[row.pk],
            }
            for row in rows
        ],
    }


def brought_up_to_date(document: Document) -> Document:
    """The text of a version with the progress and the last values of today: not a word else. 3 queries."""
    actions = {row["code"]: row for rows in _actions().values() for row in rows}
    indicators = {row["code"]: row for rows in _indicators().values() for row in rows}

    def moved(row: Document, found: dict[str, Document], *names: str) -> Document:
        now = found.get(row["code"], row)
        return {**row, **{name: now[name] for name in names}}

    def measured(rows: list[Document]) -> list[Document]:
        return [moved(row, indicators, "value", "value_on") for row in rows]

    def done(rows: list[Document]) -> list[Document]:
        return [moved(row, actions, "state", "progress") for row in rows]

    def axis(row: Document) -> Document:
        return {**row, "actions": done(row["actions"]), "indicators": measured(row["indicators"])}

    commitments = [
        {**row, "axes": list(map(axis, row["axes"])), "indicators": measured(row["indicators"])}
        for row in document["commitments"]
    ]
    return {**document, "commitments": commitments}


def codes_in(document: Document) -> tuple[list[str], list[str]]:
    """Those of its actions, and those of its indicators."""
    axes = [axis for row in document["commitments"] for axis in row["axes"]]
    measured = [*axes, *document["commitments"]]
    return (
        [action["code"] for axis in axes for action in axis["actions"]],
        [indicator["code"] for row in measured for indicator in row["indicators"]],
    )


def _by(rows: Iterable[Any], column: str) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _actions() -> defaultdict[int, list[Document]]:
    partners = _by(ActionPartner.objects.select_related("stakeholder"), "action_id")
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for row in Action.objects.order_by("code"):
        found[row.axis_id].append(
            {
                "code": row.code,
                "title": row.title,
                "starts_on": _day(row.starts_on),
                "due_on": _day(row.due_on),
                "state": row.state,
                "progress": row.progress,
                "partners": sorted(partner.stakeholder.label_fr for partner in partners[row.pk]),
            }
        )
    return found


def _indicators() -> defaultdict[tuple[int, int | None], list[Document]]:
    newest = Sample.objects.filter(indicator=OuterRef("pk")).order_by("-on")
    rows = Indicator.objects.select_related("definition").annotate(
        last_value=Subquery(newest.values("value")[:1]), last_on=Subquery(newest.values("on")[:1])
    )
    found: defaultdict[tuple[int, int | None], list[Document]] = defaultdict(list)
    for row in rows.order_by("definition__code"):
        found[row.commitment_id, row.axis_id].append(
            {
                "code": row.definition.code,
                "label": row.definition.label,
                "unit": row.definition.unit,
                "direction": row.definition.direction,
                "baseline": _figure(row.baseline),
                "baseline_on": _day(row.baseline_on),
                "target": _figure(row.target),
                "target_on": _day(row.target_on),
                "value": _figure(row.last_value),
                "value_on": _day(row.last_on),
            }
        )
    return found


def _practices() -> defaultdict[int, list[Document]]:
    """Those that were shared: the others are not ours to tell yet."""
    shares = _by(PracticeShare.objects.select_related("stakeholder"), "practice_id")
    found: defaultdict[int, list[Document]] = defaultdict(list)
    for row in GoodPractice.objects.order_by("title", "pk"):
        if row.pk in shares:
            found[row.commitment_id].append(
                {
                    "title": row.title,
                    "text": row.text,
                    "origin": row.origin,
                    "shared_with": sorted(share.stakeholder.label_fr for share in shares[row.pk]),
                }
            )
    return found


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _figure(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
