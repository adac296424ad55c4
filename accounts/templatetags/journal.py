"""{% load journal %}: the codes of the journal in words."""

from django import template

from accounts.rights import ACTION_WORDS

register = template.Library()


@register.filter
def action_words(code: str) -> str:
    """{{ entry.action|action_words }}: in the reader's language, or the code itself if no app names it."""
    return str(ACTION_WORDS.get(code, code))
