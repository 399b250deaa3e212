"""Templates: short, used, without scripts or styles of their own, and in words that tired people can read."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from groups.demo import urls as demo_urls
from notifications.standin import urls as standin_urls
from tests.access.addresses import addresses

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [str(page.relative_to(TEMPLATES)) for page in PAGES]
CODE = [
    file.read_text()
    for folder in ("followon", "notifications", "pmp", "groups")
    for file in (ROOT / folder).rglob("*.py")
]
# Found by a name that is put together, or asked for by a package.
FOUND_OTHERWISE = re.compile(
    r"^(allauth/|account/|mfa/|usersessions/|[45]\d\d\.html$|notifications/|.*/messages/|forms/formset)"
)
OF_PEOPLE = re.compile(r"^(groups|pmp|people|notifications|web|audit)/(?!.*messages/)")

every_template = pytest.mark.parametrize(("name", "page"), list(zip(NAMES, PAGES, strict=True)), ids=NAMES)
every_page = pytest.mark.parametrize(
    ("name", "page"), [(name, page) for name, page in zip(NAMES, PAGES, strict=True) if OF_PEOPLE.match(name)]
)


@every_template
def test_a_template_is_short_and_compiles(name, page):
    assert len(page.read_text().splitlines()) <= 120
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        pytest.fail(f"{name}: {error}")


@every_template
def test_no_script_or_style_stands_in_a_page(name, page):
    text = page.read_text()

    assert not re.search(r"<style|\sstyle=|javascript:", text, re.IGNORECASE)
    assert not re.search(r"""\son[a-z]+=["']""", text, re.IGNORECASE)
    for attributes, inside in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL | re.IGNORECASE):
        assert "src=" in attributes or 'type="application/json"' in attributes, f"{name}: {inside[:60]}"


@every_template
def test_every_address_by_name_leads_somewhere(name, page):
    known = {address for address, _, _ in addresses()} | names_in_the_demo()
    for quoted in re.findall(r"""{%\s*url\s+['"]([^'"]+)['"]""", page.read_text()):
        assert quoted in known, f"{name} links to {quoted}"


def names_in_the_demo():
    """The demo's doors, which are routed only where the demo runs."""
    modules = (demo_urls, standin_urls)
    return {f"{module.app_name}:{entry.name}" for module in modules for entry in module.urlpatterns}


def test_every_template_is_used():
    written = "\n".join([*CODE, *(page.read_text() for page in PAGES)])
    unused = [name for name in NAMES if name not in written and not FOUND_OTHERWISE.match(name)]
    assert unused == []


@every_page
def test_a_page_stands_in_our_layout_and_names_itself(name, page):
    if page.name.startswith("_"):
        return
    text = page.read_text()
    assert re.search(
        r"""{% extends ["'](base|_person|_team|_[a-z_]+|[a-z]+/_[a-z_]+)\.html["'] %}""", text
    ), name
    assert "{% block title %}" in text or "/_" in re.search(r"{% extends (.*?) %}", text).group(1), name


@every_page
def test_forms_that_change_something_are_guarded(name, page):
    for form in re.findall(
        r"<form\b[^>]*method=[\"']post[\"'].*?</form>", page.read_text(), re.DOTALL | re.IGNORECASE
    ):
        assert "csrf_token" in form, name


# ── Words ──

NEVER = re.compile(
    r"\b(just|simply|sufferers?|failed to attend|DNA|RSVP|venue|PMP|PTV|pathway|cohort|FG|snooze|dormant"
    r"|coping strategy|click here|please note)\b"
)
LONGEST_SENTENCE = 25  # words; we aim at 20


class Words(HTMLParser):
    """The text of a page, block by block."""

    BLOCKS = re.compile(
        r"p|li|h\d|t[dhr]|d[dt]|legend|label|summary|caption|div|section|[uo]l|form|button|option|title|br"
    )

    def __init__(self):
        super().__init__()
        self.blocks = [""]

    def handle_starttag(self, tag, attrs):
        if self.BLOCKS.fullmatch(tag):
            self.blocks.append("")

    def handle_endtag(self, tag):
        self.handle_starttag(tag, [])

    def handle_data(self, data):
        self.blocks[-1] += data


def sentences(html):
    """What people read, without tags; a variable counts as one word, a branch as part of its sentence."""
    html = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}|<svg.*?</svg>|<script.*?</script>",
        "",
        html,
        flags=re.DOTALL,
    )
    said = re.findall(r"""(?:text|hint|label|heading|summary_text)=["']([^"']+)["']""", html)
    html = re.sub(r"{%\s*(else|elif).*?%}", "<br>", html, flags=re.DOTALL)
    html = re.sub(r"{{.*?}}", "word", re.sub(r"{%.*?%}", "", html, flags=re.DOTALL), flags=re.DOTALL)
    words = Words()
    words.feed(html)
    for block in [*words.blocks, *said]:
        for sentence in re.split(r"(?<=[.?!])\s+|:\s", " ".join(block.split())):
            if sentence:
                yield sentence


@every_page
def test_sentences_are_short(name, page):
    for sentence in sentences(page.read_text()):
        assert len(sentence.split()) <= LONGEST_SENTENCE, f"{name}: {sentence}"


@every_page
def test_words_are_ours(name, page):
    for sentence in sentences(page.read_text()):
        found = NEVER.search(sentence)
        assert not found, f"{name}: “{found.group()}” in: {sentence}"
