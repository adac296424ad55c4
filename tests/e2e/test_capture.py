"""« Nouvelle remontée » on a phone of 390 px: a cut network, a browser that closes, two tabs, a session that ends, a captive
network, a shared phone. Whatever happens, what was typed is stored once, with its accents."""

import re

from playwright.sync_api import Route, expect

from rse_portal.demo.accounts import DEMO_PASSWORD
from tests.support.browser import assert_axe_clean
from tests.support.phone import (
    AMEL,
    CREATE,
    DAVID,
    PENDING,
    RAW,
    SMALL,
    came_back_online,
    expect_sent,
    open_form,
    send,
    sentence,
    sign_out_and_in,
    type_in,
    wait_for_draft,
    wait_for_kept_pages,
)

# --- acceptance: cut in mid-entry


def test_network_cut_in_mid_entry_and_browser_closed(phone, stored, mark):
    page = open_form(phone.open())
    wait_for_kept_pages(page)
    page.locator("#id_text").press_sequentially(sentence(mark)[:30])
    phone.offline()
    type_in(page, sentence(mark))
    wait_for_draft(page)
    phone.close()

    page = phone.open(offline=True)
    page.goto(CREATE)
    expect(page.locator("#id_text")).to_have_value(sentence(mark))
    expect(page.locator("#id_kind input:checked")).to_have_value("concern")
    expect(page.locator("#id_text")).not_to_be_focused()
    send(page)
    expect(page.locator("[data-done-title]")).to_have_text("1 envoi en attente")
    expect(page.locator("[data-state]")).to_contain_text("Hors ligne")
    assert stored(mark) == []
    phone.close()

    page = phone.open(offline=True)
    page.goto(CREATE)
    expect(page.locator("[data-pending-list] li")).to_have_count(1)
    assert_axe_clean(page)
    came_back_online(phone, page)
    expect(page.locator("[data-pending]")).to_be_hidden(timeout=20_000)
    [row] = stored(mark)
    assert row.endswith(sentence(mark))
    assert row.startswith(f"{AMEL} R")


def test_two_tabs_send_it_once(phone, stored, mark):
    page = open_form(phone.open())
    wait_for_kept_pages(page)
    phone.offline()
    type_in(page, sentence(mark))
    wait_for_draft(page)
    phone.close()
    one = phone.open(offline=True)
    one.goto(CREATE)
    expect(one.locator("#id_text")).to_have_value(sentence(mark))
    two = phone.tab()
    two.goto(CREATE)
    expect(two.locator("[data-notice]")).to_contain_text("Un brouillon est ouvert dans un autre onglet")
    expect(two.locator("#id_text")).to_have_value("")
    send(one)
    expect(two.locator("[data-pending-list] li")).to_have_count(1)
    phone.offline(False)
    for tab in (one, two):
        tab.evaluate("dispatchEvent(new Event('online'))")
    expect_sent(one)
    expect(two.locator("[data-pending]")).to_be_hidden()
    assert len(stored(mark)) == 1


def test_a_session_that_ended_loses_nothing_and_sends_once(phone, stored, mark, watch):
    watch.expect("401")
    page = open_form(phone.open())
    wait_for_kept_pages(page)
    type_in(page, sentence(mark))
    assert phone.context
    phone.context.clear_cookies(name=re.compile("session$"))
    send(page)
    expect(page.locator("[data-notice]")).to_contain_text(
        "Reconnectez-vous : rien n’est perdu".replace(" :", "\u00a0:")
    )
    assert stored(mark) == []
    page.locator("[data-notice] a").click()
    page.locator("input[name=login]").fill(AMEL)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("form:has(input[name=login]) [type=submit]").click()
    page.wait_for_url(re.compile(CREATE))
    expect(page.locator("[data-state]")).to_contain_text("Envoyé : R".replace(" :", "\u00a0:"))
    assert len(stored(mark)) == 1


def test_a_double_click_sends_one(phone, stored, mark):
    page = open_form(phone.open())
    type_in(page, sentence(mark))
    page.get_by_role("button", name="Envoyer", exact=True).dblclick()
    expect_sent(page)
    page.reload()
    expect(page.locator("#id_text")).to_have_value("")
    assert len(stored(mark)) == 1


def test_a_captive_network_is_not_taken_for_the_portal(phone, stored, mark, watch):
    watch.expect("Manifest")
    page = open_form(phone.open())
    wait_for_kept_pages(page)

    def captive(route: Route) -> None:
        route.fulfill(
            status=200, content_type="text/html", body="<!doctype html><title>Wi-Fi</title>Acceptez"
        )

    assert phone.context
    phone.context.route("**/*", captive)
    type_in(page, sentence(mark))
    send(page)
    expect(page.locator("[data-done-title]")).to_have_text("1 envoi en attente")
    assert stored(mark) == []
    page.goto(CREATE)
    expect(page.locator("#remontee[data-ready]")).to_be_attached()  # the kept page, not the network's
    phone.context.unroute("**/*")
    page.reload()
    assert any(len(stored(mark)) == 1 for _try in range(5))  # what waits leaves by itself, in its time
    expect(page.locator("[data-pending]")).to_be_hidden()


def test_an_answer_lost_on_the_way_does_not_send_twice(phone, stored, mark, watch):
    watch.expect("ERR_FAILED|ERR_CONNECTION")
    page = open_form(phone.open())

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()  # the portal received it; the phone never hears of it
            route.abort()
        else:
            route.continue_()

    page.route(f"**{CREATE}", cut)
    type_in(page, sentence(mark))
    send(page)
    expect(page.locator("[data-done-title]")).to_have_text("1 envoi en attente")
    page.unroute(f"**{CREATE}")
    page.locator("[data-pending-send]").click()
    expect_sent(page)
    assert len(stored(mark)) == 1


def test_an_old_token_is_renewed_without_a_word(phone, stored, mark, watch):
    watch.expect("403")
    page = open_form(phone.open())
    assert phone.context
    phone.context.clear_cookies(name=re.compile("csrf$"))
    type_in(page, sentence(mark))
    send(page)
    expect_sent(page)
    assert len(stored(mark)) == 1


# --- a phone that several share


def test_another_person_on_the_same_phone_sees_nothing(phone, stored, mark):
    page = open_form(phone.open())
    wait_for_kept_pages(page)
    type_in(page, sentence(mark))
    wait_for_draft(page)
    sign_out_and_in(page, DAVID, "Quitter et les garder")
    wait_for_kept_pages(page)
    for path in (CREATE, PENDING, "/"):
        page.goto(path)
        assert mark not in page.content()
    page.goto(CREATE)
    expect(page.locator("#remontee[data-ready]")).to_be_attached()
    expect(page.locator("#id_text")).to_have_value("")
    phone.offline()
    page.goto(CREATE)
    expect(page.locator("#id_text")).to_have_value("")
    raw = "".join(page.evaluate(RAW))
    assert mark not in raw
    assert "Guéméné" not in raw
    phone.offline(False)
    assert stored(mark) == []
    sign_out_and_in(page, AMEL)
    page.goto(CREATE)
    expect(page.locator("#id_text")).to_have_value(sentence(mark))


def test_a_page_left_open_does_not_send_in_another_name(phone, stored, mark, watch):
    watch.expect("403|409")
    page = open_form(phone.open())
    type_in(page, sentence(mark))
    wait_for_draft(page)
    other = phone.tab()
    sign_out_and_in(other, DAVID, "Quitter et les garder")
    send(page)
    page.wait_for_url(re.compile(CREATE))
    expect(page.locator("#remontee[data-ready]")).to_be_attached()
    expect(page.locator("#id_text")).to_have_value("")
    assert stored(mark) == []
    sign_out_and_in(other, AMEL)
    other.goto(CREATE)
    expect(other.locator("[data-pending]")).to_be_hidden(timeout=20_000)
    assert [row.split()[0] for row in stored(mark)] == [AMEL]


def test_signing_out_may_delete_what_waits(phone, mark):
    page = open_form(phone.open())
    wait_for_kept_pages(page)
    type_in(page, sentence(mark))
    wait_for_draft(page)
    page.goto("/compte/")
    page.locator(".topbar a[aria-controls=nav]").click()
    page.get_by_role("button", name="Se déconnecter").click()
    assert_axe_clean(page)
    page.locator("#leave").get_by_role("button", name="Les supprimer et quitter").click()
    page.wait_for_url(re.compile("/connexion/"))
    assert page.evaluate(RAW) == []
    assert page.evaluate("caches.has('portail-pages')") is False


# --- what is refused, what is left


def test_a_mandate_that_ended_meanwhile_leaves_it_to_review(phone, demo, stored, mark, watch):
    watch.expect("403")
    email = f"{mark}@demo.example"
    demo.manage(
        "create_account", email, "--first-name", "Inès", "--last-name", "Guen", "--role", "delegate",
        "--territory", "R53", typed=f"{DEMO_PASSWORD}\n",
    )  # fmt: skip
    page = open_form(phone.open(), email)
    wait_for_kept_pages(page)
    phone.offline()
    type_in(page, sentence(mark))
    send(page)
    expect(page.locator("[data-done-title]")).to_have_text("1 envoi en attente")
    demo.manage(
        "shell", "-v", "0", "-c",
        "from datetime import date; from accounts.models import Mandate; "
        f"Mandate.objects.filter(user__email={email!r}).update(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))",
    )  # fmt: skip
    came_back_online(phone, page)
    expect(page.locator("[data-pending-list] .pending-why")).to_contain_text("Votre mandat de délégué·e")
    expect(page.locator("[data-done-title]")).to_have_text("1 remontée à revoir")
    page.goto(PENDING)
    expect(page.locator("[data-pending-list] li")).to_contain_text(mark)
    assert_axe_clean(page, viewport=SMALL)
    page.get_by_role("button", name="Supprimer").click()
    page.get_by_role("button", name="Garder").click()
    expect(page.locator("[data-pending-list] li")).to_have_count(1)
    page.get_by_role("button", name="Supprimer").click()
    page.get_by_role("button", name=re.compile("Supprimer définitivement")).click()
    expect(page.locator("[data-pending-none]")).to_be_visible()
    assert stored(mark) == []
