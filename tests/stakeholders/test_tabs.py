from stakeholders.views.tabs import registry_tabs


def test_tabs_are_those_that_the_person_may_open(chloe, hana, amel):
    labels = {
        person: [str(tab["label"]) for tab in registry_tabs(person, "verify-list")]
        for person in (chloe, hana, amel)
    }
    assert {"Contacts", "À vérifier", "Doublons"} <= set(labels[chloe])
    assert "À vérifier" in labels[hana] and not {"Contacts", "Doublons"} & set(labels[hana])
    assert labels[amel] == []


def test_one_tab_is_the_current_one(chloe):
    current = [tab["url"] for tab in registry_tabs(chloe, "verify-list") if tab["current"]]
    assert current == ["/parties-prenantes/a-verifier/"]
