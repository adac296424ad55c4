"""Electronic addresses pasted from a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rse_portal.common.forms import LongTextField

MOST_ADDRESSES = 2000


class EmailListField(LongTextField):
    """One address per line, or between commas or semicolons; cleaned into a list[str], in their order.

    Raises ValidationError with the place of the first that is none, and for more than MOST_ADDRESSES.
    """

    def __init__(self, **options: Any) -> None:
        missing = {"required": gettext_lazy("Donnez au moins une adresse.")}
        label = gettext_lazy("Adresses électroniques")
        super().__init__(**{"label": label, "longest": 100_000, "error_messages": missing, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(",", "\n").replace(";", "\n")
        emails = [line.strip() for line in text.splitlines() if line.strip()]
        for number, email in enumerate(emails, start=1):
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(
                    _("« %(text)s » (n° %(n)s) n’est pas une adresse.") % {"text": email[:60], "n": number}
                ) from None
        if len(emails) > MOST_ADDRESSES:
            raise ValidationError(_("%(most)s adresses au plus à la fois.") % {"most": MOST_ADDRESSES})
        return emails


class ReturnedField(EmailListField):
    """The addresses whose message came back."""

    def __init__(self) -> None:
        super().__init__(
            rows=3,
            help_text=gettext_lazy(
                "Une par ligne. Plus aucun rappel ne leur part : invitez la bonne adresse."
            ),
        )
