"""One message is sent within its time, whatever the receiver does, and never anywhere else."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.integrations.webhooks.sending import Answer, Fault, Wire, send
from backend.networks import Allowed
from tests.backend.integrations.webhooks.receivers import (
    HERE,
    Behave,
    answer,
    receiving,
    say,
)

LYING_LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nok"
LYING_SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nmuch more than one"
FOREVER = b"HTTP/1.1 500 No\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 2_000_000
ENDLESS_HEAD = b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 20_000


def post(url: str, *, wire: Wire | None = None, body: bytes = b"{}") -> Answer:
    """Send BODY to URL."""
    sent = wire or Wire(allowed=HERE, patience=5)
    return send(url, body, {"webhook-id": "msg_1"}, wire=sent, at=time.monotonic())


def test_a_message_arrives_as_it_was_sent() -> None:
    with receiving() as receiver:
        told = post(f"{receiver.url}?key=1", body=b'{"a":1}')

    (message,) = receiver.messages
    assert told == Answer(None, 204)
    assert (message.path, message.body) == ("/in?key=1", b'{"a":1}')
    assert message.headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "content-length": "7",
        "connection": "close",
        "webhook-id": "msg_1",
    }


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (answer(200, body=b"thanks"), Answer(None, 200)),
        (answer(410), Answer(Fault.GONE, 410)),
        (answer(500, body=b"no\nway"), Answer(Fault.REFUSED, 500, "no way")),
        (answer(404, body="ä".encode("latin-1") * 900), Answer(Fault.REFUSED, 404, "\ufffd" * 200)),
        (answer(302, "Location: http://169.254.169.254/\r\n"), Answer(Fault.REDIRECTED, 302)),
        (answer(307, "Location: /elsewhere\r\n"), Answer(Fault.REDIRECTED, 307)),
        (say(b"SSH-2.0-OpenSSH\r\n"), Answer(Fault.BROKEN)),
        (say(b""), Answer(Fault.BROKEN)),
        (say(ENDLESS_HEAD), Answer(Fault.BROKEN)),
    ],
)
def test_the_status_tells_what_came_of_it(behave: Behave, told: Answer) -> None:
    with receiving(behave) as receiver:
        assert post(receiver.url) == told

    assert len(receiver.messages) == 1


@pytest.mark.parametrize("text", [LYING_LONG, LYING_SHORT], ids=["long", "short"])
def test_a_lie_about_the_length_changes_nothing(text: bytes) -> None:
    with receiving(say(text, linger=30)) as receiver:
        assert post(receiver.url) == Answer(None, 200)


def test_no_more_than_the_beginning_of_an_error_is_read() -> None:
    with receiving(say(FOREVER, linger=30)) as receiver:
        assert post(receiver.url) == Answer(Fault.REFUSED, 500, "x" * 200)


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (say(b"", linger=30), Answer(Fault.TOO_SLOW)),
        (say(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 99, each=0.05), Answer(Fault.TOO_SLOW)),
        (say(b"HTTP/1.1 100 Continue\r\n\r\n" * 99, each=0.05), Answer(Fault.TOO_SLOW)),
        (
            say(b"HTTP/1.1 500 No\r\nContent-Length: 900\r\n\r\nno", linger=30),
            Answer(Fault.REFUSED, 500, "no"),
        ),
    ],
    ids=["silent", "slow headers", "many headers", "slow body"],
)
def test_there_is_one_deadline_for_all_of_it(behave: Behave, told: Answer) -> None:
    with receiving(behave) as receiver:
        assert post(receiver.url, wire=Wire(allowed=HERE, patience=0.5)) == told


def test_a_slow_question_for_an_address_counts() -> None:
    def dawdle(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return []

    wire = Wire(allowed=HERE, patience=0.2, resolve=dawdle)

    assert post("https://hooks.example.com/", wire=wire) == Answer(Fault.TOO_SLOW)


def test_nothing_listens() -> None:
    with receiving() as receiver:
        pass

    assert post(receiver.url) == Answer(Fault.UNREACHABLE)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://hooks.example.com/", Fault.HTTPS),
        ("ftp://hooks.example.com/", Fault.URL),
        ("https:///in", Fault.URL),
        ("https://hooks.example.com:0/", Fault.URL),
        ("https://hooks.example.com:99999/", Fault.URL),
        ("https://hooks.example.com/ in", Fault.URL),
        ("https://hooks.example.com/#in", Fault.URL),
        ("https://hooks.example.com/\r\nHost: other", Fault.URL),
        ("https://me:word@hooks.example.com/", Fault.URL),
        (f"https://hooks.example.com/{'x' * 500}", Fault.URL),
        ("https://-hooks.example.com/", Fault.URL),
        ("https://nobody.invalid/", Fault.NAME),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, fault: Fault) -> None:
    def find_none(_host: str, _port: int) -> list[str]:
        raise OSError

    assert post(url, wire=Wire(allowed=Allowed(), resolve=find_none)) == Answer(fault)


def make_certificate(folder: Path, host: str) -> Path:
    """Make a certificate for HOST, which vouches for itself, with its key, in FOLDER."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("hooks.example.com", Answer(None, 204)),
        ("other.example.com", Answer(Fault.DISTRUSTED)),
    ],
)
def test_a_receiver_shows_a_certificate_for_its_name(
    host: str, told: Answer, tmp_path: Path
) -> None:
    file = make_certificate(tmp_path, "hooks.example.com")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    trust = ssl.create_default_context(cafile=str(file))

    with receiving(trust=server) as receiver:
        wire = Wire(allowed=HERE, trust=trust, patience=5, resolve=lambda *_: ["127.0.0.1"])
        assert post(f"https://{host}:{receiver.port}/", wire=wire) == told
        strict = Wire(allowed=HERE, patience=5, resolve=lambda *_: ["127.0.0.1"])
        assert post(f"https://{host}:{receiver.port}/", wire=strict).fault == Fault.DISTRUSTED


def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        told = post(receiver.url)

    assert (told, len(receiver.messages), proxy.messages) == (Answer(None, 204), 1, [])
