"""What people type when they mean a provider, and what they get."""

import pytest

from adapters.catalogue import Catalogue, load
from adapters.errors import UnknownProviderError
from adapters.model import Provider

# One line a provider: its slug, and what is typed for it.
NAMES = {
    "adyen": ("Adyen", "ADYEN"),
    "aws": ("aws", "AWS", "amazon web services", "Amazon", "amazon aws", "us-east-1", "aws us-east-1", "AWS us east 1"),
    "azure": ("azure", "Microsoft Azure", "MS Azure"),
    "azure-devops": ("azure devops", "ADO", "azuredevops"),
    "anthropic": ("anthropic", "claude", "Claude Code", "anthropic claude"),
    "bitbucket": ("bitbucket", "bit bucket", "Bitbucket Cloud"),
    "brevo": ("brevo", "sendinblue"),
    "circleci": ("circle ci", "CircleCI", "circle-ci"),
    "cloudflare": ("cloudflare", "cloud flare", "CF", "cloudflare workers"),
    "cockroachdb": ("cockroach", "cockroach db"),
    "customerio": ("customer.io", "customer io"),
    "datadog": ("datadog", "data dog", "DD"),
    "digitalocean": ("digital ocean", "DigitalOcean", "DO"),
    "docker": ("docker", "docker hub", "dockerhub"),
    "elastic": ("elastic", "elasticsearch", "elastic cloud"),
    "fly": ("fly", "fly.io", "flyio"),
    "freshworks": ("freshdesk", "freshservice", "freshworks"),
    "gcp": ("gcp", "google cloud", "google cloud platform", "gcloud"),
    "github": ("github", "git hub", "GitHub Actions", "github copilot", "gh"),
    "gitlab": ("gitlab", "git lab", "GitLab.com"),
    "google-workspace": ("gmail", "google drive", "gsuite", "google workspace", "G Suite"),
    "hashicorp": ("hashicorp", "hashi corp", "terraform cloud"),
    "letsencrypt": ("lets encrypt", "Let's Encrypt", "letsencrypt"),
    "microsoft365": ("microsoft 365", "office 365", "o365", "microsoft teams", "outlook"),
    "monday": ("monday", "monday.com"),
    "mongodb": ("mongodb", "mongo db", "MongoDB Atlas", "mongo"),
    "newrelic": ("new relic", "newrelic", "new-relic"),
    "npm": ("npm", "npmjs", "npm registry"),
    "openai": ("openai", "open ai", "ChatGPT", "chat gpt", "openai api"),
    "pagerduty": ("pagerduty", "pager duty", "PD"),
    "paypal": ("paypal", "pay pal"),
    "pypi": ("pypi", "python package index"),
    "quickbooks": ("quickbooks", "quick books", "intuit"),
    "salesforce": ("salesforce", "sales force", "SFDC"),
    "sendgrid": ("sendgrid", "send grid", "twilio sendgrid"),
    "slack": ("slack", "SLACK"),
    "square": ("square", "cash app"),
    "twilio": ("twilio",),
    "vercel": ("vercel", "zeit"),
    "x": ("x", "twitter"),
    "zendesk": ("zendesk", "zen desk"),
}
WITH_MORE_WORDS = {
    "anthropic": ("claude status", "anthropic api status"),
    "atlassian": ("atlassian status", "is atlassian down"),
    "aws": (
        "cloudfront",
        "amazon cloudfront",
        "route 53",
        "aws route 53",
        "aws s3",
        "aws status",
        "is aws down",
        "aws ec2",
        "aws health dashboard",
    ),
    "azure": ("azure status page", "azure portal"),
    "cloudflare": ("cloudflare status", "status of cloudflare", "cloudflare dns", "is cloudflare down?"),
    "datadog": ("datadog status", "datadog us1"),
    "discord": ("discord status", "discord api"),
    "docker": ("docker status", "docker registry"),
    "fastly": ("fastly cdn", "fastly outage"),
    "github": ("github status", "GitHub Status Page", "github incidents", "github api"),
    "gitlab": ("gitlab status", "gitlab ci"),
    "heroku": ("heroku status", "heroku postgres"),
    "jira": ("jira status", "atlassian jira"),
    "netlify": ("netlify status", "netlify cdn"),
    "openai": ("openai status", "status openai", "chatgpt down"),
    "shopify": ("shopify status",),
    "slack": ("slack status", "slack api"),
    "stripe": ("stripe status", "stripe payments", "stripe api"),
    "supabase": ("supabase status",),
    "zoom": ("zoom status", "zoom meetings"),
}
MISTYPED = {
    "airtable": ("airtabel",),
    "algolia": ("algoila",),
    "anthropic": ("antropic", "anthorpic"),
    "asana": ("assana",),
    "atlassian": ("attlassian", "atlasian"),
    "azure": ("azur", "auzre"),
    "bitbucket": ("bitbuket", "bitbcuket"),
    "cloudflare": ("cloudfare", "clodflare", "cloudflair", "cloudlfare"),
    "confluence": ("conflunce",),
    "databricks": ("databrics",),
    "datadog": ("datadgo", "datdog"),
    "digitalocean": ("digitalocan", "digital oecan"),
    "discord": ("dicsord", "discrod"),
    "dropbox": ("drobox",),
    "elevenlabs": ("elevenlab", "eleven labs"),
    "fastly": ("fastley",),
    "github": ("githb", "gihtub", "guthub"),
    "gitlab": ("gitlb", "gtilab"),
    "grafana": ("graphana", "grafna"),
    "heroku": ("herku", "heruko"),
    "hubspot": ("hubspt", "hub spot"),
    "huggingface": ("hugginface", "hugging face"),
    "intercom": ("intercomm",),
    "letsencrypt": ("letsencript",),
    "mailgun": ("mailgunn", "mail gun"),
    "mongodb": ("mongdb",),
    "netlify": ("netlfy", "netlifi"),
    "okta": ("otka",),
    "openai": ("opnai", "openia"),
    "pagerduty": ("pagrduty", "pagerdutty"),
    "postmark": ("postmrk",),
    "salesforce": ("saleforce", "salesfroce"),
    "sentry": ("sentri", "sentrry"),
    "shopify": ("shopfy", "shoppify"),
    "snowflake": ("snowflak", "snow flake"),
    "stripe": ("strpe", "stipe"),
    "supabase": ("superbase", "supabse"),
    "twilio": ("twillio", "twlio"),
    "vercel": ("vercle", "versel"),
    "zapier": ("zappier", "zapeir"),
    "zendesk": ("zendsk",),
}
ADDRESSES = {
    "anthropic": ("claude.ai", "status.claude.com", "https://status.claude.com/history.atom"),
    "atlassian": ("https://status.atlassian.com/",),
    "aws": ("console.aws.amazon.com", "https://health.aws.amazon.com/health/status"),
    "azure": ("portal.azure.com", "https://azure.status.microsoft/en-us/status"),
    "bitbucket": ("bitbucket.org", "https://bitbucket.status.atlassian.com"),
    "cloudflare": (
        "cloudflare.com",
        "www.cloudflarestatus.com",
        "HTTPS://WWW.CLOUDFLARESTATUS.COM/",
        "cloudflarestatus",
    ),
    "datadog": ("status.datadoghq.com", "app.datadoghq.com"),
    "datadog-eu": ("app.datadoghq.eu",),
    "digitalocean": ("digitalocean.com", "http://status.digitalocean.com"),
    "discord": ("discord.com", "discordstatus.com", "discordstatus"),
    "docker": ("hub.docker.com", "www.dockerstatus.com"),
    "fly": ("status.flyio.net",),
    "github": ("github.com", "githubstatus.com", "githubstatus", "https://www.githubstatus.com/history.rss"),
    "github-eu": ("eu.githubstatus.com",),
    "gitlab": ("https://gitlab.com", "status.gitlab.com"),
    "linear": ("linear.app", "linearstatus.com"),
    "netlify": ("netlifystatus.com", "app.netlify.com"),
    "notion": ("notion.so", "https://www.notion-status.com/"),
    "npm": ("npmjs.com", "status.npmjs.org", "npm status page"),
    "openai": ("openai.com", "platform.openai.com", "status.openai.com", "https://status.openai.com/feed.atom"),
    "pypi": ("pypi status", "status.python.org"),
    "reddit": ("redditstatus.com", "reddit.com"),
    "sentry": ("sentry.io", "status.sentry.io"),
    "shopify": ("shopifystatus.com", "www.shopify.com"),
    "slack": ("slack.com", "slack-status.com", "https://slack-status.com/feed/rss"),
    "stripe": ("stripe.com", "dashboard.stripe.com", "https://status.stripe.com"),
    "vercel": ("vercel.com", "vercel-status.com", "https://www.vercel-status.com/history.atom"),
    "x": ("x.com", "twitter.com"),
    "zoom": ("zoom.us", "zoomstatus.com"),
}
# Products, companies that were renamed, and other addresses of the same people.
CALLED_OTHERWISE = {
    "adobe": ("photoshop", "creative cloud"),
    "apple": ("icloud", "App Store", "itunes"),
    "authorizenet": ("authorize.net",),
    "automattic": ("wordpress.com", "wordpress"),
    "aws": ("s3", "EC2", "ecr", "lambda", "fargate", "eks", "s3.amazonaws.com", "amazon bedrock", "rds"),
    "azure": ("aks", "cosmos db", "entra", "azure ad", "https://status.azure.com", "ms azure"),
    "azure-devops": ("dev.azure.com",),
    "betterstack": ("better uptime", "logtail"),
    "bluesky": ("bsky", "bsky.app"),
    "canonical": ("ubuntu", "launchpad", "snapcraft"),
    "cloudamqp": ("rabbitmq", "cloud amqp"),
    "cloudflare": ("workers", "r2", "1.1.1.1", "turnstile"),
    "confluent": ("kafka",),
    "epicgames": ("fortnite", "unreal engine"),
    "firebase": ("firestore", "fire base"),
    "gcp": ("bigquery", "gke", "cloud run", "google compute engine", "us-central1", "looker", "storage.googleapis.com"),
    "goto": ("gotomeeting", "logmein"),
    "google-ads": ("adwords", "adsense"),
    "google-play": ("play store",),
    "hashicorp": ("terraform", "vault"),
    "ibm-cloud": ("bluemix", "softlayer", "ibm"),
    "instructure": ("canvas lms", "canvas"),
    "jira-service-management": ("jsm", "jira service desk"),
    "keap": ("infusionsoft",),
    "kit": ("convertkit", "convert kit"),
    "maxio": ("chargify",),
    "messagebird": ("messagebird", "bird"),
    "meta": ("facebook", "instagram"),
    "meta-whatsapp": ("whatsapp",),
    "ninjaone": ("ninjarmm", "ninja one"),
    "platformsh": ("upsun", "platform.sh"),
    "playstation": ("psn", "ps5", "playstation network"),
    "quad9": ("9.9.9.9",),
    "quo": ("openphone",),
    "redhat": ("openshift", "red hat"),
    "riot": ("league of legends", "valorant"),
    "splunk-oncall": ("victorops", "splunk on call"),
    "vonage-api": ("nexmo",),
    "wise": ("transferwise",),
    "wikimedia": ("wikipedia", "wikipedia.org"),
    "windsurf": ("codeium",),
    "xai": ("grok", "x.ai"),
    "discord": ("https://status.discord.com", "discordapp"),
    "github": (
        "copilot",
        "gist.github.com",
        "raw.githubusercontent.com",
        "https://www.githubstatus.com/incidents/abc123",
    ),
    "microsoft365": ("sharepoint", "exchange", "login.microsoftonline.com", "outlook.office.com"),
    "google-workspace": ("google mail", "mail.google.com", "meet.google.com"),
    "slack": ("mycompany.slack.com", "salck"),
    "atlassian": ("acme.atlassian.net",),
    "reddit": ("https://status.reddit.com",),
    "square": ("block", "https://www.issquareup.com"),
    "vercel": ("nextjs",),
}
# Other letters, endings and questions.
WRITTEN_OTHERWISE = {
    "github": ("\uff27\uff49\uff54\uff28\uff55\uff42", "GitH\u00fcb", "githubs", "is github down?"),
    "cloudflare": ("Cl\u00f3udflare", "CLOUD-FLARE", "cloudflares"),
    "gitlab": ("gitlab's",),
    "aws": ("what's wrong with AWS", "is us-east-1 down?", "S\u00e3o Paulo aws"),
    "slack": ("Is Slack down right now",),
    "stripe": ("status page of stripe",),
    "openai": ("GPT-4", "ChatGPT Plus", "chat-gpt"),
}
# What is not enough to know who is meant, or is somebody else's.
UNCERTAIN = (
    *("google", "microsoft", "status", "cloud", "the", "api", "eu", "us", "ai", "git", "mail", "g", "s", "down"),
    *("is it down", "outage", "database", "google status", "cloud status", "my aws", "not github", "githubb"),
    *("frankfurt", "us east 1", "na135", "ps4", "aws us-eats-1", "azure nowhere"),
    *("status.example.com", "https://status.io", "https://acme.statuspage.io", "https://github.com/acme/widgets"),
    *("github.io", "acme.github.io", "status.azure", "awsome", "slacker", "stripes", "boxing", "zoomer"),
)
CASES = [
    (typed, slug)
    for group in (NAMES, WITH_MORE_WORDS, MISTYPED, ADDRESSES, CALLED_OTHERWISE, WRITTEN_OTHERWISE)
    for slug, all_typed in group.items()
    for typed in all_typed
]
SHARE_FIRST = 0.99


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def found(catalogue: Catalogue, typed: str) -> Provider | None:
    """Who is meant for certain."""
    try:
        return catalogue.find(typed)
    except UnknownProviderError:
        return None


def test_there_are_enough_cases_to_judge_by(catalogue: Catalogue) -> None:
    assert len(CASES) >= 400
    assert len(CASES) == len(set(CASES))
    assert all(slug in catalogue for _, slug in CASES)


def test_who_is_meant_comes_first(catalogue: Catalogue) -> None:
    answers = {typed: [each.slug for each in catalogue.search(typed, 3)] for typed, _ in CASES}

    misses = {typed: (slug, answers[typed]) for typed, slug in CASES if answers[typed][:1] != [slug]}

    print(*(f"{typed!r}: {slug} was meant, {got} found" for typed, (slug, got) in misses.items()), sep="\n")  # noqa: T201
    assert len(misses) <= (1 - SHARE_FIRST) * len(CASES)


@pytest.mark.parametrize("group", [NAMES, ADDRESSES], ids=["names", "addresses"])
def test_a_name_and_an_address_are_no_guess(catalogue: Catalogue, group: dict[str, tuple[str, ...]]) -> None:
    unknown = [typed for all_typed in group.values() for typed in all_typed if found(catalogue, typed) is None]

    assert len(unknown) <= 0.1 * sum(map(len, group.values())), unknown


def test_nobody_else_is_ever_found_for_certain(catalogue: Catalogue) -> None:
    answers = {typed: (slug, found(catalogue, typed)) for typed, slug in CASES}

    wrong = {typed: (slug, got.slug) for typed, (slug, got) in answers.items() if got and got.slug != slug}
    assert wrong == {}


@pytest.mark.parametrize("typed", UNCERTAIN)
def test_what_could_be_anybody_is_nobody_for_certain(catalogue: Catalogue, typed: str) -> None:
    assert found(catalogue, typed) is None
