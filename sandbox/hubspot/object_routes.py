"""The paths of objects and of what associates them. A table, no logic."""

from sandbox.hubspot import (
    association_endpoints,
    object_batches,
    object_endpoints,
    old_associations,
    search,
)
from sandbox.hubspot.route import READ, WRITE, routes

OBJECTS = ("/crm/v3/objects", "/crm/objects/{date}")
LINKED = ("/crm/v4/objects", "/crm/objects/{date}")
LINKED_BEFORE = ("/crm/v3/objects",)
ASSOCIATIONS = ("/crm/v4/associations", "/crm/associations/{date}")
ASSOCIATIONS_BEFORE = ("/crm/v3/associations",)

# A path that is written out goes before one with a name in its place.
ROUTES = (
    *routes(
        OBJECTS,
        *("objects", READ),
        (
            "GET",
            "/{objectType}",
            object_endpoints.list_objects,
            "list objects",
            "paged associations",
        ),
        (
            *("POST", "/{objectType}/search", search.search_objects, "search objects"),
            "computed properties; what a record was before a change that is not indexed yet",
        ),
        ("POST", "/{objectType}/batch/read", object_batches.read_batch, "read a hundred objects"),
        ("GET", "/{objectType}/{objectId}", object_endpoints.get_object, "read an object"),
    ),
    *routes(
        ("/crm/v4/objects",),
        *("objects", READ),
        ("GET", "/{objectType}", object_endpoints.list_objects, "list objects, as v3 does"),
    ),
    *routes(
        OBJECTS,
        *("objects", WRITE),
        ("POST", "/{objectType}", object_endpoints.create_object, "create an object"),
        ("POST", "/{objectType}/batch/create", object_batches.create_batch, "create a hundred"),
        ("POST", "/{objectType}/batch/update", object_batches.update_batch, "update a hundred"),
        (
            *("POST", "/{objectType}/batch/upsert", object_batches.upsert_batch),
            "create or update a hundred by a unique property",
        ),
        ("POST", "/{objectType}/batch/archive", object_batches.archive_batch, "archive a hundred"),
        (
            *("POST", "/{objectType}/merge", object_endpoints.merge_objects),
            *("merge two objects", "the loser's id leads nowhere; the winner keeps its own"),
        ),
        ("POST", "/{objectType}/gdpr-delete", object_endpoints.forget_object, "erase an object"),
        ("PATCH", "/{objectType}/{objectId}", object_endpoints.update_object, "update an object"),
        (
            "DELETE",
            "/{objectType}/{objectId}",
            object_endpoints.archive_object,
            "archive an object",
        ),
    ),
    *routes(
        LINKED_BEFORE,
        *("objects", READ),
        (
            *("GET", "/{objectType}/{objectId}/associations/{toObjectType}"),
            *(old_associations.list_associated, "list what belongs to an object"),
        ),
    ),
    *routes(
        LINKED_BEFORE,
        *("objects", WRITE),
        (
            *(
                "PUT",
                "/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}/{associationType}",
            ),
            *(old_associations.associate, "associate two objects"),
        ),
        (
            *(
                "DELETE",
                "/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}/{associationType}",
            ),
            *(old_associations.dissociate, "take an association away"),
        ),
    ),
    *routes(
        LINKED,
        *("objects", READ),
        (
            *("GET", "/{objectType}/{objectId}/associations/{toObjectType}"),
            *(association_endpoints.list_associations, "list what belongs to an object"),
        ),
    ),
    *routes(
        LINKED,
        *("objects", WRITE),
        (
            *("PUT", "/{objectType}/{objectId}/associations/default/{toObjectType}/{toObjectId}"),
            *(association_endpoints.set_default_association, "associate two objects, no label"),
        ),
        (
            *("PUT", "/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}"),
            *(association_endpoints.set_association, "associate two objects"),
        ),
        (
            *("DELETE", "/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}"),
            *(association_endpoints.remove_associations, "take all associations of two away"),
        ),
    ),
    *routes(
        ASSOCIATIONS,
        *("objects", READ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/read"),
            *(association_endpoints.read_batch, "read the associations of a thousand objects"),
        ),
    ),
    *routes(
        ASSOCIATIONS,
        *("objects", WRITE),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/create"),
            *(association_endpoints.create_batch, "associate two thousand pairs"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/associate/default"),
            *(association_endpoints.associate_by_default, "associate pairs, no label"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/archive"),
            *(association_endpoints.archive_batch, "take associations away"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/labels/archive"),
            *(association_endpoints.archive_labels, "take labels away"),
        ),
    ),
    *routes(
        ASSOCIATIONS_BEFORE,
        *("objects", READ),
        (
            *("GET", "/{fromObjectType}/{toObjectType}/types"),
            *(old_associations.list_types, "list the association types of two types"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/read"),
            *(old_associations.read_batch, "read the associations of a thousand objects"),
        ),
    ),
    *routes(
        ASSOCIATIONS_BEFORE,
        *("objects", WRITE),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/create"),
            *(old_associations.create_batch, "associate two thousand pairs"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/batch/archive"),
            *(old_associations.archive_batch, "take associations away"),
        ),
    ),
)
