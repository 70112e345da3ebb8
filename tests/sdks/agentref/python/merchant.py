"""What a merchant does with affiliates, money, settings and webhook endpoints."""

from typing import Any

from sandbox import control


def affiliates(merchant: Any, **_: Any) -> None:
    """Affiliates, those who want to become one, and those who look suspicious."""
    best = merchant.affiliates.list(sort_by="totalRevenue", sort_order="desc", status="approved", page_size=5).data[0]
    assert merchant.affiliates.get(best.id, include="stats").code == best.code
    found = merchant.affiliates.list(search=best.code, program_id=best.program_id)
    assert best.id in [affiliate.id for affiliate in found.data]
    assert merchant.affiliates.block(best.id, reason="spam", idempotency_key="block").status == "blocked"
    assert merchant.affiliates.unblock(best.id, idempotency_key="unblock").status == "approved"

    for code in ["kestrel", "merlin", "osprey"]:
        control("POST", "/events", {"event": "partner_joined", "program": best.program_id, "code": code})
    first, second, third = merchant.applications.list(status="pending", program_id=best.program_id, limit=3).data
    assert merchant.applications.get(first.id).status == "pending"
    decided = [
        merchant.applications.approve(first.id, note="Seen by the tour", idempotency_key="approve"),
        merchant.applications.decline(second.id, idempotency_key="decline"),
        merchant.applications.block(third.id, note="Seen by the tour", idempotency_key="block-application"),
    ]
    assert [application.status for application in decided] == ["approved", "declined", "blocked"]

    before = merchant.flags.stats()
    flag = merchant.flags.list(status="open", limit=5).data[0]
    resolved = merchant.flags.resolve(flag.id, status="dismissed", note="No harm", idempotency_key="flag")
    assert (resolved.id, resolved.status, resolved.note) == (flag.id, "dismissed", "No harm")
    after = merchant.flags.stats()
    assert (after.open, after.dismissed, after.total) == (before.open - 1, before.dismissed + 1, before.total)


def money(merchant: Any, **_: Any) -> None:
    """Conversions and payouts."""
    stats = merchant.conversions.stats(period="all")
    page = merchant.conversions.list(status="approved", from_="2026-01-01T00:00:00Z", limit=100)
    assert page.meta.total <= stats.total and all(sale.status == "approved" for sale in page.data)
    sale = page.data[0]
    own = merchant.conversions.list(
        program_id=sale.program_id, affiliate_id=sale.affiliate_id, end_date=sale.created_at, limit=1
    )
    assert own.data == [sale]
    assert merchant.conversions.recent(limit=5) == merchant.conversions.list(limit=5).data

    owed = merchant.payouts.list_pending(limit=100).data
    ready = next(row for row in owed if row.meets_threshold and row.has_payout_method)
    pair = {"affiliate_id": ready.affiliate_id, "program_id": ready.program_id}
    before = merchant.payouts.stats(program_id=ready.program_id, period="all")
    payout = merchant.payouts.create(**pair, method="paypal", notes="June", idempotency_key="payout")
    assert merchant.payouts.list(**pair).data[0].id == payout["id"], "a new payout is the first of the list"
    assert merchant.payouts.stats(program_id=ready.program_id, period="all").count == before.count + 1
    rest = merchant.payouts.list_pending(program_id=ready.program_id, limit=100).data
    assert ready.affiliate_id not in [row.affiliate_id for row in rest], "the balance is paid"


def settings(merchant: Any, onboarding: Any, client: Any, **_: Any) -> None:
    """The merchant's own settings, and what they pay."""
    changed = merchant.merchant.update(company_name="Heron Ltd", timezone="Europe/Stockholm")
    assert merchant.merchant.get() == changed, "settings stay"
    preferences = merchant.notifications.update(weekly_digest=True)
    assert preferences.weekly_digest and merchant.notifications.get() == preferences
    status = merchant.billing.subscribe(tier="growth", idempotency_key="growth")
    assert (status.tier, status.next_tier) == ("growth", "pro")
    assert status.tier in [tier.id for tier in merchant.billing.tiers()]
    assert merchant.billing.current() == status
    profile = onboarding.onboarding.upsert_merchant_profile(company_name="Heron Ltd")
    assert profile == {"companyName": "Heron Ltd", "merchantId": changed.id}
    started = client("ak_live_empty")
    started.onboarding.upsert_merchant_profile(company_name="New Ltd")
    assert started.onboarding.complete()["onboardingCompleted"] is True


def webhooks(merchant: Any, **_: Any) -> None:
    """A webhook endpoint from its creation to its end."""
    [program] = merchant.programs.list(limit=1).data
    made = merchant.webhooks.create(
        name="Tour",
        url="https://heron.example/webhooks",
        program_id=program.id,
        schema_version=2,
        subscribed_events=["conversion.created", "payout.created"],
    )
    assert made.signing_secret.startswith("whsec_")
    assert merchant.webhooks.get(made.endpoint.id) == made.endpoint, "what is created is found again"
    assert made.endpoint in merchant.webhooks.list(program_id=program.id)
    changed = merchant.webhooks.update(made.endpoint.id, name="Renamed", subscribed_events=["flag.resolved"])
    assert (changed.name, changed.subscribed_events) == ("Renamed", ["flag.resolved"])
    rotated = merchant.webhooks.rotate_secret(made.endpoint.id)
    assert rotated.signing_secret != made.signing_secret
    assert rotated.endpoint.secret_last_four == rotated.signing_secret[-4:]
    assert merchant.webhooks.delete(made.endpoint.id).success
    assert made.endpoint.id not in [endpoint.id for endpoint in merchant.webhooks.list()]
