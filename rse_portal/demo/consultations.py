"""What people outside answer: a consultation of the suppliers, closed and published, and one of the carers, running."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import Change, User
from dialogue.actions.consultation import (
    close_consultation,
    create_consultation,
    open_consultation,
    publish_consultation,
    set_groups,
)
from dialogue.enums import QuestionKind
from dialogue.models import (
    Consultation,
    ConsultationGroup,
    ConsultationInvitation,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
    Feedback,
    ImportanceVote,
)
from dialogue.queries.consultation_answer import questions_of
from iso26000.models import AssessmentCycle
from rse_portal.demo.bank import french, on_scale, read_bank
from rse_portal.demo.gaps import GAPS
from stakeholders.models import Stakeholder

# Code of a group → (population, invited, answered).
SUPPLIERS = {"SH09-A": (140, 96, 47), "SH09-B": (85, 60, 31), "SH09-C": (610, 150, 58)}
CARERS = {"SH04-A": (5200, 180, 44), "SH04-C": (900, 70, 23)}
# Harder on prices for the small ones: what makes the adjusted result differ from the raw one.
MOOD = {"SH09-A": 0.2, "SH09-B": -0.3, "SH09-C": 0.6}


def consult_outside(
    cycle: AssessmentCycle, groups: Mapping[str, Stakeholder], *, by: User, today: date, rng: Random
) -> int:
    """The two consultations of the current cycle. Returns how many answered. About 60 queries."""
    over = _ask(
        cycle, "fournisseurs", SUPPLIERS, groups, by, today - timedelta(75), today + timedelta(1), rng
    )
    answered = close_consultation(consultation=over, by=by)
    Consultation.objects.filter(pk=over.pk).update(ends_on=today - timedelta(40))
    _name_in_order(over)
    _file_in_order(over, today - timedelta(39), rng)
    questions = [question.code for question in questions_of(over) if question.code != "paiement"]
    publish_consultation(consultation=over, questions=questions, by=by)
    _ask(cycle, "soignants", CARERS, groups, by, today - timedelta(9), today + timedelta(21), rng)
    return answered + sum(answered for _people, _invited, answered in CARERS.values())


def _ask(
    cycle: AssessmentCycle,
    template: str,
    sizes: Mapping[str, tuple[int, int, int]],
    groups: Mapping[str, Stakeholder],
    by: User,
    start: date,
    end: date,
    rng: Random,
) -> Consultation:
    made = create_consultation(cycle=cycle, template=template, by=by, starts_on=start, ends_on=end)
    set_groups(
        consultation=made, groups={groups[code]: people for code, (people, *_more) in sizes.items()}, by=by
    )
    open_consultation(consultation=made, by=by)
    questions = questions_of(made)
    for group in made.groups.select_related("stakeholder"):
        _people, invited, answered = sizes[group.stakeholder.code]
        _invite(made, group, invited, answered, start, rng)
        ConsultationResponse.objects.bulk_create(
            ConsultationResponse(
                consultation=made,
                group=group,
                receipt=f"{rng.getrandbits(256):064x}",
                answers=_answers(cycle, questions, group.stakeholder.code, rng),
            )
            for _each in range(answered)
        )
    Consultation.objects.filter(pk=made.pk).update(frozen=True)
    return made


def _invite(
    consultation: Consultation,
    group: ConsultationGroup,
    invited: int,
    answered: int,
    day: date,
    rng: Random,
) -> None:
    """Those who answered hold no key any more; nobody holds the codes of the others: they were drawn and forgotten."""
    batches = [UUID(int=rng.getrandbits(128), version=4) for _each in range(2)]
    rows = [
        ConsultationInvitation(
            pk=UUID(int=rng.getrandbits(128), version=4),
            consultation=consultation,
            group=group,
            batch=batches[number % 3 == 0],
            email=f"{group.stakeholder.code.lower()}-{number}@demo.example" if number % 3 else "",
            created_on=day,
            issued_on=day,
            reminded_on=day if number % 3 else None,
        )
        for number in range(invited)
    ]
    ConsultationInvitation.objects.bulk_create(rows, batch_size=500)
    ConsultationKey.objects.bulk_create(
        ConsultationKey(
            hash=f"{rng.getrandbits(256):064x}", consultation=consultation, seat=row.pk, group=group
        )
        for row in rows[answered:]
    )


def _answers(
    cycle: AssessmentCycle, questions: list[ConsultationQuestion], group: str, rng: Random
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    gaps = GAPS[int(cycle.slug)]
    silent = gaps.not_evaluated | gaps.not_applicable | gaps.without_vote
    for question in questions:
        if question.domain is not None and question.domain.code in silent:
            continue
        value = _answer(question, found, group, rng)
        if value is not None:
            found[question.code] = value
    return found


def _answer(question: ConsultationQuestion, before: Mapping[str, Any], group: str, rng: Random) -> Any | None:
    parent = question.shown_if.get("question")
    if parent and question.shown_if["values"][0] not in before.get(parent, {}).get("choices", []):
        return None
    if question.kind == QuestionKind.SCALE:
        return on_scale(rng.gauss(2.6 + MOOD.get(group, 0), 0.9), 0, 4) if rng.random() > 0.06 else "nsp"
    if question.kind == QuestionKind.TEXT:
        bank = read_bank("consultations_fr.yaml").get(question.code, [])
        return french(rng.choice(bank)) if bank and rng.random() < 0.025 else None
    letters = [letter for letter, _label in question.choices()][: len(question.options)]
    if question.kind == QuestionKind.RANKING:
        return rng.sample(letters, 3) if rng.random() > 0.1 else None
    if question.kind == QuestionKind.SINGLE:
        return {"choices": [rng.choices(letters, range(len(letters), 0, -1))[0]], "other": ""}
    chosen = [letter for letter in letters if rng.random() < 0.4]
    other = rng.random() < 0.01
    words = french(rng.choice(read_bank("consultations_fr.yaml")["autre"])) if other else ""
    chosen += ["autre"] if other else []
    return {"choices": chosen, "other": words} if chosen else None


def _file_in_order(consultation: Consultation, day: date, rng: Random) -> None:
    """The same for what they wrote: the same words under the same reference and key each time."""
    rows = list(Feedback.objects.filter(consultation=consultation))
    references = sorted(row.reference for row in rows)
    Feedback.objects.filter(consultation=consultation).delete()
    Change.objects.filter(target_id__in=[str(row.pk) for row in rows]).delete()
    rows.sort(key=lambda row: (row.question, row.text, row.stakeholder_id or 0))
    for row, reference in zip(rows, references, strict=True):
        row.pk, row.reference, row.received_on = (
            UUID(int=rng.getrandbits(128), version=4),
            reference,
            day,
        )
    Feedback.objects.bulk_create(rows)


def _name_in_order(consultation: Consultation) -> None:
    """The close draws its respondents at random, and a ranking resamples them by name: the demo is the same each time."""
    ballots: dict[str, list[ImportanceVote]] = {}
    for vote in ImportanceVote.objects.filter(respondent__startswith=f"{consultation.code}-").order_by(
        "domain"
    ):
        ballots.setdefault(vote.respondent, []).append(vote)
    ordered = sorted(
        ballots.values(), key=lambda votes: [(v.stakeholder_id, v.domain_id, v.importance) for v in votes]
    )
    for number, votes in enumerate(ordered):
        for vote in votes:
            vote.respondent = f"C-DEMO-{number:05d}"
    ImportanceVote.objects.bulk_update(
        [vote for votes in ordered for vote in votes], ["respondent"], batch_size=500
    )
