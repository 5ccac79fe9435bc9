from collections.abc import Iterator
from html import escape

from analytics.public_site.content import SiteCell, SiteLink, SiteRow, SiteTable

FITS = 4
"""Columns that fit side by side on a phone."""


def table(of: SiteTable, *, root: str, is_named: bool, hint: str) -> str:
    """`root` leads to the first page; `is_named`: a heading has the caption; `hint` is for
    phones."""
    caption = escape(of.caption)
    unseen = ' class="unseen"' if is_named else ""
    heads = "".join(f'<th scope="col">{_head(head, root)}</th>' for head in of.heads)
    rows = "\n".join(_row(row, of, root) for row in of.rows)
    above = f'<p class="slide">{escape(hint)}</p>\n' if len(of.heads) > FITS else ""
    return (
        f"{above}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>\n'
        f"<caption{unseen}>{caption}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody>\n</table></div>"
    )


def _row(row: SiteRow, of: SiteTable, root: str) -> str:
    kind = "" if of.are_words else ' class="is-number"'
    cells = "".join(
        f"<td{kind}{''.join(_attributes(cell))}>{escape(cell.words)}</td>" for cell in row.cells
    )
    return f'<tr><th scope="row">{_head(row.head, root)}</th>{cells}</tr>'


def _attributes(cell: SiteCell) -> Iterator[str]:
    if cell.frozen:
        yield f' data-frozen="{escape(cell.frozen)}"'
    if cell.parameter:
        yield f' data-parameter="{escape(cell.parameter)}"'


def _head(head: SiteLink | str, root: str) -> str:
    if isinstance(head, SiteLink):
        return f'<a href="{escape(root + head.path)}">{escape(head.words)}</a>'
    return escape(head)
