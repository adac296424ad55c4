"""The page of a remontée under real hands: several in a row, errors, guard, keyboard, thumb, no script, weight."""

import gzip
import json
import re
from typing import Any

from playwright.sync_api import expect

from tests.support.browser import assert_axe_clean, sign_in
from tests.support.phone import (
    AMEL,
    CREATE,
    PHONE,
    SMALL,
    expect_sent,
    open_form,
    send,
    sentence,
    type_in,
)
from tests.support.portal import ROOT


def test_several_in_a_row_keep_their_context(phone, stored, mark):
    page = open_form(phone.open())
    page.locator("#id_stakeholder label").nth(1).click()
    for number in range(3):
        type_in(page, f"{number} {mark}", "idée")
        send(page)
        expect_sent(page)
        again = page.get_by_role("button", name="Encore une")
        expect(again).to_be_focused()
        again.click()
        expect(page.locator("#id_text")).to_be_focused()
        expect(page.locator("#id_text")).to_have_value("")
        expect(page.locator("#id_stakeholder input:checked")).to_have_count(1)
        expect(page.locator("#id_kind input:checked")).to_have_count(0)
    references = [row.split()[1] for row in stored(mark)]
    assert len(set(references)) == 3


def test_a_domain_is_proposed_from_the_sentence_and_chosen_by_a_touch(phone, mark):
    page = open_form(phone.open())
    page.locator("#id_text").fill(f"{mark} Que deviennent nos données personnelles et notre vie privée ?")
    page.get_by_role("button", name="Proposer d’après la phrase").click()
    found = page.locator("[data-subjects-found] button").first
    expect(found).to_contain_text("données")
    assert_axe_clean(page, viewport=SMALL)
    found.click()
    expect(page.locator("#id_suggested_domain option:checked")).to_contain_text("6.7.7")


def test_what_is_missing_is_said_before_anything_leaves(phone, watch):
    page = open_form(phone.open())
    send(page)
    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.locator("#erreurs .notice")).to_be_focused()
    expect(page.locator("#id_text")).to_have_attribute("aria-invalid", "true")
    for viewport, theme in ((SMALL, "light"), (PHONE, "dark")):
        assert_axe_clean(page, viewport=viewport, theme=theme)
    page.locator("#erreurs a").first.click()
    expect(page.locator("#id_text")).to_be_focused()
    page.locator("#id_text").fill("👍" * 5001)
    expect(page.locator("[data-counter-line]")).to_have_text(
        "5 001 / 5 000".replace(" ", "\u202f", 1).replace("5 000", "5\u202f000")
    )
    page.locator("#id_text").fill("Appelez le 06 12 34 56 78, elle est syndiquée.")
    expect(page.locator("[data-guard] li")).to_have_count(2)
    assert_axe_clean(page, viewport=SMALL)


def test_the_guard_of_the_page_answers_as_the_one_of_the_portal(page, portal):
    vectors = json.loads((ROOT / "tests/dialogue/guard_vectors.json").read_text("utf-8"))
    lists = json.loads((ROOT / "fixtures/guard_fr.json").read_text("utf-8"))
    page.goto("/connexion/")
    found = page.evaluate(
        """async ([texts, lists]) => {
            const look = (await import("/static/js/capture/guard.js")).makeGuard(lists);
            return texts.map((text) => look(text).map(({ kind, found }) => [kind, found]));
        }""",
        [[vector["text"] for vector in vectors], lists],
    )
    assert found == [vector["found"] for vector in vectors]


def test_the_whole_way_by_keyboard_alone(phone, stored, mark):
    page = open_form(phone.open())
    page.locator("#id_text").focus()
    page.keyboard.type(sentence(mark))
    page.keyboard.press("Tab")  # who speaks
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # what it is
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")  # about what
    page.keyboard.press("Tab")  # what the sentence proposes
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Envoyer", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect_sent(page)
    assert len(stored(mark)) == 1


def test_targets_fit_the_thumb_and_fields_do_not_zoom(phone):
    page = open_form(phone.open())
    page.locator(".capture-where summary").click()
    for target in page.locator(
        ".capture .chip span, .capture button:visible, .capture select:visible, .capture-bar a, summary"
    ).all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44, target.evaluate("one => one.outerHTML")
    sizes = page.locator(".capture textarea, .capture select, .capture input[type=date]").evaluate_all(
        "fields => fields.map(field => parseFloat(getComputedStyle(field).fontSize))"
    )
    assert min(sizes) >= 16
    for viewport in (SMALL, PHONE):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_form_works_without_javascript(open_page, stored, mark, watch):
    watch.expect("422")
    page = open_page(java_script_enabled=False, viewport=PHONE)
    sign_in(page, AMEL)
    page.goto(CREATE)
    page.locator("#id_text").fill(sentence(mark))
    page.locator("#id_kind").get_by_label("question", exact=True).click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator("h1")).to_have_text("Merci, c’est envoyé")
    assert len(stored(mark)) == 1
    page.goto(CREATE)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page).to_have_title(re.compile("^Erreur"))


def test_first_visit_weighs_under_200_kb(open_page, portal, capsys):
    """Compressed as production sends the static files; the page itself as it is."""
    page = open_page(viewport=PHONE)
    sign_in(page, AMEL)
    seen: dict[str, int] = {}

    def weigh(answer: Any) -> None:
        if answer.url.startswith("data:"):
            return
        body = answer.body()
        compressible = not answer.url.endswith((".woff2", ".png"))
        static = "/static/" in answer.url
        seen[answer.url.removeprefix(portal)] = (
            len(gzip.compress(body)) if compressible and static else len(body)
        )

    fresh = page.context.browser.new_context(base_url=portal, viewport=PHONE, service_workers="block")
    fresh.add_cookies(page.context.cookies())
    other = fresh.new_page()
    answers: list[Any] = []

    def keep(answer: Any) -> None:  # Playwright takes no method of a list
        answers.append(answer)

    other.on("response", keep)
    other.goto(CREATE)
    other.wait_for_load_state("networkidle")
    for answer in answers:
        weigh(answer)
    fresh.close()
    with capsys.disabled():
        print(
            f"\nNouvelle remontée, première visite : {sum(seen.values()) / 1000:.1f} kB en {len(seen)} requêtes"
        )
        for url, size in sorted(seen.items(), key=lambda item: -item[1])[:8]:
            print(f"  {size / 1000:6.1f} kB {url}")
    assert sum(seen.values()) < 200_000
