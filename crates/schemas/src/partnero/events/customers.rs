//! Events about customers, in the shape of the program.

use super::envelope::sent;
use super::of_customers;
use crate::declare::example;
use crate::partnero::Customer;
use crate::partnero::customer::{example_affiliate_customer, example_referral_customer};

event!(
    /// Somebody became a customer.
    CustomerCreated, "customer.created", Customer, of_customers(),
    [
        example("affiliate", "A customer whom a partner brought.", sent(example_affiliate_customer())),
        example("refer-a-friend", "A customer whom a friend brought.", sent(example_referral_customer())),
    ]
);

event!(
    /// A customer was changed.
    CustomerUpdated, "customer.updated", Customer, of_customers(),
    [
        example("affiliate", "A customer whom a partner brought.", sent(example_affiliate_customer())),
        example("refer-a-friend", "A customer whom a friend brought.", sent(example_referral_customer())),
    ]
);

event!(
    /// A customer was deleted.
    CustomerDeleted, "customer.deleted", Customer, of_customers(),
    [
        example("affiliate", "A customer whom a partner brought.", sent(example_affiliate_customer())),
        example("refer-a-friend", "A customer whom a friend brought.", sent(example_referral_customer())),
    ]
);

event!(
    /// A customer got credit.
    ///
    /// Only refer-a-friend programs have an operation that gives it (inferred).
    CustomerCredited, "customer.credited", Customer, of_customers(),
    [example("credited", "A customer of a refer-a-friend program.", sent(example_referral_customer()))]
);

event!(
    /// A customer got a reward.
    CustomerRewarded, "customer.rewarded", Customer, of_customers(),
    [example("rewarded", "A customer of a refer-a-friend program.", sent(example_referral_customer()))]
);
