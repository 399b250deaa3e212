"""What is wrong with a row, in words; and who may be the same person."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmp.imports.checking import Details, Known, Standing, check
from pmp.imports.reading import Row

MARIA = Row(2, "Maria", "Costa", mobile="07700 900011", email="maria@example.org")


def one(row, **known):
    [checked] = check([row], **known)
    return checked


def problems(**typed):
    return one(Row(2, **{"first_name": "Tom", **typed})).problems


def test_a_good_row_is_ready_with_its_number_in_the_stored_form():
    checked = one(dataclasses.replace(MARIA, reach="Email"))

    assert checked.standing is Standing.READY
    assert checked.details == Details(
        "Maria", "Costa", mobile="+447700900011", email="maria@example.org", channel="EMAIL"
    )


@pytest.mark.parametrize(
    ("typed", "column", "sentence"),
    [
        ({"first_name": ""}, "first_name", "There is no name."),
        ({"first_name": "", "last_name": "Reed"}, "first_name", "There is no first name."),
        ({"first_name": "T" * 41}, "first_name", "The first name has 41 characters. It can have 40."),
        ({"last_name": "R" * 61}, "last_name", "The last name has 61 characters. It can have 60."),
        ({"last_name": "Reed2"}, "last_name", "Check the last name. It has characters that names do not have."),
        ({"first_name": "<b>Tom"}, "first_name", "Check the first name. It has characters that names do not have."),
        ({"mobile": "0770090011"}, "mobile", "The mobile number has 10 digits. It needs 11."),
        ({"mobile": "7"}, "mobile", "The mobile number has 1 digit. It needs 11."),
        ({"mobile": "09099123456"}, "mobile", "Check the mobile number. UK mobiles have 11 digits and start with 07."),
        ({"mobile": "ask his wife"}, "mobile", "Check the mobile number. UK mobiles have 11 digits and start with 07."),
        ({"mobile": "4.47701E+11"}, "mobile", "A spreadsheet has shortened the mobile number. Type it in full."),
        ({"landline": "12"}, "landline",
         "Check the home phone number. UK numbers have 10 or 11 digits and start with 0."),
        ({"email": "tom at example"}, "email", "Check the email address. It needs to look like name@example.org."),
        ({"email": "t" * 250 + "@example.org"}, "email", "The email address has 262 characters. It can have 254."),
        ({"reach": "pigeon"}, "reach", "We do not know “pigeon”. Write text, email, call or letter."),
        ({"reach": "text"}, "reach", "To be reached by text, a mobile number is needed."),
        ({"reach": "email"}, "reach", "To be reached by email, an email address is needed."),
        ({"reach": "call"}, "reach", "To be reached by phone call, a phone number is needed."),
        ({"has_more_cells": True}, "first_name",
         "This row has more cells than there are headings. Check for a stray comma."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words(typed, column, sentence):
    assert problems(**typed)[column] == sentence


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "+cmd|calc", "-HYPERLINK()", '=HYPERLINK("http://x")'])
@pytest.mark.parametrize("column", ["first_name", "last_name", "mobile", "landline", "email"])
def test_formulas_are_never_stored(column, value):
    assert problems(**{column: value})[column].startswith(f"This starts with {value[0]}")


@pytest.mark.parametrize(
    "mobile", ["+44 7700 900118", "07700900118", "(07700) 900118", "7700900118", "0044 7700 900118"]
)
def test_mobiles_are_read_as_people_write_them(mobile):
    checked = one(Row(2, "Tom", mobile=mobile))

    assert (checked.problems, checked.details.mobile) == ({}, "+447700900118")


def test_numbers_in_the_wrong_column_are_moved():
    swapped = one(Row(2, "Tom", mobile="01632 960333", landline="07700 900118"))
    only = one(Row(2, "Tom", landline="07700 900118"))

    assert (swapped.details.mobile, swapped.details.landline) == ("+447700900118", "+441632960333")
    assert (only.details.mobile, only.details.landline) == ("+447700900118", "")


def test_two_landlines_leave_one_that_is_no_mobile():
    assert problems(mobile="01632 960333", landline="01632 960334") == {
        "mobile": "This is not a mobile number. Put it under home phone."
    }


def test_two_mobiles_are_kept_both():
    checked = one(Row(2, "Tom", mobile="07700 900118", landline="07700 900119"))

    assert (checked.details.mobile, checked.details.landline) == ("+447700900118", "+447700900119")


def test_somebody_without_any_address_is_welcome():
    assert one(Row(2, "Tom", "Reed")).standing is Standing.READY


@pytest.mark.parametrize("reach", ["letter", "Post", "PAPER"])
def test_letters_need_no_address(reach):
    assert one(Row(2, "Tom", reach=reach)).details.channel == "LETTER"


# ── Doubles ─────────────────────────────────────────────────────────────────────────────────────────────────────


def known(details, *, here=False, person_id=7):
    return Known(person_id, details, "Larkfield Spring", here)


MARIA_KNOWN = Details("Maria", "Costa", mobile="+447700900011", email="maria@example.org")


def test_somebody_on_this_programme_is_already_here():
    assert one(MARIA, known=[known(MARIA_KNOWN, here=True)]).standing is Standing.ALREADY_HERE


def test_the_same_email_on_this_programme_is_already_here_under_another_name():
    checked = one(
        dataclasses.replace(MARIA, first_name="Mary", mobile=""), known=[known(MARIA_KNOWN, here=True)]
    )

    assert checked.standing is Standing.ALREADY_HERE


@pytest.mark.parametrize("here", [True, False])
def test_a_shared_phone_is_asked_about(here):
    ana = Row(2, "Ana", "Costa", mobile="07700 900011")

    checked = one(ana, known=[known(MARIA_KNOWN, here=here)])

    assert checked.standing is Standing.TO_COMPARE
    assert (checked.double.name, checked.double.shares) == ("Maria Costa", ("mobile",))


def test_the_same_name_on_this_programme_is_asked_about_but_not_elsewhere():
    namesake = Row(2, "maria", "COSTA")

    assert one(namesake, known=[known(MARIA_KNOWN, here=True)]).standing is Standing.TO_COMPARE
    assert one(namesake, known=[known(MARIA_KNOWN)]).standing is Standing.READY


def decided(row, decision, **facts):
    about = one(row, **facts).double.key
    return one(dataclasses.replace(row, decision=decision, about=about), **facts)


def test_the_same_person_from_another_programme_joins_with_their_account():
    checked = decided(MARIA, "same", known=[known(MARIA_KNOWN)])

    assert (checked.standing, checked.person_id) == (Standing.READY, 7)


def test_the_same_person_who_is_here_is_left_out():
    ana = Row(2, "Ana", "Costa", mobile="07700 900011")

    assert decided(ana, "same", known=[known(MARIA_KNOWN, here=True)]).standing is Standing.LEFT_OUT


def test_a_different_person_with_the_same_phone_is_added():
    ana = Row(2, "Ana", "Costa", mobile="07700 900011")
    checked = decided(ana, "different", known=[known(MARIA_KNOWN)])

    assert (checked.standing, checked.person_id) == (Standing.READY, None)


def test_a_different_person_cannot_have_the_same_email():
    checked = decided(MARIA, "different", known=[known(MARIA_KNOWN)])

    assert checked.standing is Standing.TO_FIX
    assert checked.problems["email"].startswith("Maria Costa has this email address.")


def test_a_decision_about_somebody_else_does_not_count():
    row = dataclasses.replace(MARIA, decision="same", about="person:99")

    assert one(row, known=[known(MARIA_KNOWN)]).standing is Standing.TO_COMPARE


def test_doubles_within_the_list_are_asked_about_and_the_same_one_left_out():
    again = dataclasses.replace(MARIA, number=5, email="")
    first, second = check([MARIA, again])
    assert (first.standing, second.standing) == (Standing.READY, Standing.TO_COMPARE)
    assert second.double.where == "row 2"

    _, same = check([MARIA, dataclasses.replace(again, decision="same", about="row:2")])
    _, different = check([MARIA, dataclasses.replace(again, decision="different", about="row:2")])
    assert (same.standing, different.standing) == (Standing.LEFT_OUT, Standing.READY)


def test_a_row_left_out_is_not_a_double_of_the_next():
    again = dataclasses.replace(MARIA, number=5, decision="same", about="row:2")
    third = dataclasses.replace(MARIA, number=6)

    assert check([MARIA, again, third])[2].double.key == "row:2"


def test_an_email_of_somebody_we_may_not_know_of_is_refused_without_saying_whose():
    checked = one(MARIA, taken_emails=frozenset({"maria@example.org"}))

    assert checked.problems == {
        "email": "This email address can’t be used here. Leave it out, or use another one."
    }


def test_the_closest_of_several_is_shown():
    other = Details("Ana", "Costa", mobile="+447700900011")

    checked = one(MARIA, known=[known(other, person_id=8), known(MARIA_KNOWN)])

    assert checked.double.person_id == 7


ROWS = st.lists(
    st.builds(Row, st.integers(1, 300), *[st.text(max_size=30)] * 6, has_more_cells=st.booleans()),
    max_size=15,
)


@given(ROWS)
def test_every_row_has_one_standing_and_only_good_ones_are_ready(rows):
    for checked in check(rows, known=[known(MARIA_KNOWN)]):
        assert bool(checked.problems) is (checked.standing is Standing.TO_FIX)
        if checked.standing is Standing.READY:
            assert checked.details.first_name
            assert not checked.details.first_name.startswith(("=", "@"))
            assert checked.details.mobile in ("",) or checked.details.mobile.startswith("+44")
