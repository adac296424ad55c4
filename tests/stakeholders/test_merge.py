"""Two rows become one: what moves, what is set aside, what a closed cycle keeps; and all of it comes back."""

from datetime import date

import pytest
from django.apps import apps

from accounts.actions import history
from accounts.models import Change, JournalEntry, Tracked
from dialogue.models import Feedback, ImportanceVote
from priorities.queries.inputs import read_inputs
from stakeholders.actions import merge as actions
from stakeholders.models import Contact, ContactRole, Impact, ImpactScore, Significance, Stakeholder
from stakeholders.queries.merge import plan_merge, references
from tests.factories.dialogue import make_feedback, make_vote
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import (
    make_acquaintance,
    make_contact,
    make_impact,
    make_role,
    make_score,
    make_significance,
    make_stakeholder,
)
from tests.support.queries import assert_query_budget

LIST = "/parties-prenantes/doublons/"
PREVIEW_BUDGET = 28  # twelve kinds of reference, three of which clash, and what tells both apart


def content():
    """Every tracked row but for its version, which counts what was done to it."""
    models = [model for model in apps.get_models() if issubclass(model, Tracked)]
    rows = {model: list(model._default_manager.order_by("pk").values()) for model in models}
    for found in rows.values():
        for row in found:
            row.pop("version")
    return rows


@pytest.fixture
def closed(standard):
    return make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))


@pytest.fixture
def kept(db):
    return make_stakeholder("SUP-12", label_fr="Fournisseurs")


@pytest.fixture
def merged(kept, cycle, closed):
    """A group that has one of each kind in both cycles, and clashes with `kept` wherever it may."""
    gone = make_stakeholder("SUP-14", label_fr="Les fournisseurs")
    for one in (cycle, closed):
        make_significance(cycle=one, stakeholder=gone, power=4)
        make_score(impact=make_impact(cycle=one, stakeholder=gone))
        make_vote(cycle=one, stakeholder=gone, respondent="P1", importance=1)
        make_vote(cycle=one, stakeholder=gone, respondent="P2")
        said = make_feedback(cycle=one, stakeholder=gone)
        said.codings.create(domain=the_domain(), stakeholder=gone)
    make_significance(cycle=cycle, stakeholder=kept, power=1)
    make_vote(cycle=cycle, stakeholder=kept, respondent="P1", importance=4)
    shared = make_contact("Karim Haddad")
    make_role(contact=shared, stakeholder=kept, role="acheteur")
    make_role(contact=shared, stakeholder=gone, role="vendeur")
    make_role(contact=make_contact("Linh Nguyen"), stakeholder=gone)
    make_stakeholder("SUP-14-A", parent=gone)
    return gone


# --- what moves


def test_rows_of_the_open_cycle_move_with_roles_and_sub_groups(kept, merged, cycle, chloe):
    impact = Impact.objects.get(stakeholder=merged, cycle=cycle)
    scores = list(ImpactScore.objects.values())
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    impact.refresh_from_db()
    assert impact.stakeholder == kept
    assert list(ImpactScore.objects.values()) == scores  # they follow their impact
    assert ImportanceVote.objects.get(cycle=cycle, respondent="P2").stakeholder == kept
    assert Stakeholder.objects.get(code="SUP-14-A").parent == kept
    assert sorted(ContactRole.objects.values_list("stakeholder__code", "role")) == [
        ("SUP-12", "acheteur"),
        ("SUP-12", "membre"),
    ]
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert not Stakeholder.objects.current().filter(pk=merged.pk).exists()


def test_where_both_had_one_that_of_the_row_that_stays_is_kept(kept, merged, cycle, chloe):
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    assert Significance.objects.get(cycle=cycle).power == 1
    assert ImportanceVote.objects.get(cycle=cycle, respondent="P1").importance == 4
    assert ContactRole.objects.get(contact__name="Karim Haddad").role == "acheteur"


def test_closed_cycle_is_left_as_it_was(kept, merged, closed, chloe):
    models = (Significance, Impact, ImportanceVote)
    before = [list(model.objects.filter(cycle=closed).order_by("pk").values()) for model in models]
    groups = read_inputs(closed).groups
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    after = [list(model.objects.filter(cycle=closed).order_by("pk").values()) for model in models]
    assert after == before
    assert read_inputs(closed).groups == groups  # who checks a published ranking finds the same


def test_open_cycle_expects_the_row_that_stays_alone(kept, merged, cycle, chloe):
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    inputs = read_inputs(cycle)
    assert [group.code for group in inputs.groups] == ["SUP-12"]
    assert (len(inputs.impacts), len(inputs.votes)) == (1, 2)


def test_sentences_heard_follow_in_the_open_cycle_and_stay_in_a_closed_one(kept, merged, closed, chloe):
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    named = set(Feedback.objects.values_list("cycle", "stakeholder"))
    assert {stakeholder for cycle, stakeholder in named if cycle == closed.pk} == {merged.pk}
    assert {stakeholder for cycle, stakeholder in named if cycle != closed.pk} == {kept.pk}


def test_earlier_merges_follow_so_that_lineage_is_one_step_deep(kept, merged, chloe, client_of):
    oldest = make_stakeholder("SUP-09", label_fr="Prestataires")
    actions.merge_stakeholders(kept=merged, merged=oldest, by=chloe)
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    assert sorted(kept.merged.values_list("code", flat=True)) == ["SUP-09", "SUP-14"]
    assert "Réunit SUP-09 et SUP-14" in client_of(chloe).get(LIST).content.decode()


def test_every_foreign_key_to_a_stakeholder_is_known(db):
    """A new one is moved by itself when its changes are kept. This list says whom a merge is about today."""
    moved = {(reference.model.__name__, reference.field.name) for reference in references(Stakeholder)}
    assert moved == {
        ("Stakeholder", "parent"),
        ("Stakeholder", "merged_into"),
        ("Significance", "stakeholder"),
        ("Impact", "stakeholder"),
        ("ContactRole", "stakeholder"),
        ("ImportanceVote", "stakeholder"),
        ("Feedback", "stakeholder"),
        ("FeedbackCoding", "stakeholder"),
        ("AttendanceCount", "stakeholder"),
        ("Ballot", "stakeholder"),
        ("ActionPartner", "stakeholder"),
        ("PracticeShare", "stakeholder"),
    }


# --- undo, journal


def test_undo_puts_every_row_back(kept, merged, chloe, client_of):
    before = content()
    act = actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    assert content() != before
    assert client_of(chloe).post(f"/annuler/{act}/").status_code == 302
    assert content() == before


def test_journal_tells_both_codes_and_how_many_moved(kept, merged, chloe):
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    entry = JournalEntry.objects.get(action="stakeholder.merged")
    assert entry.target_id == str(kept.pk)
    assert entry.details == {
        "kept": "SUP-12",
        "merged": "SUP-14",
        "removed": 3,
        "stakeholder_parent": 1,
        "impact_stakeholder": 1,
        "contactrole_stakeholder": 1,
        "feedback_stakeholder": 1,
        "feedbackcoding_stakeholder": 1,
        "importancevote_stakeholder": 1,
    }


def test_undo_is_refused_once_a_moved_row_was_changed(kept, merged, cycle, chloe, bruno):
    act = actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    other = make_stakeholder()
    history.change(Impact.objects.get(cycle=cycle), by=bruno, stakeholder=other)
    with pytest.raises(history.CannotUndo):
        history.undo(act, by=chloe)
    merged.refresh_from_db()
    assert merged.merged_into == kept


def test_many_rows_move_in_a_constant_number_of_queries(kept, cycle, chloe, django_assert_max_num_queries):
    gone = make_stakeholder()
    Impact.objects.bulk_create(
        Impact(
            cycle=cycle,
            code=f"N{n}",
            domain=the_domain(),
            stakeholder=gone,
            polarity="positive",
            nature="actual",
        )
        for n in range(400)
    )
    with django_assert_max_num_queries(64):
        actions.merge_stakeholders(kept=kept, merged=gone, by=chloe)
    assert Impact.objects.filter(stakeholder=kept, version=2).count() == 400


# --- refusals


def test_merge_is_refused_twice_with_itself_and_into_a_part_of_itself(kept, merged, chloe):
    part = Stakeholder.objects.get(code="SUP-14-A")
    with pytest.raises(actions.KeptIsBelow):
        actions.merge_stakeholders(kept=part, merged=merged, by=chloe)
    with pytest.raises(actions.CannotMerge):
        actions.merge_stakeholders(kept=kept, merged=kept, by=chloe)
    actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    with pytest.raises(actions.AlreadyMerged):
        actions.merge_stakeholders(kept=kept, merged=merged, by=chloe)
    with pytest.raises(actions.AlreadyMerged):
        actions.merge_stakeholders(kept=merged, merged=part, by=chloe)


def test_resource_and_stakeholder_do_not_merge(kept, chloe, client_of):
    resource = make_stakeholder("SH05", is_stakeholder=False)
    page = f"{LIST}fiches/{kept.pk}/{resource.pk}/"
    assert "ressource interne" in client_of(chloe).get(page).content.decode()
    answer = client_of(chloe).post(page)
    assert answer.status_code == 422
    assert Stakeholder.objects.current().count() == 2


def test_row_changed_since_its_preview_is_shown_again(kept, merged, chloe, bruno, client_of):
    version = merged.version
    history.change(merged, by=bruno, label_fr="Prestataires de services")
    page = f"{LIST}fiches/{kept.pk}/{merged.pk}/"
    answer = client_of(chloe).post(page, {"version": version})
    assert answer.status_code == 409
    assert "Prestataires de services" in answer.content.decode()
    assert Stakeholder.objects.filter(merged_into=None, pk=merged.pk).exists()
    assert client_of(chloe).post(page, {"version": version + 1}).status_code == 302


# --- the preview


def test_preview_counts_what_moves_clashes_and_stays(kept, merged, chloe, client_of):
    moves = {
        (move.reference.model.__name__, move.reference.field.name): (move.moving, move.clashing, move.closed)
        for move in plan_merge(kept=kept, merged=merged).moves
    }
    assert moves == {
        ("Stakeholder", "parent"): (1, 0, 0),
        ("Stakeholder", "merged_into"): (0, 0, 0),
        ("Significance", "stakeholder"): (0, 1, 1),
        ("Impact", "stakeholder"): (1, 0, 1),
        ("ContactRole", "stakeholder"): (1, 1, 0),
        ("ImportanceVote", "stakeholder"): (1, 1, 2),
        ("Feedback", "stakeholder"): (1, 0, 1),
        ("FeedbackCoding", "stakeholder"): (1, 0, 1),
        ("AttendanceCount", "stakeholder"): (0, 0, 0),
        ("Ballot", "stakeholder"): (0, 0, 0),
        ("ActionPartner", "stakeholder"): (0, 0, 0),
        ("PracticeShare", "stakeholder"): (0, 0, 0),
    }
    text = client_of(chloe).get(f"{LIST}fiches/{kept.pk}/{merged.pk}/").content.decode()
    for words in (
        "1\u00a0impact",
        "1\u00a0significativité. Ce que porte SUP-12 est gardé",
        "Karim Haddad",
        "· P1",
        "1\u00a0remontée",
    ):
        assert words in text, words


def test_preview_warns_when_a_group_would_no_longer_weigh(kept, merged, chloe, client_of):
    part = make_stakeholder("SH01-A", parent=make_stakeholder("SH01"))
    warning = "deviendrait un sous-groupe"
    client = client_of(chloe)
    assert warning in client.get(f"{LIST}fiches/{part.pk}/{merged.pk}/").content.decode()
    assert warning not in client.get(f"{LIST}fiches/{merged.pk}/{part.pk}/").content.decode()


def test_preview_costs_the_same_whatever_moves(kept, merged, cycle, chloe, client_of):
    def more():
        for number in range(30):
            make_impact(cycle=cycle, stakeholder=merged)
            for group in (kept, merged):
                make_vote(cycle=cycle, stakeholder=group, respondent=f"N{number}")
                make_role(contact=make_contact(), stakeholder=group)

    assert_query_budget(client_of(chloe), f"{LIST}fiches/{kept.pk}/{merged.pk}/", PREVIEW_BUDGET, more)


def test_two_codes_lead_to_their_preview(kept, merged, chloe, client_of):
    client = client_of(chloe)
    answer = client.get(LIST, {"kept": "sup-12 ", "merged": "SUP-14"})
    assert answer["Location"] == f"{LIST}fiches/{kept.pk}/{merged.pk}/"
    refused = client.get(LIST, {"kept": "SUP-12", "merged": "SUP-99"})
    assert refused.status_code == 422
    assert "SUP-99" in refused.content.decode()
    assert client.get(LIST, {"kept": "SUP-12", "merged": "SUP-12"}).status_code == 422


# --- contacts


@pytest.fixture
def pair(chloe, amel, david):
    stays = make_contact("Édith Lefèvre", phone="02 98 00 50 05", note="Préfère le matin.")
    goes = make_contact(
        "Edith Lefevre",
        email="edith@exemple.example",
        phone="+33 2 98 00 50 06",
        note="Parle anglais.",
        owner=chloe,
    )
    shared = make_stakeholder("SH09")
    make_role(contact=stays, stakeholder=shared, role="gérante")
    make_role(contact=goes, stakeholder=shared, role="commerciale")
    make_role(contact=goes, stakeholder=make_stakeholder("SH06"), role="experte")
    make_acquaintance(contact=stays, user=amel, note="voisines")
    make_acquaintance(contact=goes, user=amel)
    make_acquaintance(contact=goes, user=david)
    return stays, goes


def test_merged_contact_gives_its_relations_and_what_the_other_lacked(pair, chloe):
    stays, goes = pair
    actions.merge_contacts(kept=stays, merged=goes, by=chloe)
    stays.refresh_from_db()
    assert not Contact.objects.filter(pk=goes.pk).exists()
    assert sorted(stays.roles.values_list("stakeholder__code", "role")) == [
        ("SH06", "experte"),
        ("SH09", "gérante"),
    ]
    assert sorted(stays.acquaintances.values_list("user__first_name", "note")) == [
        ("Amel", "voisines"),
        ("David", ""),
    ]
    assert (stays.email, stays.phone, stays.owner) == ("edith@exemple.example", "02 98 00 50 05", chloe)
    assert stays.note == "Préfère le matin.\nParle anglais."
    details = JournalEntry.objects.get(action="contact.merged").details
    assert details["removed"] == 2
    assert "Edith" not in str(details)


def test_merge_of_contacts_is_undone_whole(pair, bruno, client_of):
    stays, goes = pair
    before = content()
    client = client_of(bruno)
    page = f"{LIST}contacts/{stays.pk}/{goes.pk}/"
    answer = client.post(page, {"version": goes.version})
    assert answer["Location"] == stays.get_absolute_url()
    client.post(f"/annuler/{Change.objects.first().operation}/")
    assert content() == before


def test_contact_changed_since_its_preview_is_shown_again(pair, bruno, chloe, client_of):
    stays, goes = pair
    history.change(goes, by=bruno, function="Présidente")
    answer = client_of(chloe).post(f"{LIST}contacts/{stays.pk}/{goes.pk}/", {"version": 1})
    assert answer.status_code == 409
    assert "Présidente" in answer.content.decode()
    assert Contact.objects.count() == 2


def test_preview_of_contacts_tells_what_is_taken_over(pair, chloe, client_of):
    stays, goes = pair
    text = client_of(chloe).get(f"{LIST}contacts/{stays.pk}/{goes.pk}/").content.decode()
    assert "adresse électronique, suivi par, note." in text
    assert client_of(chloe).get(f"{LIST}contacts/{stays.pk}/{stays.pk}/").status_code == 404


def test_rapporteur_merges_contacts_and_no_stakeholders(pair, kept, bruno, client_of):
    text = client_of(bruno).get(LIST).content.decode()
    assert "Édith Lefèvre" in text
    assert "Comparer deux fiches que vous connaissez" not in text
    other = make_stakeholder()
    assert client_of(bruno).get(f"{LIST}fiches/{kept.pk}/{other.pk}/").status_code == 403
