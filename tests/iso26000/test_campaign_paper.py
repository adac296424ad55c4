"""The answer sheet of a campaign: the columns of the results, shown before it is written, one answer per code."""

import base64
import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import JournalEntry
from iso26000.actions.campaign_answer import put_aside
from iso26000.actions.campaign_paper import (
    NotByPerson,
    bring_campaign_papers,
    preview_campaign_papers,
)
from iso26000.campaign_papers import answer_sheet
from iso26000.enums import CampaignAccess
from iso26000.exports import HEAD
from iso26000.models import AccessKey, AnonymousResponse, AnswerDraft
from iso26000.queries.campaign_tally import statements_of
from rse_portal.common.codes import written
from rse_portal.common.exchange.errors import RefusedData
from tests.factories.campaign import make_campaign, make_invitation
from tests.support.pages import said


@pytest.fixture
def campaign(cycle):
    return make_campaign(cycle=cycle)


def sheet(campaign, *rows) -> bytes:
    """rows: (code, answers in the order of the statements)."""
    statements = statements_of(campaign)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([*HEAD, *(statement.code for statement in statements)])
    for code, answers in rows:
        writer.writerow(["paper", code, "", *answers, *[""] * (len(statements) - len(answers))])
    return stream.getvalue().encode()


def bring(campaign, content, by, **more):
    return bring_campaign_papers(campaign=campaign, name="papier.csv", content=content, by=by, **more)


def test_sheet_has_the_columns_of_the_results(campaign):
    book = openpyxl.load_workbook(io.BytesIO(answer_sheet("Diagnostic", statements_of(campaign))))
    assert [cell.value for cell in book["reponses"][1]] == [
        *HEAD,
        *(statement.code for statement in statements_of(campaign)),
    ]


def test_paper_is_one_answer_and_leads_back_to_nobody(campaign, chloe):
    code = make_invitation(campaign)[1]
    first, second, third = (statement.code for statement in statements_of(campaign)[:3])
    content = sheet(campaign, (written(code), ["3", "nsp", "na:job"]))
    assert bring(campaign, content, chloe).new == 1
    kept = AnonymousResponse.objects.get()
    assert kept.answers == {first: 3, second: "nsp", third: "na:job"}
    assert not AccessKey.objects.exists()
    assert not AnswerDraft.objects.exists()
    assert JournalEntry.objects.get(action="campaign.paper").details == {"answers": 1}
    with pytest.raises(RefusedData):  # never counted twice
        bring(campaign, content, chloe)
    assert AnonymousResponse.objects.count() == 1


def test_paper_leaves_out_what_waited_on_a_screen(campaign, chloe):
    code = make_invitation(campaign)[1]
    first, second = (statement.code for statement in statements_of(campaign)[:2])
    put_aside(code=code, answers={second: "0"}, comments={"6.2": "Pas pour le papier"})
    bring(campaign, sheet(campaign, (code, ["4"])), chloe)
    assert AnonymousResponse.objects.get().answers == {first: 4}
    assert not campaign.comments.exists()


def test_papers_are_all_or_nothing(campaign, cycle, chloe):
    good, foreign = make_invitation(campaign)[1], make_invitation(make_campaign(cycle=cycle))[1]
    for content in (
        sheet(campaign, (good, ["3"]), (foreign, ["3"])),
        sheet(campaign, (good, ["7"])),
        sheet(campaign, (good, ["3"]), (good, ["3"])),
        sheet(campaign, (good, [])),
    ):
        with pytest.raises(RefusedData):
            bring(campaign, content, chloe)
    assert not AnonymousResponse.objects.exists()


def test_preview_writes_nothing(campaign, chloe):
    content = sheet(campaign, (make_invitation(campaign)[1], ["3"]))
    shown = preview_campaign_papers(campaign=campaign, name="papier.csv", content=content, by=chloe)
    assert (shown.new, AnonymousResponse.objects.count(), AccessKey.objects.count()) == (1, 0, 1)
    assert not JournalEntry.objects.filter(action="campaign.paper").exists()


def test_papers_need_a_code_per_person(cycle, chloe):
    with pytest.raises(NotByPerson):
        bring(make_campaign(cycle=cycle, access=CampaignAccess.SITE), b"", chloe)


def test_pages_show_then_write(campaign, chloe, client_of):
    content = sheet(campaign, *((make_invitation(campaign)[1], ["2"]) for _each in range(2)))
    client, address = client_of(chloe), reverse("iso26000:campaign-paper", args=[campaign.pk])
    assert "Télécharger le modèle" in said(client.get(address))
    shown = said(client.post(address, {"upload": SimpleUploadedFile("papier.csv", content)}))
    assert "Enregistrer ces réponses" in shown
    sent = {"name": "papier.csv", "content": base64.b64encode(content).decode()}
    assert client.post(address, {**sent, "expected": "1"}).status_code == 409
    assert not AnonymousResponse.objects.exists()
    assert client.post(address, {**sent, "expected": "2"}).status_code == 302
    assert AnonymousResponse.objects.count() == 2
    assert client.post(address, {**sent, "content": "?"}).status_code == 422
