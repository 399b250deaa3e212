"""The crisis numbers, built in, so that no setting and no database has to be right for them to be shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UrgentLine:
    """The number for urgent mental health help in one nation."""

    number: str
    instruction: str  # what to do once it answers; empty when there is nothing to choose

    @property
    def heading(self) -> str:
        return f"Call {self.number} and {self.instruction}" if self.instruction else f"Call {self.number}"


@dataclass(frozen=True)
class CrisisLines:
    """Whom to call or text, in one nation."""

    urgent: UrgentLine
    text_line: str = "85258"
    text_word: str = "SHOUT"
    listeners: str = "116 123"


_LINES = {
    "england": CrisisLines(UrgentLine("111", "choose option 2")),
    "wales": CrisisLines(UrgentLine("111", "choose option 2")),
    "scotland": CrisisLines(UrgentLine("111", "choose the mental health option")),
    "northern-ireland": CrisisLines(UrgentLine("0808 808 8000", "")),  # Lifeline
}

NATIONS = tuple(_LINES)


def lines_for(nation: str) -> CrisisLines:
    """The numbers of a nation; England's when it is not known."""
    return _LINES.get(nation, _LINES["england"])
