from functools import partial

from responses.case_files.cells import codes
from responses.case_files.cells.contacts import email, mobile
from responses.case_files.cells.readers import (
    OneOf,
    PersonText,
    PlainText,
    clock_time,
    iso_date,
    word_hash,
    yes_no,
)
from responses.case_files.standard.case_column import (
    Blank,
    CaseColumn,
    ColumnPrivacy,
    Compare,
    FilePart,
    Merge,
)
from ui.catalogues import gettext_noop as _

EXAMPLE_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$YW4gZXhhbXBsZSBzYWx0$RXhhbXBsZSBvZiBhIGhhc2gsIG9mIG5vIHdvcmQu"
)
_contact = partial(
    CaseColumn,
    section=FilePart.CONTACT,
    privacy=ColumnPrivacy.VAULT,
    merge=Merge.CAREFUL,
    compared=Compare.NOTHING,
)
CONTACT_COLUMNS = (
    _contact(
        "contact_mobile", mobile, example="07700 900123", blank=Blank.REMOVED, is_private=True,
        title=_("The victim’s mobile number"), subject_title=_("Mobile number"),
        help=_(
            "The victim’s own mobile number. A warning does not belong in this cell: say in "
            "number_safe that the number is not safe, or exclude the case."
        ),
        also_called=(
            "mob;mobile;mobile no;mobile number;mobile phone;mobile tel;mob no;mob tel;cell;mobile "
            "telephone;tel no;tel;telephone;telephone no;telephone number;phone;phone no;phone "
            "number;contact number;contact no;contact tel;ffon symudol;ffon"
        ),
    ),
    _contact(
        "contact_email", email, example="someone@example.org", blank=Blank.REMOVED, is_private=True,
        title=_("The victim’s email address"), subject_title=_("E-mail address"),
        help=_("The victim’s own email address."),
        also_called="email;e mail;email address;e mail address;email addr;ebost;cyfeiriad ebost",
    ),
    _contact(
        "number_safe", OneOf(codes.NUMBER_SAFE), example="yes", blank=Blank.NOT_CHECKED,
        measures_codes=True,
        title=_("Whether the number is safe"),
        help=_("Whether the force has checked that nobody else reads what comes there."),
        also_called=(
            "safe number;number safe;safe to text;safe to contact;ok to text;number checked safe;"
            "number checked;mobile checked"
        ),
    ),
    _contact(
        "safe_contact_channel", OneOf(codes.CONTACT_CHANNELS), example="sms", blank=Blank.NO_RECORD,
        title=_("Safe way of contact"), subject_title=_("Safe way to write to you"),
        help=_("The way of contact that was agreed with the victim as safe."),
        also_called=(
            "safe contact channel;safe contact method;safe channel;contact preference;contact "
            "preferences;preferred contact method;preferred method of contact;preferred contact;"
            "contact by;preferred channel"
        ),
    ),
    _contact(
        "safe_contact_from", clock_time, example="10:00", blank=Blank.ANY_HOUR,
        title=_("Safe from (time of day)"), subject_title=_("Safe from"),
        help=_("From when in the day contact is safe."),
        also_called="safe contact from;safe from",
    ),
    _contact(
        "safe_contact_to", clock_time, example="15:00", blank=Blank.ANY_HOUR,
        title=_("Safe until (time of day)"), subject_title=_("Safe until the hour of"),
        help=_("Until when in the day contact is safe."),
        also_called="safe contact to;safe until;safe to",
    ),
    _contact(
        "safe_contact_confirmed_by", PersonText(80), example="staff 4411", blank=Blank.NO_RECORD,
        is_private=True,
        title=_("Who confirmed safe contact"), subject_title=_("Agreed with you by"),
        help=_("The staff number of whoever agreed it with the victim."),
        also_called="safe contact confirmed by",
    ),
    _contact(
        "safe_contact_confirmed_on", iso_date, example="2026-05-13", blank=Blank.NO_RECORD,
        title=_("Day safe contact was confirmed"), subject_title=_("Agreed with you on"),
        help=_("The day on which it was agreed. It holds for 90 days."),
        also_called="safe contact confirmed;safe contact confirmed on;safe contact date",
    ),
    _contact(
        "safe_word_hash", word_hash, example=EXAMPLE_HASH, blank=Blank.NO_WORD, is_private=True,
        title=_("Hash of the agreed word"), subject_title="",
        help=_(
            "Leave it empty: a word is agreed with the victim on the page “Agree a safe way”, "
            "which keeps its hash. Only a system that has agreed words already brings the hash "
            "here (Argon2id; the word in NFKC, without capitals, spaces around it taken off). "
            "Never the word itself. Before hashing, refuse words under five letters, first names "
            "and common passwords."
        ),
        also_called="safe word hash;word hash",
    ),
    _contact(
        "advocate_route", OneOf(codes.ADVOCATE_ROUTES), example="IDVA", blank=Blank.NO_ROUTE,
        title=_("Adviser who hands over a code"),
        subject_title=_("Adviser who may hand you a code"),
        help=_("The adviser or officer who hands over a code in place of a text."),
        also_called="advocate;advocate route;advocate type",
    ),
)  # fmt: skip
EXCLUSION_COLUMNS = (
    CaseColumn(
        "exclude_code", OneOf(codes.EXCLUSIONS), FilePart.EXCLUSION, example="TRIAL",
        blank=Blank.NOT_EXCLUDED, merge=Merge.CAREFUL,
        title=_("Reason not to ask"), subject_title=_("Reason not to ask you"),
        help=_("Why the victim is not to be asked. It holds from import on."),
        also_called="exclusion;exclusion code;exclude;exclude code;exclusion reason",
    ),
    CaseColumn(
        "exclude_by", PlainText(40), FilePart.EXCLUSION, example="staff 4411",
        blank=Blank.NOT_EXCLUDED, is_private=True, merge=Merge.CAREFUL, compared=Compare.NOTHING,
        title=_("Who decided not to ask"), subject_title=_("Who said not to ask you"),
        help=_("The staff number of whoever decided that."),
        also_called="excluded by",
    ),
    CaseColumn(
        "exclude_on", iso_date, FilePart.EXCLUSION, example="2026-05-12", blank=Blank.NOT_EXCLUDED,
        merge=Merge.CAREFUL, compared=Compare.NOTHING,
        title=_("Day it was decided not to ask"), subject_title=_("Not to be asked since"),
        help=_("The day on which it was decided."),
        also_called="excluded on;exclusion date",
    ),
    CaseColumn(
        "deceased", yes_no, FilePart.EXCLUSION, field="is_deceased", example="no", blank=Blank.NO,
        merge=Merge.CAREFUL,
        title=_("The victim has died"), subject_title=_("Said to have died"),
        help=_("The victim has died."),
        also_called="deceased;deceased flag;dead;fatal",
    ),
    CaseColumn(
        "business", yes_no, FilePart.EXCLUSION, field="is_business", example="no", blank=Blank.NO,
        merge=Merge.CAREFUL,
        title=_("A business"),
        help=_("The victim is a business and not a person."),
        also_called=(
            "business;organisation;business flag;corporate;organisation flag;business victim"
        ),
    ),
    CaseColumn(
        "on_duty_police", yes_no, FilePart.EXCLUSION, field="is_on_duty_police", example="no",
        blank=Blank.NO, merge=Merge.CAREFUL,
        title=_("Police officer on duty"), subject_title=_("Police on duty"),
        help=_("The victim was a police officer on duty."),
        also_called="police on duty;on duty;officer on duty;on duty police",
    ),
)  # fmt: skip
