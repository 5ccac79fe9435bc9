import tomllib
from copy import deepcopy
from dataclasses import replace

import pytest

from responses.case_files.reference_lists import offences
from responses.cases.sensitivity import SENSITIVE_CRIMES
from responses.cases.stages import STAGE_OF_OUTCOME, STAGE_OF_STATE
from tests.each import for_each
from tests.sealed.checks import NationError
from tests.sealed.nations import FOLDER, nation_of, read_nation
from tests.sealed.vocabulary import NEVER_TEXTED, OFFENCES, OUTCOMES, STAGE_OF

RAW = tomllib.loads((FOLDER / "sample.toml").read_text(encoding="utf-8"))


def changed(*path, to):
    raw = deepcopy(RAW)
    place = raw
    for key in path[:-1]:
        place = place[key]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return raw


def planted(**each):
    return changed("truth", "planted", to=[each])


class TestTheFileOfANation:
    def test_may_say_which_crimes_there_are(self):
        nation = nation_of(changed("crimes", to={"robbery": 0.5, "sexual": 0.5}))

        assert {victim.crime_group for victim in nation.victims} == {"robbery", "sexual"}
        assert not any(
            victim.may_be_asked for victim in nation.victims if victim.crime_group == "sexual"
        )

    def test_draws_the_usual_crimes_where_it_names_none(self):
        assert len({victim.crime_group for victim in nation_of(RAW).victims}) == 5

    def test_may_leave_out_how_long_the_clock_goes(self):
        assert nation_of(changed("weeks", to=None)).weeks > 13

    def test_may_say_how_many_read_welsh(self):
        nation, other = nation_of(RAW | {"welsh": 0.5}), nation_of(changed("welsh", to=None))

        assert {victim.language for victim in nation.victims} == {"cy", "en"}
        assert {victim.language for victim in other.victims} == {"en"}
        assert [replace(victim, language="en") for victim in nation.victims] == [*other.victims]

    def test_may_plant_something_for_a_group_of_one_force(self):
        assert nation_of(planted(force="gwent", group="75_over", points=-12)).forces

    @for_each(
        ("raw", "told"),
        [
            (changed("quarter", to="2027Q1"), "a quarter is written 2027-Q1"),
            (changed("quarter", to="2027-Q5"), "a quarter is written 2027-Q1"),
            (changed("quarter", to="2026-Q3"), "begins before 2026-11-16"),
            (changed("quarter", to=None), "quarter: is missing"),
            (changed("weeks", to=0), "a whole number from 1 on"),
            (changed("welsh", to=20), "welsh: “20”; a share from 0 to 1"),
            (changed("week", to=20), "did you mean “weeks”?"),
            (changed("seed", to=None), "seed: is missing"),
            (changed("forces", "Gwent", to=8), "did you mean “gwent”?"),
            (changed("forces", "kent", to=0.2), "forces.kent: “0.2”; a whole number"),
            (changed("forces", to={"kent": 8}), "at least 2"),
            (changed("paths", "COURT_TRIAL", to=0.0), "paths: “COURT_TRIAL” is not known"),
            (changed("paths", "REPORT", to=0.4), "paths: the shares add up to 0.7"),
            (changed("troubles", "dead", to=0.0), "troubles: “dead” is not known"),
            (changed("crimes", to={"burglery": 1.0}), "did you mean “burglary”?"),
            (changed("truth", "answers", to=80), "truth.answers: “80”; a share from 0 to 1"),
            (changed("truth", to=None), "truth: is missing"),
            (changed("truth", "shares", to=0.6), "truth.shares: a table is wanted"),
            (changed("truth", "shares", "Q-OVR-1", to=None), "truth.shares.Q-OVR-1: is missing"),
            (changed("truth", "shares", "Q-OVR-2", to=0.6), "did you mean “Q-OVR-1”?"),
            (changed("truth", "leaves_before", "Q-OVR-1", to=0.1), "leaves_before: “Q-OVR-1”"),
            (changed("truth", "leaves_before", "EQ-REL", to=0.95), "more than 1"),
            (changed("truth", "planted", to={"force": "kent", "points": 9}), "[[truth.planted]]"),
            (planted(points=-12), "names no force, no stage and no group"),
            (planted(force="durham", points=-12), "truth.planted 1, force: “durham”"),
            (planted(stage="ST3c", points=-25), "truth.planted 1, stage: “ST3c”"),
            (planted(group="disable", points=-10), "did you mean “disabled”?"),
            (planted(force="kent", items=["Q-OVR"], points=12), "did you mean “Q-OVR-1”?"),
            (planted(force="kent", items="Q-OVR-1", points=12), "a list of questions"),
            (planted(force="kent", points=-0.12), "12 points are 12, and not 0.12"),
            (planted(force="kent", point=-12), "did you mean “points”?"),
        ],
    )
    def test_is_refused_in_words(self, raw, told):
        with pytest.raises(NationError) as refused:
            nation_of(raw)
        assert told in str(refused.value)

    def test_is_told_every_fault_at_once(self):
        raw = changed("quarter", to="2027") | {"seed": 1, "weeks": -1}

        with pytest.raises(NationError) as refused:
            nation_of(raw)
        assert len(str(refused.value).splitlines()) == 3

    def test_is_refused_by_its_line_where_it_is_no_toml(self, tmp_path):
        path = tmp_path / "nation.toml"
        path.write_text("seed = 1\nquarter = 2027-Q1\n", encoding="utf-8")

        with pytest.raises(NationError, match=r"nation\.toml.*line 2"):
            read_nation(path)

    def test_is_refused_where_there_is_none(self, tmp_path):
        with pytest.raises(NationError, match=r"no\.toml"):
            read_nation(tmp_path / "no.toml")


class TestTheWordsOfANation:
    def test_are_those_of_case_files(self):
        assert {group: offences()[code].crime_group for group, code in OFFENCES.items()} == {
            group: group for group in OFFENCES
        }
        assert {path: STAGE_OF_STATE[path] for path in STAGE_OF} == STAGE_OF
        assert {path: STAGE_OF_OUTCOME[code] for path, code in OUTCOMES.items()} == {
            path: STAGE_OF[path] for path in OUTCOMES
        }
        assert set(NEVER_TEXTED) == SENSITIVE_CRIMES & OFFENCES.keys()
