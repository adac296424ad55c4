import pytest

from accounts.models import JournalEntry
from iso26000.models import Domain


def test_a(cycle, amel,bruno,chloe,david,fanny,gilles,hana,client_of,eve):
    assert Domain.objects.count()==45
    assert JournalEntry.objects.count()==1
    client_of(amel)
@pytest.mark.django_db(transaction=True)
def test_b(cycle, amel):
    pass
@pytest.mark.django_db(transaction=True)
def test_c(cycle, amel):
    from django.db import connection
    with pytest.raises(Exception, match="append"):
        connection.cursor().execute("delete from accounts_journalentry")
