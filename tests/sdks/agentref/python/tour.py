"""Calls every public method of AgentRef's official SDK for Python against a running sandbox, with plausible arguments.

Every result must be as the SDK's models say, everything that is created must be found again, and failures must come as
the SDK's own errors. Takes `sync` or `async`: the client that makes the tour. SANDBOX_ORIGIN says where the sandbox is.
"""

import importlib.metadata
import sys
import time
from functools import partial

import agentref

import failures
import merchant
import own
import programs
from clients import Client, called, methods
from sandbox import sent

kind = agentref.AsyncAgentRef if sys.argv[1] == "async" else agentref.AgentRef
client = partial(Client, kind)
world = {
    "merchant": client("ak_live_sandbox"),
    "affiliate": client("ak_aff_sandbox"),
    "onboarding": client("ak_onb_sandbox"),
    "client": client,
}
declared = methods(world["merchant"].real)
assert len(declared) == 87, f"the SDK has {len(declared)} public methods: extend the tour"
parts = [
    programs.programs,
    programs.list_all,
    programs.tracking,
    merchant.affiliates,
    merchant.money,
    merchant.settings,
    merchant.webhooks,
    own.invites,
    own.marketplace,
    own.own,
    own.marketing,
]
sent()
started = time.perf_counter()
for part in parts:
    part(**world)
took, count = time.perf_counter() - started, len(sent())
failures.errors(**world)
failures.retries(**world)

forgotten = sorted(declared - called)
assert not forgotten, f"every public method is called, but not {forgotten}"
name = f"PyPI agentref {importlib.metadata.version('agentref')}, {kind.__name__}"
print(f"{name}: {len(called & declared)} of {len(declared)} methods, {count} requests in {took * 1000:.0f} ms")
