"""What the cells of a row say together, and the rows among themselves and with the database."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from accounts.models.territory import Level
from iso26000.enums import PracticeAnswer
from priorities.exchange.files import (
    FEEDBACK,
    IMPACT_SCORES,
    IMPACTS,
    PRACTICES,
    STAKEHOLDERS,
    TERRITORIES,
    ImpactRow,
    PracticeRow,
    ScoreRow,
)
from priorities.exchange.known import Known
from rse_portal.common.exchange.cells import normal, unprotected
from rse_portal.common.exchange.checking import Checked
from rse_portal.common.exchange.errors import FaultLog, quoted
from stakeholders.enums import Nature, Polarity
from stakeholders.models import ImpactScore
from stakeholders.models.impact import CRITERIA, FLAGS

Complaint = tuple[str, str]  # column, message
SHOWN_OF_A_LOOP = 5
# The levels that may stand above each one, "" for none.
ABOVE: dict[str, set[str]] = {
    Level.NATIONAL: {""},
    Level.REGION: {"", Level.NATIONAL},
    Level.DEPARTMENT: {"", Level.REGION},
}


def check_consistency(files: Mapping[str, Checked], known: Known, faults: FaultLog) -> None:
    """Every rule that one cell alone cannot break; what is broken goes to `faults`."""
    if STAKEHOLDERS.name in files:
        _check_stakeholders(files[STAKEHOLDERS.name], known, faults)
    if TERRITORIES.name in files:
        _check_territories(files[TERRITORIES.name], known, faults)
    if IMPACTS.name in files:
        _each_row(files[IMPACTS.name], _impact_complaints, faults)
        _check_older_scores(files, known, faults)
    if IMPACT_SCORES.name in files:
        kinds, drafts = kinds_of_impacts(files, known), _Drafts(known)
        _each_row(
            files[IMPACT_SCORES.name],
            lambda row: _score_complaints(row, kinds.get(row.impact), drafts),
            faults,
        )
    if PRACTICES.name in files:
        _each_row(files[PRACTICES.name], _practice_complaints, faults)
    if FEEDBACK.name in files:
        _each_row(files[FEEDBACK.name], lambda row: _session_complaints(row, known), faults)


def _each_row(checked: Checked, complaints: Callable[[Any], Iterator[Complaint]], faults: FaultLog) -> None:
    for line, row in zip(checked.lines, checked.rows, strict=True):
        for column, message in complaints(row):
            faults.add(checked.table.place, line, column, message)


# --- trees


def _check_stakeholders(checked: Checked, known: Known, faults: FaultLog) -> None:
    for line, row in zip(checked.lines, checked.rows, strict=True):
        before = known.stakeholders.get(row.code)
        if before and not before.is_stakeholder:
            message = (
                f"{quoted(row.code)} est une ressource interne du registre : elle n’est ni pondérée ni cotée"
            )
            faults.add(checked.table.place, line, "code", message)
    _check_tree(checked, {code: entry.parent for code, entry in known.stakeholders.items()}, faults)


def _check_territories(checked: Checked, known: Known, faults: FaultLog) -> None:
    _check_tree(checked, {code: entry.parent for code, entry in known.territories.items()}, faults)
    level = {code: entry.level for code, entry in known.territories.items()}
    level |= {row.code: row.level for row in checked.rows}
    names = dict(Level.choices)
    for line, row in zip(checked.lines, checked.rows, strict=True):
        above = level.get(row.parent, "")
        if row.parent and above and above not in ABOVE[row.level]:
            message = (
                f"un territoire de niveau {names[row.level]} ne peut pas dépendre d’un niveau {names[above]}"
            )
            faults.add(checked.table.place, line, "parent", message)
    # A territory of the file may have changed level above one that only the database knows.
    for code, entry in known.territories.items():
        moved = code not in checked.index and entry.parent in checked.index
        if moved and level[entry.parent] not in ABOVE[entry.level]:
            message = f"{quoted(code)}, de niveau {names[entry.level]}, en dépend déjà"
            faults.add(checked.table.place, checked.index[entry.parent], "level", message)


def _check_tree(checked: Checked, parents: dict[str, str], faults: FaultLog) -> None:
    """Each parent exists, in the file or before it, and nobody is their own ancestor."""
    brought = {row.code for row in checked.rows} | _all_codes(checked)
    parents = parents | {row.code: row.parent for row in checked.rows}
    loops = _loops({row.code for row in checked.rows}, parents)
    for line, row in zip(checked.lines, checked.rows, strict=True):
        if row.code in loops:
            faults.add(checked.table.place, line, "parent", loops[row.code])
        elif row.parent and row.parent not in parents and row.parent not in brought:
            message = f"{quoted(row.parent)} n’existe ni dans le fichier ni dans le portail"
            faults.add(checked.table.place, line, "parent", message)


def _loops(codes: set[str], parents: dict[str, str]) -> dict[str, str]:
    """Code → the loop it is part of, in words. Each link is followed once, however long the loop."""
    loops: dict[str, str] = {}
    seen: set[str] = {""}
    for start in sorted(codes):
        path: dict[str, None] = {}
        code = start
        while code not in seen:
            seen.add(code)
            path[code] = None
            code = parents.get(code, "")
        if code in path:
            members = list(path)[list(path).index(code) :]
            shown = members if len(members) <= SHOWN_OF_A_LOOP else [*members[:SHOWN_OF_A_LOOP], "…"]
            loops |= dict.fromkeys(members, f"boucle : {' → '.join([*shown, code])}")
    return loops


def _all_codes(checked: Checked) -> set[str]:
    """Those of rows that are refused too: their own fault is told, their children have none."""
    return {normal(unprotected(row[0].strip())) for row in checked.table.rows}


# --- impacts and their scores


def human_rights(row: ImpactRow, known: Known) -> bool:
    """Left blank on a potential negative impact, the domain says it; elsewhere blank is no."""
    if row.human_rights is not None:
        return row.human_rights
    potential = row.polarity == Polarity.NEGATIVE and row.nature == Nature.POTENTIAL
    return potential and known.domains[row.domain].human_rights_default


def _impact_complaints(row: ImpactRow) -> Iterator[Complaint]:
    if row.polarity != Polarity.NONE:
        if not row.nature:
            yield "nature", f"la nature est attendue ({', '.join(Nature.values)})"
        return
    if not row.declared_by:
        yield "declared_by", f"{quoted('aucun impact identifié')} doit être déclaré par quelqu’un"
    if row.nature:
        yield "nature", f"doit rester vide quand polarity vaut {Polarity.NONE}"
    for name in FLAGS:
        if getattr(row, name):
            yield name, f"doit rester vide ou 0 quand polarity vaut {Polarity.NONE}"


class Kind(NamedTuple):
    polarity: str
    nature: str


def kinds_of_impacts(files: Mapping[str, Checked], known: Known) -> dict[str, Kind]:
    """Polarity and nature of each impact as the import leaves them; without those that are refused."""
    kinds = {code: Kind(entry.polarity, entry.nature) for code, entry in known.impacts.items()}
    if IMPACTS.name in files:
        for code in _all_codes(files[IMPACTS.name]):
            kinds.pop(code, None)
        kinds |= {row.impact: Kind(row.polarity, row.nature) for row in files[IMPACTS.name].rows}
    return kinds


class _Drafts:
    """The scores of the cycle that hold a rationale and no criterion yet: read once, if a file has such a row."""

    def __init__(self, known: Known) -> None:
        self.known = known

    @cached_property
    def rationales(self) -> dict[tuple[str, str], str]:
        drafts = ImpactScore.objects.filter(
            impact__cycle=self.known.cycle, **dict.fromkeys(CRITERIA)
        ).order_by()
        return {
            (impact, assessor): rationale
            for impact, assessor, rationale in drafts.values_list(
                "impact__code", "assessor__code", "rationale"
            )
        }

    def hold(self, row: ScoreRow) -> bool:
        """Whether the portal says the same: a workbook may give back what it took out."""
        return self.rationales.get((row.impact, row.assessor), "").split() == row.rationale.split()


def _score_complaints(row: ScoreRow, kind: Kind | None, drafts: _Drafts) -> Iterator[Complaint]:
    if not row.has_criteria:
        if not row.says_nothing and not drafts.hold(row):
            yield "scale", "une justification sans critère coté : cotez au moins un critère, ou videz-la"
        return
    if kind is None:
        return
    if kind.polarity == Polarity.NONE:
        yield "impact", f"{quoted(row.impact)} déclare l’absence d’impact : il ne se cote pas"
        return
    if row.likelihood is not None and kind.nature == Nature.ACTUAL:
        yield "likelihood", "un impact réel n’a pas de probabilité"
    if row.irremediability is not None and kind.polarity == Polarity.POSITIVE:
        yield "irremediability", "un impact positif n’a pas d’irrémédiabilité"


def _check_older_scores(files: Mapping[str, Checked], known: Known, faults: FaultLog) -> None:
    """An impact that changes polarity or nature must not leave behind scores that it may no longer have."""
    checked = files[IMPACTS.name]
    changed = {
        row.impact: Kind(row.polarity, row.nature)
        for row in checked.rows
        if row.impact in known.impacts and known.impacts[row.impact][1:] != (row.polarity, row.nature)
    }
    if not changed:
        return
    replaced = set()
    if IMPACT_SCORES.name in files:
        replaced = {(row.impact, row.assessor) for row in files[IMPACT_SCORES.name].rows}
    scores = ImpactScore.objects.filter(impact__cycle=known.cycle).order_by()
    for code, assessor, *values in scores.values_list("impact__code", "assessor__code", *CRITERIA):
        if code in changed and (code, assessor) not in replaced and any(v is not None for v in values):
            complaint = next(
                _score_complaints(
                    ScoreRow._make((code, assessor, *values, "")), changed[code], _Drafts(known)
                ),
                None,
            )
            if complaint:
                message = f"l’impact a déjà des cotations qui ne le permettent pas : {complaint[1]}"
                faults.add(checked.table.place, checked.index[code], "polarity", message)
                del changed[code]


# --- the other files


def _practice_complaints(row: PracticeRow) -> Iterator[Complaint]:
    if not row.level and not row.says_nothing:
        yield "level", "un motif sans niveau : donnez un niveau (0 à 4, nsp ou na), ou videz le motif"
    if row.level == PracticeAnswer.NOT_APPLICABLE and not row.reason.strip():
        yield "reason", f"un motif est attendu quand level vaut {PracticeAnswer.NOT_APPLICABLE.value}"


def _session_complaints(row: Any, known: Known) -> Iterator[Complaint]:
    """A session that is new needs the assembly of its territory: its code must not be another territory's."""
    if not row.session or row.session in known.sessions or row.territory in known.assemblies.values():
        return
    code = assembly_code(row.territory)
    if code in known.assemblies:
        yield "session", f"l’assemblée {quoted(code)} existe déjà, pour un autre territoire"


def assembly_code(territory: str) -> str:
    return f"AT-{territory}"
