"""Which texts of the interface respondents can see. These are translated into every language; staff
pages are in English and Welsh only. Pure."""

from collections.abc import Iterable
from fnmatch import fnmatch

from babel.messages.catalog import Catalog

# The files of respondents' pages. A text that a staff file uses as well still counts as theirs.
RESPONDENTS_FILES = (
    "responses/casework/presenters/card.py",
    "responses/confidentiality.py",
    "responses/paper/presenters/paper_form.py",
    "responses/templates/responses/public/*",
    "responses/answering/views/*",
    "responses/answering/presenters/equality.py",
    "responses/answering/presenters/further.py",
    "responses/answering/presenters/pages.py",
    "responses/answering/presenters/information.py",
    "responses/answering/forms.py",
    "responses/interviewing/presenters/script.py",
    "responses/open_link/forms.py",
    "responses/own_text/forms.py",
    "responses/helplines/presenters/listings.py",
    "survey/forms/error_wording.py",
    "survey/forms/answer_form.py",
    "survey/forms/question_wording.py",
    "ui/fields.py",
    "ui/templates/ui/respondent_base.html",
    "ui/templates/ui/components/*",
    "ui/templates/ui/fields/*",
    "ui/templates/ui/errors/[!s]*",
)
# Babel requires a line number. It is not written, so that moved lines change no catalogue.
WHOLE_FILE = 0
# Files that match a pattern above and are shown to staff only.
STAFF_FILES = ("ui/templates/ui/components/period_picker.html",)


def is_shown_to_respondents(files: Iterable[str]) -> bool:
    """Whether a text that occurs in these files can be seen by respondents."""
    return any(
        fnmatch(file, pattern)
        for file in files
        if file not in STAFF_FILES
        for pattern in RESPONDENTS_FILES
    )


def respondents_catalogue(everything: Catalog) -> Catalog:
    """The messages of respondents' pages, without translations: the template of every language
    that staff do not use."""
    part = Catalog()
    for message in everything:
        files = [file for file, _line in message.locations if is_shown_to_respondents([file])]
        if message.id and files:
            part.add(
                message.id,
                context=message.context,
                locations=[(file, WHOLE_FILE) for file in files],
                flags=message.flags - {"fuzzy"},
                auto_comments=message.auto_comments,
            )
    return part


def update_catalogue(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with exactly the template's messages, in the template's order. Translations are
    kept, and none is guessed. The creation date stays, so that no change means an equal file."""
    created_at = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.creation_date = created_at
    catalogue.obsolete.clear()
    return catalogue
