from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class WholeNumberField(forms.IntegerField):
    """A whole number written with the ten usual digits. Django alone also takes « ٣ », which nobody can read back."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
