//! Who a partner is: what they have said, or, in the simulation, what their code tells.

use super::PartnerProfile;

/// The person behind a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their full name. Nobody knows that of somebody who joined in the ledger and gave none.
    pub name: Option<String>,
    /// Their e-mail address: the one that they gave, or else one that their code tells.
    pub email: String,
}

impl PartnerProfile<'_> {
    /// The person behind the partner. Every provider shows the same one.
    pub fn person(&self) -> Person {
        let is_simulated = !self.id.is_of_the_ledger();
        Person {
            name: self.name.map(str::to_owned).or_else(|| is_simulated.then(|| name(self.code))),
            email: self.email.map_or_else(|| email(self.code), str::to_owned),
        }
    }
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

fn email(code: &str) -> String {
    format!("{}@mail.example", code.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{email, name};

    #[test]
    fn codes_tell_names_and_addresses() {
        for (code, expected) in [("maria-lindgren", "Maria Lindgren"), ("lena20", "Lena")] {
            assert_eq!(name(code), expected);
        }
        assert_eq!(email("Kestrel_9"), "kestrel_9@mail.example");
    }
}
