"""What the guard shows: shared answers with the page (guard_vectors.json), and its time on long texts."""

import json
import time
from pathlib import Path

import pytest

from dialogue.guard import REASONS, look, word_lists

VECTORS = json.loads((Path(__file__).parent / "guard_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"][:40])
def test_guard_answers_as_the_vectors_say(vector):
    assert [[warning.kind, warning.found] for warning in look(vector["text"])] == vector["found"]


def test_each_kind_has_a_reason_and_a_vector():
    seen = {kind for vector in VECTORS for kind, _found in vector["found"]}
    assert seen == set(REASONS)


def test_each_listed_word_is_found_alone_and_not_inside_another():
    for kind, words in word_lists().items():
        for word in words:
            assert [(one.kind, one.found) for one in look(f"Un mot ({word.upper()}).")] == [(kind, word)]
            assert word not in [one.found for one in look(f"x{word}x")]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000 + "!",
        "06 " * 20_000,
        "1 2 3 4 5 6 7 8 9 0 " * 3_000,
        "a.b-c_d" * 8_000 + "@",
        "FR76" * 15_000,
        "FR76 3000 " * 6_000,
        "+33 (0)" * 8_000,
        "sclérose en " * 5_000,
    ],
    ids=lambda text: text[:12],
)
def test_guard_reads_a_long_text_in_no_time(text):
    look("")
    start = time.perf_counter()
    look(text)
    assert time.perf_counter() - start < 0.5
