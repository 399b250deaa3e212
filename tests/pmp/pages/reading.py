"""Reading a page as somebody does: its words, its heading, its links and what its forms would send."""

import re
from html import unescape
from html.parser import HTMLParser


def words(response):
    """The text of the main part, without tags, in single spaces."""
    html = response.content.decode()
    main = html[html.index("<main") :] if "<main" in html else html
    main = re.sub(r"<(script|style).*?</\1>", " ", main[: main.find("</main>")], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def heading(response):
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), flags=re.DOTALL)
    assert len(found) == 1, f"{len(found)} h1"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def errors(response):
    """The sentences of the error summary."""
    html = response.content.decode()
    if "nhsuk-error-summary" not in html:
        return []
    summary = html[html.index("nhsuk-error-summary") :]
    summary = summary[: summary.index("</ul>") if "</ul>" in summary else 2000]
    return [
        unescape(re.sub(r"<[^>]+>", "", one)).strip()
        for one in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    ]


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._select = [], None

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.forms.append(
                {"action": at.get("action", ""), "method": at.get("method", "get"), "fields": {}}
            )
        elif not self.forms:
            return
        fields = self.forms[-1]["fields"]
        if tag == "input" and at.get("name"):
            kind = at.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in at:
                    fields.setdefault(at["name"], []).append(at.get("value", "on"))
            elif kind != "file":
                fields[at["name"]] = [at.get("value", "")]
        elif tag == "select":
            self._select = at.get("name")
        elif tag == "option" and self._select and "selected" in at:
            fields[self._select] = [at.get("value", "")]


def forms(response):
    """Each form of the page: where it goes and what it would send as it stands."""
    reader = _Forms()
    reader.feed(response.content.decode())
    return reader.forms


def send(client, response, changes=None, *, number=None, **more):
    """Send the page's own form (the last of several unless a number is given), with what somebody changed."""
    there = [one for one in forms(response) if one["method"] == "post"]
    form = there[number if number is not None else -1]
    fields = {**form["fields"], **(changes or {}), **more}
    return client.post(form["action"].partition("#")[0] or response.request["PATH_INFO"], fields)
