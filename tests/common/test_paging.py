from accounts.actions.journal import record
from accounts.models import JournalEntry
from rse_portal.common import paging


def test_capped_paginator_counts_no_further_than_its_cap(db, monkeypatch, django_assert_num_queries):
    for _ in range(7):
        record(action="test", by=None)
    entries = JournalEntry.objects.filter(action="test")
    monkeypatch.setattr(paging, "CAP", 5)
    with django_assert_num_queries(1) as captured:
        pages = paging.CappedPaginator(entries, 2)
        assert (pages.count, pages.num_pages, pages.capped) == (5, 3, True)
    assert "LIMIT 5" in captured.captured_queries[0]["sql"]
    monkeypatch.setattr(paging, "CAP", 50)
    assert (paging.CappedPaginator(entries, 2).count, paging.CappedPaginator(entries, 2).capped) == (7, False)


def test_journal_list_filters_by_action_and_keeps_it_while_paging(client_of, hana):
    for _ in range(60):
        record(action="ranking.compiled", by=hana)
    record(action="account.opened", by=hana)
    page = client_of(hana).get("/journal/?action=ranking.compiled").content.decode()
    assert "Classement compilé" in page
    assert "sur 60" in page
    assert "action=ranking.compiled&amp;page=2" in page or "page=2" in page
