"""The forms of the pmp side, by noun."""
