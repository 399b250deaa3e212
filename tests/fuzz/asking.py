"""One request, made wrong on purpose, and what must be true of the answer whatever it was."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus, urljoin, urlsplit

from django.conf import settings
from django.test.client import BOUNDARY
from hypothesis import strategies as st

from tests.access.asking import WHILE_LOOKING, letter
from tests.fuzz import hostile
from tests.fuzz.forms import likely

FORM = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
# What a refused request may leave behind: the session, a wrong try that is counted, and who tried.
WHILE_REFUSED = WHILE_LOOKING | {"people_sign_in_code"}
READ_BY_VIEWS = re.compile(r"""(?:GET|POST)(?:\.get|\.getlist)?[(\[]["']([\w-]+)["']""")
OURS = ("/", "http://testserver/", f"{settings.PUBLIC_BASE_URL}/")
MACHINES = ("/health/", "/hooks/")
FORBIDDEN_WORDS = ("Traceback (most recent", "‼ missing", "<fuzz-tag")


@dataclass
class Asked:
    """A request as it travels. Its text is short enough to read when a test fails."""

    who: str
    method: str
    path: str
    body: bytes = b""
    content_type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)

    def __repr__(self):
        shown = [self.who, self.method, _short(self.path), f"headers={_short(str(self.headers))}"]
        return " ".join([*shown, self.content_type, _short(repr(self.body), 600)])


def _short(text, most=200):
    return text if len(text) <= most else f"{text[: most // 2]}…{len(text)} characters…{text[-most // 4 :]}"


@cache
def names_read_by_views():
    """The name of every field and parameter that a view reads by itself, without a form."""
    found = set()
    for app in ("followon", "notifications", "pmp", "groups"):
        for file in (settings.BASE_DIR / app).rglob("*.py"):
            found.update(READ_BY_VIEWS.findall(Path(file).read_text()))
    return sorted(found)


@st.composite
def requests(draw, *, url, arguments, known, may):
    """A request to one address: by whom it is for or anybody else, with a part of it, or all of it, hostile."""
    method = draw(hostile.methods)
    shown, form = draw(st.sampled_from(known)) if known else (None, None)
    usual = [shown] if shown and method == "POST" else may.get(method, []) or ["gwen"]
    who = draw(st.sampled_from(usual * 4 + ["nobody", "rhys", "olive", "gwen", "nadia"]))
    path = draw(_path(url, arguments)) if arguments and draw(st.integers(0, 3)) == 0 else url
    asked = Asked(who, method, path)
    if draw(st.integers(0, 2)) == 0:
        asked.path += f"?{draw(_query())}"
    if draw(st.integers(0, 4)) == 0:
        asked.headers = draw(hostile.headers)
    if method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
        asked.content_type, asked.body = draw(_body(form))
    return asked


@st.composite
def _path(draw, url, arguments):
    """The address with one of its arguments replaced."""
    argument = draw(st.sampled_from(arguments))
    before, _, after = url.rpartition(f"/{quote(str(argument))}")
    spoilt = st.just(f"{quote(str(argument))}%00")  # true up to its end
    return f"{before}/{draw(hostile.parts | spoilt)}{after}"


@st.composite
def _query(draw):
    names = st.sampled_from(
        [*names_read_by_views(), "next", "format", "csrfmiddlewaretoken", "id", "%00", "a[]"]
    )
    pairs = draw(st.lists(st.tuples(names, st.sampled_from(hostile.TEXTS)), min_size=1, max_size=4))
    raw = draw(st.sampled_from(["", "", "", "&=&;%zz", "&page=%ED%A0%80", "&x" * 900]))
    return "&".join(f"{name}={quote_plus(text[:8_000])}" for name, text in pairs) + raw


@st.composite
def _body(draw, form):
    """Content type and bytes: the fields of a form with some spoilt, or what is no form at all."""
    how = draw(
        st.sampled_from(["form", "form", "form", "form", "multipart", "multipart", "raw", "json", "broken"])
    )
    if how == "raw":
        return FORM, draw(st.sampled_from(hostile.RAW)) + draw(st.binary(max_size=60))
    if how == "json":
        return "application/json", draw(st.sampled_from(_JSON))
    if how == "broken":
        return draw(st.sampled_from(_BROKEN))
    fields = draw(_fields(form))
    if how == "form":
        charset = draw(st.sampled_from(["", "", "; charset=utf-16", "; charset=nonsense", "; charset=\xe9"]))
        return FORM + charset, "&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in fields).encode()
    names = (form.files if form else []) or draw(st.sampled_from([[], ["file"]]))
    files = [
        (name, draw(st.sampled_from(hostile.NAMES)), draw(st.sampled_from(hostile.FILES))) for name in names
    ]
    return MULTIPART, multipart(fields, files)


@st.composite
def _fields(draw, form):
    """(name, value) pairs: most as the page has them, some hostile, missing, repeated, or never heard of."""
    pairs = []
    for name, values in (form.fields if form else {}).items():
        fate = draw(st.integers(0, 9))
        if fate <= 5:
            pairs.append((name, draw(st.sampled_from(values or [likely(name)]))))
        elif fate <= 8:
            pairs.append((name, draw(hostile.texts)))
        if fate == 8:
            pairs.append((name, draw(hostile.texts)))
    for name in draw(st.lists(st.sampled_from([*names_read_by_views(), *_EXTRA]), max_size=2 if form else 5)):
        pairs.append((name, draw(hostile.texts)))
    return pairs[:1_500]


_JSON = (b"{}", b"[" * 3_000, b'{"a": "\\ud800\\u0000"}', b"nul", b"\xff")
_EXTRA = (
    "form-TOTAL_FORMS", "form-INITIAL_FORMS", "id", "pk", "person", "service", "role", "is_lead", "state", "by",
    "_method", "next", "version", "form-key", "csrfmiddlewaretoken", "\x00", "x" * 500, "credential", "code",
)  # fmt: skip
_PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"'.encode()
_END = f"--{BOUNDARY}--\r\n".encode()
_BROKEN = (
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=", b""),
    ("multipart/form-data; boundary=\xe9", b"--\xe9--"),
    ("multipart/form-data; boundary=" + "b" * 300, b"x"),
    (MULTIPART, b"--" + BOUNDARY.encode()),
    (MULTIPART, _PART + b"\r\n\r\nnever ended"),
    (MULTIPART, _PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n"),
    (MULTIPART, _PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!!\r\n" + _END),
    (MULTIPART, _PART + b"\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"),
    ("text/plain", b"a=b"),
    ("", b"a=b"),
    ("text/xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2_500))),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000),
)  # fmt: skip


def multipart(fields, files=()):
    """A body of parts, each field and file exactly as given."""
    lines = []
    for name, value in fields:
        lines += [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        ]
    for name, filename, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        lines += [head.encode(), b"Content-Type: text/csv\r\n\r\n", content, b"\r\n"]
    return b"".join([*lines, f"--{BOUNDARY}--\r\n".encode()])


def send(door, asked):
    """Send it, go where it leads, and judge both answers; everything is undone."""
    with door.undone(asked.who) as (client, written):
        response = client.generic(asked.method, asked.path, asked.body, asked.content_type, **asked.headers)
        judge(asked, response, written())
        there = urlsplit(urljoin(asked.path, response.headers.get("Location", "")))
        if response.status_code in (302, 303):
            assert there.geturl().startswith(OURS), f"{asked} leads to {there.geturl()}"
            assert not there.path.startswith("//"), f"{asked} leads to {there.geturl()}"
            after, onward = written(), f"{there.path}?{there.query}"
            judge(Asked(asked.who, "GET", onward), client.get(onward), written() - after)
    return response


def judge(asked, response, written):
    """No error of ours; a page that can be read; and nothing was written unless the request was taken."""
    words = b"".join(response) if getattr(response, "streaming", False) else response.content
    page = words.decode(errors="replace")
    assert letter(response) != "x", f"{response.status_code} for {asked}"
    for word in FORBIDDEN_WORDS:
        assert word not in page, f"{page[page.find(word) :][:80]} in the answer to {asked}"
    if response.status_code >= 400 and not asked.path.startswith(MACHINES) and asked.method != "HEAD":
        assert _says_something(response, page), f"{response.status_code} without a word for {asked}"
    if asked.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
        assert written <= WHILE_LOOKING, f"{asked} wrote to {written}"
    elif response.status_code >= 400 or "nhsuk-error-summary" in page:
        assert written <= WHILE_REFUSED, f"{asked} was refused and wrote to {written}"
        assert _leads_nowhere(page) == [], f"the list of what is wrong leads nowhere in the answer to {asked}"


def _says_something(response, page):
    return response.status_code == 405 or ("<h1" in page and "<title" in page)


def _leads_nowhere(page):
    """Where the links of an error summary would lead, when there is nothing on the page."""
    summary = page.partition("nhsuk-error-summary__list")[2].partition("</ul>")[0]
    return [there for there in re.findall(r'href="#([^"]*)"', summary) if f'id="{there}"' not in page]
