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
    "access.administration.at_home.matters.ROLES",
    "access.administration.at_home.matters.ADVISERS",
    "access.administration.at_home.matters.SERVICE_FORCES",
    "access.administration.at_home.matters.ACCOUNT_LINKS",
    "access.administration.at_home.matters.LOST_FACTORS",
    "access.administration.at_home.matters.SWITCHED_OFF",
    "access.administration.at_home.matters.MERGERS",
    "analytics.peers.home_matters.LISTS",
    "analytics.told.home_matters.UNWANTED",
    "access.administration.at_home.matters.ROLES_ENDING",
    "access.administration.at_home.matters.KEYS_ENDING",
    "access.administration.at_home.matters.INVITATIONS",
]
PARTS = [
    "analytics.home.parts.ALERTS",
    "responses.imports.home_parts.LAST_FILE",
    "analytics.home.parts.TOLD",
    "analytics.partners.home_parts.OWN_QUESTIONS",
    "access.administration.at_home.parts.SERVICE",
    "responses.readiness.home_parts.DUTIES",
]
