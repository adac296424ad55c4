"""Folders of files to import, and pictures of the whole database to compare."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from accounts.models import JournalEntry, Territory
from dialogue.models import Assembly, DialogueSession, Feedback, ImportanceVote
from iso26000.models import AssessmentCycle, Assessor, Evidence, PracticeAssessment
from priorities.exchange.files import BY_NAME, FILES
from priorities.exchange.loading import ImportReport, import_data
from priorities.models import CriterionScore
from rse_portal.common.exchange.errors import RefusedData
from stakeholders.models import Impact, Significance, Stakeholder

EXAMPLE = Path(settings.BASE_DIR) / "fixtures/method/example"
OURS = ("accounts", "iso26000", "stakeholders", "dialogue", "priorities", "jobs")

# A sound file of each name, over the stakeholders and the domain of the example.
SOUND: dict[str, list[str]] = {
    "stakeholders": ["ADH,Adhérents,internal,3,4,3,4,3,0,", "COL,Collaborateurs,internal,3,4,1,4,3,0,"],
    "territories": ["FR,France,national,", "R53,Bretagne,region,FR", "D35,Ille-et-Vilaine,department,R53"],
    "impacts": [
        "A1,6.7.8,ADH,negative,actual,0,0,0,0,Renoncement aux soins,",
        "A2,6.7.8,COL,positive,potential,0,0,0,0,Fierté,",
        "A3,6.7.7,COL,none,,,,,,Aucun,RSE-1",
    ],
    "impact_scores": ["A1,RSE-1,4,3,2,,Constats", "A2,RSE-1,4,3,,3,"],
    "importance": ["6.7.8,ADH,V1,4", "6.7.8,COL,V2,2"],
    "practices": ["6.7.8,RSE-1,1,Actions ponctuelles", "6.7.7,RSE-1,nsp,", "6.7.6,RSE-1,na,Sans objet"],
    "evidence": ["6.7.8,statement,Note interne,", "6.7.7,indicator,Délai,96"],
    "criteria": ["6.7.8,objectives,3"],
    "feedback": [
        "FB1,2026-03-12,D35,S1,ADH,6.7.8|4.3,concern,AUT-1,Trop cher",
        "FB2,12/03/2026,R53,,,,idea,,Une idée",
    ],
}


def csv_of(name: str, rows: Sequence[str] = (), *, header: str = "") -> str:
    return "\n".join([header or ",".join(BY_NAME[name].header), *rows]) + "\n"


def folder_of(folder: Path, files: Mapping[str, Sequence[str] | str | bytes]) -> Path:
    """A folder with a CSV per name: rows under the right header, a whole text, or bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if isinstance(content, str):
            content = content.encode()
        elif not isinstance(content, bytes):
            content = csv_of(name, content).encode()
        (folder / f"{name}.csv").write_bytes(content)
    return folder


def sound_folder(folder: Path, **changed: Sequence[str] | str | bytes) -> Path:
    return folder_of(folder, {**SOUND, **changed})


def workbook_of(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def load(source: Path, cycle: str = "2026", **options: Any) -> ImportReport:
    return import_data(source=source, cycle=cycle, by=None, **options)


def faults_of(source: Path, cycle: str = "2026") -> list[str]:
    """The lines with which the import of `source` is refused."""
    try:
        load(source, cycle)
    except RefusedData as problem:
        return problem.lines()
    raise AssertionError("the import was accepted")


def picture() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours."""
    return {
        model._meta.label: sorted(model._default_manager.order_by().values_list(), key=repr)
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def wipe() -> None:
    """Take away all that an import writes, but for the journal, which nobody can rewrite."""
    leaves: list[type[Model]] = [
        Feedback,
        DialogueSession,
        Assembly,
        ImportanceVote,
        Evidence,
        PracticeAssessment,
    ]
    leaves += [CriterionScore, Impact, Significance, AssessmentCycle, Assessor]
    for model in leaves:
        model._default_manager.all().delete()
    for tree in (Stakeholder, Territory):
        tree._default_manager.update(parent=None)
        tree._default_manager.all().delete()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {f"{spec.name}.csv": (folder / f"{spec.name}.csv").read_bytes() for spec in FILES}


def actions() -> list[str]:
    """The journal, without the loading of the standard."""
    return [e.action for e in JournalEntry.objects.order_by("pk") if e.action.startswith("cycle.")]
