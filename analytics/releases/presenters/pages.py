from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from analytics.items import headline
from analytics.models import DraftFile, ReleaseFile
from analytics.releases.content import FrozenRelease, FrozenTable
from analytics.releases.presenters import pictures
from analytics.releases.presenters.pictures import ReleasePicture
from ui import formatting

FILES: Sequence[tuple[str, Promise]] = (
    ("tables-en.ods", gettext_lazy("Tables in English (ODS)")),
    ("tables-cy.ods", gettext_lazy("Tables in Welsh (ODS)")),
    ("tables-en.xlsx", gettext_lazy("Tables in English (XLSX)")),
    ("tables-cy.xlsx", gettext_lazy("Tables in Welsh (XLSX)")),
    ("release-en.pdf", gettext_lazy("On paper, in English (PDF)")),
    ("release-cy.pdf", gettext_lazy("On paper, in Welsh (PDF)")),
    ("figures.csv", gettext_lazy("Every figure, one a line, with its words (CSV)")),
    ("unpublished.csv", gettext_lazy("What has no number, and why (CSV)")),
    ("response.csv", gettext_lazy("Who could be asked, was asked, and answered (CSV)")),
    ("csv-metadata.json", gettext_lazy("What each column is (CSV on the Web)")),
    ("release.json", gettext_lazy("The whole release for programs (JSON)")),
    ("quality-report-en.md", gettext_lazy("Quality report in English")),
    ("quality-report-cy.md", gettext_lazy("Quality report in Welsh")),
    ("picture-1-en.svg", gettext_lazy("First picture, in English (SVG)")),
    ("picture-1-cy.svg", gettext_lazy("First picture, in Welsh (SVG)")),
    ("picture-2-en.svg", gettext_lazy("Second picture, in English (SVG)")),
    ("picture-2-cy.svg", gettext_lazy("Second picture, in Welsh (SVG)")),
    ("SHA256SUMS", gettext_lazy("Checksums of all files")),
)
"""In order of reader interest; other files follow under their own names."""


@dataclass(frozen=True, kw_only=True)
class FileRow:
    name: str
    words: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PictureWords:
    title: str
    drawing: SafeString
    table: FrozenTable


@dataclass(frozen=True, kw_only=True)
class ReleasePageWords:
    release: FrozenRelease
    pictures: tuple[PictureWords, ...]
    ten: tuple[FrozenTable, ...]
    tables: tuple[FrozenTable, ...]
    questions: tuple[tuple[str, str], ...]
    question: str
    is_refused: bool
    next_on: str
    published_on: str


def release_page(release: FrozenRelease, *, asked: str) -> ReleasePageWords:
    is_refused = bool(asked) and asked not in release.questions
    chosen = asked if asked in release.questions else headline().code
    places = (table for table in release.tables if table.item == chosen and not table.dimension)
    by = (table for table in release.tables_of(chosen))
    return ReleasePageWords(
        release=release,
        pictures=tuple(_picture(each, release) for each in pictures.release_pictures(release)),
        ten=tuple(
            table
            for period in release.periods
            if (table := release.ten_questions(period=period)) is not None
        ),
        tables=(*places, *by),
        questions=tuple(release.questions.items()),
        question=chosen,
        is_refused=is_refused,
        next_on=_day(release.next_on, release.language),
        published_on=_day(release.published_on, release.language),
    )


def _picture(picture: ReleasePicture, release: FrozenRelease) -> PictureWords:
    drawing = pictures.on_page(picture, release)
    return PictureWords(title=picture.title, drawing=drawing, table=picture.table)


def _day(day: object, language: str) -> str:
    return formatting.format_date(day, language=language) if day else ""  # type: ignore[arg-type]


def file_rows(files: Iterable[ReleaseFile | DraftFile]) -> list[FileRow]:
    known, order = dict(FILES), [name for name, _words in FILES]
    found = sorted(
        files, key=lambda file: (order.index(file.name) if file.name in known else 99, file.name)
    )
    return [
        FileRow(name=file.name, words=str(known.get(file.name, file.name)), sha256=file.sha256)
        for file in found
    ]
