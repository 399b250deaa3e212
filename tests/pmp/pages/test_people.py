"""Adding people three ways, looking a list through, and asking them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notifications.models import Link, Message
from pmp.models import Enrolment, Import
from tests.pmp.known import place, queued
from tests.pmp.pages.reading import errors, forms, heading, send, words

CSV = """First name,Last name,Mobile,Email,NHS number
Noor,Haddad,07700 900701,noor@example.org,943
Tom,Read,0770090070,,943
,,,nobody@example.org,
Ana,Kosta,07700 900011,,
Maria,Costa,07700 900011,,
"""


@pytest.fixture
def add(cast):
    return reverse("pmp:team_people_add", args=[cast.larkfield.pk])


def one(**typed):
    return {"how": "one", **{f"one-{name}": value for name, value in typed.items()}}


def names(cast):
    return {
        place.person.full_name for place in Enrolment.objects.filter(cohort=cast.larkfield, withdrawn_at=None)
    }


def test_one_person_is_added_and_nobody_told(as_, cast, add):
    answer = as_("sam").post(
        add, one(first_name="Noor", last_name="Haddad", mobile="07700 900701", reach="text"), follow=True
    )

    assert "Noor Haddad is added. We have not told anyone yet." in words(answer)
    assert "Noor Haddad" in names(cast)
    assert queued() == []


def test_the_page_asks_for_nothing_about_health(as_, add):
    shown = as_("sam").get(add).content.decode()

    fields = {name for form in forms(as_("sam").get(add)) for name in form["fields"]}
    assert not [name for name in fields if any(word in name for word in ("nhs", "birth", "dob", "diagnos"))]
    assert "leave them out" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "There is no name."),
        ({"first_name": "Noor", "mobile": "0770090070"}, "The mobile number has 10 digits. It needs 11."),
        ({"first_name": "=HYPERLINK()"}, "This starts with =, as a formula does. Type it again without."),
        ({"first_name": "Noor", "reach": "text"}, "To be reached by text, a mobile number is needed."),
        ({"first_name": "Noor", "email": "olive.penrose@example.org"},
         "This email address can’t be used here. Leave it out, or use another one."),
        ({"first_name": "Maria", "last_name": "Costa", "mobile": "07700 900011"},
         "Maria Costa is on this programme already. Nobody was added."),
    ],
)  # fmt: skip
def test_one_person_typed_wrong(as_, cast, add, typed, sentence):
    answer = as_("sam").post(add, one(**typed))

    assert errors(answer) == [sentence]
    assert len(names(cast)) == 9


def test_somebody_who_shares_a_phone_is_asked_about_and_added(as_, cast, add):
    client = as_("sam")
    typed = one(first_name="Anna", last_name="Kosta", mobile="07700 900011")

    answer = client.post(add, typed)
    assert "Is this Maria Costa?" in words(answer) or "Is this Ana Costa?" in words(answer)
    fields = forms(answer)[0]["fields"]
    client.post(add, {**fields, "one-decision": "different"})

    assert "Anna Kosta" in names(cast)


def test_somebody_who_is_the_same_person_is_not_added_again(as_, cast, add):
    client = as_("sam")
    fields = forms(client.post(add, one(first_name="Anna", last_name="Kosta", mobile="07700 900011")))[0][
        "fields"
    ]

    answer = client.post(add, {**fields, "one-decision": "same"})

    assert errors(answer) == ["Anna Kosta is on this programme already. Nobody was added."]
    assert len(names(cast)) == 9


def uploaded(client, add, data, name="autumn.csv"):
    return client.post(add, {"how": "file", "file-file": SimpleUploadedFile(name, data)}, follow=True)


def test_a_file_is_looked_through_before_anybody_is_added(as_, cast, add):
    client = as_("sam")

    shown = uploaded(client, add, CSV.encode("utf-8-sig"))

    assert heading(shown) == "Check your list before we add anyone"
    said = words(shown)
    assert "We read 5 rows in “autumn.csv”. Nothing is saved yet and no messages have been sent." in said
    assert "We did not read these columns, because we do not need them: NHS number." in said
    assert "1 ready to add 2 to fix 1 to compare 1 already here" in said
    assert "Row 3: Tom Read What is wrong The mobile number has 10 digits. It needs 11." in said
    assert "Row 4: no name What is wrong There is no name." in said
    assert len(names(cast)) == 9


def test_a_list_is_fixed_compared_and_added(as_, cast, add):
    client = as_("sam")
    review = uploaded(client, add, CSV.encode("cp1252"))
    kept = Import.objects.get()
    row = reverse("pmp:team_list_row", args=[cast.larkfield.pk, kept.pk, 3])

    fix = client.get(row)
    assert errors(fix) == ["The mobile number has 10 digits. It needs 11."]
    again = send(client, fix, {"mobile": "07700 9007"}, number=0)
    assert errors(again) == ["The mobile number has 9 digits. It needs 11."]
    assert send(client, again, {"mobile": "07700 900702"}, number=0).url == review.request["PATH_INFO"]
    client.post(reverse("pmp:team_list_row_drop", args=[cast.larkfield.pk, kept.pk, 4]))
    decide = reverse("pmp:team_list_row_decide", args=[cast.larkfield.pk, kept.pk, 5])
    client.post(decide, {"answer": "different"})

    review = client.get(review.request["PATH_INFO"])
    assert "3 ready to add 0 to fix" in words(review)
    done = client.post(reverse("pmp:team_list_add", args=[cast.larkfield.pk, kept.pk]), follow=True)

    assert "3 people are added. We have not told anyone yet." in words(done)
    assert {"Noor Haddad", "Tom Read", "Ana Kosta"} <= names(cast)
    assert queued() == []


def test_what_is_not_ready_stays_for_later(as_, cast, add):
    client = as_("sam")
    uploaded(client, add, CSV.encode())
    kept = Import.objects.get()

    after = client.post(reverse("pmp:team_list_add", args=[cast.larkfield.pk, kept.pk]), follow=True)

    assert heading(after) == "Check your list before we add anyone"
    assert "0 ready to add 2 to fix" in words(after)
    assert "waits to be looked through" in words(
        client.get(reverse("pmp:team_programme", args=[cast.larkfield.pk]))
    )


def test_an_answer_that_is_neither_same_nor_different_is_nothing(as_, cast, add):
    client = as_("sam")
    uploaded(client, add, CSV.encode())
    decide = reverse("pmp:team_list_row_decide", args=[cast.larkfield.pk, Import.objects.get().pk, 5])

    assert client.post(decide, {"answer": "perhaps"}).status_code == 404
    assert client.post(decide.replace("/5/", "/99/"), {"answer": "same"}).status_code == 404


def test_pressing_add_twice_adds_once(as_, cast, add):
    client = as_("sam")
    uploaded(client, add, b"First name\nNoor\n")
    address = reverse("pmp:team_list_add", args=[cast.larkfield.pk, Import.objects.get().pk])

    client.post(address)
    again = client.post(address)

    assert again.status_code == 404  # the list is gone
    assert sum(name == "Noor" for name in names(cast)) == 1


def test_a_list_can_be_thrown_away(as_, cast, add):
    client = as_("sam")
    shown = uploaded(client, add, CSV.encode())

    client.post(reverse("pmp:team_list_cancel", args=[cast.larkfield.pk, Import.objects.get().pk]))

    assert client.get(shown.request["PATH_INFO"]).status_code == 404
    assert Import.objects.get().rows == []


@pytest.mark.parametrize(
    ("data", "name", "words_of_it"),
    [
        (b"PK\x03\x04 a workbook", "list.xlsx", "This is an Excel workbook"),
        (b"%PDF-1.7", "list.csv", "This is a PDF"),
        (b"Dear all, see below", "list.csv", "The first row must name the columns"),
        (b"First name\n" + b"Maria\n" * 201, "list.csv", "This list has 201 rows"),
        (b"x" * 2_000_001, "list.csv", "The file is bigger than 2 MB"),
        (b"First name\nMar\x00ia", "list.csv", "We could not read this"),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(as_, cast, add, data, name, words_of_it):
    answer = uploaded(as_("sam"), add, data, name)

    [sentence] = errors(answer)
    assert sentence.startswith(words_of_it)
    assert not Import.objects.exists()


def test_no_file_or_an_empty_one_is_said_so(as_, add):
    client = as_("sam")

    assert errors(client.post(add, {"how": "file"})) == ["Choose a file"]
    assert errors(uploaded(client, add, b"")) == ["The file is empty. Choose another file"]


def test_pasted_rows_are_looked_through_too(as_, cast, add):
    answer = as_("sam").post(
        add, {"how": "paste", "paste-rows": "Noor\tHaddad\t07700 900701\nBo\tNg"}, follow=True
    )

    assert "We read 2 rows." in words(answer)
    assert "2 ready to add 0 to fix 0 already here" in words(answer)


def test_pasting_nothing_is_said_so_and_pasting_too_much_keeps_it(as_, add):
    client = as_("sam")
    rows = "\n".join(["Maria"] * 201)

    assert errors(client.post(add, {"how": "paste", "paste-rows": ""})) == ["Paste at least one row"]
    answer = client.post(add, {"how": "paste", "paste-rows": rows})
    assert errors(answer)[0].startswith("This list has 201 rows")
    assert "Maria\nMaria" in answer.content.decode()


def test_the_empty_file_to_fill_in_can_be_read_back(as_, cast, add):
    client = as_("sam")
    template = client.get(reverse("pmp:team_people_template", args=[cast.larkfield.pk]))

    assert template.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    filled = template.content + "Zoë,O’Brien,07700 900703,,,text\r\n".encode()
    assert "1 ready to add" in words(uploaded(client, add, filled))


def test_asking_shows_who_how_and_what_and_shows_nobodys_link(as_, cast):
    shown = as_("sam").get(reverse("pmp:team_invite", args=[cast.larkfield.pk]))

    said = words(shown)
    assert "Colin Price" in said
    assert "Phone call" in said
    assert "You ring them" in said
    assert "1 text, 4 pence" in said
    assert "theirs-only" in said
    assert Link.objects.count() == 0


def test_asking_goes_to_those_chosen(as_, cast):
    client = as_("sam")
    form = client.get(reverse("pmp:team_invite", args=[cast.larkfield.pk]))

    answer = send(
        client, form, {"to": [place(cast.larkfield, cast.grace).pk, place(cast.larkfield, cast.colin).pk]}
    )

    assert queued() == [("invite-choice", "Colin", "CALL"), ("invite-choice", "Grace", "EMAIL")]
    assert "We are asking 2 people." in words(client.get(answer.url))


def test_asking_nobody_or_somebody_else_is_refused(as_, cast):
    client = as_("sam")
    address = reverse("pmp:team_invite", args=[cast.larkfield.pk])

    assert errors(client.post(address, {})) == ["Choose at least one person"]
    assert errors(client.post(address, {"to": [987654]})) == ["Choose one of the answers shown"]
    assert not Message.objects.exists()


def test_asking_when_everybody_was_asked_says_so(as_, cast):
    client = as_("sam")
    address = reverse("pmp:team_invite", args=[cast.larkfield.pk])
    send(client, client.get(address))

    assert "There is nobody to ask now." in words(client.get(address))


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_a_list_takes_as_many_queries_for_any_number_of_rows(as_, cast, add, rows, django_assert_num_queries):
    client = as_("sam")
    data = "First name,Email\n" + "".join(f"P{'abcdefghijkl'[n]},p{n}@example.org\n" for n in range(rows))
    address = uploaded(client, add, data.encode()).request["PATH_INFO"]

    with django_assert_num_queries(7):
        client.get(address)
