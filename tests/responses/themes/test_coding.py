import pytest
from django.db import IntegrityError, transaction

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.models import AuditEvent
from responses.models import CodedText, Response, ThemeCoding, ThemeQuote, WrittenText
from responses.themes.actions import coding as actions
from responses.themes.actions import faults, quotes
from responses.themes.actions.coding import CodedError, ThemesError
from responses.themes.actions.faults import NotThereError
from responses.themes.actions.quotes import (
    ConsentError,
    PassageError,
)
from responses.themes.selectors import coding
from responses.themes.selectors import quotes as quote_selectors
from responses.themes.selectors.coding import faulty_texts
from tests.conftest import NOW
from tests.responses.themes.coded import actor, analyst, batch, viewer, withdraw
from tests.responses.triage.at_the_desk import reader
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
INFORMED, RESPECT = "better:informed", "better:respect"


@shared_rows
def people():
    batch()
    return analyst("Ash"), analyst("Birch")


def doubled() -> CodedText:
    text = CodedText.objects.order_by("pk").first()
    assert text is not None
    text.is_doubled = True
    text.save()
    return text


def code(text, user, *themes):
    return actions.code(text=text, themes=themes, by=actor(user), at=NOW)


def final(text):
    return coding.final_themes(text.codings.all(), is_doubled=text.is_doubled)


class TestCoding:
    def test_by_one_person_says_what_a_text_speaks_of(self, people):
        ash, birch = people
        text = coding.to_code(viewer(ash)).first()

        code(text, ash, RESPECT, INFORMED)

        assert final(text) == [INFORMED, RESPECT]
        assert text not in coding.to_code(viewer(birch))
        with pytest.raises(CodedError):
            code(text, birch, RESPECT)

    def test_may_say_that_none_fits(self, people):
        text = coding.to_code(viewer(people[0])).first()
        code(text, people[0])
        assert final(text) == []

    @pytest.mark.parametrize("themes", [["better:nothing"], ["informed"], ["worse:informed"]])
    def test_takes_only_themes_of_the_frame(self, people, themes):
        with pytest.raises(ThemesError):
            code(doubled(), people[0], *themes)

    def test_takes_five_themes_at_most(self, people):
        many = ["informed", "reach", "came", "time", "listened", "believed"]
        with pytest.raises(ThemesError):
            code(doubled(), people[0], *(f"better:{each}" for each in many))

    @pytest.mark.slow
    def test_by_a_second_person_is_blind_to_the_first(self, people):
        ash, birch = people
        text = doubled()
        code(text, ash, INFORMED)

        desk = coding.desk_for(viewer(birch), text_id=text.pk)

        assert desk.text == text
        assert not desk.codings
        assert text not in coding.to_code(viewer(ash))
        with pytest.raises(CodedError):
            code(text, ash, RESPECT)
        assert final(text) is None

        code(text, birch, INFORMED)

        assert final(text) == [INFORMED]
        assert coding.to_settle(viewer(ash)) == []

    def test_that_differs_is_settled(self, people):
        ash, birch = people
        text = doubled()
        code(text, ash, INFORMED)
        code(text, birch, RESPECT)

        assert final(text) is None
        assert coding.to_settle(viewer(ash)) == [text]

        actions.settle(text=text, themes=[INFORMED], by=actor(ash), at=NOW)

        assert final(text) == [INFORMED]
        assert coding.to_settle(viewer(ash)) == []
        with pytest.raises(CodedError):
            actions.settle(text=text, themes=[RESPECT], by=actor(birch), at=NOW)
        kinds = AuditEvent.objects.filter(kind__startswith="text.cod").values_list(
            "kind", flat=True
        )
        assert sorted(kinds) == ["text.coded", "text.coded", "text.coding_settled"]


class TestAFault:
    def test_takes_the_text_and_what_was_quoted_of_it_away_at_once(self, people):
        ash, _ = people
        text = doubled()
        WrittenText.objects.update(may_be_quoted=True)
        quote = quotes.choose(text=text, passage="never rang me back", by=actor(ash), at=NOW)

        faults.report(text=text, marked="officer", by=actor(ash), at=NOW)

        assert not coding.in_batches(viewer(ash)).filter(pk=text.pk)
        quote.refresh_from_db()
        assert quote.state == ThemeQuote.QuoteState.TAKEN_BACK
        with pytest.raises(CodedError):
            code(text, ash, INFORMED)

    def test_is_mended_by_who_may_read_originals(self, people):
        ash, cedar = people[0], reader("Cedar")
        text = doubled()
        faults.report(text=text, marked="officer", by=actor(ash), at=NOW)

        assert list(faulty_texts(viewer(cedar))) == [text]
        with pytest.raises(NotThereError):
            faults.hide(text=text, hidden=["Jane"], by=actor(cedar), at=NOW)

        faults.hide(text=text, hidden=["OFFICER", "rang"], by=actor(cedar), at=NOW)

        words = coding.words_of(text)
        assert words.better == "My [hidden] PC [name] on [phone] never [hidden] me back."
        assert not words.marked
        assert not faulty_texts(viewer(cedar))

    def test_hides_words_that_overlap(self, people):
        text, cedar = doubled(), reader("Cedar")
        faults.report(text=text, marked="", by=actor(people[0]), at=NOW)

        hidden = ["rang me", "me back", "never", "id"]
        with pytest.raises(NotThereError):
            faults.hide(text=text, hidden=hidden, by=actor(cedar), at=NOW)
        faults.hide(text=text, hidden=hidden[:3], by=actor(cedar), at=NOW)

        words = coding.words_of(text)
        assert words.better == "My officer PC [name] on [phone] [hidden] [hidden]."

    def test_of_words_withdrawn_meanwhile_loses_none_that_come_back(self, people):
        text = doubled()
        withdraw(text)

        faults.report(text=text, marked="PC", by=actor(people[0]), at=NOW)

        Response.objects.update(withdrawn_at=None, withdrawn_by="")
        assert coding.words_of(text)

    def test_that_cannot_be_mended_shuts_the_text_for_good(self, people):
        text = doubled()
        faults.report(text=text, marked="", by=actor(people[0]), at=NOW)

        faults.shut(text=text, by=actor(reader("Cedar")), at=NOW)

        assert not coding.words_of(text)
        assert not coding.in_batches(viewer(people[0])).filter(pk=text.pk)


class TestAQuotation:
    def test_is_only_of_who_agreed(self, people):
        with pytest.raises(ConsentError):
            quotes.choose(text=doubled(), passage="rang", by=actor(people[0]), at=NOW)

    def test_stands_in_the_redacted_text(self, people):
        WrittenText.objects.update(may_be_quoted=True)
        for passage in ("Jane", "", "x" * 301):
            with pytest.raises(PassageError):
                quotes.choose(text=doubled(), passage=passage, by=actor(people[0]), at=NOW)

    def test_is_released_by_a_second_person(self, people):
        ash, birch = people
        WrittenText.objects.update(may_be_quoted=True)
        quote = quotes.choose(text=doubled(), passage="never rang me", by=actor(ash), at=NOW)
        with pytest.raises(OwnRequestError):
            quotes.release(quote=quote, by=actor(ash), at=NOW)

        quotes.release(quote=quote, by=actor(birch), at=NOW)

        [seen] = quote_selectors.quotes_for(viewer(ash)).passages
        assert (seen.quote.state, seen.words) == ("released", "never rang me")
        assert "rang" not in repr(seen)
        with pytest.raises(RequestDecidedError):
            quotes.refuse(quote=quote, by=actor(birch), at=NOW)

    def test_loses_its_words_where_the_answers_are_withdrawn(self, people):
        ash, birch = people
        WrittenText.objects.update(may_be_quoted=True)
        text = doubled()
        quote = quotes.choose(text=text, passage="never rang me", by=actor(ash), at=NOW)
        withdraw(text)

        [seen] = quote_selectors.quotes_for(viewer(birch)).passages
        assert (seen.quote, seen.words) == (quote, "")
        with pytest.raises(ConsentError):
            quotes.release(quote=quote, by=actor(birch), at=NOW)

    def test_of_another_force_is_not_seen(self, people):
        WrittenText.objects.update(may_be_quoted=True)
        quotes.choose(text=doubled(), passage="never rang me", by=actor(people[0]), at=NOW)
        assert not quote_selectors.quotes_for(viewer(analyst("Dogwood", "kent"))).passages


@pytest.mark.databases
class TestTheDatabase:
    def test_refuses_two_codings_of_one_turn_and_one_person_twice(self, people):
        text = doubled()
        code(text, people[0], INFORMED)
        made = ThemeCoding(
            text=text, turn=1, user=people[1], frame_version=1, themes=[], coded_at=NOW
        )
        assert _is_refused(made)
        made.turn, made.user = 2, people[0]
        assert _is_refused(made)

    def test_refuses_a_quotation_released_by_who_chose_it_or_of_nothing(self, people):
        ash, birch = people
        quote = ThemeQuote(
            text=doubled(), side="better", starts=0, ends=4, state="released", chosen_by=ash,
            chosen_at=NOW, decided_by=ash, decided_at=NOW,
        )  # fmt: skip
        assert _is_refused(quote)
        quote.decided_by, quote.ends = birch, 0
        assert _is_refused(quote)


def _is_refused(row) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return True
    return False
