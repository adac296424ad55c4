"""A consultation from its model to its publication: what each state allows, what the close makes of the answers."""

import pytest

from accounts.models import JournalEntry
from dialogue.actions import consultation as actions
from dialogue.actions import consultation_invitation as inviting
from dialogue.actions import question as asking
from dialogue.actions.consultation_answer import put_aside, submit_answers
from dialogue.actions.consultation_mail import left_to_write
from dialogue.enums import FeedbackStatus, Provenance
from dialogue.models import (
    ConsultationDraft,
    ConsultationInvitation,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
    ConsultationTally,
    Feedback,
    ImportanceVote,
)
from dialogue.queries.consultation import batches_of
from dialogue.questionnaires import FILE, faults_of, templates
from iso26000.enums import CampaignState
from iso26000.models import Domain
from priorities.queries.inputs import read_inputs
from rse_portal.common.codes import NoSuchCode
from stakeholders.actions.merge import merge_stakeholders
from tests.factories.accounts import make_country
from tests.factories.consultation import make_answer, make_begun, make_consultation, make_consulted
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_significance, make_stakeholder

A, C = ({"choices": [letter], "other": ""} for letter in "ac")


@pytest.fixture
def country(db):
    return make_country()


def answers(level: int = 3, **more) -> dict:
    return {"imp-6.7.8": level, "renonce": C, **more}


# --- models


def test_every_model_may_be_used(standard):
    import yaml

    content = yaml.safe_load(FILE.read_text("utf-8"))
    assert faults_of(content, set(Domain.objects.values_list("code", flat=True))) == []
    assert list(templates()) == [
        "fournisseurs",
        "soignants",
        "collectivites",
        "entreprises",
        "associations",
        "federation",
    ]


def test_a_model_that_is_wrong_is_told_question_by_question(standard):
    row = {
        "code": "q",
        "kind": "text",
        "text_fr": "x" * 241,
        "text_en": "",
        "shown_if": {"question": "z", "values": ["a"]},
    }
    section = {"title_fr": "Étape", "title_en": "", "questions": [row, dict(row, kind="single")]}
    wrong = {
        "schema": "rse-consultations/1",
        "importance": {},
        "templates": [{"code": "t", "sections": [section]}],
    }
    told = "\n".join(faults_of(wrong, set()))
    for fault in (
        "« text_en » manque",
        "dépasse 240",
        "remontée",
        "aucune réponse d’avant",
        "en double",
        "nombre de choix",
    ):
        assert fault in told


@pytest.mark.parametrize("template", list(templates()))
def test_a_consultation_copies_its_model_in_both_languages(cycle, chloe, template):
    group = make_stakeholder(templates()[template].groups[0])
    made = actions.create_consultation(
        cycle=cycle, template=template, by=chloe, starts_on=cycle.opened_on, ends_on=cycle.opened_on
    )
    rows = list(made.questions.all())
    assert len(rows) == len(templates()[template].questions) >= 11
    assert all(row.text_en and row.section_en and "'" not in row.text_fr for row in rows)
    assert all(row.domain for row in rows if row.code.startswith("imp-"))
    for row in rows:
        row.full_clean()
    assert [one.stakeholder for one in made.groups.all()] == [group]
    assert made.state == CampaignState.PREPARATION and made.title_en


# --- questions


def test_questions_freeze_at_the_first_answer_begun(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    question = consultation.questions.get(code="renonce")
    assert asking.change_question(question=question, by=chloe, version=1, text_fr="Autrement ?")
    put_aside(code=make_consulted(consultation)[1], answers={"imp-6.7.8": 2})
    with pytest.raises(asking.QuestionsFrozen):
        asking.change_question(question=question, by=chloe, version=2, text_fr="Encore ?")
    with pytest.raises(asking.QuestionsFrozen):
        asking.add_question(consultation=consultation, by=chloe, kind="text", text_fr="?", section_fr="x")
    assert not chloe.has_perm("dialogue.change_question", ConsultationQuestion.objects.get(code="renonce"))


def test_a_question_is_added_to_its_section_and_moves(cycle, chloe):
    consultation = make_consultation(cycle=cycle, state=CampaignState.PREPARATION)
    values = {"kind": "text", "text_fr": "Et quoi encore ?", "kind_of_feedback": "idea"}
    added = asking.add_question(consultation=consultation, by=chloe, section_fr="Au quotidien", **values)
    order = lambda: [row.code for row in consultation.questions.order_by("order")]  # noqa: E731
    assert added.code == "q1" and order() == ["imp-6.7.8", "renonce", "pourquoi", "rangs", "q1", "idees"]
    asking.move_question(question=added, up=True, by=chloe)
    assert order()[3:5] == ["q1", "rangs"]
    with pytest.raises(asking.OthersHang):
        asking.move_question(question=consultation.questions.get(code="pourquoi"), up=True, by=chloe)
    with pytest.raises(asking.OthersHang):
        asking.remove_question(question=consultation.questions.get(code="renonce"), by=chloe)
    asking.remove_question(question=consultation.questions.get(code="q1"), by=chloe)
    assert "q1" not in order()


# --- states


def test_opening_needs_groups_questions_and_a_place_for_texts(cycle, chloe):
    empty = make_consultation(cycle=cycle, state=CampaignState.PREPARATION, questions=())
    with pytest.raises(actions.NotReady):
        actions.open_consultation(consultation=empty, by=chloe)
    ready = make_consultation(cycle=cycle, state=CampaignState.PREPARATION)
    with pytest.raises(actions.NowhereToFile):
        actions.open_consultation(consultation=ready, by=chloe)
    make_country()
    actions.open_consultation(consultation=ready, by=chloe)
    actions.open_consultation(consultation=ready, by=chloe)
    assert ready.is_open and JournalEntry.objects.filter(action="consultation.opened").count() == 1


def test_a_group_that_was_invited_stays(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    make_consulted(consultation)
    with pytest.raises(actions.GroupIsInvited):
        actions.set_groups(consultation=consultation, groups={make_stakeholder(): 40}, by=chloe)


def test_revoking_a_lot_spares_what_was_sent(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    first, _code = make_consulted(consultation)
    _second, code = make_consulted(consultation, batch=first.batch)
    make_begun(consultation, code, answers())
    submit_answers(code=code)
    assert inviting.revoke_batch(consultation=consultation, batch=first.batch, by=chloe) == 1
    assert ConsultationResponse.objects.count() == 1 and not ConsultationKey.objects.exists()


def test_a_message_that_came_back_is_reminded_no_more_and_says_nothing_of_the_answer(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    make_consulted(consultation, email="parti@test.example")
    _kept, code = make_consulted(consultation, email="la@test.example")
    make_begun(consultation, code, answers())
    submit_answers(code=code)
    emails = ["Parti@test.example", "la@test.example", "inconnu@test.example"]
    assert inviting.note_returned(consultation=consultation, emails=emails, by=chloe) == 2
    assert not left_to_write(consultation, remind=True).exists()
    [batch, other] = batches_of(consultation)
    assert (batch.revoked, other.revoked) == (0, 0)
    assert sorted((*batch.failures, *other.failures)) == [
        "la@test.example (message revenu)",
        "parti@test.example (message revenu)",
    ]


# --- the close


def test_the_close_hands_everything_on_and_forgets_who(cycle, chloe, country):
    group, small = make_stakeholder("SH09"), make_stakeholder("SH10")
    make_significance(cycle=cycle, stakeholder=group)
    consultation = make_consultation(cycle=cycle, groups=(group, small))
    for number in range(6):
        text = {"idees": f"Idée {number}"} if number < 2 else {}
        make_answer(consultation, answers(3 if number else 4, **text))
    make_answer(consultation, answers(0, idees="Du petit groupe"), group=1)
    _invitation, unused = make_consulted(consultation, email="x@test.example", name="Société X")
    make_begun(consultation, unused, answers())
    assert actions.close_consultation(consultation=consultation, by=chloe) == 7
    assert actions.close_consultation(consultation=consultation, by=chloe) == 7
    for model in (ConsultationKey, ConsultationDraft, ConsultationInvitation):
        assert not model.objects.exists()
    rows = list(ConsultationResponse.objects.all())
    assert {row.receipt for row in rows} == {""} and not any("idees" in row.answers for row in rows)
    assert sum(row.group is None for row in rows) == 1
    with pytest.raises(NoSuchCode):
        submit_answers(code=unused)
    tally = ConsultationTally.objects.get()
    by_group = {
        row.stakeholder.code: tally.counts["groups"][str(row.pk)] for row in consultation.groups.all()
    }
    assert by_group == {"SH09": [7, 6], "SH10": [1, 1]}


def test_importance_becomes_votes_of_groups_of_k_people_and_feeds_the_ranking(cycle, chloe, country):
    group, small = make_stakeholder("SH09"), make_stakeholder("SH10")
    for one in (group, small):
        make_significance(cycle=cycle, stakeholder=one)
    consultation = make_consultation(cycle=cycle, groups=(group, small))
    for level in (4, 4, 3, 3, 2, "nsp"):
        make_answer(consultation, answers(level))
    make_answer(consultation, answers(0), group=1)
    actions.close_consultation(consultation=consultation, by=chloe)
    votes = ImportanceVote.objects.filter(cycle=cycle)
    assert sorted(votes.values_list("importance", flat=True)) == [2, 3, 3, 4, 4]
    assert {(vote.stakeholder, vote.domain) for vote in votes} == {(group, the_domain("6.7.8"))}
    assert all(vote.respondent.startswith(f"{consultation.code}-") for vote in votes)
    inputs = read_inputs(cycle)
    assert len(inputs.votes) == 5 and {inputs.groups[row["group"]].code for row in inputs.votes} == {"SH09"}


def test_a_group_merged_meanwhile_speaks_in_the_name_of_the_row_that_stays(cycle, chloe, country):
    asked, kept = make_stakeholder("SH09"), make_stakeholder("SH10")
    consultation = make_consultation(cycle=cycle, groups=(asked,))
    for _each in range(5):
        make_answer(consultation, answers(3, idees="Un guichet ouvert le samedi"))
    merge_stakeholders(kept=kept, merged=asked, by=chloe)
    actions.close_consultation(consultation=consultation, by=chloe)
    assert set(ImportanceVote.objects.values_list("stakeholder__code", flat=True)) == {"SH10"}
    assert set(Feedback.objects.values_list("stakeholder__code", flat=True)) == {"SH10"}


def test_texts_become_remontees_of_known_provenance_in_the_inbox(cycle, chloe, country):
    consultation = make_consultation(cycle=cycle)
    for number in range(5):
        make_answer(consultation, answers(idees=f"Idée {number}"))
    said = {"renonce": A, "pourquoi": {"choices": ["autre"], "other": "La honte"}}
    make_answer(consultation, said)
    actions.close_consultation(consultation=consultation, by=chloe)
    rows = list(Feedback.objects.filter(consultation=consultation).order_by("reference"))
    assert sorted(row.text for row in rows) == [
        *(f"Idée {number}" for number in range(5)),
        "Question pourquoi ? – La honte",
    ]
    assert [row.reference for row in rows] == [f"R26-{n:05d}" for n in range(1, 7)]
    for row in rows:
        assert row.status == FeedbackStatus.RECEIVED and row.provenance == Provenance.CONSULTED
        assert row.author is None and row.territory == country
        assert row.stakeholder == consultation.groups.get().stakeholder
    assert {row.kind for row in rows if row.question == "idees"} == {"idea"}


def test_texts_of_a_small_group_do_not_say_which(cycle, chloe, country):
    consultation = make_consultation(cycle=cycle)
    make_answer(consultation, answers(idees="Seul·e"))
    actions.close_consultation(consultation=consultation, by=chloe)
    assert Feedback.objects.get().stakeholder is None


def test_publishing_is_chosen_per_question_and_may_be_chosen_again(cycle, chloe, country):
    consultation = make_consultation(cycle=cycle)
    with pytest.raises(actions.NotClosed):
        actions.publish_consultation(consultation=consultation, questions=["renonce"], by=chloe)
    actions.close_consultation(consultation=consultation, by=chloe)
    with pytest.raises(actions.NothingPublished):
        actions.publish_consultation(consultation=consultation, questions=[], by=chloe)
    for chosen in (["renonce", "rangs"], ["rangs"]):
        actions.publish_consultation(consultation=consultation, questions=chosen, by=chloe)
        published = consultation.questions.filter(published=True)
        assert sorted(published.values_list("code", flat=True)) == sorted(chosen)


def test_the_journal_and_the_jobs_name_nobody(cycle, chloe, country):
    consultation = make_consultation(cycle=cycle)
    inviting.invite_addresses(
        consultation=consultation,
        group=consultation.groups.get(),
        emails=["secret@test.example"],
        language="fr",
        by=chloe,
    )
    _invitation, code = make_consulted(consultation)
    make_begun(consultation, code, answers(idees="CANARI"))
    before = JournalEntry.objects.count()
    submit_answers(code=code)
    assert JournalEntry.objects.count() == before
    actions.close_consultation(consultation=consultation, by=chloe)
    told = str(list(JournalEntry.objects.values_list("details", flat=True)))
    assert "secret" not in told and "CANARI" not in told and code not in told
