"""The key pairs behind the account's certificates, each made when it is first asked for."""

from collections.abc import Callable, Mapping
from secrets import token_hex, token_urlsafe
from threading import Lock

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
RSA_ALGORITHMS = ("PS256", "PS384", "PS512")


class Certificate:
    """A certificate mapped to an integration; `algorithms` are those that fit its key."""

    def __init__(self, algorithms: tuple[str, ...], make: Callable[[], PrivateKey]) -> None:
        self.client_id = token_hex(32)
        self.certificate_id = token_urlsafe(32)
        self.algorithms = algorithms
        self._make = make
        self._lock = Lock()
        self._key: PrivateKey | None = None

    @property
    def key(self) -> PrivateKey:
        with self._lock:
            if self._key is None:
                self._key = self._make()
            return self._key

    def private_pem(self) -> str:
        """What the client keeps."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def certificates() -> Mapping[str, Certificate]:
    """One integration a kind of key: `P-256` (the usual one), `P-384`, `P-521`, `RSA-3072`."""
    return {
        "P-256": Certificate(("ES256",), lambda: ec.generate_private_key(ec.SECP256R1())),
        "P-384": Certificate(("ES384",), lambda: ec.generate_private_key(ec.SECP384R1())),
        "P-521": Certificate(("ES512",), lambda: ec.generate_private_key(ec.SECP521R1())),
        "RSA-3072": Certificate(
            RSA_ALGORITHMS,
            lambda: rsa.generate_private_key(public_exponent=65537, key_size=3072),
        ),
    }
