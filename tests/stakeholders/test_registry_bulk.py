"""Changing many stakeholders: chosen, previewed, confirmed, undone."""

import pytest

from accounts.actions.history import new_operation
from accounts.models import Change, JournalEntry
from stakeholders.actions.registry import StakeholdersChanged, change_stakeholders
from stakeholders.models import Stakeholder
from tests.factories.stakeholders import make_stakeholder
from tests.support.queries import count_queries

BULK = "/parties-prenantes/lot/"


@pytest.fixture
def four(cycle):
    return [make_stakeholder(f"SH0{n}", label_fr=f"Groupe {n}") for n in range(1, 5)]


def steps(client, **first: object):
    """A browser that walks through the three steps: choose, preview, confirm."""
    chosen = client.post(BULK, first)
    lines = chosen.context["lines"]

    def step(**data: str):
        return client.post(BULK, {"lignes": lines, "filtre": first.get("filtre", ""), **data})

    return chosen, step


def test_bulk_shows_before_and_after_then_writes_once_and_undoes(client_of, chloe, bruno, four):
    client = client_of(chloe)
    Stakeholder.objects.filter(code="SH02").update(owner=bruno, verify_every=6)
    chosen, step = steps(client, choix=[row.pk for row in four[:3]], filtre="tri=-nom")
    assert [row.code for row in chosen.context["chosen"]] == ["SH01", "SH02", "SH03"]
    values = {"owner": str(bruno.pk), "verify_every": "6"}
    preview = step(**values, apercu="1").context["preview"]
    told = {row.stakeholder.code: [(line.before, line.after) for line in row.lines] for row in preview.rows}
    assert told == {"SH01": [("", "Bruno Vidal"), ("12", "6")], "SH03": [("", "Bruno Vidal"), ("12", "6")]}
    assert preview.same == 1
    assert not Change.objects.exists()  # nothing is written before the confirmation
    done = step(**values, confirmer="1")
    assert done["Location"] == "/parties-prenantes/?tri=-nom"
    assert set(Stakeholder.objects.filter(owner=bruno).values_list("code", "version")) == {
        ("SH01", 2),
        ("SH02", 1),
        ("SH03", 2),
    }
    [operation] = set(Change.objects.values_list("operation", flat=True))
    entry = JournalEntry.objects.get(action="stakeholder.bulk_changed")
    assert entry.details == {"count": 2, "fields": ["owner", "verify_every"]}
    assert str(operation) in client.get(done["Location"]).content.decode()
    client.post(f"/annuler/{operation}/")
    assert set(Stakeholder.objects.values_list("code", "owner", "verify_every")) == {
        ("SH01", None, 12),
        ("SH02", bruno.pk, 6),
        ("SH03", None, 12),
        ("SH04", None, 12),
    }


def test_bulk_takes_all_that_the_filter_holds(client_of, chloe, four):
    Stakeholder.objects.filter(code="SH04").update(label_fr="Élus")
    chosen, step = steps(client_of(chloe), tout="on", choix=[four[3].pk], filtre="q=groupe")
    assert [row.code for row in chosen.context["chosen"]] == ["SH01", "SH02", "SH03"]
    step(scope="internal", confirmer="1")
    assert set(Stakeholder.objects.filter(scope="internal").values_list("code", flat=True)) == {
        "SH01",
        "SH02",
        "SH03",
    }


def test_bulk_moves_under_a_group_and_out_of_it(client_of, chloe, four):
    _chosen, step = steps(client_of(chloe), choix=[four[1].pk, four[2].pk])
    step(parent="SH01", confirmer="1")
    assert set(four[0].children.values_list("code", flat=True)) == {"SH02", "SH03"}
    _chosen, step = steps(client_of(chloe), choix=[four[1].pk])
    step(parent="aucun", confirmer="1")
    assert set(four[0].children.values_list("code", flat=True)) == {"SH03"}


@pytest.mark.parametrize("step_name", ["apercu", "confirmer"])
def test_bulk_makes_no_loop(client_of, chloe, four, step_name):
    Stakeholder.objects.filter(code="SH02").update(parent=four[0])
    _chosen, step = steps(client_of(chloe), choix=[four[0].pk, four[3].pk])
    answer = step(parent="SH02", **{step_name: "1"})
    assert answer.status_code == 422
    assert "Groupe 1 (SH01)" in answer.content.decode() and "Groupe 4 (SH04)" not in str(
        answer.context["form"].errors
    )
    assert not Change.objects.exists()


def test_bulk_previews_again_when_somebody_wrote_meanwhile(client_of, chloe, four):
    _chosen, step = steps(client_of(chloe), choix=[row.pk for row in four])
    Stakeholder.objects.filter(code="SH03").update(label_fr="Autrement", version=2)
    answer = step(scope="internal", confirmer="1")
    assert answer.status_code == 409
    assert "1 fiche a été modifiée" in answer.content.decode().replace("\xa0", " ")
    assert not Stakeholder.objects.filter(scope="internal").exists()
    lines = answer.context["lines"]
    again = client_of(chloe).post(BULK, {"lignes": lines, "scope": "internal", "confirmer": "1"})
    assert again.status_code == 302
    assert Stakeholder.objects.filter(scope="internal").count() == 4


@pytest.mark.parametrize("key", ["999999", "0", "-1", "un", "9" * 40, "1;--"])
def test_bulk_with_a_row_that_is_not_there_does_nothing(client_of, chloe, four, key):
    client = client_of(chloe)
    assert client.post(BULK, {"choix": [str(four[0].pk), key]}).status_code == 404
    lines = f"{four[0].pk}:1,{key}:1"
    assert client.post(BULK, {"lignes": lines, "scope": "internal", "confirmer": "1"}).status_code == 404
    assert not Change.objects.exists()


def test_bulk_does_not_touch_what_was_merged(client_of, chloe, four):
    Stakeholder.objects.filter(code="SH02").update(merged_into=four[0])
    assert client_of(chloe).post(BULK, {"choix": [four[1].pk]}).status_code == 404
    versions = {four[1].pk: 1}
    with pytest.raises(StakeholdersChanged):
        change_stakeholders(versions=versions, by=chloe, operation=new_operation(), scope="internal")


def test_bulk_asks_for_rows_and_for_a_change(client_of, chloe, four):
    client = client_of(chloe)
    assert client.post(BULK, {"filtre": "q=x"})["Location"] == "/parties-prenantes/?q=x"
    _chosen, step = steps(client, choix=[four[0].pk])
    assert step(apercu="1").status_code == 422
    assert step(apercu="1", verify_every="61").status_code == 422
    assert step(apercu="1", owner="999").status_code == 422


def test_bulk_comes_back_with_what_was_chosen(client_of, chloe, four):
    _chosen, step = steps(client_of(chloe), choix=[four[0].pk])
    form = step(scope="internal", verify_every="6", revoir="1").context["form"]
    assert (form["scope"].value(), form["verify_every"].value(), form.errors) == ("internal", "6", {})


def test_bulk_says_when_nothing_would_change(client_of, chloe, four):
    _chosen, step = steps(client_of(chloe), choix=[four[0].pk])
    assert "Rien à changer" in step(scope="external", apercu="1").content.decode()


def test_bulk_of_two_thousand_costs_a_constant_number_of_queries(
    client_of, chloe, bruno, cycle, django_assert_max_num_queries
):
    Stakeholder.objects.bulk_create(
        Stakeholder(code=f"G{n:04}", label_fr=f"Groupe {n}", scope="external") for n in range(2000)
    )
    client = client_of(chloe)
    count_queries(client, "/parties-prenantes/")
    with django_assert_max_num_queries(12):
        _chosen, step = steps(client, tout="on")
    with django_assert_max_num_queries(14):
        assert len(step(owner=str(bruno.pk), apercu="1").context["preview"].rows) == 2000
    with django_assert_max_num_queries(40):
        step(owner=str(bruno.pk), confirmer="1")
    assert Stakeholder.objects.filter(owner=bruno).count() == 2000
