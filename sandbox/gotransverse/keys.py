"""The API keys: each opens one microservice, and a new one replaces the last."""

import secrets

from sandbox.gotransverse.errors import not_allowed, not_logged_in

BILLING = "billing"
BILLING_KEY = "5a9d0f7c1e2b43868c4fd3b1a7e6f209"
DUNNING_KEY = "c07e11d92f6a4b0e9d35b8a1740c6e52"  # good, but not for billing


class Keys:
    """The keys that are good. Rotating one makes its old value good for nothing."""

    def __init__(self) -> None:
        self.billing_key = BILLING_KEY
        self._microservice_of = {BILLING_KEY: BILLING, DUNNING_KEY: "dunning"}

    def raise_unless_allowed(self, key: str | None) -> None:
        """401 for a key that nobody knows, 403 for one of another microservice."""
        microservice = self._microservice_of.get(key or "")
        if microservice is None:
            raise not_logged_in()
        if microservice != BILLING:
            raise not_allowed(BILLING)

    def rotate(self) -> None:
        """Give out a new key for billing; who logs in anew is told it."""
        del self._microservice_of[self.billing_key]
        self.billing_key = secrets.token_hex(16)
        self._microservice_of[self.billing_key] = BILLING
