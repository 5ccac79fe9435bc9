"""Everything that a quarter shows, attacked at once: pages, calls, files, PDF, and the releases
one after the other. No group of one to nine people may be known."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import inf
from random import Random

import pytest

from analytics.cube import meanings
from analytics.disclosure.counts import quarter_of
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.goals import goal_for
from analytics.disclosure.methods.linked_tables import arrivals_of, exact, successive
from analytics.disclosure.quarter import protection_goals
from analytics.refresh import holdback
from analytics.refresh.actions import refill
from analytics.refresh.selectors import stored_quarter
from analytics.releases import actions as releases_actions
from analytics.releases.selectors import drafts
from analytics.stats import suppression
from analytics.stats.suppression import Audience, Policy, Topic
from responses.models import Response
from tests.analytics import make
from tests.analytics.disclosure.attacker import Attacker
from tests.analytics.disclosure.reading_back import is_close
from tests.analytics.make import CITY, KENT, Q3, Victim
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORCES = (CITY, KENT, "durham", "surrey")
"""Two of them make a region."""
STAGES = ("ST1", "ST2", "ST4")
CRIMES = ("burglary", "robbery", "vehicle")
SAID = {
    "EQ-REL": ("christian", "none", "muslim", "prefer_not", "sikh"),
    "EQ-ORI": ("straight", "prefer_not", "gay_lesbian", "bisexual"),
    "EQ-GEN-1": ("yes", "no", "prefer_not"),
    "EQ-PREG": ("no", "does_not_apply", "yes"),
}
"""What the second version of the short core asks besides, most frequent first."""
FEW, INSIDERS = 2, 25
"""Groups of so few know each other; so many of them try."""
MODES = ("web_sms", "web_email", "web_code")


def victims(seed, number):
    random, modes, said = Random(seed), Random(seed + 1), Random(seed + 2)
    return [_victim(random, said, mode=_skewed(modes, MODES)) for _ in range(number)]


def _victim(random, said, mode):
    sex = random.choice(["female", "male", "male"])
    answers = None
    if random.random() < 0.5:
        answers = {"Q-OVR-1": [random.choice(["very_satisfied", "very_dissatisfied"])]}
        if random.random() < 0.8:
            answers["Q-INF-1"] = [random.choice(["very_satisfied", "very_dissatisfied"])]
        if random.random() < 0.8:
            answers["EQ-SEX"] = [sex]
        if random.random() < 0.8:
            answers["EQ-ETH"] = [_skewed(random, ["white", "asian", "black"])]
        answers |= {code: [_skewed(said, choices)] for code, choices in SAID.items()}
    return Victim(
        force=_skewed(random, FORCES),
        stage=_skewed(random, STAGES),
        crime_group=_skewed(random, CRIMES),
        sex=sex,
        ethnicity_group=_skewed(random, ["white", "asian", "black"]),
        disability=_skewed(random, ["no", "yes"]),
        birth_year=random.choice([1950, 1975, 1990]),
        mode=mode,
        answers=answers,
    )


def _skewed(random, names):
    return random.choices(names, weights=[2.2**-place for place in range(len(names))])[0]


def counted():
    now = stored_quarter.counts_of(Q3)
    return quarter_of(now.cells, now.coverage, meanings.meanings())


def release(revision_note=""):
    draft = drafts.prepare_draft(period=Q3, revision_note=revision_note, on=NOW.date())
    releases_actions.publish_release(
        draft=draft, files=_files(draft), approved_by="", by=TESTER, at=NOW
    )


def _files(draft):
    from access.models import Force
    from analytics.releases.presenters.files import release_files

    return release_files(draft, forces=Force.objects.all(), is_simulated=True)


def found_by(*attackers, is_between=False):
    """What is known too well of all that was read, at whichever time; and where `is_between`, of
    those who came in between."""
    names = [f"time {number}" for number, _ in enumerate(attackers)]
    together = successive([each.tables for each in attackers], names=names)
    wanted = list(_goals_at(names[0], attackers[0]))
    for name, (before, after) in zip(names[1:], pairwise(attackers), strict=True):
        wanted += _goals_at(name, after, before)
        wanted += few_who_came(arrivals_of(name), before, after) if is_between else ()
    return exposures(together, wanted)


def _goals_at(name, attacker, before=None):
    """Of a group that has not changed no more can be left open than the time before left."""
    for goal in protection_goals(attacker.quarter, attacker.hidden):
        most = inf
        if before and before.quarter.people.get(goal.cell) == goal.people:
            most = before.quarter.upper_limit(goal.cell[0], goal.cell[1:], before.hidden)
        yield goal_for((name, *goal.cell), goal.people, most=min(goal.upper, most))


def few_who_came(name, before, after):
    for cell, people in after.quarter.people.items():
        came = people - before.quarter.people.get(cell, 0)
        if 0 < came < 10:
            yield goal_for((name, *cell), came)


def found_by_insiders(attacker):
    """What the one or two of a group learn of other groups from all that was read, who know how
    many they are themselves."""
    tables, wanted = attacker.tables, protection_goals(attacker.quarter, attacker.hidden)
    own = [goal for goal in wanted if goal.people <= FEW and goal.cell[1] != NATION]
    assert own, "a nation without insiders would prove nothing"
    found = []
    for insider in Random(1).sample(own, min(INSIDERS, len(own))):
        published = {**tables.published, insider.cell: exact(insider.people)}
        others = [goal for goal in wanted if goal.cell[1:] != insider.cell[1:]]
        found += [
            (insider.cell, each)
            for each in exposures(replace(tables, published=published), others)
            if is_close(each)
        ]
    return found


def few_who_moved(before, after):
    """What plain subtraction gives away, of those who came and of those who left."""
    return {
        cell: after.published[cell].lower - published.lower
        for cell, published in before.published.items()
        if published.is_exact and after.published[cell].is_exact
        if 0 < abs(after.published[cell].lower - published.lower) < 10
    }


def a_month_later(**options):
    refill.refill_cells(periods=[Q3], by=TESTER, at=NOW + timedelta(days=30), **options)


@shared_rows
def nation():
    make.load(victims(7, 700))
    make.fill()


class TestTheAttack:
    def test_finds_no_small_group_in_all_that_a_quarter_shows(self, nation, national_client):
        release()
        first = Attacker(national_client, counted()).read_everything()
        make.load(victims(8, 150))
        refill.refill_cells(periods=[Q3], by=TESTER, at=NOW, is_revision=True)
        release("Cases of two forces came late.")
        second = Attacker(national_client, counted()).read_everything()

        small = [people for people in second.quarter.people.values() if 0 < people < 10]
        assert len(small) > 20, "a nation without small groups would prove nothing"
        assert found_by(first) == []
        assert found_by(second) == []
        assert found_by(first, second) == []
        assert found_by_insiders(second) == []

    def test_reads_much_and_reads_it_right(self, nation, national_client):
        release()

        attacker = Attacker(national_client, counted()).read_everything()

        exact = [cell for cell, published in attacker.published.items() if published.is_exact]
        assert len(exact) > 50
        assert attacker.looked_at > 100
        assert {area for _, area, *_ in attacker.published} & attacker.regions.keys()
        for cell, published in attacker.published.items():
            measure, area, *place = cell
            areas = attacker.regions.get(area, [area])
            people = sum(attacker.quarter.people.get((measure, one, *place), 0) for one in areas)
            assert published.lower <= people <= published.upper, cell

    def test_succeeds_where_small_bases_are_shown(self, db, national_client, monkeypatch):
        lax = Policy(hide_below=3, mark_below=30)
        make.load(victims(7, 700))
        with monkeypatch.context() as lapse:
            lapse.setitem(suppression.POLICY, (Audience.STAFF, Topic.ORDINARY), lax)
            # The audit would not let it pass either: without it, the rules stand alone.
            refill.refill_cells(periods=[Q3], by=TESTER, at=NOW, is_audited=False)

        attacker = Attacker(national_client, counted(), least_shown=3).read_everything()

        assert any(each.is_exact for each in found_by(attacker))

    def test_reads_what_people_said_of_themselves_alone(self, nation, national_client):
        """Religion and the like are attacked as well: she reads of each, and not of all."""
        attacker = Attacker(national_client, counted()).read_everything()

        for dimension in ("religion", "sexual_orientation", "pregnancy"):
            read = {cell for cell, published in attacker.published.items() if published.is_exact}
            levels = {level for _, _, of, level in read if of == dimension}
            assert levels
            assert any(
                dimension == place[1] for places in attacker.hidden.values() for place in places
            )

    @pytest.mark.nightly
    def test_succeeds_where_the_special_topic_is_an_ordinary_one(
        self, db, national_client, monkeypatch
    ):
        lax = suppression.POLICY[Audience.STAFF, Topic.ORDINARY]
        make.load(victims(7, 400))
        with monkeypatch.context() as lapse:
            lapse.setitem(suppression.POLICY, (Audience.STAFF, Topic.SPECIAL), lax)
            make.fill()

        attacker = Attacker(national_client, counted()).read_everything()

        found = [each.cell for each in found_by(attacker) if each.is_exact]
        assert "gender_identity" in {cell[3] for cell in found}

    @pytest.mark.nightly
    def test_succeeds_where_nothing_is_hidden_for_others(
        self, nation, national_client, monkeypatch
    ):
        """Each list guards its own total; read together they give small groups away."""
        from analytics.models import HiddenPlaces

        HiddenPlaces.objects.all().delete()

        attacker = Attacker(national_client, counted()).read_everything()

        assert found_by(attacker)


class TestTheAttackOverTwoMonths:
    """She keeps November's pages, and reads them beside December's."""

    @pytest.mark.nightly
    def test_finds_no_few_who_came_in_between(self, nation, national_client):
        november = Attacker(national_client, counted()).read_everything()
        make.load(victims(8, 500))
        a_month_later()

        december = Attacker(national_client, counted()).read_everything()

        moved = [
            cell
            for cell, published in november.published.items()
            if published != december.published[cell]
        ]
        assert len(moved) > 10, "figures that stand still would prove nothing"
        assert few_who_moved(november, december) == {}
        assert found_by(november, december, is_between=True) == []

    @pytest.mark.nightly
    def test_finds_no_few_who_left(self, nation, national_client):
        november = Attacker(national_client, counted()).read_everything()
        answered = list(Response.objects.order_by("pk").values_list("pk", flat=True))
        make.load(victims(8, 500))
        Response.objects.filter(pk__in=answered[::40]).update(
            withdrawn_at=NOW, withdrawn_by="respondent"
        )
        a_month_later(is_audited=False)

        december = Attacker(national_client, counted()).read_everything()

        assert few_who_moved(november, december) == {}

    @pytest.mark.nightly
    def test_succeeds_where_whoever_came_is_shown(self, nation, national_client, monkeypatch):
        november = Attacker(national_client, counted()).read_everything()
        make.load(victims(8, 500))
        monkeypatch.setattr(holdback, "admitted_of", lambda came, _grown: came.keys())
        a_month_later(is_audited=False)

        december = Attacker(national_client, counted()).read_everything()

        assert few_who_moved(november, december)
        assert any(each.is_exact for each in found_by(november, december, is_between=True))
