"""What was read from the cells of a file, kept for cells that say the same: an extract repeats few
values many times. Pure."""

from collections.abc import Mapping

from responses.case_files.columns import FLAGS, REQUIRED
from responses.case_files.faults import PRIVATE_COLUMNS

MOST = 20_000
"""The most cells and combinations of flags that are kept, of all columns together."""
NOT_KNOWN = object()
NEEDED = frozenset(REQUIRED)
COLUMNS_OF_FLAGS = tuple(f"flag_{flag}" for flag in FLAGS)
FLAG_COLUMNS = frozenset(COLUMNS_OF_FLAGS)


class KnownCells(dict[str, dict[str, object]]):
    """Column to the text of its cells, as they were sent, to what was read from them: None from a
    blank one. What may be personal is never kept."""

    def __init__(self) -> None:
        self.count = 0
        self._flags: dict[tuple[object, ...], Mapping[str, bool]] = {}

    def __missing__(self, column: str) -> dict[str, object]:
        self[column] = {} if column in NEEDED else {"": None}
        return self[column]

    def keep(self, column: str, cell: str, value: object) -> None:
        if column not in PRIVATE_COLUMNS and self.count < MOST:
            self.count += 1
            self[column][cell] = value

    def flags(self, values: Mapping[str, object]) -> Mapping[str, bool]:
        """The flags that a row says, of its values by column. Equal rows share one mapping."""
        said = tuple(map(values.get, COLUMNS_OF_FLAGS))
        flags = self._flags.get(said)
        if flags is None:
            flags = {
                flag: bool(value)
                for flag, value in zip(FLAGS, said, strict=True)
                if value is not None
            }
            if self.count < MOST:
                self.count += 1
                self._flags[said] = flags
        return flags
