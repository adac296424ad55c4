"""The decision on paper: the figures of the screen, in an accessible document."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from priorities.actions.decision import settle_domain
from priorities.enums import Standing
from priorities.models import Decision
from tests.factories.priorities import adopt, make_decision, make_run
from tests.reports.reporting import HOSTILE, text_of


@pytest.fixture
def decision(cycle, chloe, fanny) -> Decision:
    made = make_decision(run=make_run(cycle=cycle), by=chloe)
    row = made.domains.select_related("domain", "decision").get(domain__code="6.7.7")
    settle_domain(
        row=row,
        standing=Standing.WATCHED,
        asked_rank=None,
        reason=f"Déjà fait. {HOSTILE}",
        version=None,
        by=fanny,
    )
    return made


def paper(client, decision) -> PdfReader:
    answer = client.get(reverse("reports:decision-pdf", args=[decision.pk]))
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    return PdfReader(io.BytesIO(answer.content))


def test_the_paper_says_what_is_adopted_and_its_deviations(decision, client_of, fanny):
    draft = text_of(paper(client_of(fanny), decision))
    assert "PROJET" in draft and "Déjà fait." in draft
    adopt(decision, by=fanny)
    decision.refresh_from_db()
    text = text_of(paper(client_of(fanny), decision))
    assert "ADOPTÉE" in text and "PROJET" not in text
    assert "pour : 11, contre : 0" in text.replace("\xa0", " ") and "Fanny Dubois" in text
    assert decision.fingerprint[:20] in text


def test_the_paper_is_an_accessible_document(decision, client_of, fanny):
    root = paper(client_of(fanny), decision).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "fr-FR"
