"""Phone numbers as people type, paste and dictate them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from followon.web.fields import UKPhoneField
from followon.web.phones import is_mobile, read_phone, show_phone


@pytest.mark.parametrize(
    "typed",
    [
        "07700900118",
        "07700 900 118",
        "07700-900-118",
        "(07700) 900118",
        "+447700900118",
        "+44 (0) 7700 900118",
        "+44(0)7700900118",
        "0044 7700 900118",
        "00 44 (0)7700 900 118",
        "44 7700 900118",
        "07700 900118.",
        " 07700.900.118 ",
        "‪+44 7700 900118‬",
        "oh seven seven double oh, nine double oh, double one eight",
        "zero double seven double zero nine zero zero one one eight",
        "0 7 7 0 0 9 0 0 1 1 8",
        "Tel: 07700 900118",
    ],
)
def test_a_mobile_in_any_format(typed):
    assert UKPhoneField().clean(typed) == "+447700900118"


@pytest.mark.parametrize("typed", ["01632 960118", "+44 1632 960 118", "(01632) 960-118"])
def test_a_landline_where_any_phone_will_do(typed):
    assert UKPhoneField(kind="any").clean(typed) == "+441632960118"


@pytest.mark.parametrize(
    "typed",
    [
        "999",
        "112",
        "111",
        "116123",
        "85258",
        "0770090011",
        "077009001188",
        "07 700",
        "0909 879 0000",  # premium
        "070 1234 5678",  # personal number, costs as much
        "+1 202 555 0123",
        "+44 7700 900118 +44 7700 900119",
        "no phone",
        "0" * 40,
    ],
)
def test_what_we_cannot_use_is_refused_with_how_to_mend_it(typed):
    with pytest.raises(ValidationError) as refused:
        UKPhoneField().clean(typed)
    assert refused.value.messages == ["Check the mobile number. UK mobiles have 11 digits and start with 07."]
    assert read_phone(typed) is None or not is_mobile(read_phone(typed))


def test_a_landline_is_no_mobile():
    with pytest.raises(ValidationError):
        UKPhoneField().clean("01632 960118")


def test_other_phones_have_words_of_their_own():
    with pytest.raises(ValidationError) as refused:
        UKPhoneField(kind="any").clean("12345")
    assert refused.value.messages == [
        "Check the phone number. UK numbers have 10 or 11 digits and start with 0."
    ]


def test_nothing_is_nothing():
    assert UKPhoneField(required=False).clean("") == ""


def test_numbers_are_shown_as_people_write_them():
    assert show_phone("+447700900118") == "07700 900118"
    assert show_phone("+441632960118") == "01632 960118"
    assert show_phone("not a number") == "not a number"


@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_it(typed):
    number = read_phone(typed)
    assert number is None or number.startswith("+44")


@given(
    st.integers(0, 999), st.sampled_from(["07700900{:03}", "+44 (0)7700 900 {:03}", "0044 7700-900-{:03}"])
)
def test_what_is_read_can_be_shown_and_read_again(ending, pattern):
    number = read_phone(pattern.format(ending))
    assert number == f"+447700900{ending:03}"
    assert read_phone(show_phone(number)) == number
    assert is_mobile(number)
