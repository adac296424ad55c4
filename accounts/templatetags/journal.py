"""{% load journal %}: the codes of the journal in words."""

from django import template
from django.apps import apps

from accounts.rights import ACTION_WORDS

register = template.Library()


@register.filter
def target_words(label: str) -> str:
    """{{ entry.target_type|target_words }}: the model's name, or its label if it is gone."""
    try:
        return str(apps.get_model(label)._meta.verbose_name) if label else ""
    except LookupError:
        return label


@register.filter
def action_words(code: str) -> str:
    """{{ entry.action|action_words }}: in the reader's language, or the code itself if no app names it."""
    return str(ACTION_WORDS.get(code, code))
