"""What every route needs: the refusals it may give, the filters of an address, a row or nothing."""

from typing import Any

from django.http import Http404

from api import schemas
from rse_portal.common.errors import Unprocessable

Refusals = dict.fromkeys((400, 401, 403, 404, 422, 429), schemas.Problem)


class WrongFields(Unprocessable):
    """errors: field → messages."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(next((texts[0] for texts in errors.values() if texts), ""))

    @classmethod
    def of(cls, form: Any) -> "WrongFields":
        return cls({name: [str(text) for text in texts] for name, texts in form.errors.items()})


def narrowed(rows: Any, **wanted: Any) -> Any:
    """Only what was asked; a value that nothing has gives an empty list. NUL can be in no row."""
    asked = {name: value for name, value in wanted.items() if value is not None}
    if any(isinstance(value, str) and "\x00" in value for value in asked.values()):
        return rows.none()
    return rows.filter(**asked)


def one_or_404(rows: Any, **wanted: Any) -> Any:
    """1 query. rows: those that this person sees."""
    found = narrowed(rows, **wanted).first()
    if found is None:
        raise Http404
    return found
