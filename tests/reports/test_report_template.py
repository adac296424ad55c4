"""The mutual's own DOCX: put by the responsable, taken by the report, given back."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from accounts.actions import history
from priorities.actions.ranking import compile_ranking
from reports.actions.report import compile_report
from reports.actions.template import opened_template, set_template
from reports.models import ReportTemplate
from tests.factories.annual import make_template, template_bytes

pytestmark = pytest.mark.django_db


def sent(client, content: bytes, name: str = "Charte 2026.docx"):
    return client.post(reverse("reports:template-set"), {"document": SimpleUploadedFile(name, content)})


def test_template_is_put_then_read_again(cycle, chloe, client_of, media):
    client = client_of(chloe)
    assert sent(client, template_bytes()).status_code == 302
    kept = ReportTemplate.objects.get()
    assert (kept.name, kept.added_by) == ("Charte 2026.docx", chloe)
    answer = client.get(reverse("reports:template-download", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == template_bytes()
    assert "attachment" in answer["Content-Disposition"]
    assert "Charte 2026.docx" in client.get("/rapports/").content.decode()


def test_template_takes_the_place_of_the_one_before_until_it_is_undone(cycle, chloe, media):
    first = make_template()
    document = SimpleUploadedFile("Charte 2026.docx", template_bytes())
    operation = set_template(document=document, by=chloe)
    assert ReportTemplate.objects.get().name == "Charte 2026.docx"
    history.undo(operation, by=chloe)
    assert ReportTemplate.objects.get().name == first.name


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.4", "charte.pdf", "Le modèle est un fichier DOCX."),
        (b"rien", "charte.docx", "n’est pas un DOCX lisible"),
        (b"", "charte.docx", "Ce fichier est vide."),
    ],
)
def test_template_that_is_none_is_refused_in_its_place(cycle, chloe, client_of, media, content, name, said):
    answer = sent(client_of(chloe), content, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ReportTemplate.objects.exists()


def test_report_takes_the_template_and_does_without_a_lost_one(cycle, media, tmp_path: Path, caplog):
    compile_ranking(cycle=cycle, by=None)
    template = make_template()

    def header() -> str:
        path = compile_report(cycle=cycle, format="docx", by=None, path=tmp_path / "r.docx")
        return Document(io.BytesIO(path.read_bytes())).sections[0].header.paragraphs[0].text

    assert header() == "En-tête de la mutuelle"
    template.file.storage.delete(template.file.name)
    assert header() == ""
    assert "cannot be read" in caplog.text


def test_template_is_given_back(cycle, chloe, client_of, media):
    template = make_template()
    client_of(chloe).post(reverse("reports:template-delete", args=[template.pk]))
    with opened_template() as stream:
        assert stream is None
