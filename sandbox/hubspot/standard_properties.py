"""The properties that every account has. Tables, no logic: name, label, type, field type, marks.

A mark is `read-only`, `unique`, `owner` (holds an owner's id) or the name of a set of options.
"""

OPTIONS = {
    "stages_of_life": (
        "subscriber lead marketingqualifiedlead salesqualifiedlead opportunity customer evangelist "
        "other"
    ),
    "lead_statuses": (
        "NEW OPEN IN_PROGRESS OPEN_DEAL UNQUALIFIED ATTEMPTED_TO_CONTACT CONNECTED BAD_TIMING"
    ),
    "company_types": "PROSPECT PARTNER RESELLER VENDOR OTHER",
    "deal_types": "newbusiness existingbusiness",
    "priorities": "low medium high",
    "ticket_priorities": "LOW MEDIUM HIGH URGENT",
    "notice_roles": "primary billing decision_maker",
    "renewal_modes": "DEFAULT HUBSPOT PARTNER",
    "yes_or_no": "true false",
}

ADDRESS = """
address | Street Address | string | text
city | City | string | text
state | State/Region | string | text
zip | Postal Code | string | text
country | Country/Region | string | text
"""

EVERY_OBJECT = """
hs_object_id | Record ID | number | number | read-only
hubspot_owner_id | Owner | enumeration | select | owner
hubspot_team_id | HubSpot Team | enumeration | select | read-only
hs_merged_object_ids | Merged record IDs | string | text | read-only
hs_created_by_user_id | Created by user ID | number | number | read-only
"""

COMPANIES = """
name | Company name | string | text
domain | Company Domain Name | string | text
website | Website URL | string | text
phone | Phone Number | string | phonenumber
address2 | Street Address 2 | string | text
industry | Industry | string | text
type | Type | enumeration | select | company_types
description | Description | string | textarea
annualrevenue | Annual Revenue | number | number
numberofemployees | Number of Employees | number | number
lifecyclestage | Lifecycle Stage | enumeration | radio | stages_of_life
hs_lead_status | Lead Status | enumeration | radio | lead_statuses
closedate | Close Date | datetime | date
facebookfans | Facebook Fans | number | number
hs_parent_company_id | Parent Company | number | number | read-only
hs_num_child_companies | Number of child companies | number | number | read-only
num_associated_contacts | Number of Associated Contacts | number | number | read-only
num_associated_deals | Number of Associated Deals | number | number | read-only
hs_num_open_deals | Number of open deals | number | number | read-only
total_revenue | Total Revenue | number | number | read-only
recent_deal_amount | Recent Deal Amount | number | number | read-only
recent_deal_close_date | Recent Deal Close Date | datetime | date | read-only
hs_total_deal_value | Total open deal value | number | number | read-only
hs_additional_domains | Additional Domains | string | textarea
hs_is_target_account | Target Account | bool | booleancheckbox | yes_or_no
hs_annual_revenue_currency_code | Annual Revenue Currency Code | string | text
notes_last_contacted | Last Contacted | datetime | date | read-only
hs_pipeline | Pipeline | string | text | read-only
customer_key | Customer key | string | text | unique
"""

CONTACTS = """
email | Email | string | text
hs_additional_emails | Additional email addresses | string | text | read-only
firstname | First Name | string | text
lastname | Last Name | string | text
phone | Phone Number | string | phonenumber
mobilephone | Mobile Phone Number | string | phonenumber
company | Company Name | string | text
jobtitle | Job Title | string | text
website | Website URL | string | text
lifecyclestage | Lifecycle Stage | enumeration | radio | stages_of_life
hs_lead_status | Lead Status | enumeration | radio | lead_statuses
associatedcompanyid | Primary Associated Company ID | number | number | read-only
num_associated_deals | Number of Associated Deals | number | number | read-only
notice_role | Notice role | enumeration | select | notice_roles
"""

DEALS = """
dealname | Deal Name | string | text
amount | Amount | number | number
amount_in_home_currency | Amount in company currency | number | number | read-only
deal_currency_code | Currency | string | text
closedate | Close Date | datetime | date
dealstage | Deal Stage | string | text
pipeline | Pipeline | string | text
dealtype | Deal Type | enumeration | radio | deal_types
description | Deal Description | string | textarea
hs_is_closed | Is Deal Closed? | bool | booleancheckbox | read-only
hs_is_closed_won | Is Closed Won | bool | booleancheckbox | read-only
hs_deal_stage_probability | Deal probability | number | number
hs_forecast_amount | Forecast amount | number | number
hs_projected_amount | Weighted amount | number | number | read-only
hs_closed_amount | Closed Deal Amount | number | number | read-only
hs_acv | Annual contract value | number | number | read-only
hs_arr | Annual recurring revenue | number | number | read-only
hs_mrr | Monthly recurring revenue | number | number | read-only
hs_tcv | Total contract value | number | number | read-only
hs_priority | Priority | enumeration | select | priorities
hs_next_step | Next step | string | text
closed_lost_reason | Closed Lost Reason | string | textarea
num_associated_contacts | Number of Associated Contacts | number | number | read-only
"""

TICKETS = """
subject | Ticket name | string | text
content | Ticket description | string | textarea
hs_pipeline | Pipeline | string | text
hs_pipeline_stage | Ticket status | string | text
hs_ticket_category | Category | string | text
hs_ticket_priority | Priority | enumeration | select | ticket_priorities
"""

PRODUCTS = """
name | Name | string | text
description | Product description | string | textarea
price | Unit price | number | number
hs_sku | SKU | string | text
hs_recurring_billing_period | Term | string | text
"""

LINE_ITEMS = """
name | Name | string | text
description | Description | string | textarea
price | Unit price | number | number
quantity | Quantity | number | number
amount | Net price | number | number | read-only
hs_product_id | Product ID | number | number
hs_sku | SKU | string | text
hs_line_item_currency_code | Currency | string | text
"""

QUOTES = """
hs_title | Name | string | text
hs_quote_number | Quote Number | string | text
hs_expiration_date | Expiration Date | date | date
hs_status | Quote Status | string | text
hs_quote_amount | Quote amount | number | number | read-only
hs_currency | Currency | string | text
"""
