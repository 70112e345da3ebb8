"""What schemathesis cannot read from the documents: which ids exist, and one rule across parameters.

Ids that are well-formed are replaced by one that exists, so that more than the way to 404 is tried; malformed ones stay as they are.

A range whose end lies before its start breaks a rule that the operation declares under `x-validations`; the document's schema alone
allows it. Such requests are refused with 422 and are left out of the positive cases.
"""

import os
import re

import schemathesis

PROGRAM_UUID = os.environ["PROGRAM_UUID"]
PROGRAM_NUMBER = os.environ["PROGRAM_NUMBER"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if path_parameters:
        if UUID.fullmatch(str(path_parameters.get("id", ""))):
            path_parameters["id"] = PROGRAM_UUID
        if re.fullmatch(r"[1-9][0-9]{0,8}", str(path_parameters.get("programId", ""))):
            path_parameters["programId"] = PROGRAM_NUMBER
    return path_parameters


@schemathesis.hook
def filter_query(context, query):
    if query and "start_date" in query and "end_date" in query:
        return str(query["start_date"]) <= str(query["end_date"])
    return True
