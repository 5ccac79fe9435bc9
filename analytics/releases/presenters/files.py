import json
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings

from access.models import Force
from analytics.releases import content, reading
from analytics.releases.draft import LANGUAGES, Draft, File
from analytics.releases.presenters import paper, pictures, quality, workbooks
from analytics.releases.presenters.content import LABELS, release_json
from analytics.releases.presenters.csv_files import METADATA, metadata, write_csv
from analytics.releases.presenters.sheets import workbook_sheets
from analytics.releases.record import register
from analytics.releases.record import selectors as record
from analytics.releases.tables import FigureLine, ResponseLine, Unpublished, split_unpublished

STAMP = "SIMULATED"
CHECKSUMS = "SHA256SUMS"


def release_files(draft: Draft, *, forces: Iterable[Force], is_simulated: bool) -> list[File]:
    known = list(forces)
    told = release_json(
        draft, forces=known, is_simulated=is_simulated, label=settings.STATISTICS_LABEL
    )
    files = [
        File(name=content.NAME, media_type="application/json", content=told),
        *_record(draft),
        *_tidy(draft, known, stamp=STAMP if is_simulated else ""),
        *_quality(draft, known, is_simulated=is_simulated),
    ]
    for language in LANGUAGES:
        files += _readable(told, language, draft.edited.publish_on)
    return [*files, checksums(files)]


def checksums(files: Iterable[File]) -> File:
    lines = [f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda one: one.name)]
    return File(name=CHECKSUMS, media_type="text/plain", content="".join(lines))


def _record(draft: Draft) -> Iterator[File]:
    for name, said in draft.record.items():
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        yield File(name=name, media_type="application/json", content=text)


def _tidy(draft: Draft, forces: list[Force], *, stamp: str) -> Iterator[File]:
    places = quality.places(forces)
    parameters = register.names(draft.record.get(record.REGISTER, ()))
    readable, unpublished = split_unpublished(draft.figures)
    for name, lines, kind in (
        ("figures.csv", readable, FigureLine),
        ("unpublished.csv", unpublished, Unpublished),
        ("response.csv", draft.responses, ResponseLine),
    ):
        said = write_csv(lines, kind, places, parameters=parameters, stamp=stamp)
        yield File(name=name, media_type="text/csv", content=said)
    label = str(LABELS[settings.STATISTICS_LABEL])
    described = metadata(draft, stamp=stamp, label=label)
    yield File(name=METADATA, media_type="application/csvm+json", content=described)


def _quality(draft: Draft, forces: list[Force], *, is_simulated: bool) -> Iterator[File]:
    facts = quality.facts_of_draft(draft, is_simulated=is_simulated)
    names = {code: name for code, (_kind, _ons, name) in quality.places(forces).items()}
    for language in LANGUAGES:
        yield File(
            name=f"quality-report-{language}.md",
            media_type="text/markdown",
            content=quality.write_markdown(facts, language, names),
        )


def _readable(told: str, language: str, publish_on: date | None) -> Iterator[File]:
    release = reading.read_release(told, language=language, published_on=publish_on)
    sheets = workbook_sheets(release)
    for ending, write, media_type in (
        ("xlsx", workbooks.write_xlsx, workbooks.XLSX),
        ("ods", workbooks.write_ods, workbooks.ODS),
    ):
        yield File(
            name=f"tables-{language}.{ending}",
            media_type=media_type,
            binary=write(sheets, title=release.title, language=language),
        )
    yield File(
        name=f"release-{language}.pdf",
        media_type="application/pdf",
        binary=paper.render_pdf(release),
    )
    for picture in pictures.release_pictures(release):
        yield File(
            name=f"picture-{picture.number}-{language}.svg",
            media_type="image/svg+xml",
            content=pictures.write_svg(picture, release),
        )
