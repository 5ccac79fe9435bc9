import dataclasses
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from enum import Enum, StrEnum

from responses.case_files.cells import readers
from responses.case_files.cells.codes import YES_OR_NO
from responses.case_files.cells.contacts import email, mobile
from responses.case_files.cells.readers import ListedText, OneOf, PlainText, Reader, SomeOf
from ui.catalogues import gettext_noop as _


class FilePart(StrEnum):
    CASE = "case"
    FLAGS = "flags"
    PROGRESS = "progress"
    VICTIM = "victim"
    CONTACT = "contact"
    EXCLUSION = "exclusion"


class CellKind(StrEnum):
    KEY = _("text of at most 64 characters")
    TEXT = _("text")
    CODE = _("one of the codes")
    CODES = _("any of the codes, with a semicolon between")
    DATE = _("a date: year-month-day")
    TIME = _("a time: hours:minutes")
    YEAR = _("a year of four digits")
    LANGUAGE = _("a language code (BCP 47)")
    MOBILE = _("one mobile number and nothing else")
    EMAIL = _("one email address and nothing else")
    HASH = _("an Argon2id hash")


class Blank(StrEnum):
    """The meaning of a blank cell."""

    REFUSED = _("The row is refused.")
    NOT_KNOWN = _("Not known.")
    SENSITIVE = _("Not known, so the case counts as sensitive.")
    NO = _("No.")
    DIRECT = _("The person is the victim.")
    FROM_OFFENCE = _("Taken from the offence code.")
    NONE_YET = _("None yet, or not known.")
    NOT_INVITED = _("The age is not known, so the person is not invited.")
    CENSUS = _("The scheme is census-2021-19.")
    ENGLISH = _("English, where no file has said it; Welsh forces offer Welsh beside it.")
    NO_NEEDS = _("None is known.")
    REMOVED = _("None: the one that we hold is removed.")
    NOT_CHECKED = _("The force has not checked it.")
    NO_RECORD = _("There is no safe-contact record.")
    ANY_HOUR = _("No hours were agreed: any hour in which texts go out.")
    NO_WORD = _("No word was agreed: in a sensitive case nothing is sent.")
    NO_ROUTE = _("No adviser hands over a code.")
    NOT_EXCLUDED = _("The case is not excluded by hand.")


class ColumnPrivacy(StrEnum):
    VAULT = _("Vault only: kept apart and encrypted, in no figure.")
    PSEUDONYM = _("A pseudonym: kept with the case, in no figure, log or message.")
    CASE = _("Kept with the case; in no figure.")
    FIGURES = _("Kept with the case; counted in figures that name nobody.")


class Merge(Enum):
    REPLACE = "replace"
    KEEP_KNOWN = "keep_known"
    """A blank cell leaves the stored value."""
    CAREFUL = "careful"
    """A rule of its own in responses.imports.merging.cases, or in the vault's amendments."""


class Compare(Enum):
    VALUE = "value"
    KNOWN = "known"
    """Whether a value is known, blank or another."""
    NOTHING = "nothing"


KINDS: Mapping[Reader, CellKind] = {
    readers.case_key: CellKind.KEY,
    readers.iso_date: CellKind.DATE,
    readers.clock_time: CellKind.TIME,
    readers.year: CellKind.YEAR,
    readers.language: CellKind.LANGUAGE,
    mobile: CellKind.MOBILE,
    email: CellKind.EMAIL,
    readers.word_hash: CellKind.HASH,
}
FLAG = "flag_"


@dataclass(frozen=True)
class CaseColumn:
    name: str
    read: Reader
    section: FilePart
    _only_by_name: KW_ONLY
    title: str
    help: str
    example: str
    field: str = ""
    """The field of CaseRow and of the model Case, if it is not the name. All flags are in one."""
    subject_title: str | None = None
    """The title in the file that a person gets about themselves, if it is another; "" for none."""
    also_called: str = ""
    """Headings that forces use for it, separated by semicolons and compared without capitals, signs
    and FILLERS of responses.case_files.extracts.proposals. Never one for suspects or officers."""
    meanings: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The codes with their meanings. Those of OneOf and SomeOf need not be given."""
    is_required: bool = False
    may_be_future: bool = False
    blank: str = Blank.NOT_KNOWN
    privacy: ColumnPrivacy = ColumnPrivacy.CASE
    is_private: bool = False
    """Whether messages show two characters of a value only."""
    merge: Merge = Merge.REPLACE
    compared: Compare | None = None
    """If None, by value if the reader has codes, and otherwise whether it is known."""
    measures_codes: bool = False
    """Whether reports of data quality say how many of its cells hold a valid code."""
    in_stage_events: bool = False
    """Whether another system may send it with a change of stage."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", self.field or self.name)
        if isinstance(self.read, OneOf):
            object.__setattr__(self, "meanings", self.read.meanings)

    @property
    def comparison(self) -> Compare:
        by_default = Compare.VALUE if isinstance(self.read, OneOf) else Compare.KNOWN
        return self.compared or by_default

    @property
    def codes(self) -> tuple[str, ...]:
        """None where values are not a list."""
        return tuple(map(str, self.meanings))

    @property
    def kind(self) -> CellKind:
        if isinstance(self.read, SomeOf):
            return CellKind.CODES
        return CellKind.CODE if self.meanings else KINDS.get(self.read, CellKind.TEXT)

    @property
    def is_yes_or_no(self) -> bool:
        return self.meanings is YES_OR_NO

    @property
    def is_free_text(self) -> bool:
        return isinstance(self.read, PlainText) and not isinstance(self.read, ListedText)

    @property
    def is_stored(self) -> bool:
        """Whether Case stores it, and not the vault."""
        return self.privacy is not ColumnPrivacy.VAULT

    @property
    def flag(self) -> str:
        return self.name.removeprefix(FLAG) if self.name.startswith(FLAG) else ""
