"""Seals what has to be read again, such as the secrets of authenticator apps.

A copy of the database alone opens nothing: the key is made from SECRET_KEY.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str) -> str:
    """Seal TEXT."""
    return _open_box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Read what was SEALED, under the secret of today or one of SECRET_KEY_FALLBACKS."""
    return _open_box().decrypt(sealed.encode()).decode()


def _open_box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_make_key(secret)) for secret in secrets])


def _make_key(secret: str | bytes) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tutti.sealing")
    return urlsafe_b64encode(made.derive(force_bytes(secret)))
