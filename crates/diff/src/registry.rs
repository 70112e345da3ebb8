//! All rules.

use std::sync::LazyLock;

use crate::rule::Rule;
use crate::{documentation, lifecycle, objects, schema};

/// All rules, by subject.
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let all = [objects::rules(), schema::rules(), lifecycle::rules(), documentation::RULES.to_vec()].concat();
        all.into_iter().copied().collect()
    });
    &RULES
}
