"""The billing system's refusals, all in one envelope."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

FieldError = Mapping[str, str]


class RefusedError(Exception):
    """An answer that says no: a status, a sentence, and the fields that it is about."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[FieldError] = (),
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.message = message
        self.errors = tuple(errors)
        self.code = code or str(status)
        self.headers = dict(headers or {})
        super().__init__(f"{status} {message}")

    def body(self) -> dict[str, Any]:
        """What the client reads; every refusal has an id of its own."""
        return {
            "request_id": str(uuid.uuid4()),
            "code": self.code,
            "message": self.message,
            "errors": list(self.errors),
        }


class Problems:
    """What is wrong with a body, field by field, told all at once."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def add(self, field: str, message: str) -> None:
        self._errors.append({"field": field, "message": message})

    def raise_if_any(self) -> None:
        """400 with every field that was found wrong."""
        if self._errors:
            fields = ", ".join(error["field"] for error in self._errors)
            raise RefusedError(400, f"Validation failed: {fields}", self._errors)


def invalid(field: str, message: str) -> RefusedError:
    return RefusedError(400, f"Validation failed: {field}", [{"field": field, "message": message}])


def malformed(why: str) -> RefusedError:
    return RefusedError(400, f"The body is not valid JSON: {why}")


def not_logged_in() -> RefusedError:
    return RefusedError(401, "The X-Api-Key header is missing or its key is not valid")


def not_allowed(what: str) -> RefusedError:
    return RefusedError(403, f"The API key does not have access to {what}")


def not_found(what: str, id_: str) -> RefusedError:
    return RefusedError(404, f"There is no {what} with id {id_}")


def no_such_path(path: str) -> RefusedError:
    return RefusedError(404, f"Nothing is found at {path}")


def wrong_method(method: str, path: str) -> RefusedError:
    return RefusedError(405, f"{method} is not supported at {path}")


def already_exists(field: str, value: str) -> RefusedError:
    message = f"{field} {value} already exists"
    return RefusedError(409, message, [{"field": field, "message": message}], "ALREADY_EXISTS")


def illegal_state(message: str) -> RefusedError:
    return RefusedError(422, message)
