import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.architecture.sources import APPS

OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _named_badly(name: str) -> bool:
    """« Domaine » but not « ODD » nor « domaine »."""
    return name[:1].isupper() and not name.split()[0].isupper()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_names_are_given_and_lower_case(model: type[models.Model]) -> None:
    options = model._meta
    assert {"verbose_name", "verbose_name_plural"} <= set(options.original_attrs), "verbose_name is missing"
    given = [str(options.verbose_name), str(options.verbose_name_plural)]
    fields = [
        field for field in options.get_fields() if isinstance(field, models.Field) and not field.primary_key
    ]
    unnamed = [field.name for field in fields if field._verbose_name is None]  # type: ignore[attr-defined]
    assert not unnamed, f"verbose_name is missing on {unnamed}"
    bad = [name for name in (*given, *(str(field.verbose_name) for field in fields)) if _named_badly(name)]
    assert not bad, f"not in lower case: {bad}"
