from hypothesis import given, settings
from hypothesis import strategies as st

from rse_portal.common.diff import compare, paragraphs, together

WORDS = st.lists(st.sampled_from(["un", "deux", "trois", "quatre", "cinq"]), min_size=1, max_size=6).map(
    " ".join
)
TEXTS = st.lists(WORDS, max_size=6).map("\n\n".join)


def shown(rows, side):
    return ["".join(part.text for part in getattr(row, side)) for row in rows if getattr(row, side)]


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_each_side_shows_its_text_whole(before, after):
    rows = compare(before, after)
    assert shown(rows, "left") == paragraphs(before)
    assert shown(rows, "right") == paragraphs(after)


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_differs_nowhere(text):
    assert all(row.kind == "same" for row in compare(text, text))


def test_only_the_words_that_changed_are_marked():
    (row,) = compare("Les délais sont trop longs.", "Les délais restent trop longs.")
    assert [part.text for part in row.left if part.differs] == ["sont"]
    assert [part.text for part in row.right if part.differs] == ["restent"]


def test_a_new_paragraph_stands_alone_on_its_side():
    rows = compare("Un.\n\nDeux.", "Un.\n\nEntre.\n\nDeux.")
    assert [row.kind for row in rows] == ["same", "added", "same"]


def test_paragraphs_are_what_blank_lines_separate():
    assert paragraphs("  un\r\ndeux\r\n \r\n\r\ntrois\n") == ["un\ndeux", "trois"]
    assert paragraphs("   ") == []
    assert together(["un", " ", "deux"]) == "un\n\ndeux"


def test_a_paragraph_of_many_words_is_shown_as_rewritten():
    (row,) = compare("mot " * 4000, "mit " * 4000)
    assert len(row.left) == len(row.right) == 1
