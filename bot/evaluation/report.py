"""A report as one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from matplotlib.figure import Figure

from bot.evaluation.plots import as_image
from bot.evaluation.tables import Table

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin-bottom: 2rem; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .8rem; text-align: right; border-bottom: 1px solid #dde3ea; }
th:first-child, td:first-child { text-align: left; }
img { max-width: 100%; }
"""


def write_report(
    path: Path,
    title: str,
    lines: Sequence[str],
    tables: Sequence[Table],
    figures: Sequence[tuple[str, Figure]],
) -> None:
    """Write the file.

    Args:
        lines: what to say first, such as which model was measured.
        figures: with their titles.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *others = tables
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(line)}</p>" for line in lines), first.as_html()]
    parts += [f"<h2>{escape(caption)}</h2>\n{as_image(figure)}" for caption, figure in figures]
    parts += [table.as_html() for table in others]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    path.write_text(f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}</body></html>\n', "utf-8")
