"""French typography of what people read, and the English catalogue."""

import re

import pytest

from scripts.messages import extract, problems

MISTAKES = {
    "straight apostrophe": re.compile(r"[^\W\d_]'[^\W\d_]"),
    "three dots for an ellipsis": re.compile(r"\.\.\."),
    "straight quotes": re.compile(r'"'),
    "English quotes": re.compile("[“”]"),
}


@pytest.fixture(scope="module")
def sentences() -> list[tuple[str, str]]:
    """(place, text) of every French message, singular and plural."""
    return [
        (f"{message.locations[0][0]}", text)
        for message in extract()
        if message.id
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    ]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_messages_follow_french_typography(mistake: str, sentences: list[tuple[str, str]]) -> None:
    found = [f"{place}: {text}" for place, text in sentences if MISTAKES[mistake].search(text)]
    assert not found, "\n".join(found)


def test_messages_are_translated() -> None:
    """`make messages` brings the catalogues up to date."""
    found = list(problems())
    assert not found, "\n".join(found[:50])
