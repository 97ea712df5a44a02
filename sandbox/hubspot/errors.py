"""The CRM's refusals, in the envelope that it uses for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

Context = dict[str, list[str]]

SCOPES_PAGE = "https://developers.hubspot.com/scopes"
WITHOUT_LOG_IN = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can "
    "find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)


class RefusedError(Exception):
    """An answer that says no. Whoever sends it puts the correlation id in.

    `more` are further attributes of the body, such as `context`, `errors` or `subCategory`; `word`
    is what its `status` says.
    """

    def __init__(
        self,
        status: int,
        category: str | None,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        word: str = "error",
        **more: Any,
    ) -> None:
        self.status, self.category, self.message, self.more = status, category, message, more
        self.headers, self.word = dict(headers or {}), word
        super().__init__(f"{status} {category}: {message}")

    def body(self, correlation_id: str) -> dict[str, Any]:
        body = {"status": self.word, "message": self.message, "correlationId": correlation_id}
        category = {"category": self.category} if self.category else {}
        return body | self.more | category

    def in_a_batch(self, context: Context, is_lean: bool) -> dict[str, Any]:
        """The refusal as one item of a batch's `errors`; the lean form lacks what is empty."""
        item = {
            "status": "error",
            "category": self.category or "VALIDATION_ERROR",
            "message": self.message,
            "context": self.more.get("context", {}) | context,
        }
        if "subCategory" in self.more:
            item["subCategory"] = self.more["subCategory"]
        return item if is_lean else item | {"errors": [], "links": {}}


def invalid(message: str, **more: Any) -> RefusedError:
    return RefusedError(400, "VALIDATION_ERROR", message, **more)


def malformed_json(reason: str) -> RefusedError:
    return RefusedError(400, None, f"Invalid input JSON on line 1, column 1: {reason}")


def not_found(message: str = "resource not found", **more: Any) -> RefusedError:
    return RefusedError(404, "OBJECT_NOT_FOUND", message, **more)


def conflict(message: str, **more: Any) -> RefusedError:
    return RefusedError(409, "CONFLICT", message, **more)


def not_logged_in() -> RefusedError:
    return RefusedError(401, "INVALID_AUTHENTICATION", WITHOUT_LOG_IN)


def expired_token() -> RefusedError:
    words = "The OAuth token used to make this call expired some time ago."
    return RefusedError(401, "EXPIRED_AUTHENTICATION", words)


def missing_scopes(scopes: Sequence[str]) -> RefusedError:
    """403: the app lacks all of these, and one would do."""
    words = (
        "This app hasn't been granted all required scopes to make this call. "
        f"Read more about required scopes here: {SCOPES_PAGE}."
    )
    detail = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": list(scopes)},
    }
    links = {"scopes": SCOPES_PAGE}
    return RefusedError(403, "MISSING_SCOPES", words, errors=[detail], links=links)


def no_partner() -> RefusedError:
    words = "This account is not a partner account and has no access to this object."
    return RefusedError(403, "FORBIDDEN", words)


def not_allowed(methods: Sequence[str]) -> RefusedError:
    words = "The method is not allowed for this resource"
    return RefusedError(405, "METHOD_NOT_ALLOWED", words, headers={"Allow": ", ".join(methods)})


def unknown_type(name: str) -> RefusedError:
    return invalid(f"Unable to infer object type from: {name}")


def url_too_long() -> RefusedError:
    return RefusedError(414, "VALIDATION_ERROR", "URI Too Long")


def internal_error() -> RefusedError:
    return RefusedError(500, "INTERNAL_ERROR", "internal error")


def throttled(message: str, policy: str, headers: Mapping[str, str]) -> RefusedError:
    """429. Clients wait by `policyName` or by the words of the message."""
    return RefusedError(
        429,
        "RATE_LIMITS",
        message,
        headers=headers,
        errorType="RATE_LIMIT",
        policyName=policy,
    )
