import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from responses.case_files.faults import CellError
from responses.case_files.mapping_profile import YEAR, date_from
from responses.case_files.workbooks.rows import DAY_NUMBER

ISO = "YYYY-MM-DD"
FORMS = (
    ISO, "DD/MM/YYYY", "MM/DD/YYYY", "YYYY/MM/DD", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY",
    "DD MM YYYY", "DD-MON-YYYY", "DD MON YYYY", "DD/MON/YYYY", "YYYYMMDD", "DDMMYYYY",
    "MON DD YYYY",
)  # fmt: skip
SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[A-Za-z]{3})[-/. ][0-9]{2}(?: .*)?")


@dataclass(frozen=True)
class DateFinding:
    cells: int
    forms: tuple[str, ...] = ()
    """The forms in which every cell can be read. More than one: only a person can say which."""
    best: tuple[str, ...] = ()
    """The forms in which the most cells can be read."""
    read_by_best: int = 0
    has_short_years: bool = False

    @property
    def form(self) -> str:
        """The form, where there is no doubt."""
        return self.forms[0] if len(self.forms) == 1 else ""

    @property
    def is_ambiguous(self) -> bool:
        return len(self.forms) > 1


def find_form(
    cells: Iterable[str] | Mapping[str, int],
    *,
    is_birth: bool = False,
    takes_true_dates: bool = False,
) -> DateFinding:
    """`cells` are the column's cells, or how often each occurs."""
    often = Counter(cells)
    filled = [cell for cell in often if cell and not (is_birth and YEAR.fullmatch(cell))]
    if takes_true_dates:
        filled = [cell for cell in filled if not _is_true_date(cell)] or filled
    if not filled:
        return DateFinding(cells=0)
    read = {
        form: sum(often[cell] for cell in filled if _is_date_in_form(cell, form)) for form in FORMS
    }
    count, most = sum(often[cell] for cell in filled), max(read.values())
    best = tuple(form for form in FORMS if most and read[form] == most)
    return DateFinding(
        cells=count,
        forms=best if most == count else (),
        best=best,
        read_by_best=most,
        has_short_years=any(SHORT_YEAR.fullmatch(cell) for cell in filled),
    )


def _is_true_date(cell: str) -> bool:
    return _is_date_in_form(cell, ISO) or DAY_NUMBER.fullmatch(cell) is not None


def _is_date_in_form(cell: str, form: str) -> bool:
    try:
        date_from(cell, form)
    except CellError:
        return False
    return True
