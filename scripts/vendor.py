"""Refresh the third-party files of static/ from npm, as vendor.toml lists them.

Usage: python scripts/vendor.py          download with `npm pack`, write the files, update their sha256
       python scripts/vendor.py --check  only verify that the files on disk have the recorded sha256

npm is needed to refresh, never to run or to test the portal.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "vendor.toml"
SVG = "http://www.w3.org/2000/svg"


def fetch(package: str, folder: Path) -> tarfile.TarFile:
    """The npm archive of `name@version`, opened."""
    done = subprocess.run(
        ["npm", "pack", package, "--silent", "--pack-destination", str(folder)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return tarfile.open(folder / done.stdout.strip().splitlines()[-1])


def read(archive: tarfile.TarFile, member: str) -> bytes:
    stream = archive.extractfile(f"package/{member}")
    if stream is None:
        raise SystemExit(f"{member}: not a file of the package")
    return stream.read()


def without_source_map(content: bytes) -> bytes:
    """Drop the last-line comment that names a .map file we do not ship (collectstatic would refuse it)."""
    return re.sub(rb"\n?(/\*|//)[#@] sourceMappingURL=[^\n]*", b"", content).rstrip() + b"\n"


def sprite(archive: tarfile.TarFile, icons: list[str]) -> bytes:
    """One SVG file of <symbol>s, used as <use href="icons.svg#name">."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in sorted(icons):
        source = ET.fromstring(read(archive, f"icons/{name}.svg"))
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", id=name, viewBox=source.attrib["viewBox"])
        symbol.extend(list(source))
    for element in root.iter():
        element.text = element.tail = None
    return bytes(ET.tostring(root, encoding="utf-8")) + b"\n"


def refresh(package: dict[str, Any], folder: Path) -> None:
    with fetch(f"{package['npm']}@{package['version']}", folder) as archive:
        for entry in package["files"]:
            content = (
                sprite(archive, package["icons"]) if entry.get("sprite") else read(archive, entry["from"])
            )
            target = ROOT / entry["to"]
            if target.suffix in {".css", ".js"}:
                content = without_source_map(content)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="verify only, download nothing")
    check = parser.parse_args().check
    text = MANIFEST.read_text(encoding="utf-8")
    packages = tomllib.loads(text)["package"]
    if not check:
        with tempfile.TemporaryDirectory() as folder:
            for package in packages:
                refresh(package, Path(folder))
    wrong = []
    for entry in (entry for package in packages for entry in package["files"]):
        actual = digest(ROOT / entry["to"])
        if actual != entry["sha256"]:
            wrong.append(entry["to"])
            line = re.compile(rf'(to = "{re.escape(entry["to"])}", sha256 = ")[0-9a-f]*(")')
            text = line.sub(rf"\g<1>{actual}\g<2>", text)
    if not check:
        MANIFEST.write_text(text, encoding="utf-8")
        print(f"{len(wrong)} file(s) changed")
        return 0
    for path in wrong:
        print(f"{path}: sha256 differs from vendor.toml", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
