from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook import presenters as case_words
from analytics.casebook.selectors.cases import case_or_default
from analytics.charts import intervals
from analytics.disparities import gap_tables
from analytics.disparities import presenters as disparities_words
from analytics.disparities.gap_tables import GridGapRow
from analytics.disparities.selectors import GapsPage
from analytics.figures.presenters import charts, quarter_words
from analytics.items import Judgement
from analytics.journey.presenters import findings as journey_words
from analytics.journey.presenters.findings import StageRow
from analytics.journey.selectors import JourneyPage, StageJourney
from analytics.models import Alert, CaseAction
from analytics.reports.parts import DoneNote, DoneSection, FoundSection, PaperRow, PaperTable
from analytics.reports.selectors import ReportFound

ALERTS_SHOWN = 3
GAPS_SHOWN = 12


def journey(page: JourneyPage) -> FoundSection:
    heading = _("Where the journey fails")
    if page.found is None:
        return FoundSection(
            heading=heading, leads=(_("There are no figures of stages yet."),), tables=()
        )
    return FoundSection(
        heading=heading,
        leads=tuple(
            lead
            for lead in (
                journey_words.lead(page, page.found),
                journey_words.hidden(page, page.found),
            )
            if lead
        ),
        tables=(_stages(page, page.found), _falls(page, page.found)),
    )


def _stages(page: JourneyPage, found: StageJourney) -> PaperTable:
    rows = journey_words.rows(page, found)
    placed = intervals.place(
        [
            charts.share_row(row.label, figure.own.share, nation=figure.nation)
            for row, figure in zip(rows, found.figures[page.item], strict=True)
        ],
        is_wide=True,
    ).rows
    return PaperTable(
        caption=_("%(measure)s at each stage, %(period)s")
        % {"measure": words.label(page.item), "period": words.period_name(page.period or "")},
        columns=(
            _("Stage"),
            _("Share"),
            _("Interval"),
            _("Base"),
            *([_("The nation")] if page.force else []),
            _("Since the stage before"),
        ),
        rows=tuple(
            PaperRow(cells=_stage_cells(row, is_force=page.force is not None), placed=one)
            for row, one in zip(rows, placed, strict=True)
        ),
    )


def _stage_cells(row: StageRow, *, is_force: bool) -> tuple[str, ...]:
    own, gap = row.figure, row.gap
    nation = row.nation.value or f"[{row.nation.mark}]" if row.nation else "–"
    since = "–"
    if gap is not None:
        since = f"{gap.value} ({gap.interval})" if gap.value else _("Too few to compare")
    mark = f"[{own.mark}]" if own.mark else ""
    return (
        row.label,
        f"{own.value} {mark}".strip(),
        own.interval or mark,
        own.base or mark,
        *([nation] if is_force else []),
        since,
    )


def _falls(page: JourneyPage, found: StageJourney) -> PaperTable:
    return PaperTable(
        caption=_("The largest fall of each question, %(period)s")
        % {"period": words.period_name(page.period or "")},
        columns=(_("Question"), _("Largest fall")),
        rows=tuple(
            PaperRow(cells=(words.label(item), journey_words.fall_words(found, item)))
            for item in found.figures
        ),
    )


def let_down(page: GapsPage) -> FoundSection:
    heading = _("Who is let down")
    if refused := quarter_words.not_compared(page):
        return FoundSection(heading=heading, leads=(refused,), tables=())
    clear = gap_tables.clear(page, gap_tables.gap_rows(page))
    rows = sorted(clear.rows, key=_first_worse) if clear else []
    left_out = len(rows) - GAPS_SHOWN
    more = ngettext(
        "%(count)s more gap that is clear stands on the page “Who is let down”.",
        "%(count)s more gaps that are clear stand on the page “Who is let down”.",
        left_out,
    ) % {"count": words.number(left_out)}
    return FoundSection(
        heading=heading,
        leads=(disparities_words.lead(page), disparities_words.comparisons_made(page)),
        tables=(_gaps(clear.caption, rows[:GAPS_SHOWN]),) if clear else (),
        more=more if left_out > 0 else "",
    )


def _first_worse(row: GridGapRow) -> bool:
    return row.standardised.kind != Judgement.WORSE


def _gaps(caption: str, rows: Sequence[GridGapRow]) -> PaperTable:
    return PaperTable(
        caption=caption,
        columns=(
            _("Group"),
            _("Beside"),
            _("Question"),
            _("Group’s share"),
            _("The other’s"),
            _("Gap, same mix of cases"),
        ),
        rows=tuple(
            PaperRow(
                cells=(
                    row.group,
                    row.reference,
                    row.label,
                    row.own,
                    row.other,
                    f"{row.standardised.value} ({row.standardised.interval})",
                )
            )
            for row in rows
        ),
    )


def actions_taken(found: ReportFound, *, on: date) -> DoneSection:
    shown = found.raised[:ALERTS_SHOWN]
    rest = len(found.raised) - len(shown)
    more = ngettext(
        "%(count)s more alert stands on the page of alerts.",
        "%(count)s more alerts stand on the page of alerts.",
        rest,
    ) % {"count": words.number(rest)}
    return DoneSection(
        heading=_("What was done"),
        lead="" if found.raised else _none(found),
        notes=tuple(_note(alert, found.acts[alert.pk], on=on) for alert in shown),
        more=more if rest else "",
    )


def _none(found: ReportFound) -> str:
    if found.force is None:
        return _("No alert of the nation stood in the quarter or is open.")
    return _("No alert of this force or of the nation stood in the quarter or is open.")


def _note(alert: Alert, acts: Sequence[CaseAction], *, on: date) -> DoneNote:
    told, case = alert_words.alert_words(alert), case_or_default(alert)
    owner = case_words.owner_words(case) or _("nobody’s yet")
    return DoneNote(
        title=f"{told.item} · {told.place} · {told.judgement}",
        statement=told.statement,
        state=" · ".join(
            part
            for part in (case_words.state_words(case), owner, case_words.late_words(case, on=on))
            if part
        ),
        acts=tuple(
            f"{row['start']}, {row['places']}: {row['what']} {row['measured']}"
            for row in case_words.action_rows(acts)
        )
        or (_("Nothing was done about it yet."),),
    )
