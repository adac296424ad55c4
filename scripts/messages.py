"""The translations, without msgfmt or xgettext: `python scripts/messages.py extract | update | compile | check`.

extract   write locale/django.pot (French msgids) from the Python sources and the templates
update    extract, then bring the catalogues up to date: en is translated by people; fr fills itself with the plurals
          (« 0 remontée », « 2 remontées ») and the no-break spaces that nobody should have to type in the sources
compile   write the .mo that Django reads. Not `pybabel compile`: it takes « 80 % du poids » for a format and refuses
check     is every message translated, with the same placeholders? (make check, and a test)
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if not settings.configured:
    settings.configure(LANGUAGE_CODE="fr", USE_I18N=False)

from rse_portal.common.typography import typo  # noqa: E402 – it asks Django for the active language

APPS = (
    "accounts",
    "api",
    "dialogue",
    "iso26000",
    "jobs",
    "priorities",
    "reports",
    "rse_portal",
    "search",
    "stakeholders",
)
TEMPLATE = ROOT / "locale/django.pot"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FIRST_PRIVATE = 0xE000  # stands for a placeholder while the spaces around it are set
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted(path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted((ROOT / "templates").rglob("*.html"))


def _messages_of(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        # Django turns a template into something that a Python reader takes; its indentation means nothing.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found: Iterator[tuple[int, str, Any, Any]] = extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {})  # type: ignore[assignment]
    for line, function, arguments, _comments in found:
        values = arguments if isinstance(arguments, tuple) else (arguments,)
        context = None
        if function.startswith(("pgettext", "npgettext")):
            context, values = values[0], values[1:]
        values = values[: 2 if function.startswith("n") else 1]
        if all(isinstance(value, str) and value for value in values):
            yield line, values[0] if len(values) == 1 else values, context


def extract() -> Catalog:
    catalog = Catalog(
        project="Portail RSE", charset="utf-8", fuzzy=False, header_comment="# Made by: make messages"
    )
    for path in sources():
        for line, message, context in _messages_of(path):
            flags = ["python-format"] if "%(" in str(message) else []
            catalog.add(
                message, locations=[(str(path.relative_to(ROOT)), line)], context=context, flags=flags
            )
    return catalog


def catalogue(language: str) -> Path:
    return ROOT / f"locale/{language}/LC_MESSAGES/django.po"


def load(language: str) -> Catalog:
    path = catalogue(language)
    if not path.exists():
        return Catalog(locale=language, project="Portail RSE", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def save(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        # Without line numbers nor dates: a catalogue changes when its messages do.
        write_po(stream, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)


def update() -> None:
    template = extract()
    save(template, TEMPLATE)
    english = load("en")
    english.update(template, no_fuzzy_matching=True)
    english.obsolete.clear()
    save(english, catalogue("en"))
    french = Catalog(locale="fr", project="Portail RSE", fuzzy=False)
    for message in template:
        if message.id and (message.pluralizable or french_text(message.id) != message.id):
            french.add(
                message.id, string=french_text(message.id), context=message.context, flags=message.flags
            )
    save(french, catalogue("fr"))


def french_text(message: Any) -> Any:
    """The message with French spaces, its placeholders untouched; for a plural, both forms."""
    if isinstance(message, tuple):
        return tuple(french_text(text) for text in message)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group())
        return chr(FIRST_PRIVATE + len(kept) - 1)

    hidden = typo(PLACEHOLDER.sub(keep, message))
    return "".join(
        kept[ord(c) - FIRST_PRIVATE] if FIRST_PRIVATE <= ord(c) < FIRST_PRIVATE + len(kept) else c
        for c in hidden
    )


def compile_all() -> None:
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))


def _texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


def problems() -> Iterator[str]:
    """What a reader of the English pages would see in French, and what French would count wrongly."""
    english, french = load("en"), load("fr")
    for message in extract():
        if not message.id:
            continue
        singular, plural = message.id if isinstance(message.id, tuple) else (str(message.id), str(message.id))
        place = "%s:%s" % (message.locations[0] if message.locations else ("?", "?"))
        known = english.get(message.id, message.context)
        if known is None or known.fuzzy or not all(_texts(known)):
            yield f"{place}: sans traduction anglaise : « {singular} »"
            continue
        wanted, *given = (set(PLACEHOLDER.findall(text)) for text in (plural, *_texts(known)))
        if given[-1] != wanted or any(names - wanted for names in given):  # « one answer » needs no number
            yield f"{place}: les variables de la traduction diffèrent : « {singular} »"
        wanted_french = french_text(message.id)
        if message.pluralizable or wanted_french != message.id:
            kept = french.get(message.id, message.context)
            if kept is None or kept.string != wanted_french:
                yield f"{place}: catalogue fr en retard (make messages) : « {singular} »"


def main(verb: str) -> int:
    if verb == "extract":
        save(extract(), TEMPLATE)
    elif verb == "update":
        update()
    elif verb == "compile":
        compile_all()
    elif verb == "check":
        found = list(problems())
        print(
            "\n".join(
                [*found[:100], f"{len(found)} messages à traduire."] if found else ["Traductions complètes."]
            )
        )
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
