import pytest

from tests.sealed.nations import nation_of
from tests.sealed.test_nations import changed
from tests.sealed.truth import Truth
from tests.sealed.vocabulary import GOOD_AND_BAD, LEVELS

pytestmark = pytest.mark.slow


def truth_of(*planted):
    raw = changed("truth", "planted", to=list(planted))
    return Truth(nation_of(raw | {"forces": {"gwent": 100, "kent": 200, "norfolk": 100}}))


def about(points):
    return pytest.approx(points / 100, abs=0.015)


class TestATruth:
    def test_has_a_force_apart_from_all_others(self):
        truth = truth_of({"force": "kent", "points": -12})

        assert truth.beside_others("kent", "Q-OVR-1") == about(-12)
        assert truth.beside_others("gwent", "Q-OVR-1") == about(8)
        assert truth.is_planted(force="kent", item="Q-OVR-1")
        assert not truth.is_planted(force="gwent", item="Q-OVR-1")

    def test_plants_in_some_questions_alone(self):
        truth = truth_of({"force": "kent", "points": -12, "items": ["Q-OVR-1"]})

        assert truth.beside_others("kent", "Q-SUP-1") == pytest.approx(0)
        assert not truth.is_planted(force="kent", item="Q-SUP-1")

    def test_has_each_stage(self):
        truth = truth_of({"stage": "ST1", "points": -20, "items": ["Q-SUP-1"]})

        assert truth.planted_stages() == {("ST1", "Q-SUP-1")}
        assert truth.between_stages("Q-SUP-1", "ST3a", "ST1") == pytest.approx(0.2)

    def test_has_each_group_of_the_file(self):
        for levels in LEVELS.values():
            for group in levels:
                truth = truth_of({"group": group, "points": -10})
                others = [one for one in levels if one != group]

                assert truth.planted_groups() == {(group, item) for item in GOOD_AND_BAD}
                assert truth.between_groups("Q-CON-1", group, others[0]) == pytest.approx(-0.1)

    def test_takes_a_stage_of_one_force_for_no_stage_of_the_nation(self):
        truth = truth_of({"force": "kent", "stage": "ST3a", "points": -30})

        assert not truth.planted_stages()
        assert truth.between_stages("Q-OVR-1", "ST3a", "ST1") == pytest.approx(-0.15, abs=0.06)
        assert truth.is_planted(force="kent", item="Q-OVR-1")

    def test_counts_nobody_who_may_not_be_asked(self):
        raw = changed("crimes", to={"burglary": 0.5, "sexual": 0.5})
        nation = nation_of(raw)

        asked = [victim for victim in nation.victims if victim.may_be_asked]
        assert 0 < len(asked) < len(nation.victims)
        assert len(Truth(nation).events) == sum(len(victim.stages) for victim in asked)

    def test_has_people_say_what_is_so(self):
        truth = truth_of({"group": "female", "points": -30})
        said = {True: [], False: []}
        for victim in truth._nation.victims:
            if reply := truth.reply(victim, "ST1"):
                is_good = reply.answers["Q-OVR-1"] == GOOD_AND_BAD["Q-OVR-1"][0]
                said[reply.answers["EQ-SEX"] == "female"].append(is_good)

        of_women, of_men = (sum(said[is_one]) / len(said[is_one]) for is_one in (True, False))
        assert of_women - of_men == pytest.approx(-0.3, abs=0.15)

    def test_is_the_contrary_of_another(self):
        truth = truth_of({"force": "kent", "points": -12}, {"group": "disabled", "points": 9})

        other = truth.contrary()
        for item in GOOD_AND_BAD:
            assert other.beside_others("kent", item) == about(12)
            assert other.between_groups(item, "disabled", "not disabled") == about(-9)
        assert truth.plants_for("force")
        assert not truth.plants_for("stage")
