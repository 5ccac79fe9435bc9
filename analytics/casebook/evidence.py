from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook import pictures, presenters
from analytics.casebook.selectors.cases import CasePage
from analytics.charts import weeks
from analytics.charts.weeks import WeeksLayout


@dataclass(frozen=True, kw_only=True)
class EvidencePaper:
    language: str
    kicker: str
    title: str
    status: str
    statement: str
    picture_title: str
    picture_words: str
    vertical: str
    placed: WeeksLayout | None
    rows: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    simulated: str
    footer: str


def evidence_of(page: CasePage, *, on: date, is_simulated: bool) -> EvidencePaper:
    in_words = alert_words.alert_words(page.alert)
    simulated = _("SIMULATED") if is_simulated else ""
    points = pictures.week_points(page.picture) if page.picture else []
    issued = _("Issued %(day)s") % {"day": presenters.day(on)}
    kicker = (_("National Victim Survey"), _("Alert"), simulated)
    return EvidencePaper(
        language=words.language().split("-")[0],
        kicker=" · ".join(part for part in kicker if part),
        title=f"{in_words.place}: {in_words.item}",
        status=" · ".join(
            part for part in (in_words.explained, in_words.judgement, in_words.weeks) if part
        ),
        statement=in_words.statement,
        picture_title=pictures.picture_title(page),
        picture_words="; ".join(point.words for point in points),
        vertical=_("Per cent"),
        placed=weeks.place(points) if points else None,
        rows=(
            *presenters.case_rows(page.case, on=on),
            *alert_words.evidence(page.alert),
        ),
        sections=_sections(page),
        simulated=simulated,
        footer=" · ".join(part for part in (in_words.place, issued, simulated) if part),
    )


def _sections(page: CasePage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    quality = presenters.quality_rows(page)
    done = [
        f"{row['start']}, {row['places']}: {row['what']} {row['measured']}"
        for row in presenters.action_rows(page.actions)
    ]
    history = [
        " · ".join(part for part in (row["at"], row["what"], row["by"], row["note"]) if part)
        for row in presenters.step_rows(page.steps)
    ]
    found = (
        (_("What is known of these weeks"), tuple(quality)),
        (_("What is being done"), tuple(done)),
        (_("Who did what"), tuple(history)),
        (_("How to read this"), (alert_words.method(page.alert),)),
    )
    return tuple((heading, paragraphs) for heading, paragraphs in found if paragraphs)
