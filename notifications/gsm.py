"""How many texts a text takes: the GSM-7 alphabet, its extension table, and UCS-2 for everything else."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # two septets each

# What word processors and phones put in; the plain character says the same. Welsh letters stay as they are.
PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", "•": "-", "·": "-", "\t": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
        "\u200b": "", "\u200d": "", "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip

SINGLE_GSM, JOINED_GSM = 160, 153
SINGLE_UCS2, JOINED_UCS2 = 70, 67


def plain(text: str) -> str:
    """The text with typographic characters replaced by the ones every phone knows."""
    return text.translate(PLAIN)


def odd_characters(text: str) -> list[str]:
    """Characters that make a text cost more than twice as much, each once, in order."""
    return list(dict.fromkeys(char for char in text if char not in BASIC and char not in EXTENSION))


def septets(text: str) -> int:
    """Length in GSM-7 septets; only meaningful without odd characters."""
    return sum(2 if char in EXTENSION else 1 for char in text)


def parts(text: str) -> int:
    """How many texts it is sent as; an extension pair or a surrogate pair is never split between two."""
    if odd_characters(text):
        sizes, single, joined = (
            [len(char.encode("utf-16-be")) // 2 for char in text],
            SINGLE_UCS2,
            JOINED_UCS2,
        )
    else:
        sizes, single, joined = [2 if char in EXTENSION else 1 for char in text], SINGLE_GSM, JOINED_GSM
    if sum(sizes) <= single:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count
