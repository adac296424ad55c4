"""Identify, change, withdraw, declare none: what is kept, what is refused, what one undo puts back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import history
from accounts.models import Change
from iso26000.actions.open_cycle import CycleIsClosed
from stakeholders.actions import impact as actions
from stakeholders.actions.coverage import declare_none_for
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_stakeholder


@pytest.fixture
def group(db):
    return make_stakeholder("ADH", label_fr="Adhérents")


def identify(cycle, by, group, **values):
    given = {
        "domain": the_domain(), "stakeholder": group, "polarity": "negative", "nature": "actual",
        "description": "Effet constaté.", **values,
    }  # fmt: skip
    return actions.identify_impact(cycle=cycle, by=by, **given)


# --- references


def test_references_continue_the_series_of_the_cycle(cycle, chloe, group):
    assert [identify(cycle, chloe, group).code for _ in range(2)] == ["I26-001", "I26-002"]
    make_impact(cycle=cycle, code="IMP/0099", stakeholder=group)
    assert identify(cycle, chloe, group).code == "IMP/0100"
    assert identify(make_cycle("2027", opened_on=date(2027, 1, 4)), chloe, group).code == "I27-001"


def test_references_count_beyond_their_digits(cycle, chloe, group):
    make_impact(cycle=cycle, code="I26-9", stakeholder=group)
    make_impact(cycle=cycle, code="I26-10", stakeholder=group)
    make_impact(cycle=cycle, code="I26-2", stakeholder=group)
    assert identify(cycle, chloe, group).code == "I26-11"


def test_a_withdrawn_reference_is_not_given_again(cycle, chloe, group):
    gone = identify(cycle, chloe, group)
    act = actions.delete_impact(impact=gone, by=chloe, version=1, scores=0)
    assert identify(cycle, chloe, group).code == "I26-002"
    history.undo(act, by=chloe)
    assert set(Impact.objects.values_list("code", flat=True)) == {"I26-001", "I26-002"}


def test_a_reference_that_is_taken_is_passed_over(cycle, chloe, group):
    """« I26-0005 » is longer than « I26-6 », so that the series seems to end at 5: the constraint says no."""
    make_impact(cycle=cycle, code="I26-0005", stakeholder=group)
    make_impact(cycle=cycle, code="I26-6", stakeholder=group)
    assert identify(cycle, chloe, group).code == "I26-7"


def test_a_fault_of_the_values_is_told_and_not_taken_for_a_taken_reference(cycle, chloe, group):
    with pytest.raises(ValidationError, match="réel ou potentiel"):
        identify(cycle, chloe, group, nature="")


# --- aucun impact identifié


def test_declaring_none_seats_its_author_and_twice_is_once(cycle, chloe, group):
    said = actions.declare_none(
        cycle=cycle, domain=the_domain(), stakeholder=group, reason="Rien dans l’année.", by=chloe
    )
    assert (said.polarity, said.nature, said.declared_by) == ("none", "", chloe.assessor)
    assert (
        actions.declare_none(cycle=cycle, domain=the_domain(), stakeholder=group, reason="Encore.", by=chloe)
        == said
    )
    assert Impact.objects.count() == 1


def test_declaring_none_is_refused_where_something_stands(cycle, chloe, bruno, group):
    declare = {"cycle": cycle, "domain": the_domain(), "stakeholder": group, "reason": "Rien."}
    actions.declare_none(**declare, by=bruno)
    with pytest.raises(actions.NoneAlreadyDeclared):
        actions.declare_none(**declare, by=chloe)
    identify(cycle, chloe, group)
    with pytest.raises(actions.ImpactsExist):
        actions.declare_none(**declare, by=bruno)


def test_declaring_none_for_several_groups_is_all_or_nothing(cycle, chloe, group):
    other = make_stakeholder()
    identify(cycle, chloe, other)
    with pytest.raises(actions.ImpactsExist):
        declare_none_for(
            cycle=cycle, domain=the_domain(), stakeholders=[group, other], reason="Rien.", by=chloe,
            operation=history.new_operation(),
        )  # fmt: skip
    assert not Impact.objects.none_declared().exists()


def test_an_impact_withdraws_the_statement_that_there_was_none(cycle, chloe, group):
    said = actions.declare_none(
        cycle=cycle, domain=the_domain(), stakeholder=group, reason="Rien dans l’année.", by=chloe
    )
    act = history.new_operation()
    identify(cycle, chloe, group, operation=act)
    assert not Impact.objects.none_declared().exists()
    history.undo(act, by=chloe)
    assert Impact.objects.get() == said


# --- change


@pytest.mark.parametrize(
    ("before", "score", "values", "lost", "drafts"),
    [
        ({}, {"likelihood": None}, {"polarity": "positive"}, {"irremediability": 1}, 0),
        ({"nature": Nature.POTENTIAL}, {}, {"nature": "actual"}, {"likelihood": 1}, 0),
        ({"polarity": Polarity.POSITIVE}, {"irremediability": None, "likelihood": None}, {"polarity": "negative"}, {}, 1),
        ({}, {"likelihood": None}, {"nature": "potential"}, {}, 1),
        ({}, {"likelihood": None}, {"nature": "potential", "human_rights": True}, {}, 0),
        ({"nature": Nature.POTENTIAL, "human_rights": True}, {"likelihood": None}, {"human_rights": False}, {}, 1),
        ({}, {"scale": None, "irremediability": None, "likelihood": None}, {"polarity": "positive"}, {}, 0),
    ],
)  # fmt: skip
def test_a_change_that_would_break_scores_is_named_before_anything_is_written(
    cycle, chloe, before, score, values, lost, drafts
):
    impact = make_impact(cycle=cycle, **before)
    make_score(impact=impact, **score)
    if not lost and not drafts:
        assert actions.change_impact(impact=impact, by=chloe, version=1, **values)
        return
    with pytest.raises(actions.ScoresWouldBreak) as refused:
        actions.change_impact(impact=impact, by=chloe, version=1, **values)
    assert (dict(refused.value.effect.lost), refused.value.effect.drafts) == (lost, drafts)
    assert "1 cotation" in str(refused.value)
    assert not Change.objects.exists()


def test_accepted_effect_clears_what_lost_its_meaning_and_undo_puts_it_back(cycle, chloe):
    impact = make_impact(cycle=cycle)
    score = make_score(impact=impact, irremediability=5, likelihood=None, rationale="Durable.")
    act = history.new_operation()
    actions.change_impact(
        impact=impact, by=chloe, version=1, accept_effect=True, operation=act, polarity="positive"
    )
    score.refresh_from_db()
    assert (score.irremediability, score.scale, score.rationale) == (None, 3, "Durable.")
    history.undo(act, by=chloe)
    score.refresh_from_db()
    impact.refresh_from_db()
    assert (score.irremediability, impact.polarity) == (5, "negative")


def test_change_of_what_somebody_saved_meanwhile_is_refused(cycle, chloe, bruno):
    impact = make_impact(cycle=cycle)
    read = Impact.objects.get(pk=impact.pk)
    actions.change_impact(impact=impact, by=bruno, version=1, description="De Bruno.")
    with pytest.raises(history.Stale):
        actions.change_impact(impact=read, by=chloe, version=1, description="De Chloé.")


# --- withdraw


def test_withdrawing_takes_the_scores_and_undo_restores_the_same_rows(cycle, chloe):
    impact = make_impact(cycle=cycle, code="I26-007")
    for _ in range(3):
        make_score(impact=impact, rationale="Vu sur le terrain.")
    kept = list(
        ImpactScore.objects.order_by("pk").values("pk", "assessor", "scale", "likelihood", "rationale")
    )
    act = actions.delete_impact(impact=impact, by=chloe, version=1, scores=3)
    assert not Impact.objects.exists() and not ImpactScore.objects.exists()
    history.undo(act, by=chloe)
    assert Impact.objects.get().code == "I26-007"
    assert (
        list(ImpactScore.objects.order_by("pk").values("pk", "assessor", "scale", "likelihood", "rationale"))
        == kept
    )


def test_withdrawing_is_refused_when_what_was_shown_has_changed(cycle, chloe):
    impact = make_impact(cycle=cycle)
    make_score(impact=impact)
    with pytest.raises(actions.ScoredMeanwhile):
        actions.delete_impact(impact=impact, by=chloe, version=1, scores=0)
    with pytest.raises(history.Stale):
        actions.delete_impact(impact=impact, by=chloe, version=2, scores=1)
    assert Impact.objects.exists() and ImpactScore.objects.exists()


# --- closed cycles


def test_a_closed_cycle_refuses_every_action(chloe, group):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    impact = make_impact(cycle=cycle, stakeholder=group)
    for act in (
        lambda: identify(cycle, chloe, group),
        lambda: actions.declare_none(
            cycle=cycle, domain=the_domain("6.5.3"), stakeholder=group, reason="Rien.", by=chloe
        ),
        lambda: actions.change_impact(impact=impact, by=chloe, version=1, description="Autre."),
        lambda: actions.delete_impact(impact=impact, by=chloe, version=1, scores=0),
    ):
        with pytest.raises(CycleIsClosed):
            act()
    assert Impact.objects.get().description == "Effet constaté."
