"""What nobody means to type: single texts, and strategies for addresses, queries, headers and bodies."""

from urllib.parse import quote

from hypothesis import strategies as st

TAG = "<fuzz-tag a='1' b=\"2\">"  # must never come back as it was sent
MILLION = 1_000_000

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x1b[31m", "\ufeff", "\u202egnp.exe", "\u200f", "\u2028", "e\u0301" * 40, "🫠" * 300,
    "٣", "१२", "²", "Ⅷ", "１２", "0", "-1", "-0", "1.5", "1e309", "NaN", "Infinity", "0x10", "1_000", "+7", "007",
    str(2**31), str(2**63 - 1), str(2**63), str(-(2**63) - 1), "9" * 5_000, "000001" + "9" * 30,
    "9999-12-31", "0001-01-01", "2026-02-30", "2027-03-28T01:30", "2026-10-25 01:30", "29", "31", "13", "9999", "10000",
    "01:30", "25:61", "24:00", "12am", "0pm", "midnight",
    TAG, "<script>alert(1)</script>", "javascript:alert(1)", "{{ 7|add:7 }}", "{% debug %}", "${7*7}", "%s%n%d", "%",
    "'; DROP TABLE people_user; --", "\\", "\"'`", "../../etc/passwd", "//evil.example.org/", "https://evil.example.org",
    "Jo\r\nBcc: all@example.org", "Tea\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\r\n\r\n<p>", "a\nb\rc",
    "=1+1", "@SUM(A1)", "+447700900123", "+44 (0)7700 900123", "999", "09098790000", "٠٧٧٠٠٩٠٠١٢٣",
    "a@b", "x" * 320 + "@example.org", "jo@ex\u00e4mple.org", "\"a b\"@example.org",
    "jo@example.org\nBcc: x@example.org", "null", "undefined", "[]", "{}", '{"id": "\\u0000", "type": "\\ud800"}',
    "true", "on", "None",
    "x" * 5_000, "A" * 65_537,
)  # fmt: skip
LONG = ("x" * MILLION, "\u0e01" * 300_000, "1" * MILLION, "a\n" * 400_000)

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
    st.integers(-(2**70), 2**70).map(str),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.dates().map(str),
    st.sampled_from(LONG),
)

# Bytes that are no text in the encoding they claim.
RAW = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xed\xb0\x80",
    b"\xc3",
    b"\xf4\x90\x80\x80",
    b"%00",
    b"%",
    b"%zz",
    b"=&=&",
    b"a=" * 500,
)

# A part of a path, already as it travels: what each kind of argument lets through, and what it does not.
PARTS = (
    "0", "1", "007", str(2**31), str(2**63 - 1), str(2**63), "9" * 400, "9" * 5_000, "-1", "1.0", "%D9%A3", "%C2%B2",
    "%00", "a%00b", "%0d%0aSet-Cookie:%20a=b", "%ED%A0%80", "%FF", "%E2%80%AE", "%F0%9F%AB%A0", "..", "%2e%2e", "%2F",
    "%5c", "a" * 300, "a" * 10_000, "-", "_", ";", "a;b=c", "~", "%25s", quote(TAG), ":", "meeting:",
    "group:1", "group:" + "9" * 30, "group:%D9%A3", "cohort:%C2%B2", "person:0x1", "person:1:2", "concern:-1",
    "person:" + "9" * 5_000, "message:%00", "service:1e9", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
parts = st.sampled_from(PARTS)

HEADERS = (
    {},
    {"HTTP_HOST": "evil.example.org"},
    {"HTTP_HOST": "a b\x00"},
    {"HTTP_X_FORWARDED_HOST": "evil.example.org", "HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_FOR": "999.1.1.1, \x00, ::1%eth0"},
    {"REMOTE_ADDR": "not an address"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    {"HTTP_COOKIE": "session"},
    {"HTTP_COOKIE": 'session="aaaaaaaaaaaa\\000"; csrf="\\000"; messages="\\377"'},
    {"HTTP_COOKIE": "session=" + "a" * 5_000},
    {"HTTP_COOKIE": "session=\xff\xfe; =; ;;; a=b=c; csrf=" + "z" * 64},
    {"HTTP_COOKIE": "messages=W10:1:x; django_language=../../x; sessionid=' OR 1=1"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 600 + ",;q=,zh-Hant-TW;q=9e9,\x00"},
    {"HTTP_ACCEPT": "\x00/*;q=a"},
    {"HTTP_USER_AGENT": "Mozilla\x00 " + "🫠" * 500 + "\ud800"},
    {"HTTP_REFERER": "javascript:alert(1)\x00"},
    {"HTTP_IF_NONE_MATCH": '"', "HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999 99:99:99"},
    {"HTTP_RANGE": "bytes=-99999999999999999999,9-1"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_SEC_FETCH_MODE": "\x00"},
    {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "many"},
    {"HTTP_X_TWILIO_SIGNATURE": "\x00=" * 50},
    {"HTTP_AUTHORIZATION": "Basic \x00"},
)
headers = st.sampled_from(HEADERS)
methods = st.sampled_from(
    ["GET", "POST", "GET", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
)

FILES = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04" + b"\x00" * 100, b"%PDF-1.7", b"\xd0\xcf\x11\xe0",
    b"First name,Mobile\n=cmd|' /C calc'!A0,07700 900123\n", "First name\nÅsa\n".encode("utf-16"),
    b"First name\n\xff\xff\n", b"First name,Last name\n" + b"a,b\n" * 5_000, b"a," * 100_000 + b"\n1",
    b'First name\n"never closed', b"First name\n" + b"x" * 200_000, b"sep=\x00\nFirst name\nJo\n",
    b"First name,Mobile\nJo," + b"9" * 5_000 + b"\n", "First name\n\u202eoJ\n\u0000".encode(), b"\n" * 500_000,
    b"First name,First name,Mobile,Mobile\nJo,Al,1,2\n", "First name,Mobile\nJo,٠٧٧٠٠٩٠٠١٢٣\n".encode(),
)  # fmt: skip
NAMES = (
    "list.csv",
    "../../x.csv",
    "a\x00.csv",
    "x" * 3_000,
    "",
    "bomb.zip.csv",
    "\u202evsc.exe",
    'a"\r\nX: y.csv',
)
