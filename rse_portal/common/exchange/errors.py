"""What is wrong in the files of an import, and the one exception that refuses them all."""

from collections.abc import Iterable
from dataclasses import dataclass

from rse_portal.common.errors import Unprocessable
from rse_portal.common.typography import NNBSP, nombre, typo

SHOWN = 100  # errors listed one by one; the others are counted
FILE = "fichier"  # stands for the column when a file is refused as a whole


@dataclass(frozen=True, slots=True)
class Fault:
    """One error. `line`: where the row starts in the file, the header is 1 (XLSX: the row of the sheet)."""

    place: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.column}: {self.message}"

    @property
    def sentence(self) -> str:
        """The same for a page, which names the file elsewhere."""
        if self.column == FILE:
            return typo(self.message[:1].upper() + self.message[1:])
        return typo(f"Ligne {nombre(self.line)}, colonne {self.column} : {self.message}")


class RefusedData(Unprocessable):
    """Nothing was written. `faults`: the first ones; `total`: how many there are."""

    def __init__(self, faults: Iterable[Fault], total: int) -> None:
        self.faults = tuple(faults)
        self.total = total
        super().__init__("\n".join(self.lines()))

    @property
    def by_place(self) -> dict[str, list[Fault]]:
        """The file or sheet → its faults, in order."""
        places: dict[str, list[Fault]] = {}
        for fault in self.faults:
            places.setdefault(fault.place, []).append(fault)
        return places

    @property
    def left(self) -> int:
        """How many are counted without being told."""
        return self.total - len(self.faults)

    def lines(self) -> list[str]:
        lines = [str(fault) for fault in self.faults]
        others = self.left
        if others == 1:
            lines.append("… et 1 autre erreur")
        elif others:
            lines.append(f"… et {nombre(others)} autres erreurs")
        return lines


class FaultLog:
    """Collects faults: keeps the first ones, counts the others. A hopeless file costs no memory."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.total = 0

    def add(self, place: str, line: int, column: str, message: str) -> None:
        self.total += 1
        if len(self.kept) < SHOWN:
            self.kept.append(Fault(place, line, column, message))

    def refuse_file(self, place: str, message: str) -> None:
        self.add(place, 1, FILE, message)

    def stop_if_any(self) -> None:
        """Raises RefusedData with what was collected, if anything was."""
        if self.total:
            files = list(dict.fromkeys(fault.place for fault in self.kept))
            in_order = sorted(self.kept, key=lambda fault: (files.index(fault.place), fault.line))
            raise RefusedData(in_order, self.total)


def quoted(value: str, longest: int = 40) -> str:
    """« value », shortened, with what cannot be printed spelt out."""
    short = value if len(value) <= longest else value[: longest - 1] + "…"
    shown = "".join(c if c.isprintable() or c == " " else f"\\u{ord(c):04x}" for c in short)
    return f"«{NNBSP}{shown}{NNBSP}»"
