"""The commands, one file each; the order is that of the help."""

from portfolio.cli.commands.annual import annual
from portfolio.cli.commands.attribute import attribute
from portfolio.cli.commands.check import check
from portfolio.cli.commands.compare import compare
from portfolio.cli.commands.completion import completion
from portfolio.cli.commands.curve import curve
from portfolio.cli.commands.explain import explain
from portfolio.cli.commands.marginal import marginal
from portfolio.cli.commands.plan import plan
from portfolio.cli.commands.replan import replan
from portfolio.cli.commands.show import show
from portfolio.cli.commands.template import template
from portfolio.cli.commands.validate import validate

COMMANDS = (
    plan,
    compare,
    attribute,
    curve,
    marginal,
    explain,
    check,
    replan,
    annual,
    validate,
    template,
    show,
    completion,
)
