"""The standard case file for people: its columns in words, and the files to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from responses.case_files.columns import COLUMNS
from responses.case_files.standard import templates
from responses.case_files.standard.declaration import (
    DECLARED,
    ColumnSection,
    codes_of,
    columns_of,
    kind_of,
)
from responses.case_files.standard.table_schema import table_schema
from responses.imports.standard_file import code_words
from responses.imports.standard_file.column_words import (
    BLANKS,
    KINDS,
    MEANINGS,
    PRIVACIES,
    SECTIONS,
)


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
    """All columns by section, in the language of the reader."""
    return [
        SectionWords(
            section.value, str(SECTIONS[section]), [column_words(n) for n in columns_of(section)]
        )
        for section in ColumnSection
    ]


def column_words(name: str) -> ColumnWords:
    declared = DECLARED[name]
    return ColumnWords(
        name=name,
        meaning=str(MEANINGS[name]),
        is_required=COLUMNS[name].is_required,
        kind=str(KINDS[kind_of(name)]),
        codes=code_words.code_words(name),
        blank=str(BLANKS[declared.blank]),
        privacy=str(PRIVACIES[declared.privacy]),
        example=declared.example,
    )


def schema() -> Mapping[str, object]:
    """The Table Schema with what each column means and what a blank cell says."""
    columns = map(column_words, COLUMNS)
    blank = gettext("Blank: %(meaning)s")
    return table_schema(
        {each.name: f"{each.meaning} {blank % {'meaning': each.blank}}" for each in columns}
    )


def workbook() -> bytes:
    words = {name: code_words.code_words(name) for name in COLUMNS if codes_of(name)}
    heads = (gettext("Column"), gettext("Code"), gettext("Meaning"))
    return templates.workbook_template(words, heads=heads)
