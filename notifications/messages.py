"""What the engine itself says: the sign-in code, and answers to texts it can read by itself."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from followon.web.links import absolute_to
from notifications.kinds import Channel, MessageKind, register
from notifications.models import BigSend, Message

WORST_NAME = "Maximilianna"  # 12 characters, as long as texts show
WORST_PHONE = "01632 960 118"
WORST_DAY = "Wed 30 September"


def _host() -> str:
    """The host of this site, by which phones know where a code belongs."""
    return urlsplit(settings.PUBLIC_BASE_URL).hostname or ""


class _ToPerson(MessageKind):
    def context(self, message: Message) -> dict[str, Any]:
        return {"first": message.person.first_for_texts, **message.payload}

    def sample(self) -> dict[str, Any]:
        return {"first": WORST_NAME, "phone": WORST_PHONE, "day": WORST_DAY}


class _Answer(_ToPerson):
    """Said back to somebody who texted; at once, and whether or not their messages are paused."""

    essential = True
    answers = True
    by_hand = False
    channels = (Channel.SMS,)
    priority = 1


@register
class SignInCode(_ToPerson):
    """Six digits that sign somebody in; payload `code`, and `address` where that is not on the account yet.

    Queue it with `not_after` ten minutes away."""

    slug = "sign-in-code"
    label = "Sign-in code"
    essential = True
    urgent = True
    any_hour = True
    secret = True
    by_hand = False
    priority = 0

    def address(self, message: Message) -> str:
        return str(message.payload.get("address", ""))

    def context(self, message: Message) -> dict[str, Any]:
        return {"host": _host(), **super().context(message)}

    def sample(self) -> dict[str, Any]:
        return {**super().sample(), "code": "000000", "host": "follow-on-groups.example.nhs.uk"}


@register
class SignInLink(_ToPerson):
    """A private link for one of several people who share a phone; payload `link`. Goes with `not_after`."""

    slug = "sign-in-link"
    label = "Private link to sign in"
    essential = True
    urgent = True
    any_hour = True
    secret = True
    by_hand = False
    priority = 0
    channels = (Channel.SMS,)

    def sample(self) -> dict[str, Any]:
        return {**super().sample(), "link": "https://follow-on.example.nhs.uk/s/abcdefghij/"}


@register
class AccountNotice(_ToPerson):
    """Something about somebody's account changed; payload `what`, and `day` where it happens later."""

    slug = "account-notice"
    label = "Your account was changed"
    essential = True
    urgent = True
    by_hand = False
    priority = 1
    _WORDS: ClassVar[dict[str, str]] = {
        "second-factor-added": "A second step was added to how you sign in.",
        "second-factor-removed": "A second step was taken away from how you sign in.",
        "recovery-codes": "New recovery codes were made for how you sign in.",
        "signed-out": "Your service signed you out on all your devices. You can sign in again.",
        "contact-changed": "The number or email we use for you was changed.",
        "leaving": "We will delete your details on {day}, as you asked. To keep them, sign in before then.",
        "staying": "Your details will not be deleted. You are still with us.",
    }

    def address(self, message: Message) -> str:
        return str(message.payload.get("address", ""))

    def context(self, message: Message) -> dict[str, Any]:
        words = self._WORDS[message.payload["what"]].format(day=message.payload.get("day", ""))
        return {"sentence": words, **super().context(message)}

    def sample(self) -> dict[str, Any]:
        return {**super().sample(), "sentence": self._WORDS["leaving"].format(day=WORST_DAY)}


@register
class NotUnderstood(_Answer):
    """We can't read a text; whom to ring, and where help is now."""

    slug = "not-understood"
    label = "We did not understand your text"


@register
class NothingOpen(_Answer):
    """A yes or no with no question of ours to go with it."""

    slug = "nothing-open"
    label = "We had not asked anything"


@register
class NotedAndHelp(_Answer):
    """The answer to somebody who answered us, and beside it wrote words that may mean danger."""

    slug = "noted-and-help"
    label = "Noted, and where to find help"


@register
class HelpWords(_Answer):
    """The answer to HELP."""

    slug = "help"
    label = "Where to find help"


@register
class MessagesPaused(_Answer):
    """The answer to PAUSE."""

    slug = "paused"
    label = "Your messages are paused"


@register
class MessagesBack(_Answer):
    """The answer to BACK."""

    slug = "back"
    label = "Your messages are back"


@register
class TextsBack(_Answer):
    """The answer to START after a STOP."""

    slug = "started"
    label = "Your texts are back"


@register
class WhichOne(_Answer):
    """Two questions are open; payload `choices`, such as "1Y or 1N for Wed 30 September, 2Y or 2N for …"."""

    slug = "which-one"
    label = "Which one did you mean?"

    def sample(self) -> dict[str, Any]:
        return {"choices": f"1Y or 1N for {WORST_DAY}, 2Y or 2N for {WORST_DAY}, 3Y or 3N for {WORST_DAY}"}


@register
class WhoIsIt(_Answer):
    """Several people share this phone; payload `names` and `word`, the first of them, to show how."""

    slug = "who-is-it"
    label = "Who is this from?"

    def sample(self) -> dict[str, Any]:
        return {"names": f"{WORST_NAME} or {WORST_NAME}", "name": WORST_NAME}


@register
class StillPaused(_ToPerson):
    """After four weeks of pause, once."""

    slug = "still-paused"
    label = "Your messages are still paused"
    essential = True
    by_hand = False


@register
class TextsAreOff(_ToPerson):
    """Says by email that texts were stopped, so that nobody stops them by mistake and never knows."""

    slug = "texts-are-off"
    label = "Your texts are off"
    essential = True
    by_hand = False
    channels = (Channel.EMAIL,)


@register
class SendWaits(_ToPerson):
    """To those who can be the second person: a send to many waits for them; payload `send` and `people`."""

    slug = "send-waits"
    label = "A send waits for a second person"
    essential = True
    by_hand = False
    channels = (Channel.EMAIL,)

    def still_wanted(self, message: Message) -> bool | str:
        waiting = BigSend.objects.waiting().filter(pk=message.payload["send"])
        return waiting.exists() or "Somebody has decided"

    def context(self, message: Message) -> dict[str, Any]:
        link = absolute_to("notifications:team_big_send", message.payload["send"])
        return {"link": link, **super().context(message)}

    def sample(self) -> dict[str, Any]:
        return {
            **super().sample(),
            "people": 100_000,
            "link": "https://follow-on.example.nhs.uk/team/messages/",
        }
