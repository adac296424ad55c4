"""The mutual's own DOCX: put by the responsable, taken by the report, given back."""

import base64
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from accounts.actions import history
from priorities.actions.ranking import compile_ranking
from reports.actions.report import compile_report
from reports.actions.template import opened_template, set_template
from reports.documents.word.template import emptied
from reports.models import ReportTemplate
from tests.factories.annual import make_template, template_bytes

pytestmark = pytest.mark.django_db
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


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


def test_nothing_that_a_template_hides_stays_in_the_report():
    """Comments, pictures, data of its own, the server where its model stood."""
    internal = Document()
    paragraph = internal.add_paragraph("Le projet de fusion")
    internal.add_comment(paragraph.runs, text="À ne pas diffuser", author="Direction")
    internal.add_picture(io.BytesIO(PIXEL))
    attached = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    internal.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).relate_to(
        "file://serveur/secret.dotm", attached, is_external=True
    )
    internal.sections[0].header.paragraphs[0].text = "En-tête de la mutuelle"
    given, kept = io.BytesIO(), io.BytesIO()
    internal.save(given)
    emptied(given).save(kept)
    with zipfile.ZipFile(kept) as archive:
        assert not [
            name for name in archive.namelist() if "comment" in name or "media" in name or "custom" in name
        ]
        text = b"".join(map(archive.read, archive.namelist())).decode("utf-8", "replace")
    assert not any(word in text for word in ("fusion", "diffuser", "secret.dotm"))
    assert Document(kept).sections[0].header.paragraphs[0].text == "En-tête de la mutuelle"


def test_template_is_given_back(cycle, chloe, client_of, media):
    template = make_template()
    client_of(chloe).post(reverse("reports:template-delete", args=[template.pk]))
    with opened_template() as stream:
        assert stream is None
