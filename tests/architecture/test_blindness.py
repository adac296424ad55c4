"""Whoever has not scored yet reads the same answers whatever the others gave, at every address (ADR 0013)."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse

from iso26000.models import PracticeAssessment
from priorities.models import RankingRun
from stakeholders.models import ImpactScore
from tests.architecture.permissions import Row
from tests.architecture.test_permissions import OURS, ask, world  # noqa: F401 – a fixture
from tests.factories.iso26000 import make_assessor, make_practice
from tests.factories.stakeholders import make_score
from tests.support.world import World

pytestmark = pytest.mark.django_db
# The token of the request, what is drawn at random, the hour of a workbook, and the keys of what the request wrote.
CHANGING = re.compile(
    rb'(csrf\w*|token)"[^>]{1,10}"[A-Za-z0-9]{64}|P-[2-9A-Z]{6}|P\d\d-[2-9A-Z]{6}-|<dcterms:[^>]*>[^<]*<|DTSTAMP:\w+'
    rb"|([0-9A-Z]{5}-?){5}[0-9A-Z]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
LOW, HIGH = 1, 5
# A PDF of codes, each time others, packed: nothing of it can be compared.
DRAWN_ANEW = "reports:consultation-letters"


@pytest.fixture
def blind(world: World) -> Iterator[World]:  # noqa: F811
    """Bruno and Chloé sit on the panel and have given nothing to the impacts and domains that two others judged."""
    with transaction.atomic():  # the world is the whole module's
        ImpactScore.objects.filter(pk=world.score_of_bruno.pk).delete()
        make_assessor("RSE-02", user=world.people["chloe"])
        for impact in world.open_cycle.impacts.all():
            for _each in range(2):
                make_score(impact=impact)
        make_practice(cycle=world.open_cycle)
        yield world
        transaction.set_rollback(True)


def say(cycle: int, level: int) -> None:
    """What the others gave in the open cycle, and a ranking that tells it."""
    ImpactScore.objects.filter(impact__cycle=cycle).update(
        scale=level, scope=level, irremediability=level, rationale=f"Parce que {level}."
    )
    PracticeAssessment.objects.filter(cycle=cycle).update(level=level - 1, reason=f"Vu {level}.")
    RankingRun.objects.filter(cycle=cycle).update(
        result_sha256=str(level) * 64, inputs_sha256=str(level) * 64, result_json=f'{{"told": {level}}}'
    )


def told(answer: HttpResponse) -> tuple[int, bytes, bytes]:
    """What one reads in an answer, but for what differs at each request."""
    content = b"" if answer.streaming else answer.content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in sorted(book.namelist()))
    way = answer.get("Location", "").encode()
    return answer.status_code, CHANGING.sub(b"", way), CHANGING.sub(b"", content)


def both(row: Row, name: str, blind: World) -> list[tuple[int, bytes, bytes]]:
    """The answer to that person when the others gave the lowest scores, and when they gave the highest."""
    answers = []
    for level in (LOW, HIGH):
        with transaction.atomic():
            say(blind.open_cycle.pk, level)
            answers.append(told(ask(row, blind, blind.client(name))))
            transaction.set_rollback(True)
    return answers


@pytest.mark.parametrize("name", ["bruno", "chloe"])
def test_answers_do_not_depend_on_what_the_others_gave(name: str, blind: World) -> None:
    telling = []
    for row in OURS:
        if row.url == DRAWN_ANEW:
            continue
        low, high = both(row, name, blind)
        if low != high:
            telling.append(str(row))
    assert telling == []


def test_answers_to_whoever_does_not_score_tell_what_was_given(blind: World) -> None:
    """Without which the test above would prove nothing."""
    page = next(row for row in OURS if row.url == "stakeholders:score-spread")
    low, high = both(page, "hana", blind)
    assert low != high
