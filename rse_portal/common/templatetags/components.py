"""{% load components %}: the tags and filters that the templates of components/ need."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rse_portal.common.charts.verdicts import verdict_code, verdict_word

register = template.Library()

register.filter(verdict_code)
register.filter(verdict_word)


@register.simple_block_tag
def tablewrap(content: str, label: str) -> SafeString:
    """{% tablewrap "Impacts cotés" %}<table class="table">…</table>{% endtablewrap %}"""
    return render_to_string("components/table_wrap.html", {"content": content, "label": label})


@register.simple_block_tag
def disclosure(content: str, summary: str, **options: Any) -> SafeString:
    """{% disclosure "Pourquoi ?" id="why" open=True print_open=True %}…{% enddisclosure %}"""
    return render_to_string("components/disclosure.html", {"content": content, "summary": summary} | options)


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | None]:
    """1 … 4 5 6 … 12, with None for each gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        yield number if isinstance(number, int) else None


@register.filter
def undoable(message: Message) -> str:
    """The address that undoes what this message tells (accounts.requests.tell_done), or nothing."""
    tag = getattr(message, "extra_tags", "") or ""  # the page of components shows plain texts
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
