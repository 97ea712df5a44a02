"""The old log-in by SOAP, which clients without OAuth use; nothing else of SOAP is here.

It is gone in API version 65 and later (reference page, §2.2).
"""

from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from sandbox.salesforce.loading import API_USER_ID, API_USERNAME, ORG_ID
from sandbox.salesforce.sessions import PASSWORD, SECURITY_TOKEN

FIRST_VERSION_WITHOUT = 65
PARTNER = "{urn:partner.soap.sforce.com}"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" {more}><soapenv:Body>{body}'
    "</soapenv:Body></soapenv:Envelope>"
)


class SoapFault(Exception):
    """A log-in that is refused, with the vendor's code for it."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}")

    def envelope(self) -> str:
        code, words = escape(self.code), escape(self.message)
        return _ENVELOPE.format(
            more='xmlns:sf="urn:fault.partner.soap.sforce.com" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
            body=f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {words}"
            f'</faultstring><detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>'
            f"{code}</sf:exceptionCode><sf:exceptionMessage>{words}</sf:exceptionMessage>"
            "</sf:LoginFault></detail></soapenv:Fault>",
        )


def raise_unless_right(body: bytes, version: str) -> None:
    """SoapFault where the envelope has no log-in in it, or not the right one."""
    if float(version) >= FIRST_VERSION_WITHOUT:
        words = "SOAP API login() is not available in this API version"
        raise SoapFault("UNSUPPORTED_API_VERSION", words)
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise SoapFault("INVALID_LOGIN", "the envelope cannot be read") from error
    username = root.findtext(f".//{PARTNER}login/{PARTNER}username")
    password = root.findtext(f".//{PARTNER}login/{PARTNER}password")
    if username != API_USERNAME or password not in (PASSWORD, PASSWORD + SECURITY_TOKEN):
        words = "Invalid username, password, security token; or user locked out."
        raise SoapFault("INVALID_LOGIN", words)


def logged_in(session: str, site: str, version: str) -> str:
    """The envelope with a new session's id."""
    server = f"{site}/services/Soap/u/{version}/{ORG_ID[:15]}"
    metadata = f"{site}/services/Soap/m/{version}/{ORG_ID[:15]}"
    return _ENVELOPE.format(
        more='xmlns="urn:partner.soap.sforce.com"',
        body="<loginResponse><result>"
        f"<metadataServerUrl>{escape(metadata)}</metadataServerUrl>"
        "<passwordExpired>false</passwordExpired><sandbox>true</sandbox>"
        f"<serverUrl>{escape(server)}</serverUrl><sessionId>{escape(session)}</sessionId>"
        f"<userId>{API_USER_ID}</userId><userInfo><organizationId>{ORG_ID}</organizationId>"
        "<organizationName>Company</organizationName><sessionSecondsValid>7200"
        f"</sessionSecondsValid><userEmail>{API_USERNAME}</userEmail>"
        f"<userFullName>Integration User</userFullName><userId>{API_USER_ID}</userId>"
        f"<userName>{API_USERNAME}</userName></userInfo></result></loginResponse>",
    )
