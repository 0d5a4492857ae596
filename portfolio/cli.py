"""The command line: parse, call, write. Heavy imports happen inside the commands.

Exit codes: 0 done, 1 the input or the output has a problem (or no plan exists), 2 misuse,
3 a limit or Ctrl-C stopped the solver and the plan in hand was written, 130 interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from portfolio import __version__
from portfolio.cli_click import (
    Argument,
    Group,
    Option,
    Seconds,
    Seed,
    Share,
    click_speaks,
    wanted_language,
)
from portfolio.cli_console import State, complain, report, say, say_json, use_utf8
from portfolio.errors import InputError, PortfolioError
from portfolio.i18n import LANGUAGES, N_, _, current_language, set_language

SHELLS = ("bash", "zsh", "fish")
VIEWS = ("overview", "projects", "sources", "streams", "envelope", "sectors")
INTERRUPTED = 130


def _flag(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def remember(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            setattr(ctx.ensure_object(State), name, True)

    return remember


def common[F: Callable[..., Any]](function: F) -> F:
    """The options that every command has."""
    for add in (
        _switch("--debug", N_("Show the traceback of an error.")),
        _switch("--quiet", N_("Print nothing but errors."), "-q"),
        _switch("--json", N_("Print one JSON document on stdout, nothing else.")),
        click.option(
            "--lang", cls=Option, type=click.Choice(LANGUAGES), expose_value=False,
            help=N_("Language of messages, help and files: vi (default) or en. "
                    "PORTFOLIO_LANG sets it for good."),
        ),
    ):  # fmt: skip
        function = add(function)
    return function


def _switch[F: Callable[..., Any]](name: str, text: str, *short: str) -> Callable[[F], F]:
    return click.option(
        *short, name, cls=Option, is_flag=True, expose_value=False, is_eager=True,
        callback=_flag(name.lstrip("-")), help=text,
    )  # fmt: skip


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_(
        "Phase and fund a city's public investment plan: which line starts when, which source "
        "pays how much in which year, what stays without funds."
    ),
    examples=(
        ("portfolio plan", N_("the plan for the shipped workbook, under out/")),
        ("portfolio validate data/projects.xlsx", N_("every problem of a workbook at once")),
        ("portfolio --lang en --help", N_("this page in English")),
    ),
)
@click.version_option(
    __version__, "--version", cls=Option, message="portfolio %(version)s",
    help=N_("Show the version and exit."),
)  # fmt: skip
@common
def cli() -> None:
    """The group of all commands."""


@cli.command(
    "plan",
    short_help=N_("Make the phased plan and write it to Excel."),
    help=N_(
        "Read the workbook and the scenario, solve, verify every rule, print a summary and write "
        "the plan. Without FILE the workbook shipped with the project is planned."
    ),
    examples=(
        ("portfolio plan", N_("shipped workbook, baseline scenario, out/ke-hoach-hien-hanh.xlsx")),
        ("portfolio plan list.xlsx -o plan.xlsx --html --charts",
         N_("your own workbook, with a one-page summary and pictures")),
        ("portfolio plan --time-limit 60 --gap 0.1%", N_("stop after a minute, or at a 0.1% gap")),
        ("portfolio plan --json --format json -o plan.json", N_("for another program")),
    ),
)  # fmt: skip
@click.argument(
    "file", cls=Argument, required=False, type=click.Path(path_type=Path), metavar=N_("[FILE]"),
    help=N_("The workbook (.xlsx)."),
)  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. "
    "Default: hien-hanh, the rules in force."
))  # fmt: skip
@click.option("-o", "--output", "out", cls=Option, metavar=N_("OUT"), help=N_(
    "File or folder to write. Default: out/ke-hoach-SCENARIO.xlsx."
))  # fmt: skip
@click.option(
    "--format", "formats", cls=Option, multiple=True,
    type=click.Choice(("xlsx", "csv", "json", "parquet")),
    help=N_("Format of the plan, may be repeated. csv and parquet make a folder of tables."),
)  # fmt: skip
@click.option("--charts", cls=Option, is_flag=True, help=N_("Also write the charts as PNG files."))
@click.option("--html", cls=Option, is_flag=True, help=N_("Also write a one-page HTML summary."))
@click.option("--solver", cls=Option, metavar=N_("NAME"), help=N_(
    "Solver as PuLP names it. Default: HiGHS."
))  # fmt: skip
@click.option("--gap", cls=Option, type=Share(), metavar=N_("SHARE"), help=N_(
    "Gap to prove, such as 0.01% or 0.0001. Default: the workbook's."
))  # fmt: skip
@click.option(
    "--time-limit", cls=Option, type=Seconds(), metavar=N_("SECONDS"),
    help=N_("Stop the solver after so many seconds and keep the best plan. "
            "Default: the workbook's."),
)  # fmt: skip
@click.option("--seed", cls=Option, type=Seed(), metavar=N_("NUMBER"),
              help=N_("Seed of the solver. Default: the workbook's."))  # fmt: skip
@click.option("--force", cls=Option, is_flag=True, help=N_("Overwrite files that exist."))
@common
@click.pass_context
def plan(ctx: click.Context, /, **asked: Any) -> int:
    """Make and write the plan."""
    from portfolio.cli_plan import Request, make_plan

    state = ctx.ensure_object(State)
    return make_plan(Request(**asked), state)


@cli.command(
    "validate",
    short_help=N_("List every problem of a workbook."),
    help=N_(
        "Read a workbook and list all errors, warnings and notices: where, what was found, what "
        "is expected, how to mend it. Exit code 1 when there is an error."
    ),
    examples=(("portfolio validate list.xlsx", N_("all problems, grouped by sheet")),
              ("portfolio validate list.xlsx --json", N_("for another program"))),
)  # fmt: skip
@click.argument("file", cls=Argument, type=click.Path(path_type=Path), metavar=N_("FILE"),
                help=N_("The workbook (.xlsx)."))  # fmt: skip
@common
@click.pass_context
def validate(ctx: click.Context, /, file: Path) -> int:
    """List every problem of a workbook."""
    from portfolio.cli_console import problem_documents
    from portfolio.cli_show import problem_tables, verdict
    from portfolio.cli_tables import show as show_tables
    from portfolio.inputs import read_workbook

    state = ctx.ensure_object(State)
    try:
        problems, usable = read_workbook(file).notices, True
    except InputError as error:
        problems, usable = error.problems, False
    if state.json:
        say_json({"file": str(file), "usable": usable, "problems": problem_documents(problems)})
    elif not state.quiet:
        show_tables(problem_tables(problems))
    if not usable:
        complain(verdict(problems))
    elif state.talks:
        say(verdict(problems))
    return 0 if usable else 1


@cli.command(
    "template",
    short_help=N_("Write an empty workbook to fill in."),
    help=N_("Write an empty workbook with every sheet, heading, drop-down and explanation."),
    examples=(("portfolio template list.xlsx", N_("Vietnamese headings")),
              ("portfolio template list.xlsx --lang en", N_("English headings"))),
)  # fmt: skip
@click.argument("out", cls=Argument, type=click.Path(path_type=Path), metavar=N_("OUT"),
                help=N_("The file to write (.xlsx)."))  # fmt: skip
@click.option("--force", cls=Option, is_flag=True, help=N_("Overwrite files that exist."))
@common
@click.pass_context
def template(ctx: click.Context, /, out: Path, force: bool) -> int:
    """Write an empty workbook."""
    from portfolio.inputs import write_template

    state = ctx.ensure_object(State)
    write_template(out, current_language(), overwrite=force)
    if state.json:
        say_json({"status": "written", "files": [str(out)]})
    elif not state.quiet:
        say(_("Written: {path}").format(path=out))
    return 0


@cli.command(
    "show",
    short_help=N_("Show what a workbook holds, before any solve."),
    help=N_("Show the lines, sources and money of a workbook in the terminal."),
    examples=(("portfolio show", N_("the shipped workbook: overview, lines, envelope")),
              ("portfolio show list.xlsx --what envelope -s thu-thap",
               N_("what each source may spend under a scenario"))),
)  # fmt: skip
@click.argument(
    "file", cls=Argument, required=False, type=click.Path(path_type=Path), metavar=N_("[FILE]"),
    help=N_("The workbook (.xlsx)."),
)  # fmt: skip
@click.option("--what", "views", cls=Option, multiple=True, type=click.Choice(VIEWS),
              help=N_("What to show, may be repeated. "
                      "Default: overview, projects, envelope."))  # fmt: skip
@click.option("-s", "--scenario", cls=Option, metavar=N_("SCENARIO"), help=N_(
    "Scenario file (.toml), or the name of one in scenarios/. Default: the workbook as it is."
))  # fmt: skip
@common
@click.pass_context
def show(
    ctx: click.Context, /, file: Path | None, views: tuple[str, ...], scenario: str | None
) -> int:
    """Show a workbook's lines and money."""
    from portfolio.cli_plan import WORKBOOK, find_scenario, shipped
    from portfolio.cli_records import documents
    from portfolio.cli_show import DEFAULT_VIEWS
    from portfolio.cli_show import VIEWS as MAKERS
    from portfolio.cli_tables import show as show_tables
    from portfolio.inputs import read_workbook

    state = ctx.ensure_object(State)
    portfolio = read_workbook(file or shipped(WORKBOOK))
    path = find_scenario(scenario) if scenario else None
    if path is not None:
        from portfolio.inputs.scenario import apply_scenario, read_scenario

        portfolio = apply_scenario(portfolio, read_scenario(path))
    views = views or DEFAULT_VIEWS
    if state.json:
        say_json(documents(portfolio, views))
    elif not state.quiet:
        show_tables(MAKERS[view](portfolio) for view in views)
    return 0


@cli.command(
    "completion",
    short_help=N_("Print the shell completion script."),
    help=N_("Print the script that lets a shell complete commands and options."),
    examples=(('eval "$(portfolio completion bash)"', N_("in ~/.bashrc")),
              ("portfolio completion fish | source", N_("in ~/.config/fish/config.fish"))),
)  # fmt: skip
@click.argument("shell", cls=Argument, type=click.Choice(SHELLS), help=N_("The shell."))
@common
def completion(shell: str) -> int:
    """Print the shell completion script."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    say(found(cli, {}, "portfolio", "_PORTFOLIO_COMPLETE").source())
    return 0


def main(args: Sequence[str]) -> int:
    """Run one command line; the exit code. The library's errors become readable lines."""
    use_utf8()
    lang = wanted_language(args)
    set_language(lang)
    state = State(tuple(args))
    with click_speaks(lang):
        try:
            return _invoke(args, state)
        except PortfolioError as error:
            if state.debug:
                raise
            report(error, state)
            return 1
        except click.Abort:
            complain(_("Interrupted; nothing more was written."))
            return INTERRUPTED


def _invoke(args: Sequence[str], state: State) -> int:
    try:
        result = cli.main(list(args), "portfolio", standalone_mode=False, obj=state)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0


def explain_crash(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """An unexpected error as one line (``sys.excepthook`` of the program without --debug)."""
    if issubclass(kind, MemoryError):
        complain(_("Not enough memory for this workbook."))
        return
    text = _(
        "Unexpected error ({kind}: {error}). Please report it with what "
        "the same command prints with --debug."
    )
    complain(text.format(kind=kind.__name__, error=" ".join(str(error).split())))
