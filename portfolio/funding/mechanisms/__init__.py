"""What each special mechanism makes of a portfolio: one file a mechanism, or a family of them.

Money is moved in ``funding.moves``; here are the lines, owners, sources and limits.
docs/mechanisms.md defines every mechanism and what two of them do together.
"""

from portfolio.funding.mechanisms.grant import grant

__all__ = ["grant"]
