"""Encodings, separators and line ends: the same data comes out of all of them."""

from pathlib import Path

import pytest

from priorities.exchange.writing import export_data
from stakeholders.models import Stakeholder
from tests.priorities.exchange.support import (
    SOUND,
    bytes_of,
    csv_of,
    load,
    sound_folder,
)

pytestmark = pytest.mark.django_db

ANNOUNCED = "Encodage détecté : "


@pytest.mark.parametrize(
    ("encoding", "bom", "announced"),
    [
        ("utf-8", b"", None),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8 (avec BOM)"),
        ("cp1252", b"", "Windows-1252"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_import_data_reads_what_spreadsheets_write(
    tmp_path: Path, encoding: str, bom: bytes, announced: str | None, separator: str, end: str
) -> None:
    rows = [
        'ADH,"Adhérents, dits ""élus""",internal,3,4,3,4,3,0,',
        "COL,Collègues ; salariés,internal,,,,,,,ADH",
    ]
    text = csv_of("stakeholders", rows)
    if separator != ",":
        rows = [
            rows[0].replace(",", separator).replace(f"s{separator} dits", "s, dits"),
            rows[1].replace("Collègues ; salariés", '"Collègues ; salariés"').replace(",", separator),
        ]
        text = "\n".join([text.splitlines()[0].replace(",", separator), *rows]) + "\n"
    (tmp_path / "stakeholders.csv").write_bytes(bom + text.replace("\n", end).encode(encoding))
    report = load(tmp_path)
    assert list(Stakeholder.objects.values_list("label_fr", flat=True)) == [
        'Adhérents, dits "élus"',
        "Collègues ; salariés",
    ]
    assert report.notices == ((f"stakeholders.csv : {ANNOUNCED}{announced}",) if announced else ())


def test_import_data_takes_columns_in_any_order(tmp_path: Path) -> None:
    text = "parent;label;code;scope;power;legitimacy;urgency;dependency;influence;disadvantaged\n"
    text += ";Adhérents;ADH;internal;3;;;;;\n"
    (tmp_path / "stakeholders.csv").write_text(text)
    load(tmp_path)
    assert Stakeholder.objects.get().significances.get().power == 3


def test_import_data_takes_a_header_alone(tmp_path: Path) -> None:
    report = load(sound_folder(tmp_path, **{name: csv_of(name) for name in SOUND}))
    assert all(file.read == 0 for file in report.files)


def test_import_data_leaves_out_empty_rows_and_columns_of_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "criteria.csv").write_text("domain;criterion;value;;\n6.7.8;time;1;;\n;;;;\n;;;;\n")
    assert load(tmp_path).files[0].read == 1


def test_import_data_stores_text_in_its_normal_form(tmp_path: Path) -> None:
    load(
        sound_folder(tmp_path, stakeholders=["ADH,Adhe\u0301rents,internal,,,,,,,", SOUND["stakeholders"][1]])
    )
    assert Stakeholder.objects.get(code="ADH").label_fr == "Adhérents"


def test_import_data_tells_years_of_two_digits_in_full(tmp_path: Path) -> None:
    report = load(sound_folder(tmp_path, feedback=["F,01/02/26,FR,,,,idea,,x", "G,1/2/2026,FR,,,,idea,,x"]))
    assert report.notices == ("feedback.csv:2: date: «\u202f01/02/26\u202f» est lu 1er février 2026",)


def test_import_data_reads_one_file(tmp_path: Path) -> None:
    source = sound_folder(tmp_path / "in")
    load(source)
    assert [file.name for file in load(source / "criteria.csv").files] == ["criteria"]


def test_every_format_gives_the_same_export(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "in"), "a")
    utf16 = {name: csv_of(name, rows).encode("utf-16") for name, rows in SOUND.items()}
    load(sound_folder(tmp_path / "utf16", **utf16), "b")
    for cycle in "ab":
        export_data(cycle=cycle, folder=tmp_path / f"out-{cycle}", by=None)
    assert bytes_of(tmp_path / "out-a") == bytes_of(tmp_path / "out-b")
