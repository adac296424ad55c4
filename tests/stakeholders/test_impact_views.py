"""The pages of the room « Impacts »: found, read, written, met, within rights and budgets."""

import re
from datetime import date

import pytest

from accounts.models import Change
from stakeholders.enums import Nature, Polarity
from stakeholders.forms.impact_search import ImpactSearchForm
from stakeholders.models import Impact, ImpactScore
from tests.factories.iso26000 import make_assessor, make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.queries import assert_query_budget

BUDGET = 12
CANARY = "CANARI-JUSTIFICATION"


@pytest.fixture
def group(cycle):
    return make_significance(
        cycle=cycle, stakeholder=make_stakeholder("ADH", label_fr="Adhérents")
    ).stakeholder


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def posted(impact: Impact, **changes: object) -> dict[str, object]:
    """What the form of an impact sends."""
    names = ("domain_id", "stakeholder_id", "polarity", "nature", "description", "version")
    flags = {
        name: "on" for name in ("human_rights", "life_health", "environmental_harm", "non_compliance")
        if getattr(impact, name)
    }  # fmt: skip
    return {name.removesuffix("_id"): getattr(impact, name) for name in names} | flags | changes


# --- list


def test_list_costs_the_same_for_few_and_many_impacts(cycle, group, bruno, client_of):
    make_assessor("RSE-01", user=bruno)
    make_score(impact=make_impact(cycle=cycle, stakeholder=group))

    def more():
        assessors = [make_assessor() for _ in range(5)]
        for _ in range(60):
            impact = make_impact(cycle=cycle, stakeholder=make_stakeholder(parent=group))
            for assessor in assessors:
                make_score(impact=impact, assessor=assessor)

    assert_query_budget(client_of(bruno), "/impacts/?partie=ADH&etat=cote", BUDGET, more)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", "NEG POS"),
        ("domaine=6.7.8", "NEG"),
        ("domaine=6.5", "POS"),
        ("partie=ADH", "NEG POS"),
        ("partie=JEU", "POS"),
        ("sens=positive", "POS"),
        ("nature=potential", "POS"),
        ("drapeau=life_health", "NEG"),
        ("drapeau=tous", "NEG"),
        ("etat=a-coter", "POS"),
        ("etat=a-coter-par-moi", "POS"),
        ("etat=cote-par-moi", "NEG"),
        ("etat=cote", "NEG"),
        ("etat=aucun", "RIEN"),
        ("etat=tout", "NEG POS RIEN"),
        ("q=air+pur", "POS"),
        ("q=neg", "NEG"),
        ("tri=recent", "NEG POS"),
    ],
)
def test_filters_of_the_address(cycle, group, bruno, query, codes):
    mine = make_assessor("RSE-01", user=bruno)
    young = make_stakeholder("JEU", parent=group)
    make_impact(
        cycle=cycle, code="POS", domain=the_domain("6.5.3"), stakeholder=young, polarity=Polarity.POSITIVE,
        nature=Nature.POTENTIAL, description="Un air plus pur.",
    )  # fmt: skip
    make_score(
        impact=make_impact(cycle=cycle, code="NEG", stakeholder=group, life_health=True), assessor=mine
    )
    make_impact(cycle=cycle, code="RIEN", domain=the_domain("4.2"), polarity=Polarity.NONE)
    make_impact(cycle=make_cycle("2027"), code="AILLEURS")
    asked = dict(part.split("=") for part in query.replace("+", " ").split("&")) if query else {}
    form = ImpactSearchForm(asked, cycle=cycle, assessor=mine)
    found = form.filter(Impact.objects.all()).values_list("code", flat=True)
    assert sorted(found) == codes.split()


def test_an_unknown_filter_filters_nothing_and_says_so(cycle, group, chloe, client_of):
    make_impact(cycle=cycle, code="I26-001", stakeholder=group)
    page = text_of(client_of(chloe).get("/impacts/?domaine=9.9.9&etat=__class__&sens=negative"))
    assert "I26-001" in page and "2 réponses sont à corriger" in page


def test_list_marks_what_i_have_not_scored(cycle, group, bruno, chloe, client_of):
    mine = make_assessor("RSE-01", user=bruno)
    make_score(impact=make_impact(cycle=cycle, stakeholder=group), assessor=mine)
    client = client_of(bruno)
    assert "pas par vous" not in text_of(client.get("/impacts/"))
    make_score(impact=make_impact(cycle=cycle, stakeholder=group))
    assert "pas par vous" in text_of(client.get("/impacts/"))
    assert "pas par vous" not in text_of(client_of(chloe).get("/impacts/"))  # she has no seat


def test_empty_list_teaches_and_gives_one_action(cycle, chloe, hana, client_of):
    assert "Ouvrir la carte de couverture" in text_of(client_of(chloe).get("/impacts/"))
    assert "Ouvrir la carte de couverture" not in text_of(client_of(hana).get("/impacts/"))


# --- blindness


def test_nobody_reads_the_scores_of_another_before_giving_theirs(cycle, group, bruno, client_of):
    """List, page, form, confirmation, map, bulk, history: no trace, until my own score is complete."""
    mine = make_assessor("RSE-01", user=bruno)
    impact = make_impact(cycle=cycle, stakeholder=group, life_health=True)
    make_score(impact=impact, scale=5, scope=5, irremediability=5, likelihood=None, rationale=CANARY)
    client = client_of(bruno)
    pages = [
        "/impacts/", "/impacts/?etat=cote", f"/impacts/{impact.pk}/", f"/impacts/{impact.pk}/modifier/",
        f"/impacts/{impact.pk}/retirer/", "/impacts/couverture/", "/impacts/couverture/6.7.8/",
        f"/impacts/lot/?impact={impact.pk}&vers-nature=potential", f"/historique/stakeholders.impact/{impact.pk}/",
        "/norme/domaines/6.7.8/",
    ]  # fmt: skip
    for page in pages:
        text = text_of(client.get(page))
        assert CANARY not in text and "médiane 5" not in text, page
    hidden = text_of(client.get(f"/impacts/{impact.pk}/"))
    assert "Caché jusqu’à votre cotation" in hidden
    assert "Point critique" not in hidden  # severity 5 would tell
    draft = make_score(impact=impact, assessor=mine, irremediability=None, likelihood=None)
    assert CANARY not in text_of(client.get(f"/impacts/{impact.pk}/"))
    ImpactScore.objects.filter(pk=draft.pk).update(irremediability=3)
    shown = text_of(client.get(f"/impacts/{impact.pk}/"))
    assert CANARY in shown and "2 cotations complètes" in shown and "Point critique" in shown


def test_page_tells_the_spread_the_sums_and_the_disagreement_without_names(cycle, group, chloe, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group, human_rights=True)
    for code, scale in (("NOM-A", 2), ("NOM-B", 5), ("NOM-C", 5)):
        make_score(
            impact=impact, assessor=make_assessor(code), scale=scale, scope=3, irremediability=3, likelihood=None,
            rationale=f"Raison {scale}",
        )  # fmt: skip
    make_score(
        impact=impact, scale=1, scope=None, irremediability=None, likelihood=None, rationale="Brouillon"
    )
    page = text_of(client_of(chloe).get(f"/impacts/{impact.pk}/"))
    assert "3 cotations complètes" in page and "provisoire" not in page
    assert "ampleur de 2 à 5" in page and "étendue de" not in page
    assert "le plus grand de (5 + 3 + 3) ÷ 3 et de 5 − 1" in page and "4,00" in page
    assert "l’impact est réel" in page and "Point critique" in page
    assert "Raison 2" in page and "Brouillon" not in page and "NOM-" not in page


def test_page_of_a_non_compliance_is_critical_without_any_score(cycle, group, bruno, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group, non_compliance=True)
    page = text_of(client_of(bruno).get(f"/impacts/{impact.pk}/"))
    assert "Point critique" in page and "n’attend pas de cotation" in page


def test_page_costs_the_same_for_few_and_many_scores(cycle, group, chloe, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group)
    make_score(impact=impact)
    assert_query_budget(
        client_of(chloe), f"/impacts/{impact.pk}/", 10, lambda: [make_score(impact=impact) for _ in range(30)]
    )


# --- write


def test_identifying_prefills_saves_and_keeps_the_place_for_another(cycle, group, bruno, client_of):
    client = client_of(bruno)
    address = "/impacts/nouveau/?domaine=6.7.8&partie=ADH&sens=negative"
    form = client.get(address).context["form"]
    assert (form["domain"].value(), form["stakeholder"].value(), form["polarity"].value()) == (
        the_domain().pk, group.pk, "negative",
    )  # fmt: skip
    assert "Comme le domaine 6.7.8 le prévoit : oui" in text_of(client.get(address))
    sent = {
        "domain": the_domain().pk, "stakeholder": group.pk, "polarity": "negative", "nature": "potential",
        "human_rights": "", "description": "Des délais.\r\nEt des refus.", "suite": "1",
    }  # fmt: skip
    answer = client.post(address, sent)
    assert answer["Location"] == "/impacts/nouveau/?domaine=6.7.8&partie=ADH"
    impact = Impact.objects.get()
    assert (impact.human_rights, impact.description) == (True, "Des délais.\nEt des refus.")
    client.post(address, {**sent, "human_rights": "non"})
    assert not Impact.objects.latest("pk").human_rights


def test_identifying_where_none_was_declared_says_that_it_is_withdrawn(cycle, group, bruno, client_of):
    make_impact(cycle=cycle, stakeholder=group, polarity=Polarity.NONE)
    sent = {
        "domain": the_domain().pk, "stakeholder": group.pk, "polarity": "negative", "nature": "actual",
        "description": "Des délais.",
    }  # fmt: skip
    answer = client_of(bruno).post("/impacts/nouveau/", sent, follow=True)
    assert "qui y était déclaré, est retiré" in text_of(answer)
    assert not Impact.objects.none_declared().exists()


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(cycle, group, bruno, client_of):
    answer = client_of(bruno).post(
        "/impacts/nouveau/", {"domain": the_domain().pk, "polarity": "none", "description": "x" * 2001}
    )
    assert answer.status_code == 422 and not Impact.objects.exists()
    assert "x" * 2001 in answer.content.decode()
    assert set(answer.context["form"].errors) == {"stakeholder", "polarity", "nature", "description"}


def test_lines_count_as_the_browser_counts_them(cycle, group, bruno, client_of):
    sent = {
        "domain": the_domain().pk, "stakeholder": group.pk, "polarity": "negative", "nature": "actual",
        "description": "a\r\n" * 999 + "bb",
    }  # fmt: skip
    assert client_of(bruno).post("/impacts/nouveau/", sent).status_code == 302


def test_two_writers_meet_and_nothing_is_lost(cycle, group, bruno, chloe, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group, description="Base")
    address = f"/impacts/{impact.pk}/modifier/"
    assert client_of(bruno).post(address, posted(impact, description="De Bruno")).status_code == 302
    answer = client_of(chloe).post(address, posted(impact, description="De Chloé", life_health="on"))
    assert answer.status_code == 409
    page = text_of(answer)
    assert "De Bruno" in page and "De Chloé" in page and "Bruno Vidal" in page
    form = answer.context["form"]
    again = posted(impact, description="Des deux", life_health="on", version=form["version"].value())
    assert client_of(chloe).post(address, again).status_code == 302
    impact.refresh_from_db()
    assert (impact.description, impact.life_health, impact.version) == ("Des deux", True, 3)


def test_a_change_that_breaks_scores_asks_then_clears_and_undoes_in_one_click(
    cycle, group, bruno, chloe, client_of
):
    impact = make_impact(cycle=cycle, stakeholder=group)
    scores = [make_score(impact=impact, irremediability=4, likelihood=None) for _ in range(2)]
    client, address = client_of(chloe), f"/impacts/{impact.pk}/modifier/"
    refused = client.post(address, posted(impact, polarity="positive"))
    assert refused.status_code == 422
    assert "2 cotations portent une note (irrémédiabilité) qui n’aurait plus de sens" in text_of(refused)
    answer = client.post(address, posted(impact, polarity="positive", accept_effect="on"), follow=True)
    assert "Annuler" in text_of(answer)
    assert set(ImpactScore.objects.values_list("irremediability", flat=True)) == {None}
    act = Change.objects.filter(target_type="stakeholders.impact").latest("pk").operation
    assert client.post(f"/annuler/{act}/").status_code == 302  # scores of others come back with the impact
    assert set(ImpactScore.objects.values_list("irremediability", flat=True)) == {4}
    assert len(scores) == 2


def test_withdrawing_names_the_counts_and_is_undone_in_one_click(cycle, group, bruno, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group)
    make_score(impact=impact, assessor=make_assessor("RSE-01", user=bruno))
    make_score(impact=impact)
    client, address = client_of(bruno), f"/impacts/{impact.pk}/retirer/"
    assert "ses 2 cotations" in text_of(client.get(address))
    assert client.post(address, {"version": 1, "scores": 1}).status_code == 409
    assert client.post(address, {"version": "x"}).status_code == 409
    assert client.post(address, {"version": 1, "scores": 2}).status_code == 302
    act = Change.objects.filter(target_type="stakeholders.impact").latest("pk").operation
    assert client.post(f"/annuler/{act}/").status_code == 302
    assert ImpactScore.objects.filter(impact=impact.pk).count() == 2


def test_the_statement_that_there_is_none_changes_its_reason_only(cycle, group, bruno, client_of):
    said = make_impact(cycle=cycle, stakeholder=group, polarity=Polarity.NONE)
    client = client_of(bruno)
    sent = posted(said, description="Regardé deux fois.", polarity="negative", nature="actual")
    assert client.post(f"/impacts/{said.pk}/modifier/", sent).status_code == 302
    said.refresh_from_db()
    assert (said.description, said.polarity) == ("Regardé deux fois.", "none")


def test_history_of_the_score_of_a_withdrawn_impact_can_be_read(cycle, group, bruno, client_of):
    impact = make_impact(cycle=cycle, stakeholder=group)
    score = make_score(impact=impact, assessor=make_assessor("RSE-01", user=bruno))
    client = client_of(bruno)
    client.post(f"/impacts/{impact.pk}/retirer/", {"version": 1, "scores": 1})
    page = client.get(f"/historique/stakeholders.impactscore/{score.pk}/")
    assert page.status_code == 200 and "Rétablir" not in text_of(page)


def test_a_closed_cycle_is_read_and_not_changed(bruno, client_of):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    impact = make_impact(cycle=cycle)
    client = client_of(bruno)
    assert "Modifier" not in text_of(client.get(f"/impacts/{impact.pk}/"))
    assert "Identifier un impact" not in text_of(client.get("/impacts/?exercice=2025"))
    assert client.post(f"/impacts/{impact.pk}/modifier/", posted(impact)).status_code == 403
    assert client.post("/impacts/nouveau/?exercice=2025", posted(impact)).status_code == 409
