"""What a text means: words in, a Reply out; no database, no clock.

The grammar is small on purpose. What it does not know goes to a person and is never guessed at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_WORDS = 12


class Word(StrEnum):
    """The meaning of a text, or of the part of it that we act on."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    PAUSE = "pause"
    BACK = "back"
    PASS = "pass"  # noqa: S105 - a word people text, not a secret
    NUMBER = "number"
    NUMBERS = "numbers"
    CHOICES = "choices"  # 1Y 2N
    NAME = "name"  # only a name, after we asked who it is
    THANKS = "thanks"
    STOP = "stop"
    START = "start"
    HELP = "help"
    UNKNOWN = "unknown"


ANSWERS = (Word.YES, Word.NO, Word.MAYBE)


@dataclass(frozen=True)
class Reply:
    """One text, read."""

    word: Word
    note: str = ""  # what else they said, for the organiser
    is_worrying: bool = (
        False  # what else they said may mean danger: for the pain service, not for another patient
    )
    numbers: tuple[int, ...] = ()
    choices: tuple[tuple[int, Word], ...] = field(default=())
    name: str = ""  # the first name they put to it
    is_weak: bool = False  # "ok" says yes to a question, and only thank you to an answer


# Twilio's own words: it acts on them whatever we do, so we never ask anybody to send one of them.
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START_WORDS = frozenset({"start", "unstop"})
HELP_WORDS = frozenset({"help", "info"})
_PLEASE_STOP = STOP_WORDS | {
    "please",
    "pls",
    "texting",
    "texts",
    "messages",
    "messaging",
    "sending",
    "me",
    "these",
}
EASILY_MEANT_OTHERWISE = frozenset({"cancel", "end", "quit"})  # somebody may have meant the meeting

_YES = {"y", "yes", "yeah", "yep", "yup", "yess", "coming", "definitely", "👍"}
_WEAK_YES = {"ok", "okay", "sure", "fine", "k"}
_NO = {"n", "no", "nope", "cant", "cannot", "wont", "unable", "👎"}
_MAYBE = {"m", "maybe", "perhaps", "might", "see", "possibly", "unsure"}
_MEANINGS: dict[str, Word] = {
    **dict.fromkeys(_YES | _WEAK_YES, Word.YES),
    **dict.fromkeys(_NO, Word.NO),
    **dict.fromkeys(_MAYBE, Word.MAYBE),
    "pause": Word.PAUSE,
    "back": Word.BACK,
    "pass": Word.PASS,
}
# Two or three words that mean one; longer ones first.
_PHRASES = {
    "not coming": "no",
    "not this time": "no",
    "not today": "no",
    "not able": "no",
    "can not": "no",
    "dont think": "no",
    "dont think i can": "no",
    "dont think so": "no",
    "no problem": "yes",
    "no worries": "yes",
    "count me in": "yes",
    "be there": "yes",
    "see you there": "yes",
    "see you then": "yes",
    "looking forward": "yes",
    "i can": "yes",
    "not sure": "maybe",
    "dont know": "maybe",
    "maybe not": "maybe",
    "see on the day": "maybe",
}
_FILLERS = frozenset(
    {"hi", "hello", "hiya", "hey", "dear", "sorry", "please", "pls", "thanks", "thank", "you", "ta", "cheers"}
    | {
        "i",
        "im",
        "am",
        "ill",
        "will",
        "its",
        "it",
        "is",
        "a",
        "oh",
        "ah",
        "x",
        "xx",
        "xxx",
        "and",
        "we",
        "from",
    }
)
_THANKS = frozenset(
    {"thanks", "thank", "you", "ta", "cheers", "x", "xx", "xxx", "ok", "okay", "great", "lovely"}
)
# Reliability 7, ux 8h: what may mean danger. It puts a text before a person of the team, and on top of their list.
# Never a filter: the texts without it are read too. Beginnings of words, as people type them.
DANGER_WORDS = (
    "suicid",
    "kill",
    "die",
    "dying",
    "dead",
    "overdose",
    "pills",
    "harm",
    "hurt",
    "end it",
    "ending it",
    "end my life",
    "no point",
    "see (the|any) point",
    "not worth",
    "had enough",
    "(want|going) to be here",
    "hopeless",
    "desperate",
    "crisis",
    "emergency",
    "999",
    "ambulance",
    "danger",
    "unsafe",
    "scared",
    "goodbye",
    "give up",
    "giving up",
    "(can.?t|cannot|can not) (go on|cope|take)",
)
_DANGER = re.compile(rf"\b({'|'.join(DANGER_WORDS)})", re.IGNORECASE)
_MODIFIERS = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_CHOICE = re.compile(r"(\d{1,2})\s*(yes|no|maybe|y|n|m)\b")


def opt_out_word(body: str) -> str:
    """Twilio's reading of a text: STOP, START, HELP or nothing; only when the text is that one word."""
    word = " ".join(_tokens(body)).replace(" ", "")
    for name, words in (("STOP", STOP_WORDS), ("START", START_WORDS), ("HELP", HELP_WORDS)):
        if word in words:
            return name
    return ""


def read(body: str, *, names: Iterable[str] = ()) -> Reply:
    """What a text means; `names` are the first names of the people who share the phone."""
    if word := opt_out_word(body):
        return Reply(Word(word.lower()))
    if "stop" in _tokens(body) and set(_tokens(body)) <= _PLEASE_STOP:
        return Reply(Word.STOP)  # "please stop texting me": Twilio lets it through, we do not
    tokens, name = _take_name(_tokens(body), names)
    if not tokens:
        return Reply(Word.NAME, name=name) if name else Reply(Word.UNKNOWN)
    if len(tokens) > MOST_WORDS:
        return Reply(Word.UNKNOWN, name=name)
    return _numbers(tokens, name) or _words(tokens, name, body)


def _tokens(body: str) -> list[str]:
    text = _MODIFIERS.sub("", body.lower().replace("’", "'").replace("'", ""))
    text = text.replace("👍", " 👍 ").replace("👎", " 👎 ")
    return re.sub(r"[^\w\s👍👎]", " ", text).split()


def _take_name(tokens: list[str], names: Iterable[str]) -> tuple[list[str], str]:
    """The words without a name at their beginning or end, and the name as we write it."""
    for name in names:
        spoken = _tokens(name)
        size = len(spoken)
        if size and tokens[:size] == spoken:
            return [token for token in tokens[size:] if token != "here"], name  # noqa: S105 - a word of a text
        if size and tokens[-size:] == spoken:
            rest = tokens[:-size]
            return (rest[:-1] if rest[-1:] == ["from"] else rest), name
    return tokens, ""


def _numbers(tokens: list[str], name: str) -> Reply | None:
    text = " ".join(tokens)
    if (found := _CHOICE.findall(text)) and not _CHOICE.sub("", text).replace("and", "").strip():
        choices = tuple((int(number), _MEANINGS[word]) for number, word in found)
        return Reply(Word.CHOICES, choices=choices, name=name)
    rest = [
        token for token in tokens if token not in ("and", "people", "of", "us", "came", "dates", "number")
    ]
    if rest in (["none"], ["nobody"]):
        return Reply(Word.NUMBER, numbers=(0,), name=name)
    if rest and all(re.fullmatch(r"[0-9]{1,3}", token) for token in rest):
        numbers = tuple(int(token) for token in rest)
        return Reply(Word.NUMBER if len(numbers) == 1 else Word.NUMBERS, numbers=numbers, name=name)
    return None


def _words(tokens: list[str], name: str, body: str) -> Reply:
    said = _join_phrases(tokens)
    meant = [token for token in said if token in _MEANINGS]
    if not meant:
        polite = all(token in _THANKS for token in said)
        return Reply(Word.THANKS if polite else Word.UNKNOWN, name=name)
    meanings = {_MEANINGS[token] for token in meant}
    begin = next((at for at, token in enumerate(said) if token not in _FILLERS), 0)
    first = said[begin]
    # The first word that is not politeness decides; yes and no together are for a person to read.
    if first not in _MEANINGS or {Word.YES, Word.NO} <= meanings:
        return Reply(Word.UNKNOWN, name=name)
    word = _MEANINGS[first]
    if word in (Word.PAUSE, Word.BACK, Word.PASS) and any(t not in _FILLERS for t in said[begin + 1 :]):
        return Reply(Word.UNKNOWN, name=name)
    if _DANGER.search(body):
        return Reply(word, is_worrying=True, name=name)
    more = any(token not in _FILLERS | _THANKS for token in said[begin + 1 :])
    weak = first in _WEAK_YES and not more
    return Reply(word, note=" ".join(body.split())[:300] if more else "", name=name, is_weak=weak)


def _join_phrases(tokens: list[str]) -> list[str]:
    text = f" {' '.join(tokens)} "
    for phrase, meaning in sorted(_PHRASES.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(f" {phrase} ", f" {meaning} ")
    return text.split()
