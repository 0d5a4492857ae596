"""The command line: parse, call, write."""

from portfolio.cli.app import cli, explain_crash, main

__all__ = ["cli", "explain_crash", "main"]
