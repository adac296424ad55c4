"""The handover pack of a delegate on paper."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialogue.queries.handover import Handover, Raised
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.typography import jour, nombre


def write(pack: Handover) -> bytes:
    """The PDF, in the language of the page. Raises reports.documents.pdf.TypesettingFailed."""
    return pdf.typeset(_document(pack), {}, "handover")


def _document(pack: Handover) -> dict[str, Any]:
    french, ink = (get_language() or "fr").startswith("fr"), Ink()
    mandate, composition = pack.mandate, pack.composition
    title = _("Dossier de passation")
    texts = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": title,
            "description": f"{title}, {mandate.territory}",
            "header": f"{mandate.territory}, {jour(pack.today)}",
            "page": _("page"),
            "facts": [list(pair) for pair in _facts(pack)],
            "promises_title": _("Réponses promises"),
            "promises": [_promise(row) for row in pack.promises],
            "to_tell_title": _("Réponses à restituer"),
            "to_tell": [_entry(row, row.feedback.reference) for row in pack.to_tell],
            "raised_title": _("Tout ce qui a été remonté"),
            "raised": [_entry(row, row.status) for row in pack.raised],
            "left": _("Et %(n)s autres, plus anciennes, dans le portail.") % {"n": nombre(pack.left)}
            if pack.left
            else "",
            "sessions_title": _("Prochaines séances"),
            "sessions": [[jour(row.held_on), _where(row.place, row.subject)] for row in pack.sessions],
            "trainings_title": _("Formations à suivre"),
            "trainings": [
                [
                    f"{row.user}, {row.get_topic_display()}",
                    _("avant le %s") % jour(row.due_on),
                ]
                for row in pack.trainings
            ],
            "composition_title": str(pack.assembly) if pack.assembly else "",
            "composition": [
                [member.name, f"{member.territory}, {_('depuis le %s') % jour(member.since)}"]
                for member in (composition.members if composition else ())
            ],
            "nothing": _("Rien pour l’instant."),
        },
        ink,
    )
    lacking = _("Un carré □ remplace les caractères que les polices de ce document n’ont pas.")
    return texts | {
        "notes": printable([lacking], Ink()) if ink.replaced else [],
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [pack.today.year, pack.today.month, pack.today.day],
        "hues": list(svg.SUBJECTS),
    }


def _facts(pack: Handover) -> list[tuple[str, str]]:
    mandate = pack.mandate
    span = _("du %(since)s au %(until)s") % {"since": jour(mandate.starts_on), "until": jour(mandate.ends_on)}
    if mandate.ends_on is None:
        span = _("depuis le %s") % jour(mandate.starts_on)
    rows = [
        (_("Qui part"), str(mandate.user)),
        (_("Mandat"), f"{mandate.territory}, {span}"),
        (_("Qui prend la suite"), ", ".join(str(row.user) for row in pack.successors)),
        (_("Remontées"), nombre(pack.total)),
    ]
    return [(name, value) for name, value in rows if value]


def _entry(row: Raised, note: str) -> dict[str, str]:
    return {"text": f"« {row.feedback.text} »", "note": f"{jour(row.feedback.received_on)}, {note}"}


def _promise(row: Raised) -> dict[str, str]:
    late = _("promise pour le %s, en retard") if row.late else _("promise pour le %s")
    return _entry(row, f"{row.status}, {late % jour(row.due_on)}")


def _where(place: str, subject: str) -> str:
    return " · ".join(part for part in (place, subject) if part)
