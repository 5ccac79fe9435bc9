from datetime import date

import pytest

from responses.answering.rights_bodies import NAMED, RightsBodyError, parse_bodies
from responses.answering.selectors import respondents

HEADER = "code,last_verified_on,source,name_en,name_cy"


def listed(**changes: str) -> str:
    plain = {"last_verified_on": "", "source": "memory", "name_en": "A body", "name_cy": "Corff"}
    rows = [
        ",".join({"code": code, **plain, **(changes if code == "ombudsman" else {})}.values())
        for code in sorted(NAMED)
    ]
    return "\n".join([HEADER, *rows])


class TestABody:
    def test_has_its_name_in_welsh_and_else_the_english_one(self) -> None:
        body = parse_bodies(listed())["ombudsman"]

        assert [body.named_in(each) for each in ("en", "cy", "ur")] == ["A body", "Corff", "A body"]

    def test_has_the_day_on_which_it_was_last_checked_or_none(self) -> None:
        bodies = parse_bodies(listed(last_verified_on="2026-11-26"))

        assert bodies["ombudsman"].last_verified_on == date(2026, 11, 26)
        assert bodies["prosecutors"].last_verified_on is None

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"last_verified_on": "today"}, "line 2: .*today"),
            ({"source": ""}, "line 2: a name or the source is missing"),
            ({"name_cy": ""}, "line 2: a name or the source is missing"),
            ({"code": "court"}, "court, police_complaints, prosecutors: each of ombudsman"),
        ],
    )
    def test_is_refused_with_its_place_and_the_reason(
        self, changes: dict[str, str], message: str
    ) -> None:
        with pytest.raises(RightsBodyError, match=message):
            parse_bodies(listed(**changes))

    def test_is_refused_without_a_column(self) -> None:
        with pytest.raises(RightsBodyError, match="line 2: 'source'"):
            parse_bodies(listed().replace(",source", ",origin"))


class TestTheShippedList:
    def test_has_each_body_that_the_last_page_names(self) -> None:
        assert respondents.rights_bodies().keys() == NAMED
