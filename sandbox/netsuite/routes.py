"""The addresses of the account's REST web services, and who answers each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.netsuite import metadata
from sandbox.netsuite.calls import Call, plain_json, refused
from sandbox.netsuite.errors import Refusal, unexpected_error
from sandbox.netsuite.jobs import JOB_PATH, Jobs
from sandbox.netsuite.limits import Concurrency
from sandbox.netsuite.login import TOKENINFO_PATH, Login
from sandbox.netsuite.oauth2 import TOKEN_PATH
from sandbox.netsuite.records import RecordService
from sandbox.netsuite.shapes import RECORD_PATH
from sandbox.netsuite.suiteql import QueryService
from sandbox.standin import Operation

Answer = Callable[[Call], Response]
Verbs = Mapping[str, Answer]
SUITEQL_PATH = "/services/rest/query/v1/suiteql"
LIMITS_PATH = "/services/rest/system/v1/governanceLimits"

_RECORD = f"{RECORD_PATH}/{{record}}"
_ONE = f"{_RECORD}/{{id}}"
OPERATIONS = (
    Operation("POST", TOKEN_PATH, "grant a token for a signed assertion", "browser log-ins"),
    Operation("GET", TOKENINFO_PATH, "say who is logged in"),
    Operation("GET", LIMITS_PATH, "say how many calls at once are allowed"),
    Operation("POST", SUITEQL_PATH, "query", "joins by (+) or USING; CONNECT BY; recursion"),
    Operation("GET", metadata.CATALOG_PATH, "list the record types"),
    Operation("GET", f"{metadata.CATALOG_PATH}/{{record}}", "describe a record type"),
    Operation("GET", _RECORD, "list records, with a filter"),
    Operation("POST", _RECORD, "create a record", "credit memos, payments, deposits"),
    Operation("GET", _ONE, "read a record"),
    Operation("PATCH", _ONE, "change a record", "sublists but items and subscription lines"),
    Operation("PUT", _ONE, "create or change a record by external id"),
    Operation("DELETE", _ONE, "delete a record"),
    Operation("GET", f"{_ONE}/{{sublist}}", "read a sublist"),
    Operation("GET", f"{_ONE}/{{sublist}}/{{line}}", "read a line of a sublist"),
    Operation("GET", f"{JOB_PATH}/{{job}}", "follow a job"),
    Operation("GET", f"{JOB_PATH}/{{job}}/task", "list a job's tasks"),
    Operation("GET", f"{JOB_PATH}/{{job}}/task/{{task}}", "follow a task"),
    Operation("GET", f"{JOB_PATH}/{{job}}/task/{{task}}/result", "read a task's answer"),
)


@dataclass(frozen=True, slots=True)
class Services:
    """Those who answer."""

    login: Login
    queries: QueryService
    records: RecordService
    jobs: Jobs
    concurrency: int


def application(services: Services) -> Starlette:
    """The ASGI application of the account."""
    guarded = [
        Route(path, _endpoint(services, verbs), methods=list(verbs))
        for path, verbs in _table(services).items()
    ]
    token = Route(TOKEN_PATH, _called(services.login.answer_token), methods=["POST"])
    return Starlette(
        routes=[token, *guarded],
        middleware=[Middleware(Concurrency, limit=services.concurrency)],
        exception_handlers={HTTPException: _not_routed, Exception: _broken},
    )


def _table(services: Services) -> Mapping[str, Verbs]:
    records, jobs = services.records, services.jobs
    return {
        TOKENINFO_PATH: {"GET": services.login.answer_tokeninfo},
        LIMITS_PATH: {"GET": lambda _: _limits(services.concurrency)},
        SUITEQL_PATH: {"POST": services.queries.answer},
        metadata.CATALOG_PATH: {"GET": metadata.answer_catalog},
        f"{metadata.CATALOG_PATH}/{{record}}": {"GET": metadata.answer_record},
        f"{RECORD_PATH}/{{record}}": {
            "GET": records.list,
            "POST": records.create,
            "PATCH": _only_in_batches,
            "PUT": _only_in_batches,
            "DELETE": _only_in_batches,
        },
        f"{RECORD_PATH}/{{record}}/{{id}}": {
            "GET": records.read,
            "PATCH": records.change,
            "PUT": records.upsert,
            "DELETE": records.delete,
        },
        f"{RECORD_PATH}/{{record}}/{{id}}/{{sublist}}": {"GET": records.read_sublist},
        f"{RECORD_PATH}/{{record}}/{{id}}/{{sublist}}/{{line}}": {"GET": records.read_line},
        f"{JOB_PATH}/{{job}}": {"GET": jobs.answer},
        f"{JOB_PATH}/{{job}}/task": {"GET": jobs.answer_tasks},
        f"{JOB_PATH}/{{job}}/task/{{task}}": {"GET": jobs.answer_task},
        f"{JOB_PATH}/{{job}}/task/{{task}}/result": {"GET": jobs.answer_result},
    }


def _endpoint(services: Services, verbs: Verbs) -> Callable[[Request], Awaitable[Response]]:
    """Log-in first, then the answer, at once or as a job."""

    def answer(call: Call) -> Response:
        services.login.raise_if_stranger(call)
        verb = verbs["GET" if call.method == "HEAD" else call.method]
        if not call.path.startswith(RECORD_PATH):
            return verb(call)
        if call.prefers("respond-async"):
            return services.jobs.accept(call, lambda task: _task(services, task, verb))
        _raise_if_batch(call)
        return verb(call)

    return _called(answer)


def _task(services: Services, task: Call, verb: Answer) -> Response:
    """The answer to one task of a job; a task of a batch has an id where the batch has none."""
    plain = {key: value for key, value in task.headers.items() if key != "prefer"}
    if "id" in task.names and verb in (_only_in_batches, services.records.list):
        verb = _table(services)[f"{RECORD_PATH}/{{record}}/{{id}}"][task.method]
    return _answered(verb, replace(task, headers=plain))


def _called(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        call = Call(
            method=request.method,
            base=f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}",
            path=request.scope.get("raw_path", request.url.path.encode()).decode("ascii"),
            query_string=request.url.query,
            headers={key.lower(): value for key, value in request.headers.items()},
            body=await request.body(),
            names=request.path_params,
        )
        return await run_in_threadpool(_answered, answer, call)

    return endpoint


def _answered(answer: Answer, call: Call) -> Response:
    try:
        return answer(call)
    except Refusal as refusal:
        return refused(refusal)


def _raise_if_batch(call: Call) -> None:
    is_collection = "type=collection" in call.header("content-type").replace(" ", "")
    if is_collection or call.parameter("ids") is not None:
        raise Refusal(
            400,
            "INVALID_REQUEST",
            "A batch of records is only possible with 'Prefer: respond-async'.",
            header="Prefer",
        )


def _only_in_batches(_: Call) -> Response:
    raise Refusal(405, "METHOD_NOT_ALLOWED", "This method needs a record or a batch of records.")


def _limits(concurrency: int) -> Response:
    return plain_json(
        {
            "accountConcurrencyLimit": concurrency,
            "accountUnallocatedConcurrencyLimit": concurrency,
            "integrationConcurrencyLimit": concurrency,
            "integrationLimitType": "accountLimit",
        }
    )


async def _not_routed(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:
        return refused(Refusal(405, "METHOD_NOT_ALLOWED", "The method is not allowed here."))
    return refused(Refusal(404, "INVALID_REQUEST", "The requested address does not exist."))


async def _broken(_: Request, __: Exception) -> Response:
    return refused(unexpected_error())
