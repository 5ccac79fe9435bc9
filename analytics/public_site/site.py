"""English and Welsh."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics.public_site import markup
from analytics.public_site.api_files import api_files
from analytics.public_site.content import SiteFile, SiteLink, SitePage, SiteSection
from analytics.public_site.frozen import PublicRelease
from analytics.public_site.pages import general_pages, register_pages, release_pages

ROOTS: Mapping[str, str] = {"en": "", "cy": "cy/"}
"""The folder of each language's pages."""
TEMPLATE = "analytics/public_site.html"
STYLE = Path(__file__).parent / "style.css"
NOT_FOUND = "404.html"


@dataclass(frozen=True, kw_only=True)
class PublicSite:
    files: Sequence[SiteFile]
    lasting_pages: Sequence[str]


def build(releases: Sequence[PublicRelease], *, address: str = "") -> PublicSite:
    files, lasting = [], []
    for language, root in ROOTS.items():
        with override(language):
            has_forces = _yearly(releases) is not None
            forces = SiteLink(words=_("Forces"), path=release_pages.FORCES)
            menu = [
                *([forces] if has_forces else []),
                SiteLink(words=_("Questions"), path=release_pages.QUESTIONS),
                SiteLink(words=_("Characteristics"), path=release_pages.CHARACTERISTICS),
                SiteLink(words=_("Releases"), path=general_pages.RELEASES),
                SiteLink(words=_("How it works"), path=general_pages.HOW),
                SiteLink(words=_("Changes"), path=register_pages.WORDINGS),
                SiteLink(words=_("Register"), path=register_pages.REGISTER),
                SiteLink(words=_("No answer lost"), path=general_pages.ANSWERS),
                SiteLink(words=_("Data"), path=general_pages.DATA),
            ]
            for page in _pages(releases):
                files.append(_render_page(page, language, menu))
                if page.is_lasting:
                    lasting.append(root + page.path)
    style = SiteFile(path="style.css", content=STYLE.read_bytes())
    return PublicSite(
        files=[*files, style, _not_found(), *api_files(releases, address=address)],
        lasting_pages=lasting,
    )


def _pages(releases: Sequence[PublicRelease]) -> Iterator[SitePage]:
    latest, yearly = releases[0], _yearly(releases)
    yield release_pages.summary(
        latest,
        "",
        title=_("What victims of crime say"),
        path="",
        force=release_pages.your_force(yearly),
    )
    yield from release_pages.question_pages(latest, "")
    yield from release_pages.characteristic_pages(latest, "")
    if yearly:
        yield from release_pages.force_pages(yearly, "")
    yield from general_pages.pages(releases)
    yield from register_pages.register_pages(releases)
    yield register_pages.changes_page(releases)
    for release in releases:
        yield release_pages.release_page(release)
        yield from release_pages.question_pages(release, release.path)
        yield from release_pages.characteristic_pages(release, release.path)
        if release.year and release.forces:
            yield from release_pages.force_pages(release, release.path)


def _yearly(releases: Sequence[PublicRelease]) -> PublicRelease | None:
    return next((one for one in releases if one.year and one.forces), None)


def _render_page(page: SitePage, language: str, menu: Sequence[SiteLink]) -> SiteFile:
    path = ROOTS[language] + page.path
    top = "./" + "../" * path.count("/")
    other = next(each for each in ROOTS if each != language)
    content = render_to_string(
        TEMPLATE,
        {
            "page": page,
            "sections": [
                (section, _table(section, page, top + ROOTS[language])) for section in page.sections
            ],
            "language": language,
            "other": other,
            "top": top,
            "root": top + ROOTS[language],
            "elsewhere": top + ROOTS[other] + page.path,
            "menu": [(link, page.path.startswith(link.path)) for link in menu],
        },
    )
    return SiteFile(path=f"{path}index.html", content=content.encode())


def _table(section: SiteSection, page: SitePage, root: str) -> str:
    if section.table is None:
        return ""
    is_named = section.table.caption in {section.heading, page.title}
    hint = _("Slide the table sideways to see all of it.")
    return markup.table(section.table, root=root, is_named=is_named, hint=hint)


def _not_found() -> SiteFile:
    said = {}
    for language in ROOTS:
        with override(language):
            said[language] = _("There is no page at this address.")
    content = render_to_string("analytics/public_site_404.html", {"said": said})
    return SiteFile(path=NOT_FOUND, content=content.encode())
