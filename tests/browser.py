"""What every page must pass in a real browser: axe, no sideways scroll, targets a trembling hand can hit.

def test_home(page, live_server):
    page.goto(live_server.url + "/home/")
    check(page)                       # everything below, at 320, 390 and 1280 pixels
    screenshot(page, "home")          # tests/.screenshots/home-390.png and -1280.png, to look at
"""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDTHS = {320: 640, 390: 844, 1280: 900}
SCREENSHOTS = Path(__file__).parent / ".screenshots"
SMALLEST_TARGET = 44  # CSS pixels, ux rule; WCAG 2.2 AA asks for 24

expect.set_options(timeout=30_000)  # a busy machine takes its time

_AXE = Axe()
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

# All but hidden controls and links inside a sentence. Of a box to tick the label counts too.
_TARGETS = """(smallest) => {
  const seen = [];
  for (const el of document.querySelectorAll('a[href], button, select, input, summary, textarea')) {
    const box = el.getBoundingClientRect();
    if (!box.width || !box.height || el.type === 'hidden' || el.closest('[hidden]')) continue;
    if (getComputedStyle(el).visibility === 'hidden' || el.matches('.nhsuk-skip-link')) continue;
    if (el.tagName === 'A' && !el.className.includes('button')) {
      const block = el.closest('p, li, td, th, dd, h1, h2, h3, div, span:not(a span)');
      const around = (block ? block.textContent : '').replace(el.textContent, '').trim();
      if (around && getComputedStyle(el).display === 'inline') continue;
    }
    let height = box.height, width = box.width;
    if (el.matches('[type=radio], [type=checkbox]')) {
      const label = el.labels[0] ? el.labels[0].getBoundingClientRect() : box;
      height = Math.max(height, label.height);
    }
    if (height < smallest - 0.5 || width < 24) {
      const size = `${Math.round(width)}x${Math.round(height)}`;
      seen.push(`${el.tagName.toLowerCase()} "${el.textContent.trim().slice(0, 40) || el.name}" ${size}`);
    }
  }
  return seen;
}"""


def check(page, widths=WIDTHS):
    """Everything a page must pass, at each width; the page is left at the last one."""
    page.wait_for_load_state()  # without its style sheet every page is too wide
    for width in widths:
        page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 844)})
        check_no_sideways_scroll(page)
        check_targets(page)
        if width != 320:
            check_axe(page)
        if width == 390:
            check_text_twice_as_large(page)
    check_headings(page)


def press(control):
    """Press a button or a link and wait for the page it leads to, so that what follows looks at no page half gone."""
    with control.page.expect_navigation():
        control.click()


def check_axe(page):
    """No violation of WCAG 2.2 AA or of axe's best practice."""
    found = _AXE.run(page, options=_RULES).response["violations"]
    told = [f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes']]}" for one in found]
    assert not told, f"{page.url}\n" + "\n".join(told)


def check_no_sideways_scroll(page):
    """Nothing is wider than the window, once the menu has folded itself to the new width."""
    for _ in range(200):  # the page's own policy forbids Playwright's wait_for_function
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if too_wide <= 0:
            break
        page.wait_for_timeout(100)
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than {page.viewport_size['width']} px"


def check_text_twice_as_large(page):
    """Nor with text twice as large, as some people have it on their phones.

    The header is no part of this: it measures its words once, when the page arrives.
    """
    page.evaluate("""() => {
      document.documentElement.style.fontSize = '200%';
      document.querySelector('header').style.display = 'none';
    }""")
    check_no_sideways_scroll(page)
    page.evaluate("""() => {
      document.documentElement.style.fontSize = '';
      document.querySelector('header').style.display = '';
    }""")


def check_targets(page, smallest=SMALLEST_TARGET):
    """Every stand-alone control is at least 44 px high."""
    small = page.evaluate(_TARGETS, smallest)
    assert not small, f"{page.url} has targets below {smallest} px: {small}"


def check_headings(page):
    """A title made of the h1 and the product's name; one h1; no heading level is skipped."""
    heading = page.locator("h1")
    assert heading.count() == 1, f"{page.url} has {heading.count()} h1"
    title = page.title().removeprefix("Error: ")
    assert title == f"{' '.join(heading.inner_text().split())} – Follow-on groups", f"{title!r} at {page.url}"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    jumps = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
    assert not jumps, f"{page.url} skips heading levels: {jumps}"


def screenshot(page, name, widths=(390, 1280)):
    """Pictures of the whole page, to look at beside the wireframes."""
    SCREENSHOTS.mkdir(exist_ok=True)
    for width in widths:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
