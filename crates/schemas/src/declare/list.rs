//! Lists of endpoints and of providers. One endpoint is a list, and a tuple of lists is a list: they nest, so that no list meets a
//! largest length, and the list that a contributor edits is that of the resource.

use super::{Endpoint, Provider};

/// Something to do with each endpoint of a list.
pub trait EndpointVisitor {
    /// Is called once for every endpoint, in order.
    fn endpoint<E: Endpoint>(&mut self);
}

/// An endpoint, or a tuple of lists of endpoints.
pub trait EndpointList {
    /// Shows each endpoint to the visitor, in order.
    fn visit(visitor: &mut impl EndpointVisitor);
}

/// Something to do with each provider of a list.
pub trait ProviderVisitor {
    /// Is called once for every provider, in order.
    fn provider<P: Provider>(&mut self);
}

/// A provider, or a tuple of lists of providers.
pub trait ProviderList {
    /// Shows each provider to the visitor, in order.
    fn visit(visitor: &mut impl ProviderVisitor);
}

impl<E: Endpoint> EndpointList for E {
    fn visit(visitor: &mut impl EndpointVisitor) {
        visitor.endpoint::<E>();
    }
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
