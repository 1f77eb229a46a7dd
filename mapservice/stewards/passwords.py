"""Passwords and one-time codes of local staff accounts."""

import time
from functools import cache
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH: Final = 12
"""NIST SP 800-63B-4, 3.1.1.2: 15 where a password is all, 8 beside a second factor."""
STEP_S: Final = 30

# The library's defaults are RFC 9106's second recommendation: 64 MiB, three passes.
_hasher: Final = PasswordHasher()


class WeakPassword(ValueError):
    """Too short, or nothing but the account's name."""


def hash_password(name: str, password: str) -> str:
    """The argon2id hash. Raises WeakPassword."""
    if len(password) < MIN_LENGTH or password.lower().strip() == name:
        raise WeakPassword(f"at least {MIN_LENGTH} characters, and not the name")
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is right; an account that is not there takes as long as one that is."""
    try:
        return _hasher.verify(stored or _nobody(), password[:1000]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_address(secret: str, name: str, issuer: str) -> str:
    """The otpauth address that an authenticator takes, as text or QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def totp_step(secret: str, code: str, now: float | None = None) -> int | None:
    """The time step that `code` belongs to, or None; one step of clock drift is allowed.

    RFC 6238, 5.2: a code counts once, so the caller refuses a step it has seen.
    """
    step = int((time.time() if now is None else now) // STEP_S)
    totp = pyotp.TOTP(secret)
    given = code.strip().replace(" ", "")
    return next(
        (
            near
            for near in (step, step - 1, step + 1)
            if pyotp.utils.strings_equal(totp.at(near * STEP_S), given)
        ),
        None,
    )
