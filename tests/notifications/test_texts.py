"""Every kind of every app, put into words at its worst case: one text, no health word where others can see it."""

import re

import pytest
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

from notifications import gsm, kinds, rendering
from notifications.models import SenderProfile
from notifications.replies import HELP_WORDS, START_WORDS, STOP_WORDS
from notifications.states import Channel

# What nobody should read on somebody else's phone.
HEALTH = re.compile(
    r"\b(pain|pmp|patients?|clinic\w*|hospital|nhs|symptom\w*|illness|chronic|therap\w*|medic\w*|health|diagnos\w*|"
    r"flare\w*|wellbeing|mental|disab\w*)\b",
    re.IGNORECASE,
)
# Where help is must be said plainly, whoever reads it.
CRISIS = {
    "not-understood",
    "nothing-open",
    "help",
    "noted-and-help",
    "concern-received",
    "concern-acknowledged",
    "concern-acted-on",
}
WORST = SenderProfile(
    service_id=0, name="Severn Vale", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm"
)
KINDS = [kind for kind in kinds.all_kinds() if not kind.slug.startswith("test-")]


def by_text():
    return [kind for kind in KINDS if Channel.SMS in kind.channels]


def by_email():
    return [kind for kind in KINDS if Channel.EMAIL in kind.channels]


def words(kind, channel):
    return rendering.render(kind, channel, {"stop_url": "", **kind.sample()}, WORST)


def our_words(kind, ending):
    source = get_template(f"{kind.app}/messages/{kind.slug}.{ending}").template.source
    return re.sub(r"{{.*?}}|{%.*?%}", "", source)


@pytest.mark.parametrize("kind", by_text(), ids=lambda kind: kind.slug)
def test_a_text_is_one_text_at_its_worst(kind):
    content = words(kind, Channel.SMS)

    assert gsm.odd_characters(content.body) == []
    assert (content.parts, gsm.septets(content.body) <= 160) == (1, True), (
        f"{gsm.septets(content.body)}: {content.body}"
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_nothing_is_missing_from_what_it_says(kind):
    for channel in kind.channels:
        content = words(kind, channel)

        assert "‼" not in content.subject + content.body
        assert content.body.strip()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_no_health_word_on_a_lock_screen(kind):
    """The names of places and services are theirs to choose; our own words are not."""
    if Channel.SMS in kind.channels and kind.slug not in CRISIS:
        assert HEALTH.findall(our_words(kind, "sms.txt")) == []
    if Channel.EMAIL in kind.channels:
        assert HEALTH.findall(our_words(kind, "subject.txt")) == []


@pytest.mark.parametrize("kind", by_email(), ids=lambda kind: kind.slug)
def test_an_email_has_a_short_subject_and_no_more_than_one_line_of_it(kind):
    content = words(kind, Channel.EMAIL)

    assert 0 < len(content.subject) <= 50
    assert "\n" not in content.subject


@pytest.mark.parametrize("kind", by_text(), ids=lambda kind: kind.slug)
def test_nobody_is_asked_to_text_a_word_that_the_carrier_takes_for_itself(kind):
    asked = re.findall(r"(?:[Tt]ext|[Rr]eply) ([A-Z]{2,})", words(kind, Channel.SMS).body)

    allowed = {"stop", "start", "help"}  # these we mean as the carrier means them
    assert [word for word in asked if word.lower() in (STOP_WORDS | START_WORDS | HELP_WORDS) - allowed] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_kind_has_its_files(kind):
    needed = {Channel.SMS: ("sms.txt",), Channel.EMAIL: ("subject.txt", "email.txt")}
    for channel in kind.channels:
        for ending in needed[channel]:
            try:
                get_template(f"{kind.app}/messages/{kind.slug}.{ending}")
            except TemplateDoesNotExist:
                pytest.fail(f"{kind.slug} has no {ending}")


def test_every_kind_says_what_it_is():
    assert [kind.slug for kind in KINDS if not kind.label] == []


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 153, 3),  # a pair is never split between two texts
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("ŵ" * 66 + "👍" + "ŵ" * 65, 2),
        ("ŵ" * 66 + "👍" + "ŵ" * 66, 3),
    ],
)
def test_parts(text, parts):
    assert gsm.parts(text) == parts


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("It’s “on” – see you…", 'It\'s "on" - see you...'),
        ("Ty^ Gwŷn, Llanwŵ", "Ty^ Gwŷn, Llanwŵ"),
        ("11am\u00a0to\u202f12", "11am to 12"),
        ("a\u200bb", "ab"),
    ],
)
def test_what_word_processors_put_in_is_made_plain_and_welsh_letters_stay(typed, sent):
    assert gsm.plain(typed) == sent


def test_odd_characters_are_named():
    assert gsm.odd_characters("Croeso i Dŵr ŵ €") == ["ŵ"]
