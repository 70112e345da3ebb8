//! Lists of endpoints, of events and of providers. One endpoint is a list, and a tuple of lists is a list. Because lists
//! nest, they have no maximum length, and each resource has its own list.

use super::{Endpoint, Event, Provider};

/// Visits each endpoint of a list.
pub trait EndpointVisitor {
    /// Called once for each endpoint, in order.
    fn endpoint<E: Endpoint>(&mut self);
}

/// An endpoint, or a tuple of lists of endpoints.
pub trait EndpointList {
    /// Passes each endpoint to the visitor, in order.
    fn visit(visitor: &mut impl EndpointVisitor);
}

/// Visits each event of a list.
pub trait EventVisitor {
    /// Called once for each event, in order.
    fn event<E: Event>(&mut self);
}

/// An event, or a tuple of lists of events. The empty tuple is for providers that send none.
pub trait EventList {
    /// Passes each event to the visitor, in order.
    fn visit(visitor: &mut impl EventVisitor);

    /// The name of each event, in order.
    fn names() -> Vec<&'static str> {
        let mut names = Names(Vec::new());
        Self::visit(&mut names);
        names.0
    }
}

/// Visits each provider of a list.
pub trait ProviderVisitor {
    /// Called once for each provider, in order.
    fn provider<P: Provider>(&mut self);
}

/// A provider, or a tuple of lists of providers.
pub trait ProviderList {
    /// Passes each provider to the visitor, in order.
    fn visit(visitor: &mut impl ProviderVisitor);

    /// The name of each provider, in order.
    fn names() -> Vec<&'static str> {
        let mut names = Names(Vec::new());
        Self::visit(&mut names);
        names.0
    }
}

struct Names(Vec<&'static str>);

impl ProviderVisitor for Names {
    fn provider<P: Provider>(&mut self) {
        self.0.push(P::NAME);
    }
}

impl EventVisitor for Names {
    fn event<E: Event>(&mut self) {
        self.0.push(E::NAME);
    }
}

impl<E: Endpoint> EndpointList for E {
    fn visit(visitor: &mut impl EndpointVisitor) {
        visitor.endpoint::<E>();
    }
}

impl<E: Event> EventList for E {
    fn visit(visitor: &mut impl EventVisitor) {
        visitor.event::<E>();
    }
}

impl EventList for () {
    fn visit(_: &mut impl EventVisitor) {}
}

impl<P: Provider> ProviderList for P {
    fn visit(visitor: &mut impl ProviderVisitor) {
        visitor.provider::<P>();
    }
}

macro_rules! nested_lists {
    ($($($list:ident)+;)+) => {
        $(
            impl<$($list: EndpointList),+> EndpointList for ($($list,)+) {
                fn visit(visitor: &mut impl EndpointVisitor) {
                    $($list::visit(visitor);)+
                }
            }

            impl<$($list: EventList),+> EventList for ($($list,)+) {
                fn visit(visitor: &mut impl EventVisitor) {
                    $($list::visit(visitor);)+
                }
            }

            impl<$($list: ProviderList),+> ProviderList for ($($list,)+) {
                fn visit(visitor: &mut impl ProviderVisitor) {
                    $($list::visit(visitor);)+
                }
            }
        )+
    };
}

nested_lists! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
