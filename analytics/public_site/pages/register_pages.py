from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics import words
from analytics.public_site.content import (
    SiteCell,
    SiteLink,
    SitePage,
    SiteRow,
    SiteSection,
    SiteTable,
)
from analytics.public_site.frozen import PublicRelease
from analytics.public_site.pages.general_pages import release_words
from analytics.releases.record.register import Entry
from survey.definition.types import Meaning
from survey.module_names import INSTRUMENTS
from ui.formatting import format_date
from ui.languages import OWN_NAMES

MEANINGS: Mapping[str, str | Promise] = {
    Meaning.POSITIVE.value: gettext_lazy("favourable"),
    Meaning.NEUTRAL.value: gettext_lazy("neither"),
    Meaning.NEGATIVE.value: gettext_lazy("unfavourable"),
    Meaning.OUT_OF_BASE.value: gettext_lazy("not counted"),
}
KINDS: Mapping[str, str | Promise] = {
    "panel": gettext_lazy("A panel of people who went through it themselves"),
    "interview": gettext_lazy("Interviews about what people understood"),
    "test": gettext_lazy("A test of the page with people who answered it"),
    "translation": gettext_lazy("A review of a translation by people who speak it"),
}
CHANGES: Mapping[str, str | Promise] = {
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("No longer asked"),
    "reworded": gettext_lazy("Other words"),
    "replaced": gettext_lazy("Takes the place of another question: a break in the series"),
}
REGISTER, WORDINGS = "register/", "changes/"
Version = tuple[str, int]


def register_pages(releases: Sequence[PublicRelease]) -> Iterator[SitePage]:
    """Each used version of a parameter has its own address."""
    entries, used = _versions(releases), _used_by(releases)
    is_simulated = any(release.is_simulated for release in releases)
    latest = {code: entries[code, version] for code, version in sorted(entries)}
    yield SitePage(
        path=REGISTER, title=_("Register of parameters"), sections=_index(latest),
        is_simulated=is_simulated, is_lasting=True,
    )  # fmt: skip
    for code, entry in latest.items():
        versions = sorted(number for of, number in entries if of == code)
        links = [
            SiteLink(words=_("Version %(number)s") % {"number": number}, path=_path(code, number))
            for number in reversed(versions)
        ]
        yield SitePage(
            path=f"{REGISTER}{code}/", title=words.text_of(entry["label"]),
            sections=[SiteSection(links=links)], is_simulated=is_simulated, is_lasting=True,
        )  # fmt: skip
    for (code, version), entry in sorted(entries.items()):
        yield SitePage(
            path=_path(code, version),
            title=_("%(label)s (%(parameter)s)")
            % {"label": words.text_of(entry["label"]), "parameter": f"{code}/{version}"},
            sections=list(_entry(entry, used[code, version])),
            is_simulated=is_simulated,
            is_lasting=True,
        )


def _path(code: str, version: int) -> str:
    return f"{REGISTER}{code}/{version}/"


def _versions(releases: Sequence[PublicRelease]) -> dict[Version, Entry]:
    found: dict[Version, Entry] = {}
    for release in sorted(releases, key=lambda one: (one.published_on, one.period, one.version)):
        found |= {(one["code"], one["version"]): one for one in release.register.values()}
    return found


def _used_by(releases: Sequence[PublicRelease]) -> dict[Version, list[PublicRelease]]:
    found: dict[Version, list[PublicRelease]] = {}
    for release in releases:
        for one in release.register.values():
            found.setdefault((one["code"], one["version"]), []).append(release)
    return found


def _index(latest: Mapping[str, Entry]) -> list[SiteSection]:
    rows = [
        SiteRow(
            head=SiteLink(words=words.text_of(entry["label"]), path=f"{REGISTER}{code}/"),
            cells=[
                SiteCell(words=f"{code}/{entry['version']}"),
                SiteCell(words=_standing(entry)),
            ],
        )
        for code, entry in latest.items()
    ]
    said = _(
        "A parameter is what a published number is of: its words, whom it counts, and what its "
        "answers mean. Each version has an address that lasts, and every number on these pages and "
        "in the files names its version. A change of any of it makes another version."
    )
    table = SiteTable(
        caption=_("Every parameter"),
        heads=[_("Parameter"), _("Version"), _("Agreed by")],
        rows=rows,
        are_words=True,
    )
    return [SiteSection(paragraphs=[said], table=table)]


def _standing(entry: Entry) -> str:
    signed = [f"{one['name']}, {one['organisation']}" for one in entry["signed"]]
    return "; ".join(signed) or _("A draft: nobody has signed it yet")


def _entry(entry: Entry, used: Sequence[PublicRelease]) -> Iterator[SiteSection]:
    if entry["question"]:
        yield _question(entry)
    yield SiteSection(
        heading=_("What it says"),
        paragraphs=[_meaning(entry)],
    )
    yield SiteSection(
        heading=_("Who agreed to it"),
        points=[_signature(one) for one in entry["signed"]] or [_standing(entry)],
    )
    yield SiteSection(
        heading=_("Where it is used"),
        paragraphs=[_("Hash of its definition: %(hash)s") % {"hash": entry["definition"]}],
        links=[SiteLink(words=release_words(one), path=one.path) for one in used],
    )


def _question(entry: Entry) -> SiteSection:
    return SiteSection(
        heading=_("What people are asked"),
        paragraphs=[words.text_of(entry["question"])],
        table=SiteTable(
            caption=_("Answers and what they count as"),
            heads=[_("Answer"), _("Counts as")],
            rows=[
                SiteRow(
                    head=words.text_of(one["text"]),
                    cells=[SiteCell(words=str(MEANINGS[one["meaning"]]))],
                )
                for one in entry["choices"]
            ],
            are_words=True,
        ),
    )


def _meaning(entry: Entry) -> str:
    means, base = words.text_of(entry["means"]), words.text_of(entry["base"])
    if not entry["question"]:
        return means
    return _("The share of people who %(means)s, %(base)s.") % {"means": means, "base": base}


def _signature(one: Mapping[str, str]) -> str:
    return _("%(name)s, %(organisation)s, on %(day)s") % {
        "name": one["name"],
        "organisation": one["organisation"],
        "day": _day(one["on"]),
    }


def changes_page(releases: Sequence[PublicRelease]) -> SitePage:
    told = [release for release in releases if release.wordings]
    latest = max(told, key=lambda one: (one.published_on, one.period, one.version), default=None)
    said = _(
        "Every published version of the questionnaires, the latest first, with each change of "
        "words and who was asked about it. A question keeps its name only as "
        "long as it keeps its meaning."
    )
    sections = [SiteSection(paragraphs=[said])]
    for version in latest.wordings if latest else ():
        sections += _version(version)
    return SitePage(
        path=WORDINGS,
        title=_("What was changed, and who was consulted"),
        sections=sections,
        is_simulated=any(release.is_simulated for release in releases),
        is_lasting=True,
    )


def _version(version: Mapping[str, Any]) -> Iterator[SiteSection]:
    of = INSTRUMENTS.get(version["instrument"])
    number = f"{version['version']}.{version['revision']}"
    heading = _("%(name)s, version %(number)s") % {
        "name": of.name if of else version["instrument"],
        "number": number,
    }
    published = _("Published on %(day)s, asked from %(from)s.") % {
        "day": _day(version["published_on"]),
        "from": _day(version["asked_from"]),
    }
    said = [published]
    if version["is_first"]:
        said.append(_("It begins the series: nothing stood before it."))
    elif not version["changes"]:
        said.append(_("No words changed in English or Welsh."))
    yield SiteSection(heading=heading, paragraphs=said, table=_table(version["changes"], heading))


def _table(changes: Sequence[Mapping[str, Any]], caption: str) -> SiteTable | None:
    if not changes:
        return None
    rows = [
        SiteRow(
            head=change["question"],
            cells=[
                SiteCell(words=str(CHANGES[change["kind"]])),
                SiteCell(words=_in_words(change["before"])),
                SiteCell(words=_in_words(change["now"])),
                SiteCell(words=_consulted(change)),
            ],
        )
        for change in changes
    ]
    heads = [_("Question"), _("Change"), _("Before"), _("Now"), _("Who was consulted")]
    return SiteTable(caption=caption, heads=heads, rows=rows, are_words=True)


def _in_words(wording: Mapping[str, Sequence[str]]) -> str:
    found = wording.get(words.language()) or wording.get("en") or ()
    return " / ".join(filter(None, found)) or "–"


def _consulted(change: Mapping[str, Any]) -> str:
    if change["kind"] == "removed":
        return "–"
    return " ".join(map(_evidence, change["evidence"])) or _(
        "Nobody was asked about these words before."
    )


def _evidence(one: Mapping[str, Any]) -> str:
    people = ngettext("%(number)s person", "%(number)s people", one["people"]) % {
        "number": one["people"]
    }
    return _("%(kind)s, %(people)s, on %(day)s, in %(languages)s: %(found)s %(changed)s") % {
        "kind": KINDS[one["kind"]],
        "people": people,
        "day": _day(one["on"]),
        "languages": ", ".join(OWN_NAMES.get(each, each) for each in one["languages"]),
        "found": one["found"],
        "changed": one["changed"],
    }


def _day(written: str) -> str:
    return format_date(date.fromisoformat(written), language=words.language())
