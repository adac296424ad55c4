"""What a cycle takes from the last one: proposed, told « à confirmer », counted nowhere until somebody confirms it."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import history
from accounts.models import JournalEntry
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.actions.panel import seat_of
from iso26000.enums import CarriedKind, EvidenceKind, PracticeAnswer
from iso26000.models import Carried, Evidence, EvidenceFile, PracticeAssessment
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking
from priorities.exports import ranking_json
from priorities.queries.inputs import read_inputs
from stakeholders.actions.carried import (
    CannotConfirm,
    ConfirmedMeanwhile,
    SourceStillOpen,
    confirm_carried,
    confirm_changed,
    copy_cycle,
    dismiss_carried,
)
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore, Significance
from stakeholders.queries.carried import lines_of, offers, waiting, waiting_in
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence, make_practice, the_domain
from tests.factories.practice import expired, make_carried, make_file, make_validation
from tests.factories.stakeholders import make_impact, make_score, make_significance, make_stakeholder
from tests.support.pages import said
from tests.support.queries import assert_query_budget

KINDS = [kind.value for kind in CarriedKind]
LIST = "/exercice/reprise/"


@pytest.fixture
def past(db):
    """2025, closed: a group, an impact with its score, a declaration, levels, evidence."""
    cycle = make_cycle(
        "2025", label="Exercice 2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19)
    )
    group = make_significance(cycle=cycle, power=4).stakeholder
    make_score(impact=make_impact(cycle=cycle, stakeholder=group, description="Délais longs."))
    make_impact(cycle=cycle, stakeholder=group, domain=the_domain("6.3.5"), polarity=Polarity.NONE)
    make_practice(cycle=cycle, assessor=make_assessor("EV-07"), level=3, reason="Suivi partout.")
    make_file(evidence=make_evidence(cycle=cycle, label="Charte"))
    make_evidence(cycle=cycle, label="Vieille charte", expires_on=expired())
    return cycle


def versions(cycle, kind: str = "") -> dict[int, int]:
    rows = Carried.objects.filter(cycle=cycle)
    return dict((rows.filter(kind=kind) if kind else rows).values_list("pk", "version"))


def ranking(cycle) -> str:
    """The JSON of a ranking compiled now, times aside."""
    run = compile_ranking(cycle=cycle, by=None, parameters=Parameters(draws=50))
    return re.sub(r'"compiled_at": "[^"]*"', '"compiled_at": ""', ranking_json(run))


def everything(cycle) -> tuple[int, ...]:
    return tuple(
        model.objects.filter(cycle=cycle).count()
        for model in (PracticeAssessment, Evidence, Significance, Impact)
    )


def test_preview_counts_what_may_be_taken_and_what_stays(past, cycle):
    make_evidence(cycle=cycle, label="Charte")
    counts = {offer.kind: (offer.total, offer.fresh) for offer in offers(past, cycle)}
    assert counts == {"practice": (1, 1), "evidence": (2, 0), "significance": (1, 1), "impact": (2, 2)}


def test_copy_proposes_and_writes_no_judgement(past, cycle, chloe):
    before = everything(cycle)
    _operation, count = copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    assert count == 5
    assert everything(cycle) == before == (0, 0, 0, 0)
    assert waiting_in(cycle) == {"practice": 1, "evidence": 1, "significance": 1, "impact": 2}
    assert JournalEntry.objects.get(action="baseline.copied").details["impact"] == 2


def test_copy_takes_only_the_kinds_chosen_and_twice_is_once(past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=["evidence"], by=chloe)
    assert waiting_in(cycle)["practice"] == 0
    assert copy_cycle(source=past, cycle=cycle, kinds=["evidence"], by=chloe)[1] == 0


def test_copy_takes_nothing_from_an_open_cycle_nor_into_a_closed_one(past, cycle, chloe):
    with pytest.raises(SourceStillOpen):
        copy_cycle(source=make_cycle(opened_on=date(2024, 1, 1)), cycle=cycle, kinds=KINDS, by=chloe)
    with pytest.raises(CycleIsClosed):
        copy_cycle(source=cycle, cycle=past, kinds=KINDS, by=chloe)


def test_ranking_is_the_same_byte_for_byte_until_something_is_confirmed(past, cycle, chloe):
    empty = ranking(cycle)
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    assert ranking(cycle) == empty
    confirm_carried(cycle=cycle, versions=versions(cycle, "significance"), by=chloe)
    assert ranking(cycle) != empty
    assert json.loads(ranking(cycle))["stakeholders"][0]["status"] == "weighted"


def test_ranking_is_the_same_where_the_cycle_holds_judgements_already(past, cycle, chloe):
    group = make_significance(cycle=cycle).stakeholder
    make_score(impact=make_impact(cycle=cycle, stakeholder=group))
    make_practice(cycle=cycle)
    make_evidence(cycle=cycle)
    make_vote(cycle=cycle, stakeholder=group)
    before = ranking(cycle)
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    assert ranking(cycle) == before


def test_confirming_everything_writes_what_was_judged(past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    _operation, count, left = confirm_carried(cycle=cycle, versions=versions(cycle), by=chloe)
    assert (count, left) == (5, [])
    assert not Carried.objects.exists()
    practice = PracticeAssessment.objects.get(cycle=cycle)
    assert (practice.assessor.code, practice.level, practice.reason) == ("EV-07", 3, "Suivi partout.")
    piece = Evidence.objects.get(cycle=cycle)
    source = EvidenceFile.objects.get(evidence__cycle=past)
    assert piece.files.get().file == source.file  # the same bytes, kept once
    significance = Significance.objects.get(cycle=cycle)
    assert (significance.power, significance.assessed_on) == (4, timezone.localdate())
    assert [impact.code for impact in Impact.objects.filter(cycle=cycle).order_by("code")] == [
        "I26-001",
        "I26-002",
    ]
    assert not ImpactScore.objects.filter(impact__cycle=cycle).exists()  # given anew, blind


def test_confirmation_is_undone_as_a_whole(client_of, past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    operation, _count, _left = confirm_carried(cycle=cycle, versions=versions(cycle), by=chloe)
    inputs = read_inputs(cycle)
    assert len(inputs.impacts) == 2
    answer = client_of(chloe).post(reverse("history-undo", args=[operation]), follow=True)
    assert answer.status_code == 200
    assert everything(cycle) == (0, 0, 0, 0)
    assert sum(waiting_in(cycle).values()) == 5
    confirm_carried(cycle=cycle, versions=versions(cycle), by=chloe)  # and once more


def test_copy_is_undone_in_one_click(client_of, past, cycle, chloe):
    operation, _count = copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    client_of(chloe).post(reverse("history-undo", args=[operation]))
    assert not Carried.objects.exists()


def test_level_of_an_expert_is_theirs_to_confirm(past, cycle, chloe, bruno):
    seat = seat_of(user=bruno, by=bruno)
    bruno.assessor = seat
    make_practice(cycle=past, assessor=seat, level=1)
    copy_cycle(source=past, cycle=cycle, kinds=["practice"], by=chloe)
    _operation, count, left = confirm_carried(cycle=cycle, versions=versions(cycle), by=chloe)
    assert (count, [line.problem for line in left]) == (
        1,
        ["Seule la personne qui l’a donné peut le confirmer."],
    )
    assert confirm_carried(cycle=cycle, versions=versions(cycle), by=bruno)[1] == 1
    assert PracticeAssessment.objects.filter(cycle=cycle, assessor=seat, level=1).exists()


def problem(cycle, user, row) -> str:
    [line] = lines_of(cycle, [make_carried(cycle=cycle, row=row)], user)
    return line.problem


def test_judgement_given_since_stays_as_it_is(past, cycle, chloe):
    for model, words in (
        (PracticeAssessment, "Un niveau a été donné depuis."),
        (Evidence, "Cette preuve y est déjà."),
        (Significance, "Elle a été évaluée depuis."),
    ):
        row = model.objects.filter(cycle=past).first()
        assert problem(cycle, chloe, row) == "", model
        Carried.objects.all().delete()
        again = model.objects.get(pk=row.pk)
        again.pk, again.cycle = None, cycle
        again.save()
        assert problem(cycle, chloe, row) == words
        Carried.objects.all().delete()


def test_impact_and_its_contrary_never_stand_together(past, cycle, chloe):
    impact = Impact.objects.get(cycle=past, polarity=Polarity.NEGATIVE)
    none = Impact.objects.get(cycle=past, polarity=Polarity.NONE)
    make_impact(cycle=cycle, stakeholder=impact.stakeholder, polarity=Polarity.NONE, domain=impact.domain)
    make_impact(cycle=cycle, stakeholder=none.stakeholder, domain=none.domain)
    assert problem(cycle, chloe, impact) == "«\u202fAucun impact identifié\u202f» y a été déclaré depuis."
    assert problem(cycle, chloe, none) == "Un impact y a été identifié depuis."


def test_expired_evidence_and_validated_domains_take_nothing(past, cycle, chloe):
    old = Evidence.objects.get(cycle=past, label="Vieille charte")
    assert problem(cycle, chloe, old).startswith("Cette preuve a expiré le")
    make_validation(cycle=cycle, by=chloe)
    assert problem(cycle, chloe, Evidence.objects.get(cycle=past, label="Charte")) == (
        "Le niveau de ce domaine est déjà validé."
    )


def test_stale_line_is_confirmed_by_nobody_twice(past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=["impact"], by=chloe)
    read = versions(cycle)
    dismiss_carried(cycle=cycle, versions=read, by=chloe)
    with pytest.raises(ConfirmedMeanwhile):
        confirm_carried(cycle=cycle, versions=read, by=chloe)


def test_same_judgement_of_two_cycles_is_written_once(past, cycle, chloe):
    older = make_cycle("2024", opened_on=date(2024, 1, 8), closed_on=date(2024, 12, 20))
    make_evidence(cycle=older, label="Charte")
    for source in (past, older):
        copy_cycle(source=source, cycle=cycle, kinds=["evidence"], by=chloe)
    assert confirm_carried(cycle=cycle, versions=versions(cycle), by=chloe)[1] == 1
    assert Evidence.objects.filter(cycle=cycle).count() == 1


def line_of(cycle, kind: str, user):
    """The last one in the order of the list."""
    return lines_of(cycle, list(waiting(cycle, kind)), user)[-1]


def test_level_is_changed_and_confirmed_in_one_act(past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=["practice"], by=chloe)
    operation = confirm_changed(
        line=line_of(cycle, "practice", chloe),
        by=chloe,
        answer=PracticeAnswer.LEVEL,
        level=2,
        reason="Moins suivi.",
    )
    assert PracticeAssessment.objects.get(cycle=cycle).level == 2
    history.undo(operation, by=chloe)
    assert Carried.objects.count() == 1 and not PracticeAssessment.objects.filter(cycle=cycle).exists()


def test_change_of_what_one_may_not_confirm_is_refused(past, cycle, chloe, bruno):
    copy_cycle(source=past, cycle=cycle, kinds=["practice"], by=chloe)
    with pytest.raises(CannotConfirm):
        confirm_changed(line=line_of(cycle, "practice", bruno), by=bruno, answer="level", level=2, reason="")


# --- pages


def test_list_says_where_each_line_comes_from(client_of, past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    page = said(client_of(chloe).get(LIST))
    assert "5 cotations attendent d’être confirmées" in page
    assert "à confirmer" in page and "repris de : Exercice 2025" in page
    assert "niveau 3 sur 4 – Suivi partout." in page


def test_manager_chooses_reads_and_confirms(client_of, past, cycle, chloe):
    client = client_of(chloe)
    page = said(client.get(f"{LIST}choisir/"))
    assert "De « Exercice 2025 » vers « Exercice 2026 »" in page
    answer = client.post(f"{LIST}choisir/", {"source": "2025", "kinds": ["impact"]}, follow=True)
    assert "2 cotations sont reprises, à confirmer." in said(answer)
    page = client.get(f"{LIST}confirmer/?nature=impact&tous=1").content.decode()
    lines = re.findall(r'name="ligne" value="([\d-]+)"', page)
    assert len(lines) == 2
    answer = client.post(f"{LIST}confirmer/", {"ligne": lines}, follow=True)
    assert "2 reprises sont confirmées." in said(answer)
    assert Impact.objects.filter(cycle=cycle).count() == 2


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("practice", {"choice": "2", "reason": "Moins suivi."}),
        ("evidence", {"kind": "document", "label": "Charte 2026", "value": ""}),
        ("significance", {"power": "3", "legitimacy": "2", "urgency": "2", "dependency": "2"}),
        ("impact", {"polarity": "negative", "nature": "actual", "description": "Plus courts."}),
    ],
)
def test_each_kind_has_its_form(client_of, past, cycle, chloe, kind, data):
    copy_cycle(source=past, cycle=cycle, kinds=[kind], by=chloe)
    line = line_of(cycle, kind, chloe)
    if kind == "impact":
        data = {**data, "domain": the_domain().pk, "stakeholder": line.row.stakeholder_id}
        make_significance(cycle=cycle, stakeholder=line.row.stakeholder)
    if kind == "significance":
        data = {**data, "disadvantaged": "non", "assessed_on": timezone.localdate().isoformat()}
    client, address = client_of(chloe), f"{LIST}{line.carried.pk}/"
    assert "Exercice 2025 disait" in said(client.get(address))
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, data)
    assert answer.status_code == 302, said(answer)
    assert not Carried.objects.filter(pk=line.carried.pk).exists()


def test_nothing_ticked_is_said(client_of, past, cycle, chloe):
    for part in ("confirmer", "ecarter"):
        assert client_of(chloe).post(f"{LIST}{part}/", {"ligne": ["x", "1-", "-2"]}).status_code == 422


def test_list_stays_within_its_budget(client_of, past, cycle, chloe):
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)

    def more():
        for _each in range(30):
            make_carried(cycle=cycle, row=make_practice(cycle=past))

    assert_query_budget(client_of(chloe), LIST, 14, more)


def test_bulk_confirmation_costs_the_same_for_many(past, cycle, chloe, django_assert_max_num_queries):
    for _each in range(40):
        make_impact(cycle=past, stakeholder=make_stakeholder(), domain=the_domain("6.4.4"))
        make_evidence(cycle=past, kind=EvidenceKind.STATEMENT, expires_on=timezone.localdate() + timedelta(9))
    copy_cycle(source=past, cycle=cycle, kinds=KINDS, by=chloe)
    read = versions(cycle)
    with django_assert_max_num_queries(45):
        assert confirm_carried(cycle=cycle, versions=read, by=chloe)[1] == 85
