"""``python -m portfolio``: the same as the ``portfolio`` command."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line on ``sys.argv``; the return value is the exit code."""
    try:
        from portfolio import cli

        if "--debug" not in sys.argv:
            sys.excepthook = cli.explain_crash
        code = cli.main(sys.argv[1:])
    except KeyboardInterrupt:  # before the command line was ready to say it in words
        return 130
    gc.freeze()  # what is left ends with the process: no search through it first
    return code


if __name__ == "__main__":
    sys.exit(main())
