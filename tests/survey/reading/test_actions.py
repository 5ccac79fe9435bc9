from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from access.approval.decisions import (
    NotAPersonError,
    NotOwnRequestError,
    OwnRequestError,
    RequestDecidedError,
)
from access.audit import AuditKind
from access.models import AuditEvent, User
from survey.bank.translation_status import INTERFACE
from survey.models import SignedWording, WordingRemark
from survey.publishing import shipped
from survey.reading import actions, instrument_texts, selectors
from survey.reading.checks import WordingFault
from survey.reading.texts import MET_BY_RESPONDENTS, TextKind
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows
from tests.survey.reading import FIRST, SECOND, agreed, in_place, propose, sign, texts
from ui.languages import beside_english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readers")]
QUESTION = "bank/Q-CON-1/text"
NEW = "Czy łatwo było dotrzeć do kogoś, kto mógł pomóc?"


@shared_rows
def readers():
    for each in (FIRST, SECOND):
        User.objects.create(pk=each.user_id, name=each.name, email=f"{each.user_id}@example.org")


def question():
    return next(text for text in texts() if text.place == QUESTION)


def sign_all(kinds, language="pl"):
    SignedWording.objects.bulk_create(
        SignedWording(
            language=language, text=each.key, words=each.words,
            signed_at=NOW, signed_by="First Reader", signed_by_id=1,
        )
        for kind in kinds for each in texts(kind, language)
    )  # fmt: skip


class TestSigning:
    def test_is_of_the_words_that_the_reader_saw(self):
        text = question()
        sign(text)
        sign(text, by=SECOND)

        (row,) = SignedWording.objects.all()
        assert (row.language, row.text, row.words, row.signed_by) == (
            "pl", text.key, text.words, "First Reader",
        )  # fmt: skip
        assert AuditEvent.objects.filter(kind=AuditKind.WORDING_SIGNED).count() == 1

    def test_is_refused_where_the_words_changed_meanwhile(self):
        text = question()

        with pytest.raises(actions.WordingChangedError):
            actions.sign(
                language="pl", text=replace(text, wording="Inne"), seen=text.words, by=FIRST, at=NOW
            )

    def test_is_refused_of_no_words_and_by_a_job(self):
        empty = replace(question(), wording="")

        with pytest.raises(actions.WordingChangedError):
            sign(empty)
        with pytest.raises(NotAPersonError):
            sign(question(), by=TESTER)

    def test_waits_for_the_decision_on_other_words(self):
        propose(question(), NEW)

        with pytest.raises(actions.ProposalWaitsError):
            sign(question(), by=SECOND)

    def test_is_taken_back(self):
        sign(question())

        assert actions.unsign(language="pl", text=question(), by=SECOND, at=NOW)
        assert not actions.unsign(language="pl", text=question(), by=SECOND, at=NOW)
        assert not SignedWording.objects.exists()


class TestAProposal:
    @pytest.mark.slow
    def test_is_agreed_to_by_another_and_signed_by_who_made_it(self):
        agreed(question(), NEW)

        assert in_place(question()).wording == NEW
        (row,) = SignedWording.objects.all()
        assert (row.words, row.signed_by) == (in_place(question()).words, "First Reader")

    def test_takes_two(self):
        remark = propose(question(), NEW)

        for act in (actions.agree, lambda **who: actions.refuse(answer="No", **who)):
            with pytest.raises(OwnRequestError):
                act(remark_id=remark.pk, by=FIRST, at=NOW)
        with pytest.raises(NotOwnRequestError):
            actions.take_back(remark_id=remark.pk, by=SECOND, at=NOW)

    @pytest.mark.databases
    def test_of_one_person_the_database_refuses(self):
        remark = propose(question(), NEW)

        with pytest.raises(IntegrityError), transaction.atomic():
            WordingRemark.objects.filter(pk=remark.pk).update(
                outcome="agreed", ended_at=NOW, ended_by="First Reader", ended_by_id=FIRST.user_id
            )

    def test_is_one_at_a_time(self):
        propose(question(), NEW)

        with pytest.raises(actions.ProposalWaitsError):
            propose(question(), "Jeszcze inne?", by=SECOND)

    def test_ends_once(self):
        remark = propose(question(), NEW)
        actions.take_back(remark_id=remark.pk, by=FIRST, at=NOW)

        with pytest.raises(RequestDecidedError):
            actions.agree(remark_id=remark.pk, by=SECOND, at=NOW)
        assert in_place(question()).wording == question().wording

    def test_keeps_what_is_filled_in(self):
        text = next(text for text in texts(TextKind.PAGE) if "%(" in text.english)

        with pytest.raises(actions.UnfitWordingError) as refused:
            propose(text, "Nic")
        assert WordingFault.FILLED_IN in {each.fault for each in refused.value.findings}

    def test_is_refused_where_publishing_would_refuse_it(self):
        text = next(each for each in texts(language="en-x-easy") if each.place == QUESTION)
        hard = "Notwithstanding organisational difficulties, was communication comprehensible?"

        with pytest.raises(actions.UnfitWordingError, match="grade"):
            propose(text, hard, language="en-x-easy")

    @pytest.mark.slow
    def test_is_refused_where_words_agreed_on_since_leave_no_room_for_it(self):
        easy = {text.place: text for text in texts(language="en-x-easy")}
        hint = propose(
            easy["bank/Q-BER-2b/hint"], "This means the officer who kept in touch with you.",
            language="en-x-easy",
        )  # fmt: skip
        agreed(
            easy["bank/Q-BER-2b/text"], "Did the family officer help you and your family?",
            language="en-x-easy",
        )  # fmt: skip

        with pytest.raises(actions.UnfitWordingError, match="grade"):
            actions.agree(remark_id=hint.pk, by=SECOND, at=NOW)
        assert selectors.definitions()

    def test_of_a_rule_is_read_as_a_rule(self):
        rule = texts(TextKind.RISK_RULE)[0]

        with pytest.raises(actions.UnfitWordingError, match="gap"):
            propose(rule, "ma ..\nMa nóż\nNie ma")

    @pytest.mark.slow
    def test_for_a_question_may_follow_one_that_was_agreed(self):
        agreed(question(), NEW)
        agreed(in_place(question()), "Czy łatwo było uzyskać pomoc?")

        assert in_place(question()).wording == "Czy łatwo było uzyskać pomoc?"


def test_a_question_is_answered_once():
    remark = actions.ask(language="pl", text=question(), comment="Kto to?", by=FIRST, at=NOW)
    actions.answer_question(remark_id=remark.pk, answer="The police.", by=SECOND, at=NOW)

    remark.refresh_from_db()
    assert (remark.outcome, remark.answer) == ("answered", "The police.")
    with pytest.raises(RequestDecidedError):
        actions.answer_question(remark_id=remark.pk, answer="Again.", by=SECOND, at=NOW)


class TestTheNextPublishing:
    @pytest.mark.slow
    def test_asks_in_agreed_words(self):
        agreed(question(), NEW)

        asked = [
            (each["code"], own["text"]["pl"])
            for each in selectors.definitions() if "pl" in each["languages"]
            for own in each["questions"] if own["code"] == "Q-CON-1"
        ]  # fmt: skip

        assert asked
        assert {words for _code, words in asked} == {NEW}

    @pytest.mark.slow
    def test_of_what_ships_and_of_nothing_agreed_changes_nothing(self):
        ours, shipped_ones = selectors.definitions(), shipped.definitions()

        assert ours == shipped_ones

    @pytest.mark.slow
    def test_calls_a_language_no_draft_once_all_that_respondents_meet_is_signed(self):
        sign_all(MET_BY_RESPONDENTS)
        raw = {(each["code"], each["version"]): each["drafts"] for each in selectors.definitions()}

        assert "pl" not in raw["short-core", 3]
        assert "ur" in raw["short-core", 3]

        SignedWording.objects.filter(text=texts(TextKind.PAGE)[0].key).delete()
        assert all(
            "pl" in each["drafts"] for each in selectors.definitions() if "pl" in each["languages"]
        )

    @pytest.mark.slow
    def test_calls_a_language_a_draft_while_signed_words_are_disputed_or_to_be_replaced(self):
        sign_all(MET_BY_RESPONDENTS - {TextKind.QUESTION})
        page = next(text for text in texts(TextKind.PAGE) if text.english == "Continue")

        remark = propose(page, "Przejdź dalej", by=SECOND)
        assert selectors.statuses_with_signed().of_interface("pl").is_draft

        actions.agree(remark_id=remark.pk, by=FIRST, at=NOW)
        assert selectors.statuses_with_signed().of_interface("pl").is_draft

        SignedWording.objects.filter(words=page.words).update(signed_at=NOW + timedelta(days=1))
        assert not selectors.statuses_with_signed().of_interface("pl").is_draft

    @pytest.mark.slow
    def test_says_who_signed_and_when(self):
        sign_all(MET_BY_RESPONDENTS - {TextKind.QUESTION})

        status = selectors.statuses_with_signed().of_interface("pl")

        assert (status.by, status.on) == ("First Reader", NOW.date())
        assert not status.is_draft
        assert ("pl", "short-core 3") not in {
            key for key, each in selectors.statuses_with_signed().entries.items()
            if not each.is_draft
        }  # fmt: skip
        assert INTERFACE == "interface"


class TestTheFileOfChanges:
    def test_has_what_was_agreed_and_does_not_ship(self, capsys):
        page = next(text for text in texts(TextKind.PAGE) if text.english == "Continue")
        remark = propose(page, "Przejdź dalej", comment="It sounds better")
        actions.agree(remark_id=remark.pk, by=SECOND, at=NOW)

        call_command("export_wordings", "pl")

        written = capsys.readouterr().out
        assert 'msgid "Continue"\nmsgstr "Przejdź dalej"' in written
        assert "# django.po; before: Dalej" in written
        assert "# It sounds better" in written
        assert "agreed by Second Reader" in written


class TestEveryText:
    @pytest.mark.slow
    @pytest.mark.parametrize("language", beside_english())
    def test_has_one_key_and_words_to_sign(self, language):
        own = [text for source in instrument_texts.sources() for text in source.texts(language)]

        assert len({text.key for text in own}) == len(own)
        assert all(text.wording for text in own)
        kinds = {text.kind for text in own}
        assert {TextKind.PAGE, TextKind.QUESTION} <= kinds
        assert (TextKind.RISK_RULE in kinds) == (language != "en-x-easy")
        assert (TextKind.MESSAGE in kinds) == (language == "cy")
