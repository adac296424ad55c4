"""Typst in a process of its own: run as a script by `pdf.typeset`, never imported by the portal.

Its caches, some 800 MB after ten reports, go with it; a worker may fork without fear (Typst starts threads);
a document that would never end is stopped from outside.

    python -P typesetter.py ROOT FONTS NAME pdf    compiles ROOT/NAME.typ to ROOT/NAME.pdf, prints the warnings
    python -P typesetter.py ROOT FONTS NAME png    each of its pages to ROOT/NAME-1.png, NAME-2.png…
"""

import sys
from pathlib import Path
from typing import Literal

import typst

PIXELS = 200  # per inch: sharp on paper
REFUSED = 3  # exit status when Typst refuses the document; the reason is on stderr


def typeset(root: Path, fonts: Path, name: str, format: Literal["pdf", "png"]) -> int:
    """With these fonts only, nothing outside `root`, no package, no network."""
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    nowhere = str(root / "no-packages")
    compiler = typst.Compiler(
        str(root / f"{name}.typ"),
        root=str(root),
        font_paths=ours,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    try:
        if format == "png":
            output = str(root / (f"{name}-" + "{p}.png"))
            _none, warnings = compiler.compile_with_warnings(output=output, format="png", ppi=PIXELS)
        else:
            output = str(root / f"{name}.pdf")
            _none, warnings = compiler.compile_with_warnings(
                output=output, format="pdf", pdf_standards=["ua-1"]
            )
    except typst.TypstError as problem:
        print(problem.diagnostic, file=sys.stderr)
        return REFUSED
    for warning in warnings:
        print(warning.message.replace("\n", " "))
    return 0


if __name__ == "__main__":
    asked: Literal["pdf", "png"] = "png" if sys.argv[4] == "png" else "pdf"
    sys.exit(typeset(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], asked))
