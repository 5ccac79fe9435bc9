"""What a corrected version of a release tells beside the one before it."""

import pytest

from analytics.disclosure import corrections

PLACE = "Q-OVR-1 stage nation ST2"


def told(before, after, place=PLACE):
    return corrections.tells_of_few({"2026-Q3": {place: before}}, {"2026-Q3": {place: after}})


class TestTellsOfFew:
    @pytest.mark.parametrize(
        ("after", "is_told"),
        [
            ([200, 100, 60], False),
            ([229, 115, 70], True),
            ([230, 115, 70], False),
            ([170, 85, 50], False),
            ([171, 85, 50], True),
            ([200, 101, 60], True),
            ([240, 99, 100], True),
        ],
        ids=["nobody", "29 came", "30 came", "30 left", "29 left", "one changed", "some left too"],
    )
    def test_where_fewer_than_thirty_came_or_went_or_not_all_of_them(self, after, is_told):
        assert told([200, 100, 60], after) == ([PLACE] if is_told else [])

    def test_asks_for_fifty_at_a_special_topic(self):
        place = "Q-OVR-1 gender_identity nation no"

        assert told([200, 100, 60], [240, 120, 75], place) == [place]
        assert told([200, 100, 60], [250, 125, 80], place) == []

    def test_is_asked_of_places_that_both_show(self):
        assert corrections.tells_of_few({"2026-Q3": {PLACE: [200, 100, 60]}}, {"2026-Q3": {}}) == []
