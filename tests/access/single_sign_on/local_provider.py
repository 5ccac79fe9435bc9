"""A provider of OpenID Connect on loopback, over real HTTP, with switches for what a hostile or a
broken one would say."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "survey", "a secret of the client: 100 %"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SOON = 0.01
"""Seconds until it looks whether it is to stop, which every test that asks it waits for."""


@dataclass
class LocalProvider:
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token, in place of the right ones."""
    document: dict[str, Any] = field(default_factory=dict)
    key_set: dict[str, Any] | None = None
    algorithm: str = "RS256"
    key: Any = KEY
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    is_away: bool = False

    def start(self) -> None:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if urlsplit(self.path).path == "/authorize":
                    back = provider.agree(self.path)
                    self.send_response(302)
                    address = f"{provider.asked[-1]['redirect_uri']}?{urlencode(back)}"
                    self.send_header("Location", address)
                    self.end_headers()
                    return
                self._answer(provider.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                given = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(provider.token(given, self.headers.get("Authorization", "")))

            def _answer(self, told: Mapping[str, Any] | None) -> None:
                self.send_response(200 if told is not None else 400)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

            def log_message(self, *_said: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, args=(SOON,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def get(self, path: str) -> Mapping[str, Any] | None:
        if self.is_away:
            return None
        if path == "/keys" and self.key_set is not None:
            return self.key_set
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [public | {"kid": "one", "use": "sig"}]}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.document

    def agree(self, address: str) -> dict[str, str]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, given: Mapping[str, str], header: str) -> Mapping[str, Any] | None:
        asked = self.codes.pop(given.get("code", ""), None)
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        sent = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or header != f"Basic {sent}"
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != given["redirect_uri"]
        ):
            return None
        now = int(time.time())
        said = {
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 60,
            "nonce": asked["nonce"], "email_verified": True, "auth_time": now,
        }  # fmt: skip
        claims = {name: value for name, value in (said | self.claims).items() if value is not None}
        signed = jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}
