from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from config.demo import assumptions as assumed
from config.demo.answers import answering, further_items, saying_more
from config.demo.answers.answering import Reply
from config.demo.answers.opinions import ITEMS
from config.demo.answers.saying_more import TEN, Surveyed
from config.demo.nation import ForceHistory
from responses.cases.stages import SurveyStage
from survey.bank import rotation
from survey.bank.pathways import NATIONAL, PROXY_AND_BEREAVED_ROLES, SHORT_CORE
from tests.config.demo import further_truth

pytestmark = pytest.mark.slow
FORCE = "west-midlands"
TIMES = 12
ENDED = datetime(2026, 11, 10, 12, tzinfo=UTC)
Histories = dict[str, ForceHistory]


def replies(histories: Histories) -> Iterator[tuple[ForceHistory, int, Reply]]:
    for history in histories.values():
        for place, reply in history.replies.items():
            yield history, place, reply


def started(histories: Histories) -> list[tuple[ForceHistory, int, Reply]]:
    return [
        (history, place, reply)
        for history, place, reply in replies(histories)
        if reply.started_at
        and history.rows[history.asked[place].at].victim_role not in PROXY_AND_BEREAVED_ROLES
    ]


def on_screen(histories: Histories) -> list[tuple[ForceHistory, int, Reply]]:
    return [each for each in started(histories) if not each[2].answered_by]


class TestWhatRotates:
    def test_is_drawn_for_everybody_by_the_product_s_own_rule(self, histories: Histories):
        short = further_items.instruments()[SHORT_CORE]

        for history, place, reply in on_screen(histories)[::7]:
            event = history.asked[place]
            among = rotation.candidates(
                short,
                stage=event.survey_stage,
                outcome=next(iter(history.rows[event.at].outcome_codes), ""),
            )
            drawn = {code: chance for code, chance in reply.chances.items() if code in among}
            assert list(drawn.values()) == [pytest.approx(2 / len(among))] * 2

    def test_is_on_no_form_of_paper(self, histories: Histories):
        on_paper = [reply for *_, reply in started(histories) if reply.answered_by]

        assert on_paper
        assert not any(reply.chances for reply in on_paper)

    def test_is_drawn_equally_often(self, histories: Histories):
        short = further_items.instruments()[SHORT_CORE]
        among = rotation.candidates(short, stage=SurveyStage.REPORT, outcome="")
        drawn = Counter(
            code
            for history, place, reply in started(histories)
            if history.asked[place].survey_stage is SurveyStage.REPORT
            for code in reply.chances
            if code in among
        )

        assert set(drawn) == set(among)
        assert max(drawn.values()) < 1.2 * min(drawn.values())

    def test_is_asked_of_nobody_before_its_version(self, plan, histories: Histories):
        early = replace_first_day(histories[FORCE], plan.last_day - timedelta(days=40))

        days = {bool(reply.chances): set() for reply in early}
        for reply in early:
            if reply.started_at:
                days[bool(reply.chances)].add(reply.started_at.date())

        assert min(days[True]) >= plan.last_day - timedelta(days=41)
        assert not any(reply.more_choice for reply in early if not reply.chances)


def replace_first_day(history: ForceHistory, first_day: date) -> list[Reply]:
    plain = [plain_of(reply) for reply in history.replies.values()]
    return saying_more.extend_replies(
        np.random.default_rng(3),
        plain,
        asked=asked_of(history, list(history.replies)),
        first_day=first_day,
        until=ENDED,
    )


def plain_of(reply: Reply) -> Reply:
    kept = {
        code: said
        for code, said in (reply.answers or {}).items()
        if code in TEN or code.startswith("EQ-")
    }
    return replace(reply, answers=kept, chances={}, more_choice="", more_pathway={})


def asked_of(history: ForceHistory, places: Iterable[int]) -> Surveyed:
    return Surveyed(
        events=[history.asked[place] for place in places],
        rows=history.rows,
        kinds=history.hidden.kinds,
        held=history.hidden.held,
        is_wales=history.hidden.is_wales,
        seed="test",
    )


class TestWhoSaysMore:
    def test_is_about_one_in_three_of_those_asked(self, histories: Histories):
        choices = Counter(reply.more_choice for *_, reply in started(histories))
        said = choices["wanted"] + choices["stopped"]

        assert 0.28 < said / (said + choices["declined"]) < 0.4

    def test_is_more_often_whoever_was_badly_treated(self, histories: Histories):
        by_overall: dict[str, list[bool]] = defaultdict(list)
        for *_, reply in started(histories):
            overall = (reply.answers or {}).get("Q-OVR-1")
            if overall and reply.more_choice:
                by_overall[overall[0]].append(reply.more_choice != "declined")

        content, angry = by_overall["very_satisfied"], by_overall["very_dissatisfied"]
        assert np.mean(angry) > np.mean(content) + 0.08

    def test_keeps_what_was_said_before_they_stopped(self, histories: Histories):
        stopped = [reply for *_, reply in started(histories) if reply.more_choice == "stopped"]

        assert stopped
        for reply in stopped:
            assert reply.completed_at
            assert set(TEN) <= reply.answers.keys()

    def test_has_a_chance_for_each_question_that_not_everybody_is_asked(self, histories: Histories):
        short = further_items.instruments()[SHORT_CORE]
        national = further_items.instruments()[NATIONAL]
        in_turn = {question.code for question in national.questions if question.rank >= 3} - set(
            short.rotating
        )

        said_more = [reply for *_, reply in started(histories) if reply.more_choice == "wanted"]
        for reply in said_more[::5]:
            assert all(0 < chance <= 1 for chance in reply.chances.values())
        asked = Counter(
            code in reply.chances
            for reply in said_more
            for code in reply.answers
            if code in in_turn
        )
        assert asked[True] > asked[False]

    def test_is_done_with_the_ten_before_they_are_done_with_all(self, histories: Histories):
        for *_, reply in started(histories):
            if reply.completed_at:
                assert reply.started_at <= reply.core_done_at <= reply.completed_at
            assert (reply.core_done_at is not None) == (set(TEN) <= (reply.answers or {}).keys())


class TestCodes:
    def test_are_handed_over_where_no_text_may_go(self, histories: Histories):
        by_code = [
            (history.asked[place], reply)
            for history, place, reply in replies(histories)
            if reply.mode == answering.BY_CODE
        ]

        assert by_code
        for event, reply in by_code:
            assert event.assisted_by == reply.assisted_by != ""
            assert event.selection_probability == 1

    def test_are_answered(self, histories: Histories):
        answered = [bool(reply.answers) for *_, reply in replies(histories)
                    if reply.mode == answering.BY_CODE]  # fmt: skip

        assert np.mean(answered) > 0.4


def whole(answered: Iterable[int], history: ForceHistory) -> list[Reply]:
    replied = Reply(
        invited_at=ENDED - timedelta(days=3),
        expires_at=ENDED,
        started_at=ENDED - timedelta(days=1),
        completed_at=ENDED - timedelta(days=1),
        core_done_at=ENDED - timedelta(days=1),
        answers={item.code: [item.choices[0]] for item in ITEMS},
    )
    return [replied for _ in answered]


@pytest.fixture(scope="module")
def differences(histories: Histories) -> dict[str, list[float]]:
    history = histories[FORCE]
    framed = [place for place, event in enumerate(history.asked) if event.is_in_frame]
    truth = further_truth.expected(history)
    asked = asked_of(history, framed)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(assumed, "WANTS_MORE", 50.0)
        for name in ("LEAVES_AT_OFFER", "LEAVES_AT_A_QUESTION", "STOPS_AT_A_QUESTION"):
            changed.setattr(assumed, name, 0.0)
        said = [answered(history, asked, framed, seed=seed) for seed in range(TIMES)]
    found = {}
    for code, item in further_items.items().items():
        true = further_truth.summed([truth], item=code)
        picked = [share for one in said if (share := one.get(code)) is not None]
        if item.counts and len(picked) == TIMES and true.shown:
            found[code] = [share - true.positive / true.shown for share in picked]
    return found


class TestTruth:
    def test_is_the_mean_of_what_is_said_in_repeated_surveys(self, differences):
        apart = {
            code: np.mean(less) / (np.std(less, ddof=1) / np.sqrt(len(less)))
            for code, less in differences.items()
            if np.std(less) > 0
        }

        # A t of eleven degrees is beyond 2.2 once in twenty.
        assert len(apart) > 40
        assert np.mean([abs(one) < 2.2 for one in apart.values()]) > 0.85

    def test_differs_by_stage_and_by_question(self, histories: Histories):
        truths = [further_truth.expected(history) for history in histories.values()]

        def share(item: str, stage: str) -> float:
            found = further_truth.summed(truths, item=item, stage=stage)
            return found.positive / found.shown

        assert abs(share("Q-INF-3", "ST1") - share("Q-INF-3", "ST3a")) > 0.02
        assert abs(share("Q-INF-3", "ST1") - share("Q-COD-2", "ST1")) > 0.02

    def test_is_better_of_those_who_have_an_adviser(self, histories: Histories):
        truths = [further_truth.expected(history) for history in histories.values()]
        by_help = {
            is_assisted: further_truth.summed(
                truths, item="Q-INF-3", stage="ST1", is_assisted=is_assisted
            )
            for is_assisted in (True, False)
        }

        assert by_help[True].shown > 30
        assert by_help[True].positive != by_help[False].positive


def answered(
    history: ForceHistory, asked: Surveyed, framed: list[int], *, seed: int
) -> dict[str, float]:
    made = saying_more.extend_replies(
        np.random.default_rng(seed),
        whole(framed, history),
        asked=replace(asked, seed=f"test-{seed}"),
        first_day=date.min,
        until=ENDED,
    )
    base: Counter[str] = Counter()
    positive: Counter[str] = Counter()
    for reply in made:
        for code, picked in reply.answers.items():
            item = further_items.items().get(code)
            if item is None or not item.counts or not picked or picked[0] not in item.item.choices:
                continue
            weight = 1 / reply.chances.get(code, 1)
            base[code] += weight
            positive[code] += weight * (picked[0] in item.item.choices[: item.item.positive])
    return {code: positive[code] / base[code] for code in base}
