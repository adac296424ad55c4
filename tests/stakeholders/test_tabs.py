from django.test import RequestFactory

from stakeholders.views.room import tabs
from tests.factories.iso26000 import make_cycle


def tabs_of(person, current="verify-list", address="/"):
    request = RequestFactory().get(address)
    request.user = person
    return tabs(request, current)


def test_tabs_are_those_that_the_person_may_open(chloe, hana, amel):
    labels = {person: [str(tab["label"]) for tab in tabs_of(person)] for person in (chloe, hana, amel)}
    assert labels[chloe] == ["Registre", "Carte", "Contacts", "À vérifier", "Doublons"]
    assert labels[hana] == ["Registre", "Carte", "À vérifier"]
    assert labels[amel] == []


def test_one_tab_is_the_current_one_and_the_cycle_stays(chloe):
    make_cycle("2025")
    shown = tabs_of(chloe, address="/?exercice=2025")
    assert [tab["url"] for tab in shown if tab["current"]] == ["/parties-prenantes/a-verifier/?exercice=2025"]
