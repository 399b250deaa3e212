"""Lists as people have them: every encoding and separator Excel knows, pasted rows, and what is not a list."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmp.imports.reading import (
    FIELDS,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_ROWS,
    Row,
    UnreadableList,
    read_file,
    read_paste,
)

TEXT = "First name,Last name,Mobile,Email\r\nZoë,O’Brien,07700 900118,zoe@example.org\r\nBo,Ng,,\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_reads_what_excel_writes(encoding, separator):
    found = read_file(TEXT.replace(",", separator).encode(encoding))

    assert found.rows == (
        Row(2, first_name="Zoë", last_name="O’Brien", mobile="07700 900118", email="zoe@example.org"),
        Row(3, first_name="Bo", last_name="Ng"),
    )


def test_utf_16_big_endian_with_its_mark():
    assert len(read_file(b"\xfe\xff" + TEXT.encode("utf-16-be")).rows) == 2


def test_rows_are_numbered_as_the_spreadsheet_does_and_empty_ones_skipped():
    found = read_file(b"First name\n\nMaria\n , \nTom\n")

    assert [(row.number, row.first_name) for row in found.rows] == [(3, "Maria"), (5, "Tom")]


def test_excels_note_about_the_separator_is_not_a_row():
    [row] = read_file(b"sep=;\nFirst name;Mobile\nMaria;07700 900118\n").rows

    assert (row.first_name, row.mobile) == ("Maria", "07700 900118")


@pytest.mark.parametrize(
    ("headings", "first", "last"),
    [
        ("Name", "Colin", "Price"),
        ("FULL NAME", "Colin", "Price"),
        ("Forename,Surname", "Colin", "Price"),
        ("first_name,last-name", "Colin", "Price"),
    ],
)
def test_headings_may_be_called_what_they_like(headings, first, last):
    cells = "Colin Price" if "name" in headings.casefold().split(",")[0].split() else "Colin,Price"

    [row] = read_file(f"{headings}\n{cells}\n".encode()).rows

    assert (row.first_name, row.last_name) == (first, last)


def test_a_name_written_last_name_first_is_turned_round():
    [row] = read_file(b'Name\n"Price, Colin James"\n').rows

    assert (row.first_name, row.last_name) == ("Colin James", "Price")


def test_columns_we_do_not_need_are_left_out_and_named():
    found = read_file(b"First name,NHS number,Date of birth,Diagnosis\nMaria,999 123,1/1/70,sore\n")

    assert found.left_out == ("NHS number", "Date of birth", "Diagnosis")
    assert found.rows == (Row(2, first_name="Maria"),)


def test_the_first_of_two_columns_of_one_kind_counts():
    [row] = read_file(b"First name,Mobile,Mobile number\nMaria,07700 900118,07700 900119\n").rows

    assert row.mobile == "07700 900118"


def test_a_stray_comma_is_noticed():
    [row] = read_file(b"First name,Last name\nMaria,Costa,spare\n").rows

    assert row.has_more_cells


def test_wrapping_is_taken_off():
    [row] = read_file(
        'First name,Mobile,Home phone\n  Maria\u00a0 ,"=""07700900118""",\'01632960333\n'.encode()
    ).rows

    assert (row.first_name, row.mobile, row.landline) == ("Maria", "07700900118", "01632960333")


def test_cells_are_cut_at_a_length_nobody_needs():
    [row] = read_file(f"First name\n{'M' * 9999}\n".encode()).rows

    assert len(row.first_name) == LONGEST_CELL


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in it"),
        (b"  \r\n \n", "nothing in it"),
        (b"First name,Last name\n", "no people"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"Dear all\nplease find the list below\n", "must name the columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "could not read"),
        (b"First name\nMar\x00ia\n", "could not read"),
        (b"First name\nMar\x01ia\n", "could not read"),
        (b"First name\n\x81\x8d\n", "could not read"),
        (b"First name\n" + b"x" * 200_000 + b'"\n', None),
        (b'First name\n"' + b"x" * 200_000 + b'"\n', "could not read"),
        (b"x" * (MOST_BYTES + 1), "bigger than 2 MB"),
        (b"First name\n" + b"Maria\n" * (MOST_ROWS + 1), "201 rows"),
    ],
)
def test_what_is_not_a_list_says_what_to_do(data, words):
    if words is None:
        data = data.replace(b"x" * 200_000, b"x")
        assert read_file(data).rows
        return
    with pytest.raises(UnreadableList, match=words):
        read_file(data)


def test_as_many_rows_as_allowed_are_read():
    assert len(read_file(b"First name\n" + b"Maria\n" * MOST_ROWS).rows) == MOST_ROWS


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Maria Costa", Row(1, "Maria", "Costa")),
        ("Maria\tCosta\t07700 900118", Row(1, "Maria", "Costa", mobile="07700 900118")),
        (
            "Maria, Costa, maria@example.org, 01632 960333",
            Row(1, "Maria", "Costa", landline="01632 960333", email="maria@example.org"),
        ),
        (
            "Maria;Costa;+44 7700 900118;email",
            Row(1, "Maria", "Costa", mobile="+44 7700 900118", reach="email"),
        ),
        ("07700 900118", Row(1, mobile="07700 900118")),
        ("Post", Row(1, "Post")),
    ],
)
def test_pasted_rows_need_no_headings(line, expected):
    assert read_paste(line).rows == (expected,)


def test_pasted_rows_may_have_headings():
    assert read_paste("First name\tMobile\nMaria\t07700 900118").rows == (
        Row(2, "Maria", mobile="07700 900118"),
    )


def test_too_much_pasted_is_refused():
    with pytest.raises(UnreadableList):
        read_paste("x" * (MOST_BYTES + 1))


def test_a_row_survives_being_kept():
    row = Row(4, "Maria", "Costa", "1", "2", "3", "text", has_more_cells=True, decision="same", about="row:3")

    assert Row.from_json(row.as_json() | {"of_an_older_version": 1}) == row


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    try:
        found = read_file(data)
    except UnreadableList as refused:
        found, sentence = None, str(refused)

    assert (found and 0 < len(found.rows) <= MOST_ROWS) or sentence.endswith(".")


@given(st.text(max_size=2000))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        found = read_paste(text)
    except UnreadableList as refused:
        found, sentence = None, str(refused)

    assert found or sentence.endswith(".")
    for row in found.rows if found else ():
        assert any(getattr(row, name) for name in FIELDS) or row.has_more_cells or found.left_out


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=20),
    encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_wrote_comes_back_as_it_was(rows, encoding):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("First name", "Last name", "Email"), *rows])

    def tidy(cell):
        return " ".join(cell.split()).removeprefix("'").strip()

    expected = [
        tuple(map(tidy, row)) for row in rows if any(map(tidy, row)) and not any('="' in c for c in row)
    ]
    if any('="' in cell for row in rows for cell in row):
        return
    try:
        found = read_file(file.getvalue().encode(encoding))
    except UnreadableList:
        assert not expected
    else:
        assert [(row.first_name, row.last_name, row.email) for row in found.rows] == expected
