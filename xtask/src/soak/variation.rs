//! Other calls of an operation, made from the one that the sandbox lists.

use anyhow::Context as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde_json::{Value, json};
use trackside_schemas::control::{ListedOperation, QueryParameter};

use super::document::Declared;
use crate::bench::call::Call;

/// The listed call, and the same with every other program's id or, where it holds no id, with every other credential.
pub(super) fn worlds(listed: &ListedOperation, ids: &[&str], credentials: &[&[String]]) -> Vec<ListedOperation> {
    let mut variants = vec![listed.clone()];
    if let Some(own) = ids.iter().find(|id| mentions(listed, id)) {
        variants.extend(ids.iter().filter(|id| *id != own).map(|id| with_id(listed, own, id)));
    } else {
        let others = credentials.iter().filter(|secrets| **secrets != listed.credential.as_slice());
        variants.extend(others.map(|secrets| with_credential(listed, secrets)));
    }
    variants
}

/// The listed call with a chosen page, filters and range of dates; nothing if it takes none of them.
pub(super) fn filters(
    listed: &ListedOperation,
    declared: &Declared<'_>,
    dice: &mut ChaCha8Rng,
) -> Option<ListedOperation> {
    let mut variant = listed.clone();
    for (name, values, several) in declared.choices() {
        let count = if several { below(dice, 3) } else { 1 };
        variant.query.retain(|parameter| parameter.name != name);
        for _ in 0..count {
            let value = values[below(dice, values.len())].to_owned();
            variant.query.push(QueryParameter { name: name.to_owned(), value });
        }
    }
    narrow_dates(&mut variant.query, dice);
    if let Some(paging) = declared.paging() {
        let range = paging.smallest..=paging.largest;
        let sizes: Vec<u64> = [paging.smallest, 25, 25, 100, 100, paging.largest]
            .into_iter()
            .filter(|size| range.contains(size))
            .collect();
        for (name, value) in [(paging.limit, sizes[below(dice, sizes.len())]), (paging.page, 1 + below(dice, 5) as u64)]
        {
            match &mut variant.body {
                Some(body) if paging.in_body => body[name] = json!(value),
                _ => variant = with_parameter(&variant, name, &value.to_string()),
            }
        }
    }
    (variant != *listed).then_some(variant)
}

/// The call with another value of a parameter of its path or query.
pub(super) fn with_parameter(listed: &ListedOperation, name: &str, value: &str) -> ListedOperation {
    let mut variant = listed.clone();
    if let Some(known) = variant.path_parameters.get_mut(name) {
        *known = value.into();
        return variant;
    }
    variant.query.retain(|parameter| parameter.name != name);
    variant.query.push(QueryParameter { name: name.to_owned(), value: value.to_owned() });
    variant
}

/// The call that is sent, with its URL made from the parameters.
pub(super) fn call(variant: &ListedOperation, origin: &str) -> anyhow::Result<Call> {
    let prefix = variant.path.split('/').nth(1).context("a path has a first segment")?;
    let mut path = variant.template.clone();
    for (name, value) in &variant.path_parameters {
        path = path.replace(&format!("{{{name}}}"), &encoded(&text(value)));
    }
    let query: Vec<_> = variant
        .query
        .iter()
        .map(|QueryParameter { name, value }| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    let question = if query.is_empty() { "" } else { "?" };
    Ok(Call::listed(variant)?.to(format!("{origin}/{prefix}{path}{question}{}", query.join("&"))))
}

/// A number below the limit.
pub(super) fn below(dice: &mut ChaCha8Rng, limit: usize) -> usize {
    dice.next_u32() as usize % limit
}

fn mentions(listed: &ListedOperation, id: &str) -> bool {
    with_id(listed, id, "") != *listed
}

fn with_id(listed: &ListedOperation, from: &str, to: &str) -> ListedOperation {
    let mut variant = listed.clone();
    variant.path_parameters.values_mut().chain(&mut variant.body).for_each(|value| replace(value, from, to));
    for parameter in variant.query.iter_mut().filter(|parameter| parameter.value == from) {
        to.clone_into(&mut parameter.value);
    }
    variant
}

fn with_credential(listed: &ListedOperation, secrets: &[String]) -> ListedOperation {
    let mut variant = listed.clone();
    for (from, to) in listed.credential.iter().zip(secrets) {
        variant.headers.values_mut().for_each(|value| *value = value.replace(from, to));
    }
    secrets.clone_into(&mut variant.credential);
    variant
}

fn replace(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, from, to)),
        Value::Object(fields) => fields.values_mut().for_each(|field| replace(field, from, to)),
        _ if text(value) == from => {
            // A number stays a number.
            let number = to.parse::<i64>().ok().filter(|_| value.is_number());
            *value = number.map_or_else(|| to.into(), Value::from);
        }
        _ => {}
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Where the query holds the ends of a range of dates, puts the first days of two months of the range in their place.
fn narrow_dates(query: &mut [QueryParameter], dice: &mut ChaCha8Rng) {
    let mut dates: Vec<&mut QueryParameter> =
        query.iter_mut().filter(|parameter| month(&parameter.value).is_some()).collect();
    let [from, until] = dates.as_mut_slice() else { return };
    let (Some(first), Some(last)) = (month(&from.value), month(&until.value)) else { return };
    let count = last.saturating_sub(first).max(1);
    let (one, other) = (first + 1 + below(dice, count), first + 1 + below(dice, count));
    let day = |months: usize| format!("{}-{:02}-01T00:00:00", months / 12, months % 12 + 1);
    (from.value, until.value) = (day(one.min(other)), day(one.max(other)));
}

/// The number of the month in which a date such as `2026-06-08T12:00:00` lies.
fn month(date: &str) -> Option<usize> {
    let (day, _) = date.split_once('T')?;
    let mut parts = day.split('-').map(str::parse::<usize>);
    match (parts.next()?, parts.next()?, parts.next()?) {
        (Ok(year), Ok(month @ 1..=12), Ok(_)) => Some(year * 12 + month - 1),
        _ => None,
    }
}

fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;
    use serde_json::json;
    use trackside_schemas::control::{ListedOperation, QueryParameter};

    use super::{call, month, narrow_dates, with_parameter, worlds};

    fn listed() -> ListedOperation {
        ListedOperation {
            provider: "a".to_owned(),
            id: "getThing".to_owned(),
            summary: String::new(),
            method: "POST".to_owned(),
            template: "/things/{id}".to_owned(),
            writes: false,
            success: 200,
            failures: Vec::new(),
            path: "/a/things/7".to_owned(),
            path_parameters: BTreeMap::from([("id".to_owned(), json!(7))]),
            query: vec![QueryParameter { name: "of[]".to_owned(), value: "7".to_owned() }],
            headers: BTreeMap::from([("Authorization".to_owned(), "Bearer k1".to_owned())]),
            credential: vec!["k1".to_owned()],
            body: Some(json!({ "list": ["7", "8"] })),
            url: "http://h/a/things/7?of%5B%5D=7".to_owned(),
            curl: String::new(),
        }
    }

    #[test]
    fn other_programs_take_the_place_of_the_listed_one() {
        let listed = listed();
        let calls: Vec<_> = worlds(&listed, &["7", "9"], &[&["k2".to_owned()]])
            .iter()
            .map(|variant| call(variant, "http://h").expect("a call").curl())
            .collect();
        assert_eq!(calls.len(), 2);
        assert_eq!(
            calls[1],
            r#"curl -X POST -H 'Authorization: Bearer k1' -d '{"list":["9","8"]}' 'http://h/a/things/9?of%5B%5D=9'"#
        );
    }

    #[test]
    fn a_number_stays_a_number() {
        let listed = ListedOperation { body: Some(json!({ "program": 7 })), ..listed() };
        let variants = worlds(&listed, &["7", "9"], &[]);
        assert_eq!(variants[1].body, Some(json!({ "program": 9 })));
        assert_eq!(variants[1].path_parameters["id"], json!(9));
    }

    #[test]
    fn without_an_id_other_credentials_are_used() {
        let variants = worlds(&listed(), &["5"], &[&["k1".to_owned()], &["k2".to_owned()]]);
        assert_eq!(variants.len(), 2);
        assert_eq!(variants[1].headers["Authorization"], "Bearer k2");
    }

    #[test]
    fn parameters_are_set_where_they_stand() {
        let variant = with_parameter(&with_parameter(&listed(), "id", "x/y"), "page", "2");
        assert_eq!(call(&variant, "http://h").expect("a call").url, "http://h/a/things/x%2Fy?of%5B%5D=7&page=2");
    }

    #[test]
    fn dates_stay_in_order_and_range() {
        let mut dice = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..100 {
            let date = |value: &str| QueryParameter { name: String::new(), value: value.to_owned() };
            let mut query = [date("2024-11-08T00:00:00"), date("2026-02-06T00:00:00")];
            narrow_dates(&mut query, &mut dice);
            let [from, until] = query.map(|parameter| parameter.value);
            assert!(
                *"2024-12-01T00:00:00" <= *from && from <= until && *until <= *"2026-02-01T00:00:00",
                "{from} {until}"
            );
        }
        assert_eq!(month("25"), None);
    }
}
