"""A version from draft to published, and what keeps it from changing afterwards."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.actions import history
from commitments.actions import commitment as texts
from commitments.actions import version as actions
from commitments.enums import VersionState
from commitments.models import Action, Commitment, Decider, ReferentialVersion
from commitments.models.version import fingerprint_of
from commitments.queries.content import canonical, living
from commitments.queries.shown import reading_for
from tests.factories.commitments import make_action

pytestmark = pytest.mark.django_db


def adopt(version, fanny, **values: Any) -> ReferentialVersion:
    asked = {
        "decision": "Adopté.",
        "on": timezone.localdate(),
        "deciders": [fanny],
        "read": version.fingerprint,
        "by": fanny,
        **values,
    }
    return actions.adopt_version(version=version, **asked)


def test_the_first_version_takes_the_seven_illustrative_commitments(draft):
    assert [row.core_subject.code for row in Commitment.objects.all()] == [
        "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8",
    ]  # fmt: skip
    assert all(row.is_illustrative for row in Commitment.objects.all())
    assert not any("'" in row.statement for row in Commitment.objects.all())


def test_a_version_goes_from_draft_to_published(published, chloe, fanny):
    published.refresh_from_db()
    assert published.state == VersionState.PUBLISHED
    assert published.document["adoption"] == {
        "decision": "Le conseil adopte le référentiel.",
        "on": timezone.localdate().isoformat(),
        "by": ["Fanny Dubois"],
    }
    assert published.fingerprint_holds
    assert published.fingerprint == fingerprint_of(published.content)
    [commitment] = [row for row in published.document["commitments"] if row["axes"]]
    assert [row["code"] for row in commitment["axes"][0]["actions"]] == ["A-001"]


def test_the_content_names_neither_owner_nor_cost(draft, axis, bruno):
    make_action(axis=axis, owner=bruno, cost_eur=12_345)
    text = canonical(living(draft))
    assert "Vidal" not in text and "12345" not in text


def test_what_is_adopted_is_what_was_submitted(draft, commitment, chloe, fanny):
    """Rows that move between the two do not enter: the administrators read a text, they adopt that one."""
    submitted = actions.submit_version(version=draft, by=chloe)
    Commitment.objects.filter(pk=commitment.pk).update(statement="Écrit à côté.")
    published = actions.publish_version(version=adopt(submitted, fanny), by=chloe)
    assert "Écrit à côté." not in published.content


def test_an_adoption_names_the_text_that_was_read(draft, commitment, chloe, fanny):
    first = actions.submit_version(version=draft, by=chloe)
    back = actions.withdraw_version(version=first, by=chloe)
    texts.change_commitment(commitment=commitment, by=chloe, version=None, statement="Nos mots.")
    actions.submit_version(version=back, by=chloe)
    with pytest.raises(actions.WrongState):
        adopt(back, fanny, read=first.fingerprint)


@pytest.mark.parametrize("wrong", ["decision", "tomorrow", "before", "nobody", "no administrator"])
def test_an_adoption_says_what_when_and_by_whom(draft, chloe, fanny, wrong):
    submitted = actions.submit_version(version=draft, by=chloe)
    today = timezone.localdate()
    values: dict[str, Any] = {
        "decision": {"decision": "  "},
        "tomorrow": {"on": today + timedelta(1)},
        "before": {"on": today - timedelta(1)},
        "nobody": {"deciders": []},
        "no administrator": {"deciders": [fanny, chloe]},
    }[wrong]
    with pytest.raises(ValidationError):
        adopt(submitted, fanny, **values)
    submitted.refresh_from_db()
    assert submitted.is_submitted and not submitted.deciders.exists()


def test_no_step_is_skipped_nor_done_twice(draft, chloe, fanny):
    with pytest.raises(actions.WrongState):
        adopt(draft, fanny)
    with pytest.raises(actions.WrongState):
        actions.publish_version(version=draft, by=chloe)
    submitted = actions.submit_version(version=draft, by=chloe)
    with pytest.raises(actions.WrongState):
        actions.submit_version(version=draft, by=chloe)
    adopted = adopt(submitted, fanny)
    with pytest.raises(actions.WrongState):
        actions.withdraw_version(version=adopted, by=chloe)
    actions.publish_version(version=adopted, by=chloe)
    with pytest.raises(actions.WrongState):
        actions.publish_version(version=adopted, by=chloe)


def test_a_text_that_was_touched_after_its_adoption_is_not_published(draft, chloe, fanny):
    adopted = adopt(actions.submit_version(version=draft, by=chloe), fanny)
    ReferentialVersion.objects.update(content=adopted.content.replace("RSE", "rse") + " ")
    with pytest.raises(actions.FingerprintBroken):
        actions.publish_version(version=adopted, by=chloe)


def test_the_words_move_only_in_a_draft(draft, commitment, chloe):
    actions.submit_version(version=draft, by=chloe)
    with pytest.raises(actions.NoDraft):
        texts.change_commitment(commitment=commitment, by=chloe, version=None, statement="Autre.")


def test_the_next_version_starts_from_the_last(published, cycle, chloe):
    following = actions.start_version(cycle=cycle, by=chloe)
    with pytest.raises(actions.VersionStillOpen):
        actions.start_version(cycle=cycle, by=chloe)
    assert following.number == 2
    document = living(following)
    assert document["commitments"] == published.document["commitments"]


def test_publishing_opens_its_actions_to_everybody(published, axis, amel, chloe, action):
    late = make_action(axis=axis, code="A-002")
    assert list(Action.objects.visible_to(amel)) == [action]
    assert set(Action.objects.visible_to(chloe)) == {action, late}


def test_readers_see_the_published_text_and_the_team_the_draft(
    published, commitment, cycle, amel, hana, chloe
):
    actions.start_version(cycle=cycle, by=chloe)
    texts.change_commitment(commitment=commitment, by=chloe, version=None, statement="Nos mots à nous.")
    for person in (amel, hana):
        reading = reading_for(person)
        assert reading is not None and reading.version == published
        assert reading.commitment("ENG4")["statement"] != "Nos mots à nous."  # type: ignore[index]
    reading = reading_for(chloe)
    assert reading is not None and reading.is_living
    assert reading.commitment("ENG4")["statement"] == "Nos mots à nous."  # type: ignore[index]


# --- published, by any path


def changes(version: ReferentialVersion) -> dict[str, Callable[[], object]]:
    """Each way that code has to change the rows."""
    rows = ReferentialVersion.objects.filter(pk=version.pk)
    decider = Decider.objects.get()
    table, other = ReferentialVersion._meta.db_table, Decider._meta.db_table

    def by_hand(sql: str, *values: object) -> Callable[[], object]:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)

        return run

    def saved() -> None:
        row = rows.get()
        row.content = "Autre."
        row.save()

    def bulk() -> None:
        row = rows.get()
        row.decision = "Autre."
        ReferentialVersion.objects.bulk_update([row], ["decision"])

    def upserted() -> None:
        row = rows.get()
        row.content = "Autre."
        ReferentialVersion.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["content"]
        )

    columns = ", ".join(field.column for field in ReferentialVersion._meta.concrete_fields)
    replace = (
        f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        if connection.vendor == "sqlite"
        else f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET content = 'Autre.'"
    )
    return {
        "update of a queryset": lambda: rows.update(content="Autre."),
        "going back a state": lambda: rows.update(state="draft"),
        "delete of a queryset": rows.delete,
        "raw delete of a queryset": lambda: rows._raw_delete("default"),  # type: ignore[attr-defined]
        "save": saved,
        "delete": lambda: rows.get().delete(),
        "bulk_update": bulk,
        "upsert": upserted,
        "SQL update": by_hand(f"UPDATE {table} SET fingerprint = 'f' WHERE id = %s", version.pk),
        "SQL delete": by_hand(f"DELETE FROM {table} WHERE id = %s", version.pk),
        "SQL replace": by_hand(replace),
        "update of a decider": lambda: Decider.objects.update(name="Autre"),
        "delete of a decider": lambda: Decider.objects.all().delete(),
        "one more decider": lambda: Decider.objects.create(
            referential=version, user=version.submitted_by, name="Autre"
        ),
        "SQL update of a decider": by_hand(f"UPDATE {other} SET name = 'Autre' WHERE id = %s", decider.pk),
        "SQL delete of a decider": by_hand(f"DELETE FROM {other}"),
    }


def test_a_published_version_changes_by_no_path(published):
    version, decider = ReferentialVersion.objects.values().get(), Decider.objects.values().get()
    for name, change in changes(published).items():
        with pytest.raises(Error), transaction.atomic():  # noqa: PT012 – which path went through
            change()
            pytest.fail(f"{name} went through")
        assert ReferentialVersion.objects.values().get() == version, name
        assert Decider.objects.values().get() == decider, name


def test_the_actions_and_the_history_leave_a_published_version_alone(published, commitment, chloe, fanny):
    with pytest.raises(actions.WrongState):
        actions.withdraw_version(version=published, by=chloe)
    with pytest.raises(actions.WrongState):
        adopt(published, fanny)
    history.change(commitment, by=chloe, statement="La vie continue.")
    published.refresh_from_db()
    assert published.fingerprint_holds and "La vie continue." not in published.content


def test_a_version_that_is_not_published_may_still_change(draft):
    """The triggers look at the state, not at the table."""
    ReferentialVersion.objects.update(label="Référentiel provisoire")
    assert ReferentialVersion.objects.get().label == "Référentiel provisoire"
