"""Decision 3."""

from collections.abc import Mapping

from survey.definition.types import Meaning

P, N, X, O = Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE, Meaning.OUT_OF_BASE  # noqa: E741
SCALES: Mapping[str, Mapping[str, Meaning]] = {
    "SAT5": {
        "very_satisfied": P, "fairly_satisfied": P, "neither": N,
        "fairly_dissatisfied": X, "very_dissatisfied": X,
    },
    "AGR5": {
        "strongly_agree": P, "tend_to_agree": P, "neither": N,
        "tend_to_disagree": X, "strongly_disagree": X,
    },
    "SAFE5": {
        "much_safer": P, "little_safer": P, "no_difference": N,
        "little_less_safe": X, "much_less_safe": X,
    },
    "LIKE5": {
        "very_likely": P, "fairly_likely": P, "neither": N,
        "fairly_unlikely": X, "very_unlikely": X,
    },
    "EASE5": {
        "very_easy": P, "fairly_easy": P, "neither": N,
        "fairly_difficult": X, "very_difficult": X, "did_not_contact": O,
    },
    "FREQ4": {"always": P, "most": P, "sometimes": X, "never": X},
    "CODE4": {"yes": P, "wanted_no": X, "no_need": O, "not_sure": O},
    "UND4": {"fully": P, "partly": N, "not_at_all": X, "not_told": X},
    "WELL4": {
        "very_well": P, "fairly_well": P, "not_very_well": X, "not_at_all_well": X,
    },
    "HELP4": {
        "very_helpful": P, "fairly_helpful": P, "not_very_helpful": X, "not_at_all_helpful": X,
    },
    "BETTER5": {
        "much_better": P, "little_better": P, "no_difference": N, "little_worse": X,
        "much_worse": X,
    },
    "BAD3": {"a_lot": X, "a_little": X, "no": P},
    "DONE3": {"yes": P, "no": X, "not_sure": O},
    "PART3": {"fully": P, "partly": N, "no": X},
    "NEED3": {"got": P, "not_got": X, "no_need": O},
}  # fmt: skip
