from django.test import RequestFactory

from dialogue.tabs import tabs


def tabs_of(person, current="dialogue:inbox"):
    request = RequestFactory().get("/")
    request.user = person
    return tabs(request, current)


def labels(shown):
    return [str(tab["label"]) for tab in shown]


def test_tabs_are_few_for_whoever_may_open_all(chloe):
    assert labels(tabs_of(chloe)) == ["Boîte", "Remontées", "Attentes émergentes", "Séances", "Territoires"]


def test_tab_that_holds_several_pages_shows_them_where_one_is(chloe):
    shown = tabs_of(chloe, "dialogue:mandate-list")
    here = [tab for tab in shown if tab["current"]]
    assert labels(here) == ["Territoires"]
    assert labels(here[0]["pages"]) == [
        "Territoires",
        "Assemblées",
        "Représentativité",
        "Mandats",
        "Formations",
    ]
    assert [page["current"] for page in here[0]["pages"]] == [False, False, False, True, False]
    assert not any(tab["pages"] for tab in shown if tab not in here)


def test_tab_of_one_page_has_no_second_line(amel):
    shown = tabs_of(amel, "dialogue:feedback-list")
    assert "Boîte" not in labels(shown)
    assert [tab["pages"] for tab in shown if tab["current"]] == [[]]
