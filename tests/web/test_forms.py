"""Forms look like the NHS's, explain themselves, drop control characters and notice other people's edits."""

import json
import re
from datetime import date, time

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from followon.web.fields import DateField, TimeField, UKPhoneField, YesNoField
from followon.web.forms import EditedMeanwhile, Form
from tests.web.test_nhsuk import FIXTURES, normal


def example(component, name):
    found = next(
        one for one in json.loads((FIXTURES / f"{component}.json").read_text()) if one["name"] == name
    )
    return normal(found["html"])


def one_field(field, *, name="field", looks=None, data=None, initial=None):
    """A form of a single field, and that field's HTML."""
    made = type("One", (Form,), {name: field, "looks": {name: looks or {}}})
    form = made(data, initial={name: initial}, auto_id="%s")
    return form, normal(form[name].as_field_group())


# ── The same HTML as the design system's own examples ──


WAYS = [("email", "Email"), ("phone", "Phone"), ("text", "Text message")]
EXPLAIN = "Do not include personal information like your name, date of birth or NHS number"


@pytest.mark.parametrize(
    ("component", "name", "field"),
    [
        ("input", "example", forms.CharField(label="What is your full name?")),
        (
            "radios",
            "example",
            forms.ChoiceField(
                label="How do you want to be contacted about this?", choices=WAYS, widget=forms.RadioSelect
            ),
        ),
        (
            "checkboxes",
            "example",
            forms.MultipleChoiceField(
                label="How do you want to be contacted about this?",
                choices=WAYS,
                widget=forms.CheckboxSelectMultiple,
                help_text="Select all options that are relevant to you",
            ),
        ),
        (
            "date-input",
            "example",
            DateField(label="What is your date of birth?", help_text="For example, 31 3 1980"),
        ),
        (
            "textarea",
            "example",
            forms.CharField(label="Can you provide more detail?", widget=forms.Textarea, help_text=EXPLAIN),
        ),
        (
            "character-count",
            "example",
            forms.CharField(
                label="Can you provide more detail?", widget=forms.Textarea, help_text=EXPLAIN, max_length=200
            ),
        ),
        ("file-upload", "file-upload", forms.FileField(label="Upload a file")),
    ],
)
def test_a_field_of_ours_is_the_published_example(component, name, field):
    _, html = one_field(field, name=name, looks={"page_heading": True})
    ours = re.sub(r'name="example_(day|month|year)"', r'name="\1"', html)  # our names say whose day it is
    assert ours == example(component, "default")


def test_an_input_with_a_hint_and_an_error():
    form, html = one_field(
        forms.CharField(label="Name", help_text="As you say it", error_messages={"required": "Enter a name"}),
        data={},
    )
    assert 'aria-describedby="field-hint field-error"' in html
    assert '<div class="nhsuk-hint" id="field-hint">As you say it</div>' in html
    assert "Error:</span>Enter a name</span>" in html


def test_radios_with_hints_and_a_divider():
    field = forms.ChoiceField(
        label="Can you come?",
        choices=[("yes", "Yes"), ("maybe", "I’ll see"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    _, html = one_field(
        field, looks={"hints": {"maybe": "Decide then"}, "divider_before": "no"}, initial="maybe"
    )

    assert html.count('type="radio"') == 3
    assert '<div class="nhsuk-radios__divider">or</div>' in html
    assert (
        'id="field-2" name="field" type="radio" value="maybe" checked aria-describedby="field-2-item-hint"'
        in html
    )
    assert (
        '<fieldset class="nhsuk-fieldset"><legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">'
        in html
    )


def test_a_page_heading_is_the_legend_or_the_label():
    field = forms.ChoiceField(label="Who came?", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    assert (
        '<h1 class="nhsuk-fieldset__heading">Who came?</h1>'
        in one_field(field, looks={"page_heading": True})[1]
    )

    _, html = one_field(forms.CharField(label="Your code"), looks={"page_heading": True})
    assert '<h1 class="nhsuk-label-wrapper">' in html


def test_checkboxes_with_one_that_empties_the_others():
    field = forms.MultipleChoiceField(
        label="Days", choices=[("mon", "Monday"), ("none", "None")], widget=forms.CheckboxSelectMultiple
    )
    _, html = one_field(field, looks={"exclusive": "none"}, initial=["mon"])

    assert 'value="mon" checked' in html
    assert 'value="none" data-behaviour="exclusive" data-behaviour-group="field"' in html


def test_a_single_box_to_tick_ties_its_error_to_itself():
    _, html = one_field(forms.BooleanField(label="I agree", help_text="You can change it"), data={})

    assert 'type="checkbox" value="on" aria-describedby="field-error field-item-hint"' in html
    assert "fieldset" not in html


def test_a_number_is_typed_not_spun():
    _, html = one_field(forms.IntegerField(label="How many?"))
    assert 'type="text" inputmode="numeric"' in html or (
        'type="text"' in html and 'inputmode="numeric"' in html
    )


def test_a_limit_becomes_a_count_and_never_cuts_what_is_typed():
    _, html = one_field(forms.CharField(label="Words", max_length=160, widget=forms.Textarea))
    assert 'data-maxlength="160"' in html
    assert " maxlength=" not in html

    _, html = one_field(forms.CharField(label="Name", max_length=22))
    assert "maxlength" not in html


def test_no_field_says_required_so_that_our_own_words_are_shown():
    _, html = one_field(forms.CharField(label="Name"))
    assert "required" not in html


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (forms.EmailField(label="Email"), ['type="email"', 'autocomplete="email"', 'spellcheck="false"']),
        (UKPhoneField(label="Mobile"), ['type="tel"', 'autocomplete="tel"']),
        (
            forms.CharField(label="Code", widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})),
            ['autocomplete="one-time-code"', 'inputmode="numeric"', "nhsuk-input--code"],
        ),
        (
            forms.CharField(label="Password", widget=forms.PasswordInput),
            ["nhsuk-password-input", 'type="password"'],
        ),
        (forms.FileField(label="List"), ['type="file"', "nhsuk-file-upload"]),
        (forms.ChoiceField(label="Town", choices=[("a", "Ayr")]), ['<option value="a">Ayr</option>']),
        (YesNoField(label="Lift?"), ['value="yes"', 'value="no"']),
        (TimeField(label="Time", choose=True), ['<option value="11:00">11am</option>', "midday"]),
        (TimeField(label="Time"), ['type="text"']),
    ],
)
def test_other_fields(field, expected):
    _, html = one_field(field)
    for part in expected:
        assert part in html


def test_a_date_is_three_boxes_that_keep_what_was_typed():
    form, html = one_field(
        DateField(label="Date"),
        data={"field_day": "31", "field_month": "Feb", "field_year": "2027"},
        name="field",
    )
    assert form.errors["field"] == ["There is no 31 February in 2027. Check the date"]
    assert html.count("nhsuk-input--error") == 1
    for part, value in (("day", "31"), ("month", "Feb"), ("year", "2027")):
        assert re.search(rf'id="field-{part}" name="field_{part}" type="text" value="{value}"', html)


def test_stored_values_are_shown_as_people_write_them():
    assert 'value="07700 900118"' in one_field(UKPhoneField(label="Mobile"), initial="+447700900118")[1]
    assert 'value="2.30' not in one_field(TimeField(label="Time"), initial=time(14, 30))[1]
    assert 'value="2:30pm"' in one_field(TimeField(label="Time"), initial=time(14, 30))[1]
    html = one_field(DateField(label="Date"), initial=date(2026, 11, 26))[1]
    assert 'value="26"' in html
    assert 'value="11"' in html
    assert 'value="2026"' in html
    assert 'value="yes" checked' in one_field(YesNoField(label="Lift?"), initial=True)[1]


def test_a_look_that_does_not_exist_is_an_error():
    with pytest.raises(TypeError, match="heading_size"):
        one_field(forms.CharField(label="Name"), looks={"heading_size": "l"})


def test_a_hidden_field_stays_plain():
    _, html = one_field(forms.CharField(widget=forms.HiddenInput), initial="x")
    assert html == '<input type="hidden" name="field" value="x" id="field">'


# ── Errors ──


class PlaceForm(Form):
    name = forms.CharField(label="Name of the place", max_length=10)
    seats = forms.IntegerField(label="How many seats?", min_value=1)
    parking = forms.ChoiceField(label="Parking", choices=[("y", "Yes")], widget=forms.RadioSelect)
    email = forms.EmailField(label="Email", required=False)
    opened = DateField(label="Opened", required=False)
    agreed = forms.BooleanField(label="I have checked this")


def test_errors_say_what_to_do_in_the_words_of_the_label():
    form = PlaceForm({"email": "x", "seats": "0", "name": "x" * 12})

    assert form.errors == {
        "name": ["Use 10 characters or fewer. You have 12"],
        "seats": ["Enter a number that is 1 or more"],
        "parking": ["Choose the parking"],
        "email": ["Enter an email address in the right form, like name@example.org"],
        "agreed": ["Tick the box if this is right: I have checked this"],
    }
    assert PlaceForm({"seats": "many"}).errors["seats"] == ["Enter a number, such as 8"]
    assert PlaceForm({}).errors["name"] == ["Enter the name of the place"]
    assert PlaceForm({}).errors["seats"] == ["Answer the question: How many seats?"]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("Your name", "Enter your name"),
        ("My number", "Enter your number"),
        ("RADAR key", "Enter the RADAR key"),
        ("What helps", "Enter what helps"),
        ("A few words", "Enter a few words"),
    ],
)
def test_a_missing_answer_reads_as_a_sentence(label, message):
    form = type("One", (Form,), {"field": forms.CharField(label=label)})({})
    assert form.errors["field"] == [message]


def test_messages_that_a_form_wrote_itself_stay():
    field = forms.CharField(label="Name", error_messages={"required": "Tell us what to call you"})
    assert type("One", (Form,), {"field": field})({}).errors["field"] == ["Tell us what to call you"]


def test_one_form_class_serves_many_requests():
    assert PlaceForm({}).errors == PlaceForm({}).errors


def shown(form, text="{% error_summary form %}"):
    return normal(Template("{% load components %}" + text).render(Context({"form": form})))


def test_the_error_summary_links_to_each_field():
    form = PlaceForm({"opened_day": "1", "opened_month": "13", "opened_year": "2026"})
    html = shown(form)

    assert '<a href="#id_name">Enter the name of the place</a>' in html
    assert '<a href="#id_opened-month">The month must be' in html
    assert '<a href="#id_parking">Choose the parking</a>' in html


def test_the_error_summary_appears_once_and_only_with_errors():
    assert shown(PlaceForm()) == ""
    assert (
        shown(PlaceForm({}), "{% error_summary form %}{% error_summary form %}").count("There is a problem")
        == 1
    )


def test_the_title_says_error_first():
    assert shown(PlaceForm({}), "{% title_prefix %}") == "Error:"
    assert shown(PlaceForm(), "{% title_prefix %}") == ""
    assert shown(PlaceForm.__mro__[0], "{% title_prefix %}") == ""


def test_an_actions_refusal_is_shown_like_any_error():
    form = PlaceForm({"name": "Hall", "seats": "9", "parking": "y", "agreed": "on"})
    assert form.is_valid()
    form.add_refusal(Exception("The place is closed on Mondays."))

    assert "The place is closed on Mondays." in shown(form)


def test_what_people_typed_comes_back_escaped():
    form = PlaceForm({"name": '"><script>alert(1)</script>'})
    assert "<script>" not in str(form)
    assert "<script>" not in shown(form)


# ── Control characters ──


def test_pasted_control_characters_are_taken_out_everywhere():
    class Words(Form):
        words = forms.CharField(widget=forms.Textarea)
        days = forms.MultipleChoiceField(choices=[("mon", "Mon")], widget=forms.CheckboxSelectMultiple)

    form = Words(QueryDict("words=Te%00a%E2%80%AE at%0D%0Aeleven%E2%80%8B&days=mon%07"))

    assert form.is_valid()
    assert form.cleaned_data == {"words": "Tea at\r\neleven", "days": ["mon"]}


def test_a_box_of_one_line_gives_one_line():
    """A name with a line end in it would be two lines of a text, a file or a header."""

    class Words(Form):
        name = forms.CharField()
        note = forms.CharField(widget=forms.Textarea)
        kept = forms.CharField(widget=forms.HiddenInput)

    form = Words({"name": "Jo\r\nBcc: all@example.org", "note": "a\nb", "kept": "a\nb"})

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Jo Bcc: all@example.org", "note": "a\nb", "kept": "a\nb"}


def test_joiners_that_names_need_stay():
    form = type("One", (Form,), {"name": forms.CharField()})({"name": "علی\u200cرضا"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "علی\u200cرضا"


# ── Somebody else's edit ──


class NoteForm(EditedMeanwhile):
    note = forms.CharField(label="Note")


def test_an_edit_in_between_is_shown_and_can_be_overwritten_knowingly():
    assert 'name="version" value="3"' in str(NoteForm(version=3))

    late = NoteForm(QueryDict("note=mine&version=3"), version=4)
    assert not late.is_valid()
    assert late.edited_meanwhile
    assert "Someone else changed this" in late.non_field_errors()[0]
    assert 'value="mine"' in str(late)
    assert 'name="version" value="4"' in str(late)

    again = NoteForm(QueryDict("note=mine&version=4"), version=4)
    assert again.is_valid()
    assert not again.edited_meanwhile


def test_a_form_without_its_version_counts_as_late():
    assert not NoteForm({"note": "mine"}, version=4).is_valid()
