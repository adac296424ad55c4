"""Names of the cells of a sheet with a row per domain: « 6.7.8/ease », or « 6.7.8 » in a sheet of one column."""


def cell_name(code: str, column: str | int = "") -> str:
    return f"{code}/{column}" if column != "" else code


def domain_of(name: str) -> str:
    """The code of the domain whose row the cell stands in."""
    return name.partition("/")[0]
