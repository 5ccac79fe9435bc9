"""What each column of the standard case file means, in the words of its page and of
docs/case-file.md."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.case_files.standard.declaration import (
    BlankMeaning,
    CellKind,
    ColumnPrivacy,
    ColumnSection,
)

SECTIONS: Mapping[ColumnSection, Promise] = {
    ColumnSection.CASE: _("The case"),
    ColumnSection.FLAGS: _("What needs care"),
    ColumnSection.PROGRESS: _("How far the case has come"),
    ColumnSection.VICTIM: _("The victim"),
    ColumnSection.CONTACT: _("How the victim may be reached"),
    ColumnSection.EXCLUSION: _("Who is not to be asked"),
}
KINDS: Mapping[CellKind, Promise] = {
    CellKind.KEY: _("text of at most 64 characters"),
    CellKind.TEXT: _("text"),
    CellKind.CODE: _("one of the codes"),
    CellKind.CODES: _("any of the codes, with a semicolon between"),
    CellKind.DATE: _("a date: year-month-day"),
    CellKind.TIME: _("a time: hours:minutes"),
    CellKind.YEAR: _("a year of four digits"),
    CellKind.LANGUAGE: _("a language code (BCP 47)"),
    CellKind.MOBILE: _("one mobile number and nothing else"),
    CellKind.EMAIL: _("one email address and nothing else"),
    CellKind.HASH: _("an Argon2id hash"),
}
BLANKS: Mapping[BlankMeaning, Promise] = {
    BlankMeaning.REFUSED: _("The row is refused."),
    BlankMeaning.NOT_KNOWN: _("Not known."),
    BlankMeaning.SENSITIVE: _("Not known, so the case counts as sensitive."),
    BlankMeaning.NO: _("No."),
    BlankMeaning.DIRECT: _("The person is the victim."),
    BlankMeaning.FROM_OFFENCE: _("Taken from the offence code."),
    BlankMeaning.NONE_YET: _("None yet, or not known."),
    BlankMeaning.NOT_INVITED: _("The age is not known, so the person is not invited."),
    BlankMeaning.CENSUS: _("The scheme is census-2021-19."),
    BlankMeaning.ENGLISH: _(
        "English, where no file has said it; Welsh forces offer Welsh beside it."
    ),
    BlankMeaning.NO_NEEDS: _("None is known."),
    BlankMeaning.REMOVED: _("None: the one that we hold is removed."),
    BlankMeaning.NOT_CHECKED: _("The force has not checked it."),
    BlankMeaning.NO_RECORD: _("There is no safe-contact record."),
    BlankMeaning.ANY_HOUR: _("No hours were agreed: any hour in which texts go out."),
    BlankMeaning.NO_WORD: _("No word was agreed: in a sensitive case nothing is sent."),
    BlankMeaning.NO_ROUTE: _("No adviser hands over a code."),
    BlankMeaning.NOT_EXCLUDED: _("The case is not excluded by hand."),
}
PRIVACIES: Mapping[ColumnPrivacy, Promise] = {
    ColumnPrivacy.VAULT: _("Vault only: kept apart and encrypted, in no figure."),
    ColumnPrivacy.PSEUDONYM: _("A pseudonym: kept with the case, in no figure, log or message."),
    ColumnPrivacy.CASE: _("Kept with the case; in no figure."),
    ColumnPrivacy.FIGURES: _("Kept with the case; counted in figures that name nobody."),
}
MEANINGS: Mapping[str, Promise] = {
    "case_key": _(
        "The force’s own pseudonymous key for this victim of this crime. Never a name, and always "
        "the same when the case is sent again."
    ),
    "force": _("The force that recorded the crime, by its code at police.uk."),
    "area": _(
        "The force’s own area that the crime was in, such as a division or district, by its code: "
        "figures by local area count it. A small area of the census (LSOA of 2011 or 2021) is "
        "kept, and counts in no figure."
    ),
    "offence_code": _("The Home Office offence code. Leading zeros may be left out."),
    "crime_group": _("The group that the crime is counted in."),
    "reported_on": _("The day on which the crime was reported. Not in the future."),
    "report_channel": _("How the crime was reported."),
    "victim_role": _("Who the person in the row is to the crime."),
    "flag_domestic_abuse": _("Domestic abuse."),
    "flag_stalking": _("Stalking or harassment."),
    "flag_sexual": _("A sexual offence."),
    "flag_hate_race": _("Hate crime: race or ethnic group."),
    "flag_hate_religion": _("Hate crime: religion or belief."),
    "flag_hate_orientation": _("Hate crime: sexual orientation."),
    "flag_hate_transgender": _("Hate crime: transgender identity."),
    "flag_hate_disability": _("Hate crime: disability."),
    "flag_honour_based": _("So-called honour-based abuse."),
    "flag_forced_marriage": _("Forced marriage."),
    "flag_fgm": _("Female genital mutilation."),
    "flag_child_abuse": _("Abuse of a child, or of an adult when they were a child."),
    "flag_modern_slavery": _("Modern slavery or human trafficking."),
    "flag_police_suspect": _("The suspect is a police officer or one of the police staff."),
    "flag_online": _("The crime happened online, in whole or in part."),
    "flag_repeat": _("The victim was a victim before within twelve months."),
    "risk_level": _("The risk found by the force’s own assessment (DASH or DARA)."),
    "enhanced_rights": _("Why the victim has enhanced rights under the Victims’ Code."),
    "stage": _("Where the case stands now."),
    "stage_on": _("The day on which the case came to stand there. Not in the future."),
    "outcome_code": _("The Home Office outcome code."),
    "outcome_on": _("The day of the outcome."),
    "victim_told_on": _(
        "The day on which the victim was told of the outcome, never before that day."
    ),
    "next_hearing_on": _("The day of the next hearing; it may be in the future."),
    "release_on": _("The day of release from custody; it may be in the future."),
    "support_referral": _("Whether the victim was referred to a support service."),
    "evidence_led": _("Whether the case goes on without the victim’s support."),
    "sex": _("The victim’s sex as the force recorded it."),
    "birth_year": _("The victim’s year of birth. Never the whole date."),
    "ethnicity": _("The victim’s ethnic group, as a code of the scheme beside it."),
    "ethnicity_scheme": _("The list that the ethnic group was recorded by."),
    "disability": _("Whether the force recorded that the victim is disabled."),
    "language": _("The language that the victim prefers."),
    "access_needs": _("What the victim needs so as to be able to answer."),
    "contact_mobile": _(
        "The victim’s own mobile number. A warning does not belong in this cell: say in "
        "number_safe that the number is not safe, or exclude the case."
    ),
    "contact_email": _("The victim’s own email address."),
    "number_safe": _("Whether the force has checked that nobody else reads what comes there."),
    "safe_contact_channel": _("The way of contact that was agreed with the victim as safe."),
    "safe_contact_from": _("From when in the day contact is safe."),
    "safe_contact_to": _("Until when in the day contact is safe."),
    "safe_contact_confirmed_by": _("The staff number of whoever agreed it with the victim."),
    "safe_contact_confirmed_on": _("The day on which it was agreed. It holds for 90 days."),
    "safe_word_hash": _(
        "Leave it empty: a word is agreed with the victim on the page “Agree a safe way”, which "
        "keeps its hash. Only a system that has agreed words already brings the hash here "
        "(Argon2id; the word in NFKC, without capitals, spaces around it taken off). Never the "
        "word itself. Before hashing, refuse words under five letters, first names and common "
        "passwords."
    ),
    "advocate_route": _("The adviser or officer who hands over a code in place of a text."),
    "exclude_code": _("Why the victim is not to be asked. It holds from import on."),
    "exclude_by": _("The staff number of whoever decided that."),
    "exclude_on": _("The day on which it was decided."),
    "deceased": _("The victim has died."),
    "business": _("The victim is a business and not a person."),
    "on_duty_police": _("The victim was a police officer on duty."),
}
