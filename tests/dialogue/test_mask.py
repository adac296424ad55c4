"""What was masked is nowhere: page, history, export, file, list, other people's screens."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import models

from accounts.actions import history
from accounts.models import Change, JournalEntry
from dialogue.actions.coding import OutsideText, TextChanged, code_feedback
from dialogue.actions.mask import ReasonUnknown, TooShort, mask_passage
from dialogue.actions.voice import answer_contest, ask_effect, contest_coding, rate_answer
from dialogue.models import Feedback, FeedbackCoding, FeedbackMask
from dialogue.models.step import MASK
from jobs.enums import JobState
from tests.factories.answers import make_answered
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain
from tests.factories.jobs import make_job

CANARY = "Canarine Zéphyrin"
TEXT = f"Le dossier de {CANARY} attend ; CANARINE ZÉPHYRIN l’a redit, sa voisine aussi."


@pytest.fixture
def feedback(cycle, bretagne, amel):
    """With a history that holds the words: written, corrected, put back."""
    row = history.create(
        Feedback,
        by=amel,
        cycle=cycle,
        reference="R-MASK",
        received_on=date(2026, 3, 12),
        territory=bretagne,
        kind="concern",
        author=amel,
        text=f"Brouillon : {CANARY}.",
    )
    history.change(row, by=amel, text=TEXT)
    return Feedback.objects.select_related("cycle", "territory__parent", "merged_into").get(pk=row.pk)


def masked(feedback, by, **options):
    start = feedback.text.index(CANARY)
    values = {"start": start, "end": start + len(CANARY), "reason": "name", **options}
    return mask_passage(feedback=feedback, by=by, **values)


def everything() -> str:
    """Every text of every table."""
    found = []
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if names:
            found += [
                json.dumps(row, ensure_ascii=False, default=str)
                for row in model._default_manager.values(*names)
            ]
    return "\n".join(found).casefold()


def test_the_words_go_from_the_text_wherever_they_stand(feedback, bruno):
    masked(feedback, bruno)
    feedback.refresh_from_db()
    assert feedback.text == f"Le dossier de {MASK} attend ; {MASK} l’a redit, sa voisine aussi."
    trace = FeedbackMask.objects.get()
    assert (trace.by, trace.reason, trace.signs) == (bruno, "name", len(CANARY))
    entry = JournalEntry.objects.get(action="feedback.masked")
    assert entry.details == {"reason": "name", "signs": len(CANARY), "places": 2}


def test_nothing_of_it_is_left_in_any_table(feedback, amel, bruno, cycle):
    code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno)
    contest = contest_coding(feedback=feedback, text=f"Il s’agit de {CANARY}.", by=amel)
    answer_contest(contest=contest, answer=f"Compris pour {CANARY}.", by=bruno)
    told = make_answered(
        cycle=cycle,
        author=amel,
        text=TEXT,
        answer=f"Nous avons rappelé {CANARY}.",
        territory=feedback.territory,
    )
    ask_effect(feedback=told, question=f"Et pour {CANARY} ?", by=bruno)
    rate_answer(feedback=told, value=4, text=f"{CANARY} est content.", by=amel)
    assert CANARY.casefold() in everything()
    masked(feedback, bruno)
    masked(Feedback.objects.select_related("cycle").get(pk=told.pk), bruno)
    assert CANARY.casefold() not in everything()
    assert "canarine" not in everything()


def test_the_history_says_who_masked_and_brings_nothing_back(feedback, amel, bruno, client_of):
    masked(feedback, bruno)
    client = client_of(bruno)
    page = client.get(f"/historique/dialogue.feedback/{feedback.pk}/").content.decode()
    assert "Bruno" in page
    assert MASK in page
    for told in Change.objects.of(feedback):
        client.post(f"/historique/retablir/{told.pk}/")
        assert client.post(f"/annuler/{told.operation}/").status_code in (302, 403, 409)
        assert CANARY not in Feedback.objects.get(pk=feedback.pk).text
    assert CANARY.casefold() not in everything()


def test_masking_is_not_undone(feedback, bruno):
    masked(feedback, bruno)
    operation = Change.objects.of(feedback).first().operation
    with pytest.raises(history.CannotUndo):
        history.undo(operation, by=bruno)


def test_nobody_reads_it_on_any_page(feedback, amel, bruno, chloe, hana, fanny, client_of):
    code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno)
    addresses = [
        "/",
        f"/dialogue/remontees/{feedback.pk}/",
        "/dialogue/boite/?etat=toutes",
        f"/dialogue/boite/?ouverte={feedback.pk}",
        "/dialogue/boite/?q=canarine",
        f"/dialogue/remontees/{feedback.pk}/masquer/",
        f"/dialogue/remontees/{feedback.pk}/rapprocher/",
        f"/dialogue/boite/ensemble/?remontee={feedback.pk}",
        f"/historique/dialogue.feedback/{feedback.pk}/",
        "/norme/domaines/6.7.8/",
        "/dialogue/territoires/R53/fiche/",
        "/journal/",
    ]
    clients = [client_of(person) for person in (amel, bruno, chloe, hana, fanny)]

    def read() -> str:
        return "".join(client.get(url).content.decode() for client in clients for url in addresses)

    assert CANARY in read()
    masked(feedback, bruno)
    assert "canarine" not in read().casefold().replace("q=canarine", "").replace('value="canarine"', "")


def test_exports_do_not_hold_it(feedback, bruno, cycle, tmp_path):
    masked(feedback, bruno)
    call_command("export_data", str(tmp_path), cycle=cycle.slug)
    texts = "".join(path.read_text("utf-8-sig") for path in tmp_path.glob("*.csv"))
    assert MASK in texts
    assert "canarine" not in texts.casefold()


def test_files_that_quote_people_go_and_the_others_stay(
    feedback, bruno, media, django_capture_on_commit_callbacks
):
    report = make_job(kind="compile_report", state=JobState.DONE)
    other = make_job(kind="compile_ranking", state=JobState.DONE)
    for job in (report, other):
        job.result_file.save("a.txt", ContentFile(CANARY.encode()))
    paths = [media / job.result_file.name for job in (report, other)]
    with django_capture_on_commit_callbacks(execute=True):
        masked(feedback, bruno)
    report.refresh_from_db()
    other.refresh_from_db()
    assert (bool(report.result_file), bool(other.result_file)) == (False, True)
    assert [path.exists() for path in paths] == [False, True]


def test_half_a_name_is_masked_whole(feedback, bruno):
    start = feedback.text.index("éphyrin attend")
    masked(feedback, bruno, start=start, end=start + 3)
    assert "Zéphyrin" not in Feedback.objects.get(pk=feedback.pk).text
    assert "Canarine" in Feedback.objects.get(pk=feedback.pk).text


def test_passages_stay_on_their_words(feedback, bruno):
    voisine, canary = feedback.text.index("sa voisine"), feedback.text.index(CANARY)
    for code, start, end in (
        ("6.7.8", voisine, voisine + 10),
        ("6.6.6", canary, canary + len(CANARY)),
        ("4.3", 0, canary + 4),
    ):
        code_feedback(feedback=feedback, domain=the_domain(code), by=bruno, start=start, end=end)
    masked(feedback, bruno)
    read = {
        row.domain.code: row.passage for row in FeedbackCoding.objects.select_related("feedback", "domain")
    }
    assert read == {"6.7.8": "sa voisine", "6.6.6": MASK, "4.3": "Le dossier de "}


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"start": 5, "end": 5}, OutsideText),
        ({"start": 0, "end": 9999}, OutsideText),
        ({"start": 2, "end": 3}, TooShort),
        ({"reason": "parce que"}, ReasonUnknown),
        ({"length": 3}, TextChanged),
        ({"version": 1}, history.Stale),
    ],
)
def test_a_bad_masking_changes_nothing(feedback, bruno, options, problem):
    with pytest.raises(problem):
        masked(feedback, bruno, **options)
    assert Feedback.objects.get(pk=feedback.pk).text == TEXT
    assert not FeedbackMask.objects.exists()


def test_mask_page_takes_words_copied_by_hand(feedback, bruno, client_of):
    client = client_of(bruno)
    url = f"/dialogue/remontees/{feedback.pk}/masquer/"
    refused = client.post(url, {"passage": "Personne ici", "reason": "name"})
    assert refused.status_code == 422
    assert "Ces mots ne sont pas dans le texte." in refused.content.decode()
    assert client.post(url, {"passage": "canarine  zéphyrin", "reason": "name"}).status_code == 302
    assert "Zéphyrin" not in Feedback.objects.get(pk=feedback.pk).text
    page = client.get(f"/dialogue/remontees/{feedback.pk}/").content.decode()
    assert "nom d’une personne" in page


def test_personal_data_are_masked_after_the_cycle_too(feedback, bruno, cycle):
    cycle.state, cycle.closed_on = "closed", date(2026, 12, 18)
    cycle.save()
    masked(feedback, bruno)
    assert CANARY not in Feedback.objects.get(pk=feedback.pk).text


def test_a_text_of_other_people_is_left_alone(feedback, bruno, cycle):
    other = make_feedback(cycle=cycle, text=TEXT)
    masked(feedback, bruno)
    assert Feedback.objects.get(pk=other.pk).text == TEXT
