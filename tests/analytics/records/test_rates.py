import pytest

from analytics.records.counting import count_rows, shown_rates
from analytics.records.places import Counts, RatePlace
from analytics.records.rates import ASKED, RATES, TOLD_OF
from survey.bank.instruments import BANK
from survey.bank.questions import read_bank
from tests.analytics.weighting.test_force_weights import answer

NATION = RatePlace(area="nation", dimension="all", level="all")
CASE_16 = "victim_does_not_support_action"
CASE_15 = "victim_supports_action"


def truth(rate: str, outcome: str = "none", sex: str = "female", **answers: str) -> bool | None:
    said = {code.replace("_", "-"): choice.split() for code, choice in answers.items()}
    return RATES[rate].is_true(answer(outcome_group=outcome, sex=sex, answers=said))


class TestACharacteristic:
    def test_agrees_differs_or_is_not_recorded(self):
        assert truth("as_said_sex", EQ_SEX="female") is True
        assert truth("as_said_sex", EQ_SEX="male") is False
        assert truth("as_said_sex", sex="unknown", EQ_SEX="male") is None
        assert truth("as_said_sex", EQ_SEX="prefer_not") is None
        assert truth("not_recorded_sex", sex="unknown", EQ_SEX="male") is True
        assert truth("not_recorded_sex", sex="unknown") is None


class TestAnOutcome:
    def test_is_asked_of_those_it_was_recorded_of(self):
        assert truth("not_her_decision", CASE_16, Q_O16_1="delay told_not_to") is True
        assert truth("not_her_decision", CASE_16, Q_O16_1="delay") is False
        assert truth("not_her_decision", CASE_16, Q_O16_1="prefer_not") is None
        assert truth("not_her_decision", CASE_15, Q_O16_1="not_mine") is None
        assert truth("not_told_missing", CASE_15, Q_O15_1="wanted_no") is True
        assert truth("not_told_missing", CASE_15, Q_O15_1="no_need") is None
        assert truth("does_not_know", "no_suspect", Q_OUT_1="no") is True
        assert truth("does_not_know", "none", Q_OUT_1="no") is None

    def test_is_set_beside_what_was_told_and_wanted(self):
        assert truth("told_otherwise", "no_suspect", Q_OUT_2="nobody") is False
        assert truth("told_otherwise", "no_suspect", Q_OUT_2="evidence") is True
        assert truth("told_otherwise", "unclear", Q_OUT_2="evidence") is None
        assert truth("told_otherwise", "no_suspect", Q_OUT_2="other") is None
        assert truth("wish_otherwise", CASE_16, Q_OUT_2="evidence") is True
        assert truth("wish_otherwise", CASE_15, Q_OUT_2="evidence") is False
        assert truth("wish_otherwise", CASE_15, Q_OUT_2="nobody") is None

    def test_has_every_choice_of_the_bank(self):
        bank = read_bank(BANK)
        tags = {
            choice["code"]: choice["tags"]["outcomes"].split()[0]
            for choice in bank.questions["Q-OUT-2"].entry["choices"]
            if "tags" in choice
        }
        out = {"no_need", "not_sure", "going_on"}

        assert tags == TOLD_OF
        for told in ASKED.values():
            entry = bank.questions[told.question].entry
            choices = {one["code"] for one in entry.get("choices") or bank.scales[entry["scale"]]}
            assert told.found | told.others == choices - out


class TestAQuarter:
    def test_has_planted_errors_as_they_are(self):
        rows = [
            *(answer(n, sex="female", answers={"EQ-SEX": ["female"]}) for n in range(82)),
            *(answer(n, sex="male", answers={"EQ-SEX": ["female"]}) for n in range(8)),
            *(answer(n, sex="unknown", answers={"EQ-SEX": ["female"]}) for n in range(10)),
            *(answer(n, sex="male", answers={"EQ-SEX": ["male"]}) for n in range(100)),
            *(answer(n, sex="unknown", answers={"EQ-SEX": ["male"]}) for n in range(10)),
            answer(201, sex="male", answers={"EQ-SEX": ["female"]}, is_own_account=False),
        ]
        found = {(each.rate, each.place): each for each in shown_rates(count_rows(rows))}
        agreed = found["as_said_sex", NATION]

        assert agreed.counts == Counts(190, 182)
        assert found["not_recorded_sex", NATION].counts == Counts(210, 20)
        assert agreed.kappa is not None
        assert agreed.kappa.value == pytest.approx((182 / 190 - 0.5028) / (1 - 0.5028), abs=1e-3)
        female = RatePlace(area="nation", dimension="sex", level="female")
        assert found["as_said_sex", female].counts == Counts(90, 82)

    def test_has_no_kappa_of_two_levels_of_which_one_is_hidden(self):
        rows = [
            *(answer(n, sex="female", answers={"EQ-SEX": ["female"]}) for n in range(60)),
            *(answer(n, sex="male", answers={"EQ-SEX": ["female"]}) for n in range(20)),
            *(answer(n, sex="male", answers={"EQ-SEX": ["male"]}) for n in range(5)),
        ]
        found = {(each.rate, each.place): each for each in shown_rates(count_rows(rows))}

        assert found["as_said_sex", NATION].kappa is None
        assert not any(place.dimension == "sex" for rate, place in found if rate == "as_said_sex")
