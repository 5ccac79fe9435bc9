"""Every page of a respondent in every state, found and not listed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from playwright.sync_api import Page

from responses.answering.selectors import respondents
from responses.models import Response, TriageShift
from responses.urls import public
from survey.bank import instruments
from survey.definition.types import Answers, Instrument, Question, QuestionKind
from survey.flow import steps as flow_steps
from survey.publishing import example_cases
from tests.conftest import IS_WHOLE
from tests.responses import by_code, saying_more
from tests.responses.invited import BIRTH_YEAR, Invited, invite
from tests.responses.open_link import someone
from tests.responses.triage import at_the_desk
from ui.gallery import PAGES as GALLERY

LINKED = "short-core"
OPEN = "open-"
# Pages that have one face for each question.
QUESTIONS = ("question", "open-question")
# Beside them, ways through, on which nobody ever stands, and what scripts of a page fetch.
NOT_ASKED = {"link", "mistyped", "exit", *QUESTIONS, "recording", "still-open"}
ERRORS = [name for name in GALLERY if name.startswith("error-") and "staff" not in name]
SEEN = {
    QuestionKind.SINGLE,
    QuestionKind.MULTI,
    QuestionKind.TEXT,
    QuestionKind.INTEGER,
    QuestionKind.DECIMAL,
    QuestionKind.DATE,
    QuestionKind.TIME,
    QuestionKind.NOTE,
    QuestionKind.ACKNOWLEDGE,
}
MAIN = re.compile("<main.*?</main>", re.DOTALL)
PASSING = re.compile(r'value="(\w{12}|\w{64})"|<a class="back".*?</a>', re.DOTALL)
"""What differs on a page from one time to another, and is no other page."""
FIELDS = "main form :is(input:not([type=hidden]), select, textarea)"
SAYS_EMPTY = ".error-summary, [data-test=skip-prompt]"
CONTINUE = "main form .button:not([name])"


@dataclass(frozen=True)
class Stop:
    page: str
    state: str = "normal"

    @property
    def name(self) -> str:
        return self.page.partition(" ")[0]

    @property
    def is_error(self) -> bool:
        return self.state.endswith(("error", "refused"))

    def __str__(self) -> str:
        return f"{self.page} ({self.state})"


def languages() -> list[str]:
    shipped = [
        each for each in instruments.shipped_instruments() if each.document["code"] == LINKED
    ]
    return [code for code, _ in settings.LANGUAGES if code in shipped[-1].languages]


def right_to_left() -> list[str]:
    return [code for code in languages() if code in settings.LANGUAGES_BIDI][:1]


def asked_routes() -> list[str]:
    patterns = [route for route in public.urlpatterns if isinstance(route, URLPattern)]
    return [
        route.name
        for route in patterns
        if route.name not in NOT_ASKED and "." not in str(route.pattern)
    ]


def pages() -> list[str]:
    return [*asked_routes(), *QUESTIONS, *ERRORS]


def firsts(questions: list[tuple[int, Question]]) -> list[tuple[int, Question]]:
    found = {question.kind: (number, question) for number, question in reversed(questions)}
    return sorted(found.values(), key=lambda pair: pair[0])


def answers_before(
    instrument: Instrument, question: Question, needed: Answers
) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for before in instrument.questions[: instrument.questions.index(question)]:
        if before in flow_steps.path(instrument, given):
            given[before.code] = list(needed.get(before.code, ()))
    return given


@dataclass
class Walk:
    browser_page: Page
    base: str
    language: str
    is_whole: bool = IS_WHOLE
    invited: Invited = field(init=False)
    words: str = "(no words yet)"
    """The six words of the last page, different for everyone."""
    met: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        saying_more.publish_national()
        if not TriageShift.objects.exists():
            at_the_desk.on_the_rota("Ash", "Birch")
        self.invited = invite(language=self.language)
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": self.language, "url": self.base}
        self.browser_page.context.add_cookies([cookie])

    def stops(self) -> Iterator[Stop]:
        yield from self.errors()
        yield from self.reading("stranger")
        self.follow_link()
        yield from self.reading("before the gate")
        yield from self.wrong_answer()
        self.pass_gate()
        yield from self.questions()
        yield from self.reading("after the gate")
        yield from self.saying_more()
        self.go(self.path_of("review"))
        self.click(CONTINUE)
        self.words = " ".join(self.browser_page.locator("main .inset li").all_inner_texts())
        yield Stop("review", "sent in")
        yield from self.reading("finished")
        yield from self.taking_out()
        yield from self.coming_by_code()
        yield from self.stopping()
        yield from self.answering_unasked()

    # --- parts ---

    def errors(self) -> Iterator[Stop]:
        for name in ERRORS:
            self.go(f"{reverse('gallery')}?show={name}&language={self.language}")
            yield Stop(name)

    def reading(self, when: str, beginning: str = "") -> Iterator[Stop]:
        for name in asked_routes():
            if not name.startswith(beginning):
                continue
            path = self.path_of(name)
            if not self.is_wanted(name, path):
                continue
            self.go(path)
            yield Stop(name, when)
            if self.sends_empty():
                yield Stop(name, f"{when}, error")

    def wrong_answer(self) -> Iterator[Stop]:
        self.go(self.path_of("check"))
        self.browser_page.fill("#id_answer", str(BIRTH_YEAR - 1))
        self.click(CONTINUE)
        yield Stop("check", "refused")

    def questions(self) -> Iterator[Stop]:
        instrument = self.asked()
        shown = [
            (number, question)
            for number, question in enumerate(instrument.questions, 1)
            if question.kind in SEEN
        ]
        cases = {branch.code: branch.taken for branch in example_cases.branches(instrument)}
        for number, question in shown if self.is_whole else firsts(shown):
            needed = cases.get(question.code) or {}
            self.have_answered(answers_before(instrument, question, needed))
            self.go(reverse("feedback:question", kwargs={"number": number}))
            name = f"question {question.code}"
            yield Stop(name)
            if self.sends_empty():
                yield Stop(name, "error")
        yield from self.answered_earlier(instrument)

    def asked(self) -> Instrument:
        response = Response.objects.get(invitation=self.invited.invitation_id)
        return respondents.journey_of(response).instrument

    def saying_more(self) -> Iterator[Stop]:
        if self.language not in saying_more.LANGUAGES:
            return
        self.go(self.path_of("further"))
        self.click("button[name=more]")
        yield Stop("question", "further")
        self.click("button[name=stop]")

    def answered_earlier(self, instrument: Instrument) -> Iterator[Stop]:
        first = instrument.questions[0]
        everything = {q.code: [] for q in flow_steps.path(instrument, {})}
        self.have_answered(everything | {first.code: [first.choices[0].code]})
        self.go(reverse("feedback:question", kwargs={"number": 1}))
        yield Stop(f"question {first.code}", "answered earlier")
        self.browser_page.locator("main label").first.click()
        self.click(CONTINUE)

    def taking_out(self) -> Iterator[Stop]:
        given = (("not the right words", "refused"), (self.words, "done"), (self.words, "again"))
        for words, state in given:
            self.go(self.path_of("withdraw"))
            self.browser_page.locator(FIELDS).first.fill(words)
            self.click(CONTINUE)
            yield Stop("withdraw", state)
        self.click(CONTINUE)
        yield Stop("withdraw", "brought back")

    def coming_by_code(self) -> Iterator[Stop]:
        self.go(self.path_of("code"))
        code = by_code.hand_over(invite(language=self.language), at=timezone.now())
        self.browser_page.locator(FIELDS).first.fill(code)
        self.click(CONTINUE)
        self.go(self.path_of("check"))
        yield Stop("word", "before")
        self.browser_page.fill("#id_word", "ab")
        self.click(CONTINUE)
        yield Stop("word", "error")
        self.click(CONTINUE)
        self.go(self.path_of("word"))
        yield Stop("word", "after")

    def stopping(self) -> Iterator[Stop]:
        self.invited = invite(language=self.language)
        self.follow_link()
        self.go(self.path_of("stop"))
        self.click(CONTINUE)
        yield Stop("stop", "can be undone")
        self.click("button[name=undo]")
        yield Stop("stop", "undone")
        self.invited = invite(language=self.language, mobile="+447700900011")
        self.follow_link()
        self.go(self.path_of("stop"))
        self.click("button[name=wrong_person]")
        yield Stop("stop", "number stopped")

    def answering_unasked(self) -> Iterator[Stop]:
        someone.open_the_link()
        self.go(self.path_of("open"))
        self.click(CONTINUE)
        yield from self.reading("nobody asked", OPEN)
        self.go(self.path_of("open-about"))
        for name in ("age", "who", "stage"):
            self.browser_page.check(f"input[name={name}][value={someone.SAID[name]}]")
        self.browser_page.select_option("select[name=force]", someone.SAID["force"])
        self.click(CONTINUE)
        yield Stop("open-question")
        if self.sends_empty():
            yield Stop("open-question", "error")
        while "/j/" in self.browser_page.url:
            self.browser_page.locator("main label").first.click()
            self.click(CONTINUE)
        yield Stop("open-more")
        self.click("button[name=skip]")
        yield Stop("open-review")

    # --- steps ---

    def is_wanted(self, name: str, path: str) -> bool:
        answer = self.browser_page.request.get(f"{self.base}{path}", max_redirects=0)
        if answer.status != 200:
            return False
        page = (name, "".join(PASSING.sub("", MAIN.search(answer.text())[0]).split()))
        is_new = page not in self.met
        self.met.add(page)
        return is_new or self.is_whole

    def path_of(self, name: str) -> str:
        try:
            return reverse(f"feedback:{name}")
        except NoReverseMatch as error:
            message = f"{name}: say in {__name__} how this page is opened"
            raise AssertionError(message) from error

    def go(self, path: str) -> None:
        self.browser_page.goto(f"{self.base}{path}", wait_until="domcontentloaded")

    def click(self, selector: str) -> None:
        with self.browser_page.expect_navigation(wait_until="domcontentloaded"):
            self.browser_page.locator(selector).first.click()

    def follow_link(self) -> None:
        self.go(f"/{self.invited.token}")

    def pass_gate(self) -> None:
        self.go(self.path_of("check"))
        self.browser_page.fill("#id_answer", str(BIRTH_YEAR))
        self.click(CONTINUE)

    def sends_empty(self) -> bool:
        if not self.browser_page.locator(FIELDS).count():
            return False
        self.click(CONTINUE)
        return self.browser_page.locator(SAYS_EMPTY).count() > 0

    def have_answered(self, answers: dict[str, list[str]]) -> None:
        Response.objects.filter(invitation=self.invited.invitation_id).update(answers=answers)
