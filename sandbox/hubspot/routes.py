"""Which paths exist, who may ask them, and how much each does. A table, no logic.

`{date}` stands for a dated version of the API; older paths have the version's number in them.
"""

from sandbox.hubspot import (
    legacy,
    oauth,
    object_routes,
    pipeline_endpoints,
    property_endpoints,
    setup_routes,
)
from sandbox.hubspot.route import READ, routes

DATES = ("2025-09", "2026-03", "2026-09", "2026-09-beta")

OAUTH = ("/oauth/v3", "/oauth/{date}")
OLD = ("",)

ROUTES = (
    *object_routes.ROUTES,
    *setup_routes.ROUTES,
    *routes(
        ("/oauth",),
        *("", READ),
        ("GET", "/authorize", oauth.authorize, "give consent", "consents without asking anybody"),
        ("POST", "/v1/token", oauth.give_token, "give a token"),
        ("GET", "/v1/access-tokens/{token}", oauth.describe_access_token, "describe a token"),
        ("GET", "/v1/refresh-tokens/{token}", oauth.describe_refresh_token, "describe a token"),
        ("DELETE", "/v1/refresh-tokens/{token}", oauth.delete_refresh_token, "revoke a token"),
    ),
    *routes(
        OAUTH,
        *("", READ),
        ("POST", "/token", oauth.give_token, "give a token"),
        ("POST", "/token/introspect", oauth.introspect, "describe a token", "signed tokens"),
        ("POST", "/token/revoke", oauth.revoke, "revoke a token"),
    ),
    *routes(
        OLD,
        *("companies", READ),
        ("GET", "/companies/v2/companies/paged", legacy.list_companies, "list companies"),
        ("GET", "/companies/v2/companies/{companyId}", legacy.get_company, "read a company"),
        (
            "GET",
            "/companies/v2/properties",
            property_endpoints.list_old_properties,
            "list properties",
        ),
    ),
    *routes(
        OLD,
        *("deals", READ),
        ("GET", "/deals/v1/deal/paged", legacy.list_deals, "list deals", "versions of values"),
        (
            "GET",
            "/deals/v1/pipelines",
            pipeline_endpoints.list_old_deal_pipelines,
            "list pipelines",
        ),
        (
            "GET",
            "/properties/v1/deals/properties",
            property_endpoints.list_old_properties,
            "list properties",
        ),
    ),
    *routes(
        OLD,
        *("schemas", READ),
        (
            *("GET", "/properties/v2/{objectType}/properties"),
            *(property_endpoints.list_old_properties, "list property definitions"),
        ),
    ),
)
