"""What can be printed: characters, pictures, names of cycles, long sentences."""

import pytest

from reports.documents.content.domains import QUOTE, cut
from reports.documents.pictures import on_paper
from reports.documents.printable import FONTS, TEXT_FONT, Ink, covered_by


@pytest.mark.parametrize(
    ("typed", "printed", "replaced"),
    [
        ("Œuvre, l’été : 1 234,5 % ≥ 2 − 1 ; « ok »", "Œuvre, l’été : 1 234,5 % ≥ 2 − 1 ; « ok »", 0),
        ("un 👨‍👩‍👧‍👦 deux", "un □ deux", 1),
        ("عربي هنا puis 日本", "□ puis □", 2),
        ("e\u0301te\u0301", "été", 0),
        ("a\u202eb\u200bc\x07d\ufe0f", "abcd", 0),
        ("deux\r\n lignes\t", "deux lignes", 0),
        ("\ud800", "", 0),
    ],
)
def test_ink_keeps_what_the_font_has(typed, printed, replaced):
    ink = Ink()
    assert ink.text(typed) == printed
    assert ink.replaced == replaced


def test_every_font_of_the_report_has_the_french_alphabet():
    french = set(map(ord, "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’–—…·€%\u00a0\u202f"))
    for font in FONTS.glob("*.ttf"):
        assert french <= covered_by(font), font.name
    assert ord("□") in covered_by(TEXT_FONT)


def test_pictures_lose_links_and_paper():
    svg = (
        '<svg><a class="mark" href="/priorites/?a=1&amp;b=2" aria-label="x"><rect fill="#FBFAF7"/></a></svg>'
    )
    assert on_paper(svg) == '<svg><g class="mark" aria-label="x"><rect fill="#FFFFFF"/></g></svg>'


def test_long_sentences_are_cut_at_a_word_and_say_so():
    said = "mot " * 300
    assert cut("court\n  texte") == "court texte"
    assert cut(said).endswith("mot […]")
    assert len(cut(said)) <= QUOTE + 4
