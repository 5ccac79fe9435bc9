from responses.case_files import crime_kinds
from responses.case_files.cells import codes
from responses.case_files.cells.readers import OneOf, yes_no
from responses.case_files.standard.case_column import (
    FLAG,
    Blank,
    CaseColumn,
    ColumnPrivacy,
    Compare,
    FilePart,
    Merge,
)
from ui.catalogues import gettext_noop as _

COUNTED_FLAGS = frozenset({"sexual", "stalking", "repeat", *crime_kinds.DOMESTIC_FLAGS})
"""The flags that figures are counted by: kinds of crime, and repeat victims."""


def _flag(
    name: str, title: str, help: str, also_called: str, *, blank: Blank = Blank.SENSITIVE
) -> CaseColumn:
    return CaseColumn(
        FLAG + name,
        yes_no,
        FilePart.FLAGS,
        title=title,
        help=help,
        example="yes" if name == "domestic_abuse" else "no",
        field="flags",
        subject_title="",
        also_called=also_called,
        blank=blank,
        privacy=ColumnPrivacy.FIGURES if name in COUNTED_FLAGS else ColumnPrivacy.CASE,
        merge=Merge.CAREFUL,
        compared=Compare.NOTHING,
    )


CARE_COLUMNS = (
    _flag(
        "domestic_abuse", _("Domestic abuse"), _("Domestic abuse."),
        "da;da flag;dv;dv flag;domestic;domestic abuse;domestic abuse flag;"
        "domestic violence;domestic flag;domestic incident",
    ),
    _flag(
        "stalking", _("Stalking or harassment"), _("Stalking or harassment."),
        "stalking;stalking flag;stalking harassment;stalking and harassment",
    ),
    _flag(
        "sexual", _("Sexual offence"), _("A sexual offence."),
        "sexual;sexual offence;sexual flag;rasso;rasso flag",
    ),
    _flag(
        "hate_race", _("Hate crime: race"), _("Hate crime: race or ethnic group."),
        "race hate;hate race;racist;racist flag;racially aggravated;race flag",
    ),
    _flag(
        "hate_religion", _("Hate crime: religion"), _("Hate crime: religion or belief."),
        "religious hate;hate religion;faith hate;religion flag",
    ),
    _flag(
        "hate_orientation", _("Hate crime: sexual orientation"),
        _("Hate crime: sexual orientation."),
        "homophobic;hate orientation;sexual orientation hate;homophobic flag",
    ),
    _flag(
        "hate_transgender", _("Hate crime: transgender"), _("Hate crime: transgender identity."),
        "transphobic;transgender hate;hate transgender;transphobic flag",
    ),
    _flag(
        "hate_disability", _("Hate crime: disability"), _("Hate crime: disability."),
        "disability hate;hate disability;disability hate flag",
    ),
    _flag(
        "honour_based", _("Honour-based abuse"), _("So-called honour-based abuse."),
        "hba;hbv;honour based;honour based abuse;honour based violence;hba flag;hbv flag",
    ),
    _flag(
        "forced_marriage", _("Forced marriage"), _("Forced marriage."),
        "fm;forced marriage;forced marriage flag;fm flag",
    ),
    _flag(
        "fgm", _("Female genital mutilation"), _("Female genital mutilation."),
        "fgm;fgm flag;female genital mutilation",
    ),
    _flag(
        "child_abuse", _("Abuse of a child"),
        _("Abuse of a child, or of an adult when they were a child."),
        "child abuse;cse;csa;child abuse flag;cse flag;child sexual exploitation",
    ),
    _flag(
        "modern_slavery", _("Modern slavery"), _("Modern slavery or human trafficking."),
        "modern slavery;ms flag;mds;modern slavery flag;human trafficking",
    ),
    _flag(
        "police_suspect", _("Suspect works for the police"),
        _("The suspect is a police officer or one of the police staff."),
        "police suspect;police perpetrated;ppda;police suspect flag",
    ),
    _flag(
        "online", _("Online crime"), _("The crime happened online, in whole or in part."),
        "online flag;online crime;cyber;cyber flag;cyber enabled", blank=Blank.NOT_KNOWN,
    ),
    _flag(
        "repeat", _("Repeat victim"), _("The victim was a victim before within twelve months."),
        "repeat;repeat flag;repeat victim;repeat victimisation", blank=Blank.NOT_KNOWN,
    ),
    CaseColumn(
        "risk_level", OneOf(codes.RISK_LEVELS), FilePart.FLAGS, example="medium",
        privacy=ColumnPrivacy.FIGURES, merge=Merge.CAREFUL, measures_codes=True,
        title=_("Risk level"), subject_title=_("Level of risk"),
        help=_("The risk found by the force’s own assessment (DASH or DARA)."),
        also_called="risk;risk level;dash risk;dash;dara;risk grade;risk assessment;dash level",
    ),
    CaseColumn(
        "enhanced_rights", OneOf(codes.RIGHTS), FilePart.FLAGS, example="vulnerable",
        privacy=ColumnPrivacy.FIGURES, measures_codes=True,
        title=_("Enhanced rights"),
        help=_("Why the victim has enhanced rights under the Victims’ Code."),
        also_called="enhanced rights;enhanced;vcop enhanced;enhanced entitlement;vcop",
    ),
)  # fmt: skip
