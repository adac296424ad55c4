from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import JournalEntry, User
from dialogue.enums import FeedbackStatus, SessionState
from dialogue.models import DialogueSession, Feedback
from iso26000.enums import CycleState, PracticeAnswer
from iso26000.models import (
    AssessmentCycle,
    Assessor,
    Domain,
    PracticeAssessment,
    Standard,
)
from priorities.exchange.loading import import_data
from priorities.models import CriterionScore
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder
from tests.priorities.exchange.support import (
    EXAMPLE,
    SOUND,
    actions,
    load,
    picture,
    sound_folder,
)

pytestmark = pytest.mark.django_db


def test_import_data_loads_the_example() -> None:
    report = load(EXAMPLE)
    assert {file.name: (file.read, file.created, file.updated) for file in report.files} == {
        "stakeholders": (3, 3, 0),
        "impacts": (7, 7, 0),
        "impact_scores": (5, 5, 0),
        "importance": (6, 6, 0),
        "practices": (2, 2, 0),
        "evidence": (3, 3, 0),
        "criteria": (3, 3, 0),
    }
    score = ImpactScore.objects.get(impact__code="A2", assessor__code="RSE-1")
    assert (score.scale, score.scope, score.irremediability, score.likelihood) == (2, 2, 2, 3)
    assert Assessor.objects.get().user is None
    assert actions() == ["cycle.imported"]


def test_import_data_opens_the_cycle_with_the_standard_published_last(standard: Standard) -> None:
    assert load(EXAMPLE, "2026").cycle_created
    cycle = AssessmentCycle.objects.get()
    assert (cycle.slug, cycle.label, cycle.standard) == ("2026", "Exercice 2026", standard)
    assert cycle.opened_on == date(2026, 1, 1)
    load(EXAMPLE, "essai")
    assert AssessmentCycle.objects.get(slug="essai").opened_on == timezone.localdate()


def test_import_data_loads_the_standard_of_the_repository_where_there_is_none() -> None:
    Domain.objects.all().delete()
    Standard.objects.get().core_subjects.all().delete()
    Standard.objects.all().delete()
    load(EXAMPLE)
    assert Domain.objects.count() == 45


def test_import_data_refuses_a_closed_cycle(cycle: AssessmentCycle) -> None:
    AssessmentCycle.objects.update(state=CycleState.CLOSED, closed_on=date(2026, 12, 31))
    before = picture()
    with pytest.raises(Conflict, match="clos"):
        load(EXAMPLE)
    assert picture() == before


@pytest.mark.parametrize("slug", ["", "é", "a b", "../x", "x" * 41, "2026\x00", "2026\n"])
def test_import_data_refuses_an_identifier_that_is_none(slug: str) -> None:
    with pytest.raises(Unprocessable, match="identifiant d’exercice"):
        load(EXAMPLE, slug)
    assert not AssessmentCycle.objects.exists()


def test_import_data_twice_changes_nothing(tmp_path: Path) -> None:
    source = sound_folder(tmp_path)
    load(source)
    before = picture()
    report = load(source)
    assert not report.changed
    assert all(file.unchanged == file.read for file in report.files)
    assert picture() == before


def test_import_data_updates_by_natural_key(tmp_path: Path) -> None:
    load(sound_folder(tmp_path))
    report = load(
        sound_folder(
            tmp_path,
            stakeholders=["ADH,Les adhérents,internal,3,4,3,4,,1,", SOUND["stakeholders"][1]],
            criteria=["6.7.8,objectives,4", "6.7.8,ease,2"],
            feedback=[SOUND["feedback"][0].replace("6.7.8|4.3", "4.3|6.7.7"), SOUND["feedback"][1]],
        )
    )
    changes = {
        file.name: (file.created, file.updated) for file in report.files if file.created or file.updated
    }
    assert changes == {"stakeholders": (0, 1), "criteria": (1, 1), "feedback": (0, 1)}
    assert Stakeholder.objects.get(code="ADH").label_fr == "Les adhérents"
    assessed = Significance.objects.get(stakeholder__code="ADH")
    assert assessed.influence is None
    assert assessed.disadvantaged
    assert dict(CriterionScore.objects.values_list("criterion", "value")) == {"objectives": 4, "ease": 2}
    codings = Feedback.objects.get(reference="FB1").codings
    assert list(codings.values_list("domain__code", flat=True)) == ["4.3", "6.7.7"]


def test_import_data_leaves_what_the_files_do_not_name(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "all"))
    only = tmp_path / "only"
    only.mkdir()
    (only / "criteria.csv").write_text("domain,criterion,value\n4.3,time,1\n")
    load(only)
    assert ImpactScore.objects.count() == 2
    assert CriterionScore.objects.count() == 2


def test_import_data_dry_run_writes_nothing(tmp_path: Path) -> None:
    before = picture()
    report = load(sound_folder(tmp_path), dry_run=True)
    assert report.dry_run
    assert [file.created for file in report.files] == [len(rows) for rows in SOUND.values()]
    assert picture() == before


def test_import_data_writes_who_did_it(chloe: User) -> None:
    import_data(source=EXAMPLE, cycle="2026", by=chloe)
    entry = JournalEntry.objects.get(action="cycle.imported")
    assert entry.actor == chloe
    assert entry.details["files"]["impacts"] == [7, 7, 0, 0]


def test_import_data_keeps_status_and_author_of_a_known_feedback(tmp_path: Path, amel: User) -> None:
    source = sound_folder(tmp_path)
    load(source)
    Feedback.objects.filter(reference="FB1").update(
        status=FeedbackStatus.ANSWERED, author=amel, author_code=""
    )
    load(sound_folder(tmp_path, feedback=[SOUND["feedback"][0].replace("Trop cher", "Bien trop cher")]))
    known = Feedback.objects.get(reference="FB1")
    assert (known.status, known.author, known.author_code) == (FeedbackStatus.ANSWERED, amel, "")
    assert known.text == "Bien trop cher"


def test_import_data_opens_the_session_in_the_assembly_of_the_territory(tmp_path: Path) -> None:
    load(sound_folder(tmp_path))
    session = DialogueSession.objects.get()
    assert (session.reference, session.held_on, session.state) == ("S1", date(2026, 3, 12), SessionState.HELD)
    assert (session.assembly.code, session.assembly.territory.code) == ("AT-D35", "D35")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A1,6.3.3,ADH,negative,potential,,,,,x,", True),  # the domain says so by default
        ("A1,6.3.3,ADH,negative,potential,0,,,,x,", False),
        ("A1,6.3.3,ADH,negative,actual,,,,,x,", False),
        ("A1,6.3.3,ADH,positive,potential,,,,,x,", False),
        ("A1,6.7.3,ADH,negative,potential,,,,,x,", False),
        ("A1,6.7.3,ADH,negative,potential,1,,,,x,", True),
    ],
)
def test_import_data_takes_blank_human_rights_from_the_domain(
    tmp_path: Path, row: str, expected: bool
) -> None:
    load(sound_folder(tmp_path, impacts=[row], impact_scores=[]))
    assert Impact.objects.get().human_rights is expected


def test_import_data_keeps_levels_and_words_of_practices_apart(tmp_path: Path) -> None:
    load(sound_folder(tmp_path))
    assert set(PracticeAssessment.objects.values_list("domain__code", "answer", "level")) == {
        ("6.7.8", PracticeAnswer.LEVEL, 1),
        ("6.7.7", PracticeAnswer.UNKNOWN, None),
        ("6.7.6", PracticeAnswer.NOT_APPLICABLE, None),
    }


def test_import_data_takes_parents_in_any_order(tmp_path: Path) -> None:
    child = "COL-A,Salariés,internal,,,,,,,COL"
    load(
        sound_folder(
            tmp_path, stakeholders=[child, *SOUND["stakeholders"]], territories=SOUND["territories"][::-1]
        )
    )
    assert Stakeholder.objects.get(code="COL-A").parent == Stakeholder.objects.get(code="COL")


def test_import_data_runs_the_same_queries_for_few_and_many_rows(tmp_path: Path) -> None:
    def queries(count: int) -> int:
        scores = [f"A1,P{n},4,3,2,,Constat {n}" for n in range(count)]
        votes = [f"6.7.8,ADH,V{n},4" for n in range(count)]
        feedback = [
            f"F{count}-{n},2026-03-12,D35,S{count}-{n},ADH,6.7.8|4.3,idea,,Texte" for n in range(count)
        ]
        source = sound_folder(
            tmp_path / str(count), impact_scores=scores, importance=votes, feedback=feedback
        )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            load(source, f"cycle-{count}")
        # Changes are kept a hundred to a statement; SQLite takes 999 values in one, which is some 50 séances.
        return sum("accounts_change" not in query["sql"] for query in captured.captured_queries)

    queries(1)  # opens the assembly
    assert queries(3) == queries(40)
