from access.forces.reference_file import force_rows
from analytics.figures import similar_forces
from analytics.figures.similar_forces import NEAREST


def all_codes() -> list[str]:
    return [row.code for row in force_rows()]


class TestNearest:
    def test_are_seven_others_the_nearest_first(self):
        found = similar_forces.nearest("dyfed-powys", among=all_codes())

        assert len(found) == len(set(found)) == NEAREST
        assert found[0] == "north-wales"
        assert "dyfed-powys" not in found

    def test_go_one_way(self):
        codes = all_codes()

        assert "metropolitan" in similar_forces.nearest("city-of-london", among=codes)
        assert "city-of-london" not in similar_forces.nearest("metropolitan", among=codes)

    def test_are_only_of_those_there_are(self):
        assert similar_forces.nearest("kent", among=["surrey", "sussex", "kent"]) == (
            "sussex",
            "surrey",
        )

    def test_of_a_force_without_an_area_are_none(self):
        assert similar_forces.nearest("btp", among=all_codes()) == ()


class TestFacts:
    def test_are_there_for_every_territorial_force(self):
        assert set(similar_forces.facts()) == {
            row.code for row in force_rows() if row.is_territorial
        }

    def test_are_standardised(self):
        for fact in zip(*similar_forces.facts().values(), strict=True):
            assert abs(sum(fact)) < 1e-9
            assert abs(sum(value * value for value in fact) / len(fact) - 1) < 1e-9
