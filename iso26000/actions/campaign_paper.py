"""Answers of a campaign that came on paper, brought in by a file under the code of each letter (ADR 0025)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.campaign_answer import ALLOWED, NothingAnswered, put_aside, submit_answers
from iso26000.actions.open_cycle import hold_open
from iso26000.campaign_papers import spec_of
from iso26000.codes import draft_hash
from iso26000.models import AnswerDraft, Campaign, Statement
from iso26000.queries.campaign_answer import key_of
from iso26000.queries.campaign_tally import statements_of
from rse_portal.common.codes import NoSuchCode, read_code
from rse_portal.common.errors import Conflict
from rse_portal.common.exchange.checking import check_table
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.reading import read_content


class NotByPerson(Conflict):
    default = gettext_lazy(
        "Cette campagne se répond par le lien d’un site : le papier demande un code par personne."
    )


class NotAnswered(Conflict):
    default = gettext_lazy("Cette campagne ne reçoit pas de réponse aujourd’hui.")


@dataclass(frozen=True)
class Brought:
    """new: papers written now; known: those that were there already, and figures that are the portal's own."""

    new: int
    known: int


class PapersChanged(Conflict):
    """Some of these papers came meanwhile: what was shown would not be what is written. `brought`: what would be now."""

    default = gettext_lazy("Les réponses ont changé depuis votre aperçu : rien n’a été écrit.")

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        super().__init__()


@transaction.atomic
def preview_campaign_papers(*, campaign: Campaign, name: str, content: bytes, by: User) -> Brought:
    """The import itself, taken back (docs/adr/0014): nothing of it stays. Raises what `bring_campaign_papers` raises."""
    with transaction.atomic():
        brought = bring_campaign_papers(campaign=campaign, name=name, content=content, by=by)
        transaction.set_rollback(True)
    return brought


@transaction.atomic
def bring_campaign_papers(
    *, campaign: Campaign, name: str, content: bytes, by: User, expected: int | None = None
) -> Brought:
    """Submit each « paper » line as its letter's holder would have: one answer per code, tied to nobody. All or nothing.

    A code that served opens nothing any more: the same file again is refused, never counted twice. What was put aside on a
    screen under the same code is left out: the paper is what its author chose to send. expected: how many the preview
    showed. Raises NotByPerson, NotAnswered, CycleIsClosed, RefusedData with line and column, PapersChanged. Some 20 queries
    per paper.
    """
    hold_open(campaign.cycle)
    refuse_papers(campaign)
    statements, faults, notices = statements_of(campaign), FaultLog(), list[str]()
    tables = read_content(content, name, spec_of(statements), faults, notices)
    checked = [check_table(table, {}, faults) for table in tables]
    faults.stop_if_any()
    new = 0
    for line, row in zip(checked[0].lines, checked[0].rows, strict=True):
        problem = _paper(campaign, statements, row)
        if problem:
            faults.add(checked[0].table.place, line, "label", problem)
        new += not problem
    faults.stop_if_any()
    brought = Brought(new, 0)
    if expected is not None and new != expected:
        raise PapersChanged(brought)
    if new:
        record(action="campaign.paper", by=by, target=campaign, answers=new)
    return brought


def refuse_papers(campaign: Campaign) -> None:
    if not campaign.by_person:
        raise NotByPerson
    if not campaign.is_open:
        raise NotAnswered


def _paper(campaign: Campaign, statements: Sequence[Statement], row: tuple[str, ...]) -> str:
    """What is wrong with this line; empty once it is submitted."""
    code = read_code(row[1])
    key = key_of(code) if code else None
    if code is None or key is None or key.campaign_id != campaign.pk:
        return _("ce code n’ouvre pas la campagne, ou sa réponse est déjà comptée")
    said = {
        statement.code: value
        for statement, value in zip(statements, row[3:], strict=True)
        if value in ALLOWED
    }
    AnswerDraft.objects.filter(pk=draft_hash(code)).delete()
    try:
        put_aside(code=code, answers=said, comments={})
        submit_answers(code=code)
    except NothingAnswered:
        return _("aucune réponse sur cette ligne")
    except NoSuchCode:
        return _("ce code n’ouvre pas la campagne, ou sa réponse est déjà comptée")
    return ""
