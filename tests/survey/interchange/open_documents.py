"""OpenDocument spreadsheets for tests, made by hand."""

import io
import zipfile

SPACES = {
    "office": "office", "table": "table", "text": "text", "style": "style", "draw": "drawing",
}  # fmt: skip
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
DECLARED = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in SPACES.items()
)


def package(content, **parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def document(*tables, styles="", before=""):
    return (
        f'<office:document-content {DECLARED} xmlns:calcext="{CALC}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{''.join(tables)}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )


def table(name, *rows, said="", columns=""):
    return f'<table:table table:name="{name}" {said}>{columns}{"".join(rows)}</table:table>'


def row(*cells, said=""):
    return f"<table:table-row {said}>{''.join(cells)}</table:table-row>"


def cell(text="", *, said="", more=""):
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    kind = 'office:value-type="string"' if text and "value-type" not in said else ""
    return f"<table:table-cell {kind} {said}>{more}{paragraph}</table:table-cell>"


def day(iso, shown=None):
    return cell(shown or iso, said=f'office:value-type="date" office:date-value="{iso}"')


def number(value, shown=None):
    return cell(shown or value, said=f'office:value-type="float" office:value="{value}"')


def records(*found):
    names = list(dict.fromkeys(name for one in found for name in one))
    lines = [names, *([one.get(name, "") for name in names] for one in found)]
    return [row(*map(cell, line)) for line in lines]
