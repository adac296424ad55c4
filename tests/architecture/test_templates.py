import re

from django.template import loader

from tests.architecture.sources import ROOT, python_files, short, templates

TEMPLATES = list(templates())
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
TAG = re.compile(r"\{[%#{].*?[%#}]\}", re.S)
EVENT = r"on(?:click|change|submit|load|error|input|key\w+|mouse\w+|focus\w*|blur|pointer\w+|touch\w+|toggle)"
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(rf"\s{EVENT}\s*=|\shx-on", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "a style element": re.compile(r"<style", re.I),
    "a javascript: link": re.compile(r"javascript:", re.I),
}
# Named by Django or allauth themselves, not by our code.
BY_CONVENTION = re.compile(r"^(errors/\d{3}|account/\w+)\.html$")


def test_templates_compile() -> None:
    for name in NAMES:
        loader.get_template(name)


def test_templates_hold_nothing_that_the_security_policy_forbids() -> None:
    found = [f"{short(path)}: {what}" for path in TEMPLATES for what in _forbidden(path.read_text("utf-8"))]
    assert not found, "\n".join(found)


def _forbidden(text: str) -> list[str]:
    unescaped = ["unescaped text"] if re.search(r"\|\s*safe\b|autoescape off", text) else []
    html = TAG.sub("", text)
    return unescaped + [what for what, pattern in FORBIDDEN.items() if pattern.search(html)]


def test_every_template_is_used() -> None:
    """A name in Python code, or in {% include %} or {% extends %} of another template."""
    texts = {path: path.read_text("utf-8") for path in (*TEMPLATES, *python_files())}
    unused = []
    for name in NAMES:
        own = ROOT / "templates" / name
        folder = re.escape(name.rpartition("/")[0])
        # Written whole, or made from its folder: f"reports/homes/{role}.html"
        made = rf"|{folder}/\{{\w" if folder else ""
        pattern = re.compile(re.escape(name) + r"[\"'#]" + made)
        if not BY_CONVENTION.match(name) and not any(
            pattern.search(text) for path, text in texts.items() if path != own
        ):
            unused.append(name)
    assert not unused


def test_no_view_is_exempt_from_csrf() -> None:
    """But the one that a mail program posts to by itself (RFC 8058): its signed link is all that it can show; the API, where
    a session is checked by ninja and a token cannot be forged; and the pages that tell nobody where one comes from, which
    are checked all the same (tests/dialogue/test_consult_pages.py)."""
    exempt = sorted(short(path) for path in python_files() if "csrf_exempt" in path.read_text("utf-8"))
    assert exempt == ["api/urls.py", "dialogue/views/digest.py", "rse_portal/common/respondents.py"]
    for path in exempt[:2]:
        assert (ROOT / path).read_text("utf-8").count("@csrf_exempt") == 1
