""" "I'm worried about someone": one question a page, with the answers so far sealed in the address of the page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from django import forms

from followon import clock
from followon.people import vault
from followon.people.models import User
from followon.web.forms import Form
from groups.models import Group
from groups.models.concern import AboutWhom

KEPT_FOR = timedelta(hours=12)
PAGES = (("in_danger",), ("about", "about_whom", "group"), ("what", "please_ring"), ("reach_on",))
CHECK = len(PAGES)  # the page after the questions


class WorryForm(Form):
    """One page of the questions. Nothing is kept until it is sent."""

    in_danger = forms.TypedChoiceField(
        label="Is anyone in danger now?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say if anyone is in danger now"},
    )
    about = forms.ChoiceField(
        label="Who are you worried about?",
        choices=AboutWhom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who you are worried about"},
    )
    group = forms.ChoiceField(
        label="Which group is it about?",
        required=False,
        widget=forms.RadioSelect,
        help_text="Leave this empty if it is about none of them.",
    )
    about_whom = forms.CharField(
        label="Their name, if you know it", max_length=80, required=False, help_text="A first name is enough."
    )
    what = forms.CharField(
        label="What has happened?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A sentence or two is enough. You can also leave this empty and ask us to ring you.",
    )
    please_ring = forms.BooleanField(label="Please ring me instead", required=False)
    reach_on = forms.CharField(
        label="How can we reach you?",
        max_length=120,
        help_text="A phone number, and when is a good time.",
        error_messages={"required": "Enter a phone number or email address we can reach you on"},
    )

    looks = {
        "in_danger": {"page_heading": True},
        "about": {"page_heading": True},
        "what": {"page_heading": True},
        "reach_on": {"page_heading": True},
    }

    def __init__(self, *args: Any, page: int, groups: Sequence[Group] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("group", [(group.code, group.name) for group in groups])
        asked = [name for name in PAGES[page] if name != "group" or len(groups) > 1]
        self.fields = {name: self.fields[name] for name in asked}

    @property
    def question(self) -> str:
        """What the page asks, as its title."""
        return str(next(iter(self.fields.values())).label)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asks_what = "what" in self.fields and "what" not in self.errors
        if asks_what and not cleaned.get("what") and not cleaned.get("please_ring"):
            self.add_error("what", "Tell us what has happened, or ask us to ring you")
        return cleaned

    def said(self) -> dict[str, str]:
        """The answers of this page as they were given, those left empty left out."""
        given = {name: str(self[name].value() or "") for name in self.fields}
        return {name: answer for name, answer in given.items() if answer}


@dataclass
class SoFar:
    """What somebody has answered so far, for that person alone: the page's address holds it, sealed.

    So back, forward and reloading work in every browser, and neither the database nor a log has read a word
    before "Send". `key` makes sending count once, however often the last page is shown.
    """

    answers: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: token_urlsafe(16))

    @classmethod
    def opened(cls, sealed: str, person: User) -> "SoFar":
        """The answers in an address; none when they are somebody else's, too old or not ours."""
        try:
            kept: dict[str, Any] = json.loads(vault.unseal(sealed)) if sealed else {}
        except (vault.Unreadable, ValueError):
            return cls()
        old = clock.now().timestamp() - kept.get("at", 0) > KEPT_FOR.total_seconds()
        return cls() if old or kept.get("person") != person.pk else cls(kept["answers"], kept["key"])

    def plus(self, form: WorryForm) -> "SoFar":
        """With the answers of one more page, in place of what that page said before."""
        others = {name: answer for name, answer in self.answers.items() if name not in form.fields}
        return SoFar(others | form.said(), self.key)

    def address(self, page: int, person: User) -> str:
        """The query that shows a page with these answers."""
        kept = {
            "person": person.pk,
            "at": int(clock.now().timestamp()),
            "answers": self.answers,
            "key": self.key,
        }
        return "?" + urlencode({"page": page, "so-far": vault.seal(json.dumps(kept, ensure_ascii=False))})

    def first_open(self, groups: Sequence[Group]) -> int:
        """The first page that still needs an answer; CHECK when all are there."""
        pages = (WorryForm(self.answers, page=page, groups=groups) for page in range(CHECK))
        return next((number for number, form in enumerate(pages) if not form.is_valid()), CHECK)

    def cleaned(self, groups: Sequence[Group]) -> dict[str, Any]:
        """Every answer, checked; to be asked once `first_open` says CHECK."""
        found: dict[str, Any] = {}
        for page in range(CHECK):
            form = WorryForm(self.answers, page=page, groups=groups)
            form.is_valid()
            found |= form.cleaned_data
        return found
