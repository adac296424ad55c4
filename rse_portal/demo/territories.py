"""One country, 13 regions with their assembly, 96 departments."""

from typing import NamedTuple

from accounts.models import Territory
from accounts.models.territory import Level
from dialogue.models import Assembly
from rse_portal.demo.accounts import NATIONAL
from rse_portal.demo.bank import french, read_fixture


class Places(NamedTuple):
    """territories: by code. assemblies, towns: by the code of their region, its chief town."""

    territories: dict[str, Territory]
    assemblies: dict[str, Assembly]
    towns: dict[str, str]

    @property
    def regions(self) -> list[Territory]:
        return [self.territories[code] for code in self.assemblies]

    def departments(self, region: str) -> list[Territory]:
        parent = self.territories[region].pk
        return [territory for territory in self.territories.values() if territory.parent_id == parent]


def load_places() -> Places:
    content = read_fixture("territories.yaml")["regions"]
    country = Territory.objects.create(code=NATIONAL, label="France", level=Level.NATIONAL)
    regions = Territory.objects.bulk_create(
        Territory(code=row["code"], label=french(row["name"]), level=Level.REGION, parent=country)
        for row in content
    )
    by_code = {region.code: region for region in regions}
    departments = Territory.objects.bulk_create(
        Territory(
            code=child["code"],
            label=french(child["name"]),
            level=Level.DEPARTMENT,
            parent=by_code[row["code"]],
        )
        for row in content
        for child in row["departements"]
    )
    assemblies = Assembly.objects.bulk_create(
        Assembly(
            code=row["assembly"]["code"],
            label=french(row["assembly"]["label_fr"]),
            territory=by_code[row["code"]],
        )
        for row in content
    )
    return Places(
        territories={territory.code: territory for territory in (country, *regions, *departments)},
        assemblies={row["code"]: assembly for row, assembly in zip(content, assemblies, strict=True)},
        towns={row["code"]: french(row["chief_town"]["name"]) for row in content},
    )
