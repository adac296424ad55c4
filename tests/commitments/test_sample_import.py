"""Samples from a file: preview, confirmation, and everything that is wrong told with its line."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.actions.history import undo
from commitments.actions import sample_import as actions
from commitments.models import Sample, SampleImport
from rse_portal.common.exchange.errors import RefusedData
from tests.factories.commitments import make_indicator, make_sample

pytestmark = pytest.mark.django_db
HEAD = "indicator;on;value;note\n"


@pytest.fixture
def indicator(commitment):
    return make_indicator(commitment=commitment, code="IND-01")


def send(text: str, by, name: str = "releves.csv") -> SampleImport:
    return actions.keep_import(name=name, content=(HEAD + text).encode(), by=by)


def test_a_preview_writes_nothing_and_the_confirmation_writes_what_it_showed(indicator, chloe, media):
    make_sample(indicator=indicator, on=date(2026, 1, 31), value=10)
    draft = send("IND-01;31/01/2026;11,5;corrigé\nIND-01;2026-02-28;1 234,25;\n", chloe)
    assert Sample.objects.count() == 1
    assert (draft.preview["added"], draft.preview["changed"]) == (1, 1)
    outcome = actions.confirm_import(draft=draft, by=chloe)
    assert list(Sample.objects.values_list("on", "value", "note")) == [
        (date(2026, 1, 31), Decimal("11.5"), "corrigé"),
        (date(2026, 2, 28), Decimal("1234.25"), ""),
    ]
    undo(outcome.operation, by=chloe)
    assert list(Sample.objects.values_list("on", "value")) == [(date(2026, 1, 31), Decimal(10))]


def test_the_same_file_again_changes_nothing(indicator, chloe, media):
    text = "IND-01;2026-02-28;12;\n"
    actions.confirm_import(draft=send(text, chloe), by=chloe)
    assert send(text, chloe).preview["writes"] == 0


def test_a_second_click_writes_nothing_twice(indicator, chloe, media):
    draft = send("IND-01;2026-02-28;12;\n", chloe)
    actions.confirm_import(draft=draft, by=chloe)
    with pytest.raises(actions.FileGone):
        actions.confirm_import(draft=draft, by=chloe)


def test_what_changed_since_the_preview_is_shown_again(indicator, chloe, media):
    draft = send("IND-01;2026-02-28;12;\n", chloe)
    make_sample(indicator=indicator, on=date(2026, 2, 28), value=9)
    with pytest.raises(actions.PlanChanged):
        actions.confirm_import(draft=draft, by=chloe)
    draft.refresh_from_db()
    assert draft.preview["changed"] == 1 and Sample.objects.get().value == 9


@pytest.mark.parametrize(
    "line",
    [
        "IND-99;2026-02-28;12;",
        "IND-01;2026-02-31;12;",
        "IND-01;2100-01-01;12;",
        "IND-01;2026-02-28;beaucoup;",
        "IND-01;2026-02-28;NaN;",
        "IND-01;2026-02-28;1e999;",
        "IND-01;2026-02-28;٣;",
        "IND-01;2026-02-28;;",
        "IND-01;2026-02-28;1,2345;",
        "IND-01;2026-02-28;1;\nIND-01;2026-02-28;2;",
    ],
)
def test_a_wrong_line_refuses_the_file(indicator, chloe, media, line):
    with pytest.raises(RefusedData):
        send(f"{line}\n", chloe)
    assert not SampleImport.objects.exists() and not Sample.objects.exists()
