"""A real OpenID Connect provider on loopback, small: discovery, codes with PKCE, signed identity tokens, keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "lilyroot", "a secret of two"


@dataclass
class Provider:
    """Who is signed in there at the moment (their claims), and what was handed out."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def discovery(self) -> dict[str, Any]:
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**asked, "claims": dict(self.claims)}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        given = self.codes.pop(asked.get("code", ""), None)
        if given is None or (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != given.get("code_challenge"):
            return None
        access = secrets.token_urlsafe(8)
        self.tokens[access] = given["claims"]
        now = int(time.time())
        identity = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **given["claims"]}
        signed = jwt.encode(identity, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": access, "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, answering on a free port."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            if at.path == "/.well-known/openid-configuration":
                self._json(provider.discovery())
            elif at.path == "/keys":
                self._json(provider.keys())
            elif at.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(at.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif at.path == "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self._json(provider.tokens.get(token))
            else:
                self._json(None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._json(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _json(self, content: dict[str, Any] | None) -> None:
            self.send_response(200 if content is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content or {"error": "invalid_grant"}).encode())

        def log_message(self, *words: Any) -> None:
            """Nothing."""

    return Handler
