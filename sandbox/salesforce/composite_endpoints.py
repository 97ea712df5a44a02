"""Several requests in one: composite, where later ones may use earlier answers, and batch."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.exact_json import decode, encode
from sandbox.salesforce.call import DATA, Answer, Call
from sandbox.salesforce.errors import Bare, Refusal, json_error

MOST_REQUESTS = 25
MOST_QUERIES = 5  # of them queries or Collections
HALTED = "The transaction was rolled back since another operation in the same transaction failed."
_REFERENCE = re.compile(r"@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)\}")
_STEP = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+)\]")
Dispatch = Callable[[Call], Answer]


class _RolledBack(Exception):
    """Undoes what the requests of a composite wrote."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        self.answers = answers
        super().__init__()


def composite(call: Call, dispatch: Dispatch) -> Answer:
    sent = call.body()
    wanted = _wanted(sent, "compositeRequest")
    _raise_if_too_many_queries(wanted)
    if sent.get("allOrNone") is not True:
        return Answer({"compositeResponse": _run(call, wanted, dispatch)})
    try:
        with call.org.store.writing():
            answers = _run(call, wanted, dispatch)
            _undo_if_refused(answers)
    except _RolledBack as undone:
        answers = [it if it["httpStatusCode"] >= 400 else _halted(it) for it in undone.answers]
    return Answer({"compositeResponse": answers})


def batch(call: Call, dispatch: Dispatch) -> Answer:
    sent = call.body()
    halts = sent.get("haltOnError") is True
    results: list[dict[str, Any]] = []
    for wanted in _wanted(sent, "batchRequests"):
        if halts and any(it["statusCode"] >= 400 for it in results):
            words = "Batch processing halted per request"
            error = [{"errorCode": "BATCH_PROCESSING_HALTED", "message": words}]
            results.append({"statusCode": 412, "result": error})
            continue
        call.org.count_call()
        target = str(wanted.get("url", ""))
        if not target.startswith("/"):
            target = f"{DATA}/{target}"
        body = wanted.get("richInput")
        headers = {"content-type": "application/json"}
        answer = _answered(call, dispatch, str(wanted.get("method", "GET")), target, body, headers)
        results.append({"statusCode": answer.status, "result": answer.body})
    has_errors = any(it["statusCode"] >= 400 for it in results)
    return Answer({"hasErrors": has_errors, "results": results})


def _undo_if_refused(answers: list[dict[str, Any]]) -> None:
    if any(it["httpStatusCode"] >= 400 for it in answers):
        raise _RolledBack(answers)


def _run(
    call: Call, wanted: Sequence[Mapping[str, Any]], dispatch: Dispatch
) -> list[dict[str, Any]]:
    known: dict[str, Any] = {}
    answers = []
    for it in wanted:
        name = str(it.get("referenceId", ""))
        answer = _one(call, it, known, dispatch)
        known[name] = answer.body if answer.status < 400 else None
        answers.append(
            {
                "body": answer.body,
                "httpHeaders": answer.headers,
                "httpStatusCode": answer.status,
                "referenceId": name,
            }
        )
    return answers


def _one(call: Call, it: Mapping[str, Any], known: Mapping[str, Any], dispatch: Dispatch) -> Answer:
    try:
        target = str(_filled(str(it.get("url", "")), known))
        body = _filled(it.get("body"), known)
    except Refusal as refusal:
        return Answer(refusal.body(), refusal.status)
    headers = it.get("httpHeaders")
    own = headers if isinstance(headers, Mapping) else {}
    return _answered(call, dispatch, str(it.get("method", "GET")), target, body, own)


def _answered(
    call: Call,
    dispatch: Dispatch,
    method: str,
    target: str,
    body: Any,
    headers: Mapping[str, str],
) -> Answer:
    raw = b"" if body is None else encode(body)
    try:
        answer = dispatch(call.inner(method.upper(), target, raw, headers))
    except Bare as bare:
        return Answer(bare.body(), bare.status, bare.headers)
    except Refusal as refusal:
        return Answer(refusal.body(), refusal.status, refusal.headers)
    # values go out as they would over the wire, so that a reference finds plain JSON
    return Answer(decode(encode(answer.body)), answer.status, answer.headers)


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    """The value with every `@{name.path}` in it replaced by what an earlier answer had there."""
    if isinstance(value, str):
        whole = _REFERENCE.fullmatch(value)
        if whole:
            return _looked_up(whole, known)
        return _REFERENCE.sub(lambda it: str(_looked_up(it, known)), value)
    if isinstance(value, list):
        return [_filled(it, known) for it in value]
    if isinstance(value, dict):
        return {name: _filled(it, known) for name, it in value.items()}
    return value


def _looked_up(reference: re.Match[str], known: Mapping[str, Any]) -> Any:
    name, path = reference.groups()
    found: Any = known.get(name)
    for step in _STEP.finditer(path):
        key, place = step.groups()
        try:
            found = found[key] if key is not None else found[int(place)]
        except (KeyError, IndexError, TypeError):
            found = None
    if found is None:
        inside = path.lstrip(".") or name
        words = f"Invalid reference specified. No value for {inside} found in {name}"
        raise Refusal(400, "PROCESSING_HALTED", words)
    return found


def _wanted(sent: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    wanted = sent.get(name)
    if not isinstance(wanted, list) or not all(isinstance(it, dict) for it in wanted):
        raise json_error(f"A list called {name} was expected")
    if not 1 <= len(wanted) <= MOST_REQUESTS:
        words = f"Limit of {MOST_REQUESTS} requests exceeded"
        raise Refusal(400, "LIMIT_EXCEEDED", words)
    return wanted


def _raise_if_too_many_queries(wanted: Sequence[Mapping[str, Any]]) -> None:
    heavy = [
        it
        for it in wanted
        if re.search(r"/(query|queryAll|composite/sobjects)(/|\?|$)", str(it.get("url", "")))
    ]
    if len(heavy) > MOST_QUERIES:
        words = f"Limit of {MOST_QUERIES} query or sObject Collections operations exceeded"
        raise Refusal(400, "LIMIT_EXCEEDED", words)


def _halted(it: Mapping[str, Any]) -> dict[str, Any]:
    error = [{"errorCode": "PROCESSING_HALTED", "message": HALTED}]
    return {**it, "body": error, "httpHeaders": {}, "httpStatusCode": 400}
