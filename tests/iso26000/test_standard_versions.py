"""Other versions of the standard: another reading of one that is loaded, a file sent in by hand, what is refused."""

from datetime import date

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import JournalEntry
from iso26000.actions.standard import InvalidStandard, load_version
from iso26000.enums import Fate
from iso26000.models import Correspondence, Standard
from iso26000.queries.correspondence import agreed, route_between
from tests.factories.iso26000 import make_other_standard
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST, LOAD = "/norme/versions/", "/norme/versions/charger/"
FILES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def reading():
    return yaml.safe_load((FILES / "iso26000_37.yaml").read_text("utf-8"))


def load(content, name="norme.yaml"):
    data = content if isinstance(content, bytes) else yaml.safe_dump(content, allow_unicode=True).encode()
    return load_version(name=name, data=data, by=None)


def refused(content):
    with pytest.raises(InvalidStandard) as caught:
        load(content)
    assert Standard.objects.count() == 1
    assert not Correspondence.objects.exists()
    return str(caught.value)


def whole(codes, **version):
    """A small standard of its own, with one core subject."""
    texts = ("slug", "label_fr", "label_en")
    return {
        "schema": "rse-referential/1",
        "version": {"id": "petite", "version": "1", "standard": "Petite norme", **version},
        "core_subjects": [
            dict.fromkeys((*texts, "description_fr", "description_en"), "x") | {"code": "6.2", "order": 1}
        ],
        "domains": [
            dict.fromkeys((*texts, "guidance_fr", "guidance_en"), "x")
            | {
                "code": code,
                "slug": f"d{place}",
                "order": place,
                "core_subject": "6.2",
                "kind": "issue",
                "label_fr_status": "verified",
            }
            for place, code in enumerate(codes, start=1)
        ],
    }


def test_reading_of_37_is_a_whole_standard(standard):
    other = make_other_standard()
    assert (other.core_subjects.count(), other.domains.count()) == (7, 37)
    assert list(other.domains.values_list("order", flat=True)) == list(range(1, 38))
    kept, origin = (each.domains.get(code="6.7.8") for each in (other, standard))
    assert (kept.label, kept.guidance_en, kept.sdgs, kept.core_subject.code) == (
        origin.label,
        origin.guidance_en,
        origin.sdgs,
        "6.7",
    )
    assert Correspondence.objects.filter(new__code="6.2.3").count() == 9


def test_reading_loaded_twice_is_the_same(standard):
    assert make_other_standard() == make_other_standard()
    assert (
        JournalEntry.objects.filter(
            action="standard.published", target_id=str(make_other_standard().pk)
        ).count()
        == 1
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"base": {"id": "iso26000-45", "version": "9"}}, "chargez d’abord la version 9"),
        ({"base": None}, "« base » porte"),
        ({"drops": ["9.9"]}, "n’a pas de domaine 9.9"),
        ({"domains": {}, "drops": "x"}, "sont des listes"),
    ],
)
def test_reading_refuses_what_it_cannot_place(standard, reading, change, message):
    assert message in refused(reading | change)


def test_reading_refuses_a_domain_that_takes_up_nothing_known(standard, reading):
    reading["domains"][0]["takes"] = ["4.2", "4.99"]
    assert "n’a pas de domaine 4.99" in refused(reading)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("code", "6.2.3/../x", "des traits"),
        ("code", "6" * 21, "20 signes au plus"),
        ("label_fr", "x" * 251, "250 signes au plus"),
        ("order", 40_000, "de 0 à 32767"),
        ("guidance_fr", "a\0b", "caractère nul"),
        ("core_subject", ["6.2"], "n’existe pas"),
        ("kind", ["domain"], "« kind » vaut"),
        ("sdgs", [date(2026, 1, 1)], "liste de codes"),
    ],
)
def test_file_refuses_what_the_database_cannot_hold(standard, field, value, message):
    content = whole(["6.2.1"])
    content["domains"][0][field] = value
    assert message in refused(content)


def test_file_refuses_a_day_that_does_not_exist(standard):
    assert "« date » s’écrit" in refused(whole(["6.2.1"], date="2026-02-30"))


def test_file_refuses_a_nul_in_what_is_kept_as_it_is(standard):
    assert "« version » contient un caractère nul" in refused(whole(["6.2.1"], standard="a\0b"))
    assert "« reading » contient" in refused(whole(["6.2.1"]) | {"reading": {"a": float("nan")}})
    content = whole(["6.2.1"]) | {"mappings": {"esrs": ["a\0b"]}}
    assert "« mappings » contient un caractère nul" in refused(content)


def test_file_may_leave_blank_what_it_may_leave_out(standard, chloe):
    content = whole(["6.2.1"], national_standard=None, copyright_note=None) | {"mappings": None}
    loaded, _new = load_version(name="x.yaml", data=yaml.safe_dump(content).encode(), by=chloe)
    assert (loaded.national_name, loaded.copyright_note, loaded.mappings) == ("", "", {})


def test_file_tells_the_line_of_what_is_wrong(standard):
    content = (
        b"schema: rse-referential/1\nversion: {id: a, version: '1', standard: A}\n"
        b"core_subjects: []\ndomains:\n- code: '6.2.1'\n"
    )
    assert "ligne 5 : domaine 6.2.1 : « slug » manque." in refused(content)


@pytest.mark.parametrize(
    "data",
    [b"a: &x [1]\nb: [*x, *x]\n", b"[" * 5_000, b"\xff\xfe", b"? [a]\n: 1\n", b"- a\n", b"", b"a: 1\na: 2\n"],
)
def test_file_that_is_no_standard_is_refused(standard, data):
    refused(data)


def test_route_without_pairs_goes_by_equal_codes(standard):
    other, _loaded = load(whole(["6.7.8", "6.9.1"]))
    route = route_between(standard, other)
    assert [passage.domain.code for passage in route.of(Fate.SAME)] == ["6.7.8"]
    assert len(route.of(Fate.DROPPED)) == 44
    assert [domain.code for domain in route.fresh] == ["6.9.1"]


def test_route_moves_nothing_of_a_domain_that_is_split(standard):
    first, _loaded = load(whole(["6.2.1", "6.2.2"]))
    content = whole(["6.2.1", "6.2.8", "6.2.9"], id="autre") | {"base": {"id": "petite", "version": "1"}}
    for row in content["domains"][1:]:
        row["takes"] = ["6.2.2"]
    route = route_between(first, load(content)[0])
    assert [passage.fate for passage in route.passages] == [Fate.SAME, Fate.SPLIT]
    assert len(route.target) == 1


def test_agreed_keeps_a_voice_that_said_one_thing_and_averages_nothing(standard):
    route = route_between(standard, make_other_standard())
    first, second = (standard.domains.get(code=code).pk for code in ("4.2", "4.3"))
    found = agreed([(first, "P1", 3), (second, "P1", 3), (first, "P2", 0), (second, "P2", 4)], route)
    assert [row[1:] for row in found.rows] == [("P1", 3)]
    assert found.left == {first: 1, second: 1}


def test_responsable_loads_the_shipped_reading(cycle, chloe, client_of):
    client = client_of(chloe)
    assert "Lecture à 37 domaines" in said(client.get(LIST))
    page = said(client.post(LOAD, {"livree": "iso26000-37"}, follow=True))
    assert "est chargée." in page
    assert "Voir ce que changerait le passage" in page
    assert JournalEntry.objects.get(action="standard.published", actor=chloe)


def test_responsable_sends_a_file_and_reads_what_is_wrong(cycle, chloe, client_of):
    bad = whole(["6.2.1"])
    del bad["domains"][0]["slug"]
    sent = SimpleUploadedFile("norme.yaml", yaml.safe_dump(bad).encode())
    answer = client_of(chloe).post(LOAD, {"upload": sent})
    assert answer.status_code == 422
    assert "« slug » manque" in said(answer)


@pytest.mark.parametrize(("name", "size", "status"), [("norme.txt", 10, 422), ("norme.yaml", 1_000_001, 413)])
def test_file_of_another_kind_or_too_large_is_refused(cycle, chloe, client_of, name, size, status):
    sent = SimpleUploadedFile(name, b"x" * size)
    assert client_of(chloe).post(LOAD, {"upload": sent}).status_code == status


def test_list_of_versions_asks_the_same_of_few_and_many(cycle, chloe, client_of):
    def more():
        for number in range(5):
            load(whole(["6.2.1"], id=f"norme-{number}"))

    assert_query_budget(client_of(chloe), LIST, 9, more)
