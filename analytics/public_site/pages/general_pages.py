from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from analytics import words
from analytics.public_site import twin
from analytics.public_site.content import (
    SiteCell,
    SiteLink,
    SitePage,
    SiteRow,
    SiteSection,
    SiteTable,
)
from analytics.public_site.frozen import PublicRelease
from analytics.public_site.pages import figure_tables
from analytics.releases.presenters import quality
from analytics.releases.record.account import FEW, PARTS
from ui.formatting import format_date

RELEASES, HOW, ANSWERS, DATA = "releases/", "how/", "answers/", "data/"


def pages(releases: Sequence[PublicRelease]) -> Iterator[SitePage]:
    is_simulated = any(release.is_simulated for release in releases)
    for path, title, sections in (
        (RELEASES, _("Releases"), _releases(releases)),
        (HOW, _("How the survey works"), _about_sections()),
        (ANSWERS, _("No answer is lost"), _answers(releases)),
        (DATA, _("Data"), _data(releases)),
    ):
        yield SitePage(
            path=path, title=title, sections=list(sections), is_simulated=is_simulated,
            is_lasting=True,
        )  # fmt: skip


def release_words(release: PublicRelease) -> str:
    return _("%(period)s, version %(version)s") % {
        "period": figure_tables.period_words(release.period),
        "version": release.version,
    }


def _releases(releases: Sequence[PublicRelease]) -> Iterator[SiteSection]:
    rows = [
        SiteRow(
            head=SiteLink(words=release_words(release), path=release.path),
            cells=[
                SiteCell(words=format_date(release.published_on, language=words.language())),
                SiteCell(words=release.revision_note or _("First version")),
            ],
        )
        for release in releases
    ]
    yield SiteSection(
        paragraphs=[
            _(
                "What was published stays as it was, at its address. A correction is another "
                "version, with its reason."
            )
        ],
        table=SiteTable(
            caption=_("Every version, the latest first"),
            heads=[_("Release"), _("Published"), _("Why")],
            rows=rows,
            are_words=True,
        ),
    )


def _about_sections() -> Iterator[SiteSection]:
    yield _people_section()
    yield _questions_section()
    yield _how_figures_are_made()
    yield (
        SiteSection(
            heading=_("How people are protected"),
            paragraphs=[
                _(
                    "Nothing is shown of fewer than 30 people, and what would tell of them by "
                    "subtraction is hidden too. Figures of 30 to 99 people are marked as less "
                    "reliable. No force learns who answered."
                )
            ],
            table=_marks(),
        )
    )


def _people_section() -> SiteSection:
    return SiteSection(
        heading=_("Who is asked"),
        paragraphs=[
            _(
                "Police forces in England and Wales give the survey the cases of victims of crime. "
                "Rules that are public decide who can be asked safely; among those chance decides "
                "who is. People are asked by a text message, by a code from an adviser or an "
                "officer, by telephone or on paper. Nobody has to answer."
            ),
            _(
                "Where a text could bring somebody into danger none is sent. Children are not "
                "asked. How many victims that leaves out stands at the head of each release."
            ),
        ],
    )


def _questions_section() -> SiteSection:
    return SiteSection(
        heading=_("What is asked"),
        paragraphs=[
            _(
                "Ten questions, the same for everybody, in the words that the register has. Every "
                "change of wording is public, with who was consulted about it."
            )
        ],
        links=[
            SiteLink(words=_("The register of parameters"), path="register/"),
            SiteLink(words=_("What was changed, and who was consulted"), path="changes/"),
        ],
    )


def _how_figures_are_made() -> SiteSection:
    return SiteSection(
        heading=_("How figures are made"),
        paragraphs=[
            _(
                "Answers are weighted so that each force’s quarter looks like all cases that could "
                "have been asked about: by stage, crime, sex and age. Each share stands with its "
                "95 per cent interval. What a release says of its own quality stands on its page."
            )
        ],
    )


def _marks() -> SiteTable:
    rows = [SiteRow(head=mark, cells=[SiteCell(words=said)]) for mark, said in quality.marks()]
    return SiteTable(caption=_("Marks"), heads=[_("Mark"), _("Meaning")], rows=rows, are_words=True)


def _answers(releases: Sequence[PublicRelease]) -> Iterator[SiteSection]:
    yield SiteSection(
        paragraphs=[
            _(
                "Each answer that came about the cases of a quarter is in one of these columns, so "
                "they add up to all that came. Where a number is of fewer than 30 people it is not "
                "told, and then what came is said as a least number."
            ),
            _(
                "Taken back: its six words, or a call, took it out before the quarter was counted. "
                "One that is taken back later stays in what was published. Late: "
                "it came, or was brought back, after the quarter had closed. Otherwise: by "
                "telephone or on paper, in a victim’s place, or with too few questions "
                "answered to count."
            ),
        ],
        table=_account(releases),
    )
    yield SiteSection(
        heading=_("Sealed heads of the audit trail"),
        paragraphs=[
            _(
                "Each act on an answer is an event of the audit trail, chained to the event before "
                "it. A release carries the head of that chain as it was sealed last. Whoever keeps "
                "it can ask later whether any event before it was changed or taken out."
            )
        ],
        points=[_head(release) for release in releases if release.account],
    )


def _head(release: PublicRelease) -> str:
    head = release.account.get("audit")
    if not head:
        return _("%(release)s: no head had been sealed.") % {"release": release_words(release)}
    return _("%(release)s: sealed for %(day)s after event %(position)s, %(hash)s") % {
        "release": release_words(release),
        "day": format_date(date.fromisoformat(head["day"]), language=words.language()),
        "position": words.number(int(head["position"])),
        "hash": head["hash"],
    }


def _account(releases: Sequence[PublicRelease]) -> SiteTable:
    told = [release for release in releases if release.account.get("answers")]
    return SiteTable(
        caption=_("England and Wales, by release"),
        heads=[
            _("Release"),
            _("Came"),
            _("Counted"),
            _("Taken back"),
            _("Late"),
            _("Otherwise"),
        ],
        rows=[
            SiteRow(
                head=SiteLink(words=release_words(release), path=release.path),
                cells=_account_cells(release),
            )
            for release in told
        ],
    )


def _account_cells(release: PublicRelease) -> list[SiteCell]:
    answers = release.account["answers"]
    came = words.number(int(answers["received"]))
    if not answers["is_whole"]:
        came = _("at least %(number)s") % {"number": came}
    said = [came, *(_few_or(answers[part]) for part in PARTS)]
    named = ("received", *PARTS)
    return [
        SiteCell(words=each, frozen=f"{release.period}|account|{release.version}|{name}")
        for each, name in zip(said, named, strict=True)
    ]


def _few_or(value: str) -> str:
    return _("fewer than 30") if value == FEW else words.number(int(value))


def _data(releases: Sequence[PublicRelease]) -> Iterator[SiteSection]:
    yield SiteSection(
        paragraphs=[
            _(
                "Everything on these pages is a file of a release. Take it, copy it and use it, "
                "with its source and its marks. There is no key and no sign-in."
            )
        ],
        table=_marks(),
    )
    yield _for_programmes()
    yield _the_twin()
    for release in releases:
        yield SiteSection(heading=release_words(release), links=list(_downloads(release)))


def _for_programmes() -> SiteSection:
    return SiteSection(
        heading=_("For programmes"),
        paragraphs=[
            _(
                "The list of releases, the register and the figures of each area are JSON at "
                "addresses that last. Each figure names its parameter in the register."
            )
        ],
        links=[
            SiteLink(words=_("All releases (JSON)"), path="api/releases.json", is_file=True),
            SiteLink(words=_("The register (JSON)"), path="api/register.json", is_file=True),
            SiteLink(
                words=_("Every file of this site with its checksum (JSON)"),
                path="manifest.json",
                is_file=True,
            ),
        ],
    )


def _the_twin() -> SiteSection:
    return SiteSection(
        heading=_("The synthetic twin"),
        paragraphs=[
            _(
                "A thousand invented rows for each release, with every column of the survey, to "
                "try programmes on. They are drawn from the published figures alone: how often "
                "each level is met, and how people at each stage answered each question. No "
                "finding may rest on them, and nobody is in them."
            )
        ],
    )


def _downloads(release: PublicRelease) -> Iterator[SiteLink]:
    for name in release.files:
        yield SiteLink(words=name, path=f"{release.path}{name}", is_file=True)
    for name in (twin.NAME, twin.SCHEMA):
        words_of = _("%(name)s (synthetic)") % {"name": name}
        yield SiteLink(words=words_of, path=f"{release.path}twin/{name}", is_file=True)
    yield SiteLink(
        words=_("Figures by area (JSON)"), path=f"{release.path}api/areas.json", is_file=True
    )
