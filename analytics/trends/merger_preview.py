"""Preview of a force merger: the headline question in closed quarters for the combined forces,
computed as for merged forces (analytics.figures.merged_forces).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.administration.force_presenters import JoinedForces, MergerPreview
from access.presenters import force_name
from analytics import words
from analytics.charts import small_lines
from analytics.charts.small_lines import SmallLine, SmallPoint, SmallRow
from analytics.disclosure.places import Place
from analytics.figures.presenters import charts
from analytics.figures.selectors import figures, lines
from analytics.figures.selectors.shown import Area
from analytics.items import headline
from analytics.models import ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.stats.suppression import NO_ANSWERS, Published, Share
from analytics.tables import EVERYBODY, Dimension


def _context(joined: JoinedForces, on: date) -> Mapping[str, object]:
    line = tuple(dict.fromkeys([joined.into, *access_selectors.lineage(*joined.ending)]))
    tables = _tables(line, on=on)
    periods = sorted({period for period, _of in tables})
    shares = {
        period: tables[period, Dimension.ALL.value].get(headline().code, {}) for period in periods
    }
    apart = [code for code in line if any((code, EVERYBODY) in of for of in shares.values())]
    joined_line = _joined(line, tables, periods)
    return {
        "question": words.label(headline().code),
        "names": [_name(code, joined) for code in apart],
        "rows": [
            {
                "period": words.period_name(period),
                "apart": [_words(shares[period].get((code, EVERYBODY))) for code in apart],
                "joined": _words(joined_line[period]),
            }
            for period in reversed(periods)
        ],
        "picture": _picture(joined, apart, shares, joined_line) if periods else "",
    }


def _tables(line: Sequence[str], *, on: date) -> Mapping[lines.Table, lines.Shares]:
    states = quarter_states.states()
    closed = [
        period
        for period in figures.periods(on=on)
        if period in states and states[period].closed_on is not None
    ]
    rows = ShownTable.objects.filter(
        period__in=closed, dimension=Dimension.ALL.value, area__in=line
    )
    return lines.tables_of(rows.values_list("period", "dimension", "area", "shares"))


def _joined(
    line: Sequence[str],
    tables: Mapping[lines.Table, lines.Shares],
    periods: Sequence[str],
) -> dict[str, Share]:
    summed = lines.with_lines(Area(force=None, line=tuple(line)), tables)
    own: Place = (line[0], EVERYBODY)
    found = {
        period: summed[period, Dimension.ALL.value].get(headline().code, {}) for period in periods
    }
    return {period: places.get(own, NO_ANSWERS) for period, places in found.items()}


def _picture(
    joined: JoinedForces,
    apart: Sequence[str],
    shares: Mapping[str, Mapping[Place, Share]],
    joined_line: Mapping[str, Share],
) -> SafeString:
    labelled = [
        (_name(code, joined), [of.get((code, EVERYBODY)) for of in shares.values()])
        for code in apart
    ]
    labelled.append((_("Joined: %(force)s") % {"force": joined.into_name}, [*joined_line.values()]))
    drawn = [SmallRow(label=label, lines=(_small_line(series),)) for label, series in labelled]
    drawings = [
        small_lines.draw(
            small_lines.place(drawn, panels=[_("Per cent")], is_wide=is_wide),
            identity=f"joined-{'wide' if is_wide else 'narrow'}",
            title=_("The joined line, and those that it is made of"),
            description="; ".join(f"{row.label}: {row.lines[0].value}" for row in drawn),
            stamp=charts.simulation_stamp(is_simulated=access_selectors.is_simulated()),
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))


def _small_line(series: Sequence[Share | None]) -> SmallLine:
    return SmallLine(
        points=tuple(
            SmallPoint(
                share=share.positive if isinstance(share, Published) else None, is_unusual=False
            )
            for share in series
        ),
        value=_words(series[-1]),
    )


def _words(share: Share | None) -> str:
    return words.figure_words(NO_ANSWERS if share is None else share).line


def _name(code: str, joined: JoinedForces) -> str:
    known = {force.code: force for force in access_selectors.known_forces()}
    return force_name(known[code], words.language()) if code in known else joined.into_name


JOINED_LINE = MergerPreview(template="analytics/_joined_line.html", context=_context)
