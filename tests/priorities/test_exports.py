"""A figure on the page, in the XLSX, in the CSV and in the JSON is the same."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from priorities import exports
from priorities.queries.reading import read_ranking
from rse_portal.common.typography import nombre

CONTRACT = [
    "code", "core_subject", "status", "coverage", "negative", "positive", "impact", "importance", "maturity", "feasibility",
    "bounds", "critical", "significance", "significance_rank", "priority", "priority_rank", "robustness",
]  # fmt: skip


def test_ranking_json_follows_the_contract(run):
    document = json.loads(exports.ranking_json(run))
    assert list(document)[:8] == [
        "schema",
        "cycle",
        "compiled_at",
        "inputs_sha256",
        "parameters",
        "stakeholders",
        "agreement",
        "domains",
    ]
    assert (document["schema"], document["cycle"]) == ("rse-ranking/1", "exemple")
    assert document["compiled_at"].endswith("Z")
    assert len(document["domains"]) == 45
    assert list(document["domains"][0])[: len(CONTRACT)] == CONTRACT
    assert document["parameters"]["weights"] == {"impact": 0.6, "importance": 0.4}
    assert {row["code"]: row["weight"] for row in document["stakeholders"]} == {
        "ADH": 0.423077,
        "COL": 0.384615,
        "FOU": 0.192308,
    }


def test_ranking_csv_is_flat_and_leaves_unknown_empty(run):
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(exports.ranking_csv(run)))}
    assert (rows["6.7.8"]["significance"], rows["6.7.8"]["bounds_low"]) == ("47.307692", "1.730769")
    assert (rows["4.2"]["status"], rows["4.2"]["significance"], rows["4.2"]["significance_rank"]) == (
        "not_evaluated",
        "",
        "",
    )


def test_one_figure_is_the_same_everywhere(run, client_of, chloe, tmp_path):
    client = client_of(chloe)
    truth = {domain["code"]: domain for domain in run.result["domains"]}
    page = client.get(f"/priorites/classements/{run.pk}/calcul/").content.decode()
    french = csv.DictReader(
        io.StringIO(client.get(f"/priorites/classements/{run.pk}/export.csv").content.decode("utf-8-sig")),
        delimiter=";",
    )
    csv_rows = {row["code"]: row for row in french}
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/priorites/classements/{run.pk}/export.xlsx").content)
    )["Classement"]
    head, *body = sheet.iter_rows(values_only=True)
    xlsx_rows = {row[0]: dict(zip(head, row, strict=True)) for row in body}
    served = {
        row["code"]: row
        for row in client.get(f"/priorites/classements/{run.pk}/export.json").json()["domains"]
    }
    for code in ("6.7.8", "6.7.7"):
        for name in ("significance", "priority", "negative", "importance"):
            value = truth[code][name]
            assert served[code][name] == value
            assert xlsx_rows[code][name] == pytest.approx(value)
            assert csv_rows[code][name] == str(value).replace(".", ",")
            assert f">{nombre(value, 2)}<" in page, (code, name)
    assert xlsx_rows["4.2"]["significance"] is None


def test_ranking_table_lists_the_unranked_with_their_status(run):
    table = exports.ranking_table(run)
    assert "1 " in table and "6.7.7" in table and "[critique]" in table
    assert table.count("non évalué") == 43


def test_compile_ranking_command_prints_json(example, capsys):
    call_command("compile_ranking", cycle="exemple", format="json", draws=50)
    assert json.loads(capsys.readouterr().out)["parameters"]["draws"] == 50


def test_compile_ranking_command_is_repeatable_to_the_byte(example, capsys):
    documents = []
    for _ in range(2):
        call_command("compile_ranking", cycle="exemple", format="json", draws=50)
        document = json.loads(capsys.readouterr().out)
        document.pop("compiled_at")
        documents.append(json.dumps(document))
    assert documents[0] == documents[1]


def test_compile_ranking_command_writes_a_file_whole(example, tmp_path):
    target = tmp_path / "classement.csv"
    call_command("compile_ranking", cycle="exemple", format="csv", draws=0, output=str(target))
    assert target.read_text().startswith("code,core_subject,status")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        ({"cycle": "ailleurs"}, 1, "n’existe pas"),
        ({"cycle": "exemple", "draws": -1}, 2, "Paramètre refusé"),
        ({"cycle": "exemple", "draws": 0, "output": "/nulle/part/x.json"}, 1, "/nulle/part"),
    ],
)
def test_compile_ranking_command_refuses_clearly(example, options, status, message):
    with pytest.raises(CommandError, match=message) as caught:
        call_command("compile_ranking", **options)
    assert caught.value.returncode == status


def test_compile_ranking_command_can_leave_it_to_the_worker(example, capsys):
    call_command("compile_ranking", cycle="exemple", enqueue=True)
    assert "Demandé" in capsys.readouterr().out
    call_command("compile_ranking", cycle="exemple", enqueue=True)
    assert "Déjà en cours" in capsys.readouterr().out


def test_replay_ranking_command_confirms(run, capsys):
    call_command("replay_ranking", str(run.pk))
    assert run.result_sha256 in capsys.readouterr().out


def test_replay_ranking_command_refuses_a_damaged_snapshot(run):
    with run.inputs_file.storage.open(run.inputs_file.name, "wb") as stream:
        stream.write(b"nothing")
    with pytest.raises(CommandError, match="abîmé"):
        call_command("replay_ranking", str(run.pk))


def test_reading_orders_ties_critical_first(run):
    reading = read_ranking(run)
    assert [domain.code for domain in reading.significance] == ["6.7.7", "6.7.8"]
    assert [domain.code for domain in reading.priority] == ["6.7.8", "6.7.7"]
    assert [domain.code for domain in reading.critical] == ["6.7.7"]
    assert len(reading.unranked) == 43
    assert (
        reading.domain("4.2").missing_words == ["tout\u00a0: personne n’a rien saisi"]
        or reading.domain("4.2").missing_words
    )
