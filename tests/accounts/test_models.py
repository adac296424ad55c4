from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.actions.account import open_account
from accounts.actions.journal import record
from accounts.models import JournalEntry, Mandate, User
from accounts.models.journal import JournalIsAppendOnly
from accounts.roles import Role
from tests.factories.accounts import make_mandate, make_user


@pytest.mark.parametrize("spelling", ["E.LEVY@Test.example", " e.levy@test.example ", "e.levy@TEST.EXAMPLE"])
def test_email_has_one_spelling(db, spelling):
    User.objects.create_user("e.levy@test.example", "x" * 12, first_name="É", last_name="Lévy")
    with pytest.raises(ValidationError, match="déjà un compte"):
        User.objects.create_user(spelling, "x" * 12, first_name="É", last_name="Lévy")


def test_mandate_cannot_end_before_it_starts(bretagne):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mandate(
            user=make_user(), territory=bretagne, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31)
        )


def test_mandate_with_wrong_dates_says_so_in_french(bretagne):
    mandate = Mandate(
        user=make_user(),
        role=Role.DELEGATE,
        body="assembly",
        territory=bretagne,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 1, 1),
    )
    with pytest.raises(ValidationError, match="La fin ne peut pas précéder le début"):
        mandate.full_clean()


def test_open_account_gives_an_elected_role_its_mandate(bretagne):
    user = open_account(
        email="ines@test.example",
        first_name="Inès",
        last_name="M",
        role=Role.DELEGATE,
        territory=bretagne,
        by=None,
    )
    assert user.mandates.get().territory == bretagne
    assert user.access.has(Role.DELEGATE)
    assert JournalEntry.objects.get(action="account.opened").target_id == str(user.pk)


def test_open_account_refuses_an_elected_role_without_territory(db):
    with pytest.raises(ValueError, match="territory"):
        open_account(email="ines@test.example", first_name="Inès", last_name="M", role=Role.DELEGATE, by=None)
    assert not User.objects.exists()


def test_journal_refuses_to_be_rewritten_by_django(chloe):
    entry = record(action="account.opened", by=chloe)
    with pytest.raises(JournalIsAppendOnly):
        entry.save()
    with pytest.raises(JournalIsAppendOnly):
        entry.delete()
    with pytest.raises(JournalIsAppendOnly):
        JournalEntry.objects.update(action="x")
    with pytest.raises(JournalIsAppendOnly):
        JournalEntry.objects.all().delete()


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_journalentry SET action = 'x'", "DELETE FROM accounts_journalentry"]
)
def test_journal_refuses_to_be_rewritten_by_sql(chloe, statement):
    record(action="account.opened", by=chloe)
    with pytest.raises(Exception, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalEntry.objects.filter(action="account.opened").count() == 1


def test_account_of_an_author_cannot_be_deleted(chloe):
    record(action="account.opened", by=chloe)
    with pytest.raises(Exception, match="protected"):
        chloe.delete()
