"""Tables for the terminal and for the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape


@dataclass
class Table:
    """A title, a header and rows of text; the first column is flush left, the others right."""

    title: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(list(cells))

    def as_text(self) -> str:
        lines = [self.header, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        body = []
        for line in lines:
            first = line[0].ljust(widths[0])
            rest = (cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))
            body.append("  ".join(["", first, *rest]).rstrip())
        return "\n".join([self.title, *body]) + "\n"

    def as_html(self) -> str:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in self.header)
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in self.rows)
        return f"<h2>{escape(self.title)}</h2>\n<table>\n<tr>{head}</tr>\n{rows}</table>\n"
