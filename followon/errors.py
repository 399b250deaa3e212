"""The refusal every action may raise: a sentence for the reader, and nothing was changed."""


class Refused(Exception):
    """Something could not be done; `str()` of it is fit for the person reading. Nothing was changed."""
