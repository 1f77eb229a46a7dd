"""A small OpenID Connect issuer on the loopback: codes once, PKCE, signed identities."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "map", "a sample secret"
Claims = dict[str, Any]


@dataclass
class Issuer:
    """Whoever comes is `person`; `change` bends the claims of an identity before it is signed."""

    address: str = ""
    person: Claims = field(default_factory=dict)
    change: Callable[[Claims], Claims] = lambda claims: claims
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None
    silent: bool = False
    """Whether it gives a token that says nothing of the person."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        answers = {
            "/.well-known/openid-configuration": self.metadata,
            "/authorize": self.authorize,
            "/token": self.token,
            "/keys": self.keys,
        }
        return answers[request.path](request)(environ, start_response)

    def metadata(self, _request: Request) -> Response:
        return _json({
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        })  # fmt: skip

    def authorize(self, request: Request) -> Response:
        """The person agrees at once and is sent back with a code."""
        asked = request.args.to_dict()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{back}"})

    def token(self, request: Request) -> Response:
        """The identity for a code: once, for our client, and for who began (RFC 7636)."""
        asked = self.codes.pop(request.form.get("code", ""), None)
        who = request.authorization
        if asked is None or who is None or (who.username, who.password) != (
            CLIENT_ID, CLIENT_SECRET
        ):  # fmt: skip
            return _json({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        answer = {"access_token": "opaque", "token_type": "Bearer"}
        if self.silent:
            return _json(answer)
        now = int(time.time())
        claims = self.change({
            "iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 60,
            "nonce": asked["nonce"], **self.person,
        })  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing or self.key)
        return _json({**answer, "id_token": signed})

    def keys(self, _request: Request) -> Response:
        return _json(KeySet([self.key]).as_dict(private=False))


def _json(values: Any, status: int = 200) -> Response:
    return Response(json.dumps(values), status=status, mimetype="application/json")


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    server = make_server("127.0.0.1", 0, issuer, threaded=True)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
