"""What the org says of its objects and fields: every key that the vendor sends, by convention.

The reference page, §5, has the keys and, by type, the figures.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.salesforce.schema import DECIMALS, Field, Schema, SObject

Described = dict[str, Any]
SOAP_TYPES: Mapping[str, str] = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "address": "urn:address",
}
NOT_GROUPED = frozenset({"double", "currency", "percent", "datetime", "address"})
NOT_SORTED = frozenset({"multipicklist", "address"})
BYTES_A_CHARACTER = 3
MASTER_RECORD_TYPE = "012000000000000AAA"


def of_field(it: Field) -> Described:
    """All keys of one field."""
    is_long = it.is_long_text
    is_number = it.type in DECIMALS
    is_reference = it.type == "reference"
    length = it.length if it.is_text else 0
    return {
        "aggregatable": not is_long and not it.is_compound and it.type != "boolean",
        "aiPredictionField": False,
        "autoNumber": it.is_auto_number,
        "byteLength": length if it.type in ("id", "reference") else length * BYTES_A_CHARACTER,
        "calculated": False,
        "calculatedFormula": None,
        "cascadeDelete": False,
        "caseSensitive": False,
        "compoundFieldName": it.part_of,
        "controllerName": None,
        "createable": it.is_createable,
        "custom": it.is_custom,
        "defaultValue": False if it.type == "boolean" else None,
        "defaultValueFormula": None,
        "defaultedOnCreate": it.is_defaulted or it.is_auto_number,
        "dependentPicklist": False,
        "deprecatedAndHidden": False,
        "digits": it.precision if it.type == "int" else 0,
        "displayLocationInDecimal": False,
        "encrypted": False,
        "externalId": it.is_external_id,
        "extraTypeInfo": _extra(it),
        "filterable": not is_long and not it.is_compound,
        "filteredLookupInfo": None,
        "formulaTreatNullNumberAsZero": False,
        "groupable": it.type not in NOT_GROUPED and not is_long and it.type != "multipicklist",
        "highScaleNumber": False,
        "htmlFormatted": False,
        "idLookup": it.type == "id" or it.is_external_id or it.is_name,
        "inlineHelpText": None,
        "label": it.label,
        "length": length,
        "mask": None,
        "maskType": None,
        "name": it.name,
        "nameField": it.is_name,
        "namePointing": False,
        "nillable": not (it.is_required or it.is_defaulted or it.is_auto_number),
        "permissionable": not it.is_required and not it.is_name and it.type != "id",
        "picklistValues": [
            {"active": True, "defaultValue": False, "label": one, "validFor": None, "value": one}
            for one in it.values
        ],
        "polymorphicForeignKey": False,
        "precision": it.precision if is_number else 0,
        "queryByDistance": False,
        "referenceTargetField": None,
        "referenceTo": list(it.targets),
        "relationshipName": it.relationship,
        "relationshipOrder": None,
        "restrictedDelete": False,
        "restrictedPicklist": it.is_restricted,
        "scale": it.scale if is_number else 0,
        "searchPrefilterable": is_reference,
        "soapType": SOAP_TYPES.get(it.type, "xsd:string"),
        "sortable": not is_long and it.type not in NOT_SORTED,
        "type": it.type,
        "unique": it.is_unique,
        "updateable": it.is_updateable,
        "writeRequiresMasterRead": False,
    }


def in_list(it: SObject, root: str) -> Described:
    """An object as Describe Global shows it."""
    place = f"{root}/sobjects/{it.name}"
    is_open = not it.is_setup
    urls = {
        "compactLayouts": f"{place}/describe/compactLayouts",
        "rowTemplate": f"{place}/{{ID}}",
        "approvalLayouts": f"{place}/describe/approvalLayouts",
        "describe": f"{place}/describe",
        "quickActions": f"{place}/quickActions",
        "layouts": f"{place}/describe/layouts",
        "sobject": place,
    }
    return {
        "activateable": it.name == "Contract",
        "associateEntityType": None,
        "associateParentEntity": None,
        "createable": is_open,
        "custom": it.is_custom,
        "customSetting": False,
        "deepCloneable": False,
        "deletable": is_open and it.is_deletable,
        "deprecatedAndHidden": False,
        "feedEnabled": is_open,
        "hasSubtypes": False,
        "isInterface": False,
        "isSubtype": False,
        "keyPrefix": it.prefix,
        "label": it.label,
        "labelPlural": it.plural,
        "layoutable": is_open,
        "mergeable": it.name in ("Account", "Contact"),
        "mruEnabled": is_open,
        "name": it.name,
        "queryable": True,
        "replicateable": is_open,
        "retrieveable": True,
        "searchable": is_open,
        "triggerable": is_open,
        "undeletable": is_open and it.is_deletable and it.name != "OpportunityLineItem",
        "updateable": is_open,
        "urls": urls,
    }


def of_object(it: SObject, schema: Schema, root: str) -> Described:
    """An object with all its fields and what refers to it."""
    place = f"{root}/sobjects/{it.name}"
    listed = in_list(it, root)
    return {
        **listed,
        "actionOverrides": [],
        "childRelationships": [_child(owner, one) for owner, one in schema.children(it)],
        "compactLayoutable": not it.is_setup,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [of_field(one) for one in it.fields],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [_master_record_type(place)],
        "searchLayoutable": not it.is_setup,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": f"All {it.plural.lower()}", "name": "everything"}],
        "urls": {
            **listed["urls"],
            "uiDetailTemplate": f"/{{ID}}?{it.prefix}",
            "uiEditTemplate": "/{ID}/e",
            "uiNewRecord": f"/{it.prefix}/e",
        },
    }


def _child(owner: SObject, it: Field) -> Described:
    return {
        "cascadeDelete": it.is_required,
        "childSObject": owner.name,
        "deprecatedAndHidden": False,
        "field": it.name,
        "junctionIdListNames": [],
        "junctionReferenceTo": [],
        "relationshipName": it.children,
        "restrictedDelete": False,
    }


def _master_record_type(place: str) -> Described:
    return {
        "active": True,
        "available": True,
        "defaultRecordTypeMapping": True,
        "developerName": "Master",
        "master": True,
        "name": "Master",
        "recordTypeId": MASTER_RECORD_TYPE,
        "urls": {"layout": f"{place}/describe/layouts/{MASTER_RECORD_TYPE}"},
    }


def _extra(it: Field) -> str | None:
    if it.type == "textarea":
        return "plaintextarea"
    return "personname" if it.is_name and it.label == "Full Name" else None
