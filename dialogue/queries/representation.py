"""Who is present in a territory, and who is missing: places, categories of members, age of the mandates.

What people did not say stays « non renseigné »: a category is never guessed, and is missing only as far as known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Mandate, Territory
from accounts.models.mandate import MemberCategory
from accounts.models.territory import Level
from rse_portal.common.typography import joined, nombre

YEAR = 365.25
AGES = (
    (1, gettext_lazy("moins d’un an")),
    (3, gettext_lazy("d’un an à trois ans")),
    (6, gettext_lazy("de trois à six ans")),
    (None, gettext_lazy("six ans et plus")),
)


@dataclass(frozen=True)
class Share:
    """One line of a table: what it counts, how many of the delegates. code: of the place, for its link."""

    label: str
    count: int
    total: int
    code: str = ""

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.total if self.total else None


@dataclass(frozen=True)
class Representation:
    """delegates: people in function. places: departments. unknown: people whose category is not told."""

    territory: Territory
    on: date
    delegates: int
    places: Sequence[Share]
    categories: Sequence[Share]
    unknown: int
    ages: Sequence[Share]

    @property
    def empty_places(self) -> list[Share]:
        return [share for share in self.places if not share.count]

    @property
    def absent(self) -> list[Share]:
        """Categories in which nobody said to be."""
        return [share for share in self.categories if not share.count]

    @property
    def sentence(self) -> str:
        """What the page tells today, in one sentence."""
        if not self.delegates:
            return _("Personne n’est en fonction à cette date.")
        people = ngettext("%(n)s délégué·e en fonction", "%(n)s délégué·es en fonction", self.delegates) % {
            "n": nombre(self.delegates)
        }
        parts = [people]
        if self.places:
            empty = len(self.empty_places)
            parts.append(
                ngettext(
                    "%(n)s département sans délégué·e sur %(total)s",
                    "%(n)s départements sans délégué·e sur %(total)s",
                    empty,
                )
                % {"n": nombre(empty), "total": nombre(len(self.places))}
                if empty
                else _("chaque département représenté")
            )
        if self.unknown == self.delegates:
            parts.append(_("catégories de membres non renseignées"))
        elif self.absent:
            parts.append(_("catégories absentes : %s") % ", ".join(share.label for share in self.absent))
        else:
            parts.append(_("chaque catégorie de membres présente"))
        return f"{joined(parts)}."


def representation_of(territory: Territory, on: date) -> Representation:
    """2 queries, whatever the number of delegates."""
    rows = list(
        Mandate.objects.of_delegates()
        .running(on)
        .within(territory)
        .order_by("starts_on")
        .values_list("user", "territory", "category", "starts_on")
    )
    people = {user for user, *_rest in rows}
    categories: dict[int, str] = {}
    since: dict[int, date] = {}
    seats: dict[int, set[int]] = {}
    for user, place, category, starts_on in rows:
        categories[user] = category or categories.get(user, "")
        since.setdefault(user, starts_on)
        seats.setdefault(place, set()).add(user)
    told = Counter(categories.values())
    departments = (
        Territory.objects.within(frozenset({territory.pk}))
        .filter(level=Level.DEPARTMENT)
        .exclude(pk=territory.pk)
    )
    total = len(people)
    return Representation(
        territory=territory,
        on=on,
        delegates=total,
        places=[
            Share(place.label, len(seats.get(place.pk, ())), total, place.code)
            for place in departments.order_by("label__folded")
        ],
        categories=[Share(str(label), told[value], total) for value, label in MemberCategory.choices],
        unknown=told[""],
        ages=_ages(since.values(), on, total),
    )


def _ages(starts: Iterable[date], on: date, total: int) -> list[Share]:
    years = [(on - day).days / YEAR for day in starts]
    shares, low = [], 0
    for high, label in AGES:
        count = sum(low <= age and (high is None or age < high) for age in years)
        shares.append(Share(str(label), count, total))
        low = high or low
    return shares
