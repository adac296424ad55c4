"""Every page of a séance opens, in each of its states."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogue.enums import MinutesPhase, Presence
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.sessions import make_attendance, make_ballot, make_count, make_minutes
from tests.support.pages import said


@pytest.fixture
def session(db, bretagne, amel, chloe, cycle):
    session = make_session(
        assembly=make_assembly("AT-BRE", territory=bretagne),
        held_on=timezone.localdate() - timedelta(days=10),
        secretary=chloe,
        agenda="Accueil\nDélais de remboursement",
        purpose="Dire les priorités.",
    )
    make_attendance(session, amel)
    make_attendance(session, chloe, Presence.ABSENT)
    make_count(session, 4)
    make_feedback(cycle=cycle, session=session, author=amel, territory=bretagne)
    return session


@pytest.mark.parametrize("phase", MinutesPhase.values)
def test_pages_of_a_session_open(session, cycle, client_of, chloe, phase):
    make_minutes(session, phase, by=chloe)
    make_ballot(session, cycle=cycle, by=chloe)
    client = client_of(chloe)
    for name in (
        "session-detail",
        "session-edit",
        "session-cancel",
        "session-close",
        "attendance-detail",
        "attendance-edit",
        "minutes-detail",
        "minutes-versions",
        "ballot-list",
        "ballot-open",
    ):
        answer = client.get(reverse(f"dialogue:{name}", args=[session.pk]))
        assert answer.status_code == 200, name
        assert "!!undefined" not in said(answer), name
