"""The référentiel in the annual report: the version in force, with the progress of today and not a word else."""

import pytest

from priorities.queries.reading import read_ranking
from reports.queries.year import read_year
from tests.factories.commitments import make_action, make_axis, make_draft, make_published
from tests.factories.iso26000 import make_cycle
from tests.factories.priorities import make_run


@pytest.fixture
def published(cycle, chloe, fanny):
    draft = make_draft(cycle=cycle, by=chloe)
    make_action(axis=make_axis(cycle=cycle), code="A-001", title="Mesurer les trajets", cost_eur=100)
    return make_published(cycle=cycle, by=chloe, decider=fanny, draft=draft)


def promises(cycle, by):
    return read_year(read_ranking(make_run(cycle=cycle)), by).promises


def actions_of(found) -> list[dict]:
    return [one for row in found.document["commitments"] for axis in row["axes"] for one in axis["actions"]]


def test_what_nobody_adopted_yet_is_not_told_under_the_adopted_version(published, cycle, chloe):
    make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle, domain="6.5.4")
    make_action(axis=axis, code="A-002", cost_eur=900)
    action = axis.cycle.axes.get(domain__code="6.5.5").actions.get()
    action.title, action.progress, action.state = "Autre chose", 40, "running"
    action.save()
    found = promises(cycle, chloe)
    assert found.version == published
    [told] = actions_of(found)
    assert (told["title"], told["progress"], told["state"]) == ("Mesurer les trajets", 40, "running")
    assert (found.totals.total, found.totals.cost) == (1, 100)


def test_the_next_draft_does_not_freeze_the_version_in_force(published, cycle, chloe):
    make_draft(cycle=make_cycle("2027"), by=chloe)
    assert promises(cycle, chloe).totals is not None


def test_a_draft_is_told_where_nothing_is_adopted(cycle, chloe):
    draft = make_draft(cycle=cycle, by=chloe)
    make_action(axis=make_axis(cycle=cycle))
    found = promises(cycle, chloe)
    assert found.version == draft and len(actions_of(found)) == 1 == found.totals.total
