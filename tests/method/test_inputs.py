"""The inputs: one order, one digest, one snapshot."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.inputs import ARRAYS, SCORE_DTYPE, RankingInputs
from method.parameters import Parameters
from method.ranking import rank
from tests.method.worlds import domain_codes, inputs_of, make_world, worlds
from tests.support.ranking_inputs import build, example, example_tables

FEW = Parameters(draws=40, top=2)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_inputs_forget_the_order_of_rows(world, random):
    tables, codes = world
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    first, second = build(tables, codes), build(shuffled, codes)
    assert first.sha256() == second.sha256()
    assert first.to_bytes() == second.to_bytes()
    assert rank(first, FEW).to_dict() == rank(second, FEW).to_dict()


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_inputs_come_back_from_their_snapshot(world):
    inputs = inputs_of(world)
    replayed = RankingInputs.from_bytes(inputs.to_bytes())
    assert replayed.sha256() == inputs.sha256()
    assert replayed.to_bytes() == inputs.to_bytes()
    assert rank(replayed, FEW).to_dict() == rank(inputs, FEW).to_dict()


def test_inputs_drop_people_who_said_nothing():
    inputs = example()
    more = replace(inputs, people=("AAA", *inputs.people), respondents=(*inputs.respondents, "ZZZ"))
    shifted = inputs.scores.copy(), inputs.practices.copy()
    for rows in shifted:
        rows["assessor"] += 1
    assert replace(more, scores=shifted[0], practices=shifted[1]).sha256() == inputs.sha256()
    assert replace(more, scores=shifted[0], practices=shifted[1]).canonical().people == ("RSE-1",)


def test_inputs_digest_changes_with_any_fact():
    tables = example_tables()
    digests = {example().sha256()}
    changes = [
        ("stakeholders", "power", "2"),
        ("impacts", "human_rights", "1"),
        ("impact_scores", "scale", "5"),
        ("importance", "importance", "0"),
        ("practices", "level", "2"),
        ("practices", "reason", ""),
        ("evidence", "kind", "document"),
        ("criteria", "value", "0"),
    ]
    for name, column, value in changes:
        first, *others = tables[name]
        digests.add(build({**tables, name: [{**first, column: value}, *others]}, ["6.7.7", "6.7.8"]).sha256())
    digests.add(build({**tables, "feedback": [{"domains": "6.7.7"}]}, ["6.7.7", "6.7.8"]).sha256())
    digests.add(build(tables, ["6.7.8", "6.7.7"]).sha256())
    assert len(digests) == len(changes) + 3


def test_inputs_digest_is_the_same_everywhere():
    # A change here means that stored digests no longer match: wanted, it comes with a new schema number.
    assert example().sha256() == "553e44e55399085e446e6614988d30fe1df0068d22c7fd1881140dddc9477880"


def test_canonical_inputs_are_sorted():
    inputs = inputs_of((make_world(5, domains=4, groups=4, assessors=5), domain_codes(4)))
    shuffled = np.random.default_rng(0).permutation(inputs.scores)
    canonical = replace(inputs, scores=shuffled).canonical()
    assert [group.code for group in canonical.groups] == sorted(group.code for group in inputs.groups)
    assert list(canonical.people) == sorted(canonical.people)
    pairs = list(zip(canonical.scores["impact"].tolist(), canonical.scores["assessor"].tolist(), strict=True))
    assert pairs == sorted(pairs)
    assert sorted(shuffled["scale"]) == sorted(canonical.scores["scale"])
    again = canonical.canonical()
    assert all(np.array_equal(getattr(again, name), getattr(canonical, name)) for name in ARRAYS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda inputs: {"scores": inputs.scores["scale"]}, "scores: expected"),
        (lambda inputs: {"scores": inputs.scores[None]}, "scores: expected"),
        (lambda inputs: {"scores": _with(inputs.scores, "scale", 6)}, "scale outside 0..5"),
        (lambda inputs: {"scores": _with(inputs.scores, "impact", 99)}, "impact outside"),
        (lambda inputs: {"impacts": _with(inputs.impacts, "group", -1)}, "group outside"),
        (lambda inputs: {"votes": _with(inputs.votes, "importance", 5)}, "importance outside"),
        (lambda inputs: {"practices": _with(inputs.practices, "level", -3)}, "level outside"),
        (lambda inputs: {"feedback": inputs.feedback[:1]}, "one figure per domain"),
        (lambda inputs: {"impact_codes": inputs.impact_codes[:-1]}, "one code per impact"),
        (lambda inputs: {"impact_codes": ("A1",) * len(inputs.impacts)}, "given twice"),
        (lambda inputs: {"groups": (inputs.groups[0],) * 3}, "given twice"),
    ],
)
def test_inputs_refuse_what_cannot_be_read(change, message):
    inputs = example()
    with pytest.raises(ValueError, match=message):
        replace(inputs, **change(inputs))


def test_inputs_refuse_two_scores_of_one_impact_by_one_person():
    inputs = example()
    twice = np.concatenate([inputs.scores, np.array([(0, 0, 1, 1, 1, 0)], SCORE_DTYPE)])
    with pytest.raises(ValueError, match="same impact and assessor"):
        rank(replace(inputs, scores=twice))


@pytest.mark.parametrize("damage", [b"", b"nonsense", "cut", "other"])
def test_snapshot_refuses_what_is_not_one(damage):
    whole = example().to_bytes()
    data = {"cut": whole[: len(whole) // 2], "other": whole.replace(b"ranking-inputs/1", b"ranking-inputs/9")}
    with pytest.raises(ValueError, match=r"snapshot|Cannot load|pickle"):
        RankingInputs.from_bytes(data[damage] if isinstance(damage, str) else damage)


def test_canonical_votes_are_sorted_by_all_their_fields():
    inputs = inputs_of((make_world(8, domains=6, groups=4, assessors=5, full=True), domain_codes(6)))
    votes = np.random.default_rng(3).permutation(inputs.votes)
    canonical = replace(inputs, votes=votes).canonical().votes
    assert canonical.tolist() == sorted(canonical.tolist())


def _with(rows, field, value):
    rows = rows.copy()
    rows[field][0] = value
    return rows
