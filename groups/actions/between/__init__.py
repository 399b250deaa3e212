"""Between groups (F22, F23): nearby ones, joining one, two that join up, one that becomes two."""

from groups.actions.between import joining, nearby, regrouping

__all__ = ["joining", "nearby", "regrouping"]
