"""An OpenID Connect issuer on this machine, which vouches for whomever a test names."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT: Final = "tutti"
SECRET: Final = "shared-with-tutti"  # noqa: S105 -- of the fake issuer
ADA: Final = {
    "sub": "42",
    "email": "ada@house.example",
    "email_verified": True,
    "name": "Ada Lovelace",
}
KEY: Final[RSAPrivateKey] = generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass
class FakeIssuer:
    """What the issuer says: CLAIMS of whoever signs in, and what it has handed out."""

    claims: dict[str, object] = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)  # what its userinfo says otherwise
    audience: str = CLIENT
    address: str = ""
    challenges: dict[str, str] = field(default_factory=dict)  # by code
    asked: list[str] = field(default_factory=list)

    def discover(self) -> dict[str, str]:
        """Say where what is."""
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "keys",
        }
        return {"issuer": self.address} | {
            name: f"{self.address}/{place}" for name, place in places.items()
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Let whoever comes with QUERY sign in, and give where they go with their code."""
        code = token_urlsafe()
        self.challenges[code] = query["code_challenge"]
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def change(self, form: dict[str, str]) -> dict[str, object] | None:
        """Change a code for tokens; nothing for who cannot prove to have asked for it."""
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        proof = urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_ours = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        if not is_ours or self.challenges.pop(form.get("code", ""), None) != proof:
            return None
        now = int(time.time())
        said = {"iss": self.address, "aud": self.audience, "iat": now, "exp": now + 60}
        signed = jwt.encode(said | self.claims, KEY, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": token_urlsafe(), "token_type": "Bearer", "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    """Answers for ISSUER."""

    def __init__(self, issuer: FakeIssuer, *args: Any) -> None:  # noqa: ANN401 -- the server's
        self.issuer = issuer
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer what is read."""
        parts = urlsplit(self.path)
        self.issuer.asked.append(parts.path)
        if parts.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.issuer.authorize(query))
            self.end_headers()
            return
        key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        known: dict[str, Mapping[str, object]] = {
            "/.well-known/openid-configuration": self.issuer.discover(),
            "/userinfo": self.issuer.claims | self.issuer.told,
            "/keys": {"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]},
        }
        self.tell(known.get(parts.path))

    def do_POST(self) -> None:
        """Change a code for tokens."""
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.issuer.asked.append(self.path)
        self.tell(self.issuer.change({name: values[0] for name, values in parse_qs(sent).items()}))

    def tell(self, answer: Mapping[str, object] | None) -> None:
        """Answer with JSON, or refuse."""
        body = json.dumps(answer or {"error": "invalid_grant"}).encode()
        self.send_response(400 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serve_issuer() -> Iterator[FakeIssuer]:
    """Serve an issuer until the test ends."""
    issuer = FakeIssuer()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, issuer)) as server:
        issuer.address = f"http://127.0.0.1:{server.server_port}"
        running = Thread(target=server.serve_forever)
        running.start()
        yield issuer
        server.shutdown()
        running.join()
