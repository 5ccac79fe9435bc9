import pytest
from django.test import Client

from analytics.cube import ledger_entries
from responses import extract
from responses.answering import pathway
from responses.answering.selectors import respondents
from responses.case_files import reference_lists
from responses.invitations.actions import codes
from responses.invitations.selectors import outbox
from responses.models import Case, Invitation, Response
from survey import selectors as survey_selectors
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests.conftest import NOW, TESTER
from tests.each import for_each
from tests.responses.asked import NO_FLAGS, TODAY, decide, load, queue, row, send
from tests.responses.pages import Page
from tests.responses.told import told_about


class TestPathwayOf:
    @for_each(
        ("role", "offence", "instrument", "modules"),
        [
            ("direct", "28E", "short-core", ""),
            ("direct", "4.4", "short-core", ""),
            ("child", "", "short-core", ""),
            ("carer", "28E", "proxy", "PROXY"),
            ("intermediary", "", "proxy", "PROXY"),
            ("parent_of_child", "", "proxy", "PROXY"),
            ("bereaved", "1", "bereaved", "ST8"),
            ("bereaved", "4.7", "bereaved", "ST8"),
            ("bereaved", "4.4", "bereaved", "ST8 ROAD"),
            ("bereaved", "004/8", "bereaved", "ST8 ROAD"),
            ("bereaved", "37/1", "bereaved", "ST8 ROAD"),
        ],
    )
    def test_is_a_matter_of_the_role_and_the_offence(self, role, offence, instrument, modules):
        way = pathway.pathway_of(victim_role=role, offence_code=offence)

        assert (way.instrument, pathway.modules_of(way)) == (instrument, modules)

    def test_knows_offences_that_the_list_of_offences_has(self):
        assert set(reference_lists.offences()) >= pathway.ROAD_DEATHS


def publish(*wanted: str) -> None:
    for raw in shipped.definitions():
        if raw["code"] in wanted:
            publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


@pytest.fixture
def _published(db) -> None:
    publish("bereaved", "proxy")


def code_for(**changes: object) -> str:
    [case] = load(row(**{"victim_role": "bereaved", "offence_code": "1"} | changes))
    decide()
    return codes.draw_code(case=case, role="FLO", by=TESTER, at=NOW)


def past_gate(browser: Client) -> str:
    return browser.post("/g/", {"answer": "1980"}).headers["Location"]


def enter(browser: Client, code: str) -> str:
    browser.post("/c/", {"code": code})
    return past_gate(browser)


def skip_all(browser: Client, address: str) -> list[str]:
    asked = []
    while address.startswith("/q/"):
        asked.append(Page(browser.get(address)).text)
        address = browser.post(address, {"skip": "yes"}).headers["Location"]
        if address == "/m/":
            address = browser.post("/m/", {}).headers["Location"]
    assert address == "/r/"
    return asked


@pytest.mark.slow
@pytest.mark.usefixtures("_published", "clock")
class TestARelative:
    def test_is_asked_in_the_words_for_a_family_and_sends_it_in(self, browser):
        address = enter(browser, code_for())
        first = Page(browser.get(address))
        assert first.title == "Question 1 – Service feedback"
        assert "how the police told you the news" in first.text

        browser.post(address, {"answer": "fairly_satisfied"})
        asked = skip_all(browser, "/q/2/")
        last = Page(browser.post("/r/"))

        response = Response.objects.get()
        assert response.instrument.code == "bereaved"
        assert response.completed_at is not None
        assert response.answers["Q-BER-1"] == ["fairly_satisfied"]
        assert any("next" in page for page in asked)
        assert "We have your answers" in last.text

    def test_is_asked_about_the_road_only_where_it_was_one(self, browser):
        enter(browser, code_for(offence_code="4.8"))
        on_the_road = Response.objects.get()
        enter(Client(), code_for())
        other = Response.objects.exclude(pk=on_the_road.pk).get()

        assert on_the_road.modules == "ST8 ROAD"
        assert {"Q-ROAD-1", "Q-ST8-1"} <= codes_of(on_the_road)
        assert codes_of(on_the_road) - codes_of(other) == {"Q-ROAD-1", "Q-ROAD-2", "Q-ROAD-3"}

    def test_keeps_the_questions_that_the_answers_began_with(self, browser):
        enter(browser, code_for(offence_code="4.8"))
        before = codes_of(Response.objects.get())

        Case.objects.update(offence_code="1", victim_role="direct")

        assert codes_of(Response.objects.get()) == before

    @pytest.mark.safety
    @pytest.mark.parametrize("address", ["/s/", "/g/", "/t/", "/i/2/", "/i/1/"])
    def test_saf_6_sees_the_same_before_the_gate_as_anyone(self, browser, address):
        relative, victim = code_for(), code_for(victim_role="direct", flags={"fgm": True})

        pages = []
        for code in (relative, victim):
            client = Client()
            client.post("/c/", {"code": code})
            pages.append(Page(client.get(address)).text)

        assert pages[0] == pages[1] != ""

    def test_asks_everybody_else_by_a_code_what_a_link_asks(self, browser):
        enter(browser, code_for(victim_role="direct", flags={"fgm": True}))

        assert Response.objects.get().instrument.code == "short-core"

    def test_is_in_no_figure_of_victims_own_answers(self, browser):
        address = enter(browser, code_for())
        browser.post(address, {"answer": "fairly_satisfied"})
        skip_all(browser, "/q/2/")
        browser.post("/r/")

        assert not list(ledger_entries.countable(extract.answer_rows()))
        (framed,) = extract.frame_counts("2026-Q4")
        assert framed.is_completed
        assert not framed.is_in_frame

    def test_reads_english_after_the_gate_where_the_language_is_not_to_be_had(self, browser):
        browser.post("/c/", {"code": code_for()})
        browser.cookies["language"] = "pl"
        assert browser.get("/s/").headers["Content-Language"] == "pl"
        address = past_gate(browser)

        response = browser.get(address)

        page = Page(response)
        assert response.headers["Content-Language"] == page.all("html")[0]["lang"] == "en"
        offered = {tag["value"] for tag in page.all("button", name="language")}
        assert offered == {"cy", "en-x-easy"}
        assert Response.objects.get().language == "en"

    def test_reads_welsh_all_the_way(self, browser):
        browser.post("/c/", {"code": code_for(language="cy")})
        address = past_gate(browser)

        response = browser.get(address)

        assert response.headers["Content-Language"] == "cy"
        assert "heddlu" in Page(response).text

    def test_is_told_what_is_held_in_words(self, browser):
        mobile = "+447700900321"
        address = enter(browser, code_for(contact_mobile=mobile))
        browser.post(address, {"answer": "fairly_satisfied"})

        [answers] = told_about(mobile)["answers"]

        said = {words for question in answers["answers"].values() for words in question}
        assert "Fairly satisfied [fairly_satisfied]" in said

    def test_is_asked_what_all_are_asked_where_her_own_is_not_in_force(self, browser):
        version = survey_selectors.version_in_force("bereaved", on=TODAY)
        publishing_actions.retire_version(version=version, by=TESTER, at=NOW)

        enter(browser, code_for())

        response = Response.objects.get()
        assert (response.instrument.code, response.modules) == ("short-core", "")
        assert not list(ledger_entries.countable(extract.answer_rows()))


@pytest.mark.slow
@pytest.mark.usefixtures("_published", "clock")
class TestAProxy:
    @pytest.mark.safety
    def test_saf_10_answers_in_words_of_its_own_however_asked(self, browser):
        load(row(victim_role="carer"))
        decide()
        queue()
        send()
        token = outbox.token_of(Invitation.objects.get())

        browser.get(f"/{token}")
        address = past_gate(browser)

        assert (
            "What is your relationship to the person you answer for?"
            in Page(browser.get(address)).text
        )
        assert Response.objects.get().instrument.code == "proxy"

    @pytest.mark.safety
    @pytest.mark.parametrize("role", ["carer", "intermediary", "parent_of_child"])
    def test_saf_10_goes_from_a_code_to_the_end_and_counts_with_no_victim(self, browser, role):
        code = code_for(victim_role=role, flags=NO_FLAGS | {"honour_based": True})
        browser.post("/c/", {"code": code})
        address = browser.post("/g/", {"word": ""}).headers["Location"]

        first = Page(browser.get(address)).text
        asked = skip_all(browser, address)
        last = Page(browser.post("/r/"))

        response = Response.objects.get()
        assert "What is your relationship to the person you answer for?" in first
        assert any("the person" in page for page in asked[1:])
        assert "We have your answers" in last.text
        assert (response.instrument.code, response.attempt.role) == ("proxy", "FLO")
        assert list(extract.answer_rows()) == []
        assert not any(row.is_own_account for row in extract.frame_counts("2026-Q4"))

    @pytest.mark.safety
    def test_saf_10_answers_by_a_code_drawn_for_that_and_completes_nothing_of_the_victims(
        self, browser
    ):
        [case] = load(row(flags=NO_FLAGS | {"honour_based": True}))
        decide()
        code = codes.draw_code(case=case, role="IDVA", is_for_another=True, by=TESTER, at=NOW)
        browser.post("/c/", {"code": code})
        address = browser.post("/g/", {"word": ""}).headers["Location"]

        skip_all(browser, address)
        browser.post("/r/")

        response = Response.objects.get()
        assert (response.instrument.code, response.chances) == ("proxy", {})
        assert response.completed_at is not None
        assert list(extract.answer_rows()) == []
        [framed] = extract.frame_counts("2026-Q4")
        assert framed.is_own_account
        assert (framed.is_started, framed.is_completed) == (False, False)

    def test_is_never_led_to_the_offer_of_the_national_instrument(self, browser):
        code = code_for(victim_role="carer", flags=NO_FLAGS | {"honour_based": True})
        browser.post("/c/", {"code": code})
        browser.post("/g/", {"word": ""})

        response = Response.objects.get()
        assert (response.more_choice, response.chances) == ("", {})


def codes_of(response: Response) -> set[str]:
    return {question.code for question in respondents.journey_of(response).instrument.questions}
