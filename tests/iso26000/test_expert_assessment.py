"""Evidence files and their expiry, findings, and the second pair of eyes."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import history
from accounts.models import JournalEntry
from accounts.roles import Role
from iso26000.actions.evidence import add_evidence, change_evidence, remove_evidence
from iso26000.actions.finding import (
    LevelMoved,
    NothingToValidate,
    OwnLevel,
    StillBlind,
    add_finding,
    remove_finding,
    reopen_practice,
    validate_practice,
)
from iso26000.actions.practice import DomainIsValidated, assess_practice
from iso26000.enums import EvidenceKind, FindingKind, PracticeAnswer, ValidationState
from iso26000.models import Evidence, EvidenceFile, Finding, PracticeAssessment, PracticeValidation
from iso26000.queries.practice import practice_of, practice_rows
from priorities.exchange.snapshot import rows_of
from priorities.queries.inputs import read_inputs
from tests.factories.accounts import make_user
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence, make_practice, the_domain
from tests.factories.practice import PDF, expired, make_file, make_finding, make_validation
from tests.support.pages import said
from tests.support.queries import assert_query_budget

DOMAIN, PIECES = "/diagnostic/6.7.8/", "/diagnostic/6.7.8/preuves/"


def pdf(name: str = "charte.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def docx(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def posted(**more) -> dict:
    return {"preuve-kind": "document", "preuve-label": "Charte", "preuve-value": "", **more}


# --- files


def test_file_is_kept_with_its_fingerprint_under_a_name_nobody_chose(client_of, bruno, cycle, media):
    answer = client_of(bruno).post(PIECES, posted(**{"preuve-document": pdf("../Charte d’été.pdf")}))
    assert answer.status_code == 302
    kept = EvidenceFile.objects.get()
    assert (kept.number, kept.name, kept.size, kept.added_by) == (1, "Charte d’été.pdf", len(PDF), bruno)
    assert len(kept.sha256) == 64
    assert "ete" not in kept.file.name
    assert (media / kept.file.name).read_bytes() == PDF


def test_new_version_keeps_the_older_one(client_of, bruno, cycle, media):
    piece = make_evidence(cycle=cycle, label="Charte")
    make_file(evidence=piece)
    client = client_of(bruno)
    data = posted(**{"preuve-version": "1", "preuve-document": pdf("charte-2.pdf", PDF + b"2")})
    assert client.post(f"{PIECES}{piece.pk}/", data).status_code == 302
    assert [file.number for file in piece.files.all()] == [2, 1]
    page = said(client.get(f"{PIECES}{piece.pk}/"))
    assert "charte-2.pdf" in page and "charte.pdf" in page
    assert "version 2" in said(client.get(DOMAIN))
    for number, content in ((1, PDF), (2, PDF + b"2")):
        address = reverse("iso26000:evidence-download", args=["6.7.8", piece.pk, number])
        assert b"".join(client.get(address).streaming_content) == content


def test_download_is_an_attachment_under_our_own_type(client_of, hana, cycle, media):
    kept = make_file(evidence=make_evidence(cycle=cycle))
    answer = client_of(hana).get(
        reverse("iso26000:evidence-download", args=["6.7.8", kept.evidence_id, kept.number])
    )
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    b"".join(answer.streaming_content)


def test_file_of_another_domain_or_lost_is_not_there(client_of, hana, cycle, media):
    kept = make_file(evidence=make_evidence(cycle=cycle))
    client = client_of(hana)
    address = reverse("iso26000:evidence-download", args=["6.3.4", kept.evidence_id, 1])
    assert client.get(address).status_code == 404
    (media / kept.file.name).unlink()
    address = reverse("iso26000:evidence-download", args=["6.7.8", kept.evidence_id, 1])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<script>", "Ce type de fichier n’est pas accepté"),
        ("image.svg", b"<svg/>", "Ce type de fichier n’est pas accepté"),
        ("faux.pdf", b"MZ\x90", "n’est pas un PDF"),
        ("vide.pdf", b"", "Ce fichier est vide"),
        ("faux.docx", b"PK\x03\x04 tronque", "n’est pas un DOCX lisible"),
        ("macro.docx", docx("word/document.xml", "word/vbaProject.bin"), "contient des macros"),
        ("lourd.pdf", b"%PDF-" + b"0" * 10_000_001, "au plus"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(client_of, bruno, cycle, media, name, content, words):
    upload = SimpleUploadedFile(name, content)
    answer = client_of(bruno).post(PIECES, posted(**{"preuve-document": upload}))
    assert answer.status_code == 422
    assert words in said(answer)
    assert not Evidence.objects.exists() and not media.exists()


def test_removed_piece_comes_back_with_its_files_and_its_findings(cycle, bruno, media):
    piece = make_evidence(cycle=cycle)
    make_file(evidence=piece)
    finding = make_finding(cycle=cycle, evidence=piece)
    operation = remove_evidence(evidence=piece, by=bruno)
    finding.refresh_from_db()
    assert finding.evidence is None and not EvidenceFile.objects.exists()
    history.undo(operation, by=bruno)
    finding.refresh_from_db()
    assert finding.evidence == piece
    assert (media / piece.files.get().file.name).exists()


def test_undo_of_a_version_by_its_button(client_of, bruno, cycle, media):
    piece = make_evidence(cycle=cycle)
    operation = change_evidence(evidence=piece, by=bruno, version=1, document=pdf())
    client_of(bruno).post(reverse("history-undo", args=[operation]))
    assert not piece.files.exists()


# --- expiry


def test_expired_evidence_is_shown_and_does_not_count(client_of, hana, cycle):
    make_practice(cycle=cycle, level=2)
    make_evidence(cycle=cycle, label="Charte 2023", expires_on=expired())
    practice = practice_of(cycle, the_domain())
    [row] = [row for row in practice_rows(cycle, hana) if row.domain.code == "6.7.8"]
    assert practice.cap == row.practice.cap == 0
    assert practice.proof.expired == row.practice.proof.expired == 1
    page = said(client_of(hana).get(DOMAIN))
    assert "Charte 2023" in page and "expirée : ne compte plus" in page
    assert "+ 1 expirée" in said(client_of(hana).get("/diagnostic/"))


def test_last_day_counts(cycle):
    make_evidence(cycle=cycle, expires_on=timezone.localdate())
    assert practice_of(cycle, the_domain()).cap == 2


def test_ranking_and_files_leave_expired_evidence_out(cycle):
    make_evidence(cycle=cycle, label="Valable", expires_on=timezone.localdate() + timedelta(days=1))
    make_evidence(cycle=cycle, label="Expirée", expires_on=expired())
    assert len(read_inputs(cycle).evidence) == 1
    assert [row[2] for row in rows_of(cycle)[0]["evidence"]] == ["Valable"]


def test_closed_cycle_keeps_the_evidence_of_its_day(cycle):
    past = make_cycle(opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    make_evidence(cycle=past, expires_on=date(2025, 12, 19))
    with time_machine.travel("2027-03-01"):
        assert practice_of(past, the_domain()).cap == 2


def test_list_tells_what_expires_within_thirty_days(client_of, hana, cycle):
    today = timezone.localdate()
    for label, days in (("Hier", -1), ("Ce mois", 30), ("Plus tard", 31)):
        make_evidence(cycle=cycle, label=label, expires_on=today + timedelta(days=days))
    client = client_of(hana)
    page = said(client.get("/diagnostic/preuves/"))
    assert "1 preuve expire dans les 30 jours" in page and "1 a expiré" in page
    page = said(client.get("/diagnostic/preuves/?etat=expire-30-jours"))
    assert "Ce mois" in page and "Plus tard" not in page and "Hier" not in page
    page = said(client.get("/diagnostic/preuves/?etat=expirees&question=6.7"))
    assert "Hier" in page and "Ce mois" not in page


# --- findings


def test_gap_without_root_cause_is_refused_by_the_form_and_by_the_database(client_of, bruno, cycle):
    answer = client_of(bruno).post(
        f"{DOMAIN}constats/", {"constat-kind": "gap", "constat-text": "Personne ne relit."}
    )
    assert answer.status_code == 422
    assert "Un écart demande sa cause première" in said(answer)
    assert "Personne ne relit." in said(answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_finding(cycle=cycle, kind=FindingKind.GAP)


def test_finding_names_its_owner_and_its_piece(client_of, bruno, cycle):
    piece = make_evidence(cycle=cycle, label="Rapport d’audit")
    client = client_of(bruno)
    client.post(
        f"{DOMAIN}constats/",
        {
            "constat-kind": "gap",
            "constat-text": "Les réponses tardent.",
            "constat-root_cause": "Aucun suivi des délais.",
            "constat-owner": bruno.pk,
            "constat-evidence": piece.pk,
        },
    )
    page = said(client.get(DOMAIN))
    for words in ("Les réponses tardent.", "Aucun suivi des délais.", f"suivi par {bruno}"):
        assert words in page
    listed = said(client.get("/diagnostic/constats/?etat=gap"))
    assert "Les réponses tardent." in listed
    assert "Les réponses tardent." not in said(client.get("/diagnostic/constats/?etat=strength"))


def test_piece_of_another_domain_is_refused(cycle, bruno):
    piece = make_evidence(cycle=cycle, domain=the_domain("6.3.4"))
    with pytest.raises(ValidationError):
        add_finding(cycle=cycle, domain=the_domain(), by=bruno, kind="strength", text="Oui.", evidence=piece)


def test_finding_removed_comes_back(cycle, bruno):
    finding = make_finding(cycle=cycle, text="Relu.")
    operation = remove_finding(finding=finding, by=bruno)
    assert not Finding.objects.exists()
    history.undo(operation, by=bruno)
    assert Finding.objects.get().text == "Relu."


def test_two_people_on_one_finding_meet(client_of, bruno, cycle):
    finding = make_finding(cycle=cycle, text="Avant.")
    history.change(finding, by=None, text="Après.")
    data = {"constat-kind": "strength", "constat-text": "Autrement.", "constat-version": "1"}
    answer = client_of(bruno).post(f"{DOMAIN}constats/{finding.pk}/", data)
    assert answer.status_code == 409
    assert "Autrement." in said(answer) and "Après." in said(answer)


# --- four eyes


@pytest.fixture
def levelled(cycle):
    """A level of 2, held by a document."""
    make_practice(cycle=cycle, level=2)
    make_evidence(cycle=cycle)
    return cycle


def validate(cycle, by, level=2.0):
    return validate_practice(cycle=cycle, domain=the_domain(), level=level, by=by)


def test_validated_level_rests(levelled, bruno, chloe):
    validate(levelled, chloe)
    row = PracticeValidation.objects.get()
    assert (row.level, row.decided_by, row.holds) == (Decimal("2.0"), chloe, True)
    with pytest.raises(DomainIsValidated):
        assess_practice(cycle=levelled, domain=the_domain(), answer="level", level=1, reason="", by=bruno)
    with pytest.raises(DomainIsValidated):
        add_evidence(cycle=levelled, domain=the_domain(), kind="document", label="Autre", value="", by=bruno)
    piece = Evidence.objects.get()
    for act in (
        lambda: change_evidence(evidence=piece, by=bruno, version=1, label="Autre"),
        lambda: remove_evidence(evidence=piece, by=bruno),
    ):
        with pytest.raises(DomainIsValidated):
            act()
    assert JournalEntry.objects.filter(action="practice.validated", actor=chloe).count() == 1


def test_nobody_validates_a_domain_on_which_they_gave_a_level(levelled, chloe):
    chloe.assessor = make_assessor("RSE-02", user=chloe)
    make_practice(cycle=levelled, assessor=chloe.assessor, level=2)
    with pytest.raises(OwnLevel):
        validate(levelled, chloe)
    assert not PracticeValidation.objects.exists()
    other = make_user("Nadia", "Cherif", role=Role.MANAGER)
    validate(levelled, other)
    with pytest.raises(OwnLevel):
        reopen_practice(validation=PracticeValidation.objects.get(), reason="Erreur.", by=chloe)


def test_whoever_sits_on_the_panel_and_has_not_answered_validates_nothing(client_of, levelled, chloe):
    """The answer would tell the level of the others (ADR 0013)."""
    chloe.assessor = make_assessor("RSE-02", user=chloe)
    for level in (2.0, 3.0):
        with pytest.raises(StillBlind):
            validate(levelled, chloe, level)
    assert "Valider le niveau" not in said(client_of(chloe).get(DOMAIN))


def test_what_was_read_is_what_is_validated(levelled, chloe):
    make_practice(cycle=levelled, level=0)
    with pytest.raises(LevelMoved):
        validate(levelled, chloe)
    validate(levelled, chloe, 1.0)


def test_nothing_given_is_nothing_to_validate(cycle, chloe):
    make_practice(cycle=cycle, answer=PracticeAnswer.UNKNOWN)
    with pytest.raises(NothingToValidate):
        validate(cycle, chloe, None)


def test_not_applicable_is_validated_too(cycle, chloe):
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason="Sans objet.")
    validate(cycle, chloe, None)
    assert PracticeValidation.objects.get().level is None


def test_validating_twice_is_once(levelled, chloe):
    validate(levelled, chloe)
    validate(levelled, chloe)
    assert PracticeValidation.objects.get().version == 1


def test_reopening_takes_a_reason_and_lets_levels_change(levelled, chloe, bruno):
    validate(levelled, chloe)
    row = PracticeValidation.objects.get()
    with pytest.raises(ValidationError):
        reopen_practice(validation=row, reason=" ", by=chloe)
    reopen_practice(validation=row, reason="Un audit nouveau.", by=chloe)
    assert (row.state, row.reason) == (ValidationState.REOPENED, "Un audit nouveau.")
    assess_practice(cycle=levelled, domain=the_domain(), answer="level", level=1, reason="", by=bruno)
    validate(levelled, chloe, practice_of(levelled, the_domain()).effective)
    row.refresh_from_db()
    assert row.holds and row.reason == ""


def test_undo_does_not_go_round_a_validation(client_of, levelled, bruno, chloe):
    operation = assess_practice(
        cycle=levelled, domain=the_domain(), answer="level", level=2, reason="", by=bruno
    )
    validate(levelled, chloe)
    assert client_of(bruno).post(reverse("history-undo", args=[operation])).status_code in (403, 404, 409)
    assert PracticeAssessment.objects.filter(assessor__user=bruno).exists()


def test_validation_is_undone_by_its_button(client_of, levelled, chloe):
    operation = validate(levelled, chloe)
    client_of(chloe).post(reverse("history-undo", args=[operation]))
    assert not PracticeValidation.objects.exists()


def test_manager_validates_and_reopens_from_the_page(client_of, levelled, chloe):
    client = client_of(chloe)
    assert "Valider le niveau 2" in said(client.get(DOMAIN))
    page = said(client.post(f"{DOMAIN}valider/", {"niveau": "2.0"}, follow=True))
    assert "Le niveau est validé." in page and f"Validé par {chloe}" in page
    answer = client.post(f"{DOMAIN}rouvrir/", {"reason": ""})
    assert answer.status_code == 422 and "Dites pourquoi le niveau est rouvert." in said(answer)
    page = said(client.post(f"{DOMAIN}rouvrir/", {"reason": "Audit."}, follow=True))
    assert "Le niveau est rouvert." in page and "Audit." in page
    assert client.post(f"{DOMAIN}valider/", {"niveau": "abc"}).status_code == 409


def test_validated_level_is_kept_from_whoever_has_still_to_answer(client_of, levelled, bruno, chloe):
    """Whoever scores sees that the domain is validated, not at which level (ADR 0013)."""
    validate(levelled, chloe)
    page = said(client_of(bruno).get(DOMAIN))
    assert "Validé par" in page and "niveau 2" not in page


def test_rapporteur_sees_no_button_of_validation(client_of, levelled, bruno, cycle):
    make_practice(cycle=levelled, assessor=make_assessor("RSE-01", user=bruno), level=2)
    assert "Valider le niveau" not in said(client_of(bruno).get(DOMAIN))


# --- budgets


def test_pages_stay_within_their_budgets(client_of, chloe, cycle, media):
    make_practice(cycle=cycle)
    piece = make_evidence(cycle=cycle)
    make_file(evidence=piece)
    make_finding(cycle=cycle, evidence=piece)
    make_validation(cycle=cycle, by=chloe)

    def more():
        for _each in range(12):
            another = make_evidence(cycle=cycle, kind=EvidenceKind.STATEMENT)
            make_file(evidence=another)
            make_file(evidence=another, number=2)
            make_finding(cycle=cycle, evidence=another, owner=chloe)
            make_practice(cycle=cycle)

    client = client_of(chloe)
    assert_query_budget(client, DOMAIN, 15, more)
    assert_query_budget(client, "/diagnostic/", 12, more)
    assert_query_budget(client, "/diagnostic/preuves/", 12, more)
    assert_query_budget(client, "/diagnostic/constats/", 12, more)
    PracticeValidation.objects.all().delete()
    assert_query_budget(client, f"{PIECES}{piece.pk}/", 10, more)
