//! The generated clients make every call, and read every answer and every refusal.

use http::StatusCode;
use trackside_client::{CallError, affitor, agentref, fullwhere, partnero, wecantrack};
use trackside_world::Owner;

use crate::harness::Sandbox;

fn refusal<T, F: std::fmt::Debug>(answer: Result<T, CallError<F>>) -> (StatusCode, Box<F>) {
    match answer {
        Err(CallError::Refused { status, body, .. }) => (status, body),
        Err(error) => panic!("expected a refusal in the provider's words, found {error:?}"),
        Ok(_) => panic!("expected a refusal, found a success"),
    }
}

#[tokio::test]
async fn agentref_and_affitor_show_every_program() {
    let sandbox = Sandbox::start().await;
    let agentref =
        agentref::connect(&sandbox.server.base_url("agentref"), agentref::Credentials::new("ak_live_sandbox")).unwrap();
    let affitor =
        affitor::connect(&sandbox.server.base_url("affitor"), affitor::Credentials::new("session-member")).unwrap();
    let moment = sandbox.server.sandbox().moment();
    let view = moment.view();
    let mut seen = 0;
    for program in view.programs().filter(|program| program.owner == Owner::Usual) {
        let status = agentref.get_tracking_status().id(program.uuid).send().await.unwrap();
        assert_eq!(status.data.program_id, program.uuid);
        let steps =
            affitor.get_tracking_status().program_id(u64::try_from(program.number).unwrap()).send().await.unwrap();
        assert_eq!(steps.data.program_id, program.number.to_string());
        assert_eq!(steps.data.statistics.payments.is_stripe_connected, status.data.status.stripe_connected);
        seen += 1;
    }
    assert!(seen >= 8);

    let unknown: uuid::Uuid = "3c90c3cc-0d44-4b50-8888-8dd25736052a".parse().unwrap();
    let (status, body) = refusal(agentref.get_tracking_status().id(unknown).send().await);
    assert_eq!((status, body.error.code.as_str()), (StatusCode::NOT_FOUND, "NOT_FOUND"));
    let affiliate =
        agentref::connect(&sandbox.server.base_url("agentref"), agentref::Credentials::new("ak_aff_sandbox")).unwrap();
    let (status, body) = refusal(affiliate.get_tracking_status().id(unknown).send().await);
    assert_eq!((status, body.error.code.as_str()), (StatusCode::FORBIDDEN, "FORBIDDEN"));
    let (status, body) = refusal(affitor.get_tracking_status().program_id(2_147_483_647_u64).send().await);
    let affitor::types::Failure::StrapiFailure(body) = *body else { panic!("another shape: {body:?}") };
    assert_eq!((status, body.error.name.as_deref()), (StatusCode::NOT_FOUND, Some("NotFoundError")));
}

#[tokio::test]
async fn partnero_answers_in_the_shape_of_the_keys_program() {
    let sandbox = Sandbox::start().await;
    let mut shapes = std::collections::BTreeMap::new();
    for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()) {
        let client =
            partnero::connect(&sandbox.server.base_url("partnero"), partnero::Credentials::new(&key.secrets[0]))
                .unwrap();
        let shape = match client.get_program().send().await.unwrap().into_inner().data {
            partnero::types::Program::AffiliateProgram(_) => "affiliate",
            partnero::types::Program::ReferralProgram(_) => "refer-a-friend",
            partnero::types::Program::NewsletterProgram(_) => "newsletter",
        };
        *shapes.entry(shape).or_insert(0) += 1;
        client.get_program_overview().send().await.unwrap();
    }
    assert_eq!(shapes.keys().copied().collect::<Vec<_>>(), ["affiliate", "newsletter", "refer-a-friend"], "{shapes:?}");

    let stranger =
        partnero::connect(&sandbox.server.base_url("partnero"), partnero::Credentials::new("nobody")).unwrap();
    let (status, body) = refusal(stranger.get_program().send().await);
    assert!(matches!(*body, partnero::types::Failure::MessageBody(body) if body.message == "Unauthenticated."));
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn fullwhere_lists_fetches_and_generates() {
    let sandbox = Sandbox::start().await;
    let credentials = fullwhere::Credentials::new("fw-key-sandbox", "fw-secret-sandbox");
    let client = fullwhere::connect(&sandbox.server.base_url("fullwhere"), credentials).unwrap();
    let body = fullwhere::types::SurveyTrackerFilter::builder().limit(5.0).page(2.0);
    let page = client.list_survey_trackers().body(body).send().await.unwrap();
    assert_eq!((page.data.len(), page.page.get(), page.limit.get()), (5, 2, 5));
    let first = &page.data[0];
    let fetched = client.get_survey_tracker().id(first.id).send().await.unwrap();
    assert_eq!((fetched.id, &fetched.purchase_id), (first.id, &first.purchase_id));
    let body = fullwhere::types::PurchaseToSurvey::builder().purchase_id(first.purchase_id.clone());
    let generated = client.generate_survey_trackers().body(body).send().await.unwrap();
    assert!(
        !generated.0.is_empty()
            && generated.0.iter().all(|tracker| tracker.sending_type == "External" && tracker.link.is_some())
    );

    let body = fullwhere::types::PurchaseToSurvey::builder().purchase_id("3c90c3cc-0d44-4b50-8888-8dd25736052a");
    let (status, body) = refusal(client.generate_survey_trackers().body(body).send().await);
    let fullwhere::types::Failure::MessageFailure(body) = *body else { panic!("a failure in one text: {body:?}") };
    assert_eq!((status, i64::from(body.status_code)), (StatusCode::NOT_FOUND, 404));
    let stranger = fullwhere::connect(
        &sandbox.server.base_url("fullwhere"),
        fullwhere::Credentials::new("fw-key-sandbox", "wrong"),
    )
    .unwrap();
    assert_eq!(refusal(stranger.get_survey_tracker().id(first.id).send().await).0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn wecantrack_filters_and_pages_with_the_key_in_either_place() {
    let sandbox = Sandbox::start().await;
    for credentials in [wecantrack::Credentials::new("wct-sandbox"), wecantrack::Credentials::in_query("wct-sandbox")] {
        let client = wecantrack::connect(&sandbox.server.base_url("wecantrack"), credentials).unwrap();
        let page = client
            .list_transactions()
            .date_type(wecantrack::types::DateType::OrderDate)
            .start_date("2026-05-01T00:00:00")
            .end_date("2026-05-31T23:59:59")
            .status(vec![
                wecantrack::types::TransactionStatus::Approved,
                wecantrack::types::TransactionStatus::Declined,
            ])
            .limit(40_u64)
            .page(2_u64)
            .send()
            .await
            .unwrap();
        assert_eq!((page.data.len(), page.current_page.get(), page.from), (40, 2, Some(41)));
        assert!(page.data.iter().all(|row| row.status != wecantrack::types::TransactionStatus::Pending));
    }
    let client =
        wecantrack::connect(&sandbox.server.base_url("wecantrack"), wecantrack::Credentials::new("wct-revoked"))
            .unwrap();
    let call = client.list_transactions().date_type(wecantrack::types::DateType::OrderDate);
    let (status, body) = refusal(call.start_date("2026-05-01T00:00:00").end_date("2026-05-31T23:59:59").send().await);
    assert!(matches!(*body, wecantrack::types::Failure::ErrorBody(body) if body.error == "Unauthorised"));
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
