"""What every form here is: NHS components, friendly errors, no stray control characters, no lost edits.

A form is an ordinary Django form that inherits `Form`; a template writes `{{ form }}`, or one field at a
time with `{{ form.mobile.as_field_group }}`, or `{% nhs_field form.mobile page_heading=True %}` to say how
it looks. How fields look can also stand in the form: `looks = {"mobile": {"width": 20}}`;
`followon.web.markup.LOOKS` lists what can be said.
"""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.safestring import SafeString

from followon.web import markup, messages

# All but tab, line feed and carriage return; they arrive by pasting and break texts, files and searches.
# The joiners U+200C and U+200D stay: Persian and Hindi names need them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

_LINE_ENDS = re.compile(r"[\t\r\n\x85]+")


class NHSBoundField(BoundField):
    """A field that renders as an NHS form group, never with Django's own widget templates unless hidden."""

    def as_field_group(self) -> SafeString:
        return markup.field_html(self)

    def __str__(self) -> SafeString:
        return markup.field_html(self)

    @property
    def focus_id(self) -> str:
        """Where an error summary sends the reader."""
        return markup.focus_id(self)


class NHSFormRenderer(TemplatesSetting):
    """Every form in the project, allauth's included, in the NHS look."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
    bound_field_class = NHSBoundField


class Form(forms.Form):
    """The base of every form here."""

    looks: ClassVar[dict[str, dict[str, Any]]] = {}
    # Only choices of our own words: made into HTML once for all readers.
    says_the_same_to_all: ClassVar[bool] = False
    use_required_attribute = False
    error_css_class = required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            messages.make_friendly(field, str(self[name].label))

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """What there is to choose from in a field, where that depends on whom the page is for."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def offer_rows(self, name: str, rows: QuerySet[Any]) -> None:
        """The same, for a field that chooses among rows of the database."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        """What was sent for one widget, without the control characters that pasting brings in; a box of one line
        gives one line, whatever a hand-made form put into it."""
        sent = super()._widget_data_value(widget, html_name)  # type: ignore[misc]  # private, so not in the stubs
        value = _without_control_characters(sent)
        one_line = isinstance(widget, forms.TextInput) and isinstance(value, str)
        return _LINE_ENDS.sub(" ", value) if one_line else value

    def add_refusal(self, refusal: Exception, field: str | None = None) -> None:
        """Show why an action refused, at the top of the form or at one field."""
        self.add_error(field, ValidationError(str(refusal), code="refused"))


def _without_control_characters(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [_without_control_characters(one) for one in value]
    return value


class EditedMeanwhile(Form):
    """A form that notices when somebody else saved the same thing while it was open.

    Made with `version=`, anything that changes with every save (`place.updated_at`). When what is stored has
    moved on, the form is not valid and `edited_meanwhile` is true: the page shows what is stored beside what
    was typed (`forms/_edited_meanwhile.html` with `stored`, the rows of a summary list). Sending it a second
    time saves: the reader has then seen both.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: object, **kwargs: Any) -> None:
        self.current_version = str(version)
        self.edited_meanwhile = False
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.current_version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version") != self.current_version:
            self.edited_meanwhile = True
            sent = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
            sent[self.add_prefix("version")] = self.current_version
            self.data = sent
            raise ValidationError(
                "Someone else changed this while your page was open. "
                "Check both, then save again to keep yours.",
                code="edited-meanwhile",
            )
        return cleaned


def summary_of_errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    """The form's errors as the error summary shows them: general ones first, then each field's."""
    for error in form.non_field_errors():
        first = next((form[name] for name in form.fields if not form[name].is_hidden), None)
        yield {"text": str(error), **({"href": f"#{markup.focus_id(first)}"} if first else {})}
    for name in form.fields:
        for error in form.errors.get(name, []):
            field = form[name]
            yield {"text": str(error), **({} if field.is_hidden else {"href": f"#{markup.focus_id(field)}"})}
