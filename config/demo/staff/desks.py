from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.viewer import Viewer
from analytics.models import ResearchProject
from analytics.research import actions as research_actions
from analytics.research import selectors as research_selectors
from analytics.research.actions import ProjectPlan
from config.demo.staff.texts import STAMP
from responses.cases import visible_cases
from responses.eligibility.rules import Decision
from responses.invitations.actions.codes import NoCodeError
from responses.models import Case, PaperForm
from responses.paper import selectors as paper_selectors
from responses.paper.actions import keying, printing
from responses.paper.reading import FormReading, printed_questions, read_line
from survey.models import WordingRemark
from survey.reading import actions as reading_actions
from survey.reading import selectors as reading_selectors

TASK = "config.demo.seeding.tasks.fill_desks"
KEYERS = ("paper.keyer@example.org", "second.keyer@example.org")
READERS = ("linguist@example.org", "second.linguist@example.org")
LANGUAGE = "cy"
ASKED = (
    f"{STAMP} Would somebody in the north say this too?",
    f"{STAMP} Is this the word that the courts use?",
)
RESEARCHER, VARIABLES = "national.analyst@example.org", ("age", "sex", "stage", "Q-OVR-1")
LASTS = timedelta(days=180)
LAYOUT, ROLE = "large", "IDVA"


def enqueue_desks(*, at: datetime) -> None:
    """After its other tasks."""
    if not (_are_desks_filled() or task_queue.pending(TASK)):
        task_queue.enqueue(TASK, at=at)


def fill_desks(*, by: Actor, at: datetime) -> None:
    if not PaperForm.objects.exists():
        # Must not be texted, asked by a code.
        routed = Case.objects.filter(stage_events__decision=Decision.ROUTE)
        cases = iter(routed.exclude(visible_cases.IS_FIREWALLED).order_by("-pk").distinct()[:40])
        for keyer in _viewers(KEYERS):
            if (form := _print_form(cases, by=by, at=at)) is not None:
                lines = {
                    question.code: read_line(question, "1")[0]
                    for question in printed_questions(paper_selectors.instrument_of(form))
                }
                keying.key_form(
                    form=form, reading=FormReading(lines, {}), words="", by=_actor(keyer), at=at
                )
    if not WordingRemark.objects.exists():
        for place, (viewer, comment) in enumerate(zip(_viewers(READERS), ASKED, strict=False)):
            desk = reading_selectors.desk_for(viewer, LANGUAGE)
            text = list(desk.all())[place].text
            reading_actions.ask(
                language=LANGUAGE, text=text, comment=comment, by=_actor(viewer), at=at
            )
    if not ResearchProject.objects.exists():
        _ask_for_a_file(at=at)


def _are_desks_filled() -> bool:
    return all(each.objects.exists() for each in (PaperForm, WordingRemark, ResearchProject))


def _print_form(cases: Iterator[Case], *, by: Actor, at: datetime) -> PaperForm | None:
    for case in cases:
        try:
            form = printing.print_form(
                case=case, role=ROLE, layout=LAYOUT, language="en", by=by, at=at
            ).form
        except NoCodeError:
            continue
        form.is_keyed_twice = True
        form.save(update_fields=["is_keyed_twice"])
        return form
    return None


def _ask_for_a_file(*, at: datetime) -> None:
    years, asking = research_selectors.years_to_give(at=at), _viewers((RESEARCHER,))
    if not years or not asking:
        return
    plan = ProjectPlan(
        title="Who is kept informed", purpose="Simulated: whether age goes with being satisfied.",
        researchers=["Dr Ann Ash, University of Nowhere"], variables=VARIABLES, year=years[-1],
        ends_on=localdate(at) + LASTS,
    )  # fmt: skip
    research_actions.ask(plan=plan, by=_actor(asking[0]), at=at)


def _viewers(emails: Sequence[str]) -> list[Viewer]:
    users = [access_selectors.user_by_email(email) for email in emails]
    found = [access_selectors.viewer_for(user.pk) for user in users if user]
    return [viewer for viewer in found if viewer]


def _actor(viewer: Viewer) -> Actor:
    return Actor.user(user_id=viewer.user_id, name=viewer.name)
