"""The level retained: what the experts say, capped by what the evidence holds (docs/methode.md §3)."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import history
from accounts.models import Change, JournalEntry
from iso26000.actions.evidence import add_evidence, change_evidence, remove_evidence
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.actions.panel import seat_of
from iso26000.actions.practice import ForeignDomain, assess_practice
from iso26000.enums import CycleState, EvidenceKind, PracticeAnswer
from iso26000.models import Assessor, Domain, Evidence, PracticeAssessment
from iso26000.queries.practice import practice_of, practice_rows, previous_of
from tests.factories.iso26000 import (
    make_cycle,
    make_evidence,
    make_practice,
    the_domain,
)


def steps(practice) -> str:
    return ", ".join(f"{step.name} {'✓' if step.there else '✗'}" for step in practice.proof.steps)


@pytest.mark.parametrize(
    ("kinds", "cap", "missing_for_4"),
    [
        (
            [],
            0,
            "un document, un indicateur avec une valeur et une tendance sur deux ans ou une revue externe",
        ),
        ([("statement", "")], 1, None),
        ([("document", "")], 2, None),
        ([("document", ""), ("indicator", "")], 2, None),
        ([("document", ""), ("indicator", " ")], 2, None),
        ([("indicator", "71 %"), ("external_review", "")], 0, "un document"),
        ([("document", ""), ("indicator", "71 %")], 3, "une tendance sur deux ans ou une revue externe"),
        ([("document", ""), ("indicator", "71 %"), ("trend", "")], 4, ""),
    ],
)
def test_cap_is_the_same_on_the_page_and_in_the_list(cycle, chloe, kinds, cap, missing_for_4):
    for kind, value in kinds:
        make_evidence(cycle=cycle, kind=EvidenceKind(kind), value=value)
    practice = practice_of(cycle, the_domain())
    [row] = [row for row in practice_rows(cycle, chloe) if row.domain.code == "6.7.8"]
    assert practice.cap == row.practice.cap == cap
    assert practice.proof.steps == row.practice.proof.steps
    if missing_for_4 is not None:
        assert practice.proof.missing_for(4) == missing_for_4


def test_cap_is_told_step_by_step(cycle):
    make_practice(cycle=cycle, level=3, reason="Vu sur place")
    make_evidence(cycle=cycle, kind=EvidenceKind.DOCUMENT)
    make_evidence(cycle=cycle, kind=EvidenceKind.INDICATOR)
    practice = practice_of(cycle, the_domain())
    assert steps(practice) == (
        "déclaration (un niveau motivé en tient lieu) ✓, document ✓, indicateur sans valeur ✗,"
        " tendance ou revue externe ✗"
    )
    assert (practice.median, practice.effective, practice.missing) == (3, 2, "un indicateur avec une valeur")


def test_half_a_level_needs_the_evidence_of_the_next_one(cycle):
    for level in (2, 3):
        make_practice(cycle=cycle, level=level)
    make_evidence(cycle=cycle, kind=EvidenceKind.DOCUMENT)
    practice = practice_of(cycle, the_domain())
    assert (practice.median, practice.effective, practice.missing) == (
        2.5,
        2,
        "un indicateur avec une valeur",
    )


def test_neither_unknown_nor_not_applicable_is_a_level(cycle, chloe):
    make_practice(cycle=cycle, answer=PracticeAnswer.UNKNOWN)
    make_practice(cycle=cycle, answer=PracticeAnswer.NOT_APPLICABLE, reason="Sans objet")
    practice = practice_of(cycle, the_domain())
    assert (practice.median, practice.effective, practice.capped) == (None, None, False)
    assert not practice.all_not_applicable
    [row] = [row for row in practice_rows(cycle, chloe) if row.domain.code == "6.7.8"]
    assert (row.practice.unknown, row.practice.not_applicable, row.practice.median) == (1, 1, None)


def test_reason_of_an_unknown_is_no_statement(cycle):
    make_practice(cycle=cycle, answer=PracticeAnswer.UNKNOWN, reason="Pas d’accès aux preuves")
    assert practice_of(cycle, the_domain()).cap == 0


def test_previous_cycle_is_the_one_before(cycle):
    assert previous_of(cycle, [cycle]) is None
    older = make_cycle("2024", opened_on=cycle.opened_on.replace(year=2024))
    before = make_cycle("2025", opened_on=cycle.opened_on.replace(year=2025))
    assert previous_of(cycle, [cycle, before, older]) == before


# --- actions


def assess(cycle, by, **values):
    defaults = {"answer": PracticeAnswer.LEVEL, "level": 2, "reason": ""}
    return assess_practice(cycle=cycle, domain=the_domain(), by=by, **{**defaults, **values})


def test_first_level_takes_a_seat_once(cycle, chloe):
    assert assess(cycle, chloe)
    seat = Assessor.objects.get(user=chloe)
    assert seat.code == "EV-1"
    assert seat_of(user=chloe, by=chloe) == seat
    assert JournalEntry.objects.filter(action="panel.changed", target_id=str(seat.pk)).count() == 1
    assert PracticeAssessment.objects.get().assessor == seat


def test_assess_practice_keeps_the_change_and_is_undone(cycle, bruno):
    assess(cycle, bruno, level=3, reason=" Mesuré chaque mois ")
    row = PracticeAssessment.objects.get()
    assert (row.level, row.reason) == (3, "Mesuré chaque mois")
    act = assess(cycle, bruno, level=1, reason="Mesuré chaque mois", version=row.version)
    row.refresh_from_db()
    assert (row.level, row.version) == (1, 2)
    history.undo(act, by=bruno)
    row.refresh_from_db()
    assert row.level == 3
    assert JournalEntry.objects.filter(action="practice.assessed").count() == 2
    assert "Mesuré" not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_assess_practice_twice_alike_writes_once(cycle, bruno):
    assess(cycle, bruno)
    assert assess(cycle, bruno, version=1) is None
    assert Change.objects.filter(target_type="iso26000.practiceassessment").count() == 1


def test_assess_practice_from_two_windows_meets(cycle, bruno):
    assess(cycle, bruno, level=2)
    with pytest.raises(history.Stale):
        assess(cycle, bruno, level=4)  # opened before the first answer
    assert PracticeAssessment.objects.get().level == 2


def test_assess_practice_refuses_what_the_model_refuses(cycle, bruno):
    with pytest.raises(ValidationError, match="demande un motif"):
        assess(cycle, bruno, answer=PracticeAnswer.NOT_APPLICABLE, level=None)
    with pytest.raises(ValidationError):
        assess(cycle, bruno, level=5)
    with pytest.raises(ValidationError):
        assess(cycle, bruno, level=None)
    assert not Assessor.objects.filter(user=bruno).exists()  # nor does a refusal take a seat


def test_actions_refuse_a_closed_cycle_and_a_foreign_domain(cycle, bruno, standard):
    piece = make_evidence(cycle=cycle)
    other = Domain(standard_id=standard.pk + 1, code="6.7.8")
    with pytest.raises(ForeignDomain):
        assess_practice(cycle=cycle, domain=other, answer=PracticeAnswer.LEVEL, level=1, reason="", by=bruno)
    cycle.state, cycle.closed_on = CycleState.CLOSED, cycle.opened_on
    cycle.save()
    fields = {"kind": "document", "label": "Charte", "value": ""}
    for attempt in (
        lambda: assess(cycle, bruno),
        lambda: add_evidence(cycle=cycle, domain=the_domain(), by=bruno, **fields),
        lambda: change_evidence(evidence=piece, by=bruno, version=1, **fields),
        lambda: remove_evidence(evidence=piece, by=bruno),
    ):
        with pytest.raises(CycleIsClosed):
            attempt()
    assert not Change.objects.exists()


def test_evidence_is_added_changed_removed_and_brought_back(cycle, bruno):
    fields = {"kind": "indicator", "label": "Motions répondues", "value": "71 %"}
    add_evidence(cycle=cycle, domain=the_domain(), by=bruno, **fields)
    piece = Evidence.objects.get()
    assert change_evidence(evidence=piece, by=bruno, version=1, **{**fields, "value": "80 %"})
    assert change_evidence(evidence=piece, by=bruno, version=2, **{**fields, "value": "80 %"}) is None
    act = remove_evidence(evidence=piece, by=bruno)
    assert not Evidence.objects.exists()
    history.undo(act, by=bruno)
    assert Evidence.objects.get().value == "80 %"
    told = JournalEntry.objects.filter(target_type="iso26000.evidence").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        "evidence.added",
        "evidence.changed",
        "evidence.removed",
    ]


def test_the_same_piece_is_added_once(cycle, bruno):
    fields = {"kind": "document", "label": "Charte", "value": ""}
    add_evidence(cycle=cycle, domain=the_domain(), by=bruno, **fields)
    with pytest.raises(ValidationError):
        add_evidence(cycle=cycle, domain=the_domain(), by=bruno, **fields)
