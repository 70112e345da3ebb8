//! Names and addresses of affiliates.

use trackside_world::{PartnerProfile, Program, View};

/// The person behind an affiliate.
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) email: String,
    /// The account, of which only the end is shown.
    pub(super) masked_iban: String,
}

/// The person behind an affiliate: what they have said, or, in the simulation, what their code tells.
pub(super) fn of(view: View<'_>, program: &Program, partner: &PartnerProfile<'_>) -> Person {
    let digits = view.partner_user_uuid(program.id, partner.id).as_u128() % 10_000;
    let email = partner.email.map_or_else(|| format!("{}@mail.example", partner.code.to_lowercase()), str::to_owned);
    let is_simulated = !partner.id.is_of_the_ledger();
    let name = partner.name.map(str::to_owned).or_else(|| is_simulated.then(|| name(partner.code)));
    Person { name, email, masked_iban: format!("****{digits:04}") }
}

/// The name in a code of the simulation: `maria-lindgren` is Maria Lindgren, `lena20` is Lena.
fn name(code: &str) -> String {
    let words = code.trim_end_matches(|letter: char| letter.is_ascii_digit()).split('-');
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    words.filter_map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn codes_tell_names() {
        for (code, expected) in [("maria-lindgren", "Maria Lindgren"), ("lena20", "Lena")] {
            assert_eq!(name(code), expected);
        }
    }
}
