"""The minutes of a séance on paper: who was there, what was said, and whether the assembly adopted it."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialogue.enums import Presence
from dialogue.models import Minutes
from dialogue.queries.quality import Facts, facts_of
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.diff import paragraphs
from rse_portal.common.typography import heure, jour, moment, nombre, typo


def write(minutes: Minutes) -> bytes:
    """The PDF, in the language of the page. minutes: with its séance, assembly and adoption. 8 queries and half a second.

    Raises reports.documents.pdf.TypesettingFailed.
    """
    return pdf.typeset(_document(minutes, facts_of(minutes.session)), {}, "minutes")


def _document(minutes: Minutes, facts: Facts) -> dict[str, Any]:
    session, french, ink = minutes.session, (get_language() or "fr").startswith("fr"), Ink()
    day = minutes.adopted_on or session.held_on
    stamp = _("Adopté") if minutes.is_adopted else _("Projet")
    texts = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": _("Compte rendu de séance"),
            "description": f"{session.assembly}, {jour(session.held_on)}",
            "header": f"{session.assembly}, {jour(session.held_on)} · {stamp}",
            "page": _("page"),
            "assembly": str(session.assembly),
            "subject": session.subject,
            "stamp": stamp,
            "facts": [list(pair) for pair in _facts(minutes, facts)],
            "agenda_title": _("Ordre du jour"),
            "agenda": session.agenda_items,
            "said_title": _("Ce qui a été dit"),
            "seal": _seal(minutes),
        },
        ink,
    )
    # A paragraph is its lines: what was typed on a line of its own stays so.
    said = [[ink.text(typo(line)) for line in part.split("\n")] for part in paragraphs(minutes.text)]
    lacking = _("Un carré □ remplace les caractères que les polices de ce document n’ont pas.")
    return texts | {
        "adopted": minutes.is_adopted,
        "said": said,
        "notes": [typo(lacking)] if ink.replaced else [],
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [day.year, day.month, day.day],
        "hues": list(svg.SUBJECTS),
    }


def _facts(minutes: Minutes, facts: Facts) -> list[tuple[str, str]]:
    session = minutes.session
    when = jour(session.held_on)
    if session.starts_at:
        when += f", {heure(session.starts_at)}" + (f" – {heure(session.ends_at)}" if session.ends_at else "")
    rows = [
        (_("Date"), when),
        (_("Lieu"), session.place),
        (_("Animation"), str(session.moderator or "")),
        (_("Secrétariat"), str(session.secretary or "")),
    ]
    for status, label in (
        (Presence.PRESENT, _("Présent·es")),
        (Presence.EXCUSED, _("Excusé·es")),
        (Presence.ABSENT, _("Absent·es")),
    ):
        rows.append((label, ", ".join(str(row.person) for row in facts.attendances if row.status == status)))
    others = [f"{count.stakeholder} {nombre(count.people)}" for count in facts.counts if count.people]
    rows.append((_("Autres personnes"), ", ".join(others)))
    return [(name, value) for name, value in rows if value]


def _seal(minutes: Minutes) -> list[str]:
    """How the text came to stand, and how to check that it still does."""
    if not minutes.is_adopted:
        return [_("Projet : l’assemblée ne l’a pas encore adopté.")]
    said = [
        _("Adopté à la séance du %(day)s, constaté par %(who)s.")
        % {"day": jour(minutes.adopted_on), "who": minutes.adopted_by}
    ]
    if minutes.is_frozen:
        said.append(_("Figé le %s.") % moment(minutes.frozen_at))
        said.append(_("Empreinte SHA-256 du texte : %s") % minutes.fingerprint)
    return said
