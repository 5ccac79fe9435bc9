"""What a person may do, and which role may do it. Pure: no Django, no database."""

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    VIEW_FIGURES = "view_figures"
    VIEW_NATIONAL_PAGES = "view_national_pages"
    VIEW_COVERAGE = "view_coverage"
    VIEW_ALERTS = "view_alerts"
    ACKNOWLEDGE_ALERT = "acknowledge_alert"
    READ_REPORT = "read_report"
    LOAD_CASES = "load_cases"


class Role(StrEnum):
    FORCE_ANALYST = "force_analyst"
    NATIONAL_ANALYST = "national_analyst"
    DATA_LOADER = "data_loader"


NATIONAL_ROLES = frozenset({Role.NATIONAL_ANALYST})

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.FORCE_ANALYST: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.ACKNOWLEDGE_ALERT,
            Permission.READ_REPORT,
        }
    ),
    Role.NATIONAL_ANALYST: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_NATIONAL_PAGES,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.ACKNOWLEDGE_ALERT,
            Permission.READ_REPORT,
        }
    ),
    Role.DATA_LOADER: frozenset({Permission.LOAD_CASES}),
}


def granted(roles: frozenset[Role]) -> frozenset[Permission]:
    """All that any of the roles allows."""
    return frozenset().union(*(GRANTS[role] for role in roles))
