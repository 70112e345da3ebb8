"""The affiliate's own side: how they join programs, what they earn, their links, their account and what they share."""

import re
from typing import Any

import httpx

from sandbox import BASE_URL

PNG = b"\x89PNG\r\n\x1a\nnot really an image, but it begins like one"


def invites(merchant: Any, affiliate: Any, **_: Any) -> None:
    """An invite from the merchant's list to the membership."""
    [program] = merchant.programs.list(limit=1, status="active").data
    email = "me@mail.example"
    invite = merchant.programs.create_invite(program.id, email=email, expires_in_days=7, tracking_code="heron-claims")
    seen = affiliate.invites.get(invite.token)
    assert (seen["token"], seen["email"]) == (invite.token, email)
    other = invite_for_everybody(merchant, affiliate)
    claimed = affiliate.invites.claim(other["token"])
    assert claimed["programId"] == other["programId"]
    assert claimed["programId"] in [joined.program_id for joined in affiliate.affiliate_workspace.list_programs()]


def invite_for_everybody(merchant: Any, affiliate: Any) -> dict[str, Any]:
    """An invite without an address. The SDK's model refuses it, so that its token is known from elsewhere."""
    [program] = merchant.programs.list(limit=1, status="active").data
    response = httpx.post(
        f"{BASE_URL}/programs/{program.id}/invites",
        headers={"authorization": "Bearer ak_live_sandbox"},
        json={"expiresInDays": 7},
    )
    return affiliate.invites.get(response.json()["data"]["token"])


def marketplace(affiliate: Any, **_: Any) -> None:
    """A program of the marketplace that the affiliate has not joined."""
    page = affiliate.marketplace.list_programs(sort="commission", min_commission=1, limit=50)
    joined = {program.program_id for program in affiliate.affiliate_workspace.list_programs()}
    program = next(listed for listed in page.data if listed["programId"] not in joined)
    applied = affiliate.marketplace.apply(program["programId"], message="I write about boats.")
    assert applied["status"] in ("pending", "auto_approved"), applied


def own(affiliate: Any, **_: Any) -> None:
    """What the affiliate sees of themselves."""
    me = affiliate.affiliate_workspace
    assert me.identity()["key"]["ownerType"] == "affiliate"
    overview, programs = me.overview(), me.list_programs()
    assert overview.program_count == len(programs)
    earning = max(programs, key=lambda program: program.total_commission)
    detail = me.get_program(earning.program_id)
    assert (detail.code, detail.total_clicks) == (earning.code, earning.total_clicks)
    assert me.earnings()["total"] == overview.total_earnings
    assert 0 < len(me.list_program_earnings(earning.program_id, period="all", limit=5).data) <= 5
    payouts = me.list_payouts(program_id=earning.program_id, limit=5)
    assert payouts.meta.total >= len(payouts.data)
    clicks = me.click_stats(
        program_id=earning.program_id, start_date="2026-01-01T00:00:00Z", end_date="2026-06-01T00:00:00Z"
    )
    assert isinstance(clicks["totalClicks"], int)

    of_program = {"program_id": earning.program_id}
    link = me.create_link(
        name="Letter", destination_path="/", custom_slug="tour-letter", idempotency_key="link", **of_program
    )
    assert link["code"] == "tour-letter"
    assert link["id"] in [listed["id"] for listed in me.list_links(**of_program)]
    changed = me.update_link(link["id"], name="Renamed", is_active=False, **of_program)
    assert (changed["name"], changed["isActive"]) == ("Renamed", False)
    me.delete_link(link["id"], **of_program)
    assert link["id"] not in [listed["id"] for listed in me.list_links(**of_program)]

    kept = affiliate.payout_info.update(
        payout_method="bank_transfer", bank_iban="DE89370400440532013000", address_line1="Main Street 1", city="Lund"
    )
    assert (kept.bank_iban, kept.address_line1, kept.city) == ("****3000", "Main Street 1", "Lund")
    assert affiliate.payout_info.get() == kept


def marketing(merchant: Any, affiliate: Any, **_: Any) -> None:
    """A post with media, from the draft to what the affiliate copies."""
    resources = merchant.marketing_resources
    program_id = affiliate.affiliate_workspace.list_programs()[-1].program_id
    post = resources.create_social_post(
        program_id,
        title="Spring sale",
        body="{{program_name}}: {{affiliate_link}}",
        platforms=["x"],
        status="draft",
        idempotency_key="post",
    )["id"]
    assert post in [draft["id"] for draft in resources.list(program_id, kind="drafts", limit=100)]
    assert resources.update_social_post(post, program_id=program_id, title="Summer sale")["title"] == "Summer sale"

    def upload(file_name: str) -> dict[str, str]:
        session = resources.create_social_post_media_upload_session(
            post, program_id=program_id, file_name=file_name, mime_type="image/png", file_size_bytes=len(PNG)
        )
        sent = httpx.put(session["signed_url"], content=PNG, headers={"content-type": "image/png"})
        assert sent.status_code == 200, sent.text
        names = {"upload_path": session["upload_path"], "upload_token": session["upload_token"]}
        return {"program_id": program_id, "file_name": file_name, **names}

    one = resources.complete_social_post_media_upload(post, **upload("one.png"), alt_text="One")["id"]
    two = resources.complete_social_post_media_upload(post, **upload("two.png"))["id"]
    ordered = resources.reorder_social_post_media(post, program_id=program_id, media_ids=[two, one])
    assert [medium["id"] for medium in ordered] == [two, one]
    described = resources.update_social_post_media(post, one, program_id=program_id, alt_text="A boat")
    assert described["alt_text"] == "A boat"
    replaced = resources.replace_social_post_media(post, two, **upload("three.png"))
    assert replaced["file_name"] == "three.png"

    # Where npm's SDK leaves out what is not given, this one sends null.
    published = resources.publish(post, program_id=program_id)
    assert (published["resource"]["status"], published["notification"]["requested"]) == ("published", False)
    resources.notify_affiliates(post, program_id=program_id)
    theirs = affiliate.marketing_resources
    listed = theirs.list_for_affiliate(program_id, kind="social_posts", limit=100)
    assert post in [resource["id"] for resource in listed]
    assert theirs.get_for_affiliate(post, program_id=program_id)["title"] == "Summer sale"
    rendered = theirs.render_social_post(post, program_id=program_id)
    assert re.search(r": https://\S+$", rendered["body"]), rendered
    of_file = {"program_id": program_id, "media_id": one, "file": True}
    for address in [resources.create_download_url(**of_file), theirs.create_affiliate_download_url(**of_file)]:
        assert httpx.get(address["url"]).content == PNG, "the file comes back as it was sent"
    removed = resources.remove_social_post_media(post, two, program_id=program_id)
    assert removed == {"removed": True, "media_id": two}
    assert resources.unpublish(post, program_id=program_id)["status"] == "draft"
    assert resources.archive(post, program_id=program_id)["status"] == "archived"
