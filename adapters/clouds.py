"""What the services and regions of the large clouds are called; the table that a new name goes into.

The services of AWS are the keys that its feeds and guids have (`ec2-us-east-1`), those of Google the products that its
dashboards name; of Azure, which has hundreds, a few that people ask for. Regions are the providers' own public lists.
In brackets stands what people call them besides, or what has no key of its own: AWS tells of Aurora under `rds`, and
us-east-1 is `us-standard` in the feed of S3.
"""

import re
from collections.abc import Mapping

from adapters.address import Address
from adapters.errors import UnknownPartError, either, repeated
from adapters.parts import EVERYTHING, Parts, Vocabulary


def vocabulary_of(provider: str) -> Vocabulary:
    """What the parts of a provider are called; empty for most."""
    return VOCABULARIES.get(provider, _NONE)


def parts_of_feed(provider: str, address: Address) -> Parts:
    """The parts that one of a provider's many feeds is of, by its address; the summary has them all."""
    named = _AWS_FEED.fullmatch(address.host + address.path) if provider == "aws" else None
    if named is None or named["service"] == "all":
        return EVERYTHING
    return Parts(frozenset({named["service"]}), frozenset({named["region"]} - {None}))


def unknown_part(provider: str, word: str) -> UnknownPartError:
    """That a provider has no part of this name, and which were perhaps meant."""
    vocabulary = vocabulary_of(provider)
    parts = vocabulary.nearest(word)
    kind, hint = vocabulary.kinds, f"say for example: {provider} {vocabulary.example}"
    if parts:
        kind, hint = "region" if vocabulary.region(parts[0]) else "service", f"nearest: {either(parts)}"
    said = f'{provider} knows no {kind} "{repeated(word)}"; {hint}.'
    return UnknownPartError(said, provider=provider, word=word, parts=parts)


def _names(written: str) -> dict[str, tuple[str, ...]]:
    """Names with their others from lines like `elb (elastic load balancing, alb)`."""
    names: dict[str, tuple[str, ...]] = {}
    for line in written.strip().splitlines():
        name, _, others = line.strip().removesuffix(")").partition(" (")
        names[name] = tuple(other.strip() for other in others.split(",") if other.strip())
    return names


_AWS_SERVICES = """
    apigateway
    appflow
    appmesh
    apprunner
    appstream2 (appstream)
    appsync
    athena
    autoscaling
    awsiot (iot core, iot)
    awswaf (waf)
    backup
    batch
    bedrock
    billingconsole (billing)
    braket
    certificatemanager (acm)
    chime
    cloudformation
    cloudfront
    cloudhsm
    cloudsearch
    cloudtrail
    cloudwatch
    codebuild
    codecommit
    codedeploy
    codepipeline
    cognito
    config
    connect
    directconnect
    directoryservice
    dms (database migration service)
    docdb (documentdb)
    dsql (aurora dsql)
    dynamodb (dynamo)
    ec2 (elastic compute cloud)
    ec2systemsmanager (systems manager, ssm)
    ecr (elastic container registry)
    ecs (elastic container service, fargate)
    eks (elastic kubernetes service)
    elasticache
    elasticbeanstalk (beanstalk)
    elasticfilesystem (efs)
    elasticsearch (opensearch)
    elb (elastic load balancing, load balancer, alb, nlb)
    emr (elastic mapreduce)
    events (eventbridge)
    firehose
    glacier
    globalaccelerator
    glue
    guardduty
    iam (identity and access management)
    internetconnectivity
    kinesis
    kms (key management service)
    lambda
    lightsail
    management-console (console)
    memorydb
    mq
    neptune-db (neptune)
    organizations
    quicksight
    rds (relational database service, aurora)
    redshift
    route53
    route53resolver (resolver)
    s3 (simple storage service)
    sagemaker
    secretsmanager
    ses (simple email service)
    sns (simple notification service)
    sqs (simple queue service)
    state (step functions)
    storagegateway
    transfer (transfer family)
    vpc (virtual private cloud)
    workdocs
    workmail
    workspaces
    xray
"""
_AWS_REGIONS = """
    af-south-1 (cape town)
    ap-east-1 (hong kong)
    ap-east-2 (taipei)
    ap-northeast-1 (tokyo)
    ap-northeast-2 (seoul)
    ap-northeast-3 (osaka)
    ap-south-1 (mumbai)
    ap-south-2 (hyderabad)
    ap-southeast-1 (singapore)
    ap-southeast-2 (sydney)
    ap-southeast-3 (jakarta)
    ap-southeast-4 (melbourne)
    ap-southeast-5 (malaysia)
    ap-southeast-6 (new zealand, auckland)
    ap-southeast-7 (thailand, bangkok)
    ca-central-1 (canada, canada central, montreal)
    ca-west-1 (calgary, canada west)
    cn-north-1 (beijing)
    cn-northwest-1 (ningxia)
    eu-central-1 (frankfurt)
    eu-central-2 (zurich)
    eu-north-1 (stockholm)
    eu-south-1 (milan)
    eu-south-2 (spain)
    eu-west-1 (ireland, dublin)
    eu-west-2 (london)
    eu-west-3 (paris)
    il-central-1 (tel aviv)
    me-central-1 (uae)
    me-south-1 (bahrain)
    mx-central-1 (mexico)
    sa-east-1 (sao paulo)
    us-east-1 (us-standard, n. virginia, north virginia, northern virginia, virginia)
    us-east-2 (ohio)
    us-gov-east-1 (govcloud east)
    us-gov-west-1 (govcloud west)
    us-west-1 (n. california, north california, northern california, california)
    us-west-2 (oregon)
"""
_AZURE_SERVICES = """
    App Service
    Cosmos DB
    Entra (entra id, active directory, ad, aad)
    Front Door
    Key Vault
    Kubernetes Service (aks)
    OpenAI (azure openai)
    SQL Database
    Virtual Machines (vms)
"""
_AZURE_REGIONS = """
    Australia Central
    Australia Central 2
    Australia East
    Australia Southeast
    Austria East
    Belgium Central
    Brazil South
    Brazil Southeast
    Canada Central
    Canada East
    Central India
    Central US
    Chile Central
    China East
    China East 2
    China North
    China North 2
    China North 3
    East Asia
    East US
    East US 2
    France Central
    France South
    Germany North
    Germany West Central
    Indonesia Central
    Israel Central
    Italy North
    Japan East
    Japan West
    Jio India Central
    Jio India West
    Korea Central
    Korea South
    Malaysia West
    Mexico Central
    New Zealand North
    North Central US
    North Europe
    Norway East
    Norway West
    Poland Central
    Qatar Central
    South Africa North
    South Africa West
    South Central US
    South India
    Southeast Asia
    Spain Central
    Sweden Central
    Sweden South
    Switzerland North
    Switzerland West
    UAE Central
    UAE North
    UK South
    UK West
    US Gov Arizona
    US Gov Texas
    US Gov Virginia
    West Central US
    West Europe
    West India
    West US
    West US 2
    West US 3
"""
_GCP_SERVICES = """
    App Engine (gae)
    BigQuery (google bigquery)
    Bigtable (cloud bigtable)
    Cloud Build
    Cloud Functions (cloud run functions, functions)
    Cloud Load Balancing
    Cloud Logging
    Cloud Monitoring
    Cloud NAT
    Cloud Networking
    Cloud Run
    Cloud SQL (sql)
    Cloud Storage (gcs, storage, storage.googleapis.com)
    Composer (cloud composer)
    Compute Engine (gce, google compute engine)
    Console (cloud console)
    Dataflow (cloud dataflow)
    Dataproc
    Firestore
    Identity and Access Management (iam)
    Kubernetes Engine (gke, google kubernetes engine)
    Looker
    Memorystore
    Pub/Sub (cloud pubsub)
    Spanner (cloud spanner)
    Vertex (vertex ai, gemini api)
"""
_GCP_REGIONS = """
    africa-south1 (johannesburg)
    asia-east1 (taiwan)
    asia-east2 (hong kong)
    asia-northeast1 (tokyo)
    asia-northeast2 (osaka)
    asia-northeast3 (seoul)
    asia-south1 (mumbai)
    asia-south2 (delhi)
    asia-southeast1 (singapore)
    asia-southeast2 (jakarta)
    australia-southeast1 (sydney)
    australia-southeast2 (melbourne)
    europe-central2 (warsaw)
    europe-north1 (finland)
    europe-north2 (stockholm)
    europe-southwest1 (madrid)
    europe-west1 (belgium)
    europe-west10 (berlin)
    europe-west12 (turin)
    europe-west2 (london)
    europe-west3 (frankfurt)
    europe-west4 (netherlands)
    europe-west6 (zurich)
    europe-west8 (milan)
    europe-west9 (paris)
    me-central1 (doha)
    me-central2 (dammam)
    me-west1 (tel aviv)
    northamerica-northeast1 (montreal)
    northamerica-northeast2 (toronto)
    northamerica-south1 (mexico, queretaro)
    southamerica-east1 (sao paulo)
    southamerica-west1 (santiago)
    us-central1 (iowa)
    us-east1 (south carolina)
    us-east4 (northern virginia, virginia)
    us-east5 (columbus)
    us-south1 (dallas)
    us-west1 (oregon)
    us-west2 (los angeles)
    us-west3 (salt lake city)
    us-west4 (las vegas)
"""
_WORKSPACE_SERVICES = """
    Admin Console (google admin)
    Apps Script
    AppSheet
    Gmail (google mail, mail.google.com)
    Google Calendar (gcal, calendar.google.com)
    Google Chat
    Google Classroom
    Google Cloud Search
    Google Docs (docs.google.com)
    Google Drive (gdrive, drive.google.com)
    Google Forms
    Google Groups
    Google Keep
    Google Meet (meet.google.com)
    Google Sheets
    Google Sites
    Google Slides
    Google Tasks
    Google Vault
    Google Voice
"""

_AWS_SHAPE = re.compile(r"(?:af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(?:-gov|-iso[a-z]?|-de)?-[a-z]+-\d{1,2}", re.IGNORECASE)
_AWS_FEED = re.compile(
    rf"status\.aws\.amazon\.com/rss/(?P<service>[a-z0-9-]+?)(?:-(?P<region>{_AWS_SHAPE.pattern}))?\.rss"
)
_GCP_SHAPE = re.compile(
    r"(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south)?(?:central|east|north|south|west)"
    r"\d{1,2}",
    re.IGNORECASE,
)
# Instances of Salesforce: NA135, CS45, EU22, USA592S.
_SALESFORCE_SHAPE = re.compile(r"[a-z]{2,4}\d{1,4}s?", re.IGNORECASE)

_NONE = Vocabulary()
VOCABULARIES: Mapping[str, Vocabulary] = {
    "aws": Vocabulary(
        "ec2 us-east-1", _names(_AWS_SERVICES), _names(_AWS_REGIONS), _AWS_SHAPE, makers=("Amazon", "AWS")
    ),
    "azure": Vocabulary(
        "West Europe", _names(_AZURE_SERVICES), _names(_AZURE_REGIONS), makers=("Azure", "Microsoft", "Microsoft Azure")
    ),
    "gcp": Vocabulary(
        "Compute Engine us-central1",
        _names(_GCP_SERVICES),
        _names(_GCP_REGIONS),
        _GCP_SHAPE,
        makers=("Google", "Google Cloud"),
    ),
    "google-workspace": Vocabulary("Gmail", _names(_WORKSPACE_SERVICES), makers=("Google",)),
    "salesforce": Vocabulary("NA135", shape=_SALESFORCE_SHAPE),
}
