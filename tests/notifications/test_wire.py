"""The wire to providers: nothing is told to a server that nobody vouches for or that an answer points to, and nothing
is asked of the environment."""

import socket
import ssl
import threading
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from urllib3 import Timeout

from followon import clock
from notifications.channels import in_time, sender, sms
from notifications.channels.base import CannotAsk, Parcel
from notifications.channels.wire import Elsewhere, Wire
from notifications.standin.faults import Fault
from notifications.states import Outcome

PARCEL = Parcel(reference=uuid.UUID(int=1), message_id=1, to="+447700900011", body="Hello")


@pytest.fixture
def impostor(tmp_path):
    """A server with a certificate of its own making; what it was told is in `heard`."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = clock.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "server.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    heard = []

    def serve():
        line, _ = door.accept()
        try:
            heard.append(context.wrap_socket(line, server_side=True).recv(1000))
        except OSError:
            line.close()

    with socket.create_server(("127.0.0.1", 0)) as door:
        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        yield door.getsockname()[1], heard
        serving.join(10)


def test_a_server_that_nobody_vouches_for_is_told_nothing(impostor, settings):
    port, heard = impostor
    settings.TWILIO_BASE_URL = f"https://127.0.0.1:{port}"

    result = sms.TwilioSms().send(PARCEL)

    assert (result.outcome, heard) == (Outcome.UNSURE, [])
    assert "SSLError" in result.words


def test_a_proxy_in_the_environment_is_not_asked(standin, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert sms.TwilioSms().send(PARCEL).outcome == Outcome.ACCEPTED


def test_a_server_that_is_not_there_got_nothing(settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings.TWILIO_BASE_URL = f"http://127.0.0.1:{port}"

    assert sms.TwilioSms().send(PARCEL).outcome == Outcome.NOT_SENT


class _Taking(BaseHTTPRequestHandler):
    """Takes whatever it is told, and keeps it."""

    def do_POST(self):
        self.server.heard.append((self.command, self.path, dict(self.headers)))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *words):
        """Nothing on the console."""


@pytest.fixture
def elsewhere(standin):
    """Another server, to which answers of 3xx point; what it was told is in `heard`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Taking) as server:
        server.heard = []
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        standin.faults.elsewhere = f"http://127.0.0.1:{server.server_port}/taken"
        yield server
        server.shutdown()
        serving.join(10)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("provider", ["twilio", "notify"])
def test_no_provider_is_followed_to_another_server(standin, elsewhere, provider, status):
    standin.faults.sending = [Fault("status", status=status)]

    result = sender(provider).send(PARCEL)

    assert (result.outcome, result.http) == (Outcome.UNSURE, status)
    assert elsewhere.heard == []


def test_nothing_goes_to_a_server_that_is_not_the_providers(standin, elsewhere):
    wire = Wire(Timeout(5), to=standin.url)

    with pytest.raises(Elsewhere):
        wire.request(
            "POST", f"http://127.0.0.1:{elsewhere.server_port}/", data={"Body": "Hello"}, auth=("a", "b")
        )
    assert elsewhere.heard == []


@pytest.mark.parametrize("looks", [0, 1], ids=["before the first bytes", "before the last bytes"])
def test_a_process_that_was_stopped_as_its_bytes_were_to_leave_sends_nothing(standin, monkeypatch, looks):
    times = iter([1.0] * looks + [99.0])
    monkeypatch.setattr(in_time, "time", SimpleNamespace(monotonic=lambda: next(times)))

    with in_time.begun_by(10.0), pytest.raises(in_time.TooLate):
        sender("twilio").send(PARCEL)

    assert standin.store.taken() == []
    assert (
        sender("twilio").send(PARCEL).outcome == Outcome.ACCEPTED
    )  # at any time, when nothing was said of it
    assert len(standin.store.taken()) == 1


def test_without_another_address_texts_go_to_twilio_over_https(settings, monkeypatch):
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    settings.TWILIO_BASE_URL = ""

    client = sms._client()

    assert (client.api.base_url, client.http_client.only) == (
        "https://api.twilio.com",
        ("https", "api.twilio.com"),
    )


def test_the_list_is_not_looked_for_on_another_server(standin, elsewhere):
    standin.faults.list_status = 302

    with pytest.raises(CannotAsk):
        sms.TwilioSms().find(PARCEL.to, clock.now())
    assert elsewhere.heard == []
