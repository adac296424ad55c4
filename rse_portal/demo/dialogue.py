"""The séances of the assemblies: one per quarter, since 2024 and until some months from now."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dialogue.enums import SessionState
from dialogue.models import Assembly, DialogueSession
from rse_portal.demo.sessions import plan
from rse_portal.demo.territories import Places

FIRST_YEAR = 2024
COMING_QUARTERS = 2
SOON = timedelta(days=40)
MINUTES = timedelta(days=45)  # once the minutes are adopted, the séance is closed
HALLS = (
    "Salle des fêtes",
    "Maison des associations",
    "Maison de la mutualité",
    "Espace Simone-Veil",
    "Hôtel de ville",
)
SUBJECTS = (
    "Cotisations de l’année et lecture de l’avis d’échéance",
    "Accès aux soins : ce que la mutuelle peut faire ici",
    "Que sont devenues vos remontées ?",
    "Prévention : bilan des actions et projets du territoire",
    "Réclamations et qualité de service",
    "Priorités RSE de l’exercice : vos attentes",
    "Aidants, jeunes, retraités : qui n’est pas dans la salle ?",
    "Climat et santé : s’y préparer ensemble",
    "Données de santé et intelligence artificielle",
)

Quarter = tuple[int, int]  # year, 1–4
Sessions = dict[tuple[str, Quarter], DialogueSession]  # the first séance of each region and quarter


def quarter_of(day: date) -> Quarter:
    return day.year, (day.month + 2) // 3


def hold_sessions(
    places: Places, first_words: dict[tuple[str, Quarter], date], *, today: date, scale: int, rng: Random
) -> Sessions:
    """Create the séances, and an extra one where none is planned for the coming weeks.

    first_words: the day of the first original remontée of a region in a quarter. It was said in séance that
    day; the later ones of the quarter were logged in the following weeks.
    """
    found: Sessions = {}
    sessions = []
    for quarter in _quarters(today):
        for position, (region, assembly) in enumerate(places.assemblies.items()):
            for number in range(1, scale + 1):
                held_on = _any_day(quarter, position, number, rng)
                if number == 1:
                    held_on = first_words.get((region, quarter), held_on)
                session = _session(assembly, quarter, number, held_on, today)
                session.id = uuid.UUID(int=rng.getrandbits(128), version=4)
                session.place = f"{rng.choice(HALLS)}, {places.towns[region]}"
                session.subject = SUBJECTS[
                    (4 * quarter[0] + quarter[1] + number + 2 * position) % len(SUBJECTS)
                ]
                sessions.append(session)
                if number == 1:
                    found[region, quarter] = session
    soon = {session.assembly_id for session in sessions if today < session.held_on <= today + SOON}
    for position, (region, assembly) in enumerate(places.assemblies.items()):
        if assembly.pk not in soon:
            sessions.append(
                _extra(assembly, today + timedelta(days=9 + 2 * position), places.towns[region], rng)
            )
    plan(sessions, today=today, rng=rng)
    DialogueSession.objects.bulk_create(sessions, batch_size=2000)
    return found


def _quarters(today: date) -> Iterator[Quarter]:
    """From the first one to some after today; the originals of 2026 have their séances whatever today is."""
    last = max(quarter_of(today), (2026, 3))
    count = (last[0] - FIRST_YEAR) * 4 + last[1] + COMING_QUARTERS
    return ((FIRST_YEAR + index // 4, index % 4 + 1) for index in range(count))


def _any_day(quarter: Quarter, position: int, number: int, rng: Random) -> date:
    """A weekday of the third to the tenth week of the quarter: there is always a séance soon somewhere."""
    year, rank = quarter
    week = 3 + (position * 3 + number * 2 + rank) % 8
    start = date(year, 3 * rank - 2, 1)
    monday = start + timedelta(days=-start.weekday() % 7)
    return monday + timedelta(weeks=week - 1, days=rng.choice((1, 2, 3)))


def _session(
    assembly: Assembly, quarter: Quarter, number: int, held_on: date, today: date
) -> DialogueSession:
    year, rank = quarter
    state = SessionState.PLANNED
    if held_on < today:
        state = SessionState.CLOSED if held_on + MINUTES < today else SessionState.HELD
    reference = f"{assembly.code}-{year}-T{rank}" + (f"-{number}" if number > 1 else "")
    return DialogueSession(reference=reference, assembly=assembly, held_on=held_on, state=state)


def _extra(assembly: Assembly, day: date, town: str, rng: Random) -> DialogueSession:
    """A séance soon, whatever today is: the delegates' home page always shows one."""
    return DialogueSession(
        id=uuid.UUID(int=rng.getrandbits(128), version=4),
        reference=f"{assembly.code}-{day:%Y-%m-%d}",
        assembly=assembly,
        held_on=day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()]),
        place=f"{rng.choice(HALLS)}, {town}",
        subject=SUBJECTS[2],
    )
