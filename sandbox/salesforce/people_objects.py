"""Accounts, people and what they complain of: standard objects with this org's custom fields.

The reference page, §17, gives names, types and lengths; custom fields are the org's own. Those
without a counterpart in the other systems are there because every real org has some.
"""

from sandbox.salesforce.fields import (
    choice,
    create_only,
    day,
    external_id,
    flag,
    long_text,
    lookup,
    made,
    moment,
    money,
    number,
    postal,
    read_only,
    standard,
    text,
    whole,
)
from sandbox.salesforce.schema import Field, SObject

CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "JPY", "CHF", "SEK", "MXN", "BRL", "INR")
ROLES = ("Primary", "Billing", "Decision Maker")


def currency_code(*, follows_parent: bool = False, create: bool = False) -> Field:
    """CurrencyIsoCode; that of a line is its parent's, that of a price is fixed when it is made."""
    code = choice(
        "CurrencyIsoCode",
        *CURRENCIES,
        label="Currency ISO Code",
        length=3,
        is_restricted=True,
        is_defaulted=True,
    )
    if follows_parent:
        return read_only(code)
    return create_only(code) if create else code


def owner() -> Field:
    return lookup("OwnerId", "User", is_defaulted=True)


ACCOUNT = SObject(
    "Account",
    "Account",
    "Accounts",
    "001",
    standard(
        read_only(lookup("MasterRecordId", "Account")),
        text("Name", label="Account Name", is_required=True, is_name=True),
        choice("Type", "Customer", "Prospect", "Partner", "Reseller", "Other"),
        lookup("ParentId", "Account", children="ChildAccounts"),
        *postal("Billing"),
        *postal("Shipping"),
        made("Phone", "phone"),
        made("Fax", "phone"),
        text("AccountNumber", 40),
        made("Website", "url"),
        text("Sic", 20),
        choice("Industry", "Education", "Energy", "Finance", "Healthcare", "Retail", "Technology"),
        money("AnnualRevenue", 18, 0),
        whole("NumberOfEmployees", 8, label="Employees"),
        choice("Ownership", "Public", "Private", "Subsidiary", "Other"),
        text("TickerSymbol", 20),
        long_text("Description", label="Account Description"),
        choice("Rating", "Hot", "Warm", "Cold"),
        text("Site", 80, label="Account Site"),
        currency_code(),
        owner(),
        choice("AccountSource", "Web", "Phone Inquiry", "Partner Referral", "Other"),
        read_only(day("LastActivityDate", label="Last Activity")),
        text("Jigsaw", 20, label="Data.com Key"),
        external_id("NetSuite_Id__c"),
        external_id("GTV_Account_Id__c", is_unique=False),
        text("GTV_Account_Number__c", 40),
        made("GTV_Primary_Email__c", "email"),
        text("GTV_Billing_Cycle__c", 80),
        text("GTV_Billing_Category__c", 80),
        text("GTV_Status__c", 40),
        money("GTV_Balance__c"),
        money("GTV_Past_Due_Amount__c"),
        day("GTV_Last_Invoice_Date__c"),
        moment("GTV_Last_Synchronized__c"),
        text("Tax_Number__c", 40),
        text("Renewal_Owner__c"),
        choice("Customer_Priority__c", "High", "Medium", "Low"),
        number("Health_Score__c", 5, 2),
        day("Onboarded_On__c"),
        flag("Is_Reference_Customer__c"),
    ),
)

CONTACT = SObject(
    "Contact",
    "Contact",
    "Contacts",
    "003",
    standard(
        read_only(lookup("MasterRecordId", "Contact")),
        lookup("AccountId", "Account", children="Contacts"),
        text("LastName", 80, is_required=True, part_of="Name"),
        text("FirstName", 40, part_of="Name"),
        choice("Salutation", "Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", length=40, part_of="Name"),
        read_only(text("Name", 121, label="Full Name", is_name=True)),
        *postal("Mailing"),
        made("Phone", "phone", label="Business Phone"),
        made("Fax", "phone", label="Business Fax"),
        made("MobilePhone", "phone"),
        made("HomePhone", "phone"),
        made("OtherPhone", "phone"),
        lookup("ReportsToId", "Contact"),
        made("Email", "email"),
        text("Title", 128),
        text("Department", 80),
        choice("LeadSource", "Web", "Phone Inquiry", "Partner Referral", "Other"),
        day("Birthdate"),
        long_text("Description", label="Contact Description"),
        currency_code(),
        owner(),
        flag("HasOptedOutOfEmail", label="Email Opt Out"),
        flag("DoNotCall"),
        choice("Role__c", *ROLES, is_restricted=True),
        text("Personal_Email__c", 80),
    ),
)

USER = SObject(
    "User",
    "User",
    "Users",
    "005",
    standard(
        text("Username", 80, is_required=True, is_unique=True),
        text("LastName", 80, is_required=True, part_of="Name"),
        text("FirstName", 40, part_of="Name"),
        read_only(text("Name", 121, label="Full Name", is_name=True)),
        text("CompanyName", 80),
        text("Title", 80),
        made("Email", "email", length=128, is_required=True),
        made("Phone", "phone"),
        made("MobilePhone", "phone"),
        text("Alias", 8, is_required=True),
        flag("IsActive", label="Active"),
        choice("TimeZoneSidKey", "America/Los_Angeles", "Europe/London", is_required=True),
        choice("LocaleSidKey", "en_US", "en_GB", "de_DE", is_required=True),
        choice("EmailEncodingKey", "UTF-8", "ISO-8859-1", is_required=True),
        choice("LanguageLocaleKey", "en_US", "de", is_required=True),
        lookup("ProfileId", "Profile", is_required=True),
        lookup("UserRoleId", "UserRole"),
        lookup("ManagerId", "User"),
        text("FederationIdentifier", 512),
        read_only(choice("UserType", "Standard", "Guest")),
        choice("DefaultCurrencyIsoCode", *CURRENCIES, length=3, is_defaulted=True),
        currency_code(),
        is_deletable=False,
    ),
    is_deletable=False,
)

CASE = SObject(
    "Case",
    "Case",
    "Cases",
    "500",
    standard(
        read_only(lookup("MasterRecordId", "Case")),
        read_only(text("CaseNumber", 30, is_auto_number=True, is_name=True)),
        lookup("ContactId", "Contact", children="Cases"),
        lookup("AccountId", "Account", children="Cases"),
        choice("Type", "Problem", "Question", "Feature Request"),
        choice("Status", "New", "Working", "Escalated", "Closed", is_defaulted=True),
        choice("Reason", "Billing", "Installation", "Performance", "Other"),
        choice("Origin", "Phone", "Email", "Web"),
        text("Subject"),
        choice("Priority", "High", "Medium", "Low"),
        long_text("Description"),
        read_only(flag("IsClosed", label="Closed")),
        read_only(moment("ClosedDate")),
        flag("IsEscalated", label="Escalated"),
        currency_code(),
        owner(),
    ),
)

CONTRACT = SObject(
    "Contract",
    "Contract",
    "Contracts",
    "800",
    standard(
        lookup("AccountId", "Account", children="Contracts", is_required=True),
        choice("OwnerExpirationNotice", "15", "30", "60", "90"),
        day("StartDate", label="Contract Start Date"),
        read_only(day("EndDate", label="Contract End Date")),
        *postal("Billing"),
        whole("ContractTerm", 4),
        owner(),
        choice("Status", "Draft", "In Approval Process", "Activated", "Expired", is_defaulted=True),
        read_only(choice("StatusCode", "Draft", "InApproval", "Activated", "Expired")),
        lookup("CompanySignedId", "User"),
        day("CompanySignedDate"),
        lookup("CustomerSignedId", "Contact"),
        text("CustomerSignedTitle", 40),
        day("CustomerSignedDate"),
        long_text("SpecialTerms", 4000),
        read_only(lookup("ActivatedById", "User")),
        read_only(moment("ActivatedDate")),
        long_text("Description"),
        text("Name", 80, label="Contract Name"),
        read_only(text("ContractNumber", 30, is_auto_number=True, is_name=True)),
        read_only(moment("LastApprovedDate")),
        currency_code(),
    ),
)

PROFILE = SObject(
    "Profile",
    "Profile",
    "Profiles",
    "00e",
    standard(text("Name", is_name=True), text("Description"), is_deletable=False),
    is_setup=True,
    is_deletable=False,
)
USER_ROLE = SObject(
    "UserRole",
    "Role",
    "Roles",
    "00E",
    standard(text("Name", 80, is_name=True), is_deletable=False),
    is_setup=True,
    is_deletable=False,
)
ORGANIZATION = SObject(
    "Organization",
    "Organization",
    "Organizations",
    "00D",
    standard(
        text("Name", 80, is_name=True),
        choice("OrganizationType", "Enterprise Edition", "Developer Edition"),
        flag("IsSandbox"),
        text("InstanceName", 5),
        choice("LanguageLocaleKey", "en_US"),
        choice("TimeZoneSidKey", "America/Los_Angeles"),
        choice("DefaultCurrencyIsoCode", *CURRENCIES, length=3),
        is_deletable=False,
    ),
    is_setup=True,
    is_deletable=False,
)
CURRENCY_TYPE = SObject(
    "CurrencyType",
    "Currency Type",
    "Currency Types",
    "01L",
    standard(
        choice("IsoCode", *CURRENCIES, length=3, is_name=True),
        number("ConversionRate", 18, 9),
        whole("DecimalPlaces", 1),
        flag("IsActive"),
        flag("IsCorporate"),
        is_deletable=False,
        is_viewed=False,
    ),
    is_setup=True,
    is_deletable=False,
)
DATED_RATE = SObject(
    "DatedConversionRate",
    "Dated Conversion Rate",
    "Dated Conversion Rates",
    "04w",
    standard(
        choice("IsoCode", *CURRENCIES, length=3, is_name=True),
        day("StartDate"),
        day("NextStartDate"),
        number("ConversionRate", 18, 9),
        is_deletable=False,
        is_viewed=False,
    ),
    is_setup=True,
    is_deletable=False,
)

PEOPLE = (ACCOUNT, CONTACT, USER, CASE, CONTRACT)
SETUP = (PROFILE, USER_ROLE, ORGANIZATION, CURRENCY_TYPE, DATED_RATE)
