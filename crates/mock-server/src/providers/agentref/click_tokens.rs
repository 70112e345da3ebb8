//! Click tokens: what AgentRef's tracking script leaves in the cookie `agentref_cid`, and what a checkout hands on to
//! Stripe. Theirs begin with `clk_`; what follows is not published.

use trackside_world::{CustomerId, View};

/// What tokens begin with.
const PREFIX: &str = "clk_";

/// How many digits of a token are the time of the visitor's first click.
const TIME_DIGITS: usize = 6;

/// The token of a visitor, if they were seen with a click: their number and the time of their first click.
pub(crate) fn click_token(view: View<'_>, visitor: CustomerId) -> Option<String> {
    let clicks = view.clicks_of(visitor)?;
    let seconds = u64::try_from(clicks.first.timestamp()).ok()?;
    let time = digits(seconds);
    Some(format!("{PREFIX}{}{time:0>TIME_DIGITS$}", digits(view.customer_number(visitor).into())))
}

/// The visitor with a token.
pub(super) fn by_click_token(view: View<'_>, token: &str) -> Option<CustomerId> {
    let digits = token.strip_prefix(PREFIX)?;
    let number = digits.get(..digits.len().checked_sub(TIME_DIGITS)?)?;
    let visitor = view.customer_by_number(u32::from_str_radix(number, 36).ok()?)?;
    (click_token(view, visitor)? == token).then_some(visitor)
}

/// A number in base 36.
fn digits(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).expect("less than 36");
        digits.push(char::from_digit(digit, 36).expect("less than 36"));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn numbers_have_36_digits() {
        for (number, expected) in [(0, "0"), (35, "z"), (36, "10"), (1_780_920_000, "tgbao0")] {
            assert_eq!(digits(number), expected);
            assert_eq!(u64::from_str_radix(expected, 36), Ok(number));
        }
    }
}
