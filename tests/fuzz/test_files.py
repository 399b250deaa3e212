"""Files that are no lists, and lists that are traps: read, or refused in words; nobody is added by any of them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from followon.people.models import User
from pmp.imports.reading import MOST_BYTES, MOST_ROWS
from pmp.models import Enrolment, Import
from tests.fuzz import hostile

pytestmark = pytest.mark.django_db


def bomb():
    """100 MB of nothing in a few kilobytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.csv", b"0" * 100_000_000)
    return held.getvalue()


HEAD = b"First name,Last name,Mobile\n"
REFUSED = {
    "a bomb that says it is a list": bomb,
    "nothing": lambda: b"",
    "only a mark": lambda: b"\xef\xbb\xbf",
    "only line ends": lambda: b"\r\n" * 1_000,
    "NUL": lambda: HEAD + b"Jo\x00,Bray,07700 900123\n",
    "half of UTF-16": lambda: b"\xff\xfeJ",
    "a surrogate alone in UTF-16": lambda: b"\xff\xfe\x00\xd8\x41\x00",
    "a hundred thousand columns": lambda: b"a," * 100_000 + b"\n" + b"1," * 100_000,
    "too many rows": lambda: HEAD + b"Jo,Bray,\n" * (MOST_ROWS + 1),
    "too many bytes": lambda: HEAD + b"x" * MOST_BYTES,
    "one cell without an end": lambda: HEAD + b'"' + b"x" * 300_000,
    "a separator that is none": lambda: b'sep="\r\n' + HEAD,
    "a page of a web site": lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>",
}


def give(door, world, data, name="list.csv", who="sam"):
    """Upload a file to a programme as staff, and look at the page it leads to."""
    url = f"/team/programmes/{world.cast.larkfield.pk}/people/add/"
    with door.undone(who) as (client, written):
        before = Import.objects.count(), Enrolment.objects.count(), User.objects.count()
        file = SimpleUploadedFile(name, data, content_type="text/csv")
        response = client.post(url, {"how": "file", "file-file": file}, follow=True)
        after = Import.objects.count(), Enrolment.objects.count(), User.objects.count()
        return response, tuple(now - then for now, then in zip(after, before, strict=True)), written()


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_list_is_refused_in_words_and_keeps_nothing(what, world, door):
    response, more, _ = give(door, world, REFUSED[what]())

    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="nhsuk-error-summary"' in page or "There is a problem" in page
    assert more == (0, 0, 0)
    assert len(page) < 100_000


TRIED = [("list.csv", data) for data in hostile.FILES] + [
    (name, hostile.FILES[7]) for name in hostile.NAMES if name
]


@pytest.mark.parametrize(("name", "data"), TRIED, ids=lambda one: repr(one[:12]))
def test_no_file_breaks_the_page_or_adds_anybody(name, data, world, door):
    response, more, _ = give(door, world, data, name)

    assert response.status_code in (200, 400)  # 400: the name itself broke the form it was sent in
    assert more[1:] == (0, 0)  # people come only after somebody looked through the list


def test_a_formula_is_shown_as_words_and_handed_out_as_words(world, door):
    data = HEAD + b"=1+1,@SUM(A1),07700 900123\n+cmd|' /C calc'!A0,-2,07700 900124\n"

    response, more, _ = give(door, world, data)

    page = response.content.decode()
    assert more == (1, 0, 0)
    assert "=1+1" in page
    assert "<fuzz" not in page


@pytest.mark.parametrize("who", ["ruth", "gwen", "rhys", "maria", "nobody", "olive"])
def test_nobody_else_gives_in_a_list(who, world, door):
    response, more, written = give(door, world, HEAD + b"Jo,Bray,07700 900123\n", who=who)

    assert more == (0, 0, 0)
    assert not written & {"pmp_import", "pmp_enrolment", "people_user"}
    assert response.status_code in (403, 404) or response.request["PATH_INFO"] == "/sign-in/"
