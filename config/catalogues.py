"""Which words of the interface a respondent can see: the part of it that is translated into every
language. Staff work in English and Welsh."""

from collections.abc import Iterable
from fnmatch import fnmatch

from babel.messages.catalog import Catalog

# The one list of respondents' files. A word that stands in a staff file as well is still theirs.
RESPONDENTS_FILES = (
    "responses/templates/responses/public/*",
    "responses/views/public/*",
    "responses/answering/presenters/equality.py",
    "responses/answering/presenters/pages.py",
    "responses/answering/presenters/information.py",
    "responses/answering/forms.py",
    "survey/forms/error_wording.py",
    "survey/forms/answer_form.py",
    "survey/forms/question_wording.py",
    "ui/fields.py",
    "ui/templates/ui/respondent_base.html",
    "ui/templates/ui/components/*",
    "ui/templates/ui/fields/*",
    "ui/templates/ui/errors/[!s]*",
)
# Babel wants a line number; it is not written, so that a moved line changes no catalogue.
WHOLE_FILE = 0
STAFF_COMPONENTS = ("ui/templates/ui/components/period_picker.html",)


def is_respondents(files: Iterable[str]) -> bool:
    return any(
        fnmatch(file, pattern)
        for file in files
        if file not in STAFF_COMPONENTS
        for pattern in RESPONDENTS_FILES
    )


def respondents_part(everything: Catalog) -> Catalog:
    """The messages of respondents' pages, without translations: what another language needs."""
    part = Catalog()
    for message in everything:
        files = [file for file, _line in message.locations if is_respondents([file])]
        if message.id and files:
            part.add(
                message.id,
                context=message.context,
                locations=[(file, WHOLE_FILE) for file in files],
                flags=message.flags - {"fuzzy"},
                auto_comments=message.auto_comments,
            )
    return part


def brought_up_to_date(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with the template's messages, in its order; translations that stand are kept,
    and none is guessed. Without a change it stays as it is, its date included."""
    created_at = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.creation_date = created_at
    catalogue.obsolete.clear()
    return catalogue
