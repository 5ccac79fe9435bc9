from unittest.mock import patch

import pytest

from analytics.reports import document
from tests.analytics import make
from tests.analytics.make import Q3
from tests.sealed import pages
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORCES = ("dorset", "essex", "kent", "norfolk")


@shared_rows
def four_forces():
    make.load(
        [
            victim
            for force in FORCES
            for good in [81 if force == "kent" else 45]
            for victim in make.satisfied_and_not(good, 90 - good, force=force)
        ]
    )
    make.fill(Q3)


class TestAForceBesideOthers:
    def test_reads_alike_on_page_and_report(self, national_client, four_forces):
        for force in FORCES:
            asked = {"force": force, "period": Q3}
            page = pages.beside_others(national_client, **asked)

            assert pages.beside_others_in_report(national_client, **asked) == page
            assert page[0] == ("[x]", "[x]", "[x]", ("too few", ""))

    def test_has_its_figure_and_its_word(self, national_client, four_forces):
        told = pages.beside_others(national_client, force="kent", period=Q3)

        [overall] = [one for one in told if one.verdict.word == "higher"]
        assert (overall.share, overall.base) == ("90 %", "90")
        assert overall.interval.endswith(" %")

    @pytest.mark.parametrize(("part", "other"), [("_value", "99 %"), ("_gap_words", "Lower")])
    def test_is_not_held_alike_where_the_report_says_another(
        self, national_client, four_forces, part, other
    ):
        asked = {"force": "kent", "period": Q3}
        with patch.object(document, part, return_value=other):
            report = pages.beside_others_in_report(national_client, **asked)

        assert report != pages.beside_others(national_client, **asked)
