//! AgentRef's marketing resources: made by merchants, used by affiliates, with files that go to the sandbox and come back.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::agentref_own::{call as own_call, own};
use crate::harness::{Call, Sandbox};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot really an image, but it begins like one";

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn call(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> Call {
    sandbox.call("agentref", method, target).header("content-type", "application/json").body(body.to_string())
}

/// The program that the affiliate has joined.
async fn program(sandbox: &Sandbox) -> String {
    text(&own(sandbox, "/me/programs").await["data"][0]["programId"]).to_owned()
}

async fn create(sandbox: &Sandbox, program: &str, more: &Value) -> Value {
    let mut body = json!({
        "title": "Spring sale",
        "body": "20 % off at {{program_name}} with {{affiliate_code}}: {{affiliate_link}}",
        "platforms": ["x"],
    });
    body.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
    let path = format!("/programs/{program}/marketing-resources/social-posts");
    sandbox.success(&call(sandbox, Method::POST, &path, &body)).await["data"].take()
}

/// Sends a file to an address of the sandbox.
async fn put(url: &str, media: &str, file: &[u8]) -> StatusCode {
    let request = reqwest::Client::new().put(url).header("content-type", media).body(file.to_vec());
    request.send().await.expect("a response").status()
}

async fn begin(sandbox: &Sandbox, program: &str, post: &str, media: &str, size: usize) -> (StatusCode, Value) {
    let body = json!({ "program_id": program, "file_name": "spring.png", "mime_type": media, "file_size_bytes": size });
    let path = format!("/marketing-resources/social-posts/{post}/media/upload-sessions");
    sandbox.answer(&call(sandbox, Method::POST, &path, &body)).await
}

fn complete(sandbox: &Sandbox, program: &str, post: &str, session: &Value, name: &str) -> Call {
    let body = json!({
        "program_id": program,
        "upload_path": session["upload_path"],
        "upload_token": session["upload_token"],
        "file_name": name,
    });
    call(sandbox, Method::POST, &format!("/marketing-resources/social-posts/{post}/media/complete"), &body)
}

/// Uploads a file to a post, and gives the medium.
async fn upload(sandbox: &Sandbox, program: &str, post: &str, name: &str) -> Value {
    let session = begin(sandbox, program, post, "image/png", PNG.len()).await.1["data"].take();
    assert_eq!(put(text(&session["signed_url"]), "image/png", PNG).await, 200);
    sandbox.success(&complete(sandbox, program, post, &session, name)).await["data"].take()
}

#[tokio::test]
async fn affiliates_see_what_is_published_and_nothing_else() {
    let sandbox = Sandbox::start_small().await;
    let program = program(&sandbox).await;
    let listed = async || {
        let list = own(&sandbox, &format!("/me/programs/{program}/marketing-resources")).await;
        list["data"]
            .as_array()
            .expect("resources")
            .iter()
            .map(|known| text(&known["id"]).to_owned())
            .collect::<Vec<_>>()
    };
    let post = create(&sandbox, &program, &json!({})).await;
    let id = text(&post["id"]).to_owned();
    assert_eq!((&post["status"], &post["published_at"]), (&json!("draft"), &Value::Null));
    assert!(!listed().await.contains(&id));
    let change = async |step: &str| {
        let path = format!("/marketing-resources/{id}/{step}");
        let body = json!({ "program_id": program });
        sandbox.success(&call(&sandbox, Method::POST, &path, &body)).await["data"].take()
    };
    let published = change("publish").await;
    assert_eq!(published["notification"], json!({ "requested": false, "error_code": null, "message": null }));
    assert_eq!(listed().await.first(), Some(&id), "the newest is first");
    let mine = format!("/me/marketing-resources/{id}?program_id={program}");
    assert_eq!(own(&sandbox, &mine).await["data"], published["resource"]);
    assert_eq!(change("unpublish").await["status"], "draft");
    assert_eq!(sandbox.answer(&own_call(&sandbox, Method::GET, &mine, &Value::Null)).await.0, 404);
    change("publish").await;
    assert_eq!(change("archive").await["status"], "archived");
    assert!(!listed().await.contains(&id));
    for (query, has) in [
        ("", false),
        ("?status=archived", true),
        ("?status=archived&search=SPRING", true),
        ("?status=archived&search=boats", false),
    ] {
        let path = format!("/programs/{program}/marketing-resources{query}");
        let list = sandbox.success(&sandbox.get("agentref", path)).await;
        let found = list["data"].as_array().expect("resources").iter().any(|known| known["id"] == json!(id));
        assert_eq!(found, has, "{query}");
    }
}

#[tokio::test]
async fn a_post_is_filled_in_for_the_affiliate() {
    let sandbox = Sandbox::start_small().await;
    let program = program(&sandbox).await;
    let post = create(&sandbox, &program, &json!({ "status": "published" })).await;
    let joined = own(&sandbox, "/me/programs").await["data"][0].take();
    let render = async |body: Value| {
        let path = format!("/me/marketing-resources/social-posts/{}/render", text(&post["id"]));
        sandbox.answer(&own_call(&sandbox, Method::POST, &path, &body)).await
    };
    let (_, rendered) = render(json!({ "program_id": program })).await;
    let (body, code) = (text(&rendered["data"]["body"]), text(&joined["code"]));
    assert!(body.starts_with(&format!("20 % off at {} with {code}: https://", text(&joined["programName"]))), "{body}");
    assert!(body.ends_with(&format!("?ref={code}")), "{body}");
    assert_eq!(rendered["data"]["disclosure"], "#ad");
    let link = json!({ "name": "Spring", "custom_slug": "spring-post" });
    let link = own_call(&sandbox, Method::POST, &format!("/me/links?program_id={program}"), &link);
    let link = sandbox.success(&link).await["data"]["id"].take();
    let (_, rendered) = render(json!({ "program_id": program, "affiliate_link_id": link })).await;
    assert!(text(&rendered["data"]["body"]).ends_with("?ref=spring-post"), "{rendered}");
    let nobody = "00000000-0000-4000-8000-000000000000";
    assert_eq!(render(json!({ "program_id": program, "affiliate_link_id": nobody })).await.0, 404);
    assert_eq!(render(json!({ "program_id": nobody })).await.0, 404);
}

#[tokio::test]
async fn a_file_goes_to_the_sandbox_and_comes_back() {
    let sandbox = Sandbox::start_small().await;
    let program = program(&sandbox).await;
    let post = create(&sandbox, &program, &json!({ "status": "published" })).await;
    let id = text(&post["id"]);
    let first = upload(&sandbox, &program, id, "spring.png").await;
    let second = upload(&sandbox, &program, id, "summer.png").await;
    assert_eq!((&first["sort_order"], &second["sort_order"]), (&json!(0), &json!(1)));
    assert_eq!(first["file_size_bytes"], PNG.len());

    let download = async |more: Value| {
        let mut body = json!({ "program_id": program });
        body.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        let mine = own_call(&sandbox, Method::POST, "/me/marketing-resources/download-url", &body);
        let (status, answer) = sandbox.answer(&mine).await;
        let other = sandbox.answer(&call(&sandbox, Method::POST, "/marketing-resources/download-url", &body)).await;
        assert_eq!((status, &answer["data"]["url"]), (other.0, &other.1["data"]["url"]), "merchants get the same");
        (status, answer["data"]["url"].as_str().unwrap_or_default().to_owned())
    };
    let (_, url) = download(json!({ "media_id": first["id"] })).await;
    let file = reqwest::get(&url).await.expect("a response");
    assert_eq!(file.headers()["content-type"], "image/png");
    assert_eq!(file.headers()["content-disposition"], "attachment; filename=\"spring.png\"");
    assert_eq!(file.bytes().await.expect("a body"), PNG);
    let forged = url.replace("signature=", "signature=0");
    assert_eq!(reqwest::get(forged).await.expect("a response").status(), 403);

    assert_eq!(download(json!({ "resource_id": id })).await.0, 422, "there are two");
    let (_, bundle) = download(json!({ "resource_id": id, "bundle": "social_post_media" })).await;
    let archive = reqwest::get(bundle).await.expect("a response").bytes().await.expect("a body");
    let has = |text: &str| archive.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(archive.starts_with(b"PK\x03\x04") && has("spring.png") && has("summer.png"));

    sandbox.set_clock(&json!({ "advance": "61m" })).await;
    assert_eq!(reqwest::get(&url).await.expect("a response").status(), 403, "the address no longer works");

    let media = format!("/marketing-resources/social-posts/{id}/media");
    let order = json!({ "program_id": program, "media_ids": [second["id"]] });
    let ordered = sandbox.success(&call(&sandbox, Method::POST, &format!("{media}/reorder"), &order)).await;
    let ids: Vec<_> = ordered["data"].as_array().expect("media").iter().map(|medium| &medium["id"]).collect();
    assert_eq!(ids, [&second["id"], &first["id"]]);
    let path = format!("{media}/{}", text(&first["id"]));
    let changes = json!({ "program_id": program, "alt_text": "A boat" });
    let changed = sandbox.success(&call(&sandbox, Method::PATCH, &path, &changes)).await;
    assert_eq!((&changed["data"]["alt_text"], &changed["data"]["sort_order"]), (&json!("A boat"), &json!(1)));

    let session = begin(&sandbox, &program, id, "image/png", PNG.len()).await.1["data"].take();
    assert_eq!(put(text(&session["signed_url"]), "image/png", PNG).await, 200);
    let replace = complete(&sandbox, &program, id, &session, "autumn.png");
    let replace = call(
        &sandbox,
        Method::POST,
        &format!("{path}/replace"),
        &serde_json::from_slice(&replace.body).expect("a body"),
    );
    let replaced = sandbox.success(&replace).await["data"].take();
    let expected = (&first["id"], &json!("autumn.png"), &json!(1), &json!("A boat"));
    assert_eq!((&replaced["id"], &replaced["file_name"], &replaced["sort_order"], &replaced["alt_text"]), expected);
    let removed = sandbox.success(&call(&sandbox, Method::DELETE, &path, &json!({ "program_id": program }))).await;
    assert_eq!(removed["data"], json!({ "removed": true, "media_id": first["id"] }));
    let again = call(&sandbox, Method::DELETE, &path, &json!({ "program_id": program }));
    assert_eq!(sandbox.answer(&again).await.0, 404);
}

#[tokio::test]
async fn a_file_must_be_what_was_announced() {
    let sandbox = Sandbox::start_small().await;
    let program = program(&sandbox).await;
    let post = create(&sandbox, &program, &json!({})).await;
    let id = text(&post["id"]);
    for (media, size, status) in [
        ("image/png", 50 << 20, 201),
        ("image/png", (50 << 20) + 1, 422),
        ("video/mp4", 200 << 20, 201),
        ("video/mp4", (200 << 20) + 1, 422),
        ("application/pdf", 10, 422),
        ("text/html", 10, 422),
    ] {
        assert_eq!(begin(&sandbox, &program, id, media, size).await.0.as_u16(), status, "{media} {size}");
    }
    let session = begin(&sandbox, &program, id, "image/png", PNG.len()).await.1["data"].take();
    let url = text(&session["signed_url"]);
    let early = sandbox.answer(&complete(&sandbox, &program, id, &session, "early.png")).await;
    assert_eq!(early.0, 422, "nothing was sent");
    let text_file = vec![b'x'; PNG.len()];
    for (media, file, status) in [
        ("image/jpeg", PNG, 415),
        ("image/png", &PNG[1..], 422),
        ("image/png", &[PNG, b"more"].concat(), 413),
        ("image/png", &text_file, 422),
        ("image/png", PNG, 200),
        ("image/png; charset=binary", PNG, 200),
    ] {
        assert_eq!(put(url, media, file).await.as_u16(), status, "{media} {}", file.len());
    }
    let other = create(&sandbox, &program, &json!({})).await;
    let elsewhere = complete(&sandbox, &program, text(&other["id"]), &session, "a.png");
    assert_eq!(sandbox.answer(&elsewhere).await.0, 422, "it is for another post");
    sandbox.success(&complete(&sandbox, &program, id, &session, "a.png")).await;
    assert_eq!(sandbox.answer(&complete(&sandbox, &program, id, &session, "a.png")).await.0, 422, "once is enough");
    assert_eq!(put(url, "image/png", PNG).await, 404);
    for number in 1..10 {
        upload(&sandbox, &program, id, &format!("{number}.png")).await;
    }
    assert_eq!(begin(&sandbox, &program, id, "image/png", PNG.len()).await.0, 409, "ten media are the most");
    let late = begin(&sandbox, &program, text(&other["id"]), "image/png", PNG.len()).await.1["data"].take();
    sandbox.set_clock(&json!({ "advance": "121m" })).await;
    assert_eq!(put(text(&late["signed_url"]), "image/png", PNG).await, 404);
}

#[tokio::test]
async fn affiliates_are_told_as_often_as_the_tier_allows() {
    let sandbox = Sandbox::start_small().await;
    let program = program(&sandbox).await;
    let post = create(&sandbox, &program, &json!({ "status": "published" })).await;
    let path = format!("/marketing-resources/{}/notify", text(&post["id"]));
    let notify = async || {
        let body = json!({ "program_id": program });
        sandbox.success(&call(&sandbox, Method::POST, &path, &body)).await["data"].take()
    };
    let free = notify().await;
    assert_eq!((&free["accepted"], &free["error_code"]), (&json!(false), &json!("WEEKLY_LIMIT_REACHED")));
    sandbox.success(&sandbox.post("agentref", "/billing/subscribe", &json!({ "tier": "starter" }))).await;
    for accepted in [true, true, false] {
        assert_eq!(notify().await["accepted"], accepted);
    }
    sandbox.set_clock(&json!({ "advance": "169h" })).await;
    assert_eq!(notify().await["accepted"], true);
    let draft = create(&sandbox, &program, &json!({})).await;
    let path = format!("/marketing-resources/{}/notify", text(&draft["id"]));
    let early = call(&sandbox, Method::POST, &path, &json!({ "program_id": program }));
    assert_eq!(sandbox.answer(&early).await.0, 409);
}
