"""A campaign from its preparation to its publication; codes, messages and comments."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Change, JournalEntry
from iso26000.actions import campaign as actions
from iso26000.actions.campaign_comment import ModeratedAlready, NothingLeft, moderate_comment
from iso26000.actions.campaign_invitation import (
    ShownAlready,
    WrongAccess,
    invite_addresses,
    note_returned,
    print_codes,
    renew_link,
    revoke_batch,
)
from iso26000.actions.campaign_mail import NobodyToRemind, request_messages, send_messages
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.codes import access_hash
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models import AccessKey, Campaign, CampaignComment, Invitation
from iso26000.queries.campaign import participation_board, participation_of, remindable
from iso26000.queries.campaign_answer import key_of, site_of
from rse_portal.common.codes import read_code
from tests.factories.campaign import (
    make_campaign,
    make_comment,
    make_invitation,
    make_response,
    the_questionnaire,
)
from tests.factories.iso26000 import make_cycle

VALUES = {
    "title": "Diagnostic",
    "starts_on": date(2026, 9, 1),
    "ends_on": date(2026, 10, 1),
    "access": "person",
    "k_internal": 5,
    "k_public": 11,
}


# --- its life


def test_a_campaign_is_prepared_opened_closed_and_published(cycle, chloe):
    the_questionnaire()
    campaign = actions.create_campaign(cycle=cycle, by=chloe, **VALUES)
    with pytest.raises(actions.NotReady):
        actions.open_campaign(campaign=campaign, by=chloe)
    actions.set_perimeter(
        campaign=campaign, sites=[actions.Site("Rennes", 120)], levels=["Employé·es"], by=chloe
    )
    actions.open_campaign(campaign=campaign, by=chloe)
    actions.open_campaign(campaign=campaign, by=chloe)
    assert actions.close_campaign(campaign=campaign, by=chloe) == 0
    actions.publish_campaign(campaign=campaign, by=chloe)
    assert Campaign.objects.get().state == CampaignState.PUBLISHED
    told = list(JournalEntry.objects.filter(action__startswith="campaign.").values_list("action", flat=True))
    assert sorted(told) == [
        f"campaign.{verb}" for verb in ("closed", "created", "opened", "perimeter", "published")
    ]


def test_no_state_leads_back(chloe):
    over = make_campaign()
    actions.close_campaign(campaign=over, by=chloe)
    with pytest.raises(actions.NotOpen):
        actions.open_campaign(campaign=over, by=chloe)
    with pytest.raises(actions.NotOpen):
        actions.change_campaign(campaign=over, by=chloe, version=1, title="Autre")
    with pytest.raises(actions.NotOpen):
        actions.close_campaign(campaign=make_campaign(state=CampaignState.PREPARATION), by=chloe)
    with pytest.raises(actions.NotClosed):
        actions.publish_campaign(campaign=make_campaign(), by=chloe)


def test_an_open_campaign_keeps_its_perimeter_and_thresholds(chloe):
    campaign = make_campaign()
    with pytest.raises(actions.NotInPreparation):
        actions.set_perimeter(campaign=campaign, sites=[actions.Site("Lyon")], levels=["Tous"], by=chloe)
    actions.change_campaign(campaign=campaign, by=chloe, version=1, title="Autre", k_internal=9)
    campaign.refresh_from_db()
    assert (campaign.title, campaign.k_internal) == ("Autre", 5)
    assert "state" not in Change.objects.of(campaign).get().after


def test_a_closed_cycle_changes_no_more(chloe):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    the_questionnaire()
    with pytest.raises(CycleIsClosed):
        actions.create_campaign(cycle=cycle, by=chloe, **VALUES)
    with pytest.raises(CycleIsClosed):
        actions.close_campaign(campaign=make_campaign(cycle=cycle), by=chloe)


def test_without_a_questionnaire_there_is_no_campaign(cycle, chloe):
    with pytest.raises(actions.NoQuestionnaire):
        actions.create_campaign(cycle=cycle, by=chloe, **VALUES)


@pytest.mark.parametrize(
    "wrong",
    [{"ends_on": date(2026, 8, 1)}, {"k_internal": 4}, {"k_public": 10}, {"k_internal": 12}, {"title": ""}],
)
def test_senseless_campaigns_are_refused(cycle, chloe, wrong):
    the_questionnaire()
    with pytest.raises(ValidationError):
        actions.create_campaign(cycle=cycle, by=chloe, **{**VALUES, **wrong})


def test_comments_are_moderated_before_the_results_are_published(chloe):
    campaign = make_campaign()
    make_comment(campaign)
    actions.close_campaign(campaign=campaign, by=chloe)
    with pytest.raises(actions.CommentsWait):
        actions.publish_campaign(campaign=campaign, by=chloe)


# --- codes


def test_codes_are_shown_once_and_kept_as_hashes(chloe):
    campaign = make_campaign()
    group = {"site": campaign.sites.all()[0], "level": campaign.levels.all()[1], "batch": uuid4()}
    printed = print_codes(campaign=campaign, people=12, by=chloe, **group)
    assert len({card.code for card in printed}) == 12
    assert all(read_code(card.code) == card.code and len(card.code) * 5 >= 128 for card in printed)
    assert {key_of(card.code).level.label for card in printed} == {"Cadres"}
    assert not AccessKey.objects.filter(pk__in=[card.code for card in printed]).exists()
    with pytest.raises(ShownAlready):
        print_codes(campaign=campaign, people=12, by=chloe, **group)
    assert Invitation.objects.count() == 12


def test_a_lot_is_revoked_but_not_what_was_answered(chloe):
    campaign, batch = make_campaign(), uuid4()
    codes = [make_invitation(campaign, batch=batch)[1] for _each in range(3)]
    other = make_invitation(campaign)[1]
    AccessKey.objects.filter(pk=access_hash(codes[0])).delete()  # answered
    assert revoke_batch(campaign=campaign, batch=batch, by=chloe) == 2
    assert [key_of(code) is not None for code in (*codes, other)] == [False, False, False, True]
    left = set(AccessKey.objects.values_list("seat", flat=True))
    assert participation_of(campaign, left)["whole"] == [2, 1]


def test_a_new_link_of_a_site_annuls_the_former(chloe):
    campaign = make_campaign(access=CampaignAccess.SITE)
    site = campaign.sites.all()[0]
    first, second = (renew_link(campaign=campaign, site=site, by=chloe).code for _each in range(2))
    assert site_of(first) is None and site_of(second) == site
    with pytest.raises(WrongAccess):
        renew_link(campaign=make_campaign(), site=site, by=chloe)


# --- messages


class Refusing(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if any("refuse@" in address for message in messages for address in message.to):
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


@pytest.fixture
def invited(chloe):
    campaign = make_campaign()
    group = {"site": campaign.sites.all()[0], "level": campaign.levels.all()[0]}
    emails = ["a@test.example", "B@test.example", "b@test.example", "refuse@test.example"]
    assert invite_addresses(campaign=campaign, emails=emails, by=chloe, **group) == 3
    assert invite_addresses(campaign=campaign, emails=emails, by=chloe, **group) == 0
    return campaign


def code_of(message) -> str:
    return message.body.split("/diagnostic/repondre/")[1].split("/")[0]


def test_messages_carry_a_code_each_and_leave_once(invited, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    first, again = (send_messages(campaign=invited, remind=False) for _each in range(2))
    assert (first.sent, first.failed) == (2, 1) and (again.sent, again.failed) == (0, 1)
    assert sorted(message.to[0] for message in mail.outbox) == ["a@test.example", "b@test.example"]
    assert all(key_of(code_of(message)) for message in mail.outbox)
    assert AccessKey.objects.count() == 2
    assert Invitation.objects.get(email="refuse@test.example").failure


def test_a_reminder_reaches_those_whose_code_was_not_used_once_a_day(invited, chloe, time_machine):
    settings_day = invited.starts_on
    time_machine.move_to(settings_day)
    send_messages(campaign=invited, remind=False)
    first = {message.to[0]: code_of(message) for message in mail.outbox}
    with pytest.raises(NobodyToRemind):
        request_messages(campaign=invited, by=chloe, remind=True)
    seat = key_of(first["a@test.example"]).seat
    AccessKey.objects.filter(seat=seat).delete()  # answered
    mail.outbox.clear()
    time_machine.move_to(settings_day + timedelta(days=1))
    for _each in range(2):
        send_messages(campaign=invited, remind=True)
    assert sorted(message.to[0] for message in mail.outbox) == ["b@test.example", "refuse@test.example"]
    (message,) = (message for message in mail.outbox if message.to == ["b@test.example"])
    assert key_of(code_of(message)) and key_of(first["b@test.example"]), "the former code still works"
    assert message.subject.startswith("Rappel")


def test_nobody_is_written_to_before_or_after(chloe):
    over = make_campaign(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    for campaign in (make_campaign(state=CampaignState.PREPARATION), over):
        with pytest.raises(actions.NotOpen):
            request_messages(campaign=campaign, by=chloe)


# --- comments


@pytest.fixture
def comment(chloe) -> CampaignComment:
    campaign = make_campaign()
    make_comment(campaign, "Monsieur X est malade.")
    actions.close_campaign(campaign=campaign, by=chloe)
    return campaign.comments.get()


def test_a_comment_is_masked_and_its_former_text_goes(comment, chloe):
    moderate_comment(comment=comment, decision="masked", text="Quelqu’un […].", by=chloe)
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.moderated_by) == ("masked", "Quelqu’un […].", chloe)
    entry = JournalEntry.objects.get(action="comment.moderated")
    assert entry.details == {"decision": "masked", "reason": ""}
    with pytest.raises(ModeratedAlready):
        moderate_comment(comment=comment, decision="accepted", by=chloe)


def test_a_refused_comment_keeps_its_reason_alone(comment, chloe):
    moderate_comment(comment=comment, decision="refused", reason="health", by=chloe)
    comment.refresh_from_db()
    assert (comment.text, comment.reason) == ("", "health")


def test_a_refusal_without_reason_and_an_empty_mask_are_refused(comment, chloe):
    with pytest.raises(ValidationError):
        moderate_comment(comment=comment, decision="refused", by=chloe)
    with pytest.raises(NothingLeft):
        moderate_comment(comment=comment, decision="masked", text="  ", by=chloe)
    comment.refresh_from_db()
    assert comment.state == "waiting" and "Monsieur X" in comment.text


def test_nobody_reads_comments_while_people_answer(chloe):
    comment = make_comment(make_campaign())
    with pytest.raises(actions.NotClosed):
        moderate_comment(comment=comment, decision="accepted", by=chloe)


def test_a_message_that_came_back_is_reminded_no_more_and_says_nothing_of_the_answer(chloe):
    campaign = make_campaign()
    make_invitation(campaign, email="parti@test.example")
    _kept, code = make_invitation(campaign, email="la@test.example")
    AccessKey.objects.filter(pk=access_hash(code)).delete()  # answered
    emails = ["Parti@test.example", "la@test.example"]
    assert remindable(campaign)
    assert note_returned(campaign=campaign, emails=emails, by=chloe) == 2
    assert not remindable(campaign)
    with pytest.raises(NobodyToRemind):
        request_messages(campaign=campaign, by=chloe, remind=True)
    assert JournalEntry.objects.get(action="campaign.returned").details == {"people": 2}


# --- who took part


def test_the_board_tells_how_many_and_hides_small_groups(db):
    campaign = make_campaign(sites=("Rennes", "Brest", "Vannes"))
    for site, people, answered in ((0, 20, 12), (1, 10, 7), (2, 6, 2)):
        for number in range(people):
            _invitation, code = make_invitation(campaign, site=site)
            if number < answered:
                AccessKey.objects.filter(pk=access_hash(code)).delete()
    board = participation_board(campaign)
    assert (board.whole.invited, board.whole.answered) == (36, 21)
    assert [(part.label, part.invited, part.answered) for part in board.sites] == [
        ("Rennes", 20, 12),
        ("Brest", 10, None),
        ("Vannes", 6, None),
    ]


def test_a_whole_of_a_few_people_is_not_told_either(db):
    """With one site alone, it would be the number of that site."""
    campaign = make_campaign(sites=("Rennes",), levels=("Cadres",))
    for number in range(6):
        _invitation, code = make_invitation(campaign)
        if number < 3:
            AccessKey.objects.filter(pk=access_hash(code)).delete()
    board = participation_board(campaign)
    assert (board.whole.answered, board.answers) == (None, "moins de 5 réponses")


def test_the_board_says_the_same_after_the_close(chloe):
    campaign = make_campaign(access=CampaignAccess.SITE)
    for level, people in ((0, 30), (1, 8)):
        for _each in range(people):
            make_response(campaign, {"4.2-a": 2}, level=level)
    before = participation_board(campaign)
    actions.close_campaign(campaign=campaign, by=chloe)
    campaign.refresh_from_db()
    assert participation_board(campaign) == before
