"""The paths of what an account is set up with, not of its objects. A table, no logic."""

from sandbox.hubspot import (
    association_labels,
    limit_tracking,
    list_endpoints,
    owners,
    pipeline_endpoints,
    property_endpoints,
    schemas,
)
from sandbox.hubspot.route import READ, WRITE, routes

LABELS = ("/crm/v4/associations", "/crm/associations/{date}", "/crm/associations/v4")
PROPERTIES = ("/crm/v3/properties", "/crm/properties/{date}")
OWNERS = ("/crm/v3/owners", "/crm/owners/{date}")
PIPELINES = ("/crm/v3/pipelines", "/crm/pipelines/{date}")
LISTS = ("/crm/v3/lists", "/crm/lists/{date}")
LIMITS = ("/crm/v3/limits", "/crm/limits/{date}")
SCHEMAS = (
    *("/crm/v3/schemas", "/crm-object-schemas/v3/schemas"),
    "/crm-object-schemas/{date}/schemas",
)

# A path that is written out goes before one with a name in its place.
ROUTES = (
    *routes(
        LABELS,
        *("", READ),
        (
            *("GET", "/{fromObjectType}/{toObjectType}/labels"),
            *(association_labels.list_labels, "list the labels of two types"),
        ),
        (
            *("POST", "/{fromObjectType}/{toObjectType}/labels"),
            *(association_labels.create_label, "create a label"),
        ),
        (
            *("PUT", "/{fromObjectType}/{toObjectType}/labels"),
            *(association_labels.update_label, "change a label"),
        ),
        (
            *("DELETE", "/{fromObjectType}/{toObjectType}/labels/{associationTypeId}"),
            *(association_labels.delete_label, "delete a label", "pairs keep its number"),
        ),
    ),
    *routes(
        PROPERTIES,
        *("schemas", READ),
        ("GET", "/{objectType}", property_endpoints.list_properties, "list property definitions"),
        ("GET", "/{objectType}/groups", property_endpoints.list_groups, "list property groups"),
        ("GET", "/{objectType}/groups/{groupName}", property_endpoints.get_group, "read a group"),
        ("POST", "/{objectType}/batch/read", property_endpoints.read_batch, "read definitions"),
        (
            "GET",
            "/{objectType}/{propertyName}",
            property_endpoints.get_property,
            "read a definition",
        ),
    ),
    *routes(
        PROPERTIES,
        *("schemas", WRITE),
        ("POST", "/{objectType}", property_endpoints.create_property, "create a property"),
        (
            "POST",
            "/{objectType}/batch/create",
            property_endpoints.create_batch,
            "create properties",
        ),
        (
            "POST",
            "/{objectType}/batch/archive",
            property_endpoints.archive_batch,
            "archive properties",
        ),
        ("POST", "/{objectType}/groups", property_endpoints.create_group, "create a group"),
        (
            "PATCH",
            "/{objectType}/groups/{groupName}",
            property_endpoints.update_group,
            "change a group",
        ),
        (
            "DELETE",
            "/{objectType}/groups/{groupName}",
            property_endpoints.archive_group,
            "delete a group",
        ),
        (
            *("PATCH", "/{objectType}/{propertyName}", property_endpoints.update_property),
            *("change a property", "calculations; values are left as they are"),
        ),
        (
            "DELETE",
            "/{objectType}/{propertyName}",
            property_endpoints.archive_property,
            "archive one",
        ),
    ),
    *routes(
        OWNERS,
        *("owners", READ),
        ("GET", "", owners.list_owners, "list owners", "teams beside the one that all are in"),
        ("GET", "/{ownerId}", owners.get_owner, "read an owner"),
    ),
    *routes(
        PIPELINES,
        *("objects", READ),
        ("GET", "/{objectType}", pipeline_endpoints.list_pipelines, "list pipelines"),
        ("GET", "/{objectType}/{pipelineId}", pipeline_endpoints.get_pipeline, "read a pipeline"),
        (
            "GET",
            "/{objectType}/{pipelineId}/audit",
            pipeline_endpoints.audit_pipeline,
            "list changes",
        ),
        ("GET", "/{objectType}/{pipelineId}/stages", pipeline_endpoints.list_stages, "list stages"),
        (
            *("GET", "/{objectType}/{pipelineId}/stages/{stageId}"),
            *(pipeline_endpoints.get_stage, "read a stage"),
        ),
        (
            *("GET", "/{objectType}/{pipelineId}/stages/{stageId}/audit"),
            *(pipeline_endpoints.audit_stage, "list changes of a stage"),
        ),
    ),
    *routes(
        PIPELINES,
        *("schemas", WRITE),
        ("POST", "/{objectType}", pipeline_endpoints.create_pipeline, "create a pipeline"),
        (
            "PUT",
            "/{objectType}/{pipelineId}",
            pipeline_endpoints.replace_pipeline,
            "replace a pipeline",
        ),
        (
            "PATCH",
            "/{objectType}/{pipelineId}",
            pipeline_endpoints.update_pipeline,
            "change a pipeline",
        ),
        (
            "DELETE",
            "/{objectType}/{pipelineId}",
            pipeline_endpoints.delete_pipeline,
            "delete a pipeline",
        ),
        (
            "POST",
            "/{objectType}/{pipelineId}/stages",
            pipeline_endpoints.create_stage,
            "create a stage",
        ),
        (
            *("PUT", "/{objectType}/{pipelineId}/stages/{stageId}"),
            *(pipeline_endpoints.replace_stage, "replace a stage"),
        ),
        (
            *("PATCH", "/{objectType}/{pipelineId}/stages/{stageId}"),
            *(pipeline_endpoints.update_stage, "change a stage"),
        ),
        (
            *("DELETE", "/{objectType}/{pipelineId}/stages/{stageId}"),
            *(pipeline_endpoints.delete_stage, "delete a stage"),
        ),
    ),
    *routes(
        LISTS,
        *("lists", READ),
        ("GET", "", list_endpoints.get_lists, "read lists by id"),
        ("POST", "/search", list_endpoints.search_lists, "search lists", "sorts"),
        (
            *("GET", "/object-type-id/{objectTypeId}/name/{listName}"),
            *(list_endpoints.get_list_by_name, "read a list by name"),
        ),
        (
            *("GET", "/records/{objectTypeId}/{recordId}/memberships"),
            *(list_endpoints.list_memberships_of_record, "list the lists that a record is in"),
        ),
        (
            *("POST", "/records/memberships/batch/read"),
            *(list_endpoints.read_memberships, "list the lists that a hundred records are in"),
        ),
        ("GET", "/{listId}", list_endpoints.get_list, "read a list"),
        (
            *("GET", "/{listId}/memberships", list_endpoints.list_members),
            *("list members", "nobody comes into a list by its filters"),
        ),
        (
            *("GET", "/{listId}/memberships/join-order"),
            *(list_endpoints.list_members_by_time, "list members in the order they came"),
        ),
    ),
    *routes(
        LISTS,
        *("lists", WRITE),
        (
            "POST",
            "",
            list_endpoints.create_list,
            "create a list",
            "filters are kept, not worked out",
        ),
        ("DELETE", "/{listId}", list_endpoints.delete_list, "delete a list"),
        ("PUT", "/{listId}/restore", list_endpoints.restore_list, "bring a list back"),
        ("PUT", "/{listId}/update-list-name", list_endpoints.rename_list, "rename a list"),
        ("PUT", "/{listId}/update-list-filters", list_endpoints.update_filters, "change filters"),
        ("PUT", "/{listId}/memberships/add", list_endpoints.add_members, "add members"),
        ("PUT", "/{listId}/memberships/remove", list_endpoints.remove_members, "remove members"),
        (
            *("PUT", "/{listId}/memberships/add-and-remove"),
            *(list_endpoints.change_members, "add and remove members"),
        ),
        (
            *("PUT", "/{listId}/memberships/add-from/{sourceListId}"),
            *(list_endpoints.add_members_of_another, "add the members of another list"),
        ),
        (
            "DELETE",
            "/{listId}/memberships",
            list_endpoints.remove_all_members,
            "remove all members",
        ),
    ),
    *routes(
        LIMITS,
        *("", READ),
        ("GET", "/custom-properties", limit_tracking.custom_properties, "count own properties"),
        ("GET", "/custom-object-types", limit_tracking.custom_object_types, "count own types"),
        (
            *("GET", "/calculated-properties", limit_tracking.calculated_properties),
            *("count calculated properties", "there are none"),
        ),
        ("GET", "/records", limit_tracking.records, "count records"),
        ("GET", "/pipelines", limit_tracking.pipelines, "count pipelines"),
    ),
    *routes(
        SCHEMAS,
        *("custom", READ),
        ("GET", "", schemas.list_schemas, "list the schemas of own types", "archived ones"),
        ("POST", "/batch/read", schemas.read_batch, "read schemas"),
        ("GET", "/{objectType}", schemas.get_schema, "read a schema"),
    ),
    *routes(
        SCHEMAS,
        *("custom", WRITE),
        ("POST", "", schemas.create_schema, "create an own type", "required properties"),
        ("PATCH", "/{objectType}", schemas.update_schema, "change a schema"),
        ("DELETE", "/{objectType}", schemas.delete_schema, "delete an own type"),
        ("POST", "/{objectType}/associations", schemas.create_association, "let types associate"),
        (
            *("DELETE", "/{objectType}/associations/{associationIdentifier}"),
            *(schemas.delete_association, "let types no longer associate"),
        ),
    ),
)
