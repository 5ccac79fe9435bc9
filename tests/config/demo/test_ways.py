import numpy as np
import pytest

from analytics.items import headline
from analytics.modes import counting
from analytics.support.counting import SUPPORTED
from config.demo import assumptions as assumed
from config.demo.answers import opinions
from config.demo.answers.opinions import ITEMS
from config.demo.nation import ForceHistory
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer

ITEM = headline().code
PLACE = [item.code for item in ITEMS].index(ITEM)
MEANINGS = {
    ITEM: {
        choice: Meaning.POSITIVE if place < ITEMS[PLACE].positive else Meaning.NEGATIVE
        for place, choice in enumerate(ITEMS[PLACE].choices)
    }
}
Answered = list[tuple[AnswerRow, float, float]]


def answered(histories: dict[str, ForceHistory]) -> Answered:
    return [
        (
            _row(history, place),
            history.asked[place].telephone_chance or 0.0,
            _leaning(history, place),
        )
        for history in histories.values()
        for place, reply in history.replies.items()
        if reply.counts and reply.answers
    ]


def _row(history: ForceHistory, place: int) -> AnswerRow:
    event, reply = history.asked[place], history.replies[place]
    row = history.rows[event.at]
    return answer(
        id(reply), force=history.force, survey_stage=event.survey_stage.value,
        crime_group=row.crime_group, sex=row.sex, mode=reply.answered_by or reply.mode,
        support_referral=row.support_referral, assisted_by=reply.assisted_by,
        answers={ITEM: reply.answers.get(ITEM, [])},
    )  # fmt: skip


def _leaning(history: ForceHistory, place: int) -> float:
    at = np.array([history.asked[place].at])
    held, character = history.hidden.held, history.hidden.character
    return float(opinions.leaning(opinions=held, at=at, character=character)[0, PLACE])


@pytest.mark.slow
class TestTheNation:
    def test_is_answered_by_telephone_where_forces_have_interviewers_and_on_paper_by_the_old(
        self, histories: dict[str, ForceHistory]
    ):
        found = [row for row, *_ in answered(histories)]

        called = {row.force for row in found if row.mode == "telephone"}
        assert called == assumed.TELEPHONING
        assert sum(row.mode == "paper" for row in found) >= 10

    def test_calls_nobody_whose_safety_needs_a_word(self, histories: dict[str, ForceHistory]):
        for history in histories.values():
            for one in history.asked:
                assert not one.is_called or not (one.needs_word_or_code or one.assisted_by)

    def test_tells_what_the_telephone_does_as_it_is(self, histories: dict[str, ForceHistory]):
        drawn = [each for each in answered(histories) if 0 < each[1] < 1]
        chances = {row.response_id: chance for row, chance, _ in drawn}
        measured = counting.measured_effect([row for row, *_ in drawn], ITEM, chances, MEANINGS)

        logits = np.zeros((len(drawn), len(ITEMS)))
        logits[:, PLACE] = [leaning for *_, leaning in drawn]
        lifted = opinions.share_positive(logits + assumed.OF_TELEPHONE)
        true = float((lifted - opinions.share_positive(logits))[:, PLACE].mean())
        assert measured is not None
        assert measured[0].held.difference(confidence=0.99).interval.contains(true)

    def test_files_a_referral_of_whoever_has_an_adviser(self, histories: dict[str, ForceHistory]):
        by_adviser = [row for row, *_ in answered(histories) if row.assisted_by in {"IDVA", "ISVA"}]

        assert by_adviser
        assert {row.support for row in by_adviser} == {SUPPORTED}
        assert {row.support_referral for row in by_adviser} == {"yes"}
