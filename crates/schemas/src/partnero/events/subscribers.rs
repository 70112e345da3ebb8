//! Events about subscribers.

use super::envelope::sent;
use super::of_newsletters;
use crate::declare::example;
use crate::partnero::Subscriber;
use crate::partnero::subscriber::example_subscriber;

event!(
    /// Somebody subscribed.
    SubscriberCreated, "subscriber.created", Subscriber, of_newsletters(),
    [example("created", "A new subscriber.", sent(Subscriber { referrals_count: 0, ..example_subscriber() }))]
);

event!(
    /// A subscriber was changed.
    SubscriberUpdated, "subscriber.updated", Subscriber, of_newsletters(),
    [example("updated", "A subscriber.", sent(example_subscriber()))]
);

event!(
    /// A subscriber was deleted.
    SubscriberDeleted, "subscriber.deleted", Subscriber, of_newsletters(),
    [example("deleted", "A subscriber who is gone.", sent(example_subscriber()))]
);

event!(
    /// A subscriber got a reward.
    SubscriberRewarded, "subscriber.rewarded", Subscriber, of_newsletters(),
    [example("rewarded", "A subscriber.", sent(example_subscriber()))]
);
