"""The properties that only a partner's account has. Tables in the form of `standard_properties`.

Nearly all are kept by the vendor, so they are read-only; the last lines are the account's own.
"""

PARTNER_CLIENTS = """
hs_client_name | Client name | string | text | read-only
hs_client_account_name | Client account name | string | text | read-only
hs_client_domain_name | Client domain name | string | text | read-only
hs_original_purchased_domain | Original purchased domain | string | text | read-only
hs_country | Country | string | text | read-only
hs_is_active | Is active | bool | booleancheckbox | read-only
hs_is_managed | Is managed | bool | booleancheckbox | read-only
hs_is_sold | Is sold | bool | booleancheckbox | read-only
hs_relationship_type | Relationship type | string | text | read-only
hs_relationship_start_date | Relationship start date | date | date | read-only
hs_account_link | Account link | string | text | read-only
hs_client_portal_purged | Client account purged | bool | booleancheckbox | read-only
hs_number_of_managing_partners | Number of managing partners | number | number | read-only
hs_last_active_partner_employee_active_at | Last partner activity | datetime | date | read-only
hs_available_property_groups | Available property groups | string | text | read-only
hs_total_subscription_mrr | Total subscription MRR | number | number | read-only
hs_managed_mrr | Managed MRR | number | number | read-only
hs_split_managed_mrr | Split managed MRR | number | number | read-only
hs_managed_local_mrr_currency | Managed MRR currency | string | text | read-only
hs_projected_commission | Projected commission | number | number | read-only
hs_managed_tier_points | Managed tier points | number | number | read-only
hs_sold_tier_points | Sold tier points | number | number | read-only
hs_next_renewal_date | Next renewal date | date | date | read-only
hs_renewal_mrr | Renewal MRR | number | number | read-only
hs_renewal_mrr_change | Renewal MRR change | number | number | read-only
hs_marketing_hub_renewal_date | Marketing Hub renewal date | date | date | read-only
hs_marketing_hub_edition | Marketing Hub edition | string | text | read-only
hs_marketing_hub_mrr | Marketing Hub MRR | number | number | read-only
hs_sales_hub_renewal_date | Sales Hub renewal date | date | date | read-only
hs_sales_hub_edition | Sales Hub edition | string | text | read-only
hs_sales_hub_mrr | Sales Hub MRR | number | number | read-only
hs_service_hub_renewal_date | Service Hub renewal date | date | date | read-only
hs_service_hub_mrr | Service Hub MRR | number | number | read-only
hs_next_cancellation_date | Next cancellation date | date | date | read-only
hs_cancellation_products | Cancellation products | string | text | read-only
hs_managed_relationship_estimated_expiration_date | Managed until | date | date | read-only
hs_success_owner_name | Customer success manager | string | text | read-only
hs_success_owner_email | Customer success manager email | string | text | read-only
hs_sales_owner_name | Sales owner | string | text | read-only
hs_sales_owner_email | Sales owner email | string | text | read-only
hs_contract_manager_name | Contract manager | string | text | read-only
hs_unified_usage_score | Usage score | number | number | read-only
hs_last_4_weeks_usage_score_trend | Usage score trend | number | number | read-only
hs_has_marketing_hub | Has Marketing Hub | bool | booleancheckbox | read-only
hs_is_marketing_hub_activated | Marketing Hub is activated | bool | booleancheckbox | read-only
hs_sales_seats_assigned | Sales seats assigned | number | number | read-only
hs_marketing_contacts_usage | Marketing contacts used | number | number | read-only
hs_marketing_contacts_limit | Marketing contacts limit | number | number | read-only
hs_all_active_products | Active products | string | text | read-only
hs_revenue_signals | Revenue signals | string | text | read-only
hs_revenue_signal_explanation | Revenue signal explanation | string | html | read-only
customer_key | Customer key | string | text | unique
rec_renewal_owner_mode | Notice mode | enumeration | select | renewal_modes
rec_renewal_owner_contact | Notice contact | string | text
rec_renewal_owner_effective | Notice goes to | string | text
rec_renewal_status | Notice status | string | text
rec_next_renewal_date | Notice for the renewal on | date | date
"""

# the setting that the vendor offers on its pages alone, as a property where the account is told to
RENEWAL_OWNER = """
hs_renewal_communication_owner | Renewal communication owner | enumeration | select | renewal_modes
"""

PARTNER_SERVICES = """
hs_name | Name | string | text | read-only
hs_status | Status | string | text | read-only
hs_description | Description | string | textarea
"""
