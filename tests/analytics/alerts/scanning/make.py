"""Answers as weekly series read them."""

from datetime import date

from responses.extract_rows import WeekAnswer

MONDAY = date(2026, 8, 10)


def answer(**facts: object) -> WeekAnswer:
    known: dict[str, object] = {
        "answers": {"Q-OVR-1": ["very_satisfied"]}, "completed_on": MONDAY, "is_late": False,
        "force": "f", "survey_stage": "ST2", "crime_group": "burglary",
        "selection_probability": 1.0,
    }  # fmt: skip
    return WeekAnswer(**known | facts)  # type: ignore[arg-type]
