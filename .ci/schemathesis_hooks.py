"""What schemathesis cannot read from the documents: what exists in the sandbox, and one rule across parameters.

The sandbox lists for every operation a call that works. Where that call has an id and the generated value is well-formed, the id that exists
takes its place, so that more than the way to 404 is tried; malformed values stay as they are.

Two requests break a rule that the operation declares under `x-validations`, though the document's schema alone allows them: a range whose
end lies before its start, which is left out of the positive cases, and a purchase that is not named by its UUID, whose name is replaced by
that of one that exists.

Which statuses depend on the data that a request names is declared under `x-depends-on-data`; the script writes it into the configuration.

The format `local-date-time` is ours: a date and time without a zone.
"""

import json
import os
import re
from datetime import datetime
from urllib.request import urlopen

import schemathesis
from hypothesis import strategies

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")

with urlopen(f"{os.environ['SANDBOX_ORIGIN']}/_mock/operations?provider={os.environ['PROVIDER']}") as response:
    CALLS = {operation["id"]: operation for operation in json.load(response)["operations"]}


# Both separators, because a pattern beside the format says which one a parameter has.
schemathesis.openapi.format(
    "local-date-time",
    strategies.builds(
        lambda time, separator: time.replace(microsecond=0).isoformat(separator),
        strategies.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
        strategies.sampled_from("T "),
    ),
)


def call_of(context):
    """The listed call of the operation that a case is made for."""
    return CALLS[context.operation.definition.raw["operationId"]]


def is_like(generated, existing):
    """Whether a generated value has the form of an id that exists."""
    return any(form.fullmatch(str(existing)) and form.fullmatch(str(generated)) for form in (UUID, NUMBER))


def put_ids(generated, existing):
    """Puts the ids that exist in the place of generated ones of the same form."""
    for name, value in existing.items():
        if name in generated and is_like(generated[name], value):
            generated[name] = value
    return generated


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return put_ids(path_parameters, call_of(context)["path_parameters"]) if path_parameters else path_parameters


@schemathesis.hook
def map_query(context, query):
    if not query:
        return query
    listed = call_of(context)["query"]
    return put_ids(query, {parameter["name"]: parameter["value"] for parameter in listed if parameter["name"] == "id"})


@schemathesis.hook
def filter_query(context, query):
    if query and "start_date" in query and "end_date" in query:
        return str(query["start_date"]) <= str(query["end_date"])
    return True


@schemathesis.hook
def before_call(context, case, kwargs):
    # Here and not in `map_body`, which cases at the bounds of the schema do not pass.
    existing = CALLS[case.operation.definition.raw["operationId"]]["body"]
    if isinstance(case.body, dict) and isinstance(existing, dict) and "purchaseId" in existing:
        name = case.body.get("purchaseId")
        if isinstance(name, str) and 1 <= len(name) <= 200:
            case.body = {**case.body, "purchaseId": existing["purchaseId"]}
