from copy import deepcopy

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from iso26000.actions.standard import InvalidStandard, load_standard
from iso26000.models import Domain, Standard, StandardIsPublished

FILE = settings.BASE_DIR / "fixtures/iso26000.yaml"


@pytest.fixture
def content():
    return yaml.safe_load(FILE.read_text("utf-8"))


def load(tmp_path, content):
    path = tmp_path / "norme.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return load_standard(path=path, by=None)


def refused(tmp_path, content):
    """The errors, after checking that nothing was written."""
    before = (Standard.objects.count(), Domain.objects.count())
    with pytest.raises(InvalidStandard) as caught:
        load(tmp_path, content)
    assert (Standard.objects.count(), Domain.objects.count()) == before
    return str(caught.value)


def test_standard_counts_are_those_of_our_reading(standard):
    assert standard.core_subjects.count() == 7
    kinds = list(standard.domains.values_list("kind", flat=True))
    assert (len(kinds), kinds.count("issue"), kinds.count("principle"), kinds.count("practice")) == (
        45,
        36,
        7,
        2,
    )
    assert standard.published_at is not None


def test_standard_texts_have_french_typography(standard):
    texts = [text for domain in standard.domains.all() for text in (domain.label_fr, domain.guidance_fr)]
    assert not [text for text in texts if "'" in text or " :" in text or " ;" in text]


def test_load_standard_twice_changes_nothing(standard):
    again, loaded = load_standard(path=FILE, by=None)
    assert (again, loaded) == (standard, False)
    assert Standard.objects.count() == 1


def test_load_standard_refuses_a_changed_published_version(standard, content, tmp_path):
    content["domains"][0]["label_fr"] = "Autre chose"
    assert "déjà publiée avec un autre contenu" in refused(tmp_path, content)


def test_load_standard_takes_another_version_and_keeps_the_first(standard, content, tmp_path):
    content["version"] |= {"version": "2.0.0", "domain_count": 44}
    content["domains"].pop()
    newer, loaded = load(tmp_path, content)
    assert (loaded, newer.domains.count(), standard.domains.count()) == (True, 44, 45)


def _twice(content):
    content["domains"][1]["code"] = content["domains"][0]["code"]


def _dangling(content):
    content["domains"][0]["core_subject"] = "9.9"


def _unquoted(content):
    content["domains"][0]["code"] = 4.2


def _untitled(content):
    content["core_subjects"][0]["label_fr"] = " "


def _miscounted(content):
    content["domains"].pop()


def _kind(content):
    content["domains"][0]["kind"] = "other"


def test_keys_of_the_domains_follow_the_order_of_the_standard(standard, content, tmp_path):
    """Lists of impacts sort by them."""
    content["version"]["version"] = "2.0.0"
    content["domains"].reverse()
    other, _new = load(tmp_path, content)
    for one in (standard, other):
        codes = list(one.domains.order_by("order").values_list("code", flat=True))
        assert list(one.domains.order_by("pk").values_list("code", flat=True)) == codes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_twice, "« code » 4.2 en double"),
        (_dangling, "la question centrale « 9.9 » n’existe pas"),
        (_unquoted, "« code » entre guillemets"),
        (_untitled, "« label_fr » manque"),
        (_miscounted, "annonce 45 domaines, le fichier en contient 44"),
        (_kind, "« kind » vaut"),
        (lambda content: content.pop("domains"), "sont attendus"),
        (lambda content: content.update(schema="x"), "rse-referential/1"),
    ],
)
def test_load_standard_refuses_a_wrong_file_and_says_where(standard, content, tmp_path, change, message):
    changed = deepcopy(content)
    changed["version"]["version"] = "3.0.0"
    change(changed)
    assert message in refused(tmp_path, changed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: 1\na: 2\n", "en double"),
        (b"a: [1\n", "norme.yaml:2:1"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "rse-referential/1"),
        (b"!!python/object/apply:os.system ['true']", "norme.yaml:1:1"),
    ],
)
def test_load_standard_refuses_what_is_no_standard(db, tmp_path, text, message):
    path = tmp_path / "norme.yaml"
    path.write_bytes(text)
    with pytest.raises(InvalidStandard, match=message):
        load_standard(path=path, by=None)


def test_load_standard_command_names_a_missing_file(db):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("load_standard", "nulle-part.yaml")


def test_published_standard_refuses_changes(standard):
    domain = standard.domains.first()
    with pytest.raises(StandardIsPublished):
        domain.save()
    with pytest.raises(StandardIsPublished):
        domain.delete()


def test_reading_page_explains_the_count_and_its_alternatives(client_of, amel):
    page = client_of(amel).get("/norme/lecture/").content.decode()
    for number in ("34", "36", "37", "45"):
        assert f">{number}<" in page
