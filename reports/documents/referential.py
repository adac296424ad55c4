"""A published version of the référentiel on paper: the seven commitments, what is done for them, and its seal."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.models import ReferentialVersion
from commitments.queries.content import Document
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.content.promises import (
    action_row,
    actions_head,
    axis_source,
    indicator_row,
    indicators_head,
)
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.diff import paragraphs
from rse_portal.common.files import write_whole
from rse_portal.common.typography import joined, jour, moment, typo

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
            "actions_head": actions_head(),
            "indicators_head": indicators_head(),
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
        "indicators": [indicator_row(one) for one in row["indicators"]],
        "practices": [
            {
                "title": one["title"],
                "with": _("partagée avec %(who)s") % {"who": joined(one["shared_with"])},
            }
            for one in row["practices"]
        ],
    }


def _axis(axis: Document) -> dict[str, Any]:
    return {
        "title": axis["title"],
        "aim": axis["aim"],
        "from": axis_source(axis),
        "actions": [action_row(one) for one in axis["actions"]],
        "indicators": [indicator_row(one) for one in axis["indicators"]],
    }


def _seal(version: ReferentialVersion) -> list[str]:
    """How the text came to stand, and how to check that it still does."""
    who = joined(version.document["adoption"]["by"])
    return [
        _("Adopté le %(day)s par %(who)s.") % {"day": jour(version.adopted_on), "who": who},
        _("Publié le %(when)s.") % {"when": moment(timezone.localtime(version.published_at))},
        _("Empreinte SHA-256 du texte : %s") % version.fingerprint,
    ]
