"""To the team: what waits for them this morning, in counts and names of programmes and groups alone."""

from typing import Any

from followon.web.links import absolute, absolute_to
from notifications.kinds import Channel, MessageKind, register
from notifications.models import Message
from pmp.models import Post


@register
class MorningEmail(MessageKind):
    """What needs somebody, each line with one thing to do (F27).

    The lines are those of the moment it was queued, in the same minutes of the same morning; nothing in them tells
    of a person.
    """

    slug = "morning-email"
    label = "What waits for the team this morning"
    channels = (Channel.EMAIL,)
    by_hand = False
    priority = 8

    def still_wanted(self, message: Message) -> bool | str:
        posts = Post.objects.held().filter(service=message.payload["service"], person=message.person_id)
        if not posts.exists():
            return "No longer works here"
        return posts.filter(morning_email=True).exists() or "Does not want this email"

    def context(self, message: Message) -> dict[str, Any]:
        return _words(message.person.first_name, message.payload["lines"])

    def sample(self) -> dict[str, Any]:
        line = {
            "words": "Steady Steppers of Larkfield, Northgate and the Harbourside have gone quiet",
            "todo": "See how they are",
            "path": "/team/groups/bcdfghjk/",
        }
        return _words("Bartholomewx", [line] * 12)


def _words(first: str, lines: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "first": first,
        "count": "1 thing needs" if len(lines) == 1 else f"{len(lines)} things need",
        "lines": [{**line, "link": absolute(line["path"])} for line in lines],
        "stop_link": absolute_to("groups:team_morning"),
    }
