"""The lists of dialects, for feeds and for JSON. A new platform is one new file here, and one new line below."""

from adapters.dialects.aws import AWS
from adapters.dialects.aws_json import AWS_CURRENT, AWS_EVENTS
from adapters.dialects.azure import AZURE
from adapters.dialects.betterstack import BETTERSTACK
from adapters.dialects.cachet import CACHET
from adapters.dialects.checkly import CHECKLY
from adapters.dialects.cstate import CSTATE
from adapters.dialects.datocms import DATOCMS
from adapters.dialects.dialect import Claim, Dialect, JsonDialect
from adapters.dialects.firehydrant import FIREHYDRANT
from adapters.dialects.gcp import GCP
from adapters.dialects.gcp_json import GCP_JSON
from adapters.dialects.generic import GENERIC
from adapters.dialects.heroku import HEROKU_CURRENT, HEROKU_HISTORY
from adapters.dialects.hund import HUND
from adapters.dialects.ibmcloud import IBMCLOUD
from adapters.dialects.incidentio import INCIDENTIO
from adapters.dialects.incidentio_json import INCIDENTIO_JSON
from adapters.dialects.incidentio_widget import INCIDENTIO_WIDGET
from adapters.dialects.instatus import INSTATUS
from adapters.dialects.instatus_json import INSTATUS_JSON
from adapters.dialects.kener import KENER
from adapters.dialects.lambstatus import LAMBSTATUS
from adapters.dialects.microsoft365 import MICROSOFT365
from adapters.dialects.onlineornot import ONLINEORNOT
from adapters.dialects.openstatus import OPENSTATUS
from adapters.dialects.oracle import ORACLE
from adapters.dialects.paypal import PAYPAL
from adapters.dialects.salesforce import SALESFORCE, SALESFORCE_ACTIVE
from adapters.dialects.slack import SLACK
from adapters.dialects.slack_json import SLACK_CURRENT, SLACK_HISTORY
from adapters.dialects.sorry import SORRY, SORRY_PRESENT
from adapters.dialects.statuscast import STATUSCAST
from adapters.dialects.statusio import STATUSIO
from adapters.dialects.statuspage import STATUSPAGE
from adapters.dialects.statuspage_json import STATUSPAGE_CURRENT, STATUSPAGE_JSON
from adapters.dialects.statuspal import STATUSPAL
from adapters.dialects.upptime import UPPTIME, UPPTIME_OPEN
from adapters.dialects.uptimerobot import UPTIMEROBOT
from adapters.dialects.xai import XAI
from adapters.errors import NotAFeedError
from adapters.model import ParsedDocument, ParsedFeed

DIALECTS: tuple[Dialect, ...] = (
    STATUSPAGE,
    INCIDENTIO,
    INSTATUS,
    STATUSIO,
    BETTERSTACK,
    HUND,
    CACHET,
    CSTATE,
    OPENSTATUS,
    LAMBSTATUS,
    KENER,
    FIREHYDRANT,
    STATUSPAL,
    AWS,
    AZURE,
    CHECKLY,
    DATOCMS,
    GCP,
    IBMCLOUD,
    MICROSOFT365,
    ONLINEORNOT,
    ORACLE,
    PAYPAL,
    SLACK,
    STATUSCAST,
    UPTIMEROBOT,
    XAI,
    GENERIC,  # the last resort
)

JSON_DIALECTS: tuple[JsonDialect, ...] = (
    AWS_CURRENT,
    AWS_EVENTS,
    GCP_JSON,
    HEROKU_CURRENT,
    HEROKU_HISTORY,
    INCIDENTIO_JSON,
    INCIDENTIO_WIDGET,
    INSTATUS_JSON,
    SALESFORCE,
    SALESFORCE_ACTIVE,
    SLACK_CURRENT,
    SLACK_HISTORY,
    SORRY,
    SORRY_PRESENT,
    STATUSPAGE_CURRENT,
    STATUSPAGE_JSON,
    UPPTIME,
    UPPTIME_OPEN,
)


def recognise(feed: ParsedFeed) -> tuple[Dialect, Claim]:
    """The dialect that is surest of a feed, and its claim; of two that are equally sure, the one listed first.

    Asked at every fetch, of what the feed says: providers move to another platform under the same address.
    """
    claims = ((dialect, dialect.claim(feed)) for dialect in DIALECTS)
    return max(claims, key=lambda pair: pair[1].certainty)


def recognise_document(document: ParsedDocument) -> tuple[JsonDialect, Claim]:
    """The JSON dialect that is surest of a document, and its claim. Raises NotAFeedError where none is sure at all."""
    claims = ((dialect, dialect.claim(document)) for dialect in JSON_DIALECTS)
    found = max(claims, key=lambda pair: pair[1].certainty, default=None)
    if found is None or found[1].certainty <= 0:
        raise NotAFeedError(f"{document.url} answered with JSON of no form that is known, not with a feed.")
    return found
