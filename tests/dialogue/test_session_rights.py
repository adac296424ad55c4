"""Whose séances one sees: one's territory today, one's own past once the mandate has ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models.territory import Level
from accounts.roles import Role
from dialogue.enums import MinutesPhase, SessionState
from dialogue.models import DialogueSession
from tests.factories.accounts import give_role, make_territory, make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.sessions import (
    make_amendment,
    make_attendance,
    make_ballot,
    make_document,
    make_minutes,
)

PAGES = (
    "session-detail",
    "session-ics",
    "session-edit",
    "session-cancel",
    "session-close",
    "attendance-detail",
    "attendance-edit",
    "minutes-detail",
    "minutes-edit",
    "minutes-freeze",
    "minutes-text",
    "minutes-versions",
    "amendment-create",
    "ballot-list",
    "ballot-open",
)
SENDS = ("session-invite", "document-add", "minutes-open", "minutes-adopt", "minutes-reopen")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def assembly(bretagne):
    return make_assembly("AT-BRE", label="CANARI-R53", territory=bretagne)


def held(assembly, days, **fields):
    return make_session(assembly=assembly, held_on=timezone.localdate() - timedelta(days=days), **fields)


def test_a_delegate_elsewhere_finds_nothing_of_a_session(
    assembly, cycle, amel, david, chloe, client_of, media
):
    session = held(assembly, 10)
    make_attendance(session, amel)
    make_amendment(make_minutes(session), amel)
    ballot, document = make_ballot(session, cycle=cycle, by=chloe), make_document(session, chloe)
    client = client_of(david)
    addresses = [reverse(f"dialogue:{name}", args=[session.pk]) for name in PAGES]
    addresses += [
        reverse("reports:minutes-pdf", args=[session.pk]),
        reverse("dialogue:amendment-detail", args=[session.pk, 1]),
        reverse("dialogue:document-download", args=[session.pk, document.pk]),
        ballot.get_absolute_url(),
        reverse("dialogue:ballot-hands", args=[ballot.pk]),
        f"/historique/dialogue.dialoguesession/{session.pk}/",
        f"/historique/dialogue.minutes/{session.minutes.pk}/",
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )
    posts = [reverse(f"dialogue:{name}", args=[session.pk]) for name in SENDS]
    posts += [ballot.get_absolute_url(), reverse("dialogue:ballot-close", args=[ballot.pk])]
    assert {address: client.post(address).status_code for address in posts} == dict.fromkeys(posts, 404)
    for address in ("/", "/dialogue/seances/?quand=toutes", "/dialogue/seances/calendrier/"):
        assert "CANARI-R53" not in client.get(address).content.decode()


def test_visible_to_and_view_permission_agree_for_every_role(
    assembly, amel, bruno, chloe, david, fanny, gilles, hana
):
    session = held(assembly, 10)
    for user in (amel, bruno, chloe, david, fanny, gilles, hana):
        seen = DialogueSession.objects.visible_to(user).filter(pk=session.pk).exists()
        assert user.has_perm("dialogue.view_session", session) == seen, user


def test_a_mandate_that_ended_reads_its_own_past_only(assembly, bretagne, today, client_of):
    user = make_user(
        role=Role.DELEGATE,
        territory=bretagne,
        starts_on=today - timedelta(days=200),
        ends_on=today - timedelta(days=100),
    )
    before, during, since = (held(assembly, days) for days in (250, 150, 50))
    attended = held(assembly, 40)
    make_attendance(attended, user)
    ahead = held(assembly, -10, state=SessionState.PLANNED)
    client = client_of(user)
    got = {
        session: client.get(session.get_absolute_url()).status_code
        for session in (before, during, since, attended, ahead)
    }
    assert got == {before: 404, during: 200, since: 404, attended: 200, ahead: 404}
    listed = client.get("/dialogue/seances/?quand=toutes").context["rows"]
    assert {row.pk for row in listed} == {during.pk, attended.pk}
    assert "/dialogue/" in client.get("/").content.decode(), "the room is still in the rail"


def test_a_mandate_that_ended_writes_nothing(assembly, bretagne, cycle, chloe, today, client_of):
    user = make_user(
        role=Role.DELEGATE,
        territory=bretagne,
        starts_on=today - timedelta(days=200),
        ends_on=today - timedelta(days=1),
    )
    session = held(assembly, 20, secretary=user)
    make_attendance(session, user)
    make_minutes(session)
    ballot = make_ballot(session, cycle=cycle, by=chloe)
    client = client_of(user)
    assert client.get(session.get_absolute_url()).status_code == 200
    for name in ("attendance-edit", "session-close", "ballot-open", "amendment-create"):
        address = reverse(f"dialogue:{name}", args=[session.pk])
        assert client.get(f"{address}?paragraphe=1").status_code == 403, name
    assert client.post(ballot.get_absolute_url(), {"6.7.8": "4", "6.4.4": "4"}).status_code == 403


def test_a_secretary_who_went_elsewhere_keeps_nothing(assembly, rhone_alpes, amel, david, client_of):
    """Named in an assembly where one has no mandate: the séance does not exist."""
    session = held(assembly, 5, secretary=david)
    assert client_of(david).get(reverse("dialogue:session-close", args=[session.pk])).status_code == 404


def test_a_rapporteur_of_one_region_manages_that_one_only(assembly, bretagne, rhone_alpes, client_of):
    """Two roles: the right to manage follows the place of the role that gives it (S5)."""
    user = make_user(role=Role.RAPPORTEUR, territory=rhone_alpes)
    give_role(user, Role.DELEGATE, territory=bretagne)
    ours = held(make_assembly("AT-ARA", territory=rhone_alpes), 5)
    theirs = held(assembly, 5)
    client = client_of(user)
    got = [client.get(reverse("dialogue:session-edit", args=[row.pk])).status_code for row in (ours, theirs)]
    assert got == [200, 403]
    assert client.get("/dialogue/seances/nouvelle/?assemblee=AT-ARA").status_code == 200
    assert client.get("/dialogue/seances/nouvelle/?assemblee=AT-BRE").status_code == 404


def test_a_department_belongs_to_the_assembly_of_its_region(assembly, bretagne, client_of, cycle, chloe):
    department = make_territory("D35", "Ille-et-Vilaine", Level.DEPARTMENT, parent=bretagne)
    user = make_user(role=Role.DELEGATE, territory=department)
    session = held(assembly, 0)
    ballot = make_ballot(session, cycle=cycle, by=chloe)
    client = client_of(user)
    assert client.get(session.get_absolute_url()).status_code == 200
    assert client.post(ballot.get_absolute_url(), {"6.7.8": "4", "6.4.4": "1"}).status_code == 302


def test_a_draft_is_read_by_who_keeps_it_only(assembly, amel, bretagne, chloe, client_of):
    session = held(assembly, 5, secretary=amel)
    make_minutes(session, MinutesPhase.DRAFT, text="CANARI-BROUILLON")
    member = make_user(role=Role.DELEGATE, territory=bretagne)
    address = reverse("dialogue:minutes-detail", args=[session.pk])
    for person, reads in ((amel, True), (chloe, True), (member, False)):
        assert ("CANARI-BROUILLON" in client_of(person).get(address).content.decode()) == reads
    for name in ("dialogue:minutes-text", "dialogue:minutes-versions", "reports:minutes-pdf"):
        assert client_of(member).get(reverse(name, args=[session.pk])).status_code == 404
    history = f"/historique/dialogue.minutes/{session.minutes.pk}/"
    assert client_of(member).get(history).status_code == 404
