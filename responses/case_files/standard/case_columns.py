from responses.case_files.cells import codes
from responses.case_files.cells.readers import (
    YES_NO,
    ListedText,
    OneOf,
    PlainText,
    SomeOf,
    case_key,
    iso_date,
    language,
    outcome,
    sex,
    stage,
    year,
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

CASE_COLUMNS = (
    CaseColumn(
        "case_key", case_key, FilePart.CASE, is_required=True, example="R-0004711-1",
        blank=Blank.REFUSED, privacy=ColumnPrivacy.PSEUDONYM, is_private=True,
        compared=Compare.NOTHING,
        title=_("Key of the case"), subject_title=_("Number of the case"),
        help=_(
            "The force’s own pseudonymous key for this victim of this crime. Never a name, and "
            "always the same when the case is sent again."
        ),
        also_called=(
            "crime ref;crime reference;crime reference number;crime no;crime number;crime id;crn;"
            "urn;unique reference;unique reference number;occ no;occ ref;occurrence no;occurrence "
            "number;occurrence ref;occurrence id;incident no;incident number;incident ref;"
            "investigation ref;investigation number;case ref;case reference;case no;case number;"
            "case id;ref;reference;reference number;report no;report number;rhif y drosedd;"
            "cyfeirnod"
        ),
    ),
    CaseColumn(
        "force", ListedText(40), FilePart.CASE, is_required=True, example="kent",
        blank=Blank.REFUSED, privacy=ColumnPrivacy.FIGURES, compared=Compare.NOTHING,
        title=_("Force"), subject_title="",
        help=_("The force that recorded the crime, by its code at police.uk."),
        also_called="force code;police force;force id;force name;heddlu",
    ),
    CaseColumn(
        "area", PlainText(40), FilePart.CASE, example="North", privacy=ColumnPrivacy.FIGURES,
        title=_("Area"),
        help=_(
            "The force’s own area that the crime was in, such as a division or district, by its "
            "code: figures by local area count it. A small area of the census (LSOA of 2011 or "
            "2021) is kept, and counts in no figure."
        ),
        also_called=(
            "lsoa;lsoa code;lsoa11cd;lsoa21cd;lsoa 2021;division;bcu;lpa;lpu;local policing area;"
            "district;policing district;ardal"
        ),
    ),
    CaseColumn(
        "offence_code", ListedText(40), FilePart.CASE, is_required=True, example="8N",
        blank=Blank.REFUSED, merge=Merge.CAREFUL, measures_codes=True,
        title=_("Offence code"), subject_title=_("Code of the offence"),
        help=_("The Home Office offence code. Leading zeros may be left out."),
        also_called=(
            "ho code;home office code;ho offence code;home office offence code;offence;offence "
            "code;crime code;hocr code;ho classification;class code;cod trosedd"
        ),
    ),
    CaseColumn(
        "crime_group", OneOf(codes.CRIME_GROUPS), FilePart.CASE, example="violence",
        blank=Blank.FROM_OFFENCE, privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL,
        measures_codes=True,
        title=_("Crime group"), subject_title=_("Kind of crime"),
        help=_("The group that the crime is counted in."),
        also_called=(
            "crime type;crime group;offence group;offence type;crime category;offence category"
        ),
    ),
    CaseColumn(
        "reported_on", iso_date, FilePart.CASE, is_required=True, example="2026-03-02",
        blank=Blank.REFUSED, privacy=ColumnPrivacy.FIGURES,
        title=_("Day of the report"), subject_title=_("Reported on"),
        help=_("The day on which the crime was reported. Not in the future."),
        also_called=(
            "date reported;reported date;reported;report date;date recorded;recorded date;date of "
            "report;date created;created date;crime recorded date;dyddiad adrodd"
        ),
    ),
    CaseColumn(
        "report_channel", OneOf(codes.CHANNELS), FilePart.CASE, example="call_101",
        privacy=ColumnPrivacy.FIGURES, measures_codes=True,
        title=_("How it was reported"),
        help=_("How the crime was reported."),
        also_called=(
            "reported how;how reported;method reported;reporting method;report method;contact "
            "method;channel;source of report;report channel"
        ),
    ),
    CaseColumn(
        "victim_role", OneOf(codes.ROLES), FilePart.CASE, example="direct", blank=Blank.DIRECT,
        privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL, measures_codes=True,
        title=_("Role of the person"), subject_title=_("Your part in it"),
        help=_("Who the person in the row is to the crime."),
        also_called="role;victim type;person role;involvement",
    ),
)  # fmt: skip
PROGRESS_COLUMNS = (
    CaseColumn(
        "stage", stage, FilePart.PROGRESS, is_required=True, example="NFA_POLICE",
        blank=Blank.REFUSED, privacy=ColumnPrivacy.FIGURES, in_stage_events=True,
        measures_codes=True,
        title=_("Stage of the case"), subject_title=_("Stage"),
        help=_("Where the case stands now."),
        also_called=(
            "status;current status;crime status;investigation status;case status;stage;state;statws"
        ),
    ),
    CaseColumn(
        "stage_on", iso_date, FilePart.PROGRESS, is_required=True, example="2026-05-11",
        blank=Blank.REFUSED, privacy=ColumnPrivacy.FIGURES, in_stage_events=True,
        title=_("Day of the stage"), subject_title=_("Stage reached on"),
        help=_("The day on which the case came to stand there. Not in the future."),
        also_called=(
            "status date;date of status;status changed;stage date;status changed date;last status "
            "date;dyddiad statws"
        ),
    ),
    CaseColumn(
        "outcome_code", outcome, FilePart.PROGRESS, field="outcome_codes", example="16",
        blank=Blank.NONE_YET, privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL,
        in_stage_events=True, measures_codes=True,
        title=_("Outcome code"), subject_title=_("Codes of the outcome"),
        help=_("The Home Office outcome code."),
        also_called=(
            "outcome;outcome code;ho outcome;outcome type;outcome no;outcome number;disposal;"
            "disposal code;result;canlyniad"
        ),
    ),
    CaseColumn(
        "outcome_on", iso_date, FilePart.PROGRESS, example="2026-05-11", blank=Blank.NONE_YET,
        privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL, in_stage_events=True,
        title=_("Day of the outcome"), subject_title=_("Outcome on"),
        help=_("The day of the outcome."),
        also_called=(
            "outcome date;date of outcome;disposal date;result date;finalised date;date finalised;"
            "dyddiad canlyniad"
        ),
    ),
    CaseColumn(
        "victim_told_on", iso_date, FilePart.PROGRESS, example="2026-05-13", blank=Blank.NONE_YET,
        privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL, in_stage_events=True,
        title=_("Day the victim was told"), subject_title=_("You were told on"),
        help=_("The day on which the victim was told of the outcome, never before that day."),
        also_called=(
            "updated on;victim informed;victim informed date;date informed;informed date;vcop "
            "update date"
        ),
    ),
    CaseColumn(
        "next_hearing_on", iso_date, FilePart.PROGRESS, may_be_future=True, example="2026-11-09",
        blank=Blank.NONE_YET, merge=Merge.KEEP_KNOWN, in_stage_events=True,
        title=_("Day of the next hearing"), subject_title=_("Next hearing on"),
        help=_("The day of the next hearing; it may be in the future."),
        also_called="next hearing;next hearing date;hearing date;court date;next court date",
    ),
    CaseColumn(
        "release_on", iso_date, FilePart.PROGRESS, may_be_future=True, example="2027-02-01",
        blank=Blank.NONE_YET, merge=Merge.KEEP_KNOWN, in_stage_events=True,
        title=_("Day of release"), subject_title=_("Release on"),
        help=_("The day of release from custody; it may be in the future."),
        also_called="release date;date of release",
    ),
    CaseColumn(
        "support_referral", OneOf(codes.REFERRALS), FilePart.PROGRESS, example="yes",
        measures_codes=True,
        title=_("Referral to support"), subject_title=_("Referred to support"),
        help=_("Whether the victim was referred to a support service."),
        also_called=(
            "support referral;victim services referral;victim support referral;vs referral;"
            "referred to support"
        ),
    ),
)  # fmt: skip
VICTIM_COLUMNS = (
    CaseColumn(
        "sex", sex, FilePart.VICTIM, example="female", privacy=ColumnPrivacy.FIGURES,
        measures_codes=True,
        title=_("Sex"),
        help=_("The victim’s sex as the force recorded it."),
        also_called="gender;sex;victim sex;rhyw",
    ),
    CaseColumn(
        "birth_year", year, FilePart.VICTIM, example="1984", blank=Blank.NOT_INVITED,
        privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL,
        title=_("Year of birth"),
        help=_("The victim’s year of birth. Never the whole date."),
        also_called=(
            "yob;year of birth;birth year;dob;date of birth;birth date;birthdate;d o b;dyddiad "
            "geni;blwyddyn geni"
        ),
    ),
    CaseColumn(
        "ethnicity", ListedText(40), FilePart.VICTIM, meanings=codes.ETHNIC_GROUPS,
        example="white_and_asian", privacy=ColumnPrivacy.FIGURES, measures_codes=True,
        title=_("Ethnic group"),
        help=_("The victim’s ethnic group, as a code of the scheme beside it."),
        also_called=(
            "ethnic group;ethnicity;ethnic code;self defined ethnicity;sde;sde code;ethnic "
            "appearance;ethnic;ethnigrwydd"
        ),
    ),
    CaseColumn(
        "ethnicity_scheme", OneOf(codes.SCHEMES), FilePart.VICTIM, example="census-2021-19",
        blank=Blank.CENSUS, compared=Compare.NOTHING,
        title=_("List of ethnic groups"), subject_title=_("List of ethnic groups used"),
        help=_("The list that the ethnic group was recorded by."),
        also_called="ethnicity scheme;ethnic scheme",
    ),
    CaseColumn(
        "disability", YES_NO, FilePart.VICTIM, example="no", privacy=ColumnPrivacy.FIGURES,
        measures_codes=True,
        title=_("Disability"),
        help=_("Whether the force recorded that the victim is disabled."),
        also_called="disabled;disability;disability flag;anabledd",
    ),
    CaseColumn(
        "language", language, FilePart.VICTIM, example="cy", blank=Blank.ENGLISH,
        merge=Merge.CAREFUL, compared=Compare.VALUE, measures_codes=True,
        title=_("Language"),
        help=_("The language that the victim prefers."),
        also_called="preferred language;language;first language;language code;iaith",
    ),
    CaseColumn(
        "access_needs", SomeOf(codes.NEEDS), FilePart.VICTIM, example="easy_read;bsl",
        blank=Blank.NO_NEEDS, compared=Compare.KNOWN,
        title=_("Access needs"), subject_title=_("What you need to take part"),
        help=_("What the victim needs so as to be able to answer."),
        also_called="access needs;communication needs;adjustments;reasonable adjustments",
    ),
)  # fmt: skip
