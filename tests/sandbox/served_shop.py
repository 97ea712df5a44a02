"""The smallest stand-ins that can be served."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults


class Shop:
    """A stand-in with one kind of record."""

    def __init__(self, name: str = "shop") -> None:
        self.name = name
        self.faults = Faults()
        self.orders: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/orders", self._orders, methods=["GET", "POST"]),
                Route("/orders/{number}", self._orders, methods=["PUT"]),
            ]
        )

    async def _orders(self, request: Request) -> Response:
        if request.method != "GET":
            self.orders.append((await request.body()).decode())
        return JSONResponse({"orders": self.orders})

    def credentials(self, url: str) -> Mapping[str, str]:
        return {"base_url": url, "api_token": "let-me-in"}

    def reset(self) -> None:
        self.orders.clear()

    def close(self) -> None: ...


class ChattyShop(Shop):
    """A stand-in that has words of its own for being too busy."""

    def fault_response(self, fault: Fault) -> Response | None:
        if fault.name == "error-500":
            return None
        return JSONResponse({"error": fault.name}, 429, {"Retry-After": "17"})
