"""{% load components %}: the tags and filters that the templates of components/ need."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BooleanField, BoundField
from django.template.base import token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rse_portal.common.charts.verdicts import verdict_code, verdict_word
from rse_portal.common.drawing import draw

register = template.Library()

register.filter(verdict_code)
register.filter(verdict_word)


@register.tag
def drawn(parser: Any, token: Any) -> "DrawnNode":
    """{% drawn "components/badge.html" label=word tone="amber" %}: an include that sees these values alone, and draws
    once for the same values (rse_portal.common.drawing)."""
    _tag, name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits or name[0] not in "\"'":
        raise template.TemplateSyntaxError('{% drawn "template.html" name=value … %}')
    return DrawnNode(name.strip("\"'"), values)


class DrawnNode(template.Node):
    def __init__(self, name: str, values: dict[str, Any]) -> None:
        self.name, self.values = name, values

    def render(self, context: Any) -> SafeString:
        return draw(self.name, {name: value.resolve(context) for name, value in self.values.items()})


@register.simple_tag
def filterfield(field: BoundField) -> SafeString:
    """{% filterfield form.q %}: one field of the form above a list, with its label."""
    inner, value = field.field, field.value()
    choices = frozen(getattr(inner, "choices", ()))
    if isinstance(inner, BooleanField):
        kind, value = "check", bool(value)
    else:
        kind, value = "select" if choices else "search", "" if value is None else str(value)
    return draw(
        "components/filter_field.html",
        {
            "kind": kind,
            "id": field.id_for_label,
            "name": field.html_name,
            "label": str(field.label),
            "value": value,
            "choices": choices,
            "limit": getattr(inner, "max_length", None),
            "refused": bool(field.errors),
        },
    )


def frozen(choices: Iterable[Any]) -> tuple[Any, ...]:
    """Choices as (value, label, those inside): a title holds others, an option holds none."""
    return tuple(
        ("", str(value), frozen(label)) if isinstance(label, list | tuple) else (str(value), str(label), ())
        for value, label in choices
    )


@register.simple_block_tag
def tablewrap(content: str, label: str) -> SafeString:
    """{% tablewrap "Impacts cotés" %}<table class="table">…</table>{% endtablewrap %}"""
    return render_to_string("components/table_wrap.html", {"content": content, "label": label})


@register.simple_block_tag
def disclosure(content: str, summary: str, **options: Any) -> SafeString:
    """{% disclosure "Pourquoi ?" id="why" open=True print_open=True %}…{% enddisclosure %}"""
    return render_to_string("components/disclosure.html", {"content": content, "summary": summary} | options)


@register.simple_tag
def pagination(page: Page[Any], query: str = "") -> SafeString:
    """{% pagination page query %}: 1 … 4 5 6 … 12. query: the other parameters of the address, encoded."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return draw(
        "components/pagination.html",
        {
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
            "capped": getattr(page.paginator, "capped", False),
            "number": page.number,
            "numbers": tuple(number if isinstance(number, int) else None for number in pages)
            if page.has_other_pages()
            else (),
            "previous": page.previous_page_number() if page.has_previous() else None,
            "next": page.next_page_number() if page.has_next() else None,
            "query": query,
        },
    )


@register.filter
def undoable(message: Message) -> str:
    """The address that undoes what this message tells (accounts.requests.tell_done), or nothing."""
    tag = getattr(message, "extra_tags", "") or ""  # the page of components shows plain sentences
    return tag.removeprefix("undo:") if tag.startswith("undo:") else ""


@register.filter
def summary_id(form: BaseForm) -> str:
    return f"{form.prefix or 'form'}-erreurs"


@register.filter
def error_links(form: BaseForm) -> Iterator[dict[str, str]]:
    """Each error with the address of its field: `href` is empty for errors of the whole form."""
    for name, errors in form.errors.items():
        field = None if name == "__all__" else form[name]
        for message in errors:
            yield {
                "href": f"#{field.id_for_label or field.auto_id}" if field else "",
                "label": str(field.label) if field else "",
                "message": str(message),
            }
