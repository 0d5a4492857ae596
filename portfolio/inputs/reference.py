"""The reference page of the workbook (docs/workbook.md), written from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from portfolio.i18n import N_, _, language
from portfolio.inputs.guide import ADVICE
from portfolio.inputs.schema import TYPE_NAMES, Column, Sheet, all_sheets, sheet
from portfolio.inputs.settings import SETTINGS
from portfolio.inputs.tables_actuals import ACTUAL_SHEETS
from portfolio.inputs.words import Unit

INTRO = (
    N_("The workbook holds the projects, the sources and the rules from which the plan is made. "
       "`portfolio template` writes an empty one; `portfolio validate FILE` lists every problem "
       "of a filled one."),
    N_("Sheets and headings are recognised in Vietnamese and in English, whatever their case, "
       "marks and spaces. This page is written from the same description that the reader "
       "follows."),
)  # fmt: skip
ACTUALS_INTRO = N_(
    "What became of the plan in force in the years that are closed, for `portfolio replan`. "
    "`portfolio replan PLAN --template OUT --year YEAR` writes it, filled with what the plan gave "
    "to these years; fill in what was disbursed and what was carried over. Costs, revenue and new "
    "lines are changed in the workbook of projects itself."
)


def reference(lang: str) -> str:
    """The reference of every sheet, column and setting as Markdown, ``lang`` "vi" or "en"."""
    with language(lang):
        return "\n".join(_page(lang)) + "\n"


def actuals_reference(lang: str) -> str:
    """The reference of the actuals file as Markdown: every sheet and column."""
    with language(lang):
        return "\n".join(_actuals(lang)) + "\n"


def _actuals(lang: str) -> Iterator[str]:
    yield f"# {_('The actuals file')}"
    yield ""
    yield _(ACTUALS_INTRO)
    for form in ACTUAL_SHEETS:
        yield from _sheet(form, lang)


def _page(lang: str) -> Iterator[str]:
    yield f"# {_('The workbook')}"
    for text in INTRO:
        yield ""
        yield _(text)
    yield ""
    for text in ADVICE:
        yield f"- {_(text)}"
    for form in all_sheets():
        yield from _sheet(form, lang)


def _sheet(form: Sheet, lang: str) -> Iterator[str]:
    yield ""
    yield f"## {form.name(lang)}"
    yield ""
    other = form.name("vi" if lang == "en" else "en")
    yield f"{_(form.help)} ({_('also called')} `{other}`)"
    if form.key == "settings":
        yield from _settings(lang)
    elif form.columns:
        yield from _columns(form, lang)


def _columns(form: Sheet, lang: str) -> Iterator[str]:
    yield ""
    heads = (_("Column"), _("also called"), _("Content"), _("Meaning"), _("Empty cell"))
    yield from _head(heads)
    other = "vi" if lang == "en" else "en"
    for column in form.columns:
        empty = _("required") if column.required else _default(column)
        cells = (_heading(column, lang), column.name(other), _content(column, lang),
                 column.help_text(lang), empty)  # fmt: skip
        yield _line(cells)


def _settings(lang: str) -> Iterator[str]:
    yield ""
    yield from _head((_("Setting"), _("also called"), _("Content"), _("Meaning"), _("Empty cell")))
    other = "vi" if lang == "en" else "en"
    for setting in SETTINGS:
        cells = (setting.heading(lang), setting.name(other), _content(setting, lang),
                 setting.help_text(lang), _default(setting))  # fmt: skip
        yield _line(cells)


def _default(column: Column) -> str:
    return _(column.default) if column.default else ""


def _heading(column: Column, lang: str) -> str:
    hole = "1…" if column.repeat == "year" else _("criterion id")
    return column.heading(lang, Unit.TY, hole)


def _content(column: Column, lang: str) -> str:
    if column.choices:
        return ", ".join(column.words(lang))
    text = _(TYPE_NAMES[column.type])
    if column.target:
        text += f" → {sheet(column.target).name(lang)}"
    if column.low is not None and column.high is not None:
        text += f" {column.low}-{column.high}"
    return text


def _head(names: tuple[str, ...]) -> Iterator[str]:
    yield _line(names)
    yield _line(tuple("---" for _name in names))


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
