"""No address that leads into a private network is ever connected to, however it is written."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

import pytest

from backend.integrations.webhooks.addresses import UrlRefusedError
from backend.integrations.webhooks.connecting import Deadline, Outside, UnreachableError, resolve
from backend.integrations.webhooks.sending import Answer, Fault, Wire, send
from backend.networks import Address, Allowed
from tests.faults.conftest import Note

NOWHERE = Allowed()
PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

# What a prober writes as the host; the port of the listener comes behind it.
WRITTEN = (
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001"),
    *("0x7f.0.0.1", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "127.0.0.0x1", "0", "0.0.0.0", "0x0"),  # noqa: S104 -- nobody listens there
    *("localhost", "LOCALHOST", "localhost.", "LocalHost.", "localhost.localdomain"),
    *("ip6-localhost", "ip6-loopback", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[::1%25lo]", "[64:ff9b::7f00:1]", "[fe80::1%25eth0]"),
    *("user@127.0.0.1", f"{PUBLIC}@127.0.0.1", "user:word@localhost", "127.0.0.1#@example.com"),
    *("example.com\\@127.0.0.1", "127.0.0.1\t", "\n127.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1"),
    *("ⓛocalhost", "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127.0.0.1:80@example.com"),
)
# What a name may be answered with, such as 10.0.0.1.nip.io.
ANSWERED = (
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.53", "0.0.0.0"),  # noqa: S104 -- as above
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("198.18.0.1", "192.0.2.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "::1", "::", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
    *("fec0::1", "ff02::1", "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1"),
    *("2002:a00:1::1", "2002:7f00:1::1", "2001:0:a00:1::1", "2001:db8::1", "2001:2::1"),
    *("2001:10::1", "3ffe::1", "3fff::1", "100::1", "5f00::1", "4000::1"),
)


class Counter:
    """Counts who connects: at a listener on this machine, and through `connect`."""

    def __init__(self) -> None:
        self.connected: list[str] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.connected.append("listener")
            line.close()

    def connect(self, address: Address, _port: int, _patience: float) -> socket.socket:
        """Note ADDRESS, and let nobody through."""
        self.connected.append(str(address))
        raise ConnectionRefusedError

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()


@pytest.fixture
def counter() -> Iterator[Counter]:
    """Count connections."""
    made = Counter()
    yield made
    made.close()


def post(
    url: str,
    counter: Counter,
    find: Callable[[str, int], Sequence[str]] = resolve,
    *,
    with_http: bool = False,
) -> Answer:
    """Send a message to URL, whose host is looked up by FIND."""
    wire = Wire(
        allowed=NOWHERE, with_http=with_http, patience=5, resolve=find, connect=counter.connect
    )
    return send(url, b"{}", {}, wire=wire, at=time.monotonic())


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", WRITTEN)
def test_no_way_of_writing_leads_inside(host: str, scheme: str, counter: Counter) -> None:
    fault = post(f"{scheme}://{host}:{counter.port}/", counter, with_http=True).fault

    assert fault in {Fault.URL, Fault.PRIVATE, Fault.NAME}
    assert counter.connected == []


@pytest.mark.parametrize("host", WRITTEN)
def test_what_connects_finds_out_for_itself(host: str, counter: Counter) -> None:
    outside = Outside(Deadline(time.monotonic() + 5), NOWHERE, connect=counter.connect)

    with pytest.raises(Exception):  # noqa: B017, PT011 -- which of them says why is told above
        outside.connect_tcp(host.strip("[]"), counter.port)

    assert counter.connected == []


@pytest.mark.parametrize("answer", ANSWERED)
def test_no_answer_for_a_name_leads_inside(answer: str, counter: Counter) -> None:
    fault = post("https://hooks.example.com/", counter, lambda *_: [answer]).fault

    assert (fault, counter.connected) == (Fault.PRIVATE, [])


@pytest.mark.parametrize("answer", ANSWERED)
def test_one_private_answer_among_public_ones_is_enough(answer: str, counter: Counter) -> None:
    for answers in ([PUBLIC, answer], [answer, PUBLIC], [PUBLIC, PUBLIC_6, answer]):
        fault = post("https://hooks.example.com/", counter, lambda *_, a=answers: a).fault

        assert (fault, counter.connected) == (Fault.PRIVATE, [])


def test_a_name_that_changes_its_mind_is_asked_once_for_each_message(counter: Counter) -> None:
    answers = cycle([[PUBLIC], ["127.0.0.1"]])
    asked: list[str] = []

    def rebind(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    faults = [post("https://hooks.example.com/", counter, rebind).fault for _ in range(4)]

    # The public address is connected to as it was checked, the private one never.
    assert faults == [Fault.UNREACHABLE, Fault.PRIVATE] * 2
    assert asked == ["hooks.example.com"] * 4
    assert counter.connected == [PUBLIC] * 2


def test_public_addresses_are_connected_to(counter: Counter) -> None:
    fault = post("https://hooks.example.com/", counter, lambda *_: [PUBLIC, PUBLIC_6]).fault

    assert (fault, counter.connected) == (Fault.UNREACHABLE, [PUBLIC, PUBLIC_6])


def test_what_was_allowed_is_reached_and_nothing_beside_it() -> None:
    counter = Counter()
    allowed = Allowed(frozenset({"crm"}))
    outside = Outside(
        Deadline(time.monotonic() + 5), allowed, lambda *_: ["10.0.0.1"], counter.connect
    )

    with pytest.raises(UnreachableError):
        outside.connect_tcp("crm", 80)
    with pytest.raises(UrlRefusedError):
        outside.connect_tcp("erp", 80)

    assert counter.connected == ["10.0.0.1"]
    counter.close()


def test_the_figures_are_told(counter: Counter, note: Note) -> None:
    tried = [f"https://{host}:{counter.port}/" for host in WRITTEN]
    for url in tried:
        post(url, counter)
    for answer in ANSWERED:
        post("https://hooks.example.com/", counter, lambda *_, a=answer: [a])

    figures = f"{len(tried) + len(ANSWERED)} addresses: {len(counter.connected)} connections"
    note("addresses meant to reach private networks", figures)
    assert (len(tried) + len(ANSWERED) >= 80, counter.connected) == (True, [])
