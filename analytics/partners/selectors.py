from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from access.models import Organisation
from access.permissions import Role
from access.viewer import Viewer
from analytics.figures.selectors import questions
from analytics.figures.selectors.questions import QuestionPage, QuestionQuery
from analytics.items import Agency

AGENCIES: Mapping[str, Agency] = {
    Organisation.OrganisationKind.CPS: Agency.CPS,
    Organisation.OrganisationKind.COURTS: Agency.COURTS,
    Organisation.OrganisationKind.PROBATION: Agency.PROBATION,
    Organisation.OrganisationKind.WITNESS_CARE: Agency.WITNESS_CARE,
    Organisation.OrganisationKind.VICTIM_SUPPORT: Agency.SUPPORT,
}


def agencies_of(viewer: Viewer, force_code: str) -> frozenset[Agency]:
    serving = [
        each.organisation_id
        for each in viewer.held
        if each.role is Role.PARTNER
        and each.organisation_id is not None
        and force_code in each.force_codes | each.past_force_codes
    ]
    kinds = Organisation.objects.filter(pk__in=serving).values_list("kind", flat=True)
    return frozenset(AGENCIES[kind] for kind in kinds if kind in AGENCIES)


def partner_page_for(
    viewer: Viewer, *, force_code: str, period: str, on: date
) -> tuple[QuestionPage, frozenset[Agency]]:
    """Raises Force.DoesNotExist."""
    query = QuestionQuery(period=period)
    page = questions.question_page_for(viewer, force_code=force_code, query=query, on=on)
    agencies = agencies_of(viewer, force_code)
    own = [figure for figure in page.figures if figure.item.agency in agencies]
    return replace(page, figures=own), agencies
