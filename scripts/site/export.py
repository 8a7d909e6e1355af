"""Turns notebooks into HTML without the page around it.

Standard input: a JSON list of notebooks. Standard output: {"bodies": [HTML of each], "styles": CSS for the code}.
Formulas come out as <span class="math inline"> or <span class="math block"> with their LaTeX, for KaTeX to draw.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

TEMPLATES = Path(__file__).parent
PLOTLY = "application/vnd.plotly.v1+json"
# Richest first; the template treats plotly before it looks here.
PRIORITY = ["text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg", "text/plain"]
LIGHT_CODE = "friendly"
DARK_CODE = "github-dark"


class Renderer(IPythonRenderer):
    """Markdown whose formulas can be found again."""

    def inline_math(self, body: str) -> str:
        return f'<span class="math inline">{self.escape_html(body)}</span>'

    def block_math(self, body: str) -> str:
        return f'<span class="math block">{self.escape_html(body)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def markdown_to_html(source: str) -> str:
    return MarkdownWithMath(renderer=Renderer(escape=False)).render(source)


def script_json(value: Any) -> str:
    """JSON that may stand inside a <script> element."""
    return json.dumps(value, separators=(",", ":")).replace("</", "<\\/")


class BodyExporter(HTMLExporter):
    def default_filters(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        yield from super().default_filters()
        yield "markdown2html", markdown_to_html
        yield "script_json", script_json


def make_exporter() -> BodyExporter:
    config = Config({"NbConvertBase": {"display_data_priority": PRIORITY}})
    exporter = BodyExporter(config=config, template_name="template", extra_template_basedirs=[str(TEMPLATES)])
    exporter.environment.globals["plotly"] = PLOTLY
    return exporter


def code_styles() -> str:
    light = HtmlFormatter(style=LIGHT_CODE).get_style_defs(".highlight")
    dark = HtmlFormatter(style=DARK_CODE).get_style_defs(".highlight")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def main() -> None:
    exporter = make_exporter()
    notebooks = [nbformat.from_dict(notebook) for notebook in json.load(sys.stdin)]
    bodies = [exporter.from_notebook_node(notebook)[0] for notebook in notebooks]
    json.dump({"bodies": bodies, "styles": code_styles()}, sys.stdout)


if __name__ == "__main__":
    main()
