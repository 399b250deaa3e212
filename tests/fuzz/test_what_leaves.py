"""Names and titles that would be headers, fields or markup: in every message, calendar and list they stay words."""

import csv
import io
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from groups import calendars
from groups.models import Meeting
from notifications import kinds, rendering
from notifications.channels.base import Parcel
from notifications.channels.email import _mail, as_bytes
from notifications.kinds import Channel
from notifications.models import Message, SenderProfile
from tests.fuzz import hostile

HEADER = "Jo\r\nBcc: all@example.org\r\n\r\nHello"
FIELD = "Tea\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:x@example.org"
WORDS = (HEADER, FIELD, hostile.TAG, "\u202egnp", "a\x0bb\x85c", "=cmd|' /C calc'!A0", "🫠" * 50, "x" * 2_000)


def with_words(value, words):
    """The sample of a kind with every text in it, save addresses of pages, replaced."""
    if isinstance(value, dict):
        return {name: with_words(one, words) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(with_words(one, words) for one in value)
    return words if type(value) is str and "://" not in value else value


def spoilt(kind, words):
    sample = with_words(kind.sample(), words)
    return {**sample, **{name: value for name, value in kind.sample().items() if name in CHOSEN_BY_US}}


def parts(mail):
    """What an email says: its headers, without the moment and the word between its parts, and each part's text."""
    said = {name: value for name, value in mail.items() if name not in ("Date", "Content-Type")}
    return said, [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()]


CHOSEN_BY_US = {"host", "kind", "what", "channel", "state"}  # ours, never typed by anybody


@pytest.mark.parametrize(
    "kind", [one for one in kinds.all_kinds() if one.app != "tests"], ids=lambda kind: kind.slug
)
@pytest.mark.parametrize("words", WORDS, ids=lambda words: repr(words[:14]))
def test_what_somebody_typed_becomes_no_header_and_no_markup(kind, words):
    profile = SenderProfile(name=words[:60], phone="01632 960 118", phone_hours=words[:60])
    for channel in kind.channels:
        content = rendering.render(kind, channel, spoilt(kind, words), profile)
        assert "\n" not in content.subject
        assert "\r" not in content.subject
        assert hostile.TAG not in content.html
        if channel == Channel.SMS:
            assert content.body.count("\n") <= 1  # the line that phones fill a code in from
        else:
            mail = _mail(
                Parcel(
                    reference=None, message_id=1, to="gwen@example.org", body=content.body,
                    subject=content.subject, html=content.html, stop_url="https://example.org/m/x/",
                )
            )  # fmt: skip
            written, as_django_does = as_bytes(mail), mail.message().as_bytes(linesep="\r\n")
            sent = message_from_bytes(written, policy=policy.default)
            assert parts(sent) == parts(message_from_bytes(as_django_does, policy=policy.default))
            assert sent.get_all("To") == ["gwen@example.org"]
            assert not {"Bcc", "Cc", "Attendee", "Reply-To"} & set(sent.keys())


@pytest.mark.django_db
@pytest.mark.parametrize("words", WORDS, ids=lambda words: repr(words[:14]))
def test_a_calendar_stays_one_meeting_whatever_it_is_called(words, world, door):
    with door.undone("nobody"):
        meeting = Meeting.objects.select_related("group", "place").get(pk=world.usual["meeting_id"])
        meeting.group.short_name = meeting.place.name = meeting.place.address = words
        text = calendars.file_of([meeting], name=words)

        found = Calendar.from_ical(text).walk("VEVENT")
        assert len(found) == 1
        assert "attendee" not in found[0]
        assert all(len(line) <= 75 for line in text.split(b"\r\n"))
        assert b"\r" not in text.replace(b"\r\n", b"")


@pytest.mark.django_db
def test_a_list_of_messages_holds_no_formula_and_one_row_for_each(world, door):
    with door.undone("nadia") as (client, _):
        rows = Message.objects.filter(service_id=world.cast.severn.pk).count()
        Message.objects.update(state="DEAD", reason="=1+1\r\n@SUM(A1)")
        answer = client.post("/team/messages/export/")

        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        cells = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
        assert len(cells) <= rows + 1
        assert not [cell for row in cells for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
