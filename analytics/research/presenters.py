from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.presenters import REGIONS
from analytics import words
from analytics.items import item_codes
from analytics.models import ResearchProject
from analytics.research import files
from analytics.research.codebook import Study, Variable
from analytics.research.protection import LEAST, ProtectedRecords
from analytics.research.recoding import ANY, KEYS, LATER, MIDDLE, OLD, WEIGHT, YOUNG, variables
from ui.formatting import format_date, format_moment, format_number

State = ResearchProject.ProjectState
STATES: Mapping[str, Promise] = {
    State.MAKING: gettext_lazy("The file is being made"),
    State.CHECKING: gettext_lazy("Waits to be checked by two people"),
    State.READY: gettext_lazy("May be handed over"),
    State.REFUSED: gettext_lazy("Refused, and the file destroyed"),
    State.ENDED: gettext_lazy("Ended, and the file destroyed"),
}
NAMES: Mapping[str, Promise] = {
    "region": gettext_lazy("Region"),
    "disability": gettext_lazy("Disability, as recorded"),
    "ethnicity": gettext_lazy("Ethnic group, as recorded"),
    "age": gettext_lazy("Age group"),
    "crime": gettext_lazy("Group of crimes"),
    "stage": gettext_lazy("Stage of the case"),
    "sex": gettext_lazy("Sex, as recorded"),
    WEIGHT: gettext_lazy("Weight, kept coarsely"),
}
VALUES: Mapping[str, Promise] = {
    ANY: gettext_lazy("Not told, or not known"),
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "white": gettext_lazy("White"),
    "other": gettext_lazy("Other"),
    YOUNG: gettext_lazy("Under 35"),
    MIDDLE: gettext_lazy("35 to 54"),
    OLD: gettext_lazy("55 and over"),
    "person": gettext_lazy("Against the person"),
    "property": gettext_lazy("Against property"),
    "report": gettext_lazy("Report"),
    "investigation": gettext_lazy("Investigation"),
    "outcome": gettext_lazy("Outcome"),
    LATER: gettext_lazy("Court or later"),
    "female": gettext_lazy("Female"),
    "male": gettext_lazy("Male"),
    "positive": gettext_lazy("Positive"),
    "neutral": gettext_lazy("Neutral"),
    "negative": gettext_lazy("Negative"),
}
SAID = ("positive", "neutral", "negative")


def choices() -> list[tuple[str, str]]:
    return [(name, _name(name)) for name in variables()]


def _name(name: str) -> str:
    return str(NAMES[name]) if name in NAMES else words.label(name)


def _values(name: str) -> dict[str, str]:
    codes = SAID if name in item_codes() else (*KEYS[name], ANY)
    regions = {code: str(words_) for code, words_ in REGIONS.items()} if name == "region" else {}
    return regions | {code: str(VALUES[code]) for code in codes}


def written_file(project: ResearchProject, protected: ProtectedRecords) -> bytes:
    with translation.override("en"):
        chosen = [
            Variable(name, _name(name), _values(name), is_key=name in KEYS)
            for name in variables()
            if name in project.variables
        ]
        every = [Variable(WEIGHT, _name(WEIGHT), {}), *chosen]
        return files.write_archive(_study(project), every, protected)


def _study(project: ResearchProject) -> Study:
    return Study(
        title=project.title,
        purpose=project.purpose,
        year=project.year,
        ends_on=project.ends_on.isoformat(),
        made_on=project.asked_at.date().isoformat(),
        k=LEAST,
        is_simulated=access_selectors.is_simulated(),
    )


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    pk: int
    title: str
    year: str
    ends: str
    state: str
    asked: str


def project_rows(projects: Sequence[ResearchProject]) -> list[ProjectRow]:
    return [project_row(each) for each in projects]


def project_row(project: ResearchProject) -> ProjectRow:
    language = get_language() or "en"
    moment = format_moment(project.asked_at, language=language)
    return ProjectRow(
        pk=project.pk,
        title=project.title,
        year=words.period_name(project.year),
        ends=format_date(project.ends_on, language=language),
        state=str(STATES[project.state]),
        asked=_("%(person)s, %(time)s") % {"person": project.asked_by, "time": moment},
    )


def report_lines(project: ResearchProject) -> list[str]:
    report, language = project.report, get_language() or "en"
    if not report:
        return []
    said = {
        name: format_number(report[name], language=language)
        for name in ("answers", "dropped", "silenced", "smallest", "least")
    }
    given_up = [
        _("%(name)s: given up for %(count)s answers")
        % {"name": _name(key), "count": format_number(count, language=language)}
        for key, count in report["coarsened"].items()
        if count
    ]
    kept = _("%(answers)s answers; %(dropped)s were left out: their group was too small.")
    group = _("The smallest group of all that others may know holds %(smallest)s, of %(least)s.")
    silent = _("%(silenced)s answers that a whole group shared were taken out.")
    return [kept % said, group % said, silent % said, *given_up]


def variable_names(project: ResearchProject) -> list[str]:
    return [_name(name) for name in variables() if name in project.variables]
