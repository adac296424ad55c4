"""Each fault of docs: nothing is written, and the message names file, line and column."""

import time
from pathlib import Path

import pytest

from rse_portal.common.exchange.tables import MAX_ROWS
from stakeholders.models import Stakeholder
from tests.factories.stakeholders import make_stakeholder
from tests.priorities.exchange.support import (
    SOUND,
    csv_of,
    faults_of,
    folder_of,
    load,
    picture,
    sound_folder,
)

pytestmark = pytest.mark.django_db

NB = "\u202f"


def said(value: str) -> str:
    return f"«{NB}{value}{NB}»"


# file, its rows (or its whole text), the start of the only line of the refusal
FAULTS = {
    # 19: numbers
    "score above": (
        "impact_scores",
        ["A1,P,6,3,2,,"],
        f"2: scale: un nombre entier de 1 à 5 est attendu, {said('6')} reçu",
    ),
    "score negative": (
        "impact_scores",
        ["A1,P,-1,3,2,,"],
        f"2: scale: un nombre entier de 1 à 5 est attendu, {said('-1')}",
    ),
    "score comma": ("impact_scores", ['A1,P,"3,5",3,2,,'], "2: scale: un nombre entier de 1 à 5"),
    "score point": ("impact_scores", ["A1,P,3.5,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score decimal": ("impact_scores", ["A1,P,3.0,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score plus": ("impact_scores", ["A1,P,+3,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score arabic digit": ("impact_scores", ["A1,P,٣,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score fullwidth digit": ("impact_scores", ["A1,P,３,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score of 5,000 digits": (
        "impact_scores",
        [f"A1,P,{'9' * 5000},3,2,,"],
        "2: scale: un nombre entier de 1 à 5",
    ),
    "score exponent": ("impact_scores", ["A1,P,1e0,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score NaN": ("impact_scores", ["A1,P,NaN,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "score zero": ("impact_scores", ["A1,P,0,3,2,,"], "2: scale: un nombre entier de 1 à 5"),
    "power above": (
        "stakeholders",
        ["ADH,A,internal,5,,,,,,", SOUND["stakeholders"][1]],
        "2: power: un nombre entier de 0 à 4",
    ),
    "importance missing": ("importance", ["6.7.8,ADH,V1,"], "2: importance: une valeur est attendue"),
    "criterion above": ("criteria", ["6.7.8,time,5"], "2: value: un nombre entier de 0 à 4"),
    "flag other": (
        "stakeholders",
        ["ADH,A,internal,,,,,,oui,", SOUND["stakeholders"][1]],
        "2: disadvantaged: 0 ou 1 est attendu",
    ),
    # 21-23: dates
    "day absent": ("feedback", ["F,31/02/2026,FR,,,,idea,,x"], "2: date: une date valide est attendue"),
    "month absent": ("feedback", ["F,2026-13-01,FR,,,,idea,,x"], "2: date: une date valide est attendue"),
    "zeros": ("feedback", ["F,0/0/0,FR,,,,idea,,x"], "2: date: une date valide est attendue"),
    "day in words": (
        "feedback",
        ["F,1er février 2026,FR,,,,idea,,x"],
        "2: date: une date valide est attendue",
    ),
    "year alone": ("feedback", ["F,1900,FR,,,,idea,,x"], "2: date: une date valide est attendue"),
    "arabic day": ("feedback", ["F,٠١/٠٢/٢٠٢٦,FR,,,,idea,,x"], "2: date: une date valide est attendue"),
    "too old": (
        "feedback",
        ["F,1899-12-31,FR,,,,idea,,x"],
        "2: date: la date doit être comprise entre 01/01/1900 et 31/12/2100",
    ),
    "too far": ("feedback", ["F,9999-12-31,FR,,,,idea,,x"], "2: date: la date doit être comprise entre"),
    "no day": ("feedback", ["F,,FR,,,,idea,,x"], "2: date: une valeur est attendue"),
    # 1, 2, 4, 9, 11: texts and codes
    "spaces alone": (
        "feedback",
        ["F,2026-01-01,FR,,,,idea,,\u00a0 \u200b"],
        "2: text: une valeur est attendue",
    ),
    "nul in text": ("feedback", ["F,2026-01-01,FR,,,,idea,,a\x00b"], "2: text: le caractère nul"),
    "nul in code": (
        "importance",
        ["6.7.8,ADH,V\x001,4"],
        "2: respondent: caractère invisible interdit dans un code (U+0000)",
    ),
    "bidi in code": (
        "importance",
        ["6.7.8,ADH,V\u202e1,4"],
        "2: respondent: caractère invisible interdit dans un code (U+202E)",
    ),
    "zero width in code": ("importance", ["6.7.8,ADH,V\u200b1,4"], "2: respondent: caractère invisible"),
    "bidi in label": (
        "territories",
        ["FR,Fra\u202ence,national,", *SOUND["territories"][1:]],
        "2: label: caractère invisible",
    ),
    "surrogate": (
        "evidence",
        csv_of("evidence", ["6.7.8,document,a\ud800,"]).encode("utf-8", "surrogatepass"),
        "2: label: le caractère nul et",
    ),
    "text too long": (
        "feedback",
        [f"F,2026-01-01,FR,,,,idea,,{'é' * 5001}"],
        f"2: text: au plus 5{NB}000 caractères (actuellement 5{NB}001)",
    ),
    "code too long": (
        "importance",
        [f"6.7.8,ADH,{'V' * 61},4"],
        "2: respondent: au plus 60 caractères (actuellement 61)",
    ),
    "cell of 1 MB": (
        "practices",
        [f"6.7.8,RSE-1,1,{'x' * 1_000_000}"],
        f"2: reason: au plus 100{NB}000 caractères (actuellement 1{NB}000{NB}000)",
    ),
    # 26: choices and references
    "choice": (
        "stakeholders",
        ["ADH,A,interne,,,,,,,", SOUND["stakeholders"][1]],
        f"2: scope: {said('interne')} n’est pas un choix possible (internal, external)",
    ),
    "level word": ("practices", ["6.7.8,RSE-1,5,"], "2: level: "),
    "domain unknown": (
        "criteria",
        ["6.9.9,time,1"],
        f"2: domain: {said('6.9.9')} n’est pas un domaine d’action",
    ),
    "stakeholder unknown": (
        "importance",
        ["6.7.8,XXX,V1,4"],
        f"2: stakeholder: {said('XXX')} n’est pas une partie prenante de l’exercice",
    ),
    "impact unknown": (
        "impact_scores",
        ["Z9,P,4,3,2,,"],
        f"2: impact: {said('Z9')} n’est pas un impact de l’exercice",
    ),
    "territory unknown": (
        "feedback",
        ["F,2026-01-01,R99,,,,idea,,x"],
        f"2: territory: {said('R99')} n’est pas un territoire connu",
    ),
    "second domain unknown": (
        "feedback",
        ["F,2026-01-01,FR,,,6.7.8|9.9,idea,,x"],
        f"2: domains: {said('9.9')}",
    ),
    "domain twice": (
        "feedback",
        ["F,2026-01-01,FR,,,6.7.8|6.7.8,idea,,x"],
        f"2: domains: {said('6.7.8')} figure deux fois",
    ),
    "domain empty": ("feedback", ["F,2026-01-01,FR,,,6.7.8|,idea,,x"], "2: domains: un code manque"),
    # rows
    "nothing scored": ("impact_scores", ["A1,P,,,,,Un avis"], "2: scale: une justification sans critère"),
    "likelihood of actual": (
        "impact_scores",
        ["A1,P,4,3,2,3,"],
        "2: likelihood: un impact réel n’a pas de probabilité",
    ),
    "irremediability of positive": (
        "impact_scores",
        ["A2,P,4,3,2,3,"],
        "2: irremediability: un impact positif",
    ),
    "score of none": (
        "impact_scores",
        ["A3,P,4,3,2,,"],
        f"2: impact: {said('A3')} déclare l’absence d’impact",
    ),
    "none without author": (
        "impacts",
        [*SOUND["impacts"][:2], "A3,6.7.7,COL,none,,,,,,x,"],
        "4: declared_by: ",
    ),
    "none with nature": (
        "impacts",
        [*SOUND["impacts"][:2], "A3,6.7.7,COL,none,actual,,,,,x,R"],
        "4: nature: doit rester vide",
    ),
    "none with flag": (
        "impacts",
        [*SOUND["impacts"][:2], "A3,6.7.7,COL,none,,,1,,,x,R"],
        "4: life_health: doit rester vide ou 0",
    ),
    "nature missing": (
        "impacts",
        [*SOUND["impacts"], "A4,6.7.7,COL,negative,,,,,,x,"],
        "5: nature: la nature est attendue",
    ),
    "reason without level": ("practices", ["6.7.8,RSE-1,,Motif"], "2: level: un motif sans niveau"),
    "na without reason": ("practices", ["6.7.8,RSE-1,na, "], "2: reason: un motif est attendu"),
    "evidence without label": ("evidence", ["6.7.8,document,,"], "2: label: une valeur est attendue"),
    # trees
    "parent unknown": (
        "stakeholders",
        [*SOUND["stakeholders"], "X,X,internal,,,,,,,NOBODY"],
        f"4: parent: {said('NOBODY')} n’existe ni",
    ),
    "own parent": (
        "stakeholders",
        [*SOUND["stakeholders"], "X,X,internal,,,,,,,X"],
        "4: parent: boucle : X → X",
    ),
    "region under department": (
        "territories",
        [*SOUND["territories"], "R1,R,region,D35"],
        "5: parent: un territoire de niveau région ne peut pas dépendre d’un niveau département",
    ),
    "national under region": (
        "territories",
        [*SOUND["territories"], "N,N,national,R53"],
        "5: parent: un territoire de niveau national",
    ),
    # 48: shape of the file
    "duplicate key": (
        "criteria",
        ["6.7.8,time,1", "6.7.7,time,1", "6.7.8,time,2"],
        f"4: domain: {said('6.7.8')}, {said('time')} figure déjà à la ligne 2",
    ),
    "duplicate by normal form": ("importance", ["6.7.8,ADH,é,1", "6.7.8,ADH,e\u0301,1"], "3: domain: "),
    "short row": ("criteria", ["6.7.8,time"], "2: value: 3 cellules sont attendues, 2 reçues"),
    "long row": (
        "criteria",
        ["6.7.8,time,1,surplus"],
        f"2: value: 3 cellules sont attendues, 4 reçues (en trop : {said('surplus')})",
    ),
    "line counted in the file": ("evidence", ['6.7.8,document,"a\nb\nc",', "6.7.8,x,a,"], "5: kind: "),
    "blank lines counted": ("criteria", ["", "6.7.8,time,1", "", "6.7.8,x,1"], "5: criterion: "),
    "unclosed quote": (
        "evidence",
        ["6.7.8,document,a,", '6.7.7,document,"b,', "6.7.7,document,c,"],
        "3: label: guillemet",
    ),
    "stray quote": ("evidence", ["6.7.8,document,a,", '6.7.7,document,"b"c,'], "3: label: guillemet"),
    "column missing": (
        "criteria",
        csv_of("criteria", header="domain,criterion"),
        "1: value: cette colonne manque",
    ),
    "column unknown": (
        "criteria",
        csv_of("criteria", header="domain,criterion,value,note"),
        "1: note: colonne inconnue ; attendues : domain, criterion, value",
    ),
    "column twice": (
        "criteria",
        csv_of("criteria", header="domain,criterion,value,value"),
        "1: value: cette colonne figure 2 fois",
    ),
    # 47, 49, 55: the file itself
    "empty file": ("criteria", b"", "1: fichier: le fichier est vide"),
    "blank file": ("criteria", b"\n\n  \n", "1: fichier: le fichier est vide"),
    "too many rows": (
        "criteria",
        "domain,criterion,value\n" + "6.7.8,time,1\n" * (MAX_ROWS + 1),
        f"{MAX_ROWS + 2}: domain: 20 Mo / 100{NB}000 lignes au plus",
    ),
    "too many bytes": (
        "criteria",
        b"domain,criterion,value\n" + b"6.7.8,time,1\n" * 1_700_000,
        f"1: fichier: 20 Mo / 100{NB}000 lignes au plus",
    ),
    "pdf as csv": ("criteria", b"%PDF-1.7 domain,criterion,value\n", "1: fichier: Format non pris en charge"),
    "zip as csv": (
        "criteria",
        b"PK\x03\x04domain,criterion,value\n",
        "1: fichier: Format non pris en charge",
    ),
    "xls as csv": ("criteria", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "1: fichier: Format non pris en charge"),
    "two encodings": (
        "evidence",
        csv_of("evidence", ["6.7.8,document,été déjà,"]).encode() + "6.7.7,document,é,".encode("cp1252"),
        "1: fichier: texte illisible à la ligne 3",
    ),
}


@pytest.mark.parametrize(("file", "content", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_import_data_refuses_and_writes_nothing(
    tmp_path: Path, file: str, content: list[str] | str | bytes, expected: str
) -> None:
    load(sound_folder(tmp_path / "before"))
    before = picture()
    source = sound_folder(tmp_path / "after", **{file: content})
    if file == "impacts":
        source = sound_folder(source, impact_scores=[], **{file: content})
    lines = faults_of(source)
    assert len(lines) == 1
    assert lines[0].startswith(f"{file}.csv:{expected}")
    assert picture() == before


def test_import_data_refuses_one_line_in_an_empty_database(tmp_path: Path) -> None:
    before = picture()
    assert len(faults_of(sound_folder(tmp_path, criteria=["6.7.8,time,9"]))) == 1
    assert picture() == before


def test_import_data_names_every_line_of_a_loop(tmp_path: Path) -> None:
    rows = ["A,A,internal,,,,,,,B", "B,B,internal,,,,,,,A", "C,C,internal,,,,,,,A", *SOUND["stakeholders"]]
    assert faults_of(sound_folder(tmp_path, stakeholders=rows)) == [
        "stakeholders.csv:2: parent: boucle : A → B → A",
        "stakeholders.csv:3: parent: boucle : A → B → A",
    ]


def test_import_data_follows_a_long_chain_and_a_long_loop_at_once(tmp_path: Path) -> None:
    rows = [f"N{n},N,internal,,,,,,,N{n + 1}" for n in range(20_000)]
    started = time.perf_counter()
    lines = faults_of(
        sound_folder(tmp_path, stakeholders=[*rows, "N20000,N,internal,,,,,,,N0", *SOUND["stakeholders"]])
    )
    assert len(lines) == 101
    assert time.perf_counter() - started < 5


def test_import_data_sees_a_loop_through_the_database(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "1", stakeholders=[*SOUND["stakeholders"], "X,X,internal,,,,,,,ADH"]))
    rows = ["ADH,Adhérents,internal,,,,,,,X"]
    (line,) = faults_of(folder_of(tmp_path / "2", {"stakeholders": rows}))
    assert line == "stakeholders.csv:2: parent: boucle : ADH → X → ADH"


def test_import_data_refuses_a_level_that_orphans_a_known_territory(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "1"))
    (line,) = faults_of(folder_of(tmp_path / "2", {"territories": ["R53,Bretagne,department,"]}))
    assert line == f"territories.csv:2: level: {said('D35')}, de niveau département, en dépend déjà"


def test_import_data_refuses_an_internal_resource(tmp_path: Path) -> None:
    make_stakeholder("SH05", is_stakeholder=False)
    rows = [*SOUND["stakeholders"], "SH05,Expertise,internal,,,,,,,"]
    (line,) = faults_of(sound_folder(tmp_path, stakeholders=rows))
    assert line.startswith(f"stakeholders.csv:4: code: {said('SH05')} est une ressource interne")
    assert not Stakeholder.objects.get(code="SH05").significances.exists()


def test_import_data_refuses_a_stakeholder_of_another_cycle(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "1"), "2025")
    (line,) = faults_of(folder_of(tmp_path / "2", {"importance": ["6.7.8,ADH,V1,4"]}), "2026")
    assert line.startswith(
        f"importance.csv:2: stakeholder: {said('ADH')} n’est pas une partie prenante de l’exercice"
    )


def test_import_data_refuses_a_nature_that_older_scores_contradict(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "1"))
    changed = {"impacts": [SOUND["impacts"][1].replace("potential", "actual")]}
    (line,) = faults_of(folder_of(tmp_path / "2", changed))
    assert line.startswith("impacts.csv:2: polarity: l’impact a déjà des cotations qui ne le permettent pas")
    load(folder_of(tmp_path / "3", {**changed, "impact_scores": ["A2,RSE-1,4,3,,,"]}))


def test_import_data_does_not_blame_other_files_for_one_fault(tmp_path: Path) -> None:
    rows = [SOUND["stakeholders"][0], SOUND["stakeholders"][1].replace("internal", "?")]
    assert len(faults_of(sound_folder(tmp_path, stakeholders=rows))) == 1
    impacts = [SOUND["impacts"][0].replace("6.7.8", "9.9"), *SOUND["impacts"][1:]]
    assert len(faults_of(sound_folder(tmp_path, impacts=impacts))) == 1


def test_import_data_lists_the_first_hundred_errors_in_order(tmp_path: Path) -> None:
    lines = faults_of(
        sound_folder(tmp_path, criteria=[f"6.7.{n},time,9" for n in range(1, 9)] * 20, practices=["x,P,9,"])
    )
    assert lines[:2] == [
        f"practices.csv:2: domain: {said('x')} n’est pas un domaine d’action de la norme de l’exercice",
        f"practices.csv:2: level: {said('9')} n’est pas un choix possible (0, 1, 2, 3, 4, nsp, na)",
    ]
    assert len(lines) == 101
    assert lines[100].startswith("… et ")
    assert lines[100].endswith("autres erreurs")


def test_import_data_names_the_files_that_it_knows(tmp_path: Path) -> None:
    source = sound_folder(tmp_path)
    (source / "inconnu.csv").write_text("a,b\n")
    (source / "LISEZMOI.md").write_text("ignoré")
    (line,) = faults_of(source)
    assert line.startswith(
        "inconnu.csv:1: fichier: nom de fichier inconnu ; noms possibles : stakeholders.csv, "
    )


def test_import_data_refuses_an_empty_folder(tmp_path: Path) -> None:
    (line,) = faults_of(tmp_path)
    assert "aucun fichier connu" in line


def test_import_data_refuses_a_path_that_does_not_exist(tmp_path: Path) -> None:
    (line,) = faults_of(tmp_path / "impacts.csv")
    assert line == "impacts.csv:1: fichier: ce fichier n’existe pas"
