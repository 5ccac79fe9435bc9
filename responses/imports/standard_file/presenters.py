from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.columns import COLUMNS
from responses.case_files.standard import templates
from responses.case_files.standard.case_column import FilePart
from responses.case_files.standard.templates import table_schema
from responses.eligibility.rules import REASONS, Decision

SECTIONS: Mapping[FilePart, Promise] = {
    FilePart.CASE: _("The case"),
    FilePart.FLAGS: _("What needs care"),
    FilePart.PROGRESS: _("How far the case has come"),
    FilePart.VICTIM: _("The victim"),
    FilePart.CONTACT: _("How the victim may be reached"),
    FilePart.EXCLUSION: _("Who is not to be asked"),
}


@dataclass(frozen=True)
class ColumnWords:
    """One column in words."""

    name: str
    meaning: str
    is_required: bool
    kind: str
    codes: Sequence[tuple[str, str]]
    blank: str
    privacy: str
    example: str


@dataclass(frozen=True)
class SectionWords:
    name: str
    title: str
    columns: Sequence[ColumnWords]


def sections() -> list[SectionWords]:
    return [
        SectionWords(
            section.value,
            str(title),
            [column_words(name) for name, column in COLUMNS.items() if column.section is section],
        )
        for section, title in SECTIONS.items()
    ]


def column_words(name: str) -> ColumnWords:
    column = COLUMNS[name]
    return ColumnWords(
        name=name,
        meaning=gettext(column.help),
        is_required=column.is_required,
        kind=gettext(column.kind),
        codes=code_words(name),
        blank=gettext(column.blank),
        privacy=gettext(column.privacy),
        example=column.example,
    )


def titled(name: str) -> str:
    title = gettext(COLUMNS[name].title)
    return gettext("%(title)s (%(column)s)") % {"title": title, "column": name}


def code_words(name: str) -> Sequence[tuple[str, str]]:
    column = COLUMNS[name]
    return [
        (code, gettext(meaning) if meaning else gettext(REASONS[Decision(code)]))
        for code, meaning in zip(column.codes, column.meanings.values(), strict=True)
    ]


def schema() -> Mapping[str, object]:
    columns = map(column_words, COLUMNS)
    blank = gettext("Blank: %(meaning)s")
    return table_schema(
        {each.name: f"{each.meaning} {blank % {'meaning': each.blank}}" for each in columns}
    )


def workbook() -> bytes:
    words = {name: code_words(name) for name, column in COLUMNS.items() if column.codes}
    heads = (gettext("Column"), gettext("Code"), gettext("Meaning"))
    return templates.workbook_template(words, heads=heads)
