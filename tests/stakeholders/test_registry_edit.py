"""Adding and changing one stakeholder: its code, its place in the tree, two people who write it at once."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import history
from accounts.models import Change, JournalEntry
from stakeholders.actions.registry import (
    StakeholderMerged,
    change_stakeholder,
    code_is_used,
    create_stakeholder,
    propose_code,
)
from stakeholders.models import Stakeholder
from stakeholders.queries.tree import branch_of, under
from tests.factories.stakeholders import make_impact, make_stakeholder

NEW = "/parties-prenantes/nouvelle/"
FIELDS = {
    "label_fr": "Aidants",
    "kind": "group",
    "scope": "external",
    "verify_every": "12",
    "is_stakeholder": "on",
}


def fields_of(client, address: str) -> dict[str, object]:
    """What a browser would post back from the form at this address."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


# --- codes


def test_codes_are_proposed_after_the_last_one(db):
    assert propose_code() == "SH01"
    group = make_stakeholder("SH09")
    make_stakeholder("AUTRE")
    assert propose_code() == "SH10"
    assert propose_code(group) == "SH09-A"
    make_stakeholder("SH09-A", parent=group)
    assert propose_code(group) == "SH09-B"


def test_code_is_used_by_what_refers_to_it(cycle):
    alone, parent, hit = make_stakeholder(), make_stakeholder(), make_stakeholder()
    make_stakeholder(parent=parent)
    make_impact(cycle=cycle, stakeholder=hit)
    assert [code_is_used(row) for row in (alone, parent, hit)] == [False, True, True]


def test_creation_is_journaled_and_undone_in_one_click(client_of, chloe):
    client = client_of(chloe)
    answer = client.post(NEW, FIELDS)
    made = Stakeholder.objects.get(code="SH01")
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert made.verified_on is not None
    assert JournalEntry.objects.get(action="stakeholder.created").details == {"code": "SH01"}
    told = Change.objects.of(made).get()
    assert str(told.operation) in client.get(made.get_absolute_url()).content.decode()
    client.post(f"/annuler/{told.operation}/")
    assert not Stakeholder.objects.exists()


def test_creation_under_a_group_proposes_its_code_and_scope(client_of, chloe):
    make_stakeholder("SH02", label_fr="Adhérents")
    form = client_of(chloe).get(f"{NEW}?groupe=SH02").context["form"]
    assert "SH02-A" in str(form.fields["code"].help_text)
    assert form["scope"].value() == "external"
    group = Stakeholder.objects.get(code="SH02")
    client_of(chloe).post(NEW, {**FIELDS, "parent": group.pk})
    assert Stakeholder.objects.get(parent=group).code == "SH02-A"


@pytest.mark.parametrize("code", ["sh 12", "SH/12", "É1", "carte"])
def test_creation_refuses_a_code_that_nobody_could_read_back(client_of, chloe, code):
    answer = client_of(chloe).post(NEW, {**FIELDS, "code": code})
    assert answer.status_code == 422
    assert "capitales" in answer.content.decode() and "Aidants" in answer.content.decode()
    assert not Stakeholder.objects.exists()


def test_creation_refuses_a_code_that_is_taken(client_of, chloe):
    make_stakeholder("SH01")
    answer = client_of(chloe).post(NEW, {**FIELDS, "code": "SH01"})
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors


def test_code_is_locked_once_something_refers_to_it(client_of, chloe, cycle):
    group = make_stakeholder("SH01")
    make_impact(cycle=cycle, stakeholder=group)
    address = f"{group.get_absolute_url()}modifier/"
    client_of(chloe).post(
        address, {**fields_of(client_of(chloe), address), "code": "SH99", "label_fr": "Neuf"}
    )
    group.refresh_from_db()
    assert (group.code, group.label_fr) == ("SH01", "Neuf")
    with pytest.raises(ValidationError, match="ne change plus"):
        change_stakeholder(stakeholder=group, by=chloe, version=group.version, code="SH99")


# --- the tree


def test_no_group_stands_under_itself(chloe, db):
    top = make_stakeholder("A")
    middle = make_stakeholder("B", parent=top)
    low = make_stakeholder("C", parent=middle)
    for parent in (middle, low):
        with pytest.raises(ValidationError, match="choisissez un autre groupe"):
            change_stakeholder(stakeholder=top, by=chloe, version=1, parent=parent)
    top.refresh_from_db()
    assert top.parent is None
    assert change_stakeholder(stakeholder=low, by=chloe, version=1, parent=top)


def test_tree_is_walked_without_end_even_if_it_turns(db):
    parents = {1: 2, 2: 3, 3: 1, 4: 1}
    assert branch_of(4, parents) == [4, 1, 2, 3]
    assert under(1, parents) == {1, 2, 3, 4}


def test_loop_is_told_at_the_field(client_of, chloe):
    top = make_stakeholder("A", label_fr="Sommet")
    low = make_stakeholder("B", label_fr="Base", parent=top)
    address = "/parties-prenantes/A/modifier/"
    answer = client_of(chloe).post(address, {**fields_of(client_of(chloe), address), "parent": low.pk})
    assert answer.status_code == 422
    assert "Base" in str(answer.context["form"].errors["parent"])


def test_merged_ones_are_not_changed(chloe, db):
    kept, gone = make_stakeholder(), make_stakeholder()
    Stakeholder.objects.filter(pk=gone.pk).update(merged_into=kept)
    gone.refresh_from_db()
    with pytest.raises(StakeholderMerged):
        change_stakeholder(stakeholder=gone, by=chloe, version=1, label_fr="Autre")


# --- two people


def test_two_browsers_meet_and_lose_nothing(client_of, chloe, db):
    group = make_stakeholder("SH01", label_fr="Fournisseurs")
    address = f"{group.get_absolute_url()}modifier/"
    first, second = client_of(chloe), client_of(chloe)
    mine, theirs = fields_of(first, address), fields_of(second, address)
    assert second.post(address, {**theirs, "contribution": "Le sien", "scope": "internal"}).status_code == 302
    answer = first.post(address, {**mine, "contribution": "Le mien", "label_fr": "Fournisseurs locaux"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Le mien" in text and "Le sien" in text and "Chloé Perrin" in text
    form = answer.context["form"]
    assert (form["contribution"].value(), form["scope"].value(), form["label_fr"].value()) == (
        "Le mien",
        "internal",
        "Fournisseurs locaux",
    )
    group.refresh_from_db()
    assert group.contribution == "Le sien"
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    assert first.post(address, {**again, "contribution": "Le mien et le sien"}).status_code == 302
    group.refresh_from_db()
    assert (group.contribution, group.scope, group.label_fr) == (
        "Le mien et le sien",
        "internal",
        "Fournisseurs locaux",
    )


def test_nothing_changed_writes_nothing(client_of, chloe, db):
    group = make_stakeholder("SH01")
    address = f"{group.get_absolute_url()}modifier/"
    assert client_of(chloe).post(address, fields_of(client_of(chloe), address)).status_code == 302
    assert (
        not Change.objects.exists() and not JournalEntry.objects.filter(action="stakeholder.changed").exists()
    )


def test_change_is_seen_in_the_history_and_undone(client_of, chloe, db):
    group = make_stakeholder("SH01", label_fr="Avant")
    address = f"{group.get_absolute_url()}modifier/"
    client_of(chloe).post(address, {**fields_of(client_of(chloe), address), "label_fr": "Après"})
    told = Change.objects.of(group).get()
    seen = client_of(chloe).get(f"/historique/stakeholders.stakeholder/{group.pk}/").content.decode()
    assert "Avant" in seen and "Après" in seen
    client_of(chloe).post(f"/annuler/{told.operation}/")
    group.refresh_from_db()
    assert group.label_fr == "Avant"


def test_creation_given_values_by_name_needs_no_code(chloe, db):
    made = create_stakeholder(by=chloe, label_fr="Riverains", scope="external")
    assert made.code == "SH01"
    assert history.values_of(made)["verified_on"]
