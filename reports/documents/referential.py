"""A published version of the référentiel on paper: the seven commitments, what is done for them, and its seal."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.enums import ActionState
from commitments.models import ReferentialVersion
from commitments.queries.content import Document
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.diff import paragraphs
from rse_portal.common.files import write_whole
from rse_portal.common.typography import joined, jour, moment, nombre, pourcent, typo

FOLDER = "referentials"


def published_pdf(version: ReferentialVersion) -> bytes:
    """The PDF, in the language of the page. A published text never changes: it is set once, then read from the media.

    version: published. Half a second the first time. Raises reports.documents.pdf.TypesettingFailed.
    """
    assert version.is_published
    name = f"{version.fingerprint}-{get_language() or 'fr'}.pdf"
    path = Path(settings.MEDIA_ROOT) / FOLDER / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        content = pdf.typeset(_document(version), {}, "referential")
        write_whole(path, content)
        return content


def _document(version: ReferentialVersion) -> dict[str, Any]:
    french, ink = (get_language() or "fr").startswith("fr"), Ink()
    day = version.adopted_on
    assert day is not None
    texts = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": version.label,
            "description": _("Nos engagements RSE, selon la norme ISO 26000, adoptés le %s.") % jour(day),
            "header": _("Adopté le %s") % jour(day),
            "page": _("page"),
            "commitments": [_commitment(row) for row in version.document["commitments"]],
            "illustrative": _("texte illustratif"),
            "actions_head": [_("Action"), _("Échéance"), _("État"), _("Avancement")],
            "indicators_head": [_("Indicateur"), _("Dernière valeur"), _("Cible")],
            "indicators_title": _("Indicateurs"),
            "practices_title": _("Bonnes pratiques partagées"),
            "seal_title": _("Adoption et empreinte"),
            "decision": paragraphs(version.decision),
            "seal": _seal(version),
        },
        ink,
    )
    lacking = _("Un carré □ remplace les caractères que les polices de ce document n’ont pas.")
    return texts | {
        "notes": [typo(lacking)] if ink.replaced else [],
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [day.year, day.month, day.day],
        "hues": list(svg.SUBJECTS),
    }


def _commitment(row: Document) -> dict[str, Any]:
    subject = row["subject"]
    return {
        "hue": subject["order"],
        "subject_code": subject["code"],
        "subject": subject["label"],
        "label": row["label"],
        "statement": row["statement"],
        "is_illustrative": row["illustrative"],
        "axes": [_axis(axis) for axis in row["axes"]],
        "indicators": [_indicator(one) for one in row["indicators"]],
        "practices": [
            {
                "title": one["title"],
                "with": _("partagée avec %(who)s") % {"who": joined(one["shared_with"])},
            }
            for one in row["practices"]
        ],
    }


def _axis(axis: Document) -> dict[str, Any]:
    place = (
        _("priorité n° %(rank)s") % {"rank": axis["rank"]}
        if axis["rank"]
        else _("hors de la liste des priorités : %(reason)s") % {"reason": axis["reason"]}
    )
    return {
        "title": axis["title"],
        "aim": axis["aim"],
        "from": f"{axis['code']} {axis['domain']} · {place}",
        "actions": [_action(one) for one in axis["actions"]],
        "indicators": [_indicator(one) for one in axis["indicators"]],
    }


def _action(one: Document) -> list[str]:
    title = f"{one['code']} {one['title']}"
    if one["partners"]:
        title += " – " + _("avec %(who)s") % {"who": joined(one["partners"])}
    state = str(ActionState(one["state"]).label)
    return [title, _day(one["due_on"]), state, pourcent(one["progress"])]


def _indicator(one: Document) -> list[str]:
    target = _measured(one["target"], one["unit"], one["target_on"])
    return [one["label"], _measured(one["value"], one["unit"], one["value_on"]), target]


def _measured(value: float | None, unit: str, on: str | None) -> str:
    if value is None:
        return "–"
    return f"{nombre(value)} {unit}, {_day(on)}" if unit else f"{nombre(value)}, {_day(on)}"


def _day(on: str | None) -> str:
    return jour(date.fromisoformat(on)) if on else "–"


def _seal(version: ReferentialVersion) -> list[str]:
    """How the text came to stand, and how to check that it still does."""
    who = joined(version.document["adoption"]["by"])
    return [
        _("Adopté le %(day)s par %(who)s.") % {"day": jour(version.adopted_on), "who": who},
        _("Publié le %(when)s.") % {"when": moment(timezone.localtime(version.published_at))},
        _("Empreinte SHA-256 du texte : %s") % version.fingerprint,
    ]
