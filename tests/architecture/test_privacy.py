import re
from collections import Counter
from dataclasses import fields

import pytest
from django.core.management import call_command
from django.db import models

from config import privacy
from responses.case_files.columns import CaseRow
from tests.architecture.test_models import our_models
from tests.each import for_each

REGISTER = {table.label: table for table in privacy.read_register()}


def stored_fields(model: type[models.Model]) -> set[str]:
    own = {field.name for field in model._meta.fields}
    return own | {field.name for field in model._meta.many_to_many}


def classed(table: privacy.TablePrivacy) -> list[str]:
    return [name for names in table.fields.values() for name in names]


@for_each("model", our_models())
class TestEveryField:
    def test_has_one_privacy_class(self, model: type[models.Model]) -> None:
        named = Counter(classed(REGISTER[model._meta.label]))

        assert set(named) == stored_fields(model), "Class each field once in config/privacy.toml."
        assert max(named.values()) == 1

    def test_is_kept_for_a_stated_time(self, model: type[models.Model]) -> None:
        assert REGISTER[model._meta.label].kept


class TestTheRegister:
    def test_names_no_table_that_is_gone(self) -> None:
        assert set(REGISTER) == {model._meta.label for model in our_models()}

    def test_puts_contact_details_in_the_vault_only(self) -> None:
        with_contact = {label for label, table in REGISTER.items() if "contact" in table.fields}

        assert with_contact == {
            "responses.Contact",
            "responses.ContactBefore",
            "responses.HeldContact",
            "responses.SealedDanger",
            "responses.SealedWish",
            "responses.UploadPart",
        }

    def test_holds_neither_a_name_nor_a_home_address(self) -> None:
        telling = re.compile(r"name|street|postcode|house|address(?!_key)", re.IGNORECASE)
        of_victims = {label for label in REGISTER if label.startswith("responses.")}
        not_theirs = {"responses.Import", "responses.Upload", "responses.MappingProfile",
                      "responses.SendingAccount", "responses.Helpline", "responses.PersonHold",
                      "responses.HelplineChange"}  # fmt: skip

        telling_fields = [
            f"{label}.{field}"
            for label in sorted(of_victims - not_theirs)
            for field in classed(REGISTER[label])
            if telling.search(field)
        ]

        assert telling_fields == []
        assert not [field.name for field in fields(CaseRow) if telling.search(field.name)]

    @pytest.mark.slow
    def test_is_what_the_documentation_says(self) -> None:
        call_command("write_docs", check=True)
