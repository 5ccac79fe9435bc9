import json

import pytest

from tests.documents.known_arguments import dev as dev_program
from tests.supply import advisories, bill, locks

LOCK = """django==5.2.19 \\
    --hash=sha256:{0} \\
    --hash=sha256:{1}
    # via
    #   national-victim-survey (pyproject.toml)
    #   django-rq
asgiref==3.13.0 \\
    --hash=sha256:{1}
    # via django
""".format("b" * 64, "a" * 64)


class TestALock:
    def test_is_read_with_hashes_and_who_asked_for_what(self) -> None:
        django, asgiref = locks.read_lock(LOCK)

        assert (django.name, django.version) == ("django", "5.2.19")
        assert django.hashes == ["a" * 64, "b" * 64]
        assert django.asked_by == ["django-rq", "national-victim-survey"]
        assert asgiref.asked_by == ["django"]

    def test_of_what_runs_names_all_of_it(self) -> None:
        installed = locks.installed()

        names = {each.name for each in installed}
        assert {"django", "rq", "notifications-python-client", "django-tasks-rq"} <= names
        assert all(each.hashes and each.asked_by for each in installed)


class TestTheBillOfMaterials:
    def test_is_the_same_for_the_same_locks(self) -> None:
        packages = locks.installed()

        first, second = (bill.bill_of(packages, of=bill.product()) for _ in range(2))

        assert first == second
        assert "timestamp" not in first

    def test_names_every_package_its_version_its_files_and_what_it_needs(self) -> None:
        packages = sorted(locks.read_lock(LOCK), key=lambda each: each.name)

        told = json.loads(bill.bill_of(packages, of=bill.product()))

        assert [each["purl"] for each in told["components"]] == [
            "pkg:pypi/asgiref@3.13.0",
            "pkg:pypi/django@5.2.19",
        ]
        assert {each["value"] for each in told["components"][1]["properties"]} == {
            "a" * 64,
            "b" * 64,
        }
        needs = {each["ref"]: each.get("dependsOn", []) for each in told["dependencies"]}
        assert needs["django@5.2.19"] == ["asgiref@3.13.0"]
        assert needs[bill.product().bom_ref.value] == ["django@5.2.19"]


def answered(*told: dict) -> str:
    return json.dumps({"dependencies": list(told)})


class TestAnAudit:
    def test_tells_a_fault_and_where_it_is_mended(self) -> None:
        told = answered(
            {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
        )

        found = advisories.judgement_of("runtime", named=["a"], told=told)

        assert found.faulty == ["a 1: CVE-1, mended in 2"]

    def test_says_all_were_judged_only_where_all_were(self) -> None:
        told = answered({"name": "a", "version": "1", "vulns": []})

        found = advisories.judgement_of("runtime", named=["a", "b"], told=told)

        assert not found.is_judged
        assert "NOT JUDGED: b" in advisories.words(found)[0]

    @pytest.mark.parametrize(
        "told",
        [
            "",
            "Traceback",
            "{}",
            answered({"name": "a", "skip_reason": "Dependency not found"}),
        ],
    )
    def test_is_no_silent_pass_where_nobody_answers(self, told: str) -> None:
        found = advisories.judgement_of("runtime", named=["a"], told=told)

        assert not found.is_judged
        assert advisories.words(found)[0].startswith("runtime: NOT JUDGED")
        assert advisories.exit_code([found], is_strict=False) == advisories.NOT_JUDGED

    @pytest.mark.parametrize(
        ("judged", "unjudged", "faulty", "is_strict", "code"),
        [
            (2, [], [], False, 0),
            (2, [], [], True, 0),
            (1, ["b"], [], False, 0),
            (1, ["b"], [], True, 3),
            (0, ["a", "b"], [], False, 3),
            (0, ["a", "b"], [], True, 3),
            (1, ["b"], ["a 1: CVE-1"], False, 1),
            (1, ["b"], ["a 1: CVE-1"], True, 1),
        ],
    )
    def test_ends_with_a_code_for_each_finding(
        self, judged: int, unjudged: list[str], faulty: list[str], is_strict: bool, code: int
    ) -> None:
        found = advisories.LockJudgement(
            lock="runtime", judged=judged, unjudged=unjudged, faulty=faulty
        )

        assert advisories.exit_code([found], is_strict=is_strict) == code

    def test_that_judged_nothing_passes_where_tests_run_and_says_so(self) -> None:
        dev = dev_program()

        assert dev.NOT_JUDGED == advisories.NOT_JUDGED
        assert dev.has_passed("audit", advisories.NOT_JUDGED)
        assert not dev.has_passed("audit", advisories.FAULTY)
        assert not dev.has_passed("check", advisories.NOT_JUDGED)
        assert "NOT JUDGED" in dev.NOTHING_JUDGED
