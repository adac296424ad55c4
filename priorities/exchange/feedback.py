"""feedback.csv to the database: remontées, their domains in order, the séances that they name."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from accounts.models import Territory
from dialogue.enums import Provenance, SessionState
from dialogue.models import Assembly, DialogueSession, Feedback, FeedbackCoding
from priorities.exchange.consistency import assembly_code
from priorities.exchange.files import FeedbackRow
from priorities.exchange.known import Known
from priorities.exchange.paper import is_from_paper
from priorities.exchange.trail import Trail
from priorities.exchange.upsert import Written, upsert
from rse_portal.common.exchange.checking import Checked
from stakeholders.models import Stakeholder

AT_ONCE = 500  # keys in one DELETE: SQLite limits the variables of a statement


def save_feedback(file: Checked, known: Known, trail: Trail) -> Written:
    """Status, account and provenance of a known remontée are left alone; so is the author code of one typed in here.

    A new one came from a file, or from paper when its reference is one of our workbooks of paper."""
    rows: Sequence[FeedbackRow] = file.rows
    territories = dict(Territory.objects.order_by().values_list("code", "pk"))
    stakeholders = dict(Stakeholder.objects.order_by().values_list("code", "pk"))
    sessions = known.sessions | _open_sessions(rows, known, territories)
    existing = Feedback.objects.filter(cycle=known.cycle)
    origins = _origins(existing)
    by = trail.by.pk if trail.by else None
    written = upsert(
        existing,
        {
            (row.reference,): (
                row.date,
                territories[row.territory],
                sessions[row.session] if row.session else None,
                stakeholders[row.stakeholder] if row.stakeholder else None,
                row.kind,
                row.text,
                *(origins[row.reference].kept(row) if row.reference in origins else _new_origin(row, by)),
            )
            for row in rows
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("reference",),
        values=(
            "received_on",
            "territory_id",
            "session_id",
            "stakeholder_id",
            "kind",
            "text",
            "author_code",
            "provenance",
            "recorded_by_id",
        ),
        trail=trail,
    )
    recoded = _save_codings(rows, known, trail)
    return Written(written.created, (written.updated | recoded) - written.created)


class _Origin(NamedTuple):
    """Where a known remontée comes from."""

    author: int | None
    author_code: str
    provenance: str
    recorded_by: int | None

    def kept(self, row: FeedbackRow) -> tuple[Any, ...]:
        code = row.author if self.author is None else self.author_code
        return code, self.provenance, self.recorded_by


def _origins(existing: Any) -> dict[str, _Origin]:
    columns = ("reference", "author_id", "author_code", "provenance", "recorded_by_id")
    return {
        reference: _Origin(*origin)
        for reference, *origin in existing.order_by().values_list(*columns).iterator()
    }


def _new_origin(row: FeedbackRow, by: int | None) -> tuple[Any, ...]:
    provenance = Provenance.PAPER if is_from_paper(row.reference) else Provenance.FILE
    return row.author, provenance.value, by


def _open_sessions(rows: Sequence[FeedbackRow], known: Known, territories: dict[str, int]) -> dict[str, Any]:
    """New sessions: held on the day of their first row, in the assembly of its territory."""
    first: dict[str, FeedbackRow] = {}
    for row in rows:
        if row.session and row.session not in known.sessions:
            first.setdefault(row.session, row)
    if not first:
        return {}
    assemblies = _open_assemblies(dict.fromkeys(row.territory for row in first.values()), territories)
    sessions = [
        DialogueSession(
            reference=reference,
            assembly_id=assemblies[row.territory],
            held_on=row.date,
            state=SessionState.HELD,
        )
        for reference, row in first.items()
    ]
    DialogueSession.objects.bulk_create(sessions)
    return {session.reference: session.pk for session in sessions}


def _open_assemblies(codes: dict[str, None], territories: dict[str, int]) -> dict[str, int]:
    """Territory code → its assembly: the one named after it, else its first one, else a new one."""
    found: dict[str, int] = {}
    for pk, code, territory in Assembly.objects.order_by("code").values_list("pk", "code", "territory__code"):
        if territory not in found or code == assembly_code(territory):
            found[territory] = pk
    missing = [code for code in codes if code not in found]
    if missing:
        labels = dict(Territory.objects.order_by().values_list("code", "label"))
        Assembly.objects.bulk_create(
            Assembly(
                code=assembly_code(code),
                label=f"Assemblée de territoire {labels[code]}",
                territory_id=territories[code],
            )
            for code in missing
        )
        new = Assembly.objects.order_by().values_list("territory__code", "pk")
        found |= {code: pk for code, pk in new if code in missing}
    return found


def _save_codings(rows: Sequence[FeedbackRow], known: Known, trail: Trail) -> set[tuple[str]]:
    """The domains of each remontée, in order. Returns the keys of those whose domains changed."""
    pks = dict(Feedback.objects.filter(cycle=known.cycle).order_by().values_list("reference", "pk"))
    references = {pks[row.reference]: row.reference for row in rows}
    wanted = {
        (pks[row.reference], known.domains[code].pk): (position,)
        for row in rows
        for position, code in enumerate(row.domains)
    }
    existing = FeedbackCoding.objects.filter(feedback__cycle=known.cycle)
    stale = [
        (pk, feedback)
        for pk, feedback, domain in existing.order_by().values_list("pk", "feedback_id", "domain_id")
        if feedback in references and (feedback, domain) not in wanted
    ]
    trail.saw(FeedbackCoding, (), sorted(references[feedback] for _pk, feedback in stale))
    trail.complete &= not stale  # remontées and their codings have a history of their own, not this one
    for start in range(0, len(stale), AT_ONCE):
        FeedbackCoding.objects.filter(
            pk__in=[pk for pk, _feedback in stale[start : start + AT_ONCE]]
        ).delete()
    written = upsert(existing, wanted, key=("feedback_id", "domain_id"), values=("position",), trail=trail)
    changed = {feedback for feedback, _domain in written.created | written.updated}
    return {(references[pk],) for pk in changed | {feedback for _pk, feedback in stale}}
