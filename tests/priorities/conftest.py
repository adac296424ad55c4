import pytest
from django.conf import settings

from iso26000.models import AssessmentCycle
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking
from priorities.exchange.loading import import_data
from priorities.models import RankingRun

EXAMPLE = settings.BASE_DIR / "fixtures/method/example"


@pytest.fixture
def example(standard, media) -> AssessmentCycle:
    """The worked example of docs/methode.md §6, imported from its files."""
    import_data(source=EXAMPLE, cycle="exemple", by=None)
    return AssessmentCycle.objects.get(slug="exemple")


@pytest.fixture
def run(example) -> RankingRun:
    return compile_ranking(cycle=example, by=None, parameters=Parameters(draws=100))
