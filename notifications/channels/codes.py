"""What Twilio's numbers mean; it keeps splitting them, so the lists are short and the rest is unknown."""

TOO_MANY = {429, 20429}

BAD_NUMBER = {21211, 21214, 21217, 21219, 21614}
OPTED_OUT = {21610}
OURS = {20003, 20404, 21408, 21606, 21612, 21659, 21703, 30002}

WORDS = {
    20003: "Twilio does not accept our account",
    21211: "This number does not exist",
    21217: "This number does not exist",
    21408: "Twilio does not let us text this country",
    21606: "Twilio does not let us send from our number",
    21610: "They texted STOP",
    21612: "Twilio has no way to this number",
    21614: "This number can't get texts",
    30001: "Twilio's queue was full",
    30002: "Twilio has suspended our account",
    30003: "Their phone was off or out of reach",
    30004: "Their phone blocks our texts",
    30005: "This number is not in use",
    30006: "This is a home phone, which can't get texts",
    30007: "The network took it for spam",
    30008: "The network does not say why",
    30500: "The network had a fault",
}

# Told by a callback, after the provider took the message.
COME_BACK_LATER = {30001, 30003, 30008, 30500}  # once more within the hour, then another way
NEVER_AGAIN = {30005, 30006, 21211, 21614}  # the number itself is no good


def number(code: object) -> int:
    """The code as a number; 0 for none."""
    try:
        return int(str(code))
    except ValueError:
        return 0


def in_words(code: object) -> str:
    """What to tell staff about a code."""
    known = number(code)
    return WORDS.get(
        known, f"The network gave no reason we know ({known})" if known else "The network gave no reason"
    )
