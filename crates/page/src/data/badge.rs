//! A state in a word and a colour.

/// A state in a word and a colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The word.
    pub text: String,
    /// What it means for the reader.
    pub tone: Tone,
}

/// What a state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is as it should be: approved, active, paid.
    Good,
    /// Something is still to come: pending, requested, scheduled.
    Waiting,
    /// It has failed, or was refused: declined, blocked, rejected.
    Bad,
    /// It is over, or says nothing of the kind: archived.
    Calm,
}

impl Badge {
    /// A state whose tone follows from its word, as the world writes it.
    pub fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        let tone = match text.as_str() {
            "approved" | "active" | "paid" | "completed" | "healthy" | "busy" => Tone::Good,
            "declined"
            | "blocked"
            | "rejected"
            | "failed"
            | "stripe-disconnected"
            | "script-missing"
            | "clicks-without-conversions" => Tone::Bad,
            "archived" | "deleted" | "cancelled" | "external" | "empty" | "added" | "newsletter" | "refer-a-friend"
            | "coupon-only" | "no-partners" => Tone::Calm,
            _ => Tone::Waiting,
        };
        Self { text, tone }
    }
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "state",
            Self::Waiting => "state wait",
            Self::Bad => "state bad",
            Self::Calm => "state calm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Badge, Tone};

    #[test]
    fn says_what_a_state_means() {
        for (text, expected) in [
            ("approved", Tone::Good),
            ("pending", Tone::Waiting),
            ("declined", Tone::Bad),
            ("archived", Tone::Calm),
            ("stripe-pending", Tone::Waiting),
        ] {
            assert_eq!(Badge::of(text).tone, expected, "{text}");
        }
    }
}
