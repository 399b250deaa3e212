"""What members plan for themselves: goals, a plan for a flare-up, notes for an appointment."""

from groups.actions.plans import appointments, flare_up, goals

__all__ = ["appointments", "flare_up", "goals"]
