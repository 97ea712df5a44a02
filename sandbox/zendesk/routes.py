"""Which paths exist. A table, no logic."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.standin import Operation
from sandbox.zendesk import (
    bulk,
    fields,
    incremental,
    memberships,
    merges,
    organization_batches,
    organization_endpoints,
    search,
    small,
    ticket_endpoints,
    user_batches,
    user_endpoints,
)
from sandbox.zendesk.call import Answer, Call

Endpoint = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint and the resource whose scope it needs; `any` is satisfied by every scope."""

    method: str
    pattern: str
    endpoint: Endpoint
    resource: str


def _routes(resource: str, *lines: tuple[str, str, Endpoint]) -> tuple[Route, ...]:
    return tuple(Route(method, pattern, endpoint, resource) for method, pattern, endpoint in lines)


# Under /api/v2, without `.json`. A path that is written out goes before one with a name in it.
ROUTES = (
    *_routes(
        "organizations",
        ("GET", "organizations", organization_endpoints.list_organizations),
        ("GET", "organizations/count", organization_endpoints.count_organizations),
        ("GET", "organizations/show_many", organization_endpoints.show_many_organizations),
        ("GET", "organizations/search", organization_endpoints.search_organizations),
        ("GET", "organizations/autocomplete", organization_endpoints.autocomplete_organizations),
        ("GET", "organizations/{id}", organization_endpoints.show_organization),
        ("GET", "organizations/{id}/related", organization_endpoints.related_to_organization),
        ("GET", "organizations/{id}/tags", organization_endpoints.show_tags),
        ("GET", "organizations/{id}/merges", merges.list_merges),
        ("GET", "organization_merges/{id}", merges.show_merge),
        ("GET", "users/{id}/organizations", organization_endpoints.list_organizations_of_user),
        ("GET", "incremental/organizations", incremental.export_organizations),
        ("POST", "organizations", organization_endpoints.create_organization),
        ("POST", "organizations/create_many", organization_batches.create_many),
        (
            *("POST", "organizations/create_or_update"),
            organization_endpoints.create_or_update_organization,
        ),
        ("POST", "organizations/{id}/tags", organization_endpoints.change_tags),
        ("POST", "organizations/{id}/merge", merges.merge_organization),
        ("PUT", "organizations/update_many", organization_batches.update_many),
        ("PUT", "organizations/{id}", organization_endpoints.update_organization),
        ("PUT", "organizations/{id}/tags", organization_endpoints.change_tags),
        ("DELETE", "organizations/destroy_many", organization_batches.destroy_many),
        ("DELETE", "organizations/{id}", organization_endpoints.delete_organization),
        ("DELETE", "organizations/{id}/tags", organization_endpoints.change_tags),
        ("GET", "organization_fields", fields.list_fields),
        ("GET", "organization_fields/{id}", fields.show_field),
        ("POST", "organization_fields", fields.create_field),
        ("PUT", "organization_fields/reorder", fields.reorder_fields),
        ("PUT", "organization_fields/{id}", fields.update_field),
        ("DELETE", "organization_fields/{id}", fields.delete_field),
        ("GET", "organization_memberships", memberships.list_memberships),
        ("GET", "organization_memberships/{id}", memberships.show_membership),
        (
            *("GET", "organizations/{id}/organization_memberships"),
            memberships.list_memberships_of_organization,
        ),
        (
            *("GET", "users/{id}/organization_memberships"),
            memberships.list_memberships_of_user,
        ),
        ("POST", "organization_memberships", memberships.create_membership),
        ("POST", "organization_memberships/create_many", memberships.create_memberships),
        ("DELETE", "organization_memberships/destroy_many", memberships.delete_memberships),
        ("DELETE", "organization_memberships/{id}", memberships.delete_membership),
        ("DELETE", "users/{id}/organizations/{organization_id}", memberships.leave_organization),
        (
            *("PUT", "users/{id}/organizations/{organization_id}/make_default"),
            memberships.make_default,
        ),
    ),
    *_routes(
        "users",
        ("GET", "users", user_endpoints.list_users),
        ("GET", "users/me", user_endpoints.show_me),
        ("GET", "users/count", user_endpoints.count_users),
        ("GET", "users/show_many", user_endpoints.show_many_users),
        ("GET", "users/search", user_endpoints.search_users),
        ("GET", "users/{id}", user_endpoints.show_user),
        ("GET", "users/{id}/related", user_endpoints.related_to_user),
        ("GET", "organizations/{id}/users", user_endpoints.list_users_of_organization),
        ("GET", "incremental/users", incremental.export_users),
        ("GET", "incremental/users/cursor", incremental.export_users_by_cursor),
        ("POST", "users", user_endpoints.create_user),
        ("POST", "users/create_or_update", user_endpoints.create_or_update_user),
        ("POST", "users/create_many", user_batches.create_many),
        ("POST", "users/create_or_update_many", user_batches.create_or_update_many),
        ("PUT", "users/update_many", user_batches.update_many),
        ("PUT", "users/{id}", user_endpoints.update_user),
        ("DELETE", "users/destroy_many", user_batches.destroy_many),
        ("DELETE", "users/{id}", user_endpoints.delete_user),
        ("GET", "groups", small.list_groups),
        ("GET", "groups/{id}", small.show_group),
        ("GET", "user_fields", small.list_user_fields),
    ),
    *_routes(
        "tickets",
        ("GET", "tickets", ticket_endpoints.list_tickets),
        ("GET", "tickets/count", ticket_endpoints.count_tickets),
        ("GET", "tickets/show_many", ticket_endpoints.show_many_tickets),
        ("GET", "tickets/{id}", ticket_endpoints.show_ticket),
        ("GET", "tickets/{id}/metrics", ticket_endpoints.show_metric),
        ("GET", "ticket_metrics", ticket_endpoints.list_metrics),
        ("GET", "ticket_fields", small.list_ticket_fields),
        ("GET", "organizations/{id}/tickets", ticket_endpoints.list_tickets_of_organization),
        ("GET", "users/{id}/tickets/requested", ticket_endpoints.list_tickets_of_user),
        ("GET", "incremental/tickets", incremental.export_tickets),
        ("GET", "incremental/tickets/cursor", incremental.export_tickets_by_cursor),
        ("GET", "incremental/ticket_events", incremental.export_events),
        ("GET", "incremental/ticket_metric_events", incremental.export_events),
        ("POST", "tickets", ticket_endpoints.create_ticket),
        ("PUT", "tickets/{id}", ticket_endpoints.update_ticket),
        ("DELETE", "tickets/{id}", ticket_endpoints.delete_ticket),
    ),
    *_routes("satisfaction_ratings", ("GET", "satisfaction_ratings", small.list_ratings)),
    *_routes(
        "any",
        ("GET", "job_statuses", bulk.list_jobs),
        ("GET", "job_statuses/show_many", bulk.show_jobs),
        ("GET", "job_statuses/{id}", bulk.show_job),
        ("GET", "incremental/{resource}/sample", incremental.sample),
        ("GET", "search", search.search),
        ("GET", "search/count", search.count_found),
        ("GET", "search/export", search.export_found),
        ("GET", "tags", small.list_tags),
    ),
)

_WRITTEN_OUT = {(r.method, r.pattern): r for r in ROUTES if "{" not in r.pattern}
_NAMED = [
    (route, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.pattern)))
    for route in ROUTES
    if "{" in route.pattern
]


def matched(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a path under /api/v2 without `.json`, and the names in it."""
    written_out = _WRITTEN_OUT.get((method, path))
    if written_out is not None:
        return written_out, {}
    for route, pattern in _NAMED:
        if route.method == method and (found := pattern.fullmatch(path)):
            return route, found.groupdict()
    return None


OPERATIONS = (
    Operation("POST", "/oauth/tokens", "grant a token to an OAuth client or an agent"),
    *(
        Operation(it.method, f"/api/v2/{it.pattern}", it.endpoint.__name__.replace("_", " "))
        for it in ROUTES
    ),
)
