"""Bulk API 1 in its three formats: JSON, CSV and XML, for jobs, batches, records and results."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from sandbox.exact_json import decode, encode
from sandbox.salesforce.bulk_csv import quoted_line, text_of
from sandbox.salesforce.call import Answer
from sandbox.salesforce.errors import Bare
from sandbox.salesforce.writes import Outcome

NAMESPACE = "http://www.force.com/2009/06/asyncapi/dataload"
JSON, CSV, XML = "application/json", "text/csv", "application/xml"
SENT_AS: Mapping[str, str] = {"JSON": JSON, "CSV": CSV, "XML": XML}
RESULT_COLUMNS = ("Id", "Success", "Created", "Error")


def refusal(code: str, message: str, *, in_json: bool, status: int = 400) -> Bare:
    """An error as this API has it: an object, not a list."""
    body = {"exceptionCode": code, "exceptionMessage": message}
    if in_json:
        return Bare(status, body)
    return Bare(status, element("error", body, is_root=True), {"content-type": XML})


def element(name: str, values: Mapping[str, Any], *, is_root: bool = False) -> str:
    """A flat XML element; what is empty is left out."""
    inner = "".join(
        f"<{key}>{escape(text_of(value))}</{key}>"
        for key, value in values.items()
        if value is not None
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>' if is_root else ""
    space = f' xmlns="{NAMESPACE}"' if is_root else ""
    return f"{head}<{name}{space}>{inner}</{name}>"


def several(name: str, inner: Iterable[str], *, more: str = "") -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<{name} xmlns="{NAMESPACE}"{more}>{"".join(inner)}</{name}>'


def job_sent(body: bytes, *, in_json: bool) -> dict[str, Any]:
    """What a client says of a job, from JSON or from `<jobInfo>`."""
    try:
        if in_json:
            sent = decode(body)
            return sent if isinstance(sent, dict) else {}
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        words = f"Unable to parse Job: {error}"
        raise refusal("InvalidJob", words, in_json=in_json) from error
    return {_plain(it.tag): it.text for it in root}


def records_sent(body: bytes, content_type: str) -> list[dict[str, Any]]:
    """The records of a batch; ValueError where they cannot be read. CSV leaves out empty cells."""
    if content_type == "JSON":
        sent = decode(body)
        if not isinstance(sent, list) or not all(isinstance(it, dict) for it in sent):
            raise ValueError("an array of records was expected")
        return sent
    if content_type == "CSV":
        return [_of_line(it) for it in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from error
    return [{_plain(it.tag): _of_element(it) for it in record} for record in root]


def outcomes_shown(outcomes: Sequence[Outcome], content_type: str) -> Answer:
    """What became of a batch's records, in the order in which they were sent."""
    if content_type == "JSON":
        return Answer([_in_json(it) for it in outcomes])
    if content_type == "CSV":
        lines = [quoted_line(RESULT_COLUMNS, ",")]
        lines += [quoted_line(_in_cells(it), ",") for it in outcomes]
        return Answer("\n".join(lines) + "\n", media_type=CSV)
    return Answer(several("results", map(_in_xml, outcomes)), media_type=XML)


def records_shown(records: Sequence[Mapping[str, Any]]) -> str:
    """Found records as `<queryResult>`."""
    space = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return several("queryResult", map(_record, records), more=space)


def as_sent(records: Sequence[Any]) -> bytes:
    return encode(list(records))


def _record(record: Mapping[str, Any]) -> str:
    return f'<records xsi:type="sObject">{_values(record)}</records>'


def _values(record: Mapping[str, Any]) -> str:
    parts = [f"<type>{escape(record['attributes']['type'])}</type>"]
    for name, value in record.items():
        if isinstance(value, Mapping) and name != "attributes":
            parts.append(f'<{name} xsi:type="sObject">{_values(value)}</{name}>')
        elif value is None:
            parts.append(f'<{name} xsi:nil="true"/>')
        elif name != "attributes":
            parts.append(f"<{name}>{escape(text_of(value))}</{name}>")
    return "".join(parts)


def _of_line(line: Mapping[str | None, Any]) -> dict[str, Any]:
    if None in line or None in line.values():
        raise ValueError("the number of values in a line is not that of the header")
    record: dict[str, Any] = {}
    for name, value in line.items():
        if name is None or value == "":
            continue
        relationship, dot, field = name.partition(".")
        if dot:
            record[relationship] = {field: value}
        else:
            record[name] = value
    return record


def _of_element(it: Any) -> Any:
    """An element's text; one with elements in it is a reference by external id."""
    if any(name.endswith("nil") and value == "true" for name, value in it.attrib.items()):
        return "#N/A"
    inner = list(it)
    if not inner:
        return it.text or ""
    nested = inner[0] if _plain(inner[0].tag) == "sObject" else it
    return {_plain(one.tag): one.text for one in nested if _plain(one.tag) != "type"}


def _in_json(it: Outcome) -> dict[str, Any]:
    errors = [it.error.in_a_list()] if it.error else []
    return {"success": it.is_success, "created": it.is_created, "id": it.id, "errors": errors}


def _in_cells(it: Outcome) -> list[str]:
    error = it.error.in_a_cell() if it.error else ""
    return [it.id or "", text_of(it.is_success), text_of(it.is_created), error]


def _in_xml(it: Outcome) -> str:
    errors = ""
    if it.error is not None:
        values = {"message": it.error.message, "statusCode": it.error.code}
        names = "".join(f"<fields>{escape(name)}</fields>" for name in it.error.fields)
        errors = element("errors", values).replace("</errors>", f"{names}</errors>")
    own: dict[str, Any] = {"id": it.id, "success": it.is_success, "created": it.is_created}
    return element("result", own).replace("<result>", f"<result>{errors}")


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
