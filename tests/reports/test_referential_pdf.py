"""A published référentiel on paper: accessible, sealed, set once."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from commitments.models import Commitment, ReferentialVersion
from tests.factories.commitments import (
    make_action,
    make_axis,
    make_draft,
    make_indicator,
    make_published,
)
from tests.reports.reporting import HOSTILE, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cycle, chloe, fanny, media) -> ReferentialVersion:
    draft = make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle, aim=f"{HOSTILE} 😀")
    make_action(axis=axis, code="A-001", title="Mesurer les trajets", owner=chloe, cost_eur=98_765)
    make_indicator(commitment=axis.commitment, code="IND-01", label="Émissions par personne")
    return make_published(cycle=cycle, by=chloe, decider=fanny, draft=draft)


def paper(client, number: int = 1) -> PdfReader:
    answer = client.get(reverse("reports:referential-pdf", args=[number]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def test_anybody_reads_the_commitments_and_their_seal(version, eve):
    text = text_of(paper(eve))
    for row in Commitment.objects.all():
        assert row.label in text
    assert "Mesurer les trajets" in text and "Émissions par personne" in text
    assert "texte illustratif" in text
    assert "Fanny Dubois" in text and version.fingerprint in text.replace("\n", "").replace(" ", "")


def test_the_paper_names_neither_owner_nor_cost(version, eve):
    text = text_of(paper(eve)).replace("\u202f", "")
    assert "Chloé Perrin" not in text and "98765" not in text


def test_the_paper_is_an_accessible_document(version, eve):
    root = paper(eve).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "fr-FR"


def test_what_was_typed_is_printed_and_never_run(version, eve):
    text = text_of(paper(eve))
    assert "{{settings.SECRET_KEY}}" in text and "□" in text


def test_the_paper_is_set_once(version, eve, media):
    first = eve.get(reverse("reports:referential-pdf", args=[1])).content
    [kept] = Path(media / "referentials").iterdir()
    assert kept.read_bytes() == first == eve.get(reverse("reports:referential-pdf", args=[1])).content
