"""The refusal every action may raise: a sentence for the reader, and nothing was changed."""


class Refused(Exception):
    """Something could not be done; `str()` of it is fit for the person reading. Nothing was changed."""


class Gone(Refused):
    """Somebody else took it away in the meantime."""

    def __init__(self) -> None:
        super().__init__("This is not there any more. Somebody has taken it away. Look at the page again.")
