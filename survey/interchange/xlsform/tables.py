"""Sheets as tables: cells are found by column, and faults know their place. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from survey.interchange.faults import Fault, FormError, Reason, shown
from survey.interchange.languages import DEFAULT, code_of
from survey.interchange.workbooks.sheets import Row, Sheet
from survey.interchange.xlsform import columns
from survey.interchange.xlsform.columns import CHOICES, SETTINGS, SURVEY, Column

OURS = (SURVEY, CHOICES, SETTINGS)
NEEDED: Mapping[str, tuple[str, ...]] = {
    SURVEY: ("type", "name"),
    CHOICES: ("list_name", "name"),
    SETTINGS: (),
}


@dataclass(frozen=True)
class Record:
    """One row. Every fault that is found in it goes to the list that the whole form shares."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    """Translated column to wording by language; only what is not blank."""
    faults: list[Fault] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fail(self, reason: Reason, column: str = "", **terms: str) -> None:
        self.faults.append(Fault(reason, self.sheet, self.number, column, terms))


@dataclass(frozen=True)
class Form:
    """The three sheets, and the languages they speak in the order of their columns."""

    survey: tuple[Record, ...]
    choices: tuple[Record, ...]
    settings: Record
    languages: tuple[str, ...]
    default_language: str
    faults: list[Fault]


def read_tables(sheets: Iterable[Sheet]) -> Form:
    """Raises FormError where there is no survey sheet to go by."""
    faults: list[Fault] = []
    found = _ours(sheets, faults)
    tables = {name: _Table.of(found.get(name, Sheet(name, ())), name, faults) for name in OURS}
    default = _default_language(tables, faults)
    for table in tables.values():
        table.resolve(default)
    languages = tuple(dict.fromkeys(code for table in tables.values() for code in table.spoken()))
    settings = tables[SETTINGS].records()
    for more in settings[1:]:
        more.fail(Reason.NOT_HERE)
    if languages and default not in languages:
        settings[0].fail(Reason.DEFAULT_LANGUAGE, "default_language", language=default)
    return Form(
        survey=tables[SURVEY].records(),
        choices=tables[CHOICES].records(),
        settings=settings[0] if settings else Record(SETTINGS, 0, {}, {}, faults),
        languages=languages or (default,),
        default_language=default,
        faults=faults,
    )


def _ours(sheets: Iterable[Sheet], faults: list[Fault]) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    names: list[str] = []
    for sheet in sheets:
        names.append(sheet.name)
        name = sheet.name.strip().lower()
        if name in found:
            faults.append(Fault(Reason.SHEET_TWICE, sheet.name))
        elif name in OURS:
            found[name] = sheet
        elif sheet.rows:
            faults.append(Fault(Reason.OTHER_SHEET, sheet.name, sheet.rows[0].number))
    if SURVEY not in found:
        terms = {"names": shown(", ".join(names))}
        raise FormError([Fault(Reason.NO_SURVEY_SHEET, terms=terms)])
    if len(found[SURVEY].rows) < 2:
        raise FormError([Fault(Reason.NO_QUESTIONS, found[SURVEY].name)])
    return found


@dataclass
class _Table:
    """A sheet under its heading: the first row with something in it."""

    sheet: Sheet
    heading: Row
    rows: tuple[Row, ...]
    columns: tuple[tuple[int, Column], ...]
    faults: list[Fault]
    plain: dict[int, str] = field(default_factory=dict)
    translated: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Place to column and language code."""

    @classmethod
    def of(cls, sheet: Sheet, kind: str, faults: list[Fault]) -> "_Table":
        heading, *rows = sheet.rows or (Row(0, ()),)
        known: list[tuple[int, Column]] = []
        for place in range(max((len(row.cells) for row in sheet.rows), default=0)):
            column = columns.column_of(_cell(heading, place), kind)
            if column:
                known.append((place, column))
            elif row := next((row for row in rows if _cell(row, place)), None):
                faults.append(_unknown(sheet.name, kind, _cell(heading, place), place, row.number))
        missing = set(NEEDED[kind]) - {column.name for _, column in known} if rows else set()
        faults.extend(
            Fault(Reason.COLUMN_MISSING, sheet.name, heading.number, name)
            for name in sorted(missing)
        )
        # Without them every row would be as wrong as the next.
        return cls(sheet, heading, () if missing else tuple(rows), tuple(known), faults)

    def resolve(self, default: str) -> None:
        """Give every translated column its language; refuse what stands twice."""
        for place, column in self.columns:
            if column.name not in columns.ALL_TRANSLATED:
                self.once(place, column.name in self.plain.values())
                self.plain[place] = column.name
            elif code := code_of(column.language) if column.language else default:
                self.once(place, (column.name, code) in self.translated.values())
                self.translated[place] = (column.name, code)
            else:
                self.fail(Reason.UNKNOWN_LANGUAGE, place, language=shown(column.language))

    def once(self, place: int, is_twice: bool) -> None:  # noqa: FBT001
        if is_twice:
            self.fail(Reason.COLUMN_TWICE, place)

    def fail(self, reason: Reason, place: int, **terms: str) -> None:
        heading = shown(_cell(self.heading, place))
        self.faults.append(Fault(reason, self.sheet.name, self.heading.number, heading, terms))

    def spoken(self) -> Iterator[str]:
        """The languages in which something is said."""
        for place, (_, code) in self.translated.items():
            if any(_cell(row, place) for row in self.rows):
                yield code

    def records(self) -> tuple[Record, ...]:
        made = map(self._record, self.rows)
        return tuple(record for record in made if record.cells or record.texts)

    def _record(self, row: Row) -> Record:
        cells = {name: text for place, name in self.plain.items() if (text := _cell(row, place))}
        texts: dict[str, dict[str, str]] = {}
        for place, (name, language) in self.translated.items():
            if text := _cell(row, place):
                texts.setdefault(name, {})[language] = text
        return Record(self.sheet.name, row.number, cells, texts, self.faults)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _unknown(sheet: str, kind: str, heading: str, place: int, row: int) -> Fault:
    if not heading:
        return Fault(Reason.COLUMN_UNNAMED, sheet, row, _letter(place))
    reason = Reason.OTHER_SETTING if kind == SETTINGS else Reason.OTHER_COLUMN
    return Fault(reason, sheet, row, shown(heading))


def _letter(place: int) -> str:
    """The name that a spreadsheet gives to a column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _default_language(tables: Mapping[str, _Table], faults: list[Fault]) -> str:
    """The one that headings without a language are in: as the settings say, else the first of
    the labels."""
    settings = tables[SETTINGS]
    for place, column in settings.columns:
        named = _cell(settings.rows[0], place) if settings.rows else ""
        if column.name == "default_language" and named:
            if code := code_of(named):
                return code
            terms = {"language": shown(named)}
            row = settings.rows[0].number
            faults.append(
                Fault(Reason.UNKNOWN_LANGUAGE, settings.sheet.name, row, column.name, terms)
            )
    labels = [column.language for _, column in tables[SURVEY].columns if column.name == "label"]
    if "" in labels:
        return DEFAULT
    return next(filter(None, map(code_of, labels)), DEFAULT)
