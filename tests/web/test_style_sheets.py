"""The three style sheets: every class that a page writes is in the sheet it asks for."""

import re
import runpy
from functools import cache
from pathlib import Path

import pytest

from tests.style_sheets import OURS, UNSTYLED, classes_in, without_a_rule, written
from tests.web.test_nhsuk import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {
    str(file.relative_to(ROOT / "templates")): file.read_text() for file in ROOT.glob("templates/**/*.html")
}
VENDORED = runpy.run_path(str(ROOT / ".ci" / "vendor-nhsuk"))
FIRST = runpy.run_path(str(ROOT / ".ci" / "write-first-sheet"))
ON_PAPER_OR_PHONES = classes_in("phone") | classes_in(
    "slips"
)  # asked for by name on the pages that show them
KNOWN = {sheet: classes_in(sheet) | ON_PAPER_OR_PHONES | UNSTYLED for sheet in ("first", "site", "whole")}

# Names that the examples of components write and that nothing is drawn by.
UNSTYLED_IN_COMPONENTS = {"nhsuk-icon--arrow-left", "nhsuk-icon--arrow-right", *UNSTYLED}


@cache
def including(name):
    """The templates that take this one in by its name."""
    return [one for one, text in TEMPLATES.items() if re.search(rf'{{%\s*include "{re.escape(name)}"', text)]


def sheets_of(name, seen=()):
    """The sheets with which a template is seen: its own page's, or those of all pages that take it in."""
    text = TEMPLATES[name]
    if asked := re.search(r"{% block sheet %}{% static 'css/(\w+)\.css' %}", text):
        return {asked[1]}
    if parent := re.search(r'{%\s*extends "([^"]+)"', text):
        return sheets_of(parent[1])
    users = [one for one in including(name) if one not in seen]
    by_a_package = {"whole"} if name.startswith("allauth/") else {"site"}  # or by a name that is put together
    return set().union(*(sheets_of(one, (*seen, name)) for one in users)) or by_a_package


def whole_names(text):
    """The classes of a template or module; one with a hole in it ends in "-" once the hole is cut out."""
    return {name for name in written(re.sub(r"{%.*?%}|{{.*?}}|{.*?}", "- ", text)) if not name.endswith("-")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_class_of_a_template_is_in_the_style_sheets_of_its_pages(name):
    for sheet in sheets_of(name):
        unknown = whole_names(TEMPLATES[name]) - KNOWN[sheet]
        assert not unknown, (
            f"{sheet}.css lacks {unknown}: run .ci/vendor-nhsuk and .ci/write-first-sheet, or let the page ask for more"
        )


def test_every_class_our_code_writes_is_in_the_whole_style_sheet():
    for file in ROOT.glob("[fgnp]*/**/*.py"):
        assert whole_names(file.read_text()) <= KNOWN["whole"], file


def test_templates_are_told_apart_by_the_sheet_their_page_asks_for():
    assert sheets_of("groups/my_home.html") == {"first"}
    assert sheets_of("groups/my_goal_new.html") == {"site"}
    assert sheets_of("web/cookies.html") == {"whole"}
    assert sheets_of("groups/_said.html") == {"first"}
    assert sheets_of("components/_footer.html") == {"site", "whole"}
    assert sheets_of("pmp/_stage.html") == {"whole"}


def test_what_members_ask_for_is_part_of_the_whole_in_the_same_order():
    rules = VENDORED["rules"]
    light, full = (
        iter(rules((ROOT / "static" / "css" / f"nhsuk-{name}.min.css").read_text().partition("*/")[2]))
        for name in ("members", "frontend")
    )
    for prelude, body in light:
        asked = set(VENDORED["selectors"](prelude))
        assert any(_holds(one, asked, body) for one in full), (
            f"{prelude} is not in the whole, or in another place"
        )


def test_the_first_sheet_is_what_its_pages_need_of_the_others_now():
    assert (ROOT / "static" / "css" / "first.css").read_text() == FIRST["first_sheet"](), (
        "run .ci/write-first-sheet"
    )


def test_a_page_of_the_first_sheet_has_no_fields():
    """What draws fields is not in it: a page that gets a form asks for site.css."""
    pages = [name for name in TEMPLATES if sheets_of(name) == {"first"}]
    assert "groups/my_meeting.html" in pages
    assert [name for name in pages if re.search(r"{{ form\b|nhs_field", TEMPLATES[name])] == []


def test_the_first_sheet_looks_the_same_with_and_without_scripts():
    """So a page of it need not wait for site.js before it is drawn, and none does."""
    css = (ROOT / "static" / "css" / "first.css").read_text()
    assert "js-enabled" not in css
    last = re.findall(r"\.nhsuk-frontend-supported [^{]+{([^}]+)}", css)[-1]
    assert last == "flex-wrap: wrap;"  # our own word, after the design system's: as it is without scripts
    asking = [name for name, text in TEMPLATES.items() if "css/first.css" in text]
    assert [
        name for name in asking if "{% block script_waits %}defer {% endblock %}" not in TEMPLATES[name]
    ] == []
    assert not {"nhsuk-input", "nhsuk-radios", "nhsuk-checkboxes", "nhsuk-error-summary"} & classes_in(
        "first"
    )
    assert {"nhsuk-input", "nhsuk-radios", "nhsuk-checkboxes", "nhsuk-error-summary"} <= classes_in("site")


def _holds(rule, asked, body):
    """Whether a rule of the whole sheet is one of the members' sheet, which may have fewer selectors or rules in it."""
    prelude, inside = rule
    return asked <= set(VENDORED["selectors"](prelude)) and (inside == body or prelude.startswith("@"))


@pytest.mark.parametrize("component", sorted({component for component, _ in EXAMPLES}))
def test_every_class_the_components_write_is_in_the_style_sheet(component):
    unused, team = VENDORED["UNUSED"], VENDORED["TEAM"]
    for _, example in (one for one in EXAMPLES if one[0] == component):
        names = {name for name in written(example["html"]) - UNSTYLED_IN_COMPONENTS if not unused.match(name)}
        assert names <= classes_in("whole"), example["name"]
        assert {name for name in names if not team.match(name)} <= classes_in("site"), example["name"]


def test_what_is_left_out_is_written_nowhere():
    """Left out as unused, though only examples of components and the published script write it."""
    ours = [*TEMPLATES.values(), *(file.read_text() for file in ROOT.glob("[fgnp]*/**/*.py"))]
    names = {name for text in ours for name in whole_names(text)}
    assert {name for name in names if VENDORED["UNUSED"].match(name)} == set()


def test_a_class_without_a_rule_is_found():
    page = '<link rel="stylesheet" href="/static/css/{}.css"><p class="nhsuk-table app-nothing nhsuk-body-s">'
    assert without_a_rule(page.format("site")) == ["app-nothing", "nhsuk-table"]
    assert without_a_rule(page.format("whole.0123456789ab")) == ["app-nothing"]
    assert OURS.fullmatch("nhsuk-body-s")


def test_an_element_without_its_rule_is_found():
    """A table in a page of the first sheet would be drawn as browsers draw one."""
    page = '<link rel="stylesheet" href="/static/css/{}.css"><main><table><tr><td>'
    assert without_a_rule(page.format("first")) == ["table", "td"]
    assert without_a_rule(page.format("site")) == []
