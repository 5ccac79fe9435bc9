from random import Random

import pytest

from access import selectors as access_selectors
from analytics.cube import meanings
from analytics.disclosure import kind_tables
from analytics.disclosure.quarter_items import items_of
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.areas import areas_of
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.refresh.selectors import stored_quarter
from analytics.releases.actions import publishing
from analytics.releases.selectors import drafts
from analytics.stats.suppression import Audience
from analytics.tables import BY_KIND
from tests.analytics import make
from tests.analytics.disclosure.attacker import ITEMS, Attacker
from tests.analytics.disclosure.worlds import insiders, narrowed, told_to
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
SAMPLE = 25
"""Groups of each item that are attacked in a run; at night all."""
MODES = ("web_sms", "web_email", "web_code")


def victims(seed, number):
    random, modes, said, abuse = (Random(seed + number) for number in range(4))
    return [
        _victim(
            random,
            said,
            mode=_skewed(modes, MODES),
            flags={"domestic_abuse": abuse.random() < 0.3, "sexual": abuse.random() < 0.05},
        )
        for _ in range(number)
    ]


def _victim(random, said, **others):
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
        answers=answers,
        **others,
    )


def _skewed(random, names):
    return random.choices(names, weights=[2.2**-place for place in range(len(names))])[0]


def counted():
    cells = stored_quarter.counts_of(Q3).cells
    areas = areas_of(FORCES, access_selectors.regions())
    return items_of(cells, meanings.meanings(), areas)


def counted_by_kind():
    cells, known = stored_quarter.counts_of(Q3).cells, meanings.meanings()
    return {
        item: kind_tables.item_by_kind(cells, item, known[item], Audience.STAFF) for item in ITEMS
    }


def release(revision_note=""):
    draft = drafts.prepare_draft(period=Q3, revision_note=revision_note, on=NOW.date())
    publishing.publish_release(draft=draft, files=_files(draft), approved_by="", by=TESTER, at=NOW)


def _files(draft):
    from access.models import Force
    from analytics.releases.presenters.files import release_files

    return release_files(draft, forces=Force.objects.all(), is_simulated=True)


def known_too_well(attacker, sample=SAMPLE):
    tables, by_kind = counted(), counted_by_kind()
    read = [
        *((tables[item], attacker.marks(item, tables[item])) for item in ITEMS),
        *((by_kind[item], attacker.marks_by_kind(item, by_kind[item])) for item in ITEMS),
    ]
    return [each for known, marks in read for each in narrowed(known, marks, sample=sample)]


@shared_rows
def nation():
    make.load(victims(7, 700))
    make.fill()
    release()


_read = []


@pytest.fixture
def attacker(nation, national_client):
    if not _read:
        _read.append(Attacker(national_client, FORCES).read_everything())
    return _read[0]


class TestTheAttack:
    @pytest.mark.parametrize(
        "sample", [SAMPLE, pytest.param(None, marks=pytest.mark.nightly)], ids=["some", "all"]
    )
    def test_finds_no_group_in_all_that_a_quarter_shows(self, attacker, sample):
        assert len(attacker.bases) > 50, "who reads nothing learns nothing"
        assert attacker.looked_at > 100
        assert known_too_well(attacker, sample) == []

    def test_reads_it_right(self, attacker):
        tables = counted()
        assert any(dimension in BY_KIND for _, _, dimension, _ in attacker.bases)
        for (item, area, dimension, level), base in attacker.bases.items():
            if dimension in BY_KIND:
                continue
            of, number = tables[item], tables[item].areas.codes.index(area)
            table = of.everybody if dimension == "all" else of.by_dimension[dimension]
            assert base in (None, table.people[number, table.levels.index(level)])

    def test_reads_the_same_as_is_kept(self, attacker):
        hidden = stored_quarter.hidden_places(Q3)

        assert not [place for place in attacker.bases if place[1:] in hidden[place[0]]]

    def test_tells_insiders_of_nobody_else(self, attacker):
        tables = counted()

        for item in ITEMS:
            marks = attacker.marks(item, tables[item])
            for known in insiders(tables[item], marks, most=4):
                assert told_to(known, tables[item], marks, sample=SAMPLE) == []

    def test_succeeds_where_only_small_places_are_hidden(self, db, national_client, monkeypatch):
        make.load(victims(7, 700))
        with monkeypatch.context() as lapse:
            lapse.setattr(gate, "protect", _by_floors)
            make.fill()

        attacker = Attacker(national_client, FORCES).read_everything()

        assert known_too_well(attacker)


def _by_floors(item, first=None, **_options):
    marks = first or shown_by_floors(item)
    return gate.Protected(marks=marks, rounds=0, hidden=0, groups=0, narrowed=())
