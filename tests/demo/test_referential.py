"""The référentiel of the demo: a published version, a year of work, a draft."""

import pytest
from django.utils import timezone

from commitments.enums import ActionState
from commitments.models import Action, Commitment, Indicator, ReferentialVersion
from commitments.queries.dependencies import in_waves, links
from commitments.queries.difference import difference
from commitments.queries.indicator import indicator_lines
from commitments.queries.shown import reading_of

pytestmark = pytest.mark.usefixtures("demo")


def test_demo_holds_a_published_version_and_this_years_draft() -> None:
    draft, published = ReferentialVersion.objects.select_related("cycle")
    assert (published.cycle.slug, published.is_published, draft.is_draft) == ("2025", True, True)
    assert published.fingerprint_holds and published.deciders.exists()
    assert published.document["adoption"]["by"] == [decider.name for decider in published.deciders.all()]
    changed = difference(published.document, reading_of(draft).document)
    assert any(row.rewritten for row in changed) and any(row.moved for row in changed)


def test_demo_marks_its_commitments_as_illustrative() -> None:
    assert Commitment.objects.filter(is_illustrative=True).count() == 7
    assert all(row["axes"] for row in ReferentialVersion.objects.get(number=1).document["commitments"])


def test_demo_actions_are_in_every_state() -> None:
    assert set(Action.objects.values_list("state", flat=True)) == set(ActionState.values)
    assert Action.objects.late(timezone.localdate()).exists()
    assert Action.objects.joint().exists()
    assert Action.objects.filter(published_in=None).exists()
    assert len(in_waves(Action.objects.values_list("pk", flat=True), links())) == 2


def test_demo_indicators_move() -> None:
    lines = indicator_lines(Indicator.objects.all(), timezone.localdate())
    assert len(lines) == 12 and all(len(line.points) > 1 for line in lines)
    assert {line.reached for line in lines} == {True, False}
    assert [line.code for line in lines if line.is_stale] == ["IND-12"]
