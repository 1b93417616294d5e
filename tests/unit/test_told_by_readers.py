"""Platforms that are known from other readers alone: what is not as it was told is shown, and nothing is guessed."""

from types import ModuleType

import pytest

from adapters.dialects import firehydrant, ibmcloud, oracle, paypal, statuspal
from adapters.model import Impact, Kind, Phase
from tests.entries import entry, feed, utc

LINK = "https://status.acme.example/incidents/42e1b31a"
OCID = "ocid1.oraclecloudincident.oc1.phx.amaaaaaa"
LABELS = "ID: INC1 Type: {} Regions: us-south Resources: iam Outage Start: {} Outage End: {}"


def test_firehydrant_s_milestone_is_the_phase_and_a_word_that_nobody_knows_stays_in_the_text() -> None:  # P3
    items = [
        entry(link=LINK, title='Update for incident "Slow"', body=f"It is so. Milestone is now '{word}'.", published=at)
        for word, at in (("pondered", utc(3, 2, 10)), ("mitigated", utc(3, 2, 9)))
    ]

    (found,) = firehydrant.read(feed(*items), "acme").incidents

    assert found.title == "Slow"
    assert [(update.phase, update.word) for update in found.updates] == [
        (Phase.MONITORING, ""),
        (Phase.UPDATE, "pondered"),
    ]
    assert [update.text.plain for update in found.updates] == ["It is so.", "It is so. Milestone is now 'pondered'."]


def test_firehydrant_s_first_item_may_have_no_words() -> None:
    (found,) = firehydrant.read(feed(entry(link=LINK, title='New incident: "Slow"')), "acme").incidents

    assert (found.phase, found.updates[0].text.plain) == (Phase.INVESTIGATING, "")


@pytest.mark.parametrize(
    ("title", "components"),
    [
        ("Compute | Germany Central (Frankfurt) | ab12cd34", ("Compute", "Germany Central (Frankfurt)")),
        ("Multiple Services | Multiple Regions | ab12cd34", ()),
        ("Compute is slow", ()),
    ],
)
def test_oracle_s_title_names_service_and_region_where_it_is_of_that_form(
    title: str, components: tuple[str, ...]
) -> None:
    time = "Oct<var data-var='date'>04</var><var data-var='time'>09:12</var> UTC"
    body = f"<p><small>{time}</small><br><strong>Identified</strong> - We found it.</p>"

    (found,) = oracle.read(feed(entry(id=OCID, title=title, body=body, published=utc(10, 4, 9, 12))), "oci").incidents

    assert (found.id, found.components) == (OCID, components)
    assert [(update.at, update.phase) for update in found.updates] == [(utc(10, 4, 9, 12), Phase.IDENTIFIED)]


def test_paypal_s_title_loses_only_a_state() -> None:
    body = "<strong>Resolved: </strong> <p>Over.</p><br /><small>Mar 2, 09:30 UTC</small><br />"
    titles = ("Resolved: Payouts are late", "Payouts: Some are late")

    reading = paypal.read(feed(*(entry(id=t, title=t, body=body, published=utc(3, 2, 9, 30)) for t in titles)), "till")

    assert [each.title for each in reading.incidents] == ["Payouts are late", "Payouts: Some are late"]
    assert {update.at for each in reading.incidents for update in each.updates} == {utc(3, 2, 9, 30)}


def test_paypal_s_text_of_another_form_is_one_update_of_the_title_s_state() -> None:
    item = entry(id="1", title="Resolved: Payouts", body="<p>All is well.</p>", published=utc(3, 2, 9))

    (found,) = paypal.read(feed(item), "till").incidents

    assert [(each.at, each.phase, each.text.plain) for each in found.updates] == [
        (utc(3, 2, 9), Phase.RESOLVED, "All is well.")
    ]


@pytest.mark.parametrize(
    ("end", "phase"),
    [("Tue Jun 09 2020 23:55:00 GMT+0000", Phase.RESOLVED), ("", Phase.UPDATE), ("soon", Phase.UPDATE)],
)
def test_ibm_cloud_s_outage_is_over_only_where_its_end_can_be_read(end: str, phase: Phase) -> None:  # P3
    body = f"We look. {LABELS.format('incident', 'Tue Jun 09 2020 21:55:00 GMT+0000', end)}"

    (found,) = ibmcloud.read(
        feed(entry(title="Logins", body=body, published=utc(6, 9, 22, year=2020))), "ibm"
    ).incidents

    assert (found.id, found.phase, found.started_at) == ("INC1", phase, utc(6, 9, 21, 55, year=2020))
    assert found.components == ("iam", "us-south")


def test_ibm_cloud_s_labels_are_those_at_the_end_and_the_same_words_in_prose_are_prose() -> None:  # P3
    body = (
        "<p>Since noon <a href='https://ibm.example'>logins</a> fail.</p>"
        "<p>Outage End: Tue Jun 09 2020 23:00:00 GMT+0000 at the earliest. ID: yours. Type: any Regions: all<br>"
        "ID: INC7<br>Type: incident<br>Regions: eu-de</p>"
    )

    (found,) = ibmcloud.read(feed(entry(title="Logins", body=body)), "ibm").incidents

    assert (found.id, found.components, found.phase, found.stated_end) == ("INC7", ("eu-de",), Phase.UPDATE, None)
    assert found.updates[0].text.plain.startswith("Since noon logins fail.\nOutage End: Tue")
    assert found.updates[0].text.plain.endswith("Type: any Regions: all")
    assert found.updates[0].text.blocks[0].runs[1].link == "https://ibm.example"


def test_ibm_cloud_s_window_that_ends_before_it_begins_has_no_end() -> None:  # P13
    body = LABELS.format("maintenance", "Sat Jun 20 2026 22:00:00 GMT+0000", "Fri Jun 19 2026 22:00:00 GMT+0000")

    (found,) = ibmcloud.read(feed(entry(title="Work", body=body)), "ibm").incidents

    assert found.window is not None
    assert (found.kind, found.window.start, found.window.end) == (Kind.MAINTENANCE, utc(6, 20, 22), None)


def test_statuspal_s_first_line_tells_how_bad_it_is_and_may_be_missing() -> None:
    told = "September 1, 2026 \u00b7 15:20 UTC\nIssue\nErrors are frequent."
    link = "https://status.kite.example/incidents/7"

    reading = statuspal.read(
        feed(
            entry(id="1", link=link, title="Errors", body=f"Major incident - Apps, Data\n{told}"),
            entry(id="2", link=link, title="Errors", body=told),
            entry(id="3", link=link, title="Errors", body="Major incident"),
        ),
        "kite",
    )

    assert [(each.impact, each.components, each.phase) for each in reading.incidents] == [
        (Impact.MAJOR, ("Apps", "Data"), Phase.INVESTIGATING),
        (Impact.UNKNOWN, (), Phase.INVESTIGATING),
    ]
    assert [each.updates[0].at for each in reading.incidents] == [utc(9, 1, 15, 20)] * 2
    assert len(reading.skipped) == 1


PAYPAL_SAID = "<strong>{}: </strong> <p>{}</p><br /><small>Mar 2, 09:30 UTC</small><br />"
STATUSPAL_SAID = "<p>Minor incident - API</p><p>March 2, 2026 · 09:30 UTC</p><p>{}</p><p>{}</p>"


@pytest.mark.parametrize(("dialect", "said"), [(paypal, PAYPAL_SAID), (statuspal, STATUSPAL_SAID)])
def test_an_entry_is_known_by_its_link_with_an_id_or_without_whatever_it_says(dialect: ModuleType, said: str) -> None:
    versions = (
        entry(id=LINK, link=LINK, title="Investigating: Slow", body=said.format("Investigating", "We look.")),
        entry(link=LINK, title="Resolved: Slower", body=said.format("Resolved", "Over.")),
        entry(id=LINK, title="Resolved: Slower", body=said.format("Resolved", "Over.")),
    )

    assert [each.id for each in dialect.read(feed(*versions), "acme").incidents] == ["42e1b31a"] * 3


@pytest.mark.parametrize(("dialect", "said"), [(paypal, PAYPAL_SAID), (statuspal, STATUSPAL_SAID)])
def test_an_entry_without_id_and_link_is_left_out_and_said_to_be(dialect: ModuleType, said: str) -> None:
    reading = dialect.read(feed(entry(title="Resolved: Slow", body=said.format("Resolved", "Over."))), "acme")

    assert (reading.incidents, [skipped.entry for skipped in reading.skipped]) == ((), ["Resolved: Slow"])
