from datetime import date

from django.utils.translation import gettext as _

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.alerts.weekly_series import first_day
from analytics.casebook.presenters import day
from analytics.casebook.selectors.cases import CasePage
from analytics.casebook.weekly_picture import PicturePoint, WeeklyPicture
from analytics.charts import weeks
from analytics.charts.weeks import WeekPoint
from analytics.figures.presenters.charts import safe
from ui import formatting


def picture(page: CasePage, *, stamp: str) -> dict[str, object] | None:
    if page.picture is None:
        return None
    title = picture_title(page)
    points = week_points(page.picture)
    drawing = weeks.draw(
        weeks.place(points),
        vertical=_("Per cent"),
        identity="weeks",
        title=title,
        description="; ".join(point.words for point in points),
        stamp=stamp,
    )
    return {"drawing": safe(drawing), "caption": title, "rows": week_rows(page.picture)}


def picture_title(page: CasePage) -> str:
    names = {
        "item": alert_words.item_label(page.alert),
        "place": words.place_name(page.alert.force),
    }
    if page.picture is not None and page.picture.weeks_each > 1:
        return _("%(item)s, %(place)s, by four weeks over a year") % names
    return _("%(item)s, %(place)s, week by week over a year") % names


def week_points(drawn: WeeklyPicture) -> list[WeekPoint]:
    step = 17 if drawn.weeks_each == 1 else 4
    last = len(drawn.points) - 1
    return [
        WeekPoint(
            share=point.share,
            lower=point.lower,
            upper=point.upper,
            is_marked=point.is_marked,
            label=formatting.format_short_month(monday(point), language=words.language())
            if number % step == 0 and number <= last - step // 2
            else "",
            words=_point_words(point),
        )
        for number, point in enumerate(drawn.points)
    ]


def week_rows(drawn: WeeklyPicture) -> list[dict[str, object]]:
    return [
        {
            "week": day(monday(point)),
            "share": "" if point.share is None else words.percent(point.share),
            "expected": "" if point.share is None else _expected(point),
            "is_marked": point.is_marked,
        }
        for point in drawn.points
    ]


def monday(point: PicturePoint) -> date:
    return first_day(point.week)


def _expected(point: PicturePoint) -> str:
    return formatting.format_interval(
        point.lower or 0.0, point.upper or 0.0, language=words.language()
    )


def _point_words(point: PicturePoint) -> str:
    if point.share is None:
        return _("%(day)s: too few answers") % {"day": day(monday(point))}
    return _("%(day)s: %(share)s, expected %(expected)s") % {
        "day": day(monday(point)),
        "share": words.percent(point.share),
        "expected": _expected(point),
    }
