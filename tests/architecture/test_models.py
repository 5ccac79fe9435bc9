from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.each import for_each

ROOT = Path(__file__).resolve().parents[2]
OURS = {"access", "survey", "responses", "analytics"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


# Deeds of people: who did it stands beside when it was done. Times at which something merely
# happened, or that only the respondent can cause, need no second column.
DEEDS = {
    "approved_at", "confirmed_at", "created_at", "loaded_at", "proposed_at",
    "published_at", "retired_at", "revoked_at", "saved_at", "set_at", "withdrawn_at", "written_at",
}  # fmt: skip


@for_each("model", our_models())
class TestEveryModel:
    def test_names_who_did_what_it_dates(self, model: type[models.Model]) -> None:
        names = {field.name for field in model._meta.get_fields()}

        alone = {at for at in names & DEEDS if at.removesuffix("_at") + "_by" not in names}

        assert not alone, f"{model._meta.label}: add the _by of {sorted(alone)}"

    def test_ties_an_optional_deed_to_its_doer_in_the_database(
        self, model: type[models.Model]
    ) -> None:
        optional = [
            field.name
            for field in model._meta.get_fields()
            if field.name in DEEDS and getattr(field, "null", False)
        ]
        held = " ".join(
            str(c.condition) for c in model._meta.constraints if hasattr(c, "condition")
        )

        assert all(at in held for at in optional), f"{model._meta.label}: constrain {optional}"

    def test_has_no_order_of_its_own(self, model: type[models.Model]) -> None:
        assert not model._meta.ordering, f"{model._meta.label}: order where it is read"

    def test_says_what_it_is_called(self, model: type[models.Model]) -> None:
        assert "__str__" in vars(model) or model.__mro__[1] is not models.Model


# Pairs of times that the database compares. A clock may step back, and hosts differ: the action
# that writes the later one takes the greater of both, or refuses in words, and a test says so.
COMPARED_TIMES = {
    "response_completed_after_start":
        "tests/responses/answering/test_public_robust.py::TestAClockThatStepsBack",
    "case_event_told_not_before_it_happened":
        "tests/responses/imports/test_import_actions.py::TestAmending",
    "force_ends_after_it_begins": "tests/access/forces/test_mergers.py::TestAMerger",
    "asking_opportunity_closes_after_it_opens":
        "tests/responses/eligibility/test_opportunities.py::TestEachOpportunity",
    "trial_days_are_in_order": "tests/responses/trials/test_pages.py::TestANewTrial",
    "triage_absence_ends_after_it_begins": "tests/responses/triage/test_reading.py::TestThePages",
    "reading_agreement_has_an_end": "tests/responses/triage/test_readers.py::TestAnAgreement",
    "peer_group_ends_after_it_begins":
        "tests/analytics/figures/test_comparisons.py::TestLoadPeerGroups",
}  # fmt: skip


def compared_times() -> Iterator[str]:
    for model in our_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                for name, value in leaves(constraint.condition):
                    field = model._meta.get_field(name.partition("__")[0])
                    if isinstance(value, models.F) and isinstance(field, models.DateField):
                        yield constraint.name


def leaves(condition: models.Q) -> Iterator[tuple[str, object]]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from leaves(child)
        else:
            yield child


class TestTimesThatTheDatabaseCompares:
    def test_are_written_by_actions_that_no_clock_stops(self) -> None:
        assert set(compared_times()) == set(COMPARED_TIMES), (
            "Have the action that writes the later time take the greater of both, and name its test"
        )

    def test_have_the_tests_that_are_named(self) -> None:
        for named in COMPARED_TIMES.values():
            path, _, name = named.partition("::")
            assert f"class {name}" in (ROOT / path).read_text(encoding="utf-8"), named
