"""Lets the generated Python clients read what the sandbox has responded: `read.py RECORDED SPECS CLIENTS`.

Each client reads every recorded response, and must keep every field, every null and every number of it.
"""

import importlib
import inspect
import json
import re
import sys
from pathlib import Path

RECORDED, SPECS, CLIENTS = map(Path, sys.argv[1:])
sys.path.insert(0, str(CLIENTS))
DOCUMENTS = {path.stem: json.loads(path.read_text()) for path in SPECS.glob("*.json")}


def letters(name):
    """A name without what generators change in it."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_same(sent, read):
    """Whether nothing was lost. Texts may be written in another way: dates have several."""
    if isinstance(sent, dict):
        # A client may show an absent field as null.
        is_complete = isinstance(read, dict) and all(key in read and is_same(sent[key], read[key]) for key in sent)
        return is_complete and all(read[key] is None for key in read.keys() - sent.keys())
    if isinstance(sent, list):
        return isinstance(read, list) and len(sent) == len(read) and all(map(is_same, sent, read))
    if isinstance(sent, str):
        return read is not None
    return sent == read and isinstance(sent, bool) == isinstance(read, bool)


def operation_of(entry):
    """The operation object of a recorded response."""
    for path in DOCUMENTS[entry["provider"]]["paths"].values():
        for operation in path.values():
            if operation["operationId"] == entry["operation"]:
                return operation
    raise LookupError(entry["operation"])


def plain(value):
    """What was read, as JSON."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "actual_instance"):
        return plain(value.actual_instance)
    if hasattr(value, "root"):
        return plain(value.root)
    if hasattr(type(value), "model_fields"):
        fields = type(value).model_fields.items()
        read = {field.alias or name: plain(getattr(value, name)) for name, field in fields if name != "additional_properties"}
        return read | getattr(value, "additional_properties", {})
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)


def openapi_python_client(entry):
    import httpx

    package = f"openapi_python_client_{entry['provider']}"
    apis = Path(CLIENTS, package, "api")
    module = next(path for path in apis.glob("*/*.py") if letters(path.stem) == letters(entry["operation"]))
    parse = importlib.import_module(f"{package}.api.{module.parent.name}.{module.stem}")._parse_response
    client = importlib.import_module(f"{package}.client").Client(base_url="http://sandbox.example")
    return parse(client=client, response=httpx.Response(entry["status"], json=entry["body"]))


def openapi_generator(entry):
    package = importlib.import_module(f"openapi_generator_{entry['provider']}")
    client = package.ApiClient()

    class Response:
        status, reason, headers = entry["status"], "", {"content-type": "application/json"}
        data = json.dumps(entry["body"]).encode()

        def read(self):
            return self.data

        def getheaders(self):
            return self.headers

        def getheader(self, name, default=None):
            return self.headers.get(name.lower(), default)

    client.rest_client.request = lambda *_, **__: Response()
    apis = [api(client) for name, api in vars(package).items() if name.endswith("Api")]
    call = next(
        method for api in apis for name, method in inspect.getmembers(api, inspect.ismethod)
        if letters(name) == letters(entry["operation"])
    )
    declared = {parameter["name"]: parameter["schema"] for parameter in operation_of(entry).get("parameters", [])}
    given = {
        letters(name): {"integer": int, "number": float}.get(declared[name].get("type"), str)(value)
        for name, value in entry["arguments"].items()
    }
    arguments = {}
    for name, parameter in inspect.signature(call).parameters.items():
        if letters(name) in given:
            arguments[name] = given[letters(name)]
        elif not name.startswith("_") and parameter.default is inspect.Parameter.empty:
            arguments[name] = entry["request"]
    try:
        return call(**arguments)
    except package.ApiException as failure:
        assert failure.status == entry["status"], failure
        return failure.data


def datamodel_code_generator(entry):
    import pydantic

    module = importlib.import_module(f"datamodel_code_generator_{entry['provider']}")
    schema = operation_of(entry)["responses"][str(entry["status"])]["content"]["application/json"]["schema"]
    is_list = schema.get("type") == "array"
    model = getattr(module, (schema["items"] if is_list else schema)["$ref"].rsplit("/", 1)[1])
    return pydantic.TypeAdapter(list[model] if is_list else model).validate_python(entry["body"])


entries = json.loads(RECORDED.read_text())
failures = 0
for reader in (openapi_python_client, openapi_generator, datamodel_code_generator):
    count = 0
    for entry in entries:
        place = f"{reader.__name__}: {entry['provider']} {entry['operation']} {entry['status']}"
        try:
            read = plain(reader(entry))
        except Exception as error:  # whatever a client raises is the finding
            print(f"{place}: {type(error).__name__}: {error}"[:400], json.dumps(entry["body"])[:200], file=sys.stderr)
            failures += 1
            continue
        if not is_same(entry["body"], read):
            print(f"{place} loses something:\n  {json.dumps(entry['body'])[:600]}\n  {json.dumps(read, default=str)[:600]}", file=sys.stderr)
            failures += 1
            continue
        count += 1
    print(f"{reader.__name__} reads {count} of {len(entries)} responses")
sys.exit(failures > 0)
