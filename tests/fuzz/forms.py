"""Every form of the site as its pages show it: what a browser would send, and where to."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.access import generate
from tests.access.addresses import addresses
from tests.access.world import ASKING

WHO_FIRST = ("nadia", "gwen", "sam", "ruth", "maria", "ife", "ellis", "nobody")
_LIKELY = (
    ("_day", "20"), ("_month", "1"), ("_year", "2027"), ("time", "11am"), ("mobile", "07700 900123"),
    ("landline", "01632 960555"), ("phone", "01632 960555"), ("email", "new@example.org"), ("postcode", "LA1 7QX"),
    ("number", "3"), ("count", "3"), ("seats", "3"), ("cost", "0"), ("code", "123456"), ("address", "07700 900123"),
)  # fmt: skip


@dataclass
class Form:
    """What one form sends: each field with the values it may have as shown."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, url):
        super().__init__()
        self.url, self.found, self._form, self._select, self._area = url, [], None, "", ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form":
            self._form = Form()
            if (told.get("method") or "").lower() == "post":
                path = urlsplit(urljoin(self.url, told.get("action") or "")).path
                self.found.append((path, self._form))
        elif self._form is None:
            return
        elif tag == "select":
            self._select = name
            self._form.fields.setdefault(name, [])
        elif tag == "option" and self._select:
            self._form.fields[self._select].append(told.get("value") or "")
        elif tag == "textarea" and name:
            self._form.fields.setdefault(name, []).append("Some words")
        elif tag in ("input", "button") and name and name != "csrfmiddlewaretoken":
            self._take(name, told)

    def _take(self, name, told):
        if told.get("type") == "file":
            self._form.files.append(name)
        else:
            self._form.fields.setdefault(name, []).append(told.get("value") or likely(name))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def likely(name):
    """What somebody might type into a field of this name."""
    return next((value for part, value in _LIKELY if part in name), "Some words")


def forms_of(html, url):
    """The forms of a page that change something: (path, form)."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.found


def allowed(name, method):
    """Who may ask this of an address, by the table of access; the likeliest first."""
    get, post = generate.read().get(name, ("", ""))
    letters = dict(zip(ASKING, (post if method == "POST" else get).replace(" ", ""), strict=False))
    return [who for who in WHO_FIRST if letters.get(who) == "a"]


class Forms:
    """By path: who saw a form that sends there, and what it sends."""

    def __init__(self, world, door):
        self.by_path = {}
        for name, _, pattern in addresses():
            if name in ("account_logout", "web:service_worker"):
                continue
            url = world.url(name, pattern)
            for who in allowed(name, "GET")[:1]:
                response, _ = door.ask(who, "GET", url)
                if "html" in response.headers.get("Content-Type", "") and response.status_code == 200:
                    for path, form in forms_of(response.content.decode(), url):
                        self.by_path.setdefault(path, []).append((who, form))

    def of(self, path):
        return self.by_path.get(path, [])
