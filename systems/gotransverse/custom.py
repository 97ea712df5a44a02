"""Custom fields by name: which id a field has, and a record's values with some of them changed."""

from collections.abc import Mapping, Sequence

from systems.base import Row, Settings, Value
from systems.gotransverse.client import PAGE_ROWS, SYSTEM, Client
from systems.gotransverse.shapes import at, records
from tieout.errors import Refused, SettingsError

PREFIX = "custom_fields."


class CustomFields:
    """The custom fields of one kind of record, `kind` being `order` or `billing-account`.

    An id is taken from the setting `custom_field_ids`, else from the API's list of such fields,
    else from the records at `route`, whose values name their fields.
    """

    def __init__(self, client: Client, settings: Settings, kind: str, route: str) -> None:
        self._client, self._kind, self._route = client, kind, route
        self._ids = _given(settings)
        self._has_asked = False

    def seen(self, body: Row) -> None:
        """Learn from a record's values."""
        for value in records(body, "custom_field_values"):
            name, field_id = (at(value, ("custom_field", part)) for part in ("name", "id"))
            if name and field_id:
                self._ids.setdefault(str(name), str(field_id))

    def id_of(self, name: str) -> str | None:
        """The id of the field of that name; None where it is not to be found."""
        if name not in self._ids and not self._has_asked:
            self._has_asked = True
            self._ask()
        return self._ids.get(name)

    def values(self, body: Row, wanted: Mapping[str, Value]) -> Sequence[Row]:
        """The record's values, those that are `wanted` by name in place of what it has.

        Refused where a field's id is not to be found.
        """
        listed = [dict(it) for it in records(body, "custom_field_values")]
        for name, value in wanted.items():
            held = next((it for it in listed if at(it, ("custom_field", "name")) == name), None)
            if held is not None:
                held["value"] = value
            elif value is not None:
                listed.append(self._new(name, value))
        return listed

    def _new(self, name: str, value: Value) -> dict[str, object]:
        field_id = self.id_of(name)
        if field_id is None:
            raise Refused(
                SYSTEM,
                f"no custom field of {self._kind}s is called {name}, or nobody says which id it "
                "has. Set custom_field_ids, then: tieout doctor",
                400,
                "unknown_custom_field",
            )
        return {
            "custom_field_value_type": self._kind,
            "value": value,
            "custom_field": {"id": field_id, "name": name, "custom_field_type": self._kind},
        }

    def _ask(self) -> None:
        page = {"page_size": str(PAGE_ROWS), "omit_total_count": "true"}
        try:
            fields = self._client.listed(f"/{self._kind}-custom-fields", page).rows
        except Refused:  # only the list of service fields is documented
            fields = ()
        for field in fields:
            self._ids.setdefault(str(field.get("name")), str(field.get("id")))
        for body in self._client.listed(self._route, page).rows:
            self.seen(body)


def _given(settings: Settings) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in settings.get("custom_field_ids", "").split(",")]
    given = {name.strip(): field_id.strip() for name, _, field_id in pairs if name.strip()}
    if not all(field_id.isdecimal() for field_id in given.values()):
        raise SettingsError(
            [f"{SYSTEM}: custom_field_ids must be like crm_order_id=2337,other=2338"]
        )
    return given
