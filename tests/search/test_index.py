"""The index follows the rows, whoever writes them and however."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.actions import history
from accounts.models import User
from dialogue.models import Feedback
from iso26000.models import AssessmentCycle
from priorities.exchange.loading import import_data
from search.actions.index import index_waiting, rebuild_index
from search.models import SearchEntry
from search.queries.found import find
from search.queries.words import read_query
from search.registry import SOURCES, Source, add_source
from tests.factories.dialogue import make_feedback
from tests.factories.stakeholders import make_stakeholder

pytestmark = pytest.mark.django_db


def found(user: User, words: str) -> set[str]:
    """The texts of the remontées found."""
    return {
        "".join(piece.text for piece in result.text)
        for group in find(user, read_query(words), last=1000)
        if group.source.kind == "remontees"
        for result in group.results
    }


@pytest.fixture
def sentence(cycle: AssessmentCycle) -> Feedback:
    return make_feedback(cycle=cycle, text="Le dentiste est trop loin.")


def test_new_row_is_found_once_its_stems_are_there(chloe: User, sentence: Feedback) -> None:
    assert found(chloe, "dentistes") == set()
    assert index_waiting() > 0
    assert found(chloe, "dentistes") == {sentence.text}
    assert index_waiting() == 0


def test_changed_row_is_no_more_found_by_what_it_said(chloe: User, sentence: Feedback) -> None:
    index_waiting()
    history.change(sentence, by=chloe, text="Le [nom masqué] est trop loin.")
    assert found(chloe, "dentiste") == set()  # at once: before any stem is written
    index_waiting()
    assert found(chloe, "dentiste") == set()
    assert found(chloe, "loin") == {"Le [nom masqué] est trop loin."}


def test_nothing_of_a_masked_text_stays_in_the_database(chloe: User, sentence: Feedback) -> None:
    index_waiting()
    history.change(sentence, by=chloe, text="Texte masqué.")
    index_waiting()
    assert not SearchEntry.objects.filter(body__contains="dentist").exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search_words WHERE body LIKE '%%dentist%%'", [])
            assert cursor.fetchone() == (0,)


def test_row_that_goes_takes_its_entry_along(chloe: User, sentence: Feedback) -> None:
    index_waiting()
    Feedback.objects.filter(pk=sentence.pk).delete()
    assert found(chloe, "dentiste") == set()
    assert not SearchEntry.objects.filter(kind="remontees").exists()


def test_other_columns_leave_the_stems_alone(chloe: User, sentence: Feedback) -> None:
    index_waiting()
    history.change(sentence, by=chloe, status="qualified")
    Feedback.objects.update(text="Le dentiste est trop loin.")
    assert not SearchEntry.objects.waiting().exists()


def test_rows_of_one_statement_are_all_seen(chloe: User, cycle: AssessmentCycle) -> None:
    first = make_feedback(cycle=cycle, text="Un.")
    Feedback.objects.bulk_create(
        Feedback(
            cycle=cycle,
            reference=f"B{n}",
            received_on=first.received_on,
            territory=first.territory,
            kind="question",
            text=f"Remarque {n} du pharmacien.",
        )
        for n in range(30)
    )
    index_waiting()
    assert len(found(chloe, "pharmaciens")) == 30
    Feedback.objects.filter(reference__startswith="B").update(text="Remarque de l’opticien.")
    index_waiting()
    assert found(chloe, "pharmaciens") == set()
    assert found(chloe, "opticien") == {"Remarque de l’opticien."}


def test_imported_rows_are_found_and_forgotten_like_others(
    chloe: User, cycle: AssessmentCycle, tmp_path: Path
) -> None:
    header = "reference;date;territory;session;stakeholder;domains;kind;author;text\n"
    line = make_feedback(cycle=cycle).territory.code
    file = tmp_path / "feedback.csv"
    file.write_text(f"{header}X1;2026-03-12;{line};;;;question;;Où est l’ophtalmologue ?\n", "utf-8")
    import_data(source=file, cycle=cycle.slug, by=None)
    index_waiting()
    assert found(chloe, "ophtalmologues") == {"Où est l’ophtalmologue ?"}
    file.write_text(f"{header}X1;2026-03-12;{line};;;;question;;Où est le pédiatre ?\n", "utf-8")
    import_data(source=file, cycle=cycle.slug, by=None)
    index_waiting()
    assert found(chloe, "ophtalmologues") == set()
    assert found(chloe, "pediatre") == {"Où est le pédiatre ?"}


def test_rebuilding_mends_what_was_broken_behind_its_back(
    chloe: User, sentence: Feedback, capsys: Any
) -> None:
    index_waiting()
    other = make_feedback(cycle=sentence.cycle, text="Le pédiatre aussi.")
    SearchEntry.objects.filter(kind="remontees").delete()
    SearchEntry.objects.create(kind="remontees", key="0" * 32, body="fantom", stemmed=True)
    SearchEntry.objects.create(kind="gone", key="1", body="fantom", stemmed=True)
    call_command("rebuild_search")
    assert "textes indexés" in capsys.readouterr().out
    assert SearchEntry.objects.filter(kind="remontees").count() == 2
    assert not SearchEntry.objects.filter(kind="gone").exists()
    assert found(chloe, "loin") | found(chloe, "pediatre") == {sentence.text, other.text}


def test_rebuilding_twice_changes_nothing(sentence: Feedback) -> None:
    def content() -> list[tuple[str, str, str, str]]:
        return list(SearchEntry.objects.values_list("kind", "key", "title", "body"))

    make_stakeholder()
    rebuild_index()
    first = content()
    rebuild_index()
    assert content() == first
    assert {kind for kind, *_rest in first} >= {"remontees", "domaines", "parties"}


def test_indexing_stops_when_its_time_is_over(
    cycle: AssessmentCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_waiting()
    monkeypatch.setattr("search.actions.index.AT_ONCE", 2)
    for n in range(5):
        make_feedback(cycle=cycle, text=f"Phrase {n}.")
    assert index_waiting(seconds=0) == 2
    assert index_waiting() >= 3


def test_one_kind_is_declared_once() -> None:
    source = SOURCES["parties"]
    with pytest.raises(ValueError, match="twice"):
        add_source(
            Source(kind="parties", place=1, label="", model=source.model, permission="", show=source.show)
        )


def test_merged_stakeholder_is_found_under_the_name_that_stays(chloe: User) -> None:
    kept = make_stakeholder(label_fr="Mutuelle des Alpages")
    gone = make_stakeholder(label_fr="Mutuelle des Pâturages")
    index_waiting()

    def names(words: str) -> list[str]:
        return [
            "".join(piece.text for piece in result.title)
            for group in find(chloe, read_query(words))
            if group.source.kind == "parties"
            for result in group.results
        ]

    assert names("paturage") == ["Mutuelle des Pâturages"]
    history.change(gone, by=chloe, merged_into=kept)
    assert names("paturage") == []
    assert names("alpage") == ["Mutuelle des Alpages"]
