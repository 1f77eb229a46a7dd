"""Headers of every answer: a strict content security policy and its like."""

import base64
import hashlib
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from mapservice.settings import Settings


def hash_source(script: str) -> str:
    """The CSP source expression that allows exactly this inline script (CSP 3, 6.7.2.3)."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def tile_origin(settings: Settings) -> str:
    """The host that the operator's tiles come from: the one other host that may be asked."""
    if not settings.tile_url:
        return ""
    parts = urlsplit(settings.tile_url)
    return f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def content_security_policy(settings: Settings, frame_ancestors: str) -> str:
    import_map = current_app.extensions.get("import_map_hash", "")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {import_map}".strip(),
            "style-src 'self'",
            f"img-src 'self' data:{tile_origin(settings)}",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


def init_app(app: Flask, settings: Settings) -> None:
    @app.after_request
    def add_headers(response: Response) -> Response:
        # An embed may be framed by the sites that the operator names; pages may not.
        ancestors = "'none'"
        if request.endpoint == "venues.embed":
            ancestors = " ".join(("'self'", *settings.frame_ancestors))
        headers = {
            "Content-Security-Policy": content_security_policy(settings, ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
