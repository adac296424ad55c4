"""Minutes from draft to frozen; amendments by those who were there."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change
from accounts.roles import Role
from dialogue.actions import amendment as amending
from dialogue.actions import minutes as actions
from dialogue.enums import AmendmentState, MinutesPhase, Presence, SessionState
from dialogue.models import Amendment, Minutes
from dialogue.models.minutes import fingerprint_of
from dialogue.queries.minutes import versions_of
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.sessions import TEXT, make_amendment, make_attendance, make_minutes
from tests.support.pages import said

BEFORE = "Les délais de remboursement inquiètent."


@pytest.fixture
def session(bretagne, amel, chloe):
    """Held ten days ago, Amel present."""
    found = make_session(
        assembly=make_assembly("AT-BRE", territory=bretagne),
        held_on=timezone.localdate() - timedelta(days=10),
    )
    make_attendance(found, amel)
    return found


@pytest.fixture
def frozen(session, amel, chloe):
    """Through each phase, with an amendment that was decided."""
    actions.keep_text(session=session, text=TEXT, version=None, by=chloe)
    actions.open_to_amendments(session=session, by=chloe)
    propose(session, amel)
    decide(session, chloe, accept=True)
    actions.adopt_minutes(session=session, adopted_in=session, by=chloe)
    return actions.freeze_minutes(session=session, by=chloe)


def propose(session, by, *, place=1, before=BEFORE, after="Les délais inquiètent.", why=""):
    return amending.propose_amendment(
        session=session, place=place, before=before, after=after, why=why, by=by
    )


def decide(session, by, *, accept, reason="", number=1, place=None):
    amending.decide_amendment(
        session=session,
        amendment=Amendment.objects.get(number=number),
        accept=accept,
        reason=reason,
        by=by,
        place=place,
    )


# --- the phases


def test_minutes_go_from_draft_to_frozen(frozen, session, chloe):
    frozen.refresh_from_db()
    assert frozen.phase == MinutesPhase.FROZEN
    assert frozen.published_on == timezone.localdate()
    assert (frozen.adopted_in, frozen.adopted_on, frozen.adopted_by) == (session, session.held_on, chloe)
    assert frozen.text == TEXT.replace(BEFORE, "Les délais inquiètent.")
    assert frozen.fingerprint == fingerprint_of(frozen.text)


def test_no_step_is_skipped(session, chloe):
    make_minutes(session, MinutesPhase.DRAFT)
    for step in (actions.reopen_minutes, actions.freeze_minutes):
        with pytest.raises(actions.WrongPhase):
            step(session=session, by=chloe)
    with pytest.raises(actions.WrongPhase):
        actions.adopt_minutes(session=session, adopted_in=session, by=chloe)
    actions.open_to_amendments(session=session, by=chloe)
    with pytest.raises(actions.WrongPhase):
        actions.open_to_amendments(session=session, by=chloe)


def test_an_open_text_is_changed_by_amendments_only(session, chloe):
    minutes = make_minutes(session)
    with pytest.raises(actions.WrongPhase):
        actions.keep_text(session=session, text="Autre.", version=minutes.version, by=chloe)


def test_an_empty_draft_is_not_opened_nor_one_of_a_session_ahead(bretagne, session, chloe):
    make_minutes(session, MinutesPhase.DRAFT, text=" ")
    with pytest.raises(actions.NothingWritten):
        actions.open_to_amendments(session=session, by=chloe)
    ahead = make_session(
        assembly=session.assembly,
        held_on=timezone.localdate() + timedelta(days=5),
        state=SessionState.PLANNED,
    )
    make_minutes(ahead, MinutesPhase.DRAFT)
    with pytest.raises(actions.SessionAhead):
        actions.open_to_amendments(session=ahead, by=chloe)


def test_adoption_waits_for_each_amendment_and_takes_a_session_of_the_assembly(session, amel, chloe):
    make_amendment(make_minutes(session), amel)
    with pytest.raises(actions.StillToDecide):
        actions.adopt_minutes(session=session, adopted_in=session, by=chloe)
    Amendment.objects.all().delete()
    with pytest.raises(actions.Conflict):
        actions.adopt_minutes(session=session, adopted_in=make_session(), by=chloe)
    earlier = make_session(assembly=session.assembly, held_on=session.held_on - timedelta(days=1))
    with pytest.raises(actions.Conflict):
        actions.adopt_minutes(session=session, adopted_in=earlier, by=chloe)


def test_an_adoption_noted_by_mistake_is_taken_back(session, chloe):
    make_minutes(session, MinutesPhase.ADOPTED, by=chloe)
    assert actions.reopen_minutes(session=session, by=chloe).adopted_by is None


def test_two_people_who_begin_the_draft_meet(session, bruno, chloe):
    actions.keep_text(session=session, text="Le mien.", version=None, by=chloe)
    with pytest.raises(history.Stale):
        actions.keep_text(session=session, text="Le tien.", version=None, by=bruno)
    assert actions.keep_text(session=session, text="Le mien.", version=None, by=bruno) is None


def test_a_stale_draft_shows_both_texts(session, client_of, bruno, chloe):
    make_minutes(session, MinutesPhase.DRAFT)
    minutes = Minutes.objects.get()
    history.change(minutes, by=bruno, text="Le texte de Bruno.")
    address = reverse("dialogue:minutes-edit", args=[session.pk])
    answer = client_of(chloe).post(address, {"text": "Le texte de Chloé.", "version": "1"})
    assert answer.status_code == 409
    assert "Le texte de Bruno." in said(answer)
    assert "Le texte de Chloé." in said(answer)
    assert Minutes.objects.get().text == "Le texte de Bruno."


# --- frozen by any path


def changes(minutes: Minutes, amendment: Amendment) -> dict[str, Callable[[], object]]:
    """Each way that code has to change a row."""

    def by_hand(sql: str, *values: object) -> Callable[[], object]:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)

        return run

    rows = Minutes.objects.filter(pk=minutes.pk)

    def saved() -> None:
        row = rows.get()
        row.text = "Autre."
        row.save()

    def bulk(model: Any, row: object, field: str) -> Callable[[], object]:
        def run() -> None:
            setattr(row, field, "Autre.")
            model._default_manager.bulk_update([row], [field])

        return run

    table, other = Minutes._meta.db_table, Amendment._meta.db_table
    replace = (
        f"INSERT OR REPLACE INTO {table} (id, session_id, phase, text, version, fingerprint) "
        "SELECT id, session_id, 'draft', 'Autre.', 1, '' FROM " + table
        if connection.vendor == "sqlite"
        else f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET text = 'Autre.'"
    )
    return {
        "update of a queryset": lambda: rows.update(text="Autre."),
        "going back a phase": lambda: rows.update(phase="draft"),
        "delete of a queryset": rows.delete,
        "raw delete of a queryset": lambda: rows._raw_delete("default"),  # type: ignore[attr-defined]
        "save": saved,
        "delete": lambda: Minutes.objects.get(pk=minutes.pk).delete(),
        "bulk_update": bulk(Minutes, Minutes.objects.get(pk=minutes.pk), "text"),
        "SQL update": by_hand(f"UPDATE {table} SET text = 'Autre.' WHERE id = %s", minutes.pk),
        "SQL delete": by_hand(f"DELETE FROM {table} WHERE id = %s", minutes.pk),
        "SQL replace": by_hand(replace),
        "update of an amendment": lambda: Amendment.objects.update(after="Autre."),
        "delete of an amendment": lambda: Amendment.objects.all().delete(),
        "bulk_update of an amendment": bulk(Amendment, amendment, "after"),
        "a new amendment": lambda: Amendment.objects.create(
            minutes=minutes, number=9, author=amendment.author, place=0, before="", after="Autre."
        ),
        "SQL update of an amendment": by_hand(f"UPDATE {other} SET before = 'Autre.'"),
    }


def test_a_frozen_text_changes_by_no_path(frozen):
    amendment = Amendment.objects.get()
    minutes = Minutes.objects.values().get()
    proposed = Amendment.objects.values().get()
    for name, change in changes(frozen, amendment).items():
        with pytest.raises(Error), transaction.atomic():  # noqa: PT012 – which path went through
            change()
            pytest.fail(f"{name} went through")
        assert Minutes.objects.values().get() == minutes, name
        assert Amendment.objects.values().get() == proposed, name


def test_the_actions_and_the_history_leave_a_frozen_text_alone(frozen, session, amel, chloe, client_of):
    with pytest.raises(actions.WrongPhase):
        actions.keep_text(session=session, text="Autre.", version=frozen.version, by=chloe)
    with pytest.raises(actions.WrongPhase):
        propose(session, amel, before="Les délais inquiètent.", after="Autre.")
    with pytest.raises(actions.WrongPhase):
        decide(session, chloe, accept=True)
    with pytest.raises(Error), transaction.atomic():
        history.change(frozen, by=chloe, text="Autre.")
    for told in Change.objects.of(frozen):
        assert client_of(chloe).post(f"/historique/retablir/{told.pk}/").status_code == 403


def test_the_portal_has_no_django_admin(client_of, gilles):
    assert client_of(gilles).get("/admin/").status_code == 404


def test_a_text_that_is_not_frozen_may_still_change(session, chloe):
    """The triggers look at the phase, not at the table."""
    make_minutes(session, MinutesPhase.ADOPTED, by=chloe)
    assert Minutes.objects.update(text="Autre.") == 1


# --- amendments


@pytest.mark.parametrize("status", [Presence.ABSENT, Presence.EXCUSED, None])
def test_an_absent_member_cannot_amend(session, bretagne, client_of, status):
    member = make_user(role=Role.DELEGATE, territory=bretagne)
    if status:
        make_attendance(session, member, status)
    make_minutes(session)
    with pytest.raises(amending.NotThere):
        propose(session, member)
    address = reverse("dialogue:amendment-create", args=[session.pk])
    client = client_of(member)
    assert client.get(f"{address}?paragraphe=2").status_code == 403
    sent = {"place": "1", "before": BEFORE, "after": "Autre."}
    assert client.post(address, sent).status_code == 403
    assert not Amendment.objects.exists()


def test_an_accepted_amendment_rewrites_its_paragraph_and_keeps_both_texts(session, amel, chloe):
    minutes = make_minutes(session)
    propose(session, amel, after="Ils inquiètent.\n\nEncore plus les devis.")
    decide(session, chloe, accept=True)
    minutes.refresh_from_db()
    assert "Ils inquiètent.\n\nEncore plus les devis." in minutes.text
    amendment = Amendment.objects.get()
    assert (amendment.before, amendment.state) == (BEFORE, AmendmentState.ACCEPTED)
    assert (amendment.decided_by, amendment.author) == (chloe, amel)


def test_a_refusal_has_a_reason_and_leaves_the_text(session, amel, chloe, client_of):
    minutes = make_minutes(session)
    propose(session, amel)
    address = reverse("dialogue:amendment-detail", args=[session.pk, 1])
    answer = client_of(chloe).post(address, {"decision": "ecarter", "reason": " "})
    assert answer.status_code == 422
    assert "Dites pourquoi" in said(answer)
    client_of(chloe).post(address, {"decision": "ecarter", "reason": "Ce n’a pas été dit."})
    assert Amendment.objects.get().reason == "Ce n’a pas été dit."
    assert "Ce n’a pas été dit." in said(client_of(amel).get(minutes.get_absolute_url()))
    assert Minutes.objects.get().text == TEXT


def test_the_second_amendment_of_a_paragraph_asks_where_to_write(session, amel, chloe, client_of):
    minutes = make_minutes(session)
    propose(session, amel, after="Un.")
    propose(session, amel, after="Deux.")
    decide(session, chloe, accept=True)
    with pytest.raises(amending.ParagraphChanged):
        decide(session, chloe, accept=True, number=2)
    address = reverse("dialogue:amendment-detail", args=[session.pk, 2])
    page = client_of(chloe).get(address)
    assert "Ce paragraphe a changé depuis" in said(page)
    assert client_of(chloe).post(address, {"decision": "retenir"}).status_code == 422
    client_of(chloe).post(address, {"decision": "retenir", "place": "1"})
    minutes.refresh_from_db()
    assert minutes.text == TEXT.replace(BEFORE, "Deux.")


def test_a_paragraph_that_only_moved_is_found_again(session, amel, chloe):
    minutes = make_minutes(session)
    propose(session, amel, place=0, before="La séance s’ouvre à 18 h 30.", after="Avant.\n\nAprès.")
    propose(session, amel, after="Un.")
    decide(session, chloe, accept=True, number=1)
    decide(session, chloe, accept=True, number=2)
    minutes.refresh_from_db()
    assert minutes.text == "Avant.\n\nAprès.\n\nUn.\n\nLa séance se termine."


def test_a_paragraph_changed_while_one_wrote_keeps_what_was_typed(session, amel, client_of):
    make_minutes(session)
    address = reverse("dialogue:amendment-create", args=[session.pk])
    sent = {"place": "1", "before": "Ce que je lisais.", "after": "Mon texte."}
    answer = client_of(amel).post(address, sent)
    assert answer.status_code == 409
    assert "Mon texte." in said(answer)
    assert BEFORE in said(answer)
    assert not Amendment.objects.exists()


def test_the_same_amendment_sent_twice_is_one(session, amel):
    make_minutes(session)
    assert propose(session, amel) == propose(session, amel)
    assert Amendment.objects.count() == 1


def test_a_text_that_changes_nothing_is_no_amendment(session, amel, client_of):
    make_minutes(session)
    address = reverse("dialogue:amendment-create", args=[session.pk])
    answer = client_of(amel).post(address, {"place": "1", "before": BEFORE, "after": f" {BEFORE}\r\n"})
    assert answer.status_code == 422
    assert not Amendment.objects.exists()


def test_an_amendment_may_drop_its_paragraph(session, amel, chloe):
    minutes = make_minutes(session)
    propose(session, amel, after="")
    decide(session, chloe, accept=True)
    minutes.refresh_from_db()
    assert BEFORE not in minutes.text


def test_an_author_withdraws_what_nobody_decided(session, amel, bruno, chloe, client_of):
    make_minutes(session)
    propose(session, amel)
    address = reverse("dialogue:amendment-withdraw", args=[session.pk, 1])
    assert client_of(chloe).post(address).status_code == 403
    assert client_of(amel).post(address).status_code == 302
    with pytest.raises(amending.AlreadyDecided):
        decide(session, chloe, accept=True)
    assert Amendment.objects.get().state == AmendmentState.WITHDRAWN


# --- versions


def test_versions_tell_each_hand_and_show_the_difference(frozen, session, amel, chloe, client_of):
    found = versions_of(frozen)
    assert [version.phase for version in found] == ["frozen", "adopted", "amending", "amending", "draft"]
    assert [version.text == TEXT for version in found] == [False, False, False, True, True]
    address = reverse("dialogue:minutes-versions", args=[session.pk])
    assert "<del>" in client_of(chloe).get(f"{address}?de=2&a=3").content.decode()
    readers = client_of(amel).get(f"{address}?de=1&a=3").context["versions"]
    assert {version.phase for version in readers} == {"frozen", "adopted", "amending"}


def test_the_text_to_check_has_the_fingerprint_that_is_shown(frozen, session, amel, client_of):
    client = client_of(amel)
    content = client.get(reverse("dialogue:minutes-text", args=[session.pk])).content
    digest = hashlib.sha256(content).hexdigest()
    assert digest in said(client.get(reverse("dialogue:minutes-detail", args=[session.pk])))
