import csv
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from access.forces.reference_file import force_rows
from config.demo import facts

YEAR = "2024/25"


class TestFacts:
    def test_know_every_force(self):
        known = facts.load()

        assert list(known.forces) == [row.code for row in force_rows()]
        assert len(known.forces) == 44

    def test_give_shares_that_add_up(self):
        known = facts.load()

        for force in known.forces.values():
            assert force.mix.sum() == pytest.approx(1)
            assert force.ethnic_groups.sum() == pytest.approx(1)
            for shares in force.outcomes.values():
                assert shares.sum() == pytest.approx(1)
        for offences in known.offences.values():
            assert sum(offence.share for offence in offences) == pytest.approx(1)

    def test_give_an_outcome_group_and_offences_to_every_kind(self):
        known = facts.load()

        for kind in facts.KINDS:
            assert known.offences[kind]
            assert all(facts.OFFENCE_GROUP[kind] in of.outcomes for of in known.forces.values())

    def test_draw_the_transport_police_from_the_whole_nation(self):
        known = facts.load()

        assert known.forces["btp"].broad_ages == pytest.approx(np.ones(3))

    def test_divide_each_ethnic_group_into_its_own_nineteen(self):
        known = facts.load()

        assert len(known.ethnicities) == 19
        for group in facts.ETHNIC_GROUPS:
            within = [of.share_of_group for of in known.ethnicities if of.group == group]
            assert sum(within) == pytest.approx(1)

    def test_name_their_sources(self):
        readme = (facts.FOLDER / "README.md").read_text()

        for file in facts.FOLDER.glob("*.csv"):
            assert file.name in readme, f"{file.name} has no source"
        assert "Open Government Licence v3" in readme


@pytest.mark.slow
class TestFactsAgainstTheSource:
    def test_hold_every_crime_recorded(self, shared_data: Path):
        with gzip.open(
            shared_data / "reference" / "police_recorded_crime_by_force.csv.gz", "rt"
        ) as file:
            of_force: Counter[str] = Counter()
            for row in csv.DictReader(file):
                if row["FY"] == YEAR and row["territorial"] == "True":
                    of_force[row["Force"]] += round(float(row["n"]))

        known = facts.load()

        assert known.forces["kent"].crimes == of_force["Kent"]
        assert known.forces["city-of-london"].crimes == of_force["London, City of"]
        territorial = [of.crimes for code, of in known.forces.items() if code != "btp"]
        assert sum(territorial) == sum(of_force.values())

    def test_hold_the_shares_of_outcomes(self, shared_data: Path):
        total, charged = 0.0, 0.0
        with gzip.open(
            shared_data / "reference" / "home_office_outcomes_2024_25.csv.gz", "rt"
        ) as file:
            for row in csv.DictReader(file):
                if row["Force"] == "Kent" and row["Offence Group"] == "Robbery":
                    total += float(row["n"])
                    charged += float(row["n"]) if row["Outcome Type"] == "1.0" else 0.0

        known = facts.load()

        place = known.outcome_codes.index("1")
        assert known.forces["kent"].outcomes["robbery"][place] == pytest.approx(charged / total)
