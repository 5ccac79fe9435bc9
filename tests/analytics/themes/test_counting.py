from dataclasses import dataclass

from analytics.disclosure.places import NATION
from analytics.records.places import Counts, RatePlace
from analytics.tables import EVERYBODY, Dimension
from analytics.themes.counting import WHOLE, emerging, shown_shares
from responses import extract_themes

INFORMED = "better:informed"


@dataclass(frozen=True)
class Row:
    force: str
    themes: frozenset[str]
    stage: str = "ST1"
    crime_group: str = "burglary"


def rows(people: int, found: int, *, force: str = "kent", **more: str) -> list[Row]:
    said = [frozenset({INFORMED})] * found + [frozenset[str]()] * (people - found)
    return [Row(force, themes, **more) for themes in said]


def shown(found, **pairs):
    shares = shown_shares(found, themes=[INFORMED], pairs=pairs.get("pairs", {}))
    return {each.place: each for each in shares}


def place(area: str, dimension: str = Dimension.ALL.value, level: str = EVERYBODY) -> RatePlace:
    return RatePlace(area=area, dimension=dimension, level=level)


class TestShares:
    def test_are_of_the_people_whose_words_were_coded(self):
        found = shown(rows(40, 12))

        assert found[WHOLE].counts == Counts(40, 12)
        assert found[place("kent", "stage", "ST1")].counts == Counts(40, 12)

    def test_of_fewer_than_ten_people_are_hidden_and_so_is_what_tells_of_them(self):
        found = shown([*rows(40, 12), *rows(30, 9, force="gwent"), *rows(9, 4, force="surrey")])
        totals = {at.area for at in found if at.is_whole}

        assert "surrey" not in totals
        assert len(totals - {NATION}) < 2

    def test_of_fewer_than_twenty_who_are_all_alike_are_hidden(self):
        assert shown(rows(19, 0)) == {}
        assert WHOLE in shown(rows(20, 0))

    def test_of_a_stage_with_few_are_hidden_with_another(self):
        found = shown([*rows(40, 12), *rows(30, 9, stage="ST2"), *rows(8, 3, stage="ST5")])
        stages = {at.level for at in found if at.dimension == "stage" and at.area == NATION}

        assert "ST5" not in stages
        assert len(stages) < 2

    def test_have_agreement_beyond_chance_of_fifty_texts(self):
        pairs = {("yes", "yes"): 27, ("no", "no"): 27, ("yes", "no"): 3, ("no", "yes"): 3}
        found = shown(rows(40, 12), pairs={INFORMED: pairs})

        assert round(found[WHOLE].kappa.value, 6) == 0.8
        assert found[place("kent")].kappa is None
        few = {one: count // 2 for one, count in pairs.items()}
        assert shown(rows(40, 12), pairs={INFORMED: few})[WHOLE].kappa is None


class TestNewWords:
    COUNTS = {"lapwing": (30, 2), "police": (80, 800), "rota": (9, 0), "told": (12, 100)}

    def test_stand_out_by_how_many_people_use_them(self):
        found = emerging(self.COUNTS, totals=(1_000, 10_000))
        assert [each.term for each in found] == ["lapwing"]

    def test_that_fewer_than_ten_people_used_are_not_looked_at(self):
        assert emerging({"rota": (9, 0)}, totals=(1_000, 10_000)) == ()

    def test_are_words_and_pairs_without_what_was_hidden(self):
        terms = extract_themes.terms_of("PC [name] rang. Nobody came on 12 May")

        assert {"pc", "rang", "nobody came"} <= terms
        assert not {"name", "rang nobody", "pc rang", "12"} & terms
