"""Secrets at rest: sealed with MFA_SECRETS_KEY before they reach the database, opened when they are used."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """The secret was sealed with a key that is not there any more, or was changed since."""


@lru_cache(maxsize=4)
def _lock(configured: str) -> MultiFernet:
    """MFA_SECRETS_KEY may hold several keys with spaces between: the first seals, all of them open."""
    return MultiFernet([Fernet(_derived(key)) for key in configured.split() or [configured]])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"followon.vault:" + key.encode()).digest())


def seal(text: str) -> str:
    """The text as it may be stored."""
    return _lock(settings.MFA_SECRETS_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises Unreadable."""
    try:
        return _lock(settings.MFA_SECRETS_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None
