import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from analytics import words
from analytics.items import headline, item_codes
from analytics.refresh.selectors import quarter_states
from analytics.tables import EVERYBODY, Dimension
from responses.eligibility.sampling import shipped_plan
from responses.eligibility.selectors import case_histories
from responses.invitations import providers
from tests.sealed import chances, pages
from tests.sealed.chances import Place, Truly
from tests.sealed.checks import NationError
from tests.sealed.loop import Loop, Postbox, Sent
from tests.sealed.nations import FOLDER, read_nation
from tests.sealed.readings import FORCES, STEPS, Reading, planted, read_all, truths
from tests.sealed.truth import Truth
from tests.sealed.vocabulary import LEVELS
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHOWN_FROM = chances.SHOWN_FROM
"""Of a force in which so many answered, and of the nation, every question has its figure."""
WORTH_KNOWING = 0.1
"""A gap so wide is outlined where it could not have been seen."""
ORDINARY, WIDER = 0.06, 2
"""From few forces more ordinary spread may be read than there is: so much where there is none, and
twice what they differ by."""
MARKS = {"higher": "▲", "lower": "▼"}


@dataclass(frozen=True)
class Lived:
    loop: Loop
    truth: Truth
    closed_on: date
    readings: dict[str, Reading] = field(default_factory=dict)

    def read(self, client: Client) -> dict[str, Reading]:
        if not self.readings:
            came = Counter(one.victim.force for one in self.in_time)
            self.readings.update(read_all(client, self.loop.nation, came))
        return self.readings

    def truly(self, what: str) -> Truly:
        return truths(what, self.readings[what].told, self.truth)

    def planted(self, what: str) -> dict[Place, float]:
        places = planted(what, self.readings[what].told, self.truth)
        return {place: by for place, by in self.truly(what).items() if place in places}

    @property
    def period(self) -> str:
        return self.loop.nation.quarter

    @property
    def in_time(self) -> list[Sent]:
        return [one for one in self.loop.sent if one.stays and one.at.date() <= self.closed_on]


def live(path: Path) -> Lived:
    nation, postbox = read_nation(path), Postbox()
    with (
        TemporaryDirectory() as folder,
        patch.object(providers, "chosen_providers", lambda **_given: [postbox]),
        patch.object(case_histories, "sampling_plan", shipped_plan),
    ):
        loop = Loop(nation, folder=Path(folder), postbox=postbox)
        for at in loop.weeks(is_over=lambda: _closed_on(nation.quarter) is not None):
            if at.date() > nation.last_day:
                call_command("refill_figures", f"--period={nation.quarter}", stdout=StringIO())
    closed_on = _closed_on(nation.quarter)
    assert closed_on is not None, f"{nation.quarter} has not closed by {loop.now.date()}"
    return Lived(loop, loop.truth, closed_on)


def _closed_on(period: str) -> date | None:
    state = quarter_states.read_states().get(period)
    return state.closed_on if state else None


FAILED: dict[Path, str] = {}
"""What a nation failed by: it is not lived again for each test."""


@shared_rows
def a_small_nation():
    return live(FOLDER / "sample.toml")


@shared_rows
def a_whole_nation():
    path = Path(os.environ.get("SEALED_NATION") or FOLDER / "nation.toml")
    if path not in FAILED:
        try:
            return live(path)
        except NationError as fault:
            FAILED[path] = str(fault)
        except Exception as fault:
            FAILED[path] = f"As before: {type(fault).__name__}: {fault}"
            raise
    pytest.fail(FAILED[path], pytrace=False)


class Counted:
    @pytest.fixture(autouse=True)
    def _looking_afterwards(self, lived) -> Iterator[None]:
        with time_machine.travel(lived.loop.now, tick=False):
            yield

    def test_accounts_for_every_case(self, national_client, lived):
        events, asked = Counter[str](), Counter[str]()
        for victim in lived.loop.nation.victims:
            events[victim.force] += victim.events
        for (force, _stage), number in lived.loop.asked.items():
            asked[force] += number

        events[""], asked[""] = events.total(), asked.total()
        for force in ("", *lived.loop.nation.forces):
            page = pages.coverage(national_client, period=lived.period, force=force)
            assert page.recorded == events[force], force
            assert page.steps[pages.INVITED] == asked[force], force
            assert page.recorded - sum(page.left_out.values()) == asked[force], force
        assert lived.loop.refused == {
            victim.key for victim in lived.loop.nation.victims if victim.trouble == "faulty"
        }

    def test_is_asked_in_the_language_of_each_victim(self, lived):
        assert lived.loop.spoken
        assert all(own == of for own, of in lived.loop.spoken)

    def test_has_every_answer_that_came_before_closing_in_its_figures(self, national_client, lived):
        came = Counter(one.victim.force for one in lived.in_time)

        came[""] = came.total()
        for force, number in came.items():
            told = pages.bases(national_client, period=lived.period, force=force)
            assert told == dict.fromkeys(told, number), force
            assert force or headline().code in told
            assert number < SHOWN_FROM or set(told) == set(item_codes()), force


class TestASmallNation(Counted):
    @pytest.fixture
    def lived(self, a_small_nation) -> Lived:
        return a_small_nation


@pytest.mark.nightly
class TestAWholeNation(Counted):
    @pytest.fixture
    def lived(self, a_whole_nation) -> Lived:
        return a_whole_nation

    def test_says_the_same_on_the_page_and_in_the_report(self, national_client, lived):
        for force in lived.loop.nation.forces:
            asked = {"force": force, "period": lived.period}
            page = pages.beside_others(national_client, **asked)

            assert len(page) == len(item_codes())
            assert pages.beside_others_in_report(national_client, **asked) == page, force

    def test_says_the_same_on_pages_and_to_other_systems(self, national_client, lived):
        for what, reading in lived.read(national_client).items():
            assert not reading.apart, (what, reading.apart)

    @pytest.mark.parametrize("what", [FORCES, STEPS, *LEVELS])
    def test_finds_what_is_planted(self, national_client, lived, what):
        reading = lived.read(national_client)[what]
        wanted = lived.planted(what)
        _tell(what, reading, wanted)

        assert not list(chances.faults(reading.told, wanted, reading.bases))

    def test_measures_as_much_as_is_planted(self, national_client, lived):
        told, wanted = {}, {}
        for what, reading in lived.read(national_client).items():
            for place, truly in lived.planted(what).items():
                told[what, *place], wanted[what, *place] = reading.told[place], truly

        off = chances.smaller(told, wanted)
        likely = chances.likely_of(told, wanted)
        missed = [place for place in likely if not told[place].is_right(wanted[place])]
        most = chances.most_missed_of(likely, alarm=chances.ALARM_OF_ALL)
        sys.stdout.write(
            f"All together come out smaller by {off:.1f} standard errors; of {len(likely)} likely "
            f"to be found {len(missed)} are missed, by chance {most}\n"
        )
        assert abs(off) <= chances.FURTHEST
        assert len(missed) <= most, missed

    @pytest.mark.parametrize("what", [FORCES, STEPS, *LEVELS])
    def test_has_what_is_so_in_its_intervals(self, national_client, lived, what):
        told = lived.read(national_client)[what].told
        missed = chances.outside(told, lived.truly(what))

        assert len(missed) <= chances.most_outside(told), missed

    def test_asks_for_no_more_answers_than_it_needs(self, national_client, lived):
        for what, reading in lived.read(national_client).items():
            for place, claim in reading.told.items():
                most = chances.most_seen(reading.bases[place], spread=_spread(lived, what, place))
                assert claim.seen <= most, (what, place, claim)

    def test_outlines_where_a_gap_could_not_have_been_seen(self, national_client, lived):
        grid = pages.grid(national_client, period=lived.period)
        for by, levels in LEVELS.items():
            for (group, item), claim in lived.read(national_client)[by].told.items():
                names = (
                    words.dimension_name(Dimension(by)),
                    words.level_name(Dimension(by), levels[group]),
                )
                is_unseen = claim.word == chances.TOO_FEW or claim.seen > WORTH_KNOWING
                mark = MARKS.get(claim.word, "□" if is_unseen else "")
                assert grid[names][item_codes().index(item)] == mark, (group, item, claim)

    def test_separates_very_different_stages(self, national_client, lived):
        stages = pages.national(national_client, by="stage", period=lived.period)
        surplus, met = defaultdict(list), []
        for stage, item in lived.truth.planted_stages():
            told = {one: of[item] for one, of in stages.items() if item in of and one != EVERYBODY}
            for other in told.keys() - {stage} if stage in told else ():
                truly = lived.truth.between_stages(item, stage, other)
                low, high = (told[stage], told[other])[:: 1 if truly < 0 else -1]
                surplus[stage, other].append(chances.surplus_of_intervals(truly, low, high))
                if low["upper"] > high["lower"]:
                    met.append((stage, other, item))
        assert len(met) <= chances.most_missed(surplus.values()), met

    def test_claims_nothing_that_is_not_so(self, national_client, lived):
        readings = lived.read(national_client)
        false = [
            (what, place)
            for what, reading in readings.items()
            for place in chances.not_so(reading.told, lived.truly(what))
        ]
        clear = sum(claim.is_clear for one in readings.values() for claim in one.told.values())
        sys.stdout.write(f"{clear} called clear, not so: {false}\n")

        assert len(false) <= chances.most_false(clear), false

    def test_would_notice_another_truth(self, national_client, lived):
        readings = lived.read(national_client)
        other = replace(lived, truth=lived.truth.contrary())
        for what, reading in readings.items():
            likely = chances.likely_of(reading.told, lived.planted(what))
            if any(reading.told[place].is_clear for place in likely):
                assert list(chances.faults(reading.told, other.planted(what), reading.bases)), what


def _spread(lived: Lived, what: str, place: Place) -> float:
    if what != FORCES:
        return 0.0
    differ = [by for (_force, item), by in lived.truly(what).items() if item == place[1]]
    return max(ORDINARY, WIDER * fmean(by * by for by in differ) ** 0.5)


def _tell(what: str, reading: Reading, planted: Truly) -> None:
    told = {place: reading.told[place] for place in planted}
    likely = chances.likely_of(told, planted)
    found = sum(claim.is_right(planted[place]) for place, claim in told.items())
    chance = f"{len(likely)} were likely to be, of which {chances.most_missed_of(likely)} may fail"
    lines = [f"{what}: {found} of {len(planted)} planted are called clear; {chance}"]
    lines += [
        f"  {' '.join(place)}: {100 * planted[place]:+.1f} points, {claim.word}; "
        f"{100 * claim.seen:.0f} would have been seen, {reading.bases[place]} answered"
        for place, claim in told.items()
    ]
    sys.stdout.write("\n".join(lines) + "\n")
