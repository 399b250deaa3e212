"""What each field may hold is written down, and the paper is what the software does (ASVS 5.0, 2.1.1 and 2.1.2)."""

import os

from django import forms

from followon.errors import Refused
from tests.architecture import rules_of_input


def test_the_paper_is_up_to_date():
    if os.environ.get("FOLLOWON_WRITE_RULES") == "1":
        rules_of_input.PAPER.write_text(rules_of_input.written())

    assert rules_of_input.PAPER.read_text() == rules_of_input.written()


def test_no_address_may_be_longer_than_where_it_is_kept():
    """Django lets an email address have 320 characters and a web address any number, and then keeps 254 and 200."""
    rules_of_input.written()
    longest = {forms.EmailField: 254, forms.URLField: 200}

    for form in rules_of_input._ours(forms.Form):
        for name, field in form.base_fields.items():
            if most := longest.get(type(field)):
                assert (field.max_length or 10_000) <= most, f"{form.__name__}.{name}"


def test_every_refusal_says_why():
    rules_of_input.written()

    assert [one.__qualname__ for one in rules_of_input._ours(Refused) if not one.__doc__] == []


def test_a_field_with_another_limit_would_be_noticed():
    before = rules_of_input.written()
    form = next(one for one in rules_of_input._ours(forms.Form) if one.__name__ == "AppointForm")
    form.base_fields["first_name"].max_length += 1
    try:
        assert rules_of_input.written() != before
    finally:
        form.base_fields["first_name"].max_length -= 1
