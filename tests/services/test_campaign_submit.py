"""Respondents at the same instant, on a real PostgreSQL: one answer per invitation, and the close loses none."""

import pytest
from django.db import connection

from iso26000.actions.campaign import close_campaign
from iso26000.actions.campaign_answer import submit_answers
from iso26000.codes import access_hash
from iso26000.models import AccessKey, AnonymousResponse, CampaignSnapshot, CampaignTally
from rse_portal.common.codes import NoSuchCode, new_code
from tests.factories.campaign import make_campaign, make_draft_answers, make_invitation
from tests.services.test_concurrency import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sent(code: str) -> bool:
    try:
        submit_answers(code=code)
    except NoSuchCode:
        return False
    return True


def test_eight_submits_of_one_code_store_one_answer():
    campaign = make_campaign()
    _invitation, code = make_invitation(campaign)
    make_draft_answers(campaign, code, {"4.2-a": "3"}, **{"6.4": "Un mot."})
    assert all_at_once(lambda _number: sent(code)).count(True) == 1
    assert AnonymousResponse.objects.count() == 1
    assert campaign.comments.count() == 1
    assert not AccessKey.objects.exists()


def test_eight_codes_of_one_invitation_store_one_answer():
    """Each reminder brings a code of its own."""
    campaign = make_campaign()
    invitation, code = make_invitation(campaign)
    codes = [code, *(new_code() for _each in range(AT_ONCE - 1))]
    for other in codes:
        if other != code:
            AccessKey.objects.create(
                hash=access_hash(other),
                campaign=campaign,
                seat=invitation.pk,
                site=invitation.site,
                level=invitation.level,
            )
        make_draft_answers(campaign, other, {"4.2-a": "3"})
    assert all_at_once(lambda number: sent(codes[number])).count(True) == 1
    assert AnonymousResponse.objects.count() == 1


def test_the_close_counts_whoever_was_told_yes(chloe):
    campaign = make_campaign()
    codes = [make_invitation(campaign)[1] for _each in range(AT_ONCE - 1)]
    for code in codes:
        make_draft_answers(campaign, code, {"4.2-a": "3"})

    def act(number: int) -> bool:
        if number == AT_ONCE - 1:
            close_campaign(campaign=campaign, by=chloe)
            return False
        return sent(codes[number])

    told = all_at_once(act).count(True)
    assert AnonymousResponse.objects.count() == told
    assert CampaignTally.objects.get().counts["whole"] == told


def test_no_system_column_joins_an_answer_to_an_invitation():
    """PostgreSQL numbers its transactions: what a submit wrote and what is left of the invitations share no number."""
    campaign = make_campaign()
    for _each in range(12):
        _invitation, code = make_invitation(campaign)
        make_draft_answers(campaign, code, {"4.2-a": "3"})
        submit_answers(code=code)
    assert CampaignSnapshot.objects.get().respondents == 11
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM iso26000_anonymousresponse")
        answers = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT xmin::text FROM iso26000_invitation UNION SELECT xmax::text FROM iso26000_invitation"
        )
        invitations = {row[0] for row in cursor.fetchall()}
    assert len(answers) == 12 and answers.isdisjoint(invitations)
