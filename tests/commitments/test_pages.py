"""The pages of the room: what each person finds there, and what they cost."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from commitments.actions import version as versions
from commitments.actions.commitment import add_axis
from commitments.models import Action, Commitment, ImprovementAxis, Indicator, ReferentialVersion, Sample
from tests.factories.commitments import (
    make_action,
    make_axis,
    make_document,
    make_draft,
    make_good_practice,
    make_indicator,
    make_sample,
)
from tests.factories.iso26000 import make_assessor, make_cycle, make_other_standard, the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact, make_stakeholder
from tests.support.pages import said
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
ROOM = "/referentiel/"


@pytest.fixture
def furnished(axis, action, commitment, bruno):
    """Something on every page."""
    today = timezone.localdate()
    Action.objects.filter(pk=action.pk).update(
        owner=bruno,
        starts_on=today - timedelta(60),
        due_on=today - timedelta(3),
        state="running",
        progress=40,
    )
    action.partners.create(stakeholder=make_stakeholder(), part="relit")
    other = make_action(axis=axis, code="A-002", due_on=today + timedelta(5))
    other.needs.create(needs=action)
    make_document(action=action)
    action.steps.create(state="running", progress=40, note="Parti.", by=bruno)
    indicator = make_indicator(
        commitment=commitment,
        code="IND-01",
        baseline=12,
        baseline_on=today - timedelta(400),
        target=8,
        target_on=today,
    )
    for back, value in ((90, 11.5), (30, 10)):
        make_sample(indicator=indicator, on=today - timedelta(back), value=value)
    make_good_practice(commitment=commitment, shared_with=make_stakeholder())
    return axis


PAGES = [
    "",
    "engagements/ENG4/",
    "axes/6.5.5/",
    "actions/",
    "actions/?etat=en-retard",
    "actions/tableau/",
    "actions/calendrier/",
    "actions/dependances/",
    "actions/A-001/",
    "indicateurs/",
    "indicateurs/IND-01/",
    "bonnes-pratiques/",
    "versions/",
    "versions/1/",
]
BUDGETS = dict.fromkeys(PAGES, 16) | {
    "": 15,
    "engagements/ENG4/": 18,
    "axes/6.5.5/": 19,
    "actions/": 12,
    "actions/?etat=en-retard": 12,
    "actions/tableau/": 12,
    "actions/A-001/": 22,
    "indicateurs/": 10,
    "bonnes-pratiques/": 10,
    "versions/": 8,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_with_few_rows_and_with_many(
    furnished, client_of, chloe, page, commitment, cycle
):
    def more() -> None:
        today = timezone.localdate()
        others = [make_axis(cycle=cycle, domain=code) for code in ("6.5.3", "6.5.4", "6.7.8")]
        for number in range(30):
            action = make_action(axis=others[number % 3], due_on=today - timedelta(number))
            action.partners.create(stakeholder=make_stakeholder())
            action.needs.create(needs=Action.objects.get(code="A-002"))
            make_document(action=action)
        for _each in range(12):
            indicator = make_indicator(commitment=commitment)
            make_sample(indicator=indicator, on=today, value=3)
            make_good_practice(commitment=commitment, shared_with=make_stakeholder())

    assert_query_budget(client_of(chloe), ROOM + page, BUDGETS[page], more)


def test_a_reader_finds_nothing_before_the_first_publication(draft, furnished, client_of, amel):
    browser = client_of(amel)
    assert "Rien n’est encore publié" in said(browser.get(ROOM))
    for page in ("engagements/ENG4/", "axes/6.5.5/", "actions/A-001/", "indicateurs/IND-01/", "versions/1/"):
        assert browser.get(ROOM + page).status_code == 404, page


def test_the_draft_says_that_its_texts_are_illustrative(draft, client_of, chloe):
    assert "7 engagements portent encore un texte illustratif" in said(client_of(chloe).get(ROOM))


# --- versions, by their pages


def test_the_whole_way_to_a_public_page(furnished, draft, client_of, chloe, fanny, eve):
    browser, board = client_of(chloe), client_of(fanny)
    assert eve.get("/referentiel/public/").status_code == 404
    browser.post("/referentiel/versions/1/soumettre/")
    page = board.get("/referentiel/versions/1/adopter/")
    form = page.context["form"]
    assert [str(person) for person in form.fields["deciders"].queryset] == ["Fanny Dubois"]
    sent = {
        "decision": "Le conseil adopte, à l’unanimité.",
        "on": timezone.localdate().isoformat(),
        "deciders": [fanny.pk],
        "read": form.initial["read"],
    }
    assert board.post("/referentiel/versions/1/adopter/", sent).status_code == 302
    assert browser.post("/referentiel/versions/1/publier/").status_code == 302
    public = said(eve.get("/referentiel/public/"))
    assert "à l’unanimité" in public and "Fanny Dubois" in public and "A-001" in public
    version = ReferentialVersion.objects.get()
    assert version.fingerprint in public and "le texte y répond" in public
    content = eve.get("/referentiel/public/1/contenu.json").content
    assert hashlib.sha256(content).hexdigest() == version.fingerprint


def test_an_adoption_that_lacks_something_keeps_what_was_typed(draft, client_of, chloe, fanny):
    client_of(chloe).post("/referentiel/versions/1/soumettre/")
    answer = client_of(fanny).post(
        "/referentiel/versions/1/adopter/", {"decision": "Notre décision.", "on": "2026-02-31", "read": "x"}
    )
    page = said(answer)
    assert answer.status_code == 422
    assert "Notre décision." in page and "Saisissez une date valide" in page
    assert ReferentialVersion.objects.get().is_submitted


def test_the_difference_reads_in_words(published, commitment, axis, action, cycle, client_of, chloe):
    versions.start_version(cycle=cycle, by=chloe)
    Commitment.objects.filter(pk=commitment.pk).update(statement="Diminuer nos émissions de moitié.")
    Action.objects.filter(pk=action.pk).update(state="running", progress=50)
    make_action(axis=axis, code="A-002", title="Isoler le siège")
    page = said(client_of(chloe).get("/referentiel/versions/2/comparer/1/"))
    assert "<ins>moitié</ins>" in page or "moitié" in page
    assert "A-002 Isoler le siège" in page and "ajouté" in page
    assert "<del>à faire</del> → <ins>en cours</ins>" in page


def test_a_reader_compares_no_draft(published, cycle, client_of, amel, chloe):
    versions.start_version(cycle=cycle, by=chloe)
    assert client_of(amel).get("/referentiel/versions/2/comparer/1/").status_code == 404


# --- commitments and axes


def test_a_commitment_is_rewritten_in_a_draft(commitment, client_of, chloe):
    sent = {"label": "Décarboner", "statement": "Moins de CO2.", "version": "1"}
    assert client_of(chloe).post("/referentiel/engagements/ENG4/modifier/", sent).status_code == 302
    commitment.refresh_from_db()
    assert (commitment.label, commitment.is_illustrative) == ("Décarboner", False)


def test_two_people_meet_on_a_commitment(commitment, client_of, chloe):
    browser = client_of(chloe)
    sent = {"label": "Décarboner", "statement": "Moins de CO2.", "version": "1"}
    browser.post("/referentiel/engagements/ENG4/modifier/", sent)
    answer = browser.post("/referentiel/engagements/ENG4/modifier/", sent | {"statement": "Encore moins."})
    assert answer.status_code == 409 and "Encore moins." in said(answer)


def test_words_change_only_in_a_draft(published, client_of, chloe):
    assert client_of(chloe).get("/referentiel/engagements/ENG4/modifier/").status_code == 409


def test_an_axis_outside_the_priorities_says_why(draft, client_of, chloe):
    domain = Commitment.objects.get(code="ENG4").core_subject.domains.get(code="6.5.4")
    sent = {"domain": domain.pk, "title": "Sobriété", "aim": "", "reason": ""}
    answer = client_of(chloe).post("/referentiel/axes/nouvel/", sent)
    assert answer.status_code == 422 and "dites pourquoi" in said(answer)
    assert client_of(chloe).post("/referentiel/axes/nouvel/", sent | {"reason": "Loi."}).status_code == 302
    axis = ImprovementAxis.objects.get()
    assert (axis.commitment.code, axis.rank) == ("ENG4", None)


def test_an_axis_comes_from_a_priority_with_its_rank(draft, cycle, client_of, chloe):
    make_run(cycle=cycle, compiled_by=chloe)
    page = client_of(chloe).get("/referentiel/axes/nouvel/")
    first = page.context["listed"][0]
    domain = the_domain(first.domain)
    assert first.rank == 1
    sent = {"domain": domain.pk, "title": "Mieux", "aim": "", "reason": ""}
    assert client_of(chloe).post("/referentiel/axes/nouvel/", sent).status_code == 302
    axis = ImprovementAxis.objects.get()
    assert (axis.rank, axis.cycle, axis.commitment.core_subject) == (1, cycle, domain.core_subject)


def test_an_axis_of_another_version_of_the_standard_joins_the_commitments_of_the_house(
    published, client_of, chloe
):
    """They were taken under the reading of 45 domains, and the cycle has moved to that of 37."""
    upgraded = make_cycle(standard=make_other_standard())
    make_draft(cycle=upgraded, by=chloe)
    domain = upgraded.standard.domains.get(code="6.5.4")
    sent = {"domain": domain.pk, "title": "Sobriété", "aim": "", "reason": "Loi."}
    assert client_of(chloe).post("/referentiel/axes/nouvel/", sent).status_code == 302
    assert ImprovementAxis.objects.get(domain=domain).commitment.code == "ENG4"


def test_two_versions_of_the_standard_share_one_axis_per_code(published, client_of, chloe):
    upgraded = make_cycle(standard=make_other_standard())
    make_draft(cycle=upgraded, by=chloe)
    twin = upgraded.standard.domains.get(code="6.5.5")  # has its axis under the reading of 45 domains
    sent = {"domain": twin.pk, "title": "Encore", "aim": "", "reason": "Loi."}
    assert client_of(chloe).post("/referentiel/axes/nouvel/", sent).status_code == 422
    with pytest.raises(ValidationError):
        add_axis(commitment=Commitment.objects.get(code="ENG4"), domain=twin, title="Encore", by=chloe)


def test_whoever_still_scores_is_told_no_priority(draft, cycle, client_of, chloe):
    """A ranking tells what the others gave (ADR 0013)."""
    make_run(cycle=cycle, compiled_by=chloe)
    make_assessor("RSE-02", user=chloe)
    make_impact(cycle=cycle)
    assert client_of(chloe).get("/referentiel/axes/nouvel/").context["priorities"] == []


def test_an_axis_in_use_stays(axis, action, client_of, chloe):
    assert client_of(chloe).post("/referentiel/axes/6.5.5/retirer/").status_code == 409
    action.delete()
    assert client_of(chloe).post("/referentiel/axes/6.5.5/retirer/").status_code == 302


# --- indicators


def test_an_indicator_is_made_measured_and_drawn(commitment, client_of, chloe):
    browser = client_of(chloe)
    sent = {
        "label": "Délai de réponse",
        "unit": "jours",
        "direction": "down",
        "periodicity": "quarter",
        "commitment": commitment.pk,
        "baseline": "21,5",
        "baseline_on": "2025-01-01",
        "target": "15",
        "target_on": "2027-01-01",
    }
    assert browser.post("/referentiel/indicateurs/nouveau/", sent).status_code == 302
    assert (
        browser.post(
            "/referentiel/indicateurs/IND-01/releves/", {"on": "2026-01-31", "value": "1 018,25"}
        ).status_code
        == 302
    )
    sample = Sample.objects.get()
    assert f"{sample.value}" == "1018.250"
    page = said(browser.get("/referentiel/indicateurs/IND-01/"))
    assert "1 018,25 jours" in page and "<svg" in page and "21,5" in page


@pytest.mark.parametrize("value", ["", "NaN", "1e999", "٣", "douze", "1,2345"])
def test_a_value_that_is_no_number_is_refused(commitment, client_of, chloe, value):
    make_indicator(commitment=commitment, code="IND-01")
    answer = client_of(chloe).post(
        "/referentiel/indicateurs/IND-01/releves/", {"on": "2026-01-31", "value": value}
    )
    assert answer.status_code == 422 and not Sample.objects.exists()


def test_a_target_goes_with_its_day(commitment, client_of, chloe):
    sent = {
        "label": "Délai",
        "direction": "down",
        "periodicity": "year",
        "commitment": commitment.pk,
        "target": "3",
    }
    answer = client_of(chloe).post("/referentiel/indicateurs/nouveau/", sent)
    assert answer.status_code == 422 and "La cible va avec sa date." in said(answer)
    assert not Indicator.objects.exists()


def test_two_people_meet_on_an_indicator(commitment, client_of, chloe):
    indicator = make_indicator(commitment=commitment, code="IND-01")
    sent = {
        "label": "Autre nom",
        "direction": "down",
        "periodicity": "year",
        "commitment": commitment.pk,
        "version": "1",
        "defined_version": "1",
    }
    address = "/referentiel/indicateurs/IND-01/modifier/"
    assert client_of(chloe).post(address, sent).status_code == 302
    answer = client_of(chloe).post(address, sent | {"label": "Encore un autre"})
    assert answer.status_code == 409 and "Encore un autre" in said(answer)
    indicator.definition.refresh_from_db()
    assert indicator.definition.label == "Autre nom"


# --- actions


def test_an_owner_says_how_far_their_action_is(action, client_of, bruno):
    Action.objects.update(owner=bruno)
    sent = {"state": "running", "progress": "35", "note": "Première mesure."}
    assert client_of(bruno).post("/referentiel/actions/A-001/avancement/", sent).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.progress) == ("running", 35)
    assert client_of(bruno).get("/referentiel/actions/A-001/modifier/").status_code == 403


def test_a_card_moves_without_javascript(action, client_of, chloe):
    sent = {
        "state": "done",
        "version": str(action.version),
        "next": "/referentiel/actions/tableau/?etat=done",
    }
    answer = client_of(chloe).post("/referentiel/actions/A-001/deplacer/", sent)
    assert answer["Location"] == "/referentiel/actions/tableau/?etat=done"
    action.refresh_from_db()
    assert (action.state, action.progress) == ("done", 100)


def test_a_card_that_stops_asks_why(action, client_of, chloe):
    answer = client_of(chloe).post(
        "/referentiel/actions/A-001/deplacer/", {"state": "blocked", "version": str(action.version)}
    )
    assert answer["Location"].endswith("#avancement")
    action.refresh_from_db()
    assert action.state == "todo"


def test_a_card_moved_by_two_people_is_a_conflict(action, client_of, chloe):
    sent = {"state": "running", "version": str(action.version)}
    assert client_of(chloe).post("/referentiel/actions/A-001/deplacer/", sent).status_code == 302
    assert (
        client_of(chloe).post("/referentiel/actions/A-001/deplacer/", sent | {"state": "done"}).status_code
        == 409
    )


def test_filters_live_in_the_address(furnished, client_of, chloe, bruno):
    browser = client_of(chloe)
    for query, codes in (
        ("etat=en-retard", ["A-001"]),
        ("etat=30-jours", ["A-002"]),
        (f"responsable={bruno.pk}", ["A-001"]),
        ("responsable=personne", ["A-002"]),
        ("conjointe=on", ["A-001"]),
        ("q=a-002", ["A-002"]),
        ("engagement=ENG1", []),
        ("etat=nawak", ["A-001", "A-002"]),
    ):
        found = [line.code for line in browser.get(f"/referentiel/actions/?{query}").context["lines"]]
        assert found == codes, query


def test_the_export_holds_what_is_filtered(furnished, client_of, chloe):
    answer = client_of(chloe).get("/referentiel/actions/exporter.xlsx?etat=en-retard")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows] == ["Code", "A-001"]
    text = client_of(chloe).get("/referentiel/actions/exporter.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Code;Action;") and len(text.splitlines()) == 3
    book = load_workbook(BytesIO(client_of(chloe).get("/referentiel/indicateurs/exporter.xlsx").content))
    assert book.sheetnames == ["Indicateurs", "samples"]
    assert len(list(book["samples"].values)) == 3


def test_an_export_runs_nothing(axis, client_of, chloe):
    make_action(axis=axis, title="=cmd|' /C calc'!A0")
    text = client_of(chloe).get("/referentiel/actions/exporter.csv").content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert client_of(chloe).get("/referentiel/actions/exporter.exe").status_code == 404


def test_a_document_is_handed_out_as_an_attachment(furnished, client_of, chloe, media):
    document = make_document(action=Action.objects.get(code="A-002"))
    answer = client_of(chloe).get(f"/referentiel/actions/A-002/preuves/{document.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]


def test_a_shared_practice_is_everybodys(furnished, commitment, client_of, amel, chloe):
    make_good_practice(commitment=commitment, title="CANARI")
    assert "CANARI" not in said(client_of(amel).get("/referentiel/bonnes-pratiques/"))
    assert "CANARI" in said(client_of(chloe).get("/referentiel/bonnes-pratiques/"))


def test_a_sharing_noted_by_mistake_is_taken_back(commitment, client_of, amel, chloe):
    practice = make_good_practice(commitment=commitment, title="CANARI", shared_with=make_stakeholder())
    address = f"/referentiel/bonnes-pratiques/{practice.pk}/partages/{practice.shares.get().pk}/retirer/"
    assert client_of(chloe).post(address).status_code == 302
    assert "CANARI" not in said(client_of(amel).get("/referentiel/bonnes-pratiques/"))
