import ast
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from responses.models import Response
from tests.analytics import make
from tests.journeys.product import Product
from tests.recount import recount, stored

FORCES = ("kent", "essex", "suffolk")
LATER = datetime(2027, 3, 2, 12, tzinfo=UTC)
"""Long after the quarter has closed."""
LEAST_OF_A_NATION = 10_000
STRANGERS = {"access", "analytics", "config", "responses", "survey", "ui", "django"}
CHOICES = {
    "Q-CON-1": ("very_easy", "neither", "very_difficult", "did_not_contact"),
    "Q-TRT-1": ("always", "sometimes", "does_not_apply"),
    "Q-SAFE-1": ("much_safer", "no_difference", "much_less_safe"),
    "Q-OVR-1": ("very_satisfied", "neither", "very_dissatisfied", "prefer_not"),
    "EQ-SEX": ("female", "male", "prefer_not"),
    "EQ-AGE": ("18_24", "35_44", "65_74"),
    "EQ-ETH": ("white", "asian"),
    "EQ-DIS-1": ("no", "yes"),
    "EQ-DIS-2": ("a_lot", "not_at_all"),
}


def victims(chance: Random) -> list[make.Victim]:
    return [
        make.Victim(
            force=force,
            on=date(2026, 7, 6) + timedelta(days=chance.randrange(80)),
            stage=chance.choice(("ST1", "ST1", "ST2", "ST3a")),
            crime_group=chance.choice(("burglary", "violence", "fraud")),
            sex=chance.choice(("female", "male", "")),
            birth_year=(birth_year := chance.choice((1950, 1970, 2003, None))),
            probability=chance.choice((0.04, 0.3, 0.6, None)),
            decision=chance.choice(("INVITE", "INVITE", "INVITE", "NOT-SAMPLED", "AGE")),
            role=chance.choice(("direct",) * 9 + ("bereaved",)),
            answers=_answers(chance) if chance.random() < _response(birth_year) else None,
            is_complete=chance.random() < 0.9,
        )
        for force in FORCES
        for _ in range(260)
    ]


def _response(birth_year: int | None) -> float:
    return 0.3 if birth_year == 2003 else 0.7


def _answers(chance: Random) -> dict[str, list[str]]:
    return {
        item: [chance.choice(choices)]
        for item, choices in CHOICES.items()
        if chance.random() < 0.93
    }


class TestTheRecount:
    def test_has_nothing_of_the_product(self) -> None:
        folder = Path(recount.__file__).parent
        trees = [
            ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
            for name in ("recount", "stored", "weights")
        ]
        imported = {
            name.split(".")[0]
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [n.name for n in node.names]
            )
        }

        assert not imported & STRANGERS
        assert "tests" in imported

    @pytest.mark.databases
    @pytest.mark.slow
    @pytest.mark.django_db
    def test_finds_every_figure_as_it_is_shown_and_what_is_not_so(self) -> None:
        make.load(victims(Random(15)))
        on_paper = Response.objects.order_by("pk").values_list("pk", flat=True)[::20]
        Response.objects.filter(pk__in=on_paper).update(mode="paper")
        with time_machine.travel(LATER, tick=False):
            call_command("refill_figures", f"--period={make.Q3}", stdout=StringIO())

        same = recount.recount(connection, make.Q3)
        of_web = Response.objects.filter(mode="web_sms", completed_at__isnull=False)
        answered = of_web.filter(answers__has_key="Q-OVR-1").order_by("pk")
        one = next(each for each in answered if each.answers["Q-OVR-1"] != ["prefer_not"])
        one.answers["Q-OVR-1"] = ["prefer_not"]
        one.save(update_fields=["answers"])
        other = recount.recount(connection, make.Q3)

        assert same.compared > 300
        assert (same.differences, same.unlike_counted) == ((), ())
        assert {each.place[2] for each in other.differences} == {"Q-OVR-1"}
        assert ("all", "nation", "Q-OVR-1", "all") in {each.place for each in other.differences}

    @pytest.mark.nightly
    def test_finds_every_figure_of_a_nation(self, tmp_path: Path) -> None:
        product = Product(tmp_path)
        product.manage("migrate", "--verbosity=0")
        product.manage("createcachetable")
        product.manage("seed_demo", "--newest=3")

        with closing(stored.connect(str(tmp_path / "survey.sqlite3"))) as database:
            [first] = stored.rows(database, "SELECT min(period) AS period FROM analytics_weightrun")
            found = recount.recount(database, first["period"])

        assert found.figures > LEAST_OF_A_NATION
        assert (found.differences, found.unlike_counted) == ((), ())
