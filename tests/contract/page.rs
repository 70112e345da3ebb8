//! The pages for browsers over a socket: what they show, what they refuse, and that no request data becomes HTML.

use http::{HeaderMap, Method, StatusCode};
use reqwest::Response;
use serde_json::json;
use tokio::process::Command;

use crate::harness::{CONTROL, Sandbox, document, providers};

const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const SCRIPT: &str = "<script>alert(1)</script>";

/// Sends a request as a browser does.
async fn ask(sandbox: &Sandbox, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let url = format!("http://{}{path}", sandbox.server.address());
    let request = reqwest::Client::new().request(method, &url).header("accept", HTML);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap_or_else(|error| panic!("{url} is not answered: {error}"))
}

async fn page(sandbox: &Sandbox, path: &str) -> String {
    let answer = ask(sandbox, Method::GET, path, &[]).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.expect("a text")
}

/// The paths of all pages that do not depend on earlier requests.
fn paths() -> Vec<String> {
    let mut paths: Vec<_> = ["/", "/world", "/reference", "/journal", "/controls"].map(str::to_owned).into();
    for name in providers().into_iter().chain([CONTROL]) {
        paths.push(format!("/reference/{name}"));
        for item in document(name)["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("operations").values() {
                paths.push(format!("/reference/{name}/{}", operation["operationId"].as_str().expect("an id")));
            }
        }
    }
    paths
}

fn assert_guarded(path: &str, headers: &HeaderMap) {
    let policy = headers["content-security-policy"].to_str().expect("a text");
    for directive in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.split("; ").any(|one| one == directive), "{path}: {policy}");
    }
    assert!(!policy.contains("'unsafe-inline'"), "{path}: {policy}");
    for (name, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(headers.get(name).map(|value| value.to_str().expect("a text")), Some(expected), "{path} {name}");
    }
    assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
}

#[tokio::test]
async fn every_page_is_served_with_security_headers() {
    let sandbox = Sandbox::start_small().await;
    for path in paths() {
        let answer = ask(&sandbox, Method::GET, &path, &[]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert_guarded(&path, answer.headers());
        let html = answer.text().await.expect("a text");
        assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>"), "{path}");

        let head = ask(&sandbox, Method::HEAD, &path, &[]).await;
        assert_eq!(head.headers()["content-length"], html.len().to_string().as_str(), "{path}");
        let post = ask(&sandbox, Method::POST, &path, &[]).await;
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    let journal = page(&sandbox, "/journal").await;
    assert!(!journal.contains("<tr data-id="), "requests for pages are not recorded");
}

#[tokio::test]
async fn programs_get_text_at_the_root() {
    let sandbox = Sandbox::start_small().await;
    let url = format!("http://{}/", sandbox.server.address());
    let answer = reqwest::get(&url).await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert_guarded("/", answer.headers());
    assert!(answer.text().await.expect("a text").contains("Try a first request:"));
}

#[tokio::test]
async fn unknown_paths_get_an_html_page() {
    let sandbox = Sandbox::start_small().await;
    for path in [
        "/world/nothing",
        "/reference/nobody",
        "/reference/partnero/nothing",
        "/reference/partnero/getProgram/more",
        "/journal/1",
        "/journal/1/details",
        "/journal/1/more",
        "/journal/-1",
        "/journal/99999999999999999999",
        "/assets",
        "/assets/",
        "/assets/nothing.js",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/reference/%3Cscript%3E",
    ] {
        let answer = ask(&sandbox, Method::GET, path, &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        // The client normalises such paths, so it requests something else.
        if !path.contains("..") && !path.contains("%2e") {
            assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{path}");
            assert!(!answer.text().await.expect("a text").contains("<script>"), "{path}");
        }
    }
}

#[tokio::test]
async fn foreign_pages_and_names_are_refused() {
    let sandbox = Sandbox::start_small().await;
    let assets = ["/assets/style.css", "/assets/try.js", "/journal/1", "/nowhere/../journal"].map(str::to_owned);
    for path in paths().into_iter().chain(assets) {
        for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
            let answer = ask(&sandbox, Method::GET, &path, &[(name, value)]).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {name}: {value}");
            assert!(!answer.headers().contains_key("access-control-allow-origin"), "{path} {name}: {value}");
        }
    }
}

#[tokio::test]
async fn assets_are_kept_until_they_change() {
    let sandbox = Sandbox::start_small().await;
    let mut seen = 0;
    for path in ["/", "/journal", "/controls", "/reference/partnero/getProgram"] {
        let html = page(&sandbox, path).await;
        for name in html.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = format!("/assets/{name}");
            let answer = ask(&sandbox, Method::GET, &path, &[]).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_guarded(&path, answer.headers());
            let kind = match name.rsplit_once('.') {
                Some((_, "js")) => "text/javascript; charset=utf-8",
                Some((_, "css")) => "text/css; charset=utf-8",
                _ => "image/svg+xml",
            };
            assert_eq!(answer.headers()["content-type"], kind, "{path}");
            let tag = answer.headers()["etag"].to_str().expect("a text").to_owned();
            for (known, status) in [(tag.as_str(), 304), (&format!("\"x\", W/{tag}"), 304), ("\"x\"", 200)] {
                let again = ask(&sandbox, Method::GET, &path, &[("if-none-match", known)]).await;
                assert_eq!(again.status().as_u16(), status, "{path} {known}");
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[tokio::test]
async fn request_data_stays_text() {
    let sandbox = Sandbox::start_small().await;
    let hostile = [SCRIPT, "\"><img src=x onerror=alert(1)>", "'/**/onfocus='alert(1)"];
    for text in hostile {
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for (provider, target) in [
            ("wecantrack", format!("/api/v3/transactions?limit={encoded}&{encoded}={encoded}")),
            ("affitor", format!("/api/tracking/status/{encoded}")),
            ("agentref", format!("/{encoded}")),
        ] {
            sandbox.send(&sandbox.get(provider, target).header("x-note", text).header("user-agent", text)).await;
        }
        let body = json!({ "purchaseId": text, text: text });
        sandbox.send(&sandbox.post("fullwhere", "/partners/survey-tracker/generate", &body)).await;
        let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}));
        sandbox.send(&call.header("prefer", text).body(text)).await;
    }
    let list = sandbox.success(&sandbox.control(Method::GET, "/journal", &serde_json::Value::Null)).await;
    let entries = list["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), hostile.len() * 5);
    let query = format!("/journal?text={0}&provider={0}&status={0}", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    let mut pages = vec![page(&sandbox, "/journal").await, page(&sandbox, &query).await];
    let mut shown = 0;
    for entry in entries {
        let html = page(&sandbox, &format!("/journal/{}", entry["id"])).await;
        shown += html.matches("&#60;script&#62;alert(1)&#60;/script&#62;").count();
        pages.push(html);
        let raw = ask(&sandbox, Method::GET, &format!("/_mock/journal/{}", entry["id"]), &[]).await;
        assert_eq!(raw.headers()["content-type"], "application/json");
    }
    assert!(shown >= 10, "the pages show what was sent: {shown}");
    let form = "?programId=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&credential=%3Cscript%3E&x=%3Cscript%3E";
    pages.push(page(&sandbox, &format!("/reference/affitor/getTrackingStatus{form}")).await);
    for html in pages {
        for unwanted in ["<script>", "<img src=x", "' onfocus", "'/**/onfocus"] {
            assert!(!html.contains(unwanted), "{unwanted} stands in a page");
        }
    }
}

#[tokio::test]
async fn what_a_page_needs_to_repeat_a_request_has_only_listed_keys() {
    let sandbox = Sandbox::start_small().await;
    let path = "/wecantrack/api/v3/transactions?limit=1";
    let details = |id: u64| {
        let sandbox = &sandbox;
        async move {
            let answer = ask(sandbox, Method::GET, &format!("/journal/{id}/details"), &[]).await;
            assert_guarded("details", answer.headers());
            assert_eq!(answer.headers()["cache-control"], "no-store");
            answer.json::<serde_json::Value>().await.expect("JSON")
        }
    };
    ask(&sandbox, Method::GET, path, &[("x-api-key", "wct-sandbox")]).await.text().await.expect("a text");
    ask(&sandbox, Method::GET, path, &[("x-api-key", "live-somebody-else")]).await.text().await.expect("a text");
    ask(&sandbox, Method::GET, &format!("{path}&api_key=wct-sandbox"), &[]).await.text().await.expect("a text");

    let listed = details(1).await;
    assert_eq!(listed["again"]["target"], path, "{listed}");
    let headers = listed["again"]["headers"].as_array().expect("headers");
    assert!(headers.contains(&json!(["x-api-key", "wct-sandbox"])), "{listed}");
    assert_eq!((&listed["writes"], &listed["deliveries"]), (&json!(false), &json!([])));
    assert!(listed["edit"].as_str().expect("a link").starts_with("/reference/wecantrack/listTransactions?limit=1"));
    let languages = listed["samples"].as_array().expect("samples").iter().map(|sample| &sample["language"]);
    assert_eq!(languages.collect::<Vec<_>>(), ["curl", "fetch", "typescript", "httpie"]);

    let unlisted = details(2).await;
    assert_eq!(unlisted["again"], json!(null));
    assert!(!unlisted.to_string().contains("somebody-else"), "{unlisted}");

    let in_query = details(3).await;
    assert_eq!(in_query["again"]["target"], format!("{path}&api_key=wct-sandbox"), "{in_query}");
    assert!(in_query["samples"][0]["text"].as_str().expect("a line").contains("api_key='\"$WECANTRACK_API_KEY"));
    for id in 1..=3 {
        let html = page(&sandbox, &format!("/journal/{id}")).await;
        assert!(!html.contains("wct-sandbox") && !html.contains("somebody-else"), "{html}");
    }
}

#[tokio::test]
async fn the_form_shows_its_call_without_a_script() {
    let sandbox = Sandbox::start_small().await;
    let origin = format!("http://{}", sandbox.server.address());
    for (path, expected) in [
        (
            "/reference/affitor/getTrackingStatus?programId=7&credential=1",
            format!("curl -sS -H 'Authorization: Bearer session-outsider' '{origin}/affitor/api/tracking/status/7'"),
        ),
        (
            "/reference/wecantrack/listTransactions?status%5B%5D=pending&status%5B%5D=approved&network_account_tags%5B%5D=a,b&limit=&credential=",
            format!(
                "curl -sS '{origin}/wecantrack/api/v3/transactions?status%5B%5D=pending&status%5B%5D=approved&network_account_tags%5B%5D=a&network_account_tags%5B%5D=b'"
            ),
        ),
        (
            "/reference/control/setClock?body=%7B%22advance%22%3A%221w%22%7D",
            format!(
                "curl -sS -H 'Content-Type: application/json' -d '{{\n  \"advance\": \"1w\"\n}}' '{origin}/_mock/clock'"
            ),
        ),
    ] {
        let html = page(&sandbox, path).await;
        assert_eq!(text_of(&html, "try-curl").as_deref(), Some(expected.as_str()), "{path}");
    }
}

#[tokio::test]
async fn the_calls_on_the_start_page_work() {
    let sandbox = Sandbox::start_small().await;
    let html = page(&sandbox, "/").await;
    for provider in providers() {
        let line = text_of(&html, &format!("curl-{provider}")).expect("a line");
        let output = Command::new("sh").args(["-c", &format!("{line} -w ' %{{http_code}}'")]).output().await;
        let output = output.expect("a shell with curl");
        let answered = String::from_utf8_lossy(&output.stdout).into_owned();
        let (body, status) = answered.rsplit_once(' ').expect("body and status");
        assert!(status == "200" || status == "201", "{line}\n{answered}");
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok(), "{line}\n{body}");

        let module = text_of(&html, &format!("fetch-{provider}")).expect("a module");
        let output = Command::new("node").args(["--input-type=module", "-e", &module]).output().await.expect("node");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.starts_with("200 ") || printed.starts_with("201 "), "{module}\n{printed}{output:?}");
        assert!(text_of(&html, &format!("typescript-{provider}")).is_some(), "{provider}");
        assert!(text_of(&html, &format!("rust-{provider}")).is_some(), "{provider}");
    }
}

#[tokio::test]
async fn links_of_the_world_lead_to_calls_that_work() {
    let sandbox = Sandbox::start_small().await;
    let html = page(&sandbox, "/world").await;
    let links: Vec<String> = html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with("/reference/") && link.contains('?'))
        .map(|link| link.replace("&#38;", "&"))
        .collect();
    assert!(links.len() > 60, "{}", links.len());
    for link in links.iter().take(10) {
        let line = text_of(&page(&sandbox, link).await, "try-curl").expect("a line");
        let line = format!("{line} -o /dev/null -w '%{{http_code}}'");
        let output = Command::new("sh").args(["-c", &line]).output().await.expect("a shell with curl");
        let status = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(status == "200" || status == "201", "{link}\n{line}\n{status}");
    }
    let direct = html.split("href=\"").find(|rest| rest.contains("api_key=")).expect("a direct link");
    let direct = direct.split('"').next().expect("an address").replace("&#38;", "&");
    assert_eq!(reqwest::get(&direct).await.expect("an answer").status(), StatusCode::OK, "{direct}");
}

/// The text of the element of this id, its entities read.
fn text_of(html: &str, id: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("<pre id=\"{id}\""))?;
    let (_, rest) = rest.split_once('>')?;
    let mut text = rest.split_once("</pre>")?.0.to_owned();
    for (entity, character) in [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")] {
        text = text.replace(entity, character);
    }
    Some(text)
}

#[tokio::test]
async fn an_edit_is_judged_and_leaves_no_trace() {
    let sandbox = Sandbox::start_small().await;
    let url = format!("http://{}/reference/agentref/getTrackingStatus/judge", sandbox.server.address());
    let judge = async |body: &str| {
        let answer = reqwest::Client::new().post(&url).body(body.to_owned()).send().await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        assert_guarded(&url, &headers);
        (status, answer.json::<serde_json::Value>().await.expect("a JSON body"))
    };
    let (status, judged) = judge(r#"{"patch":{"data":{"status":{"cookieDuration":"30"}}}}"#).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(judged["problems"][0]["field"], "/data/status/cookieDuration", "{judged}");
    let (_, judged) = judge(r#"{"patch":{"data":{"status":{"stripeConnected":false}}}}"#).await;
    assert!(judged["like"].as_array().is_some_and(|like| !like.is_empty()), "{judged}");
    for broken in ["", "[]", "{}", r#"{"patch":1}"#, "{\"patch\":"] {
        let (status, judged) = judge(broken).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{broken}");
        assert!(judged["message"].as_str().is_some_and(|text| text.contains("is not an edit")), "{judged}");
    }
    let journal = page(&sandbox, "/journal").await;
    assert!(!journal.contains("<tr data-id="), "an edit is not recorded");
}
