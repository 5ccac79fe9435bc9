import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.utils import timezone

from access.api_keys.scopes import KeyScope
from access.permissions import Role
from responses.models import Case
from tests.api_keys import make_key
from tests.conftest import _staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
KIT = Path(settings.BASE_DIR) / "supplier"
PARTS = ("survey_transport", "survey_shapes", "survey_client")


def kit_module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, KIT / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def kit(monkeypatch: pytest.MonkeyPatch, live_server):
    for name in PARTS:
        kit_module(name)
    check_export = kit_module("check_export")
    loader = _staff(Role.DATA_LOADER, "kent")
    key = make_key(loader, scopes=[KeyScope.CASES], at=timezone.now())
    monkeypatch.setenv("SURVEY_KEY", key)

    def run(export: Path, *options: str) -> int:
        monkeypatch.setattr(
            sys, "argv", ["check_export.py", live_server.url, str(export), *options]
        )
        return check_export.main()

    yield run
    for name in (*PARTS, "check_export"):
        sys.modules.pop(name)


def broken(folder: Path, **changes: str) -> Path:
    with (KIT / "sandbox.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1] |= changes
    path = folder / "export.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[1]))
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestTheKit:
    def test_finds_the_sandbox_good_and_loads_nothing(self, kit, capsys):
        assert kit(KIT / "sandbox.csv", "--simulated") == 0

        assert "40 rows, no fault" in capsys.readouterr().out
        assert not Case.objects.exists()

    def test_loads_the_sandbox_and_finds_that_all_holds(self, kit, capsys):
        assert kit(KIT / "sandbox.csv", "--load") == 0

        out = capsys.readouterr().out
        assert out.count("ok ") == 4
        assert Case.objects.count() == 40

    def test_names_the_fault_and_its_row_and_loads_nothing(self, kit, capsys, tmp_path):
        export = broken(tmp_path, sex="f")

        assert kit(export, "--load") == 1
        assert "sex: This is not one of the values allowed" in (out := capsys.readouterr().out)
        assert "in rows 2" in out
        assert not Case.objects.exists()

    def test_says_that_a_key_is_wrong(self, kit, capsys, monkeypatch):
        monkeypatch.setenv("SURVEY_KEY", "nvs_wrong")

        assert kit(KIT / "sandbox.csv") == 2
        assert "401" in capsys.readouterr().out

    def test_says_that_no_key_is_set(self, kit, capsys, monkeypatch):
        monkeypatch.delenv("SURVEY_KEY")

        assert kit(KIT / "sandbox.csv") == 2
        assert "Set SURVEY_KEY" in capsys.readouterr().out
