"""With the database in hand, nothing leads from an answer to whoever gave it (ADR 0025)."""

import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from accounts.models import Change, JournalEntry
from iso26000.actions.campaign import close_campaign
from iso26000.actions.campaign_answer import submit_answers
from iso26000.actions.campaign_mail import request_messages, send_messages
from iso26000.codes import access_hash, draft_hash
from iso26000.enums import CampaignAccess
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AnswerDraft,
    CampaignComment,
    CampaignSnapshot,
    Invitation,
)
from jobs.models import Job
from tests.factories.campaign import (
    make_campaign,
    make_comment,
    make_draft_answers,
    make_invitation,
    make_response,
)

ANSWER_TABLES = (AnonymousResponse, AnswerDraft, CampaignComment, CampaignSnapshot)
MAY_REFER_TO = {
    "iso26000.campaign",
    "iso26000.campaignsite",
    "iso26000.campaignlevel",
    "iso26000.coresubject",
}


def tables() -> list[str]:
    return [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("iso26000_", "jobs_", "accounts_", "django_session"))
    ]


def dump() -> str:
    """Every row of ours, as a dump holds it."""
    rows = []
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {row!r}" for row in cursor.fetchall()]
    return "\n".join(rows)


def answer(code: str, value: str = "3") -> None:
    key = AccessKey.objects.get(pk=access_hash(code))
    make_draft_answers(key.campaign, code, {"4.2-a": value}, **{"6.4": "Un mot."})
    submit_answers(code=code)


# --- the schema


@pytest.mark.parametrize("model", ANSWER_TABLES, ids=lambda model: model.__name__)
def test_no_column_refers_to_a_person(model):
    refers = {
        field.related_model._meta.label_lower: field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    }
    if model is CampaignComment:
        assert refers.pop("accounts.user") == "moderated_by"  # after the close
    assert set(refers) <= MAY_REFER_TO


@pytest.mark.parametrize("model", ANSWER_TABLES, ids=lambda model: model.__name__)
def test_no_column_tells_when(model):
    dated = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField | models.TimeField)
    ]
    assert dated == (["moderated_on"] if model is CampaignComment else [])


@pytest.mark.parametrize("model", [AnonymousResponse, CampaignComment, AnswerDraft])
def test_keys_tell_no_order(model):
    assert isinstance(model._meta.pk, models.UUIDField | models.CharField)


def test_invitations_know_days_only_and_nothing_of_use():
    names = {field.name: field for field in Invitation._meta.concrete_fields}
    assert not any(isinstance(field, models.DateTimeField) for field in names.values())
    assert not {"used", "used_on", "answered", "answered_on"} & set(names)
    assert not any(isinstance(field, models.DateField) for field in AccessKey._meta.concrete_fields)


# --- what a submit leaves


def test_a_submit_leaves_the_answer_and_removes_the_rest(db):
    campaign = make_campaign()
    invitation, code = make_invitation(campaign)
    before = dump().splitlines()
    written = {model: model.objects.count() for model in (JournalEntry, Change, Job, Session)}
    answer(code)
    assert AnonymousResponse.objects.get().answers == {"4.2-a": 3}
    assert not AccessKey.objects.exists() and not AnswerDraft.objects.exists()
    after = dump()
    for trace in (code, access_hash(code), draft_hash(code)):
        assert trace not in after
    left = [line for line in after.splitlines() if invitation.pk.hex in line or str(invitation.pk) in line]
    assert left == [line for line in left if line.startswith("iso26000_invitation ")]
    assert set(left) <= set(before), "the invitation did not change by a sign"
    assert {model: model.objects.count() for model in written} == written


def test_the_row_of_the_invitation_is_not_touched_by_the_submit(db):
    """PostgreSQL marks a row that a transaction locks or writes: the mark would tell which response came with it."""
    campaign = make_campaign()
    _invitation, code = make_invitation(campaign)
    make_draft_answers(campaign, code, {"4.2-a": "1"})
    with connection.execute_wrapper(_refuse_writing_to(Invitation._meta.db_table)):
        submit_answers(code=code)


def _refuse_writing_to(table: str) -> Any:
    def wrapper(execute, sql, params, many, context):
        touches = table in sql and not sql.lstrip().upper().startswith("SELECT")
        assert not touches and not (table in sql and "FOR UPDATE" in sql), sql
        return execute(sql, params, many, context)

    return wrapper


def test_the_hash_that_opens_and_the_hash_that_keeps_differ():
    assert access_hash("A" * 26) != draft_hash("A" * 26)


def test_the_last_invitations_left_say_nothing_of_the_answers(db):
    """What a dump can join: the campaign, a site and a level. With several people in the cell, no row tells whose it is."""
    campaign = make_campaign()
    codes = [make_invitation(campaign)[1] for _each in range(6)]
    for number, code in enumerate(codes[:5]):
        answer(code, str(number))
    joined = AnonymousResponse.objects.values_list("campaign", "site", "level").order_by().distinct()
    assert len(joined) == 1
    assert AnonymousResponse.objects.count() == 5


def test_a_group_invited_by_too_few_is_not_stored_with_the_answer(db):
    campaign = make_campaign()
    for _each in range(6):
        make_invitation(campaign, site=0, level=0)
    _alone, code = make_invitation(campaign, site=1, level=1)
    answer(code)
    response = AnonymousResponse.objects.get()
    assert (response.site, response.level) == (None, None)


def test_a_level_shared_by_enough_is_kept_and_the_site_is_not(db):
    campaign = make_campaign()
    for _each in range(6):
        make_invitation(campaign, site=0, level=0)
    for site in (0, 0, 0, 1, 1):
        _invitation, code = make_invitation(campaign, site=site, level=1)
    answer(code)
    response = AnonymousResponse.objects.get()
    assert response.site is None and response.level.label == "Cadres"


# --- the close


def test_the_close_mixes_the_answers_and_forgets_who_was_asked(db, chloe):
    campaign = make_campaign()
    codes = [make_invitation(campaign, email=f"p{number}@test.example")[1] for number in range(30)]
    for number, code in enumerate(codes[:24]):
        answer(code, str(number % 5))
    first = list(_as_stored())
    close_campaign(campaign=campaign, by=chloe)
    again = list(_as_stored())
    assert len(again) == 24
    assert {key for key, _value in first}.isdisjoint({key for key, _value in again})
    assert [value for _key, value in first] != [value for _key, value in again]
    assert sorted(value for _key, value in first) == sorted(value for _key, value in again)
    assert not Invitation.objects.exists() and not AccessKey.objects.exists()
    assert "@test.example" not in "\n".join(
        line for line in dump().splitlines() if not line.startswith("accounts_")
    )


def _as_stored() -> list[tuple[Any, str]]:
    """(key, answers) in the order in which the database keeps the rows."""
    with connection.cursor() as cursor:
        order = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT id, answers FROM iso26000_anonymousresponse ORDER BY {order}")
        return [(str(key), str(value)) for key, value in cursor.fetchall()]


def test_the_close_leaves_out_groups_that_too_few_share(db, chloe):
    campaign = make_campaign(access=CampaignAccess.SITE)
    for site, level, people in ((0, 0, 12), (1, 0, 3), (0, 1, 2)):
        for _each in range(people):
            make_response(campaign, {"4.2-a": 1}, site=site, level=level)
    close_campaign(campaign=campaign, by=chloe)
    groups = list(AnonymousResponse.objects.values_list("site__label", "level__label"))
    assert groups.count(("Rennes", "Employé·es")) == 12
    assert groups.count((None, "Employé·es")) == 3
    assert groups.count((None, None)) == 2


# --- around the database


def test_jobs_and_messages_hold_no_code_and_no_address(db, chloe, mailoutbox):
    campaign = make_campaign()
    make_invitation(campaign, email="rene@test.example", issued_on=None)
    job, _created = request_messages(campaign=campaign, by=chloe)
    assert set(job.arguments) == {"campaign", "remind"}
    send_messages(campaign=campaign, remind=False)
    (message,) = mail.outbox
    code = message.body.split("/diagnostic/repondre/")[1].split("/")[0]
    assert AccessKey.objects.filter(pk=access_hash(code)).exists()
    assert code not in dump()


def test_logs_hold_no_code(db, caplog):
    campaign = make_campaign()
    _invitation, code = make_invitation(campaign)
    _other, revoked = make_invitation(campaign)
    AccessKey.objects.filter(pk=access_hash(revoked)).delete()
    client = Client()
    with caplog.at_level(logging.DEBUG):
        for asked in (code, revoked, code[:-1]):
            client.get(reverse("iso26000:answer-welcome", args=[asked]))
        client.post(reverse("iso26000:answer-enter"), {"code": code})
        client.post(reverse("iso26000:answer-step", args=[1]), {"4.2-a": "2"})
        client.post(reverse("iso26000:answer-finish"))
    kept = [record for record in caplog.records if not record.name.startswith("django.db")]
    said = "\n".join(f"{record.getMessage()} {record.args}" for record in kept)
    for asked in (code, revoked, code[:-1]):
        assert asked not in said


def test_comments_wait_apart_from_the_answers(db):
    campaign = make_campaign()
    comment = make_comment(campaign)
    assert {field.name for field in comment._meta.concrete_fields} >= {"text", "core_subject"}
    assert not any(field.related_model is AnonymousResponse for field in comment._meta.concrete_fields)
