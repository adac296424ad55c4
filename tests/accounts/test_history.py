"""Who changed what: kept, shown, put back; two writers meet and nothing is lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import history
from accounts.models import Change
from accounts.queries.history import history_of, may_undo, meet
from dialogue.models import ImportanceVote
from stakeholders.actions.merge import merge_stakeholders
from stakeholders.models import Impact, Significance, Stakeholder
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import (
    make_contact,
    make_impact,
    make_role,
    make_score,
    make_stakeholder,
)


def test_change_keeps_what_was_and_what_is(chloe, cycle):
    impact = make_impact(cycle=cycle, description="Avant")
    assert history.change(impact, by=chloe, description="Après", human_rights=True)
    told = Change.objects.of(impact).get()
    assert (told.before, told.after) == (
        {"human_rights": False, "description": "Avant"},
        {"human_rights": True, "description": "Après"},
    )
    assert (told.by, told.version, impact.version) == (chloe, 2, 2)
    impact.refresh_from_db()
    assert (impact.description, impact.version) == ("Après", 2)


def test_change_to_the_same_values_writes_nothing(chloe, cycle):
    impact = make_impact(cycle=cycle)
    assert not history.change(impact, by=chloe, description=impact.description)
    assert not Change.objects.exists()


def test_change_of_a_row_saved_meanwhile_is_refused(chloe, bruno, cycle):
    impact = make_impact(cycle=cycle)
    mine = Impact.objects.get(pk=impact.pk)
    history.change(impact, by=bruno, description="Celui de Bruno")
    with pytest.raises(history.Stale) as caught:
        history.change(mine, by=chloe, description="Celui de Chloé")
    assert caught.value.row.description == "Celui de Bruno"
    impact.refresh_from_db()
    assert impact.description == "Celui de Bruno"


def test_change_checks_the_row_and_leaves_it_as_it_was(chloe):
    group = make_stakeholder(label_fr="Adhérents")
    with pytest.raises(ValidationError):
        history.change(group, by=chloe, label_fr="")
    assert group.label_fr == "Adhérents"
    with pytest.raises(ValidationError, match="son propre parent"):
        history.change(group, by=chloe, parent=group)
    assert not Change.objects.exists()


def test_undo_puts_back_an_act_of_several_rows(chloe, cycle):
    first, second = make_impact(cycle=cycle, description="Un"), make_impact(cycle=cycle, description="Deux")
    deleted = second.pk
    act = history.new_operation()
    history.change(first, by=chloe, operation=act, description="1")
    history.delete(second, by=chloe, operation=act)
    new = history.create(
        Stakeholder, by=chloe, operation=act, code="NOUVEAU", label_fr="Nouveau", scope="external"
    )
    again = history.undo(act, by=chloe)
    first.refresh_from_db()
    assert (first.description, Impact.objects.get(pk=deleted).description) == ("Un", "Deux")
    assert not Stakeholder.objects.filter(pk=new.pk).exists()
    history.undo(again, by=chloe)  # what was undone is done again
    first.refresh_from_db()
    assert first.description == "1"
    assert Stakeholder.objects.filter(code="NOUVEAU").exists()


def test_undo_refuses_when_somebody_changed_the_row_since(chloe, bruno, cycle):
    first, second = make_impact(cycle=cycle, description="Un"), make_impact(cycle=cycle)
    act = history.new_operation()
    history.change(first, by=chloe, operation=act, description="1")
    history.change(second, by=chloe, operation=act, description="2")
    history.change(first, by=bruno, description="De Bruno")
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    second.refresh_from_db()
    assert second.description == "2"  # all or nothing


def test_change_many_keeps_each_row_in_a_constant_number_of_queries(chloe, cycle, django_assert_num_queries):
    impacts = [make_impact(cycle=cycle) for _ in range(20)]
    act = history.new_operation()
    with django_assert_num_queries(4):  # savepoint and its release, rows, changes
        changed = history.change_many(
            ((impact, {"life_health": True}) for impact in impacts), by=chloe, operation=act
        )
    assert len(changed) == Change.objects.filter(operation=act).count() == 20
    assert set(Impact.objects.values_list("life_health", "version")) == {(True, 2)}
    history.undo(act, by=chloe)
    assert not Impact.objects.filter(life_health=True).exists()


def test_undo_of_a_bulk_edit_costs_no_query_per_row(client_of, chloe, bruno, django_assert_max_num_queries):
    groups = [make_stakeholder() for _ in range(40)]
    act = history.new_operation()
    history.change_many(
        ((group, {"owner": bruno, "scope": "internal"}) for group in groups), by=chloe, operation=act
    )
    client = client_of(chloe)
    with django_assert_max_num_queries(22):
        client.post(f"/annuler/{act}/")
    assert set(Stakeholder.objects.values_list("owner", "scope", "version")) == {(None, "external", 3)}
    assert Change.objects.exclude(operation=act).count() == 40


def test_undo_of_a_bulk_edit_is_all_or_nothing(chloe, bruno, db):
    groups = [make_stakeholder() for _ in range(3)]
    act = history.new_operation()
    history.change_many(((group, {"owner": bruno}) for group in groups), by=chloe, operation=act)
    history.change(groups[2], by=chloe, owner=chloe)
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    assert Stakeholder.objects.filter(owner=bruno).count() == 2


def test_undo_of_a_bulk_edit_refuses_to_put_back_what_is_gone(chloe, db):
    parent = make_stakeholder()
    groups = [make_stakeholder(parent=parent) for _ in range(2)]
    act = history.new_operation()
    history.change_many(((group, {"parent": None}) for group in groups), by=chloe, operation=act)
    history.delete(parent, by=chloe)
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    assert not Stakeholder.objects.exclude(parent=None).exists()


def test_meeting_at_the_creation_of_a_row_shows_what_the_other_wrote(chloe, bruno, cycle):
    group = make_stakeholder()
    row = history.create(Significance, by=bruno, cycle=cycle, stakeholder=group, power=1, reason="De Bruno")
    meeting = meet(row, 0, {"power": 4, "reason": "", "urgency": 2})
    assert [(line.label, line.mine, line.theirs, line.clash) for line in meeting.encounters] == [
        ("pouvoir", "4", "1", True),
        ("pourquoi ces notes", "", "De Bruno", False),
    ]
    assert meeting.merged == {"power": 4, "reason": "De Bruno", "urgency": 2}


def test_create_and_delete_many_are_one_act_each(chloe, cycle, django_assert_num_queries):
    domain, group = the_domain(), make_stakeholder()
    rows = [
        ImportanceVote(cycle=cycle, domain=domain, stakeholder=group, respondent=f"P-{n}", importance=3)
        for n in range(30)
    ]
    added, removed = history.new_operation(), history.new_operation()
    with django_assert_num_queries(4):  # savepoint and its release, rows, changes
        history.create_many(rows, by=chloe, operation=added)
    with django_assert_num_queries(4):
        history.delete_many(rows, by=chloe, operation=removed)
    assert not ImportanceVote.objects.exists()
    history.undo(removed, by=chloe)
    assert ImportanceVote.objects.count() == 30
    assert set(ImportanceVote.objects.values_list("version", flat=True)) == {2}


@pytest.mark.parametrize("size", [2, 40])
def test_undo_costs_the_same_for_few_and_many_rows(chloe, cycle, size, django_assert_max_num_queries):
    domain, group, act = the_domain(), make_stakeholder(), history.new_operation()
    rows = [
        ImportanceVote(cycle=cycle, domain=domain, stakeholder=group, respondent=f"P-{n}", importance=3)
        for n in range(size)
    ]
    history.create_many(rows, by=chloe, operation=act)
    with django_assert_max_num_queries(9):  # rights: the changes, their rows, and the rows these refer to
        assert may_undo(chloe, act)
    with django_assert_max_num_queries(10):
        history.undo(act, by=chloe)
    assert not ImportanceVote.objects.exists()


def test_undo_of_rows_that_refer_to_each_other_goes_in_order(chloe):
    added, removed = history.new_operation(), history.new_operation()
    fields = {"by": chloe, "operation": added, "scope": "external"}
    whole = history.create(Stakeholder, code="TOUT", label_fr="Tout", **fields)
    part = history.create(Stakeholder, code="PARTIE", label_fr="Partie", parent=whole, **fields)
    for row in (part, whole):
        history.delete(row, by=chloe, operation=removed)
    again = history.undo(removed, by=chloe)
    assert Stakeholder.objects.get(code="PARTIE").parent.code == "TOUT"
    history.undo(again, by=chloe)
    assert not Stakeholder.objects.filter(code__in=("TOUT", "PARTIE")).exists()


def test_undo_of_a_deletion_refuses_when_what_it_needs_is_gone(chloe, cycle):
    impact = make_impact(cycle=cycle)
    group, act = impact.stakeholder, history.new_operation()
    history.delete(impact, by=chloe, operation=act)
    group.delete()
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)


def test_undo_of_a_deletion_refuses_what_was_written_again(chloe, cycle):
    impact, act = make_impact(cycle=cycle, code="I-1"), history.new_operation()
    history.delete(impact, by=chloe, operation=act)
    make_impact(cycle=cycle, code="I-1")
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    assert Impact.objects.count() == 1


def test_meet_over_a_row_that_both_created(chloe, bruno, cycle):
    impact = history.create(
        Impact,
        by=bruno,
        cycle=cycle,
        code="I-1",
        domain=the_domain(),
        stakeholder=make_stakeholder(),
        polarity="negative",
        nature="actual",
        description="De Bruno",
    )
    meeting = meet(impact, 0, {"description": "De Chloé", "code": "I-1"})
    assert [(line.mine, line.theirs, line.clash) for line in meeting.encounters] == [
        ("De Chloé", "De Bruno", True)
    ]


def test_restore_version_walks_back_through_the_changes(chloe, cycle):
    impact = make_impact(cycle=cycle, description="Un")
    for text in ("Deux", "Trois", "Quatre"):
        history.change(impact, by=chloe, description=text)
    second = Change.objects.of(impact).get(version=2)
    history.restore_version(impact, second, by=chloe, version=impact.version)
    assert impact.description == "Deux"


def test_history_tells_values_in_words(chloe, cycle):
    impact = make_impact(cycle=cycle)
    other = make_stakeholder(label_fr="Fournisseurs")
    history.change(impact, by=chloe, stakeholder=other, nature="potential", human_rights=True)
    [entry] = history_of(Impact, str(impact.pk))
    lines = {line.label: (line.before, line.after) for line in entry.lines}
    assert lines["partie prenante"][1] == "Fournisseurs"
    assert lines["nature"] == ("réel", "potentiel")
    assert lines["droits humains"] == ("non", "oui")


def test_meet_joins_what_does_not_clash_and_shows_what_does(chloe, bruno, cycle):
    impact = make_impact(cycle=cycle, description="Base")
    history.change(impact, by=bruno, description="De Bruno", life_health=True)
    mine = {"description": "De Chloé", "life_health": False, "human_rights": True}
    meeting = meet(impact, 1, mine)
    assert meeting.by == bruno
    assert meeting.merged == {"description": "De Chloé", "life_health": True, "human_rights": True}
    assert meeting.clashes == 1
    assert [(line.mine, line.theirs) for line in meeting.encounters if line.clash] == [
        ("De Chloé", "De Bruno")
    ]


def test_history_page_restores_and_stays_within_rights(client_of, chloe, amel, cycle):
    impact = make_impact(cycle=cycle, description="Première version")
    history.change(impact, by=chloe, description="Deuxième version")
    history.change(impact, by=chloe, description="Troisième version")
    page = f"/historique/stakeholders.impact/{impact.pk}/"
    client = client_of(chloe)
    text = client.get(page).content.decode()
    assert "Première version" in text and "Deuxième version" in text and "Chloé Perrin" in text
    assert client_of(amel).get(page).status_code == 404
    told = Change.objects.of(impact).get(version=2)
    assert client_of(amel).post(f"/historique/retablir/{told.pk}/").status_code == 404
    assert client.post(f"/historique/retablir/{told.pk}/").status_code == 302
    impact.refresh_from_db()
    assert impact.description == "Deuxième version"


def test_history_of_a_closed_cycle_is_read_and_not_changed(client_of, chloe):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    impact = make_impact(cycle=cycle)
    history.change(impact, by=None, description="Après")
    told = Change.objects.of(impact).get()
    assert client_of(chloe).get(f"/historique/stakeholders.impact/{impact.pk}/").status_code == 200
    assert client_of(chloe).post(f"/annuler/{told.operation}/").status_code == 403


def test_undo_goes_back_to_where_it_was_asked_and_nowhere_else(client_of, chloe, cycle):
    impact = make_impact(cycle=cycle)
    for after, expected in (
        ("/norme/", "/norme/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("nulle-part", "/"),
        ("journal-list", "/"),
    ):
        act = history.new_operation()
        history.change(impact, by=chloe, operation=act, description=f"Vers {after}")
        answer = client_of(chloe).post(f"/annuler/{act}/", {"next": after})
        assert answer["Location"] == expected
        impact.refresh_from_db()


def test_restoring_a_row_never_undoes_what_one_may_not_change(client_of, bruno, chloe):
    """Bruno may change contacts, not the registry: the merge that removed a link is not his to undo by that link."""
    kept, merged, contact = make_stakeholder(), make_stakeholder(), make_contact()
    for group in (kept, merged):
        make_role(contact=contact, stakeholder=group)
    merge_stakeholders(kept=kept, merged=merged, by=chloe)
    told = Change.objects.get(target_type="stakeholders.contactrole", kind="deleted")
    page = client_of(bruno).get(f"/historique/{told.target_type}/{told.target_id}/")
    assert page.status_code == 200 and "/historique/retablir/" not in page.content.decode()
    assert client_of(bruno).post(f"/historique/retablir/{told.pk}/").status_code == 403
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert client_of(chloe).post(f"/historique/retablir/{told.pk}/").status_code == 302
    merged.refresh_from_db()
    assert merged.merged_into is None


def test_undo_of_a_creation_never_takes_what_others_added(chloe, cycle):
    act = history.new_operation()
    impact = history.create(
        Impact, by=chloe, operation=act, cycle=cycle, code="NEUF", domain=the_domain(),
        stakeholder=make_stakeholder(), polarity="negative", nature="actual", description="Effet.",
    )  # fmt: skip
    make_score(impact=impact)
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    with pytest.raises(history.StillNeeded):
        history.delete(impact, by=chloe)
    assert impact.scores.count() == 1


def test_undo_of_many_rows_takes_a_constant_number_of_queries(chloe, cycle, django_assert_max_num_queries):
    impacts = [make_impact(cycle=cycle) for _ in range(30)]
    act = history.new_operation()
    history.change_many(((row, {"description": "En lot"}) for row in impacts), by=chloe, operation=act)
    with django_assert_max_num_queries(16):  # savepoints included
        assert may_undo(chloe, act)
        history.undo(act, by=chloe)
    assert not Impact.objects.filter(description="En lot").exists()


@pytest.fixture
def many(cycle):
    """More rows than are put back one by one."""
    group = make_stakeholder()
    return [make_impact(cycle=cycle, stakeholder=group) for _number in range(35)]


def test_undo_of_many_rows_puts_each_back(chloe, many):
    before = list(Impact.objects.order_by("pk").values_list("pk", "code", "description"))
    act = history.new_operation()
    history.change_many([(impact, {"description": "Lot"}) for impact in many], by=chloe, operation=act)
    back = history.undo(act, by=chloe)
    assert list(Impact.objects.order_by("pk").values_list("pk", "code", "description")) == before
    assert Change.objects.filter(operation=back).count() == len(many)
    history.undo(back, by=chloe)  # and forth again
    assert set(Impact.objects.values_list("description", flat=True)) == {"Lot"}


def test_undo_of_many_rows_brings_back_the_deleted_and_takes_away_the_created(chloe, cycle, many):
    before = list(Impact.objects.order_by("pk").values_list("pk", "code", "description"))
    act = history.new_operation()
    for impact in many:
        history.delete(impact, by=chloe, operation=act)
    assert not Impact.objects.exists()
    back = history.undo(act, by=chloe)
    assert list(Impact.objects.order_by("pk").values_list("pk", "code", "description")) == before
    history.undo(back, by=chloe)
    assert not Impact.objects.exists()


def test_undo_of_many_rows_is_refused_when_one_was_changed_since(chloe, bruno, many):
    act = history.new_operation()
    history.change_many([(impact, {"description": "Lot"}) for impact in many], by=chloe, operation=act)
    history.change(Impact.objects.get(pk=many[-1].pk), by=bruno, description="Celui de Bruno")
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    assert Impact.objects.filter(description="Lot").count() == len(many) - 1


def test_undo_of_many_rows_is_refused_when_what_they_refer_to_is_gone(chloe, cycle, many):
    group = many[0].stakeholder
    act = history.new_operation()
    for impact in many:
        history.delete(impact, by=chloe, operation=act)
    group.delete()
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    assert not Impact.objects.exists()
