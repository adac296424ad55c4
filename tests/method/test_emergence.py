"""§9: the published vectors, the slow reference, what must hold for any counts, and how often it is wrong for nothing."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from method.emergence import (
    MEASURED,
    Counts,
    detect,
    discoveries,
    log_likelihood,
    one_sided,
    smoothed_ratio,
    surprise,
)
from method.quarters import Quarter, Window
from tests.method import reference_emergence as reference
from tests.method.quiet import SEED, quiet_cycle

FIXTURES = Path(__file__).parents[2] / "fixtures"
VECTORS = yaml.safe_load((FIXTURES / "method/test_vectors.yaml").read_text("utf-8"))

sizes = st.integers(1, 400)


@st.composite
def heard(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """a, b, c, d."""
    c, d = draw(sizes), draw(sizes)
    return draw(st.integers(0, c)), draw(st.integers(0, d)), c, d


@st.composite
def cycles(draw: st.DrawFn) -> tuple[list[Counts], int, int]:
    c, d = draw(sizes), draw(sizes)
    rows = draw(
        st.lists(st.tuples(st.integers(0, c), st.integers(0, d), st.integers(0, 13)), min_size=1, max_size=12)
    )
    return [Counts(str(n), *row) for n, row in enumerate(rows)], c, d


# --- vectors


@pytest.mark.parametrize("vector", VECTORS["log_likelihood"], ids=str)
def test_log_likelihood_agrees_with_its_vector(vector):
    assert log_likelihood(*vector["in"]) == pytest.approx(vector["g2"], abs=1e-6)
    assert one_sided(*vector["in"]) == pytest.approx(vector["p_one_sided"], abs=1e-6)


@pytest.mark.parametrize(
    ("theme", "a", "b", "g2", "p", "control"),
    [
        ("6.5.3", 8, 2, 10.682, 0.0005, 0.0009),
        ("6.8.6", 7, 2, 8.748, 0.0016, 0.0025),
        ("6.4.4", 7, 3, 6.778, 0.0046, 0.0069),
    ],
)
def test_figures_of_the_method_are_found_again(theme, a, b, g2, p, control):
    assert round(log_likelihood(a, b, 36, 84), 3) == g2
    assert round(one_sided(a, b, 36, 84), 4) == p
    assert round(surprise(a, b, 36, 84), 4) == control


def test_originals_show_exactly_three_themes_and_no_weak_signal():
    entries = yaml.safe_load((FIXTURES / "demo_feedback_fr.yaml").read_text("utf-8"))["feedback"]
    codes = [
        domain["code"]
        for domain in yaml.safe_load((FIXTURES / "iso26000.yaml").read_text("utf-8"))["domains"]
    ]
    window = Window.at(date(2026, 9, 30))
    assert window.first == VECTORS["emerging_expected_on_demo"]["window_start"]
    seen, places = defaultdict(lambda: [0, 0]), defaultdict(set)
    for entry in entries:
        late = entry["date"] >= window.first
        for code in entry["domains"]:
            seen[code][not late] += 1
            if late:
                places[code].add(entry["territory"])
    c = sum(entry["date"] >= window.first for entry in entries)
    found = detect(
        [Counts(code, *seen[code], len(places[code])) for code in codes], window=c, baseline=len(entries) - c
    )
    assert (c, len(entries) - c) == (36, 84)
    rising = [
        theme.theme for theme in sorted(found, key=lambda theme: theme.p) if theme.verdict == "emerging"
    ]
    assert rising == VECTORS["emerging_expected_on_demo"]["emerging"]
    assert [theme.theme for theme in found if theme.verdict == "weak"] == []


# --- the slow reference


@given(cycles())
def test_verdicts_agree_with_the_reference(world):
    counts, c, d = world
    wanted = reference.tested([tuple(found[1:]) for found in counts], c, d, family=len(counts))
    for found, expected in zip(detect(counts, window=c, baseline=d), wanted, strict=True):
        assert found.g2 == pytest.approx(expected["g2"], abs=1e-8)
        assert found.p == pytest.approx(expected["p"], abs=1e-7)
        assert found.ratio == pytest.approx(expected["ratio"])
        assert found.surprise == pytest.approx(expected["surprise"], abs=1e-8)
        assert found.verdict == expected["verdict"]


# --- what holds for any counts


@given(heard())
def test_figures_stay_in_their_bounds(counts):
    assert log_likelihood(*counts) >= 0
    assert 0 <= one_sided(*counts) <= 1
    assert -1e-9 <= surprise(*counts) <= 1 + 1e-9
    assert smoothed_ratio(*counts) > 0


@given(heard())
def test_one_more_entry_in_the_window_is_never_less_surprising(counts):
    a, b, c, d = counts
    assume(a < c)
    assert one_sided(a + 1, b, c, d) <= one_sided(a, b, c, d) + 1e-12
    assert surprise(a + 1, b, c, d) <= surprise(a, b, c, d) + 1e-9
    assert smoothed_ratio(a + 1, b, c, d) > smoothed_ratio(a, b, c, d)


@given(heard())
def test_what_only_keeps_its_share_is_no_news(counts):
    a, b, c, d = counts
    assume(a * d <= b * c)
    assert one_sided(a, b, c, d) >= 0.5


@given(cycles(), st.randoms(use_true_random=False))
def test_order_of_the_themes_changes_nothing(world, rng):
    counts, c, d = world
    shuffled = counts[:]
    rng.shuffle(shuffled)
    assert {found.theme: found for found in detect(counts, window=c, baseline=d)} == {
        found.theme: found for found in detect(shuffled, window=c, baseline=d)
    }


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 40))
def test_discoveries_are_the_smallest_p_and_a_larger_family_finds_no_more(ps, more):
    found, fewer = discoveries(ps, family=len(ps)), discoveries(ps, family=len(ps) + more)
    assert all(one for one, other in zip(found, fewer, strict=True) if other)
    kept = [p for p, passes in zip(ps, found, strict=True) if passes]
    assert all(p > max(kept) for p, passes in zip(ps, found, strict=True) if not passes) if kept else True


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 19))
def test_smaller_p_never_takes_a_discovery_from_the_others(ps, place):
    place %= len(ps)
    before = discoveries(ps, family=len(ps))
    after = discoveries([0.0 if n == place else p for n, p in enumerate(ps)], family=len(ps))
    assert all(new for old, new in zip(before, after, strict=True) if old)


@pytest.mark.parametrize(
    ("a", "territories", "wanted"), [(5, 3, "emerging"), (4, 3, "weak"), (5, 2, "weak"), (2, 2, "none")]
)
def test_few_entries_or_few_territories_are_a_weak_signal(a, territories, wanted):
    [found] = detect([Counts("6.5.3", a, 0, territories)], window=40, baseline=200)
    assert found.verdict == wanted


def test_theme_that_only_doubles_by_half_is_nothing():
    [found] = detect([Counts("6.5.3", 150, 200, 13)], window=1000, baseline=2000)
    assert found.p < 0.001 and found.ratio < 2 and found.verdict == "none"


def test_empty_periods_raise_nothing():
    assert detect([Counts("6.5.3", 0, 3, 0)], window=0, baseline=10)[0].verdict == "none"
    assert detect([Counts("6.5.3", 0, 0, 0)], window=10, baseline=10)[0].p == 1.0


@pytest.mark.parametrize("counts", [Counts("x", 3, 0, 1), Counts("x", 0, 9, 0), Counts("x", -1, 0, 0)])
def test_more_entries_than_there_are_is_refused(counts):
    with pytest.raises(ValueError, match="x"):
        detect([counts], window=2, baseline=8)


# --- how often it is wrong


def test_measured_false_alarms_are_drawn_again():
    rng, measured = Random(SEED), MEASURED[0]
    alarmed = sum(
        any(
            found.verdict == "emerging"
            for found in detect(
                quiet_cycle(rng, window=measured.window, baseline=measured.baseline),
                window=measured.window,
                baseline=measured.baseline,
            )
        )
        for _cycle in range(measured.cycles)
    )
    assert alarmed == measured.alarmed


def test_false_alarms_stay_under_the_rate():
    assert all(found.alarmed <= 0.10 * found.cycles for found in MEASURED)


# --- quarters


@given(st.dates())
def test_day_is_in_its_quarter_and_quarters_follow_each_other(day):
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    if day.year < 9999:
        assert Quarter.of((quarter + 1).first) == quarter + 1
        assert ((quarter + 1).first - quarter.last).days == 1
    assert quarter + 5 + -5 == quarter


def test_window_is_the_quarter_of_the_day_and_the_one_before():
    window = Window.at(date(2026, 1, 1))
    assert (window.first, window.last) == (date(2025, 10, 1), date(2026, 3, 31))
    assert len(list(window.begin.until(window.end))) == 2
