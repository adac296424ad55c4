"""The minutes on paper: accessible, stamped with what they are."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from dialogue.enums import MinutesPhase
from dialogue.models.minutes import fingerprint_of
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.sessions import make_attendance, make_minutes
from tests.reports.reporting import HOSTILE, text_of


@pytest.fixture
def session(bretagne, amel):
    session = make_session(
        assembly=make_assembly("AT-BRE", label="Assemblée de Bretagne", territory=bretagne),
        subject="Les délais",
        agenda="Accueil\nDélais",
    )
    make_attendance(session, amel)
    return session


def paper(client, session) -> PdfReader:
    answer = client.get(reverse("reports:minutes-pdf", args=[session.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    return PdfReader(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    ("phase", "stamp"),
    [
        (MinutesPhase.AMENDING, "PROJET"),
        (MinutesPhase.ADOPTED, "ADOPTÉ"),
        (MinutesPhase.FROZEN, "ADOPTÉ"),
    ],
)
def test_the_paper_says_whether_the_assembly_adopted_it(session, amel, chloe, client_of, phase, stamp):
    minutes = make_minutes(session, phase, by=chloe)
    text = text_of(paper(client_of(amel), session))
    assert stamp in text
    assert ({"PROJET", "ADOPTÉ"} - {stamp}).pop() not in text
    assert "Amel Le Goff" in text
    assert "Les délais de remboursement inquiètent." in text
    shown = fingerprint_of(minutes.text)[:20] in text
    assert shown == (phase == MinutesPhase.FROZEN)


def test_the_paper_is_an_accessible_document(session, amel, client_of):
    make_minutes(session)
    root = paper(client_of(amel), session).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "fr-FR"


def test_what_was_typed_is_printed_and_never_run(session, amel, client_of):
    make_minutes(session, text=f"{HOSTILE}\n\nUne ligne\nune autre 😀")
    text = text_of(paper(client_of(amel), session))
    assert "{{settings.SECRET_KEY}}" in text
    assert "□" in text


def test_there_is_no_paper_without_minutes(session, amel, client_of):
    assert client_of(amel).get(reverse("reports:minutes-pdf", args=[session.pk])).status_code == 404
