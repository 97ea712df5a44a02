"""The store's refusals: arrays in V2, objects in V3, and the gateway's before both."""

from collections.abc import Mapping
from typing import Any

TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
RELATIVE_TYPE = "/api-docs/getting-started/api-status-codes"


class RefusedError(Exception):
    """An answer that says no, with its JSON body; None is an empty one."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        super().__init__(f"{status} {body}")


def v2(status: int, message: str) -> RefusedError:
    """A refusal of V2: always an array."""
    return RefusedError(status, [{"status": status, "message": message}])


def v2_not_found() -> RefusedError:
    return v2(404, "The requested resource was not found.")


def v2_unknown_field(name: str) -> RefusedError:
    return v2(400, f"The field '{name}' is not supported by this resource.")


def v2_read_only(name: str) -> RefusedError:
    words = "cannot be written to. Please remove it from your request before trying again."
    return v2(400, f"The field '{name}' {words}")


def v2_invalid(name: str) -> RefusedError:
    return v2(400, f"The field '{name}' is invalid.")


def v2_missing(name: str) -> RefusedError:
    return v2(400, f"The required field '{name}' was not supplied.")


def v3(status: int, title: str, errors: Mapping[str, str] | None = None) -> RefusedError:
    """A refusal of V3: an object whose `errors` say field by field what is wrong."""
    body = {"status": status, "title": title, "type": RELATIVE_TYPE, "errors": dict(errors or {})}
    return RefusedError(status, body)


def v3_not_found(title: str = "Resource not found") -> RefusedError:
    return v3(404, title)


def v3_invalid(errors: Mapping[str, str]) -> RefusedError:
    return v3(422, "JSON data is missing or invalid", errors)


def v3_unknown_filters(names: list[str]) -> RefusedError:
    return v3(422, f"The filter(s): {', '.join(names)} are not valid filter parameter(s).")


def v3_too_large(most: int) -> RefusedError:
    words = f"The maximum items allowed in the array is {most}."
    return v3(413, f"The request payload is too large. {words}")


def v3_bad_input(detail: str) -> RefusedError:
    body = {"status": 400, "title": "Input is invalid", "type": TYPE, "detail": detail}
    return RefusedError(400, body)


def gateway(status: int, title: str, headers: Mapping[str, str] | None = None) -> RefusedError:
    """What is refused before a version sees it: the same object on V2 and V3 paths."""
    return RefusedError(status, {"status": status, "title": title, "type": TYPE}, headers)


def unauthorized() -> RefusedError:
    words = "the v3 Auth client ID or token in the request are not a valid combination"
    title = f"Unauthorized - {words} for this store."
    return RefusedError(401, {"status": 401, "title": title, "type": RELATIVE_TYPE})


def missing_scope() -> RefusedError:
    return gateway(403, "You don't have a required scope to access the endpoint")


def trailing_slash() -> RefusedError:
    body = {
        "status": 403,
        "title": "Authentication Required",
        "type": "https://developer.bigcommerce.com/api#api-status-codes",
    }
    return RefusedError(403, body)


def too_many_requests(headers: Mapping[str, str] | None = None) -> RefusedError:
    return gateway(429, "Too Many Requests", headers)


def server_error() -> RefusedError:
    return gateway(500, "Internal Server Error")
