"""Records what the sandbox responds: `record.py ORIGIN FILE`.

Of every operation: the call that the sandbox lists, the same for every program, every documented failure, and every named example. All of it
comes from the sandbox's own lists. Left out are operations whose successes are text: there is nothing in them to read.
"""

import json
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ORIGIN, FILE = sys.argv[1:]


def get(path):
    with urlopen(f"{ORIGIN}/_mock/{path}") as response:
        return json.load(response)


def send(method, url, headers, body):
    """Status and body of the response."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, headers, method=method)) as response:
            return response.status, json.load(response)
    except HTTPError as failure:
        return failure.code, json.load(failure)


def with_credential(headers, credential):
    """The headers with other secrets in the place of theirs."""
    secrets = iter(credential)
    replaced = {}
    for name, value in headers.items():
        scheme = "Bearer " if value.startswith("Bearer ") else ""
        replaced[name] = value if name == "Content-Type" else scheme + next(secrets)
    return replaced


operations = get("operations")["operations"]
programs = get("world")["programs"]
documents = {operation["provider"]: None for operation in operations}
documents = {provider: get(f"specs/{provider}") for provider in documents}
recorded = []
for operation in operations:
    provider, method = operation["provider"], operation["method"]
    success = documents[provider]["paths"][operation["template"]][method.lower()]["responses"][str(operation["success"])]
    if any(media.startswith("text/") for media in success.get("content", {})):
        continue
    calls = [(operation["url"], operation["headers"], operation["body"])]
    for program in programs:
        seen = program["at"].get(provider)
        if seen and seen["operation"] == operation["id"]:
            calls.append((seen["link"], with_credential(operation["headers"], seen["credential"]), seen["body"]))
    responses = [send(method, *call) for call in calls]
    described = documents[provider]["paths"][operation["template"]][method.lower()]["responses"]
    wanted = [f"code={status}" for status in operation["failures"]]
    for status in described:
        for content in described[status].get("content", {}).values():
            wanted += [f"example={name}" for name in content.get("examples", {})]
    url, headers, body = calls[0]
    responses += [send(method, url, {**headers, "Prefer": prefer}, body) for prefer in wanted]
    for status, received in responses:
        assert str(status) in described, f"{provider} {operation['id']}: {status} {received}"
        recorded.append({
            "provider": provider, "operation": operation["id"], "status": status, "body": received,
            "arguments": {
                **operation["path_parameters"], **{entry["name"]: entry["value"] for entry in operation["query"]},
            },
            "request": operation["body"],
        })
with open(FILE, "w", encoding="utf-8") as file:
    json.dump(recorded, file)
statuses = {(entry["provider"], entry["operation"], entry["status"]) for entry in recorded}
print(f"recorded {len(recorded)} responses of {len(operations)} operations, {len(statuses)} with a status of its own")
