"""Who may come in: bearer tokens and signed calls, with the trail of those who may not."""

from collections import deque
from collections.abc import Mapping
from typing import NoReturn

from starlette.responses import Response

from sandbox.faults import Faults
from sandbox.netsuite.calls import Call, plain_json
from sandbox.netsuite.certificates import Certificate, certificates
from sandbox.netsuite.errors import invalid_login, not_permitted
from sandbox.netsuite.oauth1 import SignedCalls, Token, Untrusted
from sandbox.netsuite.oauth2 import NotGranted, Tokens

TOKENINFO_PATH = "/rest/tokeninfo"


class Login:
    """The account's door. `account` is the id as a realm writes it: upper case, underscores."""

    def __init__(self, account: str, company: str, faults: Faults) -> None:
        self.account = account
        self.certificates: Mapping[str, Certificate] = certificates()
        self.token = Token.new()
        self.audit_trail: deque[str] = deque(maxlen=100)  # why log-ins failed, latest last
        self._company = company
        self._faults = faults
        self._tokens = Tokens(list(self.certificates.values()), account)
        self._signed = SignedCalls(self.token, account)

    def answer_token(self, call: Call) -> Response:
        """The token endpoint."""
        if self._faults.take("wrong-credentials", call.target):
            return self._not_granted("invalid_client")
        try:
            return plain_json(self._tokens.issue(call, self._base("suitetalk")))
        except NotGranted as refusal:
            return self._not_granted(str(refusal))

    def _not_granted(self, error: str) -> Response:
        self.audit_trail.append(error)
        return plain_json({"error": error}, status=400)

    def answer_tokeninfo(self, _: Call) -> Response:
        """The connection check of signed clients."""
        return plain_json(
            {
                "company": {"id": self.account, "name": self._company},
                "role": {"id": 1001, "name": "Integration Role"},
            }
        )

    def raise_if_stranger(self, call: Call) -> None:
        """Refuses, in the vendor's words, a call that is not logged in."""
        header = call.header("authorization")
        scheme, _, credentials = header.partition(" ")
        if scheme.lower() == "oauth":
            self._raise_if_unsigned(call)
            return
        grant = self._tokens.grant(credentials.strip()) if scheme.lower() == "bearer" else None
        if grant is None:
            self._refuse("invalid_token" if scheme else "no_authorization", self._bearer())
        if self._faults.take("expired-token", call.target):
            self._tokens.expire(credentials.strip())
            self._refuse("expired_token", self._bearer())
        if "rest_webservices" not in grant.scopes:
            raise not_permitted("REST Web Services")

    def _raise_if_unsigned(self, call: Call) -> None:
        challenge = f'OAuth realm="{self.account}"'
        if self._faults.take("wrong-credentials", call.target):
            self._refuse("token_rejected", challenge)
        host = "restlets" if call.path == TOKENINFO_PATH else "suitetalk"
        try:
            self._signed.verify(call, self._base(host))
        except Untrusted as reason:
            self._refuse(str(reason), challenge)

    def _refuse(self, reason: str, challenge: str) -> NoReturn:
        self.audit_trail.append(reason)
        raise invalid_login(challenge)

    def _bearer(self) -> str:
        return (
            f'Bearer realm="{self.account}", error="invalid_token", '
            'error_description="Invalid login attempt."'
        )

    def _base(self, service: str) -> str:
        slug = self.account.lower().replace("_", "-")
        return f"https://{slug}.{service}.api.netsuite.com"

    def settings(self, url: str) -> dict[str, str]:
        """All that a client needs, for both ways of logging in."""
        usual = self.certificates["P-256"]
        return {
            "account": self.account,
            "base_url": url,
            "client_id": usual.client_id,
            "certificate_id": usual.certificate_id,
            "private_key": usual.private_pem(),
            "consumer_key": self.token.consumer_key,
            "consumer_secret": self.token.consumer_secret,
            "token_id": self.token.token_id,
            "token_secret": self.token.token_secret,
        }
