"""What a first visit transfers: the login page, the manager's home and the delegate's form, with all that they name.

Text is counted compressed (gzip, level 6), as a proxy or whitenoise sends it in production; fonts are compressed already.
Fonts count whole even where a page would not ask for them. Nothing may come from another site.
"""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from benchmarks.measure import Figure
from benchmarks.portal import Client, serving
from benchmarks.worlds import demo

LIMIT, FORM_LIMIT = 350_000, 200_000
DELEGATE, FORM = "delegue@demo.example", "/dialogue/remontees/nouvelle/"
_NAMED = re.compile(r"""<(?:link|script|img|use)\b[^>]*?(?:href|src)="([^"#]+)""")
_IN_CSS = re.compile(r"""url\(["']?([^"')]+)|@import ["']([^"']+)""")


def run(folder: Path) -> list[Figure]:
    demo(folder)
    with serving(folder) as port:
        client = Client(port)
        login = weigh(client, "/connexion/")
        home = weigh(client.sign_in(), "/")
        form = weigh(Client(port).sign_in(DELEGATE), FORM)
    return [
        _figure("Poids de la connexion, compressé", login),
        _figure("Poids de l’accueil, compressé", home),
        _figure("Poids du formulaire des délégués, compressé", form, FORM_LIMIT),
    ]


def _figure(what: str, sizes: dict[str, tuple[int, int]], limit: int = LIMIT) -> Figure:
    total, plain = sum(small for small, _ in sizes.values()), sum(whole for _, whole in sizes.values())
    heaviest = max(sizes, key=lambda path: sizes[path][0])
    note = f"{len(sizes)} fichiers ; {_kb(plain)} sans compression ; le plus lourd : {heaviest.rsplit('/', 1)[-1]}"
    return Figure(what, _kb(total), target=f"≤ {_kb(limit)}", met=total <= limit, note=note)


def weigh(client: Client, page: str) -> dict[str, tuple[int, int]]:
    """Address → (bytes compressed, bytes whole), the page first. Raises AssertionError for another site's address."""
    todo, sizes = [page], {}
    while todo:
        address = todo.pop()
        if address in sizes or address.startswith("data:"):
            continue
        assert not urlsplit(address).netloc, f"{page} asks another site: {address}"
        content = client.get(address)
        text = not address.endswith((".woff2", ".png", ".ico", ".webp"))
        sizes[address] = (len(gzip.compress(content, 6)) if text else len(content), len(content))
        if address == page:
            todo += _NAMED.findall(_without_links(content.decode()))
        elif address.endswith(".css"):
            todo += [urljoin(address, first or second) for first, second in _IN_CSS.findall(content.decode())]
    return sizes


def _without_links(html: str) -> str:
    """Not the links to other pages, nor what a browser fetches only on demand."""
    return re.sub(r'<link[^>]*rel="(?:canonical|alternate|next|prev)"[^>]*>', "", html)


def _kb(size: int) -> str:
    return f"{size / 1000:.0f} ko"
