"""Where the software may connect to: three ways out, each to the one server that the settings name, and no other."""

import ast

from django.conf import settings

KNOWS_A_WAY_OUT = {
    "aiohttp", "aiosmtpd", "ftplib", "http.client", "httpx", "imaplib", "requests", "smtplib", "socket", "ssl",
    "urllib.request", "urllib3", "xmlrpc.client",
}  # fmt: skip
WAYS_OUT = {  # the file, and the setting that names its server
    "notifications/channels/sms.py": "TWILIO_BASE_URL",
    "notifications/channels/wire.py": "",  # the wire of the one above
    "notifications/channels/notify.py": "NOTIFY_BASE_URL",
    "notifications/channels/email.py": "EMAIL_CONFIG",
}
# What runs in the demo and the tests alone, on this machine.
NOT_IN_SERVICE = ("followon/embedded/", "notifications/standin/")


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def ways_out():
    """The files that import something which can open a connection."""
    for app in ("followon", "notifications", "pmp", "groups"):
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            name = str(file.relative_to(settings.BASE_DIR))
            if not name.startswith(NOT_IN_SERVICE) and KNOWS_A_WAY_OUT & set(
                imported(ast.parse(file.read_text()))
            ):
                yield name


def test_nothing_but_the_channels_can_connect_to_anywhere():
    assert set(ways_out()) == set(WAYS_OUT)


def test_each_way_out_leads_to_a_server_of_the_settings():
    for file, setting in WAYS_OUT.items():
        assert not setting or hasattr(settings, setting), file
