"""What most tests of the référentiel start from."""

import pytest

from commitments.models import Action, Commitment, ImprovementAxis, ReferentialVersion
from tests.factories.commitments import make_action, make_axis, make_draft, make_published


@pytest.fixture
def draft(cycle, chloe) -> ReferentialVersion:
    """The first version, in draft, with the seven illustrative commitments."""
    return make_draft(cycle=cycle, by=chloe)


@pytest.fixture
def commitment(draft) -> Commitment:
    return Commitment.objects.get(code="ENG4")


@pytest.fixture
def axis(draft, cycle) -> ImprovementAxis:
    return make_axis(cycle=cycle)


@pytest.fixture
def action(axis) -> Action:
    return make_action(axis=axis, code="A-001")


@pytest.fixture
def published(draft, action, cycle, chloe, fanny) -> ReferentialVersion:
    """One axis and one action of commitment 4, adopted by Fanny and published by Chloé."""
    return make_published(cycle=cycle, by=chloe, decider=fanny, draft=draft)
