"""Rules over every model."""

import pytest
from django.apps import apps
from django.db import models

OURS = {"access", "survey", "responses", "analytics"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


# Deeds of people: who did it stands beside when it was done. Times at which something merely
# happened, or that only the respondent can cause, need no second column.
DEEDS = {
    "acknowledged_at", "confirmed_at", "created_at", "loaded_at", "proposed_at", "published_at",
    "retired_at", "revoked_at", "saved_at", "set_at", "withdrawn_at",
}  # fmt: skip


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
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
