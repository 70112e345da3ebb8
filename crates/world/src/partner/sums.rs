//! Sums of what a partner has brought.

use std::ops::{AddAssign, SubAssign};

use crate::order::{Facts, OrderStatus};

/// What a partner has brought, or what is added to it. Money is in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PartnerSums {
    /// Pending and approved orders.
    pub(crate) orders: i64,
    /// The sum of their amounts.
    pub(crate) revenue: i64,
    /// The sum of their commissions.
    pub(crate) commission: i64,
    /// Approved orders.
    pub(crate) approved_orders: i64,
    /// The sum of their commissions.
    pub(crate) approved: i64,
    /// Customers who ordered or signed up.
    pub(crate) customers: i64,
    /// Customers with a pending or approved order.
    pub(crate) paying: i64,
}

impl PartnerSums {
    /// What one order adds, without its customer.
    pub(crate) fn of(facts: &Facts) -> Self {
        Self::of_order(facts.status, facts.amount, facts.commission)
    }

    /// What an order with this status, amount and commission adds, without its customer.
    pub(crate) fn of_order(status: OrderStatus, amount: i64, commission: i64) -> Self {
        let is_approved = status == OrderStatus::Approved;
        if status == OrderStatus::Declined {
            return Self::default();
        }
        Self {
            orders: 1,
            revenue: amount,
            commission,
            approved_orders: i64::from(is_approved),
            approved: if is_approved { commission } else { 0 },
            ..Self::default()
        }
    }
}

impl AddAssign for PartnerSums {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.revenue += other.revenue;
        self.commission += other.commission;
        self.approved_orders += other.approved_orders;
        self.approved += other.approved;
        self.customers += other.customers;
        self.paying += other.paying;
    }
}

impl SubAssign for PartnerSums {
    fn sub_assign(&mut self, other: Self) {
        self.orders -= other.orders;
        self.revenue -= other.revenue;
        self.commission -= other.commission;
        self.approved_orders -= other.approved_orders;
        self.approved -= other.approved;
        self.customers -= other.customers;
        self.paying -= other.paying;
    }
}
