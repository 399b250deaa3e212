"""Which classes and elements a style sheet has rules for, and which of a page's have none.

without_a_rule(html)              what a page writes and none of the sheets that it asks for knows
"""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"
OURS = re.compile(r"(?:nhsuk|app)-[\w-]+")
_ASKED = re.compile(r'<link rel="stylesheet" href="[^"]*/css/([a-z-]+)(?:\.[0-9a-f]{12})?\.css"')

# Names that nothing is drawn by: of the design system's parts, of its script, and one that is for paper alone.
UNSTYLED = {
    "app-page",
    "nhsuk-date-input__input",
    "nhsuk-header__menu",
    "nhsuk-header__navigation-item--current",
    "nhsuk-header__navigation-item-current-fallback",
    "nhsuk-pagination__link--next",
    "nhsuk-pagination__link--prev",
    "nhsuk-password-input",
}


@cache
def classes_in(sheet):
    """Every class of ours or of the design system in a sheet and what it takes in: `site`, `whole`, `phone`."""
    css = (STATIC / "css" / f"{sheet}.css").read_text()
    found = set(re.findall(rf"\.({OURS.pattern})", css.replace("\\", "")))
    return found.union(*(classes_in(name) for name in re.findall(r'@import url\("([^"]+)\.css"\)', css)))


@cache
def elements_in(sheet):
    """Every element that a sheet and what it takes in have a rule for by name."""
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / f"{sheet}.css").read_text(), flags=re.DOTALL)
    found = set()
    for asked in re.findall(r"(?<=[{};])[^{};@]+(?={)", css):
        bare = re.sub(r"\[[^]]*\]|::?[\w-]+(?:\([^)]*\))?|\.[\w-]+", "", asked)
        found |= set(re.findall(r"(?:^|[\s>+~,])([a-z][a-z0-9]*)(?=\s*(?:,|$))", bare))
    return found.union(*(elements_in(name) for name in re.findall(r'@import url\("([^"]+)\.css"\)', css)))


def written(html):
    """The classes of a page, without those that only scripts look for."""
    names = {name for value in re.findall(r'class(?:es)?="([^"]*)"', html) for name in value.split()}
    return {name for name in names if OURS.fullmatch(name) and "-js-" not in name}


def without_a_rule(html):
    """The classes that a page's sheets have no rule for, and the elements for which members have one elsewhere."""
    asked = _ASKED.findall(html)
    classes = written(html) - UNSTYLED.union(*map(classes_in, asked))
    elements = set(re.findall(r"<([a-z][a-z0-9]*)", html)) & elements_in("site")
    return sorted(classes | (elements - set().union(*map(elements_in, asked))))
