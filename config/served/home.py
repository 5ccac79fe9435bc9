"""What apps put on the home page, in the order in which it stands there. Each is a dotted name, so
that the page knows no subject."""

MATTERS = [
    "responses.triage.home_matters.TEXTS",
    "responses.triage.home_matters.DESKS",
    "responses.follow_up.home_matters.WISHES",
    "responses.follow_up.home_matters.LATE_WISHES",
    "analytics.home.matters.ALERTS",
    "responses.operations.home_matters.EXCLUSIONS",
    "responses.operations.home_matters.CHANGES",
    "responses.operations.home_matters.STUCK",
    "responses.casework.home_matters.WORDS",
    "survey.reading.home_matters.REMARKS",
    "responses.service_desk.home_matters.REQUESTS",
    "responses.data_protection.home_matters.ACCESS",
    "access.administration.home_matters.ROLES",
    "access.administration.home_matters.ADVISERS",
    "access.administration.home_matters.SERVICE_FORCES",
    "access.administration.home_matters.ACCOUNT_LINKS",
    "access.administration.home_matters.MERGERS",
    "analytics.peers.home_matters.LISTS",
    "analytics.told.home_matters.UNWANTED",
]
PARTS = [
    "analytics.home.parts.ALERTS",
    "responses.imports.home_parts.LAST_FILE",
    "analytics.home.parts.TOLD",
]
