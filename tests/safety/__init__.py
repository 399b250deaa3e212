"""Concerns, crisis help, and that nobody reads what is not theirs."""
