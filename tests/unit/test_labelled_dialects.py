"""What IBM Cloud and PayPal are known by: what lacks it is said to be left out, or is somebody else's."""

import pytest

from adapters.dialects.ibmcloud import IBMCLOUD
from adapters.dialects.paypal import PAYPAL
from tests.entries import entry, feed


def test_what_has_lost_its_type_is_no_incident_of_ibms_and_is_said_to_be_left_out() -> None:
    released = entry(id="a", title="New console", body="<p>A new console.</p><p>Regions: all Resources: iam</p>")

    reading = IBMCLOUD.read(feed(released), "ibm-cloud")

    assert reading.incidents == ()
    assert [skipped.entry for skipped in reading.skipped] == ["New console"]


def test_an_announcement_of_ibms_is_passed_over() -> None:
    release = entry(id="a", title="New", body="<p>New.</p><p>ID: R1 Type: release Regions: all Resources: iam</p>")

    reading = IBMCLOUD.read(feed(release), "ibm-cloud")

    assert (reading.incidents, reading.skipped) == ((), ())


@pytest.mark.parametrize("body", ["<p><strong>Affected services:</strong> Mail</p>", "<strong>Status page:</strong> x"])
def test_a_label_that_is_no_state_is_not_paypals(body: str) -> None:
    other = entry(id="a", title="Investigating: Mail is late", body=body)

    assert PAYPAL.claim(feed(other)).certainty == 0
