"""Short titles of the columns of the standard case file, where many stand in one list."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TITLES: Mapping[str, Promise] = {
    "case_key": _("Key of the case"),
    "force": _("Force"),
    "area": _("Area"),
    "offence_code": _("Offence code"),
    "crime_group": _("Crime group"),
    "reported_on": _("Day of the report"),
    "report_channel": _("How it was reported"),
    "victim_role": _("Role of the person"),
    "flag_domestic_abuse": _("Domestic abuse"),
    "flag_stalking": _("Stalking or harassment"),
    "flag_sexual": _("Sexual offence"),
    "flag_hate_race": _("Hate crime: race"),
    "flag_hate_religion": _("Hate crime: religion"),
    "flag_hate_orientation": _("Hate crime: sexual orientation"),
    "flag_hate_transgender": _("Hate crime: transgender"),
    "flag_hate_disability": _("Hate crime: disability"),
    "flag_honour_based": _("Honour-based abuse"),
    "flag_forced_marriage": _("Forced marriage"),
    "flag_fgm": _("Female genital mutilation"),
    "flag_child_abuse": _("Abuse of a child"),
    "flag_modern_slavery": _("Modern slavery"),
    "flag_police_suspect": _("Suspect works for the police"),
    "flag_online": _("Online crime"),
    "flag_repeat": _("Repeat victim"),
    "risk_level": _("Risk level"),
    "enhanced_rights": _("Enhanced rights"),
    "stage": _("Stage of the case"),
    "stage_on": _("Day of the stage"),
    "outcome_code": _("Outcome code"),
    "outcome_on": _("Day of the outcome"),
    "victim_told_on": _("Day the victim was told"),
    "next_hearing_on": _("Day of the next hearing"),
    "release_on": _("Day of release"),
    "support_referral": _("Referral to support"),
    "evidence_led": _("Goes on without the victim"),
    "sex": _("Sex"),
    "birth_year": _("Year of birth"),
    "ethnicity": _("Ethnic group"),
    "ethnicity_scheme": _("List of ethnic groups"),
    "disability": _("Disability"),
    "language": _("Language"),
    "access_needs": _("Access needs"),
    "contact_mobile": _("The victim’s mobile number"),
    "contact_email": _("The victim’s email address"),
    "number_safe": _("Whether the number is safe"),
    "safe_contact_channel": _("Safe way of contact"),
    "safe_contact_from": _("Safe from (time of day)"),
    "safe_contact_to": _("Safe until (time of day)"),
    "safe_contact_confirmed_by": _("Who confirmed safe contact"),
    "safe_contact_confirmed_on": _("Day safe contact was confirmed"),
    "safe_word_hash": _("Hash of the agreed word"),
    "advocate_route": _("Adviser who hands over a code"),
    "exclude_code": _("Reason not to ask"),
    "exclude_by": _("Who decided not to ask"),
    "exclude_on": _("Day it was decided not to ask"),
    "deceased": _("The victim has died"),
    "business": _("A business"),
    "on_duty_police": _("Police officer on duty"),
}


def titled(column: str) -> str:
    """The title of a column with its name, by which files and messages call it."""
    return gettext("%(title)s (%(column)s)") % {"title": TITLES[column], "column": column}
