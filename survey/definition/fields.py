from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, StrEnum, auto
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from survey.definition.expressions import Expression
from survey.definition.types import Choice, Instrument, Question, Section, Text

DefinitionPart = TypeVar("DefinitionPart", Instrument, Section, Question, Choice)


class Shape(Enum):
    WORDS = auto()
    """A string that is not blank."""
    NUMBER = auto()
    """A whole number."""
    FLAG = auto()
    MEMBER = auto()
    """The value of an enum, which is `inner`."""
    CODES = auto()
    """A list of strings, in their order."""
    CODE_SET = auto()
    """A list of strings, sorted."""
    TEXT = auto()
    """A wording for each language."""
    TAGS = auto()
    """Strings by name."""
    EXPRESSION = auto()
    PARTS = auto()
    """A list of objects whose class is `inner`."""


PLAIN = {Shape.WORDS, Shape.NUMBER, Shape.FLAG, Shape.MEMBER}
BY_TYPE: Mapping[Any, Shape] = {
    str: Shape.WORDS,
    int: Shape.NUMBER,
    bool: Shape.FLAG,
    tuple[str, ...]: Shape.CODES,
    frozenset[str]: Shape.CODE_SET,
    Text: Shape.TEXT,
    Mapping[str, str]: Shape.TAGS,
    Expression | None: Shape.EXPRESSION,
}


@dataclass(frozen=True)
class DefinitionField:
    """`inner` is the enum of a member, the class of the parts, or the declared type."""

    name: str
    shape: Shape
    inner: Any
    default: object
    """MISSING where the field is required."""
    is_always_stored: bool
    is_mendable: bool

    @property
    def is_required(self) -> bool:
        return self.default is MISSING


def fields_of(part: type[Any]) -> tuple[DefinitionField, ...]:
    """In the order declared, which is that of storing."""
    return FIELDS[part]


def names_of(part: type[Any], *shapes: Shape) -> tuple[str, ...]:
    return tuple(field.name for field in fields_of(part) if field.shape in shapes)


def declared_fields(part: type[Any]) -> Iterator[DefinitionField]:
    """Raises TypeError for a field whose type has no shape."""
    types = get_type_hints(part, include_extras=True)
    for each in fields(part):
        declared, made = types[each.name], each.default_factory
        yield DefinitionField(
            name=each.name,
            shape=_shape(declared, each.name),
            inner=next(iter(get_args(declared)), declared),
            default=each.default if made is MISSING else made(),
            is_always_stored=bool(each.metadata.get("is_always_stored")),
            is_mendable=bool(each.metadata.get("is_mendable")),
        )


def _shape(declared: Any, name: str) -> Shape:
    if declared in BY_TYPE:
        return BY_TYPE[declared]
    if isinstance(declared, type) and issubclass(declared, StrEnum):
        return Shape.MEMBER
    if get_origin(declared) is tuple:
        return Shape.PARTS
    message = (
        f"{name}: how {declared} is stored is not known; add a shape to survey.definition.fields"
    )
    raise TypeError(message)


FIELDS: Mapping[type[Any], tuple[DefinitionField, ...]] = {
    part: tuple(declared_fields(part)) for part in (Instrument, Section, Question, Choice)
}


def complete_languages(instrument: Instrument) -> tuple[str, ...]:
    texts = list(all_texts((instrument, *instrument.sections, *instrument.questions)))
    return tuple(code for code in instrument.languages if all(code in text for text in texts))


def all_texts(parts: Iterable[Instrument | Section | Question | Choice]) -> Iterator[Text]:
    for part in parts:
        yield from filter(None, (getattr(part, name) for name in names_of(type(part), Shape.TEXT)))
        if isinstance(part, Question):
            yield from all_texts(part.choices)
