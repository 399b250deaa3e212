"""A form's field becomes one NHS component: its label or legend, hint, error and choices."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from followon.web import nhsuk
from followon.web.widgets import DateBoxes

Params = dict[str, Any]

# How a field may look: a form says it in `looks = {"mobile": {"width": 20}}`, a template in `nhs_field`.
LOOKS = frozenset(
    {
        "label",  # other words than the field's label
        "label_size",  # s, m, l or xl; choices and dates take it for their legend
        "page_heading",  # the label is the page's h1
        "hint",  # other words than the field's help text
        "hints",  # {value: hint} of single choices
        "divider_before",  # the value of the choice that comes after an "or"
        "exclusive",  # the value of the checkbox that empties the others
        "inline",  # radios side by side from tablet size up
        "small",  # smaller radios or checkboxes, for staff
        "width",  # of an input, in characters: 2, 3, 4, 5, 10, 20, 30
        "prefix",
        "suffix",
        "classes",
        "rows",
        "described_by",  # the id of something else that explains the field
    }
)


def field_html(field: BoundField, **looks: Any) -> SafeString:
    """One form field as an NHS form group, with its hint, its error and what describes it."""
    looks = {**getattr(field.form, "looks", {}).get(field.name, {}), **looks}
    unknown = set(looks) - LOOKS
    if unknown:
        raise TypeError(
            f"A field has no such look: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(LOOKS))}."
        )
    if field.is_hidden:
        return field.as_widget()
    component, make = _component_for(field)
    render = nhsuk.render_kept if getattr(field.form, "says_the_same_to_all", False) else nhsuk.render
    return render(component, {**_common(field, looks), **make(field, looks)})


def _component_for(field: BoundField) -> tuple[str, Callable[[BoundField, Params], Params]]:
    widget = field.field.widget
    for kind, component, make in (
        (DateBoxes, "date-input", _date),
        (forms.CheckboxSelectMultiple, "checkboxes", _choices),  # before radios: Django derives it from them
        (forms.RadioSelect, "radios", _choices),
        (forms.CheckboxInput, "checkboxes", _single_checkbox),
        (forms.Select, "select", _select),
        (forms.PasswordInput, "password-input", _password),
        (forms.FileInput, "file-upload", _file),
        (forms.Textarea, "textarea", _textarea),
        (forms.widgets.Input, "input", _input),
    ):
        if isinstance(widget, kind):
            limit = getattr(field.field, "max_length", None)
            return ("character-count" if component == "textarea" and limit else component), make
    raise TypeError(f"{field.name}: no NHS component for {type(widget).__name__}.")


def _common(field: BoundField, looks: Params) -> Params:
    params: Params = {
        "id": field.auto_id or field.html_name,
        "name": field.html_name,
        "label": _heading(field, looks),
        "describedBy": looks.get("described_by"),
        "classes": " ".join(filter(None, [looks.get("classes"), field.field.widget.attrs.get("class")]))
        or None,
        "disabled": True if field.field.disabled else None,
        "attributes": _attributes(field),
    }
    if hint := looks.get("hint", field.help_text):
        params["hint"] = hint
    if field.errors:
        params["errorMessage"] = {"text": str(field.errors[0])}
    return {key: value for key, value in params.items() if value is not None}


def _heading(field: BoundField, looks: Params) -> Params:
    """The label or legend: bold where it stands above choices, so that groups can be told apart."""
    heading: Params = {"text": str(looks.get("label", field.label))}
    grouped = isinstance(field.field.widget, DateBoxes | forms.RadioSelect | forms.CheckboxSelectMultiple)
    if looks.get("page_heading"):
        heading |= {"isPageHeading": True, "size": looks.get("label_size", "l")}
    elif size := looks.get("label_size", "s" if grouped else None):
        heading["size"] = size
    return heading


# Said elsewhere, or unwanted: `required` and `maxlength` keep people from seeing what is wrong.
_OWN_PARAMETERS = frozenset(
    [
        "id",
        "name",
        "type",
        "value",
        "class",
        "required",
        "maxlength",
        "minlength",
        "rows",
        "cols",
        "min",
        "max",
    ]
    + [
        "step",
        "autocomplete",
        "inputmode",
        "autocapitalize",
        "spellcheck",
        "aria-describedby",
        "aria-invalid",
    ]
    + ["checked", "selected", "multiple", "disabled", "placeholder"]
)


def _attributes(field: BoundField) -> Params:
    attrs = {**field.field.widget_attrs(field.field.widget), **field.field.widget.attrs}
    return {
        key: True if value is True else str(value)
        for key, value in attrs.items()
        if key not in _OWN_PARAMETERS
    }


def _input(field: BoundField, looks: Params) -> Params:
    widget = field.field.widget
    attrs = widget.attrs
    params: Params = {
        "value": _value(field),
        "type": widget.input_type,
        "width": looks.get("width"),
        "prefix": looks.get("prefix"),
        "suffix": looks.get("suffix"),
        "autocomplete": attrs.get("autocomplete"),
        "inputmode": attrs.get("inputmode"),
        "autocapitalize": attrs.get("autocapitalize"),
        "spellcheck": False if attrs.get("spellcheck") == "false" else None,
    }
    if (
        widget.input_type == "number"
    ):  # a number box changes on scrolling and refuses "12 people" without a word
        decimal = isinstance(field.field, forms.DecimalField | forms.FloatField)
        params |= {
            "type": "text",
            "inputmode": "decimal" if decimal else "numeric",
            "width": looks.get("width", 5),
        }
    elif widget.input_type == "email":
        params |= {"autocomplete": attrs.get("autocomplete", "email"), "spellcheck": False}
    elif widget.input_type == "tel":
        params |= {"autocomplete": attrs.get("autocomplete", "tel"), "width": looks.get("width", 20)}
    if attrs.get("autocomplete") == "one-time-code":
        params |= {"code": True, "inputmode": "numeric", "width": looks.get("width", 10)}
    return {key: value for key, value in params.items() if value is not None}


def _password(field: BoundField, looks: Params) -> Params:
    return {"autocomplete": field.field.widget.attrs.get("autocomplete", "current-password")}


def _file(field: BoundField, looks: Params) -> Params:
    return {"multiple": True} if getattr(field.field.widget, "allow_multiple_selected", False) else {}


def _textarea(field: BoundField, looks: Params) -> Params:
    attrs = field.field.widget.attrs
    rows = looks.get("rows") or attrs.get("rows")
    return {
        "value": _value(field) or "",
        "rows": rows if rows and str(rows) != "10" else 5,  # 10 is Django's own default, not a choice
        "maxlength": getattr(field.field, "max_length", None),
        **({"autocomplete": attrs["autocomplete"]} if "autocomplete" in attrs else {}),
    }


def _select(field: BoundField, looks: Params) -> Params:
    chosen = _chosen(field)
    items = [
        {"value": value, "text": text, **({"selected": True} if value in chosen else {})}
        for value, text in _flat_choices(field)
    ]
    return {"items": items}


def _choices(field: BoundField, looks: Params) -> Params:
    chosen, hints = _chosen(field), {str(key): hint for key, hint in looks.get("hints", {}).items()}
    items: list[Params] = []
    for value, text in _flat_choices(field):
        if looks.get("divider_before") is not None and value == str(looks["divider_before"]):
            items.append({"divider": "or"})
        item: Params = {"value": value, "text": text, **({"checked": True} if value in chosen else {})}
        if hints.get(value):
            item["hint"] = hints[value]
        if looks.get("exclusive") is not None and value == str(looks["exclusive"]):
            item |= {"behaviour": "exclusive", "behaviourGroup": field.html_name}
        items.append(item)
    keep = {key: looks[key] for key in ("inline", "small") if looks.get(key)}
    return {
        "idPrefix": field.auto_id,
        "id": None,
        "fieldset": _fieldset(field, looks),
        "items": items,
        **keep,
    }


def _single_checkbox(field: BoundField, looks: Params) -> Params:
    """One box to tick: its label is the choice itself, and its hint stands below it."""
    item: Params = {"value": "on", "text": str(looks.get("label", field.label))}
    if field.field.widget.check_test(field.value()):
        item["checked"] = True
    if hint := looks.get("hint", field.help_text):
        item["hint"] = hint
    keep = {"small": True} if looks.get("small") else {}
    return {"idPrefix": field.auto_id, "id": None, "hint": None, "items": [item], **keep}


def _date(field: BoundField, looks: Params) -> Params:
    day, month, year = (str(part or "") for part in field.field.widget.decompress(field.value()))
    wrong = {part for error in field.errors.as_data() for part in (error.code or "").split("-")}
    items = [
        {
            "name": f"{field.html_name}_{name}",
            "id": f"{field.auto_id}-{name}",
            "label": name.capitalize(),
            "value": value or None,
            "width": width,
            **({"error": True} if name in wrong else {}),
        }
        for name, value, width in (("day", day, 2), ("month", month, 2), ("year", year, 4))
    ]
    return {"fieldset": _fieldset(field, looks), "items": items}


def _fieldset(field: BoundField, looks: Params) -> Params:
    described = looks.get("described_by")
    return {"legend": _heading(field, looks), **({"describedBy": described} if described else {})}


def _value(field: BoundField) -> str | None:
    value = field.field.widget.format_value(field.value())
    return None if value in (None, "") else str(value)


def _chosen(field: BoundField) -> set[str]:
    value = field.field.widget.format_value(field.value())
    return {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}


def _flat_choices(field: BoundField) -> Iterable[tuple[str, str]]:
    for value, text in field.field.widget.choices:
        if isinstance(text, list | tuple):
            yield from ((str(inner), str(words)) for inner, words in text)
        else:
            yield ("" if value is None else str(value)), str(text)


def focus_id(field: BoundField) -> str:
    """The id an error summary links to: the first wrong box, the first choice, or the input itself."""
    if isinstance(field.field.widget, DateBoxes):
        wrong = [part for error in field.errors.as_data() for part in (error.code or "").split("-")]
        part = next((name for name in ("day", "month", "year") if name in wrong), "day")
        return f"{field.auto_id}-{part}"
    return field.auto_id
