import json
from collections.abc import Iterator, Mapping

from responses.case_files.mapping_profile import (
    DATE_COLUMNS,
    DELIMITERS,
    LOADER_EXCLUDES,
    Profile,
)


def profile_text(profile: Profile) -> str:
    parts = [*_layout(profile)]
    forms = set(profile.date_forms.values())
    is_of_all = profile.date_forms.keys() == DATE_COLUMNS
    one_form = forms.pop() if is_of_all and len(forms) == 1 else ""
    if one_form:
        parts.append(f"dates = {_text(one_form)}")
    if profile.ignored:
        names = ", ".join(_text(name) for name in sorted(profile.ignored))
        parts.append(f"ignore = [{names}]")
    if profile.loader_excludes:
        parts.append(_table("exclusions", LOADER_EXCLUDES))
    if profile.columns:
        parts.append(_table("columns", profile.columns))
    if profile.date_forms and not one_form:
        parts.append(_table("dates", profile.date_forms))
    parts += [
        _table(f"values.{column}", codes) for column, codes in profile.values.items() if codes
    ]
    return "\n".join(parts) + "\n"


def _layout(profile: Profile) -> Iterator[str]:
    if profile.encoding:
        yield f"encoding = {_text(profile.encoding)}"
    if profile.delimiter:
        names = {delimiter: name for name, delimiter in DELIMITERS.items()}
        yield f"delimiter = {_text(names[profile.delimiter])}"
    if profile.sheet:
        yield f"sheet = {_text(profile.sheet)}"
    if profile.ethnicity_scheme:
        yield f"ethnicity_scheme = {_text(profile.ethnicity_scheme)}"
    if profile.heading_row:
        yield f"heading_row = {profile.heading_row}"
    if profile.heading_rows:
        yield f"heading_rows = {profile.heading_rows}"


def _table(name: str, entries: Mapping[str, str]) -> str:
    lines = [f"{_text(own)} = {_text(ours)}" for own, ours in entries.items()]
    return "\n".join([f"\n[{name}]", *lines])


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
