"""What is kept of what rises: readings, verdicts, watched themes, words proposed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import history
from accounts.actions.history import Stale
from accounts.models import Change, JournalEntry, User
from dialogue import tasks
from dialogue.actions import emergence as actions
from dialogue.enums import EmergenceOutcome
from dialogue.models import EmergenceReading, EmergenceVerdict, WatchedTheme
from dialogue.queries.emergence_page import (
    chance_words,
    emergence_of,
    false_alarm_words,
    reading_due,
    sentences_of,
)
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.models import AssessmentCycle
from jobs.actions.run import run_job
from jobs.models import Job
from stakeholders.models import ImpactScore
from tests.factories.emergence import AS_OF, REGIONS, hear, make_rising
from tests.factories.iso26000 import make_cycle

pytestmark = pytest.mark.django_db
END = date(2026, 6, 30)
WORD = "Des téléconsultations ?"
USUAL = "Au village, le médecin part, la pharmacie ferme, le bus passe moins, la poste réduit ses horaires."


def judge(cycle: AssessmentCycle, by: User, **values: Any) -> Any:
    wanted = {"outcome": EmergenceOutcome.FOLLOWED, "reason": "", "version": None, "theme": "6.5.3"} | values
    return actions.give_verdict(cycle=cycle, window_ends_on=END, by=by, **wanted)


# --- readings


def test_reading_is_kept_and_replaced_by_the_next_one_of_its_window(cycle: AssessmentCycle) -> None:
    make_rising(cycle)
    hear(cycle, "6.5.3", window=2)
    kept = actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert EmergenceReading.objects.get() == kept
    page = emergence_of(cycle)
    assert page.reading is not None
    assert (page.reading.window, page.reading.baseline) == (34, 81)
    assert [card.theme for card in page.of("emerging")] == ["6.5.3"]


def test_reading_says_in_one_sentence_what_rises(cycle: AssessmentCycle) -> None:
    make_rising(cycle)
    assert emergence_of(cycle).sentence == "Une attente monte\u00a0: Prévention de la pollution."


def test_curve_tells_each_quarter(cycle: AssessmentCycle) -> None:
    make_rising(cycle)
    card = emergence_of(cycle).find("6.5.3")
    assert card is not None
    assert dict(card.counts) == {
        "T1 2025": 1, "T2 2025": 0, "T3 2025": 0, "T4 2025": 0, "T1 2026": 5, "T2 2026": 3
    }  # fmt: skip
    assert len(card.places) == 5


def test_short_baseline_is_kept_with_its_reason(cycle: AssessmentCycle) -> None:
    hear(cycle, "6.5.3", window=3, before=2)
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    page = emergence_of(cycle)
    assert page.reading is not None
    assert "2 trimestres" in page.reading.refused
    assert page.cards == () and page.sentence == ""


def test_nothing_rises_is_a_sentence_too(cycle: AssessmentCycle) -> None:
    hear(cycle, "6.7.8", window=10, before=20)
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert "Aucune attente ne monte" in emergence_of(cycle).sentence


def test_job_reads_as_of_today_or_of_the_closing_day(cycle: AssessmentCycle, chloe: User) -> None:
    hear(cycle, "6.5.3", window=1, before=8)
    job, created = actions.request_emergence(cycle=cycle, by=chloe)
    assert created and not actions.request_emergence(cycle=cycle, by=chloe)[1]
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", "/dialogue/emergences/?exercice=2026")
    assert EmergenceReading.objects.get().content["as_of"] == timezone.localdate().isoformat()
    closed = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    assert actions.day_read(closed) == date(2025, 12, 19)


def test_reading_is_made_again_when_something_was_said_or_coded(cycle: AssessmentCycle, chloe: User) -> None:
    make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    now = timezone.now
    assert reading_due(now()) == []  # nothing was said
    hear(cycle, "6.5.3", window=1)
    assert reading_due(now()) == [cycle]  # never read; a closed cycle does not move
    make_rising(cycle)
    assert reading_due(now()) == []
    [feedback] = hear(cycle, "6.5.3", window=1)
    assert reading_due(now()) == [cycle]
    assert reading_due(now() - timedelta(hours=1)) == []  # read a moment ago
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    history.change(feedback.codings.get(), by=chloe, position=1)
    assert reading_due(now()) == [cycle]


def test_worker_asks_for_a_reading_once_an_hour(
    cycle: AssessmentCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(cycle, "6.5.3", window=1)
    monkeypatch.setattr(tasks, "_looked_at", -1e9)
    tasks.keep_emergence_fresh()
    assert Job.objects.get().kind == "read_emergence"
    Job.objects.all().delete()
    tasks.keep_emergence_fresh()
    assert not Job.objects.exists()


# --- words


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.00054, "une fois sur 2\u202f000."),
        (0.0016, "une fois sur 600."),
        (0.0046, "une fois sur 200."),
        (0.09, "une fois sur 10."),
        (0.3, "une fois sur 3."),
        (0.5, "Le hasard seul en ferait autant."),
        (1e-9, "moins d’une fois sur un million."),
    ],
)
def test_p_is_told_in_words(p: float, words: str) -> None:
    assert chance_words(p).endswith(words)


def test_false_alarms_are_told_as_measured_at_their_worst() -> None:
    assert "1\u202f000 exercices" in false_alarm_words() and "89" in false_alarm_words()


def test_word_that_no_domain_tells_of_is_proposed(cycle: AssessmentCycle) -> None:
    codes = ("6.7.8", "6.7.7", "6.7.6", "6.4.6", "", "6.7.3", "6.8.3", "")
    hear(cycle, "6.7.9", window=20, before=80, text=USUAL)
    for n, code in enumerate(codes):
        hear(cycle, code, window=1, text=WORD, regions=(REGIONS[n % 5],))
    hear(cycle, "6.7.9", before=1, text="Une téléconsultation.")
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    [card] = [card for card in emergence_of(cycle).of("proposed") if card.theme == "teleconsult"]
    assert (card.label, card.window, card.baseline, len(card.places)) == ("téléconsultations", 8, 1, 5)
    assert card.chance == ""


@pytest.mark.parametrize(
    "reason", ["coded to one domain", "named by a domain", "watched", "in two territories"]
)
def test_word_is_not_proposed_when(cycle: AssessmentCycle, chloe: User, reason: str) -> None:
    hear(cycle, "6.7.9", window=20, before=80, text=USUAL)
    text = "De la corruption ?" if reason == "named by a domain" else WORD
    codes = ("6.7.8",) * 8 if reason == "coded to one domain" else ("6.7.8", "6.7.7", "6.7.6", "6.4.6") * 2
    regions = REGIONS[:2] if reason == "in two territories" else REGIONS
    if reason == "watched":
        actions.watch_theme(stems="teleconsult", label="téléconsultation", by=chloe)
    for n, code in enumerate(codes):
        hear(cycle, code, window=1, text=text, regions=(regions[n % len(regions)],))
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert emergence_of(cycle).of("proposed") == []


def test_days_and_numbers_are_never_proposed(cycle: AssessmentCycle) -> None:
    hear(cycle, "6.7.9", window=5, before=40, text="Rien.")
    for n in range(8):
        hear(
            cycle,
            "",
            window=1,
            text="Mardi à dix-huit heures, quarante personnes.",
            regions=(REGIONS[n % 5],),
        )
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert emergence_of(cycle).of("proposed") == []


def test_words_that_always_come_together_are_one_proposal(cycle: AssessmentCycle) -> None:
    hear(cycle, "6.7.9", window=20, before=80, text=USUAL)
    for n in range(8):
        code = ("6.7.8", "6.7.7", "6.7.6", "")[n % 4]
        hear(cycle, code, window=1, text="Les polluants éternels.", regions=(REGIONS[n % 5],))
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert [card.label for card in emergence_of(cycle).of("proposed")] == ["polluants éternels"]


# --- the sentences behind a theme


def test_sentences_are_those_of_the_window_that_one_may_read(
    cycle: AssessmentCycle, chloe: User, fanny: User, amel: User
) -> None:
    make_rising(cycle)
    page = emergence_of(cycle)
    card = page.find("6.5.3")
    assert card is not None
    assert sentences_of(chloe, page, card).count() == 8
    assert sentences_of(amel, page, card).count() == 2  # Bretagne only, should she ever come here
    assert sentences_of(fanny, page, card).count() == 0


def test_sentences_of_a_word_are_those_that_hold_it(cycle: AssessmentCycle, chloe: User) -> None:
    actions.watch_theme(stems="tier-pai", label="tiers payant", by=chloe)
    hear(cycle, "6.7.9", window=2, before=8, text="On paie un tiers.")
    hear(cycle, "", window=3, before=2, text="Le tiers payant est refusé.")
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    page = emergence_of(cycle)
    card = page.find("tier-pai")
    assert card is not None
    assert {row.text for row in sentences_of(chloe, page, card)} == {"Le tiers payant est refusé."}
    assert sentences_of(chloe, page, card).count() == 3


# --- verdicts


def test_verdict_is_kept_told_and_undone(cycle: AssessmentCycle, bruno: User) -> None:
    operation = judge(cycle, bruno, reason="Une fiche est en préparation.")
    verdict = EmergenceVerdict.objects.get()
    assert (verdict.outcome, verdict.given_by) == ("followed", bruno)
    entry = JournalEntry.objects.get(action="emergence.judged")
    assert entry.details == {"cycle": "2026", "theme": "6.5.3", "window": "2026-06-30", "outcome": "followed"}
    history.undo(operation, by=bruno)
    assert not EmergenceVerdict.objects.exists()


@pytest.mark.parametrize("outcome", [EmergenceOutcome.EXPLAINED, EmergenceOutcome.DISMISSED])
def test_explaining_or_dismissing_needs_a_reason(
    cycle: AssessmentCycle, bruno: User, outcome: EmergenceOutcome
) -> None:
    with pytest.raises(ValidationError):
        judge(cycle, bruno, outcome=outcome)
    assert not EmergenceVerdict.objects.exists()
    assert not JournalEntry.objects.filter(action="emergence.judged").exists()
    judge(cycle, bruno, outcome=outcome, reason="Une campagne d’appels.")


def test_second_verdict_changes_the_first_and_two_people_meet(
    cycle: AssessmentCycle, bruno: User, chloe: User
) -> None:
    judge(cycle, bruno)
    with pytest.raises(actions.VerdictGiven):
        judge(cycle, chloe)
    assert judge(cycle, chloe, version=1) is None  # the same: nothing to write
    assert judge(cycle, chloe, version=1, reason="Au conseil de mars.")
    with pytest.raises(Stale):
        judge(cycle, bruno, version=1, reason="Autre chose.")
    verdict = EmergenceVerdict.objects.get()
    assert (verdict.given_by, verdict.reason, verdict.version) == (chloe, "Au conseil de mars.", 2)


def test_verdict_is_withdrawn_and_comes_back(cycle: AssessmentCycle, bruno: User) -> None:
    judge(cycle, bruno)
    operation = actions.withdraw_verdict(verdict=EmergenceVerdict.objects.get(), by=bruno)
    assert not EmergenceVerdict.objects.exists()
    history.undo(operation, by=bruno)
    assert EmergenceVerdict.objects.get().given_by == bruno


def test_verdict_changes_no_score(cycle: AssessmentCycle, bruno: User) -> None:
    judge(cycle, bruno)
    assert set(Change.objects.values_list("target_type", flat=True)) == {"dialogue.emergenceverdict"}
    assert not ImpactScore.objects.exists()


def test_closed_cycle_takes_no_verdict(bruno: User) -> None:
    closed = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    with pytest.raises(CycleIsClosed):
        judge(closed, bruno)


# --- watched themes


def test_theme_is_watched_once(chloe: User) -> None:
    operation = actions.watch_theme(stems="teleconsult", label="téléconsultation", by=chloe)
    with pytest.raises(actions.ThemeWatched):
        actions.watch_theme(stems="teleconsult", label="autre", by=chloe)
    history.undo(operation, by=chloe)
    assert not WatchedTheme.objects.exists()


@pytest.mark.parametrize("stems", ["", "Télé", "a b", "a-b-c", "6.5.3", "x" * 130, "-"])
def test_what_is_no_stem_is_not_watched(chloe: User, stems: str) -> None:
    with pytest.raises((ValidationError, actions.Conflict)):
        actions.watch_theme(stems=stems, label="mot", by=chloe)
    assert not WatchedTheme.objects.exists()


def test_adding_a_word_takes_nothing_from_the_domains(cycle: AssessmentCycle, chloe: User) -> None:
    make_rising(cycle)
    before = emergence_of(cycle).of("emerging")
    for n in range(60):
        actions.watch_theme(stems=f"mot{n}", label=f"mot {n}", by=chloe)
    actions.compile_emergence(cycle=cycle, as_of=AS_OF)
    assert [card.theme for card in emergence_of(cycle).of("emerging")] == [card.theme for card in before]


def test_dropped_theme_leaves_the_readings_of_the_past(cycle: AssessmentCycle, chloe: User) -> None:
    actions.watch_theme(stems="pfa", label="PFAS", by=chloe)
    make_rising(cycle)
    actions.drop_theme(theme=WatchedTheme.objects.get(), by=chloe)
    assert emergence_of(cycle).find("pfa") is not None
