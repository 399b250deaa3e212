"""The first view on a phone: Chromium with an empty cache, a processor four times slower, 150 ms and 1.6 Mbit/s.

    python tests/bench/first_view.py [rounds]

Each page is opened as it is and without style sheet and scripts, in turn, through an edge that compresses HTML as a
proxy in front of the site does. Exits with 1 when a page is over its budget.
"""

import gzip
import http.client
import os
import re
import sys
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import pages, web, world
from tests.bench.place import machine, services

PHONES = ("member home", "my group", "meeting", "my meetings", "people", "who does what", "answer link, GET")
WIRE_KB, REQUESTS, TIMES_PLAIN, RAW_KB = 35, 3, 1.6, 60
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
WATCH = """
window.blocked = 0;
new PerformanceObserver(list => { for (const task of list.getEntries())
  window.blocked += Math.max(0, task.duration - 50); }).observe({type: 'longtask', buffered: true});
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOADED = re.compile(
    rb'<link rel="(?:stylesheet|icon|apple-touch-icon|manifest)"[^>]*>|<script.*?</script>', re.DOTALL
)


def compare(rounds):
    """Print the table; True when every budget holds."""
    from playwright.sync_api import sync_playwright

    with services() as home:
        seeded = world.seed(20)
        asked = [
            (page, web.cookies(seeded[page.who] if page.who else None))
            for page in pages.pages(seeded)
            if page.name in PHONES
        ]
        with (
            web.servers(home, (pages.OURS, {})) as (ours,),
            _edge(ours.port) as edge,
            _edge(ours.port, strip=True) as plain,
            sync_playwright() as driver,
        ):
            print(machine())
            print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f} at the start\n")
            columns = ("FCP ms", "plain", "times", "blocked", "requests", "wire KB", "HTML KB")
            print(f"{'page':20}" + "".join(f"{column:>9}" for column in columns))
            as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = driver.chromium.launch(executable_path=_chromium(), args=as_root)
            held = [_measure(browser, page, cookies, edge, plain, rounds) for page, cookies in asked]
            browser.close()
    return all(held)


def _measure(browser, page, cookies, edge, plain, rounds):
    seen = [
        (_open(browser, edge, page.path, cookies), _open(browser, plain, page.path, cookies))
        for _ in range(rounds)
    ]
    styled, bare = median(one["paint"] for one, _ in seen), median(two["paint"] for _, two in seen)
    last, blocked = seen[-1][0], median(one["blocked"] for one, _ in seen)
    wire, raw, far = last["wire"] / 1000, last["raw"] / 1000, last["elsewhere"]
    is_held = (
        styled / bare <= TIMES_PLAIN and not blocked and not far
        and last["requests"] <= REQUESTS and wire <= WIRE_KB and raw <= RAW_KB
    )  # fmt: skip
    print(
        f"{page.name:20}{styled:9.0f}{bare:9.0f}{styled / bare:9.2f}{blocked:9.0f}{last['requests']:9}{wire:9.1f}"
        f"{raw:9.1f}{'' if is_held else '  over'}{f'  asked {far}' if far else ''}",
        flush=True,
    )
    return is_held


def _open(browser, port, path, cookies):
    """What one visit with an empty cache costs."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, service_workers="block")
    site = f"http://127.0.0.1:{port}"
    context.add_cookies(
        [
            dict(zip(("name", "value"), one.split("=", 1), strict=True), url=site)
            for one in cookies.split("; ")
        ]
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    wire, asked = [], []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda one: wire.append(one["encodedDataLength"]))
    line.on("Network.requestWillBeSent", lambda one: asked.append(one["request"]["url"]))
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    answer = page.goto(site + path, wait_until="networkidle")
    assert answer.status == 200, f"{path} answered {answer.status}"
    here = [url for url in asked if not url.startswith("data:")]
    page.wait_for_function(f"!!{FIRST_PAINT.partition('.startTime')[0]}")
    found = {
        "paint": page.evaluate(FIRST_PAINT), "blocked": page.evaluate("window.blocked"), "wire": sum(wire),
        "raw": len(answer.body()), "requests": len(here),
        "elsewhere": [url for url in here if not url.startswith(site)],
    }  # fmt: skip
    context.close()
    return found


@contextmanager
def _edge(port, strip=False):
    """A proxy that compresses HTML; with `strip` it takes out whatever a page loads. Gives its port."""

    class Edge(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            line = http.client.HTTPConnection("127.0.0.1", port)
            line.request("GET", self.path, headers=dict(self.headers.items()) | {"Host": "127.0.0.1"})
            answer = line.getresponse()
            body, headers = answer.read(), dict(answer.getheaders())
            if headers.get("Content-Type", "").startswith("text/html"):
                body = gzip.compress(LOADED.sub(b"", body) if strip else body)
                headers["Content-Encoding"] = "gzip"
            self.send_response(answer.status)
            for name, value in headers.items():
                if name not in ("Connection", "Content-Length", "Server", "Date", "Transfer-Encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # a browser that has seen enough
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Edge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


def _chromium():
    import shutil

    programs = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
    found = os.environ.get("FOLLOWON_CHROMIUM") or next(filter(None, map(shutil.which, programs)), None)
    if found is None:
        raise SystemExit("No Chromium was found. Debian or Ubuntu: apt install chromium")
    return found


if __name__ == "__main__":
    well = compare(*map(int, sys.argv[1:2] or ["5"]))
    print(f"\n{'every budget holds' if well else 'over budget'}")
    sys.exit(not well)
