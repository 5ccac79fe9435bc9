"""What is mutated, and which tests must notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Subject:
    product: str
    tests: tuple[str, ...]
    but: tuple[str, ...] = ()
    """Files of the folder that only say how something looks."""

    def files(self) -> list[str]:
        path = ROOT / self.product
        found = [path] if path.suffix else sorted(path.rglob("*.py"))
        names = [str(file.relative_to(ROOT)) for file in found if file.stat().st_size]
        return [name for name in names if name not in self.but]

    def nearest_tests(self, file: str) -> list[str]:
        name = f"test_*{Path(file).stem}.py"
        paths = [ROOT / test for test in self.tests]
        found = [path for path in paths if path.match(name)]
        for path in paths:
            found += sorted(path.rglob(name)) if path.is_dir() else []
        return [str(path.relative_to(ROOT)) for path in found]


SUBJECTS = (
    Subject("access/permissions.py", ("tests/access/test_permissions.py",)),
    Subject("access/viewer.py", ("tests/access/test_permissions.py",)),
    Subject("analytics/charts", ("tests/analytics/charts",), but=("analytics/charts/svg.py",)),
    Subject(
        "analytics/disclosure",
        (
            "tests/analytics/disclosure/test_corrections.py",
            "tests/analytics/disclosure/test_groups.py",
            "tests/analytics/disclosure/test_hiding.py",
            "tests/analytics/disclosure/test_kind_tables.py",
            "tests/analytics/disclosure/test_left_over.py",
            "tests/analytics/disclosure/test_local_areas.py",
            "tests/analytics/disclosure/test_pair_of_tables.py",
            "tests/analytics/disclosure/test_possible_worlds.py",
            "tests/analytics/disclosure/test_protection.py",
            "tests/analytics/disclosure/test_public_years.py",
            "tests/analytics/disclosure/test_quarter_items.py",
            "tests/analytics/disclosure/test_question_tables.py",
            "tests/analytics/disclosure/test_said_alone.py",
            "tests/analytics/disclosure/test_second_reader.py",
            "tests/analytics/disclosure/test_shown_tables.py",
            "tests/analytics/disclosure/test_steps.py",
            "tests/analytics/disclosure/test_three_versions.py",
            "tests/analytics/disclosure/test_timing.py",
            "tests/analytics/disclosure/test_year_gate.py",
            "tests/analytics/disclosure/test_years.py",
            "tests/analytics/disclosure/test_years_beside_corrections.py",
            "tests/analytics/disclosure/test_years_of_tables.py",
            "tests/analytics/releases/test_releases.py",
        ),
    ),
    Subject("analytics/journey/stages.py", ("tests/analytics/journey/test_stages.py",)),
    Subject(
        "analytics/disparities/four_quarters.py",
        ("tests/analytics/disparities/test_four_quarters.py",),
    ),
    Subject("analytics/records/agreement.py", ("tests/analytics/records/test_agreement.py",)),
    Subject(
        "analytics/records/counting.py",
        ("tests/analytics/records/test_attack.py", "tests/analytics/records/test_rates.py"),
    ),
    Subject(
        "analytics/records/protection.py",
        ("tests/analytics/records/test_attack.py", "tests/analytics/records/test_protection.py"),
    ),
    Subject("analytics/records/rates.py", ("tests/analytics/records/test_rates.py",)),
    Subject("analytics/refresh/open_totals.py", ("tests/analytics/refresh/test_open_totals.py",)),
    Subject(
        "analytics/releases/gaming_checks.py", ("tests/analytics/releases/test_gaming_checks.py",)
    ),
    Subject("analytics/scorecard/definitions.py", ("tests/analytics/scorecard",)),
    Subject("analytics/scorecard/readings.py", ("tests/analytics/scorecard",)),
    Subject("analytics/stats", ("tests/reference/test_compare_with_r.py", "tests/analytics/stats")),
    Subject(
        "analytics/weighting/nonresponse_range.py",
        ("tests/analytics/weighting/test_nonresponse_range.py",),
    ),
    Subject(
        "analytics/weighting/provisional.py", ("tests/analytics/weighting/test_provisional.py",)
    ),
    Subject(
        "responses/answering/gate.py",
        ("tests/responses/answering/test_gate.py", "tests/responses/answering/test_public_gate.py"),
    ),
    Subject("responses/case_files", ("tests/responses/case_files",)),
    Subject("responses/eligibility/facts.py", ("tests/responses/eligibility",)),
    Subject("responses/eligibility/rules.py", ("tests/responses/eligibility",)),
    Subject("responses/eligibility/sampling.py", ("tests/responses/eligibility",)),
    Subject("responses/eligibility/send_windows.py", ("tests/responses/eligibility",)),
    Subject("responses/helplines/listing.py", ("tests/responses/helplines",)),
    Subject("responses/helplines/opening_hours.py", ("tests/responses/helplines",)),
    Subject("responses/helplines/rules.py", ("tests/responses/helplines",)),
    Subject(
        "responses/imports/merging",
        (
            "tests/responses/imports/merging",
            "tests/responses/imports/test_differences.py",
            "tests/responses/imports/test_loader_exclusions.py",
            "tests/responses/imports/test_held_changes.py",
            "tests/responses/imports/test_undo_agreed.py",
        ),
    ),
    Subject("responses/triage/redaction", ("tests/responses/triage",)),
    Subject("responses/triage/risk", ("tests/responses/triage",)),
    Subject("responses/vault/sending_hours.py", ("tests/responses/vault",)),
    Subject(
        "survey/definition", ("tests/survey/definition", "tests/survey/publishing/test_scales.py")
    ),
    Subject("survey/flow", ("tests/survey/flow",)),
)


def chosen(names: Sequence[str]) -> list[Subject]:
    if not names:
        return list(SUBJECTS)
    return [
        replace(each, product=name)
        for name in names
        for each in SUBJECTS
        if Path(name).is_relative_to(each.product)
    ]


def subject_of(file: str) -> Subject:
    return next(each for each in SUBJECTS if file in each.files())
