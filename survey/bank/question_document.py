from collections.abc import Iterable, Iterator, Mapping, Sequence

from survey.bank import who_is_asked
from survey.bank.instruments import ENGLISH, ShippedInstrument
from survey.bank.questions import Bank, BankFile, BankQuestion, VictimsCode
from survey.definition.parsing import parse_definition
from survey.definition.types import SCALES, Choice, Instrument, Meaning, Question, QuestionKind

MEANINGS = {
    Meaning.POSITIVE: "positive",
    Meaning.NEUTRAL: "neutral",
    Meaning.NEGATIVE: "negative",
    Meaning.OUT_OF_BASE: "out of base",
}
ORDER = (
    "core", "outcome", "st1", "st2", "st3", "st4", "st5", "st6", "st7",
    "da", "rasso", "stk", "hba", "hate", "bur", "vio", "theft", "fraud", "msht", "asb", "csa",
    "pol", "equality", "proxy", "bereaved", "unpublished",
)  # fmt: skip
PRIVACY = {
    "ordinary": "ordinary",
    "characteristic": "a characteristic",
    "special_category": "special category",
}
HEAD = """\
# What we ask, and why

Made from survey/instruments/ by `./dev fix`. Every question of the bank, in English; other
languages stand in locale/. The words here are those on the page.

**How to read it.** A code never changes its wording: a changed question has a new code. `-P` is
the wording for someone who answers in place of the victim, `-B` for a bereaved relative; neither
is ever added to victims' own answers. *By a text link* everyone is asked the ten, then two
questions *drawn* by chance from those of their stage and outcome, then the equality questions.
*Who says more* is asked on, before the equality questions, along the pathway of the case. *Always*,
*where there is room* and *in turn* say who is asked among those whom the module concerns: at most
28 questions are asked in all, or 22 where domestic abuse or a sexual offence is known or not ruled
out, and what is asked in turn goes to some of them, by a number of their case. A *figure* is the
share of positive answers among those in the base. The privacy class is that of the answer.
"""


def markdown(
    sources: Iterable[ShippedInstrument], bank: Bank, codes: Mapping[str, VictimsCode]
) -> str:
    instruments = [parse_definition(source.expand(_in_english)) for source in sources]
    files = sorted(bank.files, key=_place)
    rows = "\n".join(
        f"| {name} | {' · '.join(_row(choice) for choice in choices)} |"
        for name, choices in bank.scales.items()
    )
    parts = (
        HEAD,
        _instruments(instruments),
        f"## The scales\n\n| scale | answers |\n| --- | --- |\n{rows}\n",
        *(_code(code) for code in codes.values()),
        *(_module(bank_file, bank, instruments) for bank_file in files),
    )
    return "\n".join(parts)


def _place(bank_file: BankFile) -> int:
    name = bank_file.file.rpartition("/")[2].removesuffix(".toml")
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _in_english(english: str, place: object) -> Mapping[str, str]:
    return {ENGLISH: english}


def _instruments(instruments: Iterable[Instrument]) -> str:
    rows = "\n".join(
        f"| {each.code} | {each.version} | {len(each.questions)} |" for each in instruments
    )
    return f"## The instruments\n\n| code | version | questions |\n| --- | --- | --- |\n{rows}\n"


def _row(choice: Mapping[str, str]) -> str:
    return f"{choice['text']} ({MEANINGS[Meaning(choice['meaning'])]})"


def _code(code: VictimsCode) -> str:
    rights = "\n".join(f"{number}. {title}" for number, title in code.rights.items())
    doubt = " (from memory)" if "in_force_on" in code.from_memory else ""
    return (
        f"## The Victims’ Code, version {code.version}\n\n"
        f"{code.title}, in force on {code.in_force_on.isoformat()}{doubt}. Rights "
        f"{', '.join(sorted(code.without_report, key=int))} are owed without a report to the "
        f"police too.\n\n{rights}\n"
    )


def _module(bank_file: BankFile, bank: Bank, instruments: Sequence[Instrument]) -> str:
    questions = "\n".join(
        _question(bank.questions[code], _parsed(bank, code), instruments)
        for code in bank_file.codes
    )
    head = f"## {bank_file.title}\n\n**When:** {bank_file.when}\n\n**Why:** {bank_file.why}"
    return f"{head}\n\n{questions}"


def _parsed(bank: Bank, code: str) -> Question:
    raw = {
        "code": "bank",
        "version": 1,
        "languages": [ENGLISH],
        "questions": [bank.expand(code, _in_english)],
    }
    return parse_definition(raw).questions[0]


def _question(entry: BankQuestion, question: Question, instruments: Sequence[Instrument]) -> str:
    hint = f" *{question.hint[ENGLISH]}*" if question.hint else ""
    lines = "\n".join(f"- {line}" for line in _lines(entry, question, instruments))
    return f"### {question.code}\n\n{question.text[ENGLISH]}{hint}\n\n{lines}\n"


def _lines(
    entry: BankQuestion, question: Question, instruments: Sequence[Instrument]
) -> Iterator[str]:
    yield f"Answers: {_answers(question)}"
    if question.measure:
        yield f"Figure: `{question.measure}`"
    if question.right:
        yield f"Right {question.right} of the Code of {question.code_version}"
    yield f"Privacy: {PRIVACY[question.privacy]}"
    if question.harmonised:
        yield f"Harmonised: {question.harmonised}"
    yield from who_is_asked.lines(question, instruments)
    if entry.why:
        yield f"Why: {entry.why}"


def _answers(question: Question) -> str:
    if question.kind is QuestionKind.TEXT:
        return "own words"
    of_scale = SCALES.get(question.scale, {})
    own = [_choice(question, each) for each in question.choices if each.code not in of_scale]
    many = ["any of these"] if question.kind is QuestionKind.MULTI else []
    return " · ".join([*many, *([question.scale] if question.scale else []), *own])


def _choice(question: Question, choice: Choice) -> str:
    text = choice.text[ENGLISH]
    return f"{text} ({MEANINGS[choice.meaning]})" if question.measure else text
