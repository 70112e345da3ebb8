//! Examples say the same after a journey over the wire.

use std::collections::BTreeMap;

use serde_json::json;
use trackside_schemas::declare::{Body, resolve};
use trackside_schemas::{
    Documents, Endpoint, EndpointList as _, EndpointVisitor, Event, EventList as _, EventVisitor, Provider,
    ProviderList as _, ProviderVisitor, fullwhere, partnero, wecantrack,
};

#[test]
fn examples_survive_the_wire() {
    let mut journeys = Journeys(0);
    Documents::visit(&mut journeys);
    assert!(journeys.0 > 50, "{} examples", journeys.0);
}

#[test]
fn a_program_is_read_in_the_shape_of_its_type() {
    for (name, expected) in [("affiliate", "affiliate"), ("refer-a-friend", "referral"), ("newsletter", "newsletter")] {
        let example =
            partnero::GetProgram::examples().into_iter().find(|example| example.name == name).expect("an example");
        let shape = match over_the_wire(&example.value).data {
            partnero::Program::Affiliate(_) => "affiliate",
            partnero::Program::Referral(_) => "referral",
            partnero::Program::Newsletter(_) => "newsletter",
        };
        assert_eq!(shape, expected, "{name}");
    }
}

#[test]
fn failures_have_exactly_one_shape() {
    for (body, shapes) in [
        (json!({ "status": 0, "errors": { "name": ["The name field is required."] } }), ["invalid"].as_slice()),
        (json!({ "message": "Unauthenticated." }), &["message"]),
        (json!({ "status": 1, "errors": {} }), &[]),
        (json!({ "status": 0, "errors": {}, "message": "Both." }), &[]),
        (json!({ "error": "Unauthorised" }), &[]),
    ] {
        let mut read = Vec::new();
        read.extend(serde_json::from_value::<partnero::InvalidFields>(body.clone()).is_ok().then_some("invalid"));
        read.extend(serde_json::from_value::<partnero::MessageBody>(body.clone()).is_ok().then_some("message"));
        assert_eq!(read, shapes, "partnero {body}");
    }
    for (body, shapes) in [
        (json!({ "error": "Unauthorised" }), ["error"].as_slice()),
        (json!({ "message": "The start date field is required.", "errors": { "start_date": [] } }), &["invalid"]),
        (json!({ "message": "Too Many Request" }), &["message"]),
        (json!({ "error": "Unauthorised", "message": "Both." }), &[]),
    ] {
        let mut read = Vec::new();
        read.extend(serde_json::from_value::<wecantrack::ErrorBody>(body.clone()).is_ok().then_some("error"));
        read.extend(serde_json::from_value::<wecantrack::InvalidParameters>(body.clone()).is_ok().then_some("invalid"));
        read.extend(serde_json::from_value::<wecantrack::MessageBody>(body.clone()).is_ok().then_some("message"));
        assert_eq!(read, shapes, "wecantrack {body}");
    }
}

#[test]
fn a_failure_of_fullwhere_has_one_text_or_many() {
    for (failure, expected) in [
        (
            fullwhere::Failure::new(404, "Not Found", "Purchase not found."),
            json!({ "statusCode": 404, "message": "Purchase not found.", "error": "Not Found" }),
        ),
        (
            fullwhere::Failure::invalid(vec!["a".to_owned(), "b".to_owned()]),
            json!({ "statusCode": 400, "message": ["a", "b"], "error": "Bad Request" }),
        ),
        (fullwhere::Failure::bare(401, "Unauthorized"), json!({ "statusCode": 401, "message": "Unauthorized" })),
    ] {
        assert_eq!(serde_json::to_value(&failure).expect("a value"), expected);
    }
}

#[test]
fn absent_and_null_stay_apart() {
    let transaction = wecantrack::ListTransactions::examples().remove(0).value.data.remove(0);
    for (gcid, expected) in
        [(None, None), (Some(None), Some(json!(null))), (Some(Some("abc".into())), Some(json!("abc")))]
    {
        let transaction = wecantrack::Transaction { gcid, ..transaction.clone() };
        let value = serde_json::to_value(&transaction).expect("a value");
        assert_eq!(value.get("gcid"), expected.as_ref());
        assert_eq!(serde_json::from_value::<wecantrack::Transaction<'_>>(value).expect("a transaction"), transaction);
    }
}

#[test]
fn validation_failures_name_their_fields() {
    let errors = BTreeMap::from([("limit".to_owned(), vec!["The limit must not be greater than 1000.".to_owned()])]);
    let expected = json!({ "limit": ["The limit must not be greater than 1000."] });
    assert_eq!(
        serde_json::to_value(wecantrack::Failure::invalid(errors.clone())).expect("a value")["errors"],
        expected
    );
    assert_eq!(serde_json::to_value(partnero::Failure::invalid(errors)).expect("a value")["errors"], expected);
}

/// How many examples have been sent over the wire.
struct Journeys(usize);

impl ProviderVisitor for Journeys {
    fn provider<P: Provider>(&mut self) {
        P::Endpoints::visit(self);
        P::Events::visit(self);
    }
}

impl EventVisitor for Journeys {
    fn event<E: Event>(&mut self) {
        for example in E::examples() {
            assert_eq!(over_the_wire(&example.value), example.value, "{} {}", E::NAME, example.name);
            self.0 += 1;
        }
    }
}

impl EndpointVisitor for Journeys {
    fn endpoint<E: Endpoint>(&mut self) {
        let operation = resolve::<E>();
        for example in E::examples() {
            assert_eq!(over_the_wire(&example.value), example.value, "{} {}", operation.id, example.name);
            self.0 += 1;
        }
        for failure in &operation.failures {
            assert_eq!(over_the_wire(&failure.example), failure.example, "{} {}", operation.id, failure.status);
            self.0 += 1;
        }
    }
}

fn over_the_wire<T: Body>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("a serialisable value");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
