"""The helpdesk as somebody else sees and changes it: plain HTTP, nothing of ours in between."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import httpx
import msgspec

Organization = dict[str, Any]
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class Helpdesk:
    """An agent with an API token; amounts come as exact numbers."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self._client = httpx.Client(
            base_url=credentials["base_url"],
            auth=(f"{credentials['email']}/token", credentials["api_token"]),
            trust_env=False,
        )

    def organizations(self) -> dict[str, Organization]:
        """All that are there, by id."""
        return {str(it["id"]): it for it in self._listed("organizations")}

    def organization(self, record_id: str) -> Organization:
        return self._asked("GET", f"/organizations/{record_id}")["organization"]

    def figures(self, record_id: str) -> dict[str, Any]:
        """What the custom fields of an organization hold."""
        return self.organization(record_id)["organization_fields"]

    def change(self, record_id: str, **figures: object) -> None:
        """An agent types other values into the custom fields."""
        self.change_all({record_id: figures})

    def change_all(self, figures: Mapping[str, Mapping[str, object]]) -> None:
        """The same in many organizations at once: one by one each may be changed only so often."""
        changed = [
            {"id": int(record_id), "organization_fields": dict(values)}
            for record_id, values in figures.items()
        ]
        started = self._asked("PUT", "/organizations/update_many", {"organizations": changed})
        job = started["job_status"]
        while job["status"] != "completed":
            job = self._asked("GET", f"/job_statuses/{job['id']}")["job_status"]
        assert not [it for it in job["results"] if it.get("error")]

    def rename(self, record_id: str, name: str) -> None:
        self._asked("PUT", f"/organizations/{record_id}", {"organization": {"name": name}})

    def create(self, external_id: str, name: str) -> None:
        body = {"organization": {"external_id": external_id, "name": name}}
        self._asked("POST", "/organizations", body)

    def delete(self, record_id: str) -> None:
        self._asked("DELETE", f"/organizations/{record_id}")

    def make_field(self, key: str, kind: str) -> None:
        """An administrator makes a custom field."""
        field = {"key": key, "type": kind, "title": key}
        self._asked("POST", "/organization_fields", {"organization_field": field})

    def fields(self) -> dict[str, str]:
        """The types of the custom fields, by key."""
        return {it["key"]: it["type"] for it in self._listed("organization_fields")}

    def writes(self) -> int:
        """How many calls that change something it has got so far, from anybody."""
        rows = self._client.get("/__sandbox__/requests").json()["by_route"]
        return sum(
            it["count"]
            for it in rows
            if it["method"] not in ("GET", "HEAD") and not it["route"].startswith("/oauth/")
        )

    def close(self) -> None:
        self._client.close()

    def _listed(self, name: str) -> Iterator[dict[str, Any]]:
        page: str | None = f"/{name}?page[size]=100"
        while page:
            answer = self._asked("GET", page)
            yield from answer[name]
            after = answer["meta"]["after_cursor"] if answer["meta"]["has_more"] else None
            page = f"/{name}?page[size]=100&page[after]={after}" if after else None

    def _asked(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        head, _, query = path.partition("?")
        address = f"/api/v2{head}.json" + (f"?{query}" if query else "")
        content = None if body is None else _encode(body)
        headers = {"Content-Type": "application/json"}
        answer = self._client.request(method, address, content=content, headers=headers)
        assert answer.is_success, answer.text
        return _decode(answer.content) if answer.content else {}
