"""Letters that ask people outside for their view: one page each, with a code and a square to aim a phone at."""

from collections.abc import Sequence
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dialogue.actions.consultation_invitation import Letter
from dialogue.models import Consultation
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.printable import Ink
from rse_portal.common.addresses import Address
from rse_portal.common.charts import svg
from rse_portal.common.codes import written
from rse_portal.common.typography import jour


def write(consultation: Consultation, letters: Sequence[Letter], language: str) -> bytes:
    """The PDF, in the language of the letters. Half a second, and some 5 ms per letter.

    Raises reports.documents.pdf.TypesettingFailed.
    """
    with translation.override(language):
        pictures = {f"code-{n}.svg": square(_link(letter)) for n, letter in enumerate(letters, start=1)}
        return pdf.typeset(_document(consultation, letters, language), pictures, "letters")


def square(text: str) -> str:
    """A QR code as SVG: error correction M, a margin of four modules, as the standard asks."""
    picture: str = segno.make_qr(text, error="m").svg_inline(border=4, scale=4)
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _link(letter: Letter) -> str:
    return settings.PUBLIC_URL + Address("dialogue:consult-welcome", (letter.code,)).url


def _document(consultation: Consultation, letters: Sequence[Letter], language: str) -> dict[str, Any]:
    today, ink = timezone.localdate(), Ink()
    enter = settings.PUBLIC_URL + Address("dialogue:consult-enter").url
    texts = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": consultation.title,
            "description": _("Lettres de consultation"),
            "header": "",
            "page": _("page"),
            "day": jour(today),
            "greeting": _("Madame, Monsieur,"),
            "intro": consultation.intro,
            "asks": _(
                "Nous vous demandons cinq à dix minutes, jusqu’au %s. Aucun compte n’est nécessaire, et vous pouvez vous "
                "arrêter et reprendre."
            )
            % jour(consultation.ends_on),
            "how": _("Visez ce carré avec votre téléphone, ou saisissez ce code sur :"),
            "enter": enter,
            "picture": _("Lien vers le questionnaire"),
            "promise": _(
                "Vos réponses sont rangées sans votre nom ni votre adresse. Ce code ne sert qu’à vous et qu’à l’envoi ; "
                "jusqu’à la clôture, il permet de relire votre réponse ou de la retirer. Vous pouvez aussi répondre sur le "
                "questionnaire imprimé, en y recopiant ce code."
            ),
            "letters": [
                {
                    "to": [part.strip() for part in letter.name.split(",") if part.strip()],
                    "code": written(letter.code),
                }
                for letter in letters
            ],
        },
        ink,
    )
    return texts | {
        "lang": language,
        "region": "FR" if language == "fr" else "GB",
        "date": [today.year, today.month, today.day],
        "hues": list(svg.SUBJECTS),
    }
