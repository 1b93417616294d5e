"""Every table, as the newest migration leaves it; a test compares the two."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, Table, Text

from adapters.model import Provider, Window
from adapters.model import Text as Prose
from bot.core.destination import Filters, Mention, QuietHours
from bot.store.codec import Instant, Value, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only where it says INTEGER

# One column a field of FeedState and of Validators, under the field's own name.
feeds = Table(
    "feeds",
    metadata,
    Column("key", Text, primary_key=True),
    Column("url", Words, nullable=False),
    Column("provider", Words, nullable=False),
    Column("dialect", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("first_good_at", Instant),
    Column("last_good_at", Instant),
    Column("due_at", Instant),
    Column("entries", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),
    Column("failure", Words),
    Column("suspect_since", Instant),
    Column("suspect", Words),
    Column("told", Boolean, nullable=False),
)

# What somebody has said of a suspect feed: that it may be believed as it is now. Gone once the poller has heard it.
acceptances = Table("acceptances", metadata, Column("feed", Text, primary_key=True))

# An incident whose provider gave it another id when it moved to another platform; it stays the incident it was.
aliases = Table(
    "aliases",
    metadata,
    Column("key", Text, primary_key=True),
    Column("alias", Words, nullable=False),
    Column("provider_id", Words, nullable=False),
)

# `feed` is the key of the feed that showed it last. `last_word` is the provider's newest time, ours where it told none.
incidents = Table(
    "incidents",
    metadata,
    Column("key", Text, primary_key=True),
    Column("provider", Words, nullable=False),
    Column("provider_id", Words, nullable=False),
    Column("feed", Text, nullable=False),
    Column("title", Words, nullable=False),
    Column("url", Words),
    Column("kind", Text, nullable=False),
    Column("impact", Text, nullable=False),
    Column("components", Value(tuple[str, ...]), nullable=False),
    Column("window", Value(Window)),
    Column("stated_start", Instant),
    Column("stated_end", Instant),
    Column("revised_at", Instant),
    Column("partial", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("last_word", Instant, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("heard", Instant, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("after_the_fact", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Index(None, "feed", "is_open"),
    Index(None, "provider", "is_open"),
    Index(None, "last_word"),
)

updates = Table(
    "updates",
    metadata,
    Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False),
    Column("at", Instant),
    Column("phase", Text, nullable=False),
    Column("text", Value(Prose), nullable=False),
    Column("said", Words, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
)

# `declared`: the configuration file names it. `removed`: it did once; the row stays, for its posts are still there.
# `dismissed`: it is paused because people there do not want us, and only people can end that.
# `workspace`: the platform's id of the workspace or server that the channel is in, once the platform has told it.
destinations = Table(
    "destinations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("channel", Words, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("manner", Text, nullable=False),
    Column("notices", Boolean, nullable=False),
    Column("digest", Text),
    Column("paused", Words),
    Column("paused_at", Instant),
    Column("declared", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("changers", Text, nullable=False),
    Column("quiet", Value(QuietHours)),
    Column("mentions", Value(tuple[Mention, ...]), nullable=False),
    Column("storm", Integer),
    Column("dismissed", Boolean, nullable=False),
    Column("workspace", Words),
)

# A channel that its platform gave another id: the destination that it was, and the one that goes on in its place.
moves = Table(
    "moves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("moved_to", Text, nullable=False),
    Column("channel", Words, nullable=False),
)

# A workspace or server that has removed us, since when, and what told us so.
departures = Table(
    "departures",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Words, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("why", Words, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
    Column("provider", Words, nullable=False),
    Column("filters", Value(Filters), nullable=False),
    Column("declared", Boolean, nullable=False),
    Index(None, "destination", "provider"),
)

# A provider that the catalogue does not know, met by the address of its page or feed.
providers = Table(
    "providers",
    metadata,
    Column("slug", Words, primary_key=True),
    Column("provider", Value(Provider), nullable=False),
)

# `incident` is the key of one incident, or empty where the whole provider is muted.
mutes = Table(
    "mutes",
    metadata,
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", Words, primary_key=True),
    Column("incident", Text, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("muted_by", Words, nullable=False),
)

playbooks = Table(
    "playbooks",
    metadata,
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", Words, primary_key=True),
    Column("text", Words, nullable=False),
)

# Who said of an incident that they have seen it, and are at it.
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
    Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
    Column("name", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "incident"),
)

# Who changed what, and when; `provider` is the slug that it was about, if it was about one.
audit = Table(
    "audit",
    metadata,
    Column("number", Number, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
    Column("asker", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("command", Text, nullable=False),
    Column("provider", Words),
    Column("what", Words, nullable=False),
    Index(None, "destination", "provider"),
)

orders = Table(
    "orders",
    metadata,
    Column("number", Number, primary_key=True),
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
    Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("already_open", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Index(None, "destination", "incident", unique=True),
    Index(None, "due_at"),
    Index(None, "incident"),
)

# When it was decided how a channel shows an incident: alone, or in a storm, by the key of the incident it began with.
openings = Table(
    "openings",
    metadata,
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
    Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("storm", Text, ForeignKey("incidents.key", ondelete="SET NULL")),
    Index(None, "destination", "at"),
    Index(None, "incident"),
    Index(None, "storm"),
)

# No foreign key to `orders`: what was posted is remembered even where nobody asks for it any more.
posts = Table(
    "posts",
    metadata,
    Column("number", Number, primary_key=True),
    Column("place", Text, nullable=False),
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), nullable=False),
    Column("incident", Text, ForeignKey("incidents.key", ondelete="CASCADE"), nullable=False),
    Column("part", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("digest", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ref", Words),
    Column("why", Words),
    Index(None, "place", unique=True),
    Index(None, "destination", "incident"),
    Index(None, "incident"),
)

# One column a field of Edition, under the field's own name. That a day has one row is why it has one digest.
digests = Table(
    "digests",
    metadata,
    Column("destination", Text, ForeignKey("destinations.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("told_at", Instant),
    Column("ref", Words),
)
