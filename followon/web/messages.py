"""What a form says when something is missing or wrong: how to mend it, in the words of its own labels."""

from typing import Any

from django import forms
from django.forms.fields import Field

_CHOOSING = forms.RadioSelect | forms.CheckboxSelectMultiple | forms.Select
_OWNERS = (
    "the ",
    "a ",
    "an ",
    "your ",
    "our ",
    "their ",
    "this ",
    "how ",
    "when ",
    "where ",
    "who ",
    "what ",
    "which ",
)

_WRONG: dict[str, str] = {
    "invalid_choice": "Choose one of the answers shown",
    "invalid_list": "Choose one of the answers shown",
    "max_length": "Use %(limit_value)d characters or fewer. You have %(show_value)d",
    "min_length": "Use at least %(limit_value)d characters. You have %(show_value)d",
    "max_value": "Enter a number that is %(limit_value)s or less",
    "min_value": "Enter a number that is %(limit_value)s or more",
    "null_characters_not_allowed": "Take out the characters that cannot be shown",
    "empty": "The file is empty. Choose another file",
    "missing": "Choose a file",
    "contradiction": "Choose a file or tick the box, not both",
}


def make_friendly(field: Field, label: str) -> None:
    """Replace Django's default messages of a field; messages a form wrote itself stay."""
    written = field.error_messages
    defaults = _django_defaults(field)
    ours = {**_WRONG, "required": missing(field, str(label)), **_invalid(field)}
    for code, message in ours.items():
        if code not in written or written[code] == defaults.get(code):
            written[code] = message


def missing(field: Field, label: str) -> str:
    """What to do about a field left empty: "Enter the name of the place"."""
    if label.endswith("?"):
        return f"Answer the question: {label}"
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick the box if this is right: {label}"
    if isinstance(field, forms.FileField):
        return "Choose a file"
    if isinstance(field.widget, _CHOOSING):
        return f"Choose {_in_a_sentence(label)}"
    example = getattr(field, "example", "")
    return f"Enter {_in_a_sentence(label)}{f', such as {example}' if example else ''}"


def _in_a_sentence(label: str) -> str:
    first, _, rest = label.partition(" ")
    words = label if first.isupper() and len(first) > 1 else label[:1].lower() + label[1:]
    if first.lower() == "my":
        words = f"your {rest}"
    return words if words.lower().startswith(_OWNERS) else f"the {words}"


def _invalid(field: Field) -> dict[str, str]:
    if isinstance(field, forms.EmailField):
        return {"invalid": "Enter an email address in the right form, like name@example.org"}
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return {"invalid": "Enter a number, such as 8"}
    if isinstance(field, forms.URLField):
        return {"invalid": "Enter a web address, like https://example.org"}
    return {}


def _django_defaults(field: Field) -> dict[str, Any]:
    """The messages of Django's own classes, not those that a field class of ours brings along."""
    found: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        if cls.__module__.startswith("django."):
            found.update(getattr(cls, "default_error_messages", {}))
    return found
