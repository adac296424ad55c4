"""What rose in the past windows and in the current one, and what the team made of some of it."""

from datetime import date

from accounts.models import User
from dialogue.actions.emergence import compile_emergence, give_verdict
from dialogue.enums import EmergenceOutcome
from iso26000.models import AssessmentCycle
from method.quarters import Window

# The window of the originals, and the two before.
PAST = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))
VERDICTS = (
    (
        "6.5.3",
        date(2026, 9, 30),
        EmergenceOutcome.FOLLOWED,
        "Les PFAS reviennent dans cinq régions : une fiche d’information est en préparation, et la question des placements "
        "est inscrite au prochain conseil.",
    ),
    (
        "6.4.4",
        date(2026, 9, 30),
        EmergenceOutcome.FOLLOWED,
        "",
    ),
    (
        "6.7.5",
        date(2026, 3, 31),
        EmergenceOutcome.EXPLAINED,
        "Campagne d’appels sur la fin des relevés en papier : les questions ont suivi l’envoi, elles retombent depuis.",
    ),
)


def watch_what_rises(cycle: AssessmentCycle, by: User, today: date) -> int:
    """Read the past windows and the current one, then say what became of some themes. How many readings."""
    days = [*(day for day in PAST if day < today), today]
    for day in days:
        compile_emergence(cycle=cycle, as_of=day)
    ends = {Window.at(day).last for day in days}
    for theme, ends_on, outcome, reason in VERDICTS:
        if ends_on in ends:
            give_verdict(
                cycle=cycle,
                theme=theme,
                window_ends_on=ends_on,
                outcome=outcome,
                reason=reason,
                by=by,
                version=None,
            )
    return len(ends)
