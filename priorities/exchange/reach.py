"""Which files a person may take out and bring in, and of which only their own rows (ADR 0013)."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from iso26000.models import Assessor, is_blind, seat_held_by
from priorities.exchange.files import FILES, IMPACT_SCORES, PRACTICES
from rse_portal.common.exchange.checking import Checked
from rse_portal.common.exchange.errors import FaultLog, quoted


@dataclass(frozen=True)
class Reach:
    """files: names, in the order of FILES. own: those of which the person has only the rows of `assessor`."""

    files: tuple[str, ...]
    own: frozenset[str] = frozenset()
    assessor: Assessor | None = None

    @property
    def code(self) -> str:
        return self.assessor.code if self.assessor else ""

    @property
    def lacks_code(self) -> bool:
        """Somebody who scores, and whom the panel does not know yet."""
        return bool(self.own) and self.assessor is None


BLIND = (IMPACT_SCORES.name, PRACTICES.name)  # what each assessor judges apart from the others
WHOLE = Reach(tuple(spec.name for spec in FILES))


def reach_of(user: User) -> Reach:
    """The responsable exchanges all nine files; whoever scores, of the scores and levels, only their own. No query.

    A responsable with a seat on the panel is as blind as the others.
    """
    assessor: Assessor | None = seat_held_by(user)
    if not user.has_perm("priorities.exchange_files"):
        return Reach(())
    if user.has_perm("priorities.exchange_everything"):
        return Reach(WHOLE.files, frozenset(BLIND if is_blind(user) else ()), assessor)
    return Reach(BLIND, frozenset(BLIND), assessor)


def check_reach(files: Mapping[str, Checked], reach: Reach, faults: FaultLog) -> None:
    """What is not the person's to bring goes to `faults`, line by line."""
    for name, checked in files.items():
        place = checked.table.place
        if name not in reach.files:
            allowed = ", ".join(reach.files)
            faults.refuse_file(place, f"{name} ne fait pas partie des fichiers que vous importez ({allowed})")
        elif name in reach.own:
            for line, row in zip(checked.lines, checked.rows, strict=True):
                if row.assessor != reach.code:
                    faults.add(place, line, "assessor", _not_yours(row.assessor, reach.code))


def _not_yours(given: str, own: str) -> str:
    if not own:
        return "le panel ne vous compte pas encore parmi ses évaluateurs et évaluatrices"
    return f"{quoted(given)} n’est pas votre code ({own}) : chacun n’importe que ses propres lignes"
