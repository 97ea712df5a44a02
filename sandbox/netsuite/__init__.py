"""A stand-in for NetSuite's REST web services: log-in, SuiteQL, records, SuiteBilling, jobs.

Where the vendor's behaviour is not known for sure it is strict. What it does not do:

- SOAP, RESTlets, SuiteScript, saved searches, files; OAuth 2.0 with a browser
- lock an account after failed log-ins; certificates that expire
- SuiteQL: joins written with `(+)` or USING, CONNECT BY, recursive queries, `BUILTIN` functions
  other than DF and CF, consolidated exchange rates, custom records, more tables than `tables` lists
- records: `!transform`, saving of sublists other than items and subscription lines, `aging` fields;
  credit memos, payments and deposits, which are read only; billing an order by an invoice
- taxes, discounts, fulfilment, revenue, charges, workflow and closed periods
- SuiteBilling: price books and intervals, add-ons, proration; change orders dated later than today
  are kept and never come due; an estimate or an opportunity in a renewal fails as its second step
- time: the company's today stands still; only moments of change come from the clock
"""

from sandbox.netsuite.account import NetSuite

__all__ = ["NetSuite"]
