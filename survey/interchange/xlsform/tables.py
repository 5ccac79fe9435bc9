from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from survey.interchange.faults import FormError, FormFault, Reason, shown
from survey.interchange.languages import DEFAULT, code_of, made_code_of
from survey.interchange.workbooks.sheets import SheetRow, WorkbookSheet
from survey.interchange.xlsform import columns
from survey.interchange.xlsform.columns import CHOICES, SETTINGS, SURVEY, FormColumn

ON = {"yes", "true", "true()"}
OURS = (SURVEY, CHOICES, SETTINGS)
NEEDED: Mapping[str, tuple[str, ...]] = {
    SURVEY: ("type", "name"),
    CHOICES: ("list_name", "name"),
    SETTINGS: (),
}


@dataclass(frozen=True)
class FormRow:
    """One row of a sheet."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    """Wordings by translated column and language; blank ones are left out."""
    found: list[FormFault] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def report(self, reason: Reason, column: str = "", **terms: str) -> None:
        self.found.append(FormFault(reason, self.sheet, self.number, column, terms))


@dataclass(frozen=True)
class FormTables:
    survey: tuple[FormRow, ...]
    choices: tuple[FormRow, ...]
    settings: FormRow
    languages: tuple[str, ...]
    default_language: str
    found: list[FormFault]


def read_tables(sheets: Iterable[WorkbookSheet]) -> FormTables:
    """Raises FormError without a survey sheet or rows."""
    found: list[FormFault] = []
    ours = _ours(tuple(sheets), found)
    tables = {
        name: _FormTable.of(ours.get(name, WorkbookSheet(name, ())), name, found) for name in OURS
    }
    default = _default_language(tables, found)
    for table in tables.values():
        table.resolve(default)
    languages = tuple(dict.fromkeys(code for table in tables.values() for code in table.spoken()))
    settings = tables[SETTINGS].records()
    survey = tables[SURVEY].records()
    filters = " ".join(row["choice_filter"] for row in survey)
    for more in settings[1:]:
        more.report(Reason.NOT_HERE)
    if languages and default not in languages:
        if settings:
            settings[0].report(Reason.DEFAULT_LANGUAGE, "default_language", language=default)
        default = languages[0]
    return FormTables(
        survey=tuple(_enabled(survey)),
        choices=tables[CHOICES].records(filters),
        settings=settings[0] if settings else FormRow(SETTINGS, 0, {}, {}, found),
        languages=languages or (default,),
        default_language=default,
        found=found,
    )


def _enabled(records: Iterable[FormRow]) -> Iterator[FormRow]:
    for record in records:
        if record["disabled"].lower() in ON:
            record.report(Reason.DISABLED, "disabled")
        else:
            yield record


def _ours(sheets: Sequence[WorkbookSheet], found: list[FormFault]) -> dict[str, WorkbookSheet]:
    ours: dict[str, WorkbookSheet] = {}
    for sheet in sheets:
        name = sheet.name.strip().lower()
        if name in ours:
            found.append(FormFault(Reason.SHEET_TWICE, sheet.name))
        elif name in OURS:
            ours[name] = sheet
        elif len(sheets) == 1:
            found.append(FormFault(Reason.ONLY_SHEET, sheet.name))
            ours[SURVEY] = sheet
        elif sheet.rows:
            found.append(FormFault(Reason.OTHER_SHEET, sheet.name, sheet.rows[0].number))
    if SURVEY not in ours:
        terms = {"names": shown(", ".join(sheet.name for sheet in sheets))}
        raise FormError([FormFault(Reason.NO_SURVEY_SHEET, terms=terms)])
    if len(ours[SURVEY].rows) < 2:
        raise FormError([FormFault(Reason.NO_QUESTIONS, ours[SURVEY].name)])
    return ours


@dataclass
class _FormTable:
    """The heading is the first row that is not blank."""

    sheet: WorkbookSheet
    heading: SheetRow
    rows: tuple[SheetRow, ...]
    columns: tuple[tuple[int, FormColumn], ...]
    found: list[FormFault]
    plain: dict[int, str] = field(default_factory=dict)
    translated: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Place to column and language code."""

    @classmethod
    def of(cls, sheet: WorkbookSheet, kind: str, found: list[FormFault]) -> "_FormTable":
        heading, *rows = sheet.rows or (SheetRow(0, ()),)
        known: list[tuple[int, FormColumn]] = []
        width = max((len(row.cells) for row in sheet.rows), default=0)
        headings = [_cell(heading, place) for place in range(width)]
        for place, column in enumerate(columns.columns_of(headings, kind)):
            if column:
                known.append((place, column))
            elif row := next((row for row in rows if _cell(row, place)), None):
                found.append(_unknown(sheet.name, kind, _cell(heading, place), place, row.number))
        missing = set(NEEDED[kind]) - {column.name for _, column in known} if rows else set()
        found.extend(
            FormFault(Reason.COLUMN_MISSING, sheet.name, heading.number, name)
            for name in sorted(missing)
        )
        # Every row would have the same fault.
        return cls(sheet, heading, () if missing else tuple(rows), tuple(known), found)

    def resolve(self, default: str) -> None:
        """Two columns for one language are a fault."""
        for place, column in self.columns:
            if column.name not in columns.ALL_TRANSLATED:
                self.once(place, [at for at, name in self.plain.items() if name == column.name])
                self.plain[place] = column.name
            elif code := self.language(place, column.language) if column.language else default:
                own = (column.name, code)
                self.once(place, [at for at, other in self.translated.items() if other == own])
                self.translated[place] = own
            else:
                self.report(Reason.UNKNOWN_LANGUAGE, place, language=shown(column.language))

    def language(self, place: int, name: str) -> str | None:
        if code := code_of(name):
            return code
        if made := made_code_of(name):
            self.report(Reason.LANGUAGE_MADE, place, language=shown(name), made=made)
        return made

    def once(self, place: int, before: Iterable[int]) -> None:
        if any(self._differ(place, other) for other in before):
            self.report(Reason.COLUMN_TWICE, place)

    def _differ(self, place: int, other: int) -> bool:
        pairs = ({_cell(row, place), _cell(row, other)} - {""} for row in self.rows)
        return any(len(pair) > 1 for pair in pairs)

    def report(self, reason: Reason, place: int, **terms: str) -> None:
        heading = shown(_cell(self.heading, place))
        self.found.append(FormFault(reason, self.sheet.name, self.heading.number, heading, terms))

    def spoken(self) -> Iterator[str]:
        """The languages that have a wording."""
        for place, (_, code) in self.translated.items():
            if any(_cell(row, place) for row in self.rows):
                yield code

    def records(self, filters: str = "") -> tuple[FormRow, ...]:
        made = tuple(map(self._record, self.rows))
        for row, record in zip(self.rows, made, strict=True):
            for name in self._uncomputed(row):
                if name in filters or not columns.is_tag(name):
                    record.report(Reason.NOT_COMPUTED, name)
        return tuple(record for record in made if record.cells or record.texts)

    def _uncomputed(self, row: SheetRow) -> Iterator[str]:
        for place in sorted(row.uncomputed):
            if place in self.plain:
                yield self.plain[place]
            elif place in self.translated:
                yield self.translated[place][0]

    def _record(self, row: SheetRow) -> FormRow:
        found = ((name, _computed(row, place)) for place, name in self.plain.items())
        cells = {name: text for name, text in found if text}
        texts: dict[str, dict[str, str]] = {}
        for place, (name, language) in self.translated.items():
            if text := _computed(row, place):
                texts.setdefault(name, {})[language] = text
        return FormRow(self.sheet.name, row.number, cells, texts, self.found)


def _cell(row: SheetRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _computed(row: SheetRow, place: int) -> str:
    return "" if place in row.uncomputed else _cell(row, place)


def _unknown(sheet: str, kind: str, heading: str, place: int, row: int) -> FormFault:
    reason = columns.reason_to_leave(heading, kind)
    return FormFault(reason, sheet, row, shown(heading) or _letter(place))


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _default_language(tables: Mapping[str, _FormTable], found: list[FormFault]) -> str:
    """From the settings, else the first label."""
    settings = tables[SETTINGS]
    for place, column in settings.columns:
        named = _cell(settings.rows[0], place) if settings.rows else ""
        if column.name == "default_language" and named:
            if code := code_of(named) or made_code_of(named):
                return code
            terms = {"language": shown(named)}
            row = settings.rows[0].number
            found.append(
                FormFault(Reason.UNKNOWN_LANGUAGE, settings.sheet.name, row, column.name, terms)
            )
    labels = [column.language for _, column in tables[SURVEY].columns if column.name == "label"]
    if "" in labels:
        return DEFAULT
    codes = (code_of(label) or made_code_of(label) for label in labels)
    return next(filter(None, codes), DEFAULT)
