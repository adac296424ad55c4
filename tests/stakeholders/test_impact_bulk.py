"""Many impacts changed as one act: previewed line by line, all or none, undone in one click."""

import re

import pytest

from accounts.models import Change, JournalEntry
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.queries import assert_query_budget


@pytest.fixture
def group(cycle):
    return make_significance(
        cycle=cycle, stakeholder=make_stakeholder("ADH", label_fr="Adhérents")
    ).stakeholder


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def lines(*impacts: Impact) -> list[str]:
    return [f"{impact.pk}-{impact.version}" for impact in impacts]


def chosen(*impacts: Impact) -> str:
    return "/impacts/lot/?" + "&".join(f"impact={impact.pk}" for impact in impacts)


def test_preview_tells_before_and_after_and_writes_nothing(cycle, group, chloe, client_of):
    first, second = make_impact(cycle=cycle, code="A"), make_impact(cycle=cycle, code="B", life_health=True)
    page = text_of(
        client_of(chloe).get(
            f"{chosen(first, second)}&vers-life_health=oui&vers-domain={the_domain('6.5.3').pk}"
        )
    )
    assert "2 impacts changeraient, sur 2 choisis" in page
    assert "<del>non</del> → <ins>oui</ins>" in page and "6.5.3 Prévention de la pollution</ins>" in page
    assert not Change.objects.exists()


def test_change_is_one_act_that_one_click_undoes(cycle, group, chloe, client_of):
    impacts = [make_impact(cycle=cycle) for _ in range(3)]
    left = make_impact(cycle=cycle)
    client = client_of(chloe)
    sent = {"ligne": lines(*impacts), "vers-stakeholder": group.pk, "vers-life_health": "oui"}
    answer = client.post(chosen(*impacts, left), sent, follow=True)
    assert "3 impacts sont modifiés" in text_of(answer) and "Annuler" in text_of(answer)
    assert set(Impact.objects.exclude(pk=left.pk).values_list("stakeholder", "life_health")) == {
        (group.pk, True)
    }
    [act] = set(Change.objects.values_list("operation", flat=True))
    assert JournalEntry.objects.get(action="impact.bulk_changed").details["count"] == 3
    client.post(f"/annuler/{act}/")
    assert not Impact.objects.filter(life_health=True).exists()


def test_lines_that_would_break_scores_are_named_and_nothing_is_done_until_unchecked(
    cycle, group, chloe, client_of
):
    sound, broken = make_impact(cycle=cycle, code="SAIN"), make_impact(cycle=cycle, code="COTÉ")
    make_score(impact=broken, likelihood=None)
    client, address = client_of(chloe), chosen(sound, broken) + "&vers-nature=potential"
    assert "1 cotation complète redeviendrait un brouillon (il manquerait : probabilité)" in text_of(
        client.get(address)
    )
    refused = client.post(address, {"ligne": lines(sound, broken), "vers-nature": "potential"})
    assert refused.status_code == 422 and not Change.objects.exists()
    assert "1 ligne ne peut pas être modifiée ainsi" in text_of(refused)
    without = client.get(refused.context["without_broken"].replace("?", "/impacts/lot/?", 1))
    assert [line.impact for line in without.context["lines"]] == [sound]
    assert client.post(address, {"ligne": lines(sound), "vers-nature": "potential"}).status_code == 302
    assert Impact.objects.get(nature=Nature.POTENTIAL) == sound


def test_statements_of_none_are_not_contradicted(cycle, group, chloe, client_of):
    none = make_impact(cycle=cycle, code="RIEN", stakeholder=group, polarity=Polarity.NONE)
    found = make_impact(cycle=cycle, code="TROUVÉ")
    client = client_of(chloe)
    other = make_impact(cycle=cycle, stakeholder=group, domain=the_domain("6.5.3"))
    for sent, said in (
        ({"ligne": lines(found), "vers-stakeholder": group.pk}, "retirez d’abord cette déclaration"),
        ({"ligne": lines(none), "vers-domain": other.domain_id}, "Ce croisement est déjà vu"),
        ({"ligne": lines(none), "vers-life_health": "oui"}, "n’a ni nature ni drapeau"),
    ):
        answer = client.post(chosen(none, found), sent)
        assert answer.status_code == 422 and said in text_of(answer)
    assert not Change.objects.exists()


def test_what_changed_meanwhile_stops_the_whole(cycle, group, chloe, client_of):
    first, second = make_impact(cycle=cycle), make_impact(cycle=cycle)
    shown = lines(first, second)
    Impact.objects.filter(pk=second.pk).update(version=2)
    answer = client_of(chloe).post(chosen(first, second), {"ligne": shown, "vers-life_health": "oui"})
    assert answer.status_code == 409 and not Change.objects.exists()
    assert "rien n’est enregistré" in text_of(answer)


def test_impacts_of_another_cycle_are_not_reached(cycle, group, chloe, client_of):
    foreign = make_impact(cycle=make_cycle("2027"), code="AILLEURS")
    client = client_of(chloe)
    assert "AILLEURS" not in text_of(client.get(chosen(foreign) + "&exercice=2026"))
    answer = client.post(
        chosen(foreign) + "&exercice=2026", {"ligne": lines(foreign), "vers-life_health": "oui"}
    )
    assert answer.status_code == 409
    foreign.refresh_from_db()
    assert not foreign.life_health


def test_unreadable_choices_choose_nothing(cycle, group, chloe, client_of):
    client = client_of(chloe)
    page = client.get("/impacts/lot/?impact=abc&impact=²&impact=99999999999999999999")
    assert "Choisissez d’abord des impacts" in text_of(page)
    answer = client.post("/impacts/lot/", {"ligne": ["x", "1", "-", "²-1"], "vers-life_health": "oui"})
    assert answer.status_code == 422 and "Cochez au moins une ligne" in text_of(answer)
    assert not Change.objects.exists()


def test_the_whole_of_a_filter_is_chosen_in_a_constant_number_of_queries(cycle, group, chloe, client_of):
    make_impact(cycle=cycle, stakeholder=group)
    make_impact(cycle=cycle, polarity=Polarity.POSITIVE)
    client, address = (
        client_of(chloe),
        "/impacts/lot/?tous=1&sens=negative&vers-nature=potential&vers-life_health=oui",
    )
    assert "sur 1 choisi" in text_of(client.get(address))

    def more():
        for _ in range(30):
            make_score(impact=make_impact(cycle=cycle, stakeholder=group))

    assert_query_budget(client, address, 15, more)
