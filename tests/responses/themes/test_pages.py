import pytest

from access.audit import AuditKind
from access.models import AuditEvent
from responses.models import CodedText, ReadingBar, ThemeCoding, ThemeQuote, WrittenText
from responses.themes.actions import coding, quotes
from responses.themes.selectors import quotes as quote_selectors
from tests.architecture.test_queries import queries
from tests.conftest import NOW
from tests.responses.themes.coded import actor, analyst, batch, withdraw
from tests.responses.triage.at_the_desk import reader
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_confirmed")]
CODING = "/staff/coding/"


@shared_rows
def people():
    batch()
    return analyst("Ash"), analyst("Birch"), reader("Cedar")


@pytest.fixture
def ash(client, people):
    client.force_login(people[0])
    return client


def text() -> CodedText:
    found = CodedText.objects.order_by("batch", "place").first()
    assert found is not None
    return found


class TestThePageOfTexts:
    def test_shows_redacted_words_and_marks_what_is_suggested(self, ash):
        page = ash.get(CODING).content.decode()

        assert "[name]" in page
        assert "Jane" not in page
        assert "draft" in page
        assert page.count(">suggested<") == 1
        assert "Quote it" not in page

    @pytest.mark.slow
    def test_lists_quotations_page_by_page_and_takes_back_an_old_one(
        self, ash, people, monkeypatch
    ):
        WrittenText.objects.update(may_be_quoted=True)
        monkeypatch.setattr(quote_selectors, "PAGE", 1)
        first, second = (
            quotes.choose(text=text(), passage=passage, by=actor(people[1]), at=NOW)
            for passage in ("never rang me", "rang me back")
        )
        url = f"{CODING}quotations/"

        page, older = (
            ash.get(address).content.decode() for address in (url, f"{url}?before={second.pk}")
        )
        refused = ash.post(f"{url}{first.pk}/", {"decision": "refuse"})

        assert f"?before={second.pk}" in page
        assert f"quotations/{first.pk}/" in older
        assert f"quotations/{first.pk}/" not in page
        assert "?before=" not in older
        first.refresh_from_db()
        assert (refused.status_code, first.state) == (302, "refused")
        assert ash.get(f"{url}?before=x").status_code == 404
        assert "nothing older" in ash.get(f"{url}?before=1").content.decode()

    @pytest.mark.safety
    def test_saf_15_writes_each_reading_down_and_no_word_of_it(self, ash, people):
        ash.get(CODING)

        event = AuditEvent.objects.get(kind=AuditKind.REDACTED_TEXT_READ)
        assert event.actor_user_id == people[0].pk
        assert event.target == f"responses.CodedText {text().pk}"
        assert event.details == {}

    @pytest.mark.parametrize("page", ["", "differences/", "quotations/"])
    def test_asks_at_most_twelve_queries(self, ash, people, page):
        WrittenText.objects.update(may_be_quoted=True)
        at = text()
        CodedText.objects.filter(pk=at.pk).update(is_doubled=True)
        for user, theme in zip(people, ("better:informed", "better:reach"), strict=False):
            coding.code(text=at, themes=[theme], by=actor(user), at=NOW)
            quotes.choose(text=at, passage="never", by=actor(user), at=NOW)

        assert queries(lambda: ash.get(f"{CODING}{page}")) <= 12

    @pytest.mark.slow
    def test_keeps_what_was_said_and_shows_the_next(self, ash):
        at = text()

        page = ash.post(f"{CODING}{at.pk}/code/", {"themes": ["better:informed"]}, follow=True)

        assert ThemeCoding.objects.get().themes == ["better:informed"]
        assert "9 texts wait" in page.content.decode()

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "Choose what it speaks of"),
            ({"themes": ["better:informed"], "none_fits": "yes"}, "Choose what it speaks of"),
            ({"themes": ["better:weather"]}, "Choose themes of the list"),
        ],
    )
    def test_says_what_is_wrong_with_a_press(self, ash, given, said):
        page = ash.post(f"{CODING}{text().pk}/code/", given).content.decode()

        assert said in page
        assert "[name]" in page
        assert not ThemeCoding.objects.exists()

    @pytest.mark.slow
    def test_shows_no_text_again_to_who_knows_somebody_in_it(self, ash, people):
        at = text()
        ash.post(f"{CODING}{at.pk}/conflict/")

        assert ReadingBar.objects.filter(user=people[0], response=at.response_id).exists()
        assert "No text waits" in ash.get(CODING).content.decode()
        assert ash.post(f"{CODING}{at.pk}/code/", {"none_fits": "yes"}).status_code == 404

    @pytest.mark.slow
    def test_narrows_to_a_language(self, ash):
        CodedText.objects.filter(pk=text().pk).update(language="cy")

        assert "Cymraeg (1)" in ash.get(CODING).content.decode()
        assert 'lang="cy"' in ash.get(f"{CODING}?language=cy").content.decode()

    @pytest.mark.slow
    def test_settles_a_difference_with_both_codings_in_sight(self, ash, people):
        at = text()
        CodedText.objects.filter(pk=at.pk).update(is_doubled=True)
        for turn, theme in ((1, "better:informed"), (2, "better:respect")):
            ThemeCoding.objects.create(
                text=at, turn=turn, user=people[turn - 1], frame_version=1, themes=[theme],
                coded_at=NOW,
            )  # fmt: skip

        page = ash.get(f"{CODING}differences/").content.decode()
        assert "said by the first" in page
        assert "said by the second" in page

        ash.post(f"{CODING}{at.pk}/settle/", {"themes": ["better:respect"]})

        assert ThemeCoding.objects.get(turn=3).themes == ["better:respect"]
        assert "No difference waits" in ash.get(f"{CODING}differences/").content.decode()


class TestAFault:
    @pytest.mark.slow
    def test_goes_from_the_coder_to_the_desk_and_back(self, client, ash, people):
        at = text()
        ash.post(f"{CODING}{at.pk}/fault/", {"marked": "officer"})
        assert ash.post(f"{CODING}{at.pk}/code/", {"none_fits": "yes"}).status_code == 404

        client.force_login(people[2])
        hide = f"/staff/texts/hide/{at.pk}/"
        assert f"Text {at.pk}" in client.get("/staff/texts/hide/").content.decode()
        assert "officer" in client.get(hide).content.decode()
        refused = client.post(f"{hide}words/", {"hidden": "Jane"}).content.decode()
        assert "“Jane” does not stand in the text" in refused
        client.post(f"{hide}words/", {"hidden": "officer"})

        at.refresh_from_db()
        assert at.state == "waiting"
        assert client.get(hide).status_code == 404

    def test_may_shut_the_text(self, client, ash, people):
        at = text()
        ash.post(f"{CODING}{at.pk}/fault/", {"marked": ""})
        client.force_login(people[2])

        client.post(f"/staff/texts/hide/{at.pk}/shut/")

        at.refresh_from_db()
        assert at.state == "shut"


class TestQuotations:
    @pytest.mark.slow
    def test_are_proposed_by_one_and_released_by_another(self, client, ash, people):
        WrittenText.objects.update(may_be_quoted=True)
        at = text()
        assert "Quote it" in ash.get(CODING).content.decode()
        refused = ash.post(f"{CODING}{at.pk}/quote/", {"passage": "Jane"}).content.decode()
        assert "does not stand in the text so" in refused
        ash.post(f"{CODING}{at.pk}/quote/", {"passage": "never rang me back"})
        decide = f"{CODING}quotations/{ThemeQuote.objects.get().pk}/"

        own = ash.post(decide, {"decision": "release"}, follow=True).content.decode()
        assert "You chose it yourself" in own
        client.force_login(people[1])
        page = client.post(decide, {"decision": "release"}, follow=True).content.decode()

        assert "Released" in page
        assert "never rang me back" in page
        assert client.post(decide, {"decision": "burn"}).status_code == 404

    def test_say_that_they_must_be_taken_out_where_words_are_gone(self, ash, people):
        WrittenText.objects.update(may_be_quoted=True)
        at = text()
        quotes.choose(text=at, passage="never rang me", by=actor(people[1]), at=NOW)
        withdraw(at)

        page = ash.get(f"{CODING}quotations/").content.decode()

        assert "Take them out wherever they were quoted" in page
        assert "never rang me" not in page
