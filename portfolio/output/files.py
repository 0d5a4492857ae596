"""How the writers of outputs put a file in its place: see ``portfolio.delivery``."""

from portfolio.delivery import check_target, deliver, need_package

__all__ = ["check_target", "deliver", "need_package"]
