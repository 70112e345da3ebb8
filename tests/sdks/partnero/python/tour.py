"""Calls every public method of the SDK `partnero`, which a third party wrote, against a running sandbox.

Every answer must be what the method promises, everything that is created must be found again, and failures must come as
the SDK's own error. SANDBOX_ORIGIN says where the sandbox is.
"""

import importlib.metadata
import time

import failures
import offers
import people
from client import Client, called, methods, responses
from sandbox import key

client = Client(key("affiliate"))
declared = methods(client.real)
assert len(declared) == 29, f"the SDK has {len(declared)} public methods: extend the tour"
started = time.perf_counter()
for part in [
    people.partners,
    people.customers,
    people.transactions,
    offers.coupons,
    offers.promotion_codes,
    offers.webhooks,
    failures.errors,
]:
    part(client)
took = time.perf_counter() - started

forgotten = sorted(declared - called)
assert not forgotten, f"every public method is called, but not {forgotten}"
name = f"partnero (PyPI) {importlib.metadata.version('partnero')}"
print(f"{name}: {len(called & declared)} of {len(declared)} methods, {len(responses)} requests in {took * 1000:.0f} ms")
