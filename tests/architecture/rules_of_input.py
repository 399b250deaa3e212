"""Writes the paper on what each field may hold, and what must fit together, from the forms, actions and tables:

FOLLOWON_WRITE_RULES=1 python3 manage.py test tests/architecture/test_rules_of_input.py
"""

from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import UniqueConstraint
from django.urls import get_resolver

from followon.errors import Refused
from followon.web.fields import DateField, TimeField, UKPhoneField
from followon.web.templatetags.dates import clock_time, day

PAPER = settings.BASE_DIR / "followon" / "decisions" / "assurance" / "rules-of-input.md"
OURS = ("followon", "notifications", "pmp", "groups")
HEAD = """# What each field may hold, and what must fit together

Made from the forms, the actions and the tables · not reviewed, not signed. It is what the software does, or this fails:
`tests/architecture/test_rules_of_input.py::test_the_paper_is_up_to_date`

- **Every field.** Control characters are taken out, and a box of one line gives one line. What is of another kind,
  beyond a limit or not among the choices is refused with a sentence, and nothing is changed. 2,000 fields and 2.5 MB
  at most.
- **Fields that a page adds** for what it shows, such as the dates of a question, are a choice, a tick, a date or a
  line.
- **Buttons** send one of a few fixed words; any other does nothing.
- **Lists of people**: `pmp/imports/checking.py`. **Texts**: `notifications/replies.py`. **Addresses**: a number is a
  number, a name has letters, figures and hyphens.
"""
FIELDS = "\n## Fields\n\n| form | field | what it is | must be given | limits |\n|---|---|---|---|---|\n"
REFUSALS = """
## What must fit together

What an action refuses, whatever the form let through; its sentence is shown and nothing is changed.

| where | refused | why |
|---|---|---|
"""
TABLES = """
What the database refuses, whatever the software does.

| kept in | rule |
|---|---|
"""
KINDS = (
    (forms.JSONField, "what a passkey answers"), (forms.URLField, "web address"), (forms.EmailField, "email address"),
    (forms.FileField, "file"), (forms.RegexField, "text of one form"), (forms.BooleanField, "tick"),
    (forms.ModelMultipleChoiceField, "some of what is offered"), (forms.ModelChoiceField, "one of what is offered"),
    (forms.MultipleChoiceField, "some of"), (forms.ChoiceField, "one of"), (forms.IntegerField, "whole number"),
    (DateField, "date"), (TimeField, "time of day"), (forms.CharField, "text"),
)  # fmt: skip


def written():
    """The whole paper."""
    get_resolver().url_patterns  # noqa: B018 - every view is imported, and with it every form
    return "".join([HEAD, FIELDS, *_fields(), REFUSALS, *_refusals(), TABLES, *_constraints()])


def _below(cls):
    for one in cls.__subclasses__():
        yield one
        yield from _below(one)


def _ours(base):
    found = {
        one for one in _below(base) if one.__module__.split(".")[0] in OURS and ".demo." not in one.__module__
    }
    return sorted(
        found, key=lambda one: (OURS.index(one.__module__.split(".")[0]), one.__module__, one.__qualname__)
    )


def _row(*cells):
    return f"| {' | '.join(' '.join(str(cell).split()).replace('|', '/') for cell in cells)} |\n"


def _fields():
    for form in _ours(forms.Form):
        where = f"{form.__module__.replace('.forms', '')}: {form.__name__}"
        for name, field in form.base_fields.items():
            yield _row(where, name, _kind(field), "yes" if field.required else "no", _limits(field))


def _kind(field):
    if isinstance(field, UKPhoneField):
        return "UK mobile number" if field.kind == "mobile" else "UK phone number"
    if type(field).__module__.split(".")[0] in OURS and type(field) not in (DateField, TimeField):
        return type(field).__doc__.split(";")[0].split(".")[0]
    kind = next(words for cls, words in KINDS if isinstance(field, cls))
    return f"{kind}, several lines" if isinstance(field.widget, forms.Textarea) else kind


def _limits(field):
    said = [
        f"up to {field.max_length} characters" if getattr(field, "max_length", None) else "",
        f"{field.min_length} characters at least" if getattr(field, "min_length", None) else "",
        f"{field.min_value} to {field.max_value}" if getattr(field, "max_value", None) is not None else "",
        f"`{field.regex.pattern}`" if isinstance(field, forms.RegexField) else "",
        _between(field),
        _choices(field),
    ]
    return "; ".join(filter(None, said))


def _between(field):
    if isinstance(field, TimeField):
        return f"{clock_time(field.earliest)} to {clock_time(field.latest)}"
    days = getattr(field, "earliest", None), getattr(field, "latest", None)
    return " ".join(f"{word} {day(one)}" for word, one in zip(("from", "until"), days, strict=True) if one)


def _choices(field):
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return ""
    keys = [str(key) for key, _ in field.choices if key != ""]
    return (
        ", ".join(keys) if 0 < len(keys) <= 12 else f"{len(keys)} answers" if keys else "what the page offers"
    )


def _refusals():
    for refusal in _ours(Refused):
        yield _row(refusal.__module__, refusal.__name__, (refusal.__doc__ or "").strip())


def _constraints():
    for label in OURS[1:]:
        yield from _of_app(label)
    yield from _of_app("people")


def _of_app(label):
    for model in sorted(apps.get_app_config(label).get_models(), key=lambda one: one.__name__):
        for rule in sorted(model._meta.constraints, key=lambda one: one.name):
            once = isinstance(rule, UniqueConstraint)
            yield _row(
                f"{label}: {model.__name__}", f"{rule.name.replace('_', ' ')}{_of(rule) if once else ''}"
            )


def _of(rule):
    fields = ", ".join(rule.fields)
    return f" (one for each {fields}{' while it is so' if rule.condition else ''})" if fields else " (once)"
