from datetime import timedelta

import pytest

from access.actor import Actor
from access.models import AuditEvent
from responses import tasks
from responses.answering.actions import withdrawals
from responses.data_protection.actions import retention
from responses.models import (
    Case,
    CodedText,
    Response,
    SealedRedaction,
    SealedText,
    WrittenText,
)
from responses.themes.actions import quotes
from responses.themes.actions.quotes import ConsentError
from responses.themes.presenters import GONE, quote_rows
from responses.themes.selectors import coding
from responses.themes.selectors.quotes import quotes_for
from responses.triage.actions import reading, sending
from responses.triage.outcomes import TextOutcome
from responses.triage.retention import WORDS_KEPT_FOR
from responses.triage.risk.reading import RiskCategory
from responses.vault import contacts
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.written_texts import OwnWords
from tests.conftest import NOW, TESTER
from tests.responses.themes.coded import (
    NAMED,
    actor,
    analyst,
    batch,
    closed_text,
    redact,
    viewer,
    withdraw,
)
from tests.responses.told import told_about
from tests.responses.triage.at_the_desk import begun, reader
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def ten():
    return [text.pk for text in batch()]


def hide(text: CodedText) -> None:
    case = coding.case_of(text.response_id)
    Case.objects.filter(pk=case.pk).update(flags=case.flags | {"police_suspect": True})


class TestRedactedWords:
    @pytest.mark.slow
    def test_are_made_once_and_lie_in_the_vault_alone(self, clock):
        text = closed_text()

        tasks.redact_texts.call()
        tasks.redact_texts.call()

        [made] = CodedText.objects.all()
        words = redacted_texts.held([text.response_id])[text.response_id]
        assert words.better == "My officer PC [name] on [phone] never rang me back."
        assert made.suggested == ["better:informed"]
        assert b"officer" not in bytes(SealedRedaction.objects.get().sealed)
        assert repr(words) == "RedactedWords()"

    @pytest.mark.parametrize(
        ("better", "outcome"),
        [
            ("He says he will kill me tonight.", TextOutcome.PASSED_ON),
            ("Nobody told me anything.", TextOutcome.MISCONDUCT),
            ("Nobody told me anything.", TextOutcome.OFFENCE),
        ],
    )
    def test_are_not_made_of_what_was_passed_on(self, better, outcome):
        closed_text(better, outcome=outcome)

        assert redact() == 0

    def test_are_not_made_before_a_person_has_read_it(self):
        sending.send_words(
            response_id=begun().pk, words=OwnWords(NAMED), language="en", by=TESTER, at=NOW
        )
        assert redact() == 0

    @pytest.mark.slow
    def test_of_one_that_cannot_be_opened_keep_no_other_from_it(self, caplog):
        broken, _ = closed_text(person=1), closed_text(person=2)
        SealedText.objects.filter(response=broken.response_id).update(sealed=b"broken")

        assert redact() == 1
        assert "cannot be redacted" in caplog.text
        assert "Jane" not in caplog.text

    def test_are_in_what_a_person_is_told_that_we_hold(self):
        closed_text(person=1)
        redact()

        held = told_about("+447700900101")

        assert "[name]" in held["own_words"][0]["redacted"]["better"]
        assert len(held["coded_texts"]) == 1


class TestCoders:
    @pytest.mark.slow
    def test_are_shown_nothing_of_nine_people(self):
        ash = analyst("Ash")
        batch(9)

        assert not coding.in_batches(viewer(ash))

        closed_text(person=9)
        redact()

        assert len(coding.in_batches(viewer(ash))) == 10

    def test_learn_by_no_number_which_text_came_first(self, ten):
        by_arrival = CodedText.objects.order_by("response").values_list("pk", "place")
        numbers, places = zip(*by_arrival, strict=True)

        assert list(numbers) != sorted(numbers)
        assert list(places) != sorted(places)

    @pytest.mark.slow
    def test_are_shown_nothing_where_one_person_wrote_twice(self):
        ash = analyst("Ash")
        batch(9)
        closed_text(person=8)
        redact()

        assert not coding.in_batches(viewer(ash))

    def test_of_another_force_are_shown_nothing(self, ten):
        assert not coding.in_batches(viewer(analyst("Birch", "kent")))
        assert len(coding.in_batches(viewer(analyst("Cedar", None)))) == 10

    @pytest.mark.safety
    def test_saf_13_of_the_force_are_not_shown_a_case_with_an_officer_under_suspicion(self, ten):
        ash, cedar = analyst("Ash"), analyst("Cedar", None)
        hide(CodedText.objects.get(pk=ten[0]))

        assert not coding.in_batches(viewer(ash))
        assert len(coding.in_batches(viewer(cedar))) == 10

        redact()

        assert not coding.in_batches(viewer(ash))
        assert not coding.in_batches(viewer(cedar))


class TestASecondReading:
    @pytest.mark.slow
    @pytest.mark.parametrize("found", [RiskCategory.SERIOUS, RiskCategory.MISCONDUCT])
    def test_that_finds_what_the_first_did_not_takes_the_words_from_coders(self, ten, found):
        ash, text = analyst("Ash"), CodedText.objects.get(pk=ten[0])
        WrittenText.objects.update(is_drawn=True, may_be_quoted=True)
        quote = quotes.choose(text=text, passage="never rang", by=actor(ash), at=NOW)
        written = WrittenText.objects.get(response=text.response_id)
        birch = Actor.user(user_id=reader("Birch").pk, name="Birch")

        reading.read_twice(text=written, category=found, by=birch, at=NOW)

        assert not coding.in_batches(viewer(ash))
        [seen] = quotes_for(viewer(ash)).passages
        assert (seen.quote, seen.words) == (quote, "")
        with pytest.raises(ConsentError):
            quotes.release(quote=quote, by=birch, at=NOW)

        closed_text(person=11)
        redact()

        assert text.pk not in coding.in_batches(viewer(ash)).values_list("pk", flat=True)


class TestWithdrawing:
    def test_takes_redacted_words_from_coders_at_once_and_gives_them_back(self, ten):
        ash, text = analyst("Ash"), CodedText.objects.get(pk=ten[0])
        withdraw(text)

        assert not coding.in_batches(viewer(ash))
        assert not coding.words_of(text)

        Response.objects.update(withdrawn_at=None, withdrawn_by="")

        assert len(coding.in_batches(viewer(ash))) == 10

    def test_destroys_them_where_nothing_brings_them_back(self, ten):
        withdrawals.withdraw_by_number(mobile="+447700900103", by=TESTER, at=NOW)

        assert CodedText.objects.count() == SealedRedaction.objects.count() == 9

    def test_leaves_in_the_list_what_was_quoted_to_be_taken_out_and_no_word(self, ten):
        ash, birch = analyst("Ash"), analyst("Birch")
        WrittenText.objects.update(may_be_quoted=True)
        case = Case.objects.get(pk__in=contacts.cases_of_number("+447700900103"))
        text = CodedText.objects.get(response__invitation__stage_event__case=case)
        quote = quotes.choose(text=text, passage="never rang", by=actor(ash), at=NOW)
        quotes.release(quote=quote, by=actor(birch), at=NOW)

        withdrawals.withdraw_by_number(mobile="+447700900103", by=TESTER, at=NOW)

        text.refresh_from_db()
        assert (text.state, text.person_key, text.suggested) == ("shut", "", [])
        assert SealedRedaction.objects.count() == 9
        [row] = quote_rows(quotes_for(viewer(ash)).passages, user_id=ash.pk)
        assert (row.words, str(row.state), row.is_released) == ("", str(GONE), True)


@pytest.mark.databases
class TestRetention:
    @pytest.mark.slow
    def test_destroys_them_with_the_original(self, ten):
        retention.apply_retention(by=TESTER, at=NOW + WORDS_KEPT_FOR - timedelta(hours=1))
        assert SealedRedaction.objects.count() == 10

        retention.apply_retention(by=TESTER, at=NOW + WORDS_KEPT_FOR)

        left = (SealedText, SealedRedaction, CodedText)
        assert [model.objects.count() for model in left] == [0, 0, 0]
        assert WrittenText.objects.count() == 10
        assert not AuditEvent.objects.filter(details__icontains="Jane").exists()


@pytest.mark.databases
class TestBatchesOfMany:
    def test_are_written_in_few_statements_and_not_at_all_where_nothing_changed(
        self, ten, django_assert_max_num_queries
    ):
        CodedText.objects.update(batch=None)

        with django_assert_max_num_queries(12):
            redact()
        assert CodedText.objects.filter(pk__in=ten, batch__isnull=False).count() == len(ten)

        with django_assert_max_num_queries(4) as asked:
            redact()
        assert not any("UPDATE" in each["sql"] for each in asked.captured_queries)
