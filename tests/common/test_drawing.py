from dataclasses import dataclass

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from accounts.models import User
from rse_portal.common import drawing
from rse_portal.common.drawing import draw

BADGE = "components/badge.html"


@dataclass(frozen=True)
class Line:
    label: str


@dataclass
class Sheet:
    label: str


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_fragment_is_drawn_once_for_the_same_values():
    drawing._drawn.cache_clear()
    for _time in range(3):
        assert "figé" in draw(BADGE, {"label": "figé", "tone": "amber"})
    assert drawing._drawn.cache_info().misses == 1
    assert "ouvert" in draw(BADGE, {"label": "ouvert", "tone": "amber"})


def test_fragment_sees_nothing_of_the_page():
    assert "secret" not in drawn(
        '{% drawn "components/badge.html" label="a" tone="neutral" %}', icon="secret"
    )


def test_fragment_is_drawn_again_in_another_language():
    page = {"first": 1, "last": 2, "total": 2, "capped": False, "number": 1, "numbers": (), "query": ""}
    page |= {"previous": None, "next": None}
    french = draw("components/pagination.html", page)
    with translation.override("en"):
        assert draw("components/pagination.html", page) != french


def test_markup_is_not_mistaken_for_the_text_that_reads_the_same():
    assert "<b>x</b>" in draw(BADGE, {"label": mark_safe("<b>x</b>"), "tone": ""})
    assert "&lt;b&gt;x&lt;/b&gt;" in draw(BADGE, {"label": "<b>x</b>", "tone": ""})


@pytest.mark.parametrize(
    "value", [["a"], {"a": 1}, User(first_name="A"), Sheet("a"), Line(mark_safe("<b>")), (Sheet("a"),)]
)
def test_fragment_refuses_what_could_change_under_the_same_name(value):
    with pytest.raises(TypeError):
        draw(BADGE, {"label": value, "tone": ""})
