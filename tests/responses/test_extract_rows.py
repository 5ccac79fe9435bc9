import json
import tracemalloc
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.extract_rows import AnswerRow, SharedValues

CODES = st.sampled_from(["Q-OVR-1", "Q-INF-1", "EQ-SEX", "EQ-REL"])
ANSWERS = st.dictionaries(CODES, st.lists(st.sampled_from(["yes", "no"]), max_size=2))
ITEMS = [f"Q-{number}" for number in range(20)]
MOST_BYTES = 1_000
"""A row: 150,000 of them, a quarter of the nation, take 150 MB."""


def as_read(number: int) -> dict[str, object]:
    row = {
        "force": f"force-{number % 43}",
        "period": "2026-Q3",
        "decision": "INVITE",
        "survey_stage": f"ST{number % 6}",
        "crime_group": "burglary",
        "sex": "female",
        "age_band": "25_34",
        "ethnicity_group": "white",
        "disability": "no",
        "language": "en",
        "mode": "web_sms",
        "answers": {item: [f"choice_{(number + at) % 5}"] for at, item in enumerate(ITEMS)},
    }
    read: dict[str, object] = json.loads(json.dumps(row))
    return read


class TestCodedAnswers:
    @given(st.lists(ANSWERS, max_size=6))
    def test_say_what_a_dictionary_says(self, documents):
        shared = SharedValues()

        for document in documents:
            coded = shared.answers(document)
            assert {code: list(picked) for code, picked in coded.items()} == document
            assert list(coded) == list(document)
            assert len(coded) == len(document)

    @given(ANSWERS, CODES)
    def test_give_what_a_dictionary_gives_for_one_question(self, document, code):
        coded = SharedValues().answers(document)

        assert (code in coded) is (code in document)
        assert coded.get(code, ("none",)) == tuple(document.get(code, ["none"]))
        assert coded.get(code) == (tuple(document[code]) if code in document else None)

    def test_refuse_a_question_that_was_not_answered(self):
        with pytest.raises(KeyError):
            SharedValues().answers({"Q-OVR-1": ["yes"]})["Q-INF-1"]


class TestSharedValues:
    def test_keep_every_value_of_a_row(self):
        row = {"force": "kent", "response_id": 7, "probability": 0.5, "day": date(2026, 8, 3)}

        assert SharedValues().columns(row) == row

    @pytest.mark.slow
    def test_keep_a_row_in_a_thousand_bytes(self):
        shared, rows, number = SharedValues(), [], 3_000
        tracemalloc.start()
        for response_id in range(number):
            row = as_read(response_id)
            row["answers"] = shared.answers(row["answers"])
            rows.append(
                AnswerRow(
                    **shared.columns(row),
                    response_id=response_id,
                    person=response_id,
                    selection_probability=0.5,
                    completed_on=date(2026, 8, 3),
                    is_complete=True,
                )
            )
            del row
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert len(rows) == number
        assert held / number < MOST_BYTES


class TestWhatOnlySomeAreAsked:
    def test_is_said_as_in_a_dictionary(self):
        shared = SharedValues(of_some={"Q-ST2-1", "Q-DA-1"})

        row = shared.answers({"Q-OVR-1": ["yes"], "Q-ST2-1": ["always"], "Q-DA-1": []})

        assert dict(row) == {"Q-OVR-1": ("yes",), "Q-ST2-1": ("always",), "Q-DA-1": ()}
        assert row.get("Q-DA-1") == ()
        assert row.get("Q-ST4-1") is None
        assert len(row) == 3

    @pytest.mark.slow
    def test_is_shared_however_many_ways_it_is_put_together(self):
        asked = [f"Q-{number}" for number in range(60)]
        shared = SharedValues(of_some=frozenset(asked))
        documents = [
            {"Q-OVR-1": ["yes"], **{asked[(at * step) % 60]: ["no"] for at in range(18)}}
            for step in range(1, 2_001)
        ]

        tracemalloc.start()
        rows = [shared.answers(json.loads(json.dumps(each))) for each in documents]
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert size / len(rows) < MOST_BYTES / 2

    def test_has_its_chance(self):
        chances = SharedValues().chances({"Q-ST2-1": 0.25})

        assert dict(chances) == {"Q-ST2-1": 0.25}
        assert chances.get("Q-ST2-2", 1.0) == 1.0

    def test_stands_in_the_modules_of_its_pathway(self):
        modules = SharedValues().modules(
            {
                "instrument": "national",
                "stage": "ST2",
                "outcome": [],
                "crimes": ["ROB"],
                "most": 28,
                "is_wales": True,
                "left_out": [],
                "turn": 3,
            }
        )

        assert modules == {"", "ST2", "PROP", "ROB", "WALES"}
        assert SharedValues().modules({}) == frozenset()
