import pytest
from django.utils import translation

from access.forces.reference_file import force_rows
from analytics.disparities.gap_tables import REGIONS, region_name
from analytics.disparities.selectors import Region


@pytest.mark.parametrize(
    ("language", "name"), [("en", "East Midlands"), ("cy", "Dwyrain Canolbarth Lloegr")]
)
def test_a_region_is_called_by_the_readers_language(language, name):
    with translation.override(language):
        assert region_name(Region(code="E12000004", name="x", forces=())) == name


def test_one_that_is_not_known_has_its_own_name():
    assert region_name(Region(code="Q1", name="Elsewhere", forces=())) == "Elsewhere"


def test_every_region_of_the_reference_file_is_known_as_it_is_called_there():
    of_file = {(row.region_code, row.region_name) for row in force_rows() if row.region_code}

    assert of_file <= {(code, str(name)) for code, name in REGIONS.items()}
