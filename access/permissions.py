from collections.abc import Mapping
from enum import StrEnum
from functools import cache


class Permission(StrEnum):
    VIEW_FIGURES = "view_figures"
    VIEW_NATIONAL_PAGES = "view_national_pages"
    VIEW_COVERAGE = "view_coverage"
    VIEW_ALERTS = "view_alerts"
    ANSWER_ALERT = "answer_alert"
    MAKE_RELEASES = "make_releases"
    READ_REPORT = "read_report"
    NOTE_SERIES = "note_series"
    LOAD_CASES = "load_cases"
    VIEW_INSTRUMENTS = "view_instruments"
    PROPOSE_INSTRUMENT = "propose_instrument"
    PUBLISH_INSTRUMENT = "publish_instrument"
    CONFIRM_SAFE_CONTACT = "confirm_safe_contact"
    DRAW_CODE = "draw_code"
    VIEW_WORK_LIST = "view_work_list"
    VIEW_OPERATIONS = "view_operations"
    CONFIRM_EXCLUSION = "confirm_exclusion"
    CONFIRM_HELD_CHANGE = "confirm_held_change"
    ANSWER_HOLDS = "answer_holds"
    DECIDE_WHO_SEES_CASE = "decide_who_sees_case"
    READ_AUDIT_TRAIL = "read_audit_trail"
    VIEW_HELPLINES = "view_helplines"
    KEEP_HELPLINES = "keep_helplines"
    VIEW_READINESS = "view_readiness"
    SIGN_DUTIES = "sign_duties"
    VIEW_TRIALS = "view_trials"
    RUN_TRIALS = "run_trials"
    KEEP_SERVICES = "keep_services"
    READ_TEXTS = "read_texts"
    KEY_PAPER = "key_paper"
    KEEP_ROTA = "keep_rota"
    CODE_TEXTS = "code_texts"
    KEEP_WEBHOOKS = "keep_webhooks"
    KEEP_API_KEYS = "keep_api_keys"
    VIEW_LANGUAGES = "view_languages"
    SIGN_WORDINGS = "sign_wordings"
    INTERVIEW = "interview"
    SUPERVISE_INTERVIEWS = "supervise_interviews"
    ADMINISTER = "administer"
    KEEP_PEOPLE = "keep_people"
    KEEP_FORCES = "keep_forces"
    VIEW_OWN_ITEMS = "view_own_items"
    SERVE_CALLERS = "serve_callers"
    BREAK_GLASS = "break_glass"
    GIVE_ACCESS = "give_access"
    KEEP_SAID_AND_DONE = "keep_said_and_done"
    KEEP_RESEARCH = "keep_research"
    RECEIVE_DANGER = "receive_danger"
    REVIEW_DANGER = "review_danger"


class Role(StrEnum):
    FORCE_ANALYST = "force_analyst"
    NATIONAL_ANALYST = "national_analyst"
    DATA_LOADER = "data_loader"
    SURVEY_DESIGNER = "survey_designer"
    SAFE_CONTACT_OFFICER = "safe_contact_officer"
    ADVOCATE = "advocate"
    OPERATIONS_LEAD = "operations_lead"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    TRIAGE_OFFICER = "triage_officer"
    LANGUAGE_READER = "language_reader"
    INTERVIEWER = "interviewer"
    INTERVIEW_SUPERVISOR = "interview_supervisor"
    PAPER_KEYER = "paper_keyer"
    ADMINISTRATOR = "administrator"
    OVERSIGHT = "oversight"
    POLICING_BODY = "policing_body"
    PARTNER = "partner"
    CONTROL_ROOM = "control_room"
    PROFESSIONAL_STANDARDS = "professional_standards"


class OversightBody(StrEnum):
    INSPECTORATE = "inspectorate"
    COMMISSIONER = "victims_commissioner"
    COORDINATOR = "npcc"
    COLLEGE = "college_of_policing"


NATIONAL_ROLES = frozenset(
    {
        Role.NATIONAL_ANALYST,
        Role.SURVEY_DESIGNER,
        Role.LANGUAGE_READER,
        Role.PAPER_KEYER,
        Role.OVERSIGHT,
    }
)
EITHER_ROLES = frozenset(
    {
        Role.SAFE_CONTACT_OFFICER,
        Role.ADVOCATE,
        Role.OPERATIONS_LEAD,
        Role.DATA_PROTECTION_OFFICER,
        Role.TRIAGE_OFFICER,
        Role.INTERVIEWER,
        Role.INTERVIEW_SUPERVISOR,
        Role.ADMINISTRATOR,
    }
)
"""Roles held in a force or nationally: a case whose suspect is a police officer or on the force's
staff is hidden from the force's own people (SAF-13), not from a national role."""

ORGANISATION_ROLES = frozenset({Role.ADVOCATE, Role.PARTNER})

STANDS_ALONE = frozenset({Role.ADMINISTRATOR, Role.CONTROL_ROOM, Role.PROFESSIONAL_STANDARDS})
"""Roles that exclude every other. An administrator reads nothing of what victims said. A control
room confirms what readers send, so no reader may confirm their own notice."""

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.FORCE_ANALYST: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.ANSWER_ALERT,
            Permission.READ_REPORT,
            Permission.NOTE_SERIES,
            Permission.CODE_TEXTS,
        }
    ),
    Role.NATIONAL_ANALYST: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_NATIONAL_PAGES,
            # Two people: analytics.releases.actions.studio.
            Permission.MAKE_RELEASES,
            # Three people: analytics.research.actions.
            Permission.KEEP_RESEARCH,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.ANSWER_ALERT,
            Permission.READ_REPORT,
            Permission.NOTE_SERIES,
            Permission.CODE_TEXTS,
            Permission.VIEW_INSTRUMENTS,
            Permission.VIEW_HELPLINES,
            Permission.VIEW_READINESS,
            Permission.VIEW_TRIALS,
        }
    ),
    Role.DATA_LOADER: frozenset({Permission.LOAD_CASES, Permission.ANSWER_HOLDS}),
    # Two people: survey.publishing.actions.
    Role.SURVEY_DESIGNER: frozenset(
        {
            Permission.VIEW_INSTRUMENTS,
            Permission.PROPOSE_INSTRUMENT,
            Permission.PUBLISH_INSTRUMENT,
            Permission.VIEW_TRIALS,
            Permission.RUN_TRIALS,
            Permission.VIEW_LANGUAGES,
        }
    ),
    # Draws no code for a case whose passphrase they set.
    Role.SAFE_CONTACT_OFFICER: frozenset(
        {
            Permission.CONFIRM_SAFE_CONTACT,
            Permission.DRAW_CODE,
            Permission.VIEW_WORK_LIST,
            Permission.BREAK_GLASS,
        }
    ),
    Role.ADVOCATE: frozenset(
        {Permission.CONFIRM_SAFE_CONTACT, Permission.DRAW_CODE, Permission.VIEW_WORK_LIST}
    ),
    # May not load cases: a second person confirms an exclusion.
    Role.OPERATIONS_LEAD: frozenset(
        {
            Permission.VIEW_OPERATIONS,
            Permission.VIEW_ALERTS,
            Permission.ANSWER_ALERT,
            Permission.CONFIRM_EXCLUSION,
            Permission.CONFIRM_HELD_CHANGE,
            Permission.ANSWER_HOLDS,
            Permission.DECIDE_WHO_SEES_CASE,
            Permission.VIEW_HELPLINES,
            Permission.KEEP_HELPLINES,
            Permission.VIEW_READINESS,
            Permission.SIGN_DUTIES,
            Permission.KEEP_SERVICES,
            Permission.KEEP_ROTA,
            Permission.KEEP_WEBHOOKS,
            Permission.KEEP_API_KEYS,
            Permission.VIEW_WORK_LIST,
            Permission.BREAK_GLASS,
        }
    ),
    # May do nothing with a case.
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {
            Permission.READ_AUDIT_TRAIL,
            Permission.VIEW_READINESS,
            Permission.SIGN_DUTIES,
            Permission.BREAK_GLASS,
            Permission.GIVE_ACCESS,
            Permission.REVIEW_DANGER,
        }
    ),
    # Reads victims' own words, in the hours of the rota.
    Role.TRIAGE_OFFICER: frozenset({Permission.READ_TEXTS}),
    # Only in the languages of the membership.
    Role.LANGUAGE_READER: frozenset({Permission.VIEW_LANGUAGES, Permission.SIGN_WORDINGS}),
    # Sees the answers only during the call.
    Role.INTERVIEWER: frozenset({Permission.INTERVIEW}),
    # May call, but not review their own calls.
    Role.INTERVIEW_SUPERVISOR: frozenset({Permission.INTERVIEW, Permission.SUPERVISE_INTERVIEWS}),
    # Nationally: no force sees what its victims say (decision 14).
    Role.PAPER_KEYER: frozenset({Permission.KEY_PAPER}),
    # Reads no cases and no answers.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ADMINISTER,
            Permission.KEEP_PEOPLE,
            Permission.KEEP_FORCES,
            Permission.SERVE_CALLERS,
            Permission.BREAK_GLASS,
            Permission.KEEP_SAID_AND_DONE,
        }
    ),
    # Inspectorate, Victims' Commissioner, NPCC, College of Policing: read only.
    Role.OVERSIGHT: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_NATIONAL_PAGES,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.READ_REPORT,
            Permission.VIEW_INSTRUMENTS,
        }
    ),
    # Police and crime commissioner or equivalent: their force's figures.
    Role.POLICING_BODY: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_COVERAGE,
            Permission.VIEW_ALERTS,
            Permission.READ_REPORT,
        }
    ),
    # Its own questions, in the forces that it serves.
    Role.PARTNER: frozenset({Permission.VIEW_OWN_ITEMS}),
    # They receive danger notices of their force, or of another about its police.
    Role.CONTROL_ROOM: frozenset({Permission.RECEIVE_DANGER}),
    Role.PROFESSIONAL_STANDARDS: frozenset({Permission.RECEIVE_DANGER}),
}


@cache
def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(GRANTS[role] for role in roles))
