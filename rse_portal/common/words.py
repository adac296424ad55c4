"""Small whole numbers in words, for sentences: « Cinq domaines… »."""

from django.utils.translation import get_language

FR = [
    "aucun",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
EN = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]


def in_words(number: int) -> str:
    """0..16 in words (masculine), digits beyond.

    >>> in_words(5)
    'cinq'
    """
    words = FR if (get_language() or "fr").startswith("fr") else EN
    return words[number] if 0 <= number < len(words) else str(number)


def capitalised(sentence: str) -> str:
    """The first letter only: str.capitalize would lower the rest."""
    return sentence[:1].upper() + sentence[1:]
