from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import svg

# XML holds no control characters, whatever their escape.
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40)


class TestElement:
    def test_writes_numbers_short_and_names_with_hyphens(self):
        assert svg.element("line", x1=0, y1=1.5, stroke_width=2.0) == (
            '<line x1="0" y1="1.5" stroke-width="2"/>'
        )

    def test_leaves_out_what_is_none(self):
        assert svg.element("g", fill=None) == "<g/>"

    @given(texts)
    def test_lets_no_text_out_of_its_attribute(self, text):
        parsed = ElementTree.fromstring(svg.element("g", id=text))

        assert parsed.get("id") == text.replace("\n", " ").replace("\t", " ")

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_refuses_to_draw_what_is_no_number(self, value):
        with pytest.raises(ValueError, match="cannot be drawn"):
            svg.element("line", x1=value)


class TestText:
    @given(texts)
    def test_lets_no_markup_in(self, text):
        parsed = ElementTree.fromstring(svg.text(text, x=0, y=0))

        assert (parsed.text or "") == text
        assert len(parsed) == 0


class TestPicture:
    def drawn(self, **facts: object) -> ElementTree.Element:
        drawing = svg.picture(
            **{
                "identity": "here",
                "title": "A < B & C",
                "description": "what it shows",
                "height": 100,
                **facts,
            }
        )
        return ElementTree.fromstring(drawing)

    def test_has_a_role_a_title_and_a_description(self):
        drawn = self.drawn()
        by_id = {child.get("id"): child.text for child in drawn if child.get("id")}

        assert drawn.get("role") == "img"
        assert [by_id[name] for name in drawn.get("aria-labelledby").split()] == [
            "A < B & C",
            "what it shows",
        ]

    def test_stands_on_white_in_every_theme(self):
        assert "#ffffff" in ElementTree.tostring(self.drawn(), encoding="unicode")

    def test_carries_the_stamp_where_there_is_one(self):
        stamped = ElementTree.tostring(self.drawn(stamp="SIMULATED"), encoding="unicode")

        assert "SIMULATED" in stamped
        assert "SIMULATED" not in ElementTree.tostring(self.drawn(), encoding="unicode")
