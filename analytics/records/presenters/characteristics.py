from collections.abc import Iterator

from django.utils.translation import gettext as _

from analytics import words
from analytics.disclosure.places import NATION
from analytics.records.presenters.rate_tables import (
    RatePicture,
    RateRow,
    RateTable,
    caption,
    drawn,
    figure,
    force_rows,
    kappa,
    picture,
)
from analytics.records.rates import RECORDED_AS, as_said, not_recorded
from analytics.records.selectors import RecordPage
from analytics.tables import ALSO_RECORDED, EVERYBODY, LEVELS, Dimension

NAMES = {as_said(one): words.DIMENSIONS[one] for one in ALSO_RECORDED}


def lead(page: RecordPage) -> str:
    agreed = {one: rate for one in ALSO_RECORDED if (rate := page.rate(as_said(one)))}
    missing = {one: rate for one in ALSO_RECORDED if (rate := page.rate(not_recorded(one)))}
    if not agreed or not missing:
        return _("Too few answered to say how true the record is.")
    least = min(agreed, key=lambda one: agreed[one].found / agreed[one].people)
    most = max(missing, key=lambda one: missing[one].found / missing[one].people)
    return _(
        "In %(period)s the record agrees least with what victims say on this: %(least)s. Where "
        "it is recorded, it is as they say for %(agreed)s of them (%(agreed_interval)s). This is "
        "missing most often: %(most)s. It is not recorded for %(missing)s (%(missing_interval)s)."
    ) % {
        "period": words.period_name(page.period or ""),
        "least": words.dimension_name(least),
        "agreed": figure(agreed[least]).value,
        "agreed_interval": figure(agreed[least]).interval,
        "most": words.dimension_name(most),
        "missing": figure(missing[most]).value,
        "missing_interval": figure(missing[most]).interval,
    }


def tables(page: RecordPage) -> Iterator[RateTable]:
    yield _overall(page)
    for one in ALSO_RECORDED:
        yield _by_group(page, one)
    name = _("Recorded as they say, by force")
    yield RateTable(
        identity="force",
        name=name,
        caption=caption(page, name),
        heads=[str(each) for each in NAMES.values()],
        rows=list(force_rows(page, NAMES)),
    )


def drawing(page: RecordPage) -> RatePicture | None:
    return picture(page, _("Recorded as victims say"), drawn(page, NAMES))


def _overall(page: RecordPage) -> RateTable:
    name = _("What is recorded")
    nation = [_("Nation: recorded as they say")] if page.force else []
    return RateTable(
        identity="overall",
        name=name,
        caption=caption(page, name),
        heads=[_("Recorded as they say"), _("κ"), _("Not recorded"), *nation],
        rows=[_overall_row(page, one) for one in ALSO_RECORDED],
    )


def _overall_row(page: RecordPage, one: Dimension) -> RateRow:
    agreed = page.rate(as_said(one))
    nation = [figure(page.rate(as_said(one), area=NATION))] if page.force else []
    missing = figure(page.rate(not_recorded(one)))
    return RateRow(
        label=words.dimension_name(one), cells=[figure(agreed), kappa(agreed), missing, *nation]
    )


def _by_group(page: RecordPage, one: Dimension) -> RateTable:
    name = words.dimension_name(one)
    return RateTable(
        identity=one.value,
        name=name,
        caption=caption(page, name),
        heads=[
            _("Recorded so, of who say so"),
            _("Say so, of who are recorded so"),
            _("κ"),
            _("Not recorded"),
        ],
        rows=[_group_row(page, one, level) for level in (EVERYBODY, *LEVELS[one])],
    )


def _group_row(page: RecordPage, one: Dimension, level: str) -> RateRow:
    if level == EVERYBODY:
        agreed, missing = page.rate(as_said(one)), page.rate(not_recorded(one))
        recorded, label = agreed, _("All together")
    else:
        agreed = page.rate(as_said(one), one.value, level)
        recorded = page.rate(as_said(one), RECORDED_AS + one.value, level)
        missing, label = (
            page.rate(not_recorded(one), one.value, level),
            words.level_name(one, level),
        )
    return RateRow(
        label=label, cells=[figure(agreed), figure(recorded), kappa(agreed), figure(missing)]
    )
