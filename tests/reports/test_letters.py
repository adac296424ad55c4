"""Letters of a consultation: one page each, a code, a square that leads where the code is already typed."""

import io

import pypdf
import pytest

from dialogue.actions.consultation_invitation import Letter
from dialogue.models import ConsultationInvitation, ConsultationKey
from reports.documents import letters as document
from reports.documents import pdf
from rse_portal.common.codes import new_code, read_code, written
from tests.factories.consultation import make_consultation
from tests.support.pages import said


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def consultation(cycle):
    return make_consultation(cycle=cycle, title_en="Your view", intro_fr="Vous travaillez avec nous.")


def test_each_letter_has_its_page_its_addressee_and_its_code(consultation):
    letters = [Letter(new_code(), "Société Bretonne, 3 rue des Ajoncs, 35000 Rennes"), Letter(new_code(), "")]
    pages = text_of(document.write(consultation, letters, "fr"))
    assert len(pages) == 2
    assert "35000 Rennes" in pages[0] and "Rennes" not in pages[1]
    for page, letter in zip(pages, letters, strict=True):
        assert written(letter.code) in page.replace("\n", "") and "Vous travaillez avec nous." in page


def test_a_letter_is_written_in_the_language_of_its_reader(consultation):
    page = text_of(document.write(consultation, [Letter(new_code(), "")], "en"))[0]
    assert "Your view" in page


def test_the_square_is_a_picture_without_anything_to_fetch():
    square = document.square("https://portail.example/consultation/7K3QX/")
    assert square.startswith("<svg") and "href" not in square and "<image" not in square


def test_the_codes_on_paper_open_the_questionnaire_and_are_given_once(client_of, chloe, eve, consultation):
    group = consultation.groups.get()
    sent = {
        "lettres-group": str(group.pk),
        "lettres-language": "fr",
        "lettres-names": "Société A, Rennes\nSociété B, Brest",
        "lettres-batch": "7f0c2f8a-59c0-4f0c-9f3b-0b7e8f5d2a13",
    }
    address = f"/dialogue/consultations/{consultation.pk}/lettres.pdf"
    answer = client_of(chloe).post(address, sent)
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert ConsultationKey.objects.count() == 2
    assert set(ConsultationInvitation.objects.values_list("name", flat=True)) == {
        "Société A, Rennes",
        "Société B, Brest",
    }
    page = text_of(answer.content)[0]
    code = next(found for line in page.splitlines() for word in line.split() if (found := read_code(word)))
    assert eve.get(f"/consultation/{code}/").status_code == 200
    assert client_of(chloe).post(address, sent).status_code == 409
    assert ConsultationKey.objects.count() == 2


@pytest.mark.parametrize(
    "more", [{}, {"lettres-names": "A", "lettres-people": "3"}, {"lettres-people": "201"}]
)
def test_letters_are_for_names_or_for_a_number(client_of, chloe, consultation, more):
    sent = {
        "lettres-group": str(consultation.groups.get().pk),
        "lettres-language": "fr",
        "lettres-batch": "7f0c2f8a-59c0-4f0c-9f3b-0b7e8f5d2a14",
    }
    answer = client_of(chloe).post(f"/dialogue/consultations/{consultation.pk}/lettres.pdf", sent | more)
    assert answer.status_code == 422 and "Des lettres à imprimer" in said(answer)
    assert not ConsultationKey.objects.exists()


def test_codes_whose_letters_cannot_be_set_are_not_drawn(client_of, chloe, consultation, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    client = client_of(chloe)
    client.raise_request_exception = False
    sent = {
        "lettres-group": str(consultation.groups.get().pk),
        "lettres-language": "fr",
        "lettres-people": "2",
        "lettres-batch": "7f0c2f8a-59c0-4f0c-9f3b-0b7e8f5d2a15",
    }
    assert client.post(f"/dialogue/consultations/{consultation.pk}/lettres.pdf", sent).status_code == 500
    assert not ConsultationKey.objects.exists() and not ConsultationInvitation.objects.exists()
