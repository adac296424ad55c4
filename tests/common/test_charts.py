"""Pictures: well-formed, escaped, honest about what is missing; colours that everyone can read."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from rse_portal.common import charts
from rse_portal.common.charts import HeatCell, IntervalRow, MatrixPoint, Petal, svg
from rse_portal.common.charts.labels import Box, Disc, place_labels
from rse_portal.common.charts.rose import BASE, RIM, radius
from rse_portal.common.charts.strip import median_levels
from rse_portal.common.showcase import (
    sample_intervals,
    sample_petals,
    sample_points,
    showcase_context,
    showcase_pictures,
)

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
NASTY = "<b>&\"'</b>\x00\x0b"


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


def parse(chart) -> ET.Element:
    return ET.fromstring(str(chart.svg))


def found(root: ET.Element, tag: str, class_: str = "") -> list[ET.Element]:
    return [
        e
        for e in root.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
        if class_ in e.get("class", "").split() or not class_
    ]


def blocks(css: str) -> list[dict[str, str]]:
    """Each block of tokens.css that sets --paper: light, dark by the system, dark by choice, print."""
    found = [
        dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))
        for body in re.findall(r"\{([^{}]*--paper:[^{}]*)\}", css)
    ]
    assert len(found) == 4
    return found


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TOKENS = blocks((CSS / "tokens.css").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tokens", TOKENS, ids=["light", "dark (system)", "dark (chosen)", "print"])
def test_tokens_are_readable(tokens):
    texts = [
        "--ink",
        "--ink-2",
        "--ink-3",
        "--accent",
        "--alert",
        "--amber",
        *(f"--subject-{i}" for i in range(1, 8)),
    ]
    for name in texts:
        assert contrast(tokens[name], tokens["--paper"]) >= 4.5, name
    assert contrast(tokens["--line-strong"], tokens["--paper"]) >= 3
    assert contrast(tokens["--on-accent"], tokens["--accent"]) >= 4.5
    for soft in ("--accent-soft", "--alert-soft", "--amber-soft", "--paper-2"):
        assert contrast(tokens["--ink"], tokens[soft]) >= 4.5
    for family in ("heat", "burn"):
        for level in range(1, 6):
            ink = "--heat-ink" if level < 4 else "--heat-ink-strong"
            assert contrast(tokens[ink], tokens[f"--{family}-{level}"]) >= 4.5, (family, level)


def test_both_dark_themes_are_the_same():
    assert TOKENS[1] == TOKENS[2]


def test_charts_carry_the_light_tokens_for_the_pdf():
    light = TOKENS[0]
    assert [light[f"--subject-{i}"] for i in range(1, 8)] == list(svg.SUBJECTS)
    pairs = {
        "--paper": svg.PAPER,
        "--ink": svg.INK,
        "--ink-3": svg.INK_3,
        "--line": svg.LINE,
        "--accent": svg.ACCENT,
    }
    pairs |= {
        "--line-strong": svg.LINE_STRONG,
        "--accent-soft": svg.ACCENT_SOFT,
        "--alert": svg.ALERT,
        "--amber": svg.AMBER,
    }
    assert {name: light[name] for name in pairs} == pairs


def test_every_paint_is_a_class_of_the_style_sheet():
    css = (CSS / "charts.css").read_text(encoding="utf-8")
    silent = {"hit"}  # transparent in every theme
    assert [
        name for name in svg.PAINTS if name not in silent and not re.search(rf"\.{name}\b(?!-)", css)
    ] == []


def test_charts_are_sound_in_every_state():
    pictures = showcase_pictures()
    for chart in (
        *pictures["roses"],
        *pictures["matrices"],
        *pictures["strips"],
        pictures["ranks_svg"],
        pictures["looks"],
        pictures["slope"],
    ):
        root = parse(chart)
        assert " style=" not in chart.svg
        assert "<script" not in chart.svg
        ids = re.findall(r' id="([^"]+)"', chart.svg)
        assert len(ids) == len(set(ids))
        assert root.get("role") == ("group" if found(root, "a") else "img")
        assert chart.table and all(len(row) == len(chart.table.head) for row in chart.table.rows)


def test_charts_escape_what_people_typed():
    drawn = [
        charts.rose([Petal(NASTY, NASTY, 1, 50, href=NASTY)], title=NASTY, summary=NASTY, centre=NASTY),
        charts.slope(
            [charts.SlopeRow(NASTY, NASTY, 1, 1, 2, True, NASTY, NASTY)],
            sides=(NASTY, NASTY),
            title=NASTY,
            summary=NASTY,
        ),
        charts.rank_intervals(
            [IntervalRow(NASTY, NASTY, 1, 1, 1, 2, NASTY)], title=NASTY, summary=NASTY, total=2
        ),
        charts.matrix([MatrixPoint(NASTY, NASTY, 1, 1, 1)], title=NASTY, summary=NASTY),
        charts.strip([1, 2], labels=[NASTY, "b"], title=NASTY),
    ]
    for chart in drawn:
        parse(chart)
        assert "<b>" not in chart.svg


def test_charts_ignore_the_decimal_comma_of_french():
    french = charts.rose(sample_petals(), title="t", summary="s").svg
    assert not re.search(r' (?:x|y|r|cx|cy)="\d+,', french)


def test_rose_area_is_proportional_to_significance():
    assert radius(0) == BASE and radius(100) == RIM
    full = RIM**2 - BASE**2
    for value in (10, 25, 50, 75):
        assert math.isclose((radius(value) ** 2 - BASE**2) / full, value / 100)
    assert radius(-5) == BASE and radius(140) == RIM


@pytest.mark.parametrize("count", [0, 1, 7, 34, 37, 45, 60])
def test_rose_draws_any_number_of_domains(count):
    petals = [Petal(f"6.{i}", "x", i % 7 + 1, 40, 30, 50, 2) for i in range(count)]
    root = parse(charts.rose(petals, title="t", summary="s"))
    assert len(found(root, "g", "mark")) == count
    assert len(found(root, "text", "rose-code")) == count


def test_rose_hatches_what_is_not_known():
    petals = [Petal("6.2", "a", 1), Petal("6.3", "b", 1, 50, status="insufficient"), Petal("6.4", "c", 2, 50)]
    root = parse(charts.rose(petals, title="t", summary="s"))
    assert len(found(root, "path", "hatch")) == 2
    names = [mark.findtext("{*}title") for mark in found(root, "g", "mark")]
    assert "significativité" not in names[1] and "données insuffisantes" in names[1]
    assert "significativité 50 sur 100" in names[2]


def test_rose_says_a_missing_value_is_not_a_zero():
    table = charts.rose([Petal("6.2", "a", 1, status="insufficient")], title="t", summary="s").table
    assert table.rows[0][1] == "n.\u00a0c."


def test_rose_puts_petals_clockwise_from_noon():
    root = parse(charts.rose([Petal(str(i), "x", 1, 50) for i in range(4)], title="t", summary="s"))
    x = [float(text.get("x")) > 360 for text in found(root, "text", "rose-code")]
    assert x == [True, True, False, False]


def test_rank_intervals_are_ordered_and_unranked_come_last():
    rows = [
        IntervalRow("b", "B", 1, 2, 1, 3, "probable"),
        IntervalRow("c", "C", 2),
        IntervalRow("a", "A", 3, 1, 1, 1, "robust"),
    ]
    chart = charts.rank_intervals(rows, title="t", summary="s", total=2)
    assert [row[0][0] for row in chart.table.rows] == ["a", "b", "c"]
    assert [row[3] for row in chart.table.rows] == ["solide", "probable", "non classé"]
    table = charts.rank_table(rows, total=2)
    assert [(row.rank, row.interval) for row in table.rows] == [("1", "1"), ("2", "1 à 3"), ("–", "–")]
    assert "<circle" not in table.rows[2].bar


def test_matrix_zooms_on_a_range():
    points = [MatrixPoint("a", "A", 1, 1, 1), MatrixPoint("b", "B", 2, 3, 3, 2.0, True)]
    zoom = charts.matrix(points, title="t", summary="s", x_range=(2, 4), y_range=(2, 4))
    assert [row[0] for row in zoom.table.rows] == ["b B"]
    assert len(found(parse(zoom), "g", "mark")) == 1


def test_matrix_point_surface_grows_with_the_gap():
    points = [MatrixPoint(str(gap), "x", 1, gap + 0.5, 1, float(gap)) for gap in range(5)]
    dots = found(parse(charts.matrix(points, title="t", summary="s")), "circle", "rim")
    radii = sorted(float(dot.get("r")) ** 2 for dot in dots)
    steps = [b - a for a, b in pairwise(radii)]
    assert max(steps) - min(steps) < 0.2


def test_matrix_labels_do_not_overlap():
    for seed_points in (sample_points(sample_petals()), sample_points(sample_petals(1.0))):
        discs = [Disc(p.x * 130, 500 - p.y * 110, 8) for p in seed_points]
        boxes = place_labels(discs, [(32, 11.5)] * len(discs), within=Box(0, 0, 700, 520))
        for i, box in enumerate(boxes):
            assert not any(box.overlap(other) for other in boxes[i + 1 :])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 500)), max_size=30))
def test_place_labels_gives_each_point_a_box_of_its_size(points):
    discs = [Disc(x, y, 5) for x, y in points]
    boxes = place_labels(discs, [(30, 11)] * len(discs), within=Box(0, 0, 700, 500))
    assert len(boxes) == len(discs)
    assert all(math.isclose(b.right - b.left, 30) and math.isclose(b.bottom - b.top, 11) for b in boxes)


@pytest.mark.parametrize(
    ("counts", "medians"),
    [([1, 4, 12], {2}), ([3, 3], {0, 1}), ([0, 0], set()), ([2, 2, 1], {1}), ([], set())],
)
def test_strip_median_levels(counts, medians):
    assert median_levels(counts) == medians


def test_strip_counts_every_answer():
    chart = charts.strip([1, 0, 2], labels=["0", "1", "2"], title="t")
    assert "3\u00a0réponses" in chart.summary
    assert len(found(parse(chart), "rect")) == 2


@pytest.mark.parametrize(
    ("value", "level"), [(None, 0), (0, 0), (0.1, 1), (2.5, 2), (4.9, 5), (5, 5), (9, 5)]
)
def test_heat_levels_show_the_least_impact(value, level):
    assert HeatCell(value).positive_level == level


def test_heat_cell_keeps_negative_and_positive_apart():
    cell = HeatCell(positive=None, negative=3.0)
    assert not cell.empty
    assert (cell.negative_text, cell.positive_text) == ("3", "–")
    assert HeatCell().empty


def test_same_data_gives_the_same_bytes():
    one = charts.rose(sample_petals(), title="t", summary="s").svg
    assert one == charts.rose(sample_petals(), title="t", summary="s").svg


def test_rank_table_prints_every_domain():
    rows = sample_intervals(sample_petals())
    html = render_to_string(
        "components/rank_intervals.html", {"table": charts.rank_table(rows, total=40, summary="s")}
    )
    assert html.count("<tr class=") == 45
    assert "style=" not in html


def test_component_page_has_no_inline_style_nor_script():
    html = render_to_string("components/index.html", showcase_context() | {"csrf_token": "x"})
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({i for i in ids if ids.count(i) > 1}) == []
    assert html.count("<h1") == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_error_pages_render_from_nothing(status):
    html = render_to_string(f"errors/{status}.html")
    assert f"{status}" in html and 'href="/"' in html and '<html lang="fr">' in html
    assert "Trop gros" in render_to_string(f"errors/{status}.html", {"message": "Trop gros"})


def test_every_icon_named_in_a_template_is_in_the_sprite():
    root = CSS.parents[1]
    known = set(re.findall(r'<symbol id="([^"]+)"', (root / "static/icons.svg").read_text(encoding="utf-8")))
    pattern = re.compile(r'(?:icon\.html" with name=|\bicon=)"([\w-]+)"')
    pages = (root / "templates").rglob("*.html")
    named = {
        (icon, page.name) for page in pages for icon in pattern.findall(page.read_text(encoding="utf-8"))
    }
    assert {(icon, page) for icon, page in named if icon not in known} == set()


def test_slope_colours_what_is_strong_and_never_lays_two_names_on_one_another():
    rows = [
        charts.SlopeRow("6.2.3", "Un", 1, 1, 3, True),
        charts.SlopeRow("6.3.3", "Deux", 2, 2, 1),
        charts.SlopeRow("6.4.3", "Trois", 3, 2, None),
    ]
    chart = charts.slope(rows, sides=("2025", "2026"), title="t", summary="s", top=1)
    root = parse(chart)
    texts = [(node.get("x"), node.get("y")) for node in found(root, "text")]
    assert len(texts) == len(set(texts))
    drawn = [node.get("class") for node in found(root, "path")]
    assert drawn.count("hue-stroke") == 1 and drawn.count("baseline") == 1  # Trois is ranked on one side only
    assert chart.table and [row[1:3] for row in chart.table.rows] == [("1", "3"), ("2", "1"), ("2", "–")]
