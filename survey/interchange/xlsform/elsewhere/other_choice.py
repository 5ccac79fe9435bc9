"""The choice `or_other` adds, and its question for words."""

from collections.abc import Mapping

from survey.definition.expressions import Picked
from survey.definition.types import Choice, Meaning, Question, QuestionKind
from survey.interchange.faults import Reason
from survey.interchange.xlsform.names import ADDED
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import Texts

CODE = "other"
OTHER: Mapping[str, str] = {
    "en": "Other", "en-x-easy": "Something else", "cy": "Arall", "ar": "غير ذلك",
    "bn": "অন্যান্য", "pa": "ਹੋਰ", "pl": "Inne", "ro": "Altceva", "ur": "دیگر",
}  # fmt: skip
SAY_WHAT: Mapping[str, str] = {
    "en": "Please say what.", "en-x-easy": "Please say what.", "cy": "Dywedwch beth.",
    "ar": "يُرجى ذكر ما هو.", "bn": "অনুগ্রহ করে কী তা লিখুন।", "pa": "ਕਿਰਪਾ ਕਰਕੇ ਦੱਸੋ ਕੀ।",
    "pl": "Proszę napisać, co.", "ro": "Vă rugăm să scrieți ce anume.",
    "ur": "براہِ کرم بتائیں کیا۔",
}  # fmt: skip


def with_other(choices: tuple[Choice, ...], record: FormRow, texts: Texts) -> tuple[Choice, ...]:
    record.report(Reason.OR_OTHER, "type")
    if any(choice.code == CODE for choice in choices):
        return choices
    return (*choices, Choice(CODE, in_known_languages(OTHER, record, texts), Meaning.NEUTRAL))


def question_after(question: Question, record: FormRow, texts: Texts) -> Question:
    """Shown where "Other" was picked."""
    return Question(
        code=f"{question.code}{ADDED}",
        block=question.block,
        kind=QuestionKind.TEXT,
        text=in_known_languages(SAY_WHAT, record, texts),
        privacy=question.privacy,
        module=question.module,
        section=question.section,
        shown_if=Picked(question.code, frozenset({CODE})),
    )


def in_known_languages(words: Mapping[str, str], record: FormRow, texts: Texts) -> dict[str, str]:
    """English under the first language where we have none."""
    for code in texts.languages:
        if code not in words:
            texts.miss(record, "type", code)
    known = {code: words[code] for code in texts.languages if code in words}
    return known or {texts.languages[0]: words["en"]}
