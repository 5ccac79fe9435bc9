"""What product code defines and nothing in the product uses."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture import source

NAMELESS = re.compile(r"(^|\.)(\w*(Enum|Choices)|NamedTuple)$")
WORD = re.compile(r"[A-Za-z_]\w*")
PATH = re.compile(r"-?[A-Za-z_][\w.:/-]*")
TAG = re.compile(r"{[{%].*?[%}]}", re.DOTALL)
Function = (ast.FunctionDef, ast.AsyncFunctionDef)
Assignment = (ast.Assign, ast.AnnAssign)
Import = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    path: Path
    line: int
    owner: str
    name: str
    uses: frozenset[str]
    decorators: tuple[str, ...] = ()
    is_nameless: bool = False
    """Reached without its name: a member of an enum, by its value; of a named tuple, by place."""

    @property
    def module(self) -> str:
        return source.dotted(self.path)

    @property
    def address(self) -> str:
        return ".".join(part for part in (self.module, self.owner, self.name) if part)

    @property
    def key(self) -> str:
        return f".{self.name}" if self.owner else f"{self.module}.{self.name}"

    def __str__(self) -> str:
        shown = ".".join(part for part in (self.owner, self.name) if part)
        return f"{source.name(self.path)}:{self.line} {shown}"


def unreached(is_hook: Callable[[Definition], bool]) -> list[Definition]:
    definitions = [one for path in source.modules() for one in definitions_of(path)]
    by_key: dict[str, list[Definition]] = defaultdict(list)
    for one in definitions:
        by_key[one.key].append(one)
    hooks = [one for one in definitions if is_hook(one)]
    alive, seen, aliases = set(hooks), set(), re_exports()
    waiting = set(uses_from_outside()).union(*(one.uses for one in hooks))
    while waiting:
        key = waiting.pop()
        found = [one for one in by_key.get(key, ()) if one not in alive]
        alive.update(found)
        seen.add(key)
        waiting |= set().union(*(one.uses for one in found), aliases.get(key, set())) - seen
    dead = [one for one in definitions if one not in alive]
    gone = {one.address for one in dead}
    return [one for one in dead if f"{one.module}.{one.owner}" not in gone]


@cache
def definitions_of(path: Path) -> tuple[Definition, ...]:
    return tuple(one for node in source.tree(path).body for one in _definitions(path, node, ""))


@cache
def uses_from_outside() -> frozenset[str]:
    running = (
        uses
        for path in source.modules()
        for node in source.tree(path).body
        for uses in (_uses_at_import(path, node),)
    )
    migrations = (
        _uses(path, source.tree(path))
        for app in source.APPS
        for path in (source.ROOT / app / "migrations").glob("*.py")
    )
    return frozenset().union(*running, *migrations, _template_words())


def re_exports() -> dict[str, set[str]]:
    return {
        f"{source.dotted(path)}.{local}": {target}
        for path in source.modules()
        for local, target in (
            imports_of(path) if path.name == "__init__.py" else offered(path)
        ).items()
    }


def offered(path: Path) -> dict[str, str]:
    return {
        each.asname: f"{node.module}.{each.name}"
        for node in source.nodes(path)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if each.asname == each.name
    }


@cache
def imports_of(path: Path) -> dict[str, str]:
    bound = {}
    for node in source.nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            bound |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            bound |= {each.asname or each.name: each.name for each in node.names}
    return bound


def _definitions(path: Path, node: ast.stmt, owner: str, **kind: bool) -> Iterator[Definition]:
    if isinstance(node, ast.ClassDef):
        yield from _of_class(path, node, owner)
    elif isinstance(node, Function):
        decorators = tuple(ast.unparse(each) for each in node.decorator_list)
        yield Definition(
            path=path, line=node.lineno, owner=owner, name=node.name,
            uses=_uses(path, node), decorators=decorators,
        )  # fmt: skip
    elif isinstance(node, Assignment):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for name in (each for target in targets for each in _stored(target)):
            uses = _uses(path, node) if not owner else frozenset()
            yield Definition(
                path=path, line=node.lineno, owner=owner, name=name, uses=uses, **kind
            )  # fmt: skip


def _of_class(path: Path, node: ast.ClassDef, owner: str) -> Iterator[Definition]:
    bases = [ast.unparse(base) for base in node.bases]
    is_nameless = any(NAMELESS.search(base) for base in bases)
    own = ".".join(part for part in (owner, node.name) if part)
    running = [*node.bases, *node.keywords, *node.decorator_list]
    uses = frozenset().union(
        *(_uses(path, each) for each in running),
        *(_uses_at_import(path, each, of_class=True) for each in node.body),
    )
    # In its body a class names its own members without saying whose they are.
    here = f"{source.dotted(path)}."
    uses |= {f".{use.removeprefix(here)}" for use in uses if use.startswith(here)}
    yield Definition(path=path, line=node.lineno, owner=owner, name=node.name, uses=uses)
    for statement in node.body:
        yield from _definitions(path, statement, own, is_nameless=is_nameless)


def _uses_at_import(path: Path, node: ast.stmt, *, of_class: bool = False) -> frozenset[str]:
    if isinstance(node, Function):
        return frozenset().union(*(_uses(path, each) for each in node.decorator_list))
    is_definition = isinstance(node, Assignment) and not of_class and _names_something(node)
    if isinstance(node, (ast.ClassDef, *Import)) or is_definition:
        return frozenset()
    return _uses(path, node)


def _names_something(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(True for target in targets for _ in _stored(target))


def _stored(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _uses(path: Path, node: ast.AST) -> frozenset[str]:
    module, bound = source.dotted(path), imports_of(path)
    found: set[str] = set()
    for each in _with_quoted_types(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Store):
            found.add(bound.get(each.id, f"{module}.{each.id}"))
        elif isinstance(each, ast.Attribute):
            found.add(f".{each.attr}")
            if isinstance(each.value, ast.Name) and each.value.id in bound:
                found.add(f"{bound[each.value.id]}.{each.attr}")
        elif isinstance(each, (ast.keyword, ast.MatchClass, ast.Constant)):
            found |= _named_by_text(each)
    return frozenset(found)


def _with_quoted_types(node: ast.AST) -> Iterator[ast.AST]:
    for each in ast.walk(node):
        yield each
        for named in ("annotation", "returns"):
            quoted = getattr(each, named, None)
            if isinstance(quoted, ast.Constant) and isinstance(quoted.value, str):
                yield from ast.walk(ast.parse(quoted.value, mode="eval"))


def _named_by_text(node: ast.keyword | ast.MatchClass | ast.Constant) -> set[str]:
    if isinstance(node, ast.keyword):
        return _members([node.arg or ""])
    if isinstance(node, ast.MatchClass):
        return _members(node.kwd_attrs)
    if isinstance(node.value, str) and PATH.fullmatch(node.value):
        return {node.value.replace(":", ".")} | _members(WORD.findall(node.value))
    return set()


def _members(words: Iterable[str]) -> set[str]:
    return {f".{part}" for word in words for part in (word, *word.split("__"))}


def _template_words() -> set[str]:
    tags = (
        tag
        for path in source.files("*.html", "*.svg", "*.txt")
        for tag in TAG.findall(source.text(path))
    )
    return _members(word for tag in tags for word in WORD.findall(tag))
