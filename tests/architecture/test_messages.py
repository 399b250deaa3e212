"""Every message has its words, fits one text at its worst, and says nothing on a lock screen that is private."""

import re
from pathlib import Path

import pytest

from notifications import gsm, kinds, rendering
from notifications.kinds import Channel
from notifications.models import SenderProfile

ROOT = Path(__file__).resolve().parents[2]
KINDS = kinds.all_kinds()
# ux.md 10.4, rule 4: nobody's lock screen tells anything about their health. "Pain" stands in some services' names;
# those set a neutral sender name, so the templates themselves must never say it.
HEALTH = re.compile(
    r"\b(pain|painful|patient|clinic|clinician|hospital|NHS|therapy|treatment|medicine|medication|symptom|flare|"
    r"diagnos\w+|condition|disab\w+|illness|chronic|psycholog\w+|depress\w+|self-management|rehab\w*)\b",
    re.IGNORECASE,
)
# ux.md 10.1: Twilio takes these words for itself, so no text may ask for them (STOP and START are meant to be its).
RESERVED = re.compile(r"\b(?:reply|text)\s+(?:CANCEL|END|QUIT|HELP|INFO|UNSUBSCRIBE|REVOKE|OPTOUT|YES)\b")
PROFILE = SenderProfile(
    name="Severn Vale Groups", phone="01632 960 118", phone_hours="Mon to Fri, 9am to 4pm"
)


def texts():
    return [kind for kind in KINDS if Channel.SMS in kind.channels]


def emails():
    return [kind for kind in KINDS if rendering.has_email(kind)]


def test_there_are_kinds_from_every_layer():
    assert {"notifications", "pmp", "groups"} <= {kind.app for kind in KINDS}


@pytest.mark.parametrize("kind", texts(), ids=lambda kind: kind.slug)
def test_text_fits_one_part_at_its_worst(kind):
    content = rendering.render(kind, Channel.SMS, kind.sample(), PROFILE)

    assert gsm.odd_characters(content.body) == []
    assert content.parts == 1, f"{gsm.septets(content.body)} septets: {content.body}"


@pytest.mark.parametrize("kind", emails(), ids=lambda kind: kind.slug)
def test_email_subject_is_short(kind):
    content = rendering.render(kind, Channel.EMAIL, kind.sample(), PROFILE)

    assert 0 < len(content.subject) <= 70
    assert "‼" not in content.body + content.subject


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_kind_says_what_it_is(kind):
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", kind.slug)
    assert kind.label
    assert not kind.label.endswith(".")


def words_on_a_lock_screen():
    for path in sorted((ROOT / "templates").glob("*/messages/*")):
        if path.name.endswith((".sms.txt", ".subject.txt")):
            yield pytest.param(path, id=f"{path.parent.parent.name}/{path.name}")


@pytest.mark.parametrize("path", list(words_on_a_lock_screen()))
def test_no_health_word_on_a_lock_screen(path):
    words = re.sub(r"{[{%].*?[%}]}", "", path.read_text())

    assert HEALTH.findall(words) == []


@pytest.mark.parametrize("path", list(words_on_a_lock_screen()))
def test_no_text_asks_for_a_word_the_provider_keeps(path):
    assert RESERVED.findall(path.read_text()) == []


def test_every_message_template_belongs_to_a_kind():
    slugs = {(kind.app, kind.slug) for kind in KINDS}
    strays = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").glob("*/messages/*")
        if not path.name.startswith("_") and (path.parent.parent.name, path.name.split(".")[0]) not in slugs
    ]

    assert strays == []
