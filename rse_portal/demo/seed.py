"""The whole demo mutual, in one transaction."""

import logging
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions.journal import record
from accounts.models import JournalEntry, Mandate, Territory, User
from dialogue.models import DialogueSession
from iso26000.actions.standard import load_standard
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle, Domain, Standard
from rse_portal.demo.accounts import PANEL_ACCOUNTS, add_delegates, open_demo_accounts
from rse_portal.demo.activity import leave_traces
from rse_portal.demo.answers import tell_answers
from rse_portal.demo.assessors import TEAM, Temperament, form_team
from rse_portal.demo.bank import YEARS, DomainTruth, read_truths, stream
from rse_portal.demo.campaigns import ask_employees
from rse_portal.demo.capture import log_last_days
from rse_portal.demo.consultations import consult_outside
from rse_portal.demo.contacts import meet_contacts
from rse_portal.demo.decisions import decide
from rse_portal.demo.dialogue import hold_sessions, quarter_of
from rse_portal.demo.emergence import watch_what_rises
from rse_portal.demo.expertise import conclude_expertise
from rse_portal.demo.feedback import log_feedback
from rse_portal.demo.impacts import Ground, score_impacts
from rse_portal.demo.mandates import name_predecessor, seat_delegates
from rse_portal.demo.practices import assess_practices
from rse_portal.demo.referential import hold_to_commitments
from rse_portal.demo.registry import assess_significance, load_stakeholders
from rse_portal.demo.relations import MANAGER, explain_significance, tell_relations
from rse_portal.demo.remontees import completing, originals
from rse_portal.demo.sessions import fill_sessions
from rse_portal.demo.territories import Places, load_places
from rse_portal.demo.votes import record_votes
from search.actions.index import index_waiting
from stakeholders.models import Stakeholder

logger = logging.getLogger("portail.demo")

SEEDED = "demo.seeded"
DATES = {
    2024: (date(2024, 1, 8), date(2024, 12, 20)),
    2025: (date(2025, 1, 6), date(2025, 12, 19)),
    2026: (date(2026, 1, 5), None),
}
EXTRA_DELEGATES = 4  # per region, for each multiple of --scale beyond the first


class DemoRefused(Exception):
    """The demo may not be loaded here; the message says why, in French."""


@dataclass
class Summary:
    """What was made. counts: by French noun, in the order to print. already: it was there, nothing done."""

    counts: dict[str, int] = field(default_factory=dict)
    already: bool = False
    seconds: float = 0.0

    def add(self, noun: str, count: int) -> None:
        self.counts[noun] = self.counts.get(noun, 0) + count


def seed_demo(*, scale: int = 1, seed: int = 1) -> Summary:
    """Load the demo mutual once. Same scale, seed and day: same rows.

    Raises DemoRefused where settings.DEMO is off, or on a database that holds something else.
    """
    if not settings.DEMO:
        raise DemoRefused("La démonstration ne se charge jamais avec les réglages de production.")
    if JournalEntry.objects.filter(action=SEEDED).exists():
        return Summary(already=True)
    if AssessmentCycle.objects.exists() or Territory.objects.exists() or Stakeholder.objects.exists():
        raise DemoRefused(
            "La démonstration se charge dans une base neuve : celle-ci contient déjà des données."
        )
    start = time.monotonic()
    with transaction.atomic():
        summary = _Seeding(scale, seed).run()
    summary.seconds = time.monotonic() - start
    return summary


class _Seeding:
    """One loading: what its steps share."""

    def __init__(self, scale: int, seed: int) -> None:
        self.scale, self.seed = scale, seed
        self.today = timezone.localdate()
        self.summary = Summary()

    def run(self) -> Summary:
        standard, _loaded = load_standard(path=Path(settings.BASE_DIR) / "fixtures/iso26000.yaml", by=None)
        domains = {domain.code: domain for domain in standard.domains.select_related("core_subject")}
        places = load_places()
        stakeholders = load_stakeholders()
        users = self._open_accounts(places)
        tell_relations(stakeholders, users)
        organisations, contacts = meet_contacts(stakeholders, users, self.today)
        self.summary.add("parties prenantes", len(stakeholders) + organisations)
        self.summary.add("contacts", contacts)
        team = form_team(
            size=TEAM * self.scale,
            people=[
                users["rapporteur@demo.example"],
                *(users[account.email] for account in PANEL_ACCOUNTS),
            ],
            rng=stream(self.seed, "team"),
        )
        self.summary.add("évaluateurs et évaluatrices", len(team))
        truths = read_truths()
        cycles = {
            year: self._fill_cycle(year, standard, truths, domains, stakeholders, team, users[MANAGER])
            for year in YEARS
        }
        self._hold_dialogue(cycles, places, stakeholders, domains, users)
        self._conclude(cycles, users)
        return self.summary

    def _open_accounts(self, places: Places) -> dict[str, User]:
        users = open_demo_accounts(places.territories)
        more = add_delegates(
            places.regions,
            each=EXTRA_DELEGATES * (self.scale - 1),
            password=users["admin@demo.example"].password,
            rng=stream(self.seed, "delegates"),
        )
        self.summary.add("territoires", len(places.territories))
        seated = seat_delegates(
            places, users, today=self.today, scale=self.scale, rng=stream(self.seed, "mandates")
        )
        self.summary.add("comptes", len(users) + more + seated.people)
        self.summary.add("mandats", Mandate.objects.count())
        return users

    def _fill_cycle(
        self,
        year: int,
        standard: Standard,
        truths: list[DomainTruth],
        domains: dict[str, Domain],
        stakeholders: dict[str, Stakeholder],
        team: list[Temperament],
        manager: User,
    ) -> AssessmentCycle:
        """A cycle with everything but its remontées. It stays open: `_conclude` closes those of the past."""
        cycle = AssessmentCycle.objects.create(
            slug=str(year), label=f"Exercice {year}", standard=standard, opened_on=DATES[year][0]
        )
        significances = assess_significance(cycle, year, stakeholders)
        if DATES[year][1] is None:
            explain_significance(significances, by=manager)
        ground = Ground(cycle, year, domains, stakeholders, team, self.scale)
        counts = score_impacts(ground, truths, significances, stream(self.seed, "impacts", year))
        practices, evidence = assess_practices(
            cycle, year, truths, domains, team, stream(self.seed, "practices", year)
        )
        employees = ask_employees(
            cycle,
            year,
            truths,
            by=manager,
            today=self.today,
            scale=self.scale,
            rng=stream(self.seed, "campaigns", year),
        )
        respondents, votes = record_votes(
            cycle, year, truths, domains, stakeholders, scale=self.scale, rng=stream(self.seed, "votes", year)
        )
        for noun, count in (
            ("exercices", 1),
            ("impacts identifiés", counts.identified),
            ("« aucun impact identifié »", counts.none_found),
            ("cotations d’impact", counts.scores),
            ("cotations de la pratique", practices),
            ("preuves", evidence),
            ("réponses anonymes de salarié·es", employees),
            ("répondantes et répondants", respondents),
            ("votes d’importance", votes),
        ):
            self.summary.add(noun, count)
        return cycle

    def _hold_dialogue(
        self,
        cycles: dict[int, AssessmentCycle],
        places: Places,
        stakeholders: dict[str, Stakeholder],
        domains: dict[str, Domain],
        users: dict[str, User],
    ) -> None:
        first = originals()
        first_words = {(words.region, quarter_of(words.day)): words.day for words in reversed(first)}
        sessions = hold_sessions(
            places, first_words, today=self.today, scale=self.scale, rng=stream(self.seed, "sessions")
        )
        rng = stream(self.seed, "words")
        said = [*first, *completing(first, places, sessions, scale=self.scale, rng=rng)]
        statuses = log_feedback(
            said,
            cycles=cycles,
            places=places,
            sessions=sessions,
            stakeholders=stakeholders,
            domains=domains,
            delegates={"R53": users["delegue@demo.example"], "R84": users["delegue2@demo.example"]},
            today=self.today,
            rng=stream(self.seed, "feedback"),
        )
        name_predecessor(places)
        self.summary.add("séances", DialogueSession.objects.count())
        left = fill_sessions(
            places,
            users=users,
            stakeholders=stakeholders,
            domains=domains,
            cycles=cycles,
            today=self.today,
            rng=stream(self.seed, "minutes"),
        )
        told = tell_answers(
            by=users["rapporteur@demo.example"], today=self.today, rng=stream(self.seed, "answers")
        )
        for noun, count in (left | told).items():
            self.summary.add(noun, count)
        lately = log_last_days(
            places,
            stakeholders,
            delegate=users["delegue@demo.example"],
            rapporteur=users["rapporteur@demo.example"],
            today=self.today,
            rng=stream(self.seed, "lately"),
        )
        self.summary.add("remontées", sum(statuses.values()) + lately)

    def _conclude(self, cycles: dict[int, AssessmentCycle], users: dict[str, User]) -> None:
        """Compile each cycle, close those of the past, tell the history and the journal."""
        now = cycles[max(cycles)]
        consulted = consult_outside(
            now,
            {row.code: row for row in Stakeholder.objects.all()},
            by=users[MANAGER],
            today=self.today,
            rng=stream(self.seed, "consultations"),
        )
        self.summary.add("réponses de l’extérieur", consulted)
        leave_traces(now)
        findings, files = conclude_expertise(
            now, cycles[max(cycles) - 1], users, self.today, stream(self.seed, "expertise")
        )
        self.summary.add("constats", findings)
        self.summary.add("fichiers de preuve", files)
        manager = users["responsable@demo.example"]
        index_waiting()  # everything can be looked for at once
        watch_what_rises(cycles[max(cycles)], manager, self.today)
        for year, cycle in cycles.items():
            self.summary.add("classements", _compile(cycle, manager))
            cycle.closed_on = DATES[year][1]
            cycle.state = CycleState.CLOSED if cycle.closed_on else CycleState.OPEN
            cycle.save(update_fields=["state", "closed_on"])
        for noun, count in decide(cycles, users).items():
            self.summary.add(noun, count)
        held = hold_to_commitments(
            cycles[max(cycles) - 1],
            now,
            users,
            self.today,
            scale=self.scale,
            rng=stream(self.seed, "referential"),
        )
        for noun, count in held.items():
            self.summary.add(noun, count)
        record(action=SEEDED, by=None, scale=self.scale, seed=self.seed)


def _compile(cycle: AssessmentCycle, by: User) -> int:
    """Compile the ranking of a cycle; returns how many were."""
    try:
        # Not at the top: the demo also loads where the ranking is not there yet.
        from priorities.actions.ranking import compile_ranking
    except ImportError:
        logger.info("No ranking compiled for %s: priorities.actions.ranking is missing.", cycle)
        return 0
    compile_ranking(cycle=cycle, by=by)
    return 1
