//! Answers whose every field is fine, and which contradict themselves or the request.

use serde_json::{Value, json};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::{change, set, shift};
use crate::operations::{
    AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_GENERATE, FULLWHERE_LIST, FULLWHERE_TRACKER, PARTNERO_PROGRAM,
    WECANTRACK_LIST,
};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = agentref();
    corruptions.extend(affitor());
    corruptions.extend(partnero());
    corruptions.extend(wecantrack());
    corruptions.extend(echoes());
    corruptions
}

fn agentref() -> Vec<Corruption> {
    let fact = |name, says, change| fact(name, AGENTREF_STATUS, says, change);
    vec![
        fact("sum off by one", "the total is the sum of redirect and direct clicks", |_, body| {
            shift(body, "/data/stats/clicksLast7Days/total", 1);
        }),
        fact("summand off by one", "the total holds the conversions by click token and by coupon", |_, body| {
            shift(body, "/data/stats/conversionsLast30Days/clickToken", 1);
        }),
        fact("sum smaller than its parts", "the total holds the succeeded and the skipped events", |_, body| {
            set(body, "/data/stats/stripeEventsLast30Days/total", 0);
        }),
        fact("reason for a completed step", "a complete step has the instant of its completion", |_, body| {
            set(body, "/data/health/scriptInstalled/reason", "The tracking script has not been seen on the website.");
        }),
        fact("completed step without its time", "a complete step has the instant of its completion", |_, body| {
            set(body, "/data/health/stripeEventReceived/updatedAt", Value::Null);
        }),
        fact("incomplete step without a reason", "an incomplete step has a reason", |_, body| {
            set(body, "/data/health/conversionAttributed/complete", false);
        }),
        fact("summary that contradicts its steps", "the blocking reason is the reason of the first", |_, body| {
            set(body, "/data/health/blockingReason", "No Stripe account is connected.");
        }),
        fact(
            "events counted although none was received",
            "no Stripe event is counted while none was received",
            |_, body| {
                set(body, "/data/health/stripeEventReceived/complete", false);
            },
        ),
        fact("time in the future", "nothing recent lies in the future", |_, body| {
            set(body, "/data/recent/lastDirectClick/createdAt", "2036-06-08T12:00:00Z");
        }),
    ]
}

fn affitor() -> Vec<Corruption> {
    let fact = |name, says, change| fact(name, AFFITOR_STATUS, says, change);
    vec![
        fact("flag that contradicts a count", "there are test events exactly when their count", |_, body| {
            set(body, "/data/statistics/referrals/testEventCount", 0);
        }),
        fact("flag without the record that it announces", "there is a latest test event exactly when", |_, body| {
            set(body, "/data/statistics/referrals/latestTestEvent", Value::Null);
        }),
        fact("flag that contradicts a status", "the flag says what the raw status says", |_, body| {
            set(body, "/data/statistics/payments/isStripeConnected", false);
        }),
        fact("step that contradicts its figures", "the page-view step is complete exactly when", |_, body| {
            set(body, "/data/stepStatuses/pageview", "pending");
        }),
        fact("connection without its date", "a connected account has an id and a date", |_, body| {
            set(body, "/data/statistics/payments/connectionDate", Value::Null);
        }),
        fact("permission without what it needs", "payouts need submitted details", |_, body| {
            set(body, "/data/statistics/payments/detailsSubmitted", false);
        }),
        fact("identifier of another kind", "an account id starts with acct_", |_, body| {
            set(body, "/data/statistics/payments/stripeAccountId", "cus_1T1s7WI2H2pwUK0M");
        }),
        fact("event later than the response", "no test event is later than the answer", |_, body| {
            set(body, "/data/statistics/pageview/latestTestEvent/timestamp", "2036-06-08T12:00:00.000Z");
        }),
    ]
}

fn partnero() -> Vec<Corruption> {
    let fact = |name, says, change| fact(name, PARTNERO_PROGRAM, says, change);
    vec![
        fact(
            "percentage that does not follow from its figures",
            "the conversion from sign-up to sale is the percentage",
            |_, body| {
                set(body, "/data/stats/signup_to_sale_conversion", "16");
            },
        ),
        fact("percentage as a fraction", "the conversion from sign-up to sale is the percentage", |_, body| {
            set(body, "/data/stats/signup_to_sale_conversion", "0.61");
        }),
        fact("difference off by one", "the net profit of a program with one currency", |_, body| {
            change(body, "/data/stats/net_profit", |profit| json!(profit.as_f64().unwrap_or_default() + 1.0));
        }),
        fact("formatted amount that differs from the number", "the formatted net profit says the same", |_, body| {
            set(body, "/data/stats/net_profit_formatted", "€7,082.14");
        }),
        fact("average that does not follow from its figures", "the average order value of a program", |_, body| {
            set(body, "/data/stats/average_order_value/eur", "€46.82");
        }),
        fact("parts of an amount that do not add up", "unclaimed, reviewed and paid rewards add up", |_, body| {
            set(body, "/data/stats/rewards_breakdown/paid/eur", "€0.01");
        }),
        fact("parts of a count that do not add up", "the partners by status add up", |_, body| {
            shift(body, "/data/stats/partner_activity/active", -1);
        }),
        fact("schedule of something that is switched off", "there is a payout schedule only while", |_, body| {
            set(body, "/data/program_settings/payout_automation_schedule", "monthly");
        }),
        Corruption::new(
            "count that a rule cannot calculate with",
            PARTNERO_PROGRAM,
            "semantic/evaluation",
            "",
            Effect::Success(|_, body| set(body, "/data/stats/total_partners", "9".repeat(400))),
        ),
    ]
}

fn wecantrack() -> Vec<Corruption> {
    let fact = |name, says, change| fact(name, WECANTRACK_LIST, says, change);
    vec![
        fact("dates in the wrong order", "the click comes before the order", |_, body| {
            for row in rows(body) {
                if !row["click_date"].is_null() {
                    let (click, order) = (row["click_date"].take(), row["order_date"].take());
                    (row["click_date"], row["order_date"]) = (order, click);
                }
            }
        }),
        fact("decision before the order", "the order comes before its validation", |_, body| {
            for row in rows(body).filter(|row| !row["validation_date"].is_null()) {
                row["validation_date"] = json!("2020-01-01 00:00:00");
            }
        }),
        fact("decision date of an undecided record", "a pending transaction has no validation date", |_, body| {
            rows(body).for_each(|row| row["status"] = json!("pending"));
        }),
        fact(
            "reason for a decline that did not happen",
            "only a declined transaction has a decline reason",
            |_, body| {
                for row in rows(body).filter(|row| row["status"] != "declined") {
                    row["decline_reason"] = json!("Returned");
                }
            },
        ),
        fact("change after the last update", "no date of the transaction is later than its last update", |_, body| {
            rows(body).for_each(|row| row["last_wct_update"] = json!("2020-01-01 00:00:00"));
        }),
        fact("reference of another record", "the click reference handed to the network", |_, body| {
            for row in rows(body).filter(|row| row["sub_ids"].get("clickRef").is_some()) {
                row["sub_ids"]["clickRef"] = json!("WCT240608155846zzzzz");
            }
        }),
        fact("row outside the requested range", "the date asked for lies in the range asked for", |_, body| {
            if let Some(row) = rows(body).next() {
                row["order_date"] = json!("2019-12-31 23:59:59");
            }
        }),
        fact("status that was not requested", "every transaction has one of the statuses asked for", |scene, body| {
            let asked = scene.request.query("status[]").unwrap_or_default();
            let other = if asked == "pending" { "approved" } else { "pending" };
            if !asked.is_empty() && scene.request.target.matches("status").count() == 1 {
                rows(body).for_each(|row| row["status"] = json!(other));
            }
        })
        .cases(90),
    ]
}

/// Answers that repeat something else than what was asked for.
fn echoes() -> Vec<Corruption> {
    vec![
        fact("id of another program", AGENTREF_STATUS, "the program answered is the program asked for", |_, body| {
            set(body, "/data/programId", "00000000-0000-4000-8000-000000000000");
        }),
        fact(
            "number of another program",
            AFFITOR_STATUS,
            "the program answered is the program asked for",
            |_, body| {
                set(body, "/data/programId", "1");
            },
        ),
        fact("id of another tracker", FULLWHERE_TRACKER, "the tracker answered is the tracker asked for", |_, body| {
            set(body, "/id", "00000000-0000-4000-8000-000000000000");
        }),
        fact("trackers of another purchase", FULLWHERE_GENERATE, "every tracker belongs to the purchase", |_, body| {
            set(body, "/0/purchaseId", "LL-00000000");
        }),
        fact(
            "trackers of a purchase that was not requested",
            FULLWHERE_LIST,
            "belongs to one of the purchases",
            |scene, body| {
                if scene.request.json()["purchases"].is_array() {
                    let tracker = scene.memory.clone();
                    set(body, "/data", if tracker.is_null() { json!([]) } else { json!([tracker]) });
                } else if let Some(tracker) = body.pointer("/data/0") {
                    *scene.memory = tracker.clone();
                }
            },
        )
        .cases(60),
    ]
}

fn rows(body: &mut Value) -> impl Iterator<Item = &mut Value> {
    body["data"].as_array_mut().into_iter().flatten()
}

fn fact(
    name: &'static str,
    operation: Operation,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Value),
) -> Corruption {
    Corruption::new(name, operation, "semantic", says, Effect::Success(change))
}
