"""The workbook of the indicators: what each is, where it stands, and samples that the import reads back."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from commitments.actions import sample_import
from commitments.models import Sample
from tests.factories.commitments import make_indicator, make_sample

pytestmark = pytest.mark.django_db
ADDRESS = "/referentiel/indicateurs/exporter.xlsx"


@pytest.fixture
def content(commitment, client_of, chloe) -> bytes:
    measured = make_indicator(
        commitment=commitment, code="IND-01", label="=1+1", baseline=12, baseline_on=date(2024, 1, 1)
    )
    make_sample(indicator=measured, on=date(2024, 6, 30), value="10.5")
    make_sample(indicator=measured, on=date(2025, 6, 30), value=9)
    Sample.objects.filter(on=date(2025, 6, 30)).update(note="=cmd|calc")
    make_indicator(commitment=commitment, code="IND-02")
    return client_of(chloe).get(ADDRESS).content


def test_workbook_tells_what_each_indicator_is_and_where_it_stands(content):
    head, first, second = load_workbook(BytesIO(content))["Indicateurs"].values
    rows = [dict(zip(head, row, strict=True)) for row in (first, second)]
    assert (rows[0]["Sens"], rows[0]["Relevé"]) == ("plus c’est bas, mieux c’est", "chaque trimestre")
    assert (rows[0]["Valeur de départ"], rows[0]["Dernière valeur"], rows[0]["Relevés"]) == (12, 9, 2)
    assert rows[0]["Relevé ancien"] == "oui"
    assert rows[1]["Dernière valeur"] is None and rows[1]["Relevés"] == 0


def test_workbook_runs_nothing_and_checks_what_is_typed(content):
    book = load_workbook(BytesIO(content))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    rules = {str(rule.sqref)[0]: rule.type for rule in book["samples"].data_validations.dataValidation}
    assert rules == {"A": "list", "B": "date", "C": "decimal"}


def test_workbook_imported_back_changes_nothing(content, chloe, media):
    draft = sample_import.keep_import(name="indicateurs.xlsx", content=content, by=chloe)
    assert draft.preview["writes"] == 0
