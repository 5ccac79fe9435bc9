from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.presenters import force_name
from analytics import words
from analytics.disclosure.places import NATION
from analytics.items import headline
from analytics.public_site.content import (
    SiteCell,
    SiteLink,
    SitePage,
    SiteRow,
    SiteSection,
    SiteTable,
)
from analytics.public_site.frozen import TOTAL, PublicRelease, has_number, nation_of
from analytics.public_site.pages import figure_tables, silence
from analytics.public_site.pages.figure_tables import ShownFigures
from analytics.releases.presenters import quality
from analytics.releases.presenters.quality import ReportFacts
from ui.formatting import format_date

QUESTIONS, CHARACTERISTICS, FORCES = "questions/", "characteristics/", "forces/"


def question_pages(release: PublicRelease, base: str) -> Iterator[SitePage]:
    links = [
        SiteLink(words=figure_tables.item_words(release, item), path=f"{base}{QUESTIONS}{item}/")
        for item in release.items
    ]
    yield _page(release, base, f"{base}{QUESTIONS}", _("Questions"), [SiteSection(links=links)])
    for item in release.items:
        yield _question(release, base, item)


def _question(release: PublicRelease, base: str, item: str) -> SitePage:
    sections = [
        SiteSection(points=_describe_figure(release, item), is_lead=True),
        _wording_section(release, item),
        _how_to_read(),
        *_by_characteristic(release, item),
    ]
    title = figure_tables.item_words(release, item)
    return _page(release, base, f"{base}{QUESTIONS}{item}/", title, sections)


def _by_characteristic(release: PublicRelease, item: str) -> Iterator[SiteSection]:
    shown = ShownFigures(release=release, period=release.period)
    for dimension, levels in release.levels(release.period, NATION).items():
        heading = words.dimension_name(dimension)
        if figure_tables.has_numbers(shown, dimension, levels, [item]):
            table = figure_tables.levels_table(shown, dimension, levels, item)
            yield SiteSection(heading=heading, table=table)
        elif figure_tables.answered(shown, dimension, levels):
            said = _(
                "No number of this table may be shown: too few people answered, or a number would "
                "tell of another group. The files say why of each."
            )
            yield SiteSection(heading=heading, paragraphs=[said])


def _how_to_read() -> SiteSection:
    said = _(
        "“People” is how many answered. The interval says how far chance may have moved the share: "
        "of 100 such intervals about 95 hold the share of all whom the survey could ask."
    )
    link = SiteLink(words=_("How figures are made, and what marks mean"), path="how/")
    return SiteSection(paragraphs=[said], links=[link])


def your_force(yearly: PublicRelease | None) -> SiteSection:
    said = _(
        "Figures of police forces are of a whole year, because in a quarter too few people answer "
        "in most of them."
    )
    if yearly is None:
        return SiteSection(
            heading=_("Your police force"),
            paragraphs=[said, _("They stand here once the figures of a year are published.")],
        )
    link = SiteLink(words=_("Choose a force"), path=FORCES)
    return SiteSection(heading=_("Your police force"), paragraphs=[said], links=[link])


def _wording_section(release: PublicRelease, item: str) -> SiteSection:
    entry = release.register.get(item)
    if entry is None:
        return SiteSection()
    parameter = release.parameter(item)
    return SiteSection(
        heading=_("What people were asked"),
        paragraphs=[words.text_of(entry["question"])],
        links=[
            SiteLink(
                words=_("In the register: %(parameter)s") % {"parameter": parameter},
                path=f"register/{parameter}/",
            )
        ],
    )


def _describe_figure(release: PublicRelease, item: str) -> list[str]:
    line, entry = nation_of(release, item), release.register.get(item)
    if line is None or entry is None or not has_number(line):
        return []
    return [
        _("Of those who answered, %(share)s %(finding)s (95 %% interval %(lower)s to %(upper)s).")
        % {
            "share": figure_tables.percent_words(line.positive),
            "finding": words.text_of(entry["means"]),
            "lower": figure_tables.percent_words(line.lower),
            "upper": figure_tables.percent_words(line.upper),
        }
    ]


def _finding_sentences(release: PublicRelease) -> Sequence[str]:
    told = release.in_language(words.language())
    return (told.sentences if told else ()) or _describe_figure(release, headline().code)


def characteristic_pages(release: PublicRelease, base: str) -> Iterator[SitePage]:
    shown = ShownFigures(release=release, period=release.period)
    found = figure_tables.tables_of(shown)
    links = [
        SiteLink(words=words.dimension_name(of), path=f"{base}{CHARACTERISTICS}{of}/")
        for of in found
    ]
    path = f"{base}{CHARACTERISTICS}"
    yield _page(release, base, path, _("Characteristics"), [SiteSection(links=links)])
    for dimension, levels in found.items():
        table = figure_tables.crossed(shown, dimension, levels, base=base)
        section = SiteSection(paragraphs=[_favourable()], table=table)
        title = words.dimension_name(dimension)
        yield _page(release, base, f"{path}{dimension}/", title, [section])


def _favourable() -> str:
    return _(
        "Each number is the share of those who answered that answered favourably. The page of a "
        "question has its interval and how many people answered."
    )


def force_pages(release: PublicRelease, base: str) -> Iterator[SitePage]:
    names = force_names(release)
    links = [SiteLink(words=names[each], path=f"{base}{FORCES}{each}/") for each in release.forces]
    said = _(
        "Figures of forces are of a whole year, since in a quarter too few people answer in most "
        "of them. Forces stand in the order of their names. There is no table of them all: most of "
        "the differences between forces are chance, and forces serve different victims."
    )
    section = SiteSection(paragraphs=[said], links=links)
    yield _page(release, base, f"{base}{FORCES}", _("Forces"), [section])
    for force in release.forces:
        yield _force(release, base, force, names[force])


def force_names(release: PublicRelease) -> dict[str, str]:
    known = {force.code: force for force in access_selectors.known_forces()}
    return {
        code: force_name(known[code], words.language()) if code in known else name
        for code, (_kind, name) in release.places.items()
    }


def _force(release: PublicRelease, base: str, force: str, name: str) -> SitePage:
    shown = ShownFigures(release=release, period=release.year, area=force)
    period = figure_tables.period_words(release.year)
    title = _("%(force)s, %(period)s") % {"force": name, "period": period}
    sections = [
        *_picture(shown, title=title, subject=name),
        SiteSection(
            heading=_("The ten questions"),
            table=figure_tables.questions_table(shown, caption=title, base=base),
        ),
        *_reach(release, force),
        *(
            SiteSection(
                heading=words.dimension_name(of),
                table=figure_tables.crossed(shown, of, levels, base=base),
            )
            for of, levels in figure_tables.tables_of(shown).items()
        ),
    ]
    return _page(release, base, f"{base}{FORCES}{force}/", name, sections, period=release.year)


def _picture(shown: ShownFigures, *, title: str, subject: str) -> Iterator[SiteSection]:
    if figure_tables.has_numbers(shown, TOTAL[0], TOTAL[1:], shown.release.items):
        drawn = figure_tables.picture(shown, identity="force", title=title, subject=subject)
        yield SiteSection(picture=drawn)


def _reach(release: PublicRelease, area: str) -> Iterator[SiteSection]:
    line = release.responses.get((area, *TOTAL))
    if line is None:
        return
    named = {
        "in_scope": (_("Stages in scope"), figure_tables.number_words),
        "coverage": (_("Could be asked about"), figure_tables.percent_words),
        "asked": (_("People asked"), figure_tables.number_words),
        "response": (_("Of these answered"), figure_tables.percent_words),
    }
    rows = [
        SiteRow(
            head=head,
            cells=[
                SiteCell(
                    words=write(getattr(line, column)),
                    frozen="|".join((*line[:4], "reach", column)),
                    parameter=release.parameter("reach"),
                )
            ],
        )
        for column, (head, write) in named.items()
    ]
    period = figure_tables.period_words(release.period)
    caption = _("Who was asked, %(period)s") % {"period": period}
    table = SiteTable(caption=caption, heads=[_("Step"), _("Number")], rows=rows)
    yield SiteSection(heading=_("Who was asked"), table=table)


def summary(
    release: PublicRelease,
    base: str,
    *,
    title: str,
    path: str,
    force: SiteSection | None = None,
) -> SitePage:
    shown = ShownFigures(release=release, period=release.period)
    period = figure_tables.period_words(release.period)
    caption = _("England and Wales, %(period)s") % {"period": period}
    links = [
        SiteLink(words=_("Each question"), path=f"{base}{QUESTIONS}"),
        SiteLink(words=_("Each characteristic"), path=f"{base}{CHARACTERISTICS}"),
    ]
    if release.year and release.forces:
        links.append(SiteLink(words=_("Each force"), path=f"{base}{FORCES}"))
    sections = [
        *silence.sections(release),
        SiteSection(heading=_("What was found"), points=_finding_sentences(release)),
        *([force] if force else []),
        SiteSection(
            heading=_("The ten questions"),
            picture=figure_tables.picture(
                shown, identity="nation", title=caption, subject=_("England and Wales")
            ),
        ),
        SiteSection(table=figure_tables.questions_table(shown, caption=caption, base=base)),
        *_reach(release, NATION),
        SiteSection(heading=_("More of this release"), links=links),
    ]
    return _page(release, base, path, title, sections)


def release_page(release: PublicRelease) -> SitePage:
    title = _("%(period)s, version %(version)s") % {
        "period": figure_tables.period_words(release.period),
        "version": release.version,
    }
    page = summary(release, release.path, title=title, path=release.path)
    sums = [f"{file.name}: {file.sha256}" for file in release.files.values()]
    sections = [
        *_version(release),
        *page.sections,
        *_text_sections(release),
        *_files(release),
        *_quality(release),
        SiteSection(heading=_("Checksums (SHA-256)"), points=sums),
    ]
    return _page(release, release.path, release.path, title, sections)


def _version(release: PublicRelease) -> Iterator[SiteSection]:
    if release.revision_note:
        yield SiteSection(
            heading=_("What this version changed"), paragraphs=[release.revision_note]
        )
    if release.is_replaced:
        newer = f"releases/{release.period}/{release.latest_version}/"
        link = SiteLink(words=_("The version that replaced it"), path=newer)
        said = _("This version was replaced. It stays here as it was published.")
        yield SiteSection(paragraphs=[said], links=[link], is_lead=True)


def _text_sections(release: PublicRelease) -> Iterator[SiteSection]:
    told = release.in_language(words.language())
    if told is None:
        return
    if told.method_changes:
        yield SiteSection(heading=_("What changed in the method"), paragraphs=[told.method_changes])
    for heading, said in told.fields:
        yield SiteSection(heading=heading, paragraphs=[said])
    if told.limits:
        yield SiteSection(heading=_("What this cannot tell"), points=told.limits)
    found = [told.contact_name, told.contact_email] if told.contact_name else []
    if told.next_on:
        day = format_date(told.next_on, language=words.language())
        found.append(_("The next release: %(day)s.") % {"day": day})
    if found:
        yield SiteSection(heading=_("Whom to ask"), points=found)


def _files(release: PublicRelease) -> Iterator[SiteSection]:
    links = [
        SiteLink(words=name, path=f"{release.path}{name}", is_file=True) for name in release.files
    ]
    yield SiteSection(heading=_("Files, as they were published"), links=links)


def _quality(release: PublicRelease) -> Iterator[SiteSection]:
    facts = ReportFacts(
        period=release.period,
        version=release.version,
        revision_note=release.revision_note,
        is_simulated=release.is_simulated,
        quality={**release.quality, "by_force": []},
    )
    for section in quality.quality_report(facts, forces=access_selectors.known_forces()):
        yield SiteSection(
            heading=section.heading,
            paragraphs=section.paragraphs,
            table=SiteTable(
                caption=section.heading,
                heads=section.columns,
                rows=[
                    SiteRow(head=row[0], cells=[SiteCell(words=each) for each in row[1:]])
                    for row in section.rows
                ],
                are_words=True,
            )
            if section.rows
            else None,
        )


def _page(
    release: PublicRelease,
    base: str,
    path: str,
    title: str,
    sections: list[SiteSection],
    *,
    period: str = "",
) -> SitePage:
    said = _("%(period)s. Published on %(day)s, version %(version)s.") % {
        "period": figure_tables.period_words(period or release.period),
        "day": format_date(release.published_on, language=words.language()),
        "version": release.version,
    }
    own = SiteLink(words=_("This release"), path=release.path)
    return SitePage(
        path=path,
        title=title,
        lead=said,
        sections=sections,
        is_simulated=release.is_simulated,
        is_lasting=bool(base),
        trail=[own] if path != release.path else [],
    )
