//! Pages of lists, asked for in three ways.
//!
//! A cursor names the last row that was shown, and the place where it was. It leads on after that row, wherever the row is by then;
//! if the row is no longer in the list, after its place.

use trackside_schemas::agentref::{Page, PageMeta, Paging};

use super::envelope::request_id;
use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::serve::{Call, Serve};

/// How many rows a page has if nobody says.
const USUAL_SIZE: u64 = 20;

/// A list that can be shown in pages. Every row has a number that no other row has.
pub(super) trait Listing {
    type Row;

    /// How many rows there are.
    fn total(&self) -> usize;

    /// At most `most` rows without the first `skip`, with their numbers.
    fn rows(&self, skip: usize, most: usize) -> Vec<(u64, Self::Row)>;

    /// The place of the row with a number, if it is in the list.
    fn place(&self, number: u64) -> Option<usize>;
}

impl<T: Clone> Listing for Vec<(u64, T)> {
    type Row = T;

    fn total(&self) -> usize {
        self.len()
    }

    fn rows(&self, skip: usize, most: usize) -> Vec<(u64, T)> {
        self.iter().skip(skip).take(most).cloned().collect()
    }

    fn place(&self, number: u64) -> Option<usize> {
        self.iter().position(|(known, _)| *known == number)
    }
}

/// The page that is asked for, with rows as `show` makes them.
pub(super) fn page<E: Serve, L: Listing, T>(
    call: &Call<'_, E>,
    asked: &Paging,
    list: &L,
    show: impl Fn(L::Row) -> T,
) -> Result<Page<T>, Problem> {
    let size = asked.page_size.or(asked.limit).unwrap_or(USUAL_SIZE);
    let rows_of_a_page = as_usize(size);
    let skip = match (&asked.cursor, asked.page, asked.offset) {
        (Some(cursor), ..) => {
            let (number, place) = read(cursor).ok_or_else(no_cursor)?;
            if place == BEGINNING { 0 } else { list.place(number).unwrap_or(place) + 1 }
        }
        (None, Some(page), _) => as_usize(page.saturating_sub(1).saturating_mul(size)),
        (None, None, Some(offset)) => as_usize(offset),
        (None, None, None) => 0,
    };
    let total = list.total();
    let rows = if skip < total { list.rows(skip, rows_of_a_page) } else { Vec::new() };
    let next = skip.saturating_add(rows.len());
    let has_more = next < total;
    let next_cursor = rows.last().filter(|_| has_more).map(|(number, _)| written(*number, next - 1));
    let page = match (&asked.cursor, asked.page) {
        (None, Some(page)) => page,
        _ => skip as u64 / size + 1,
    };
    let meta =
        PageMeta { total: total as u64, page, page_size: size, has_more, next_cursor, request_id: request_id(call) };
    Ok(Page { data: rows.into_iter().map(|(_, row)| show(row)).collect(), meta })
}

fn as_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A cursor before the first row of every list.
pub(super) fn beginning() -> String {
    written(u64::MAX, BEGINNING)
}

/// A cursor after the row with a number, which is at a place.
fn written(number: u64, place: usize) -> String {
    let (number, place) = (mixed(number), place as u64 ^ number.rotate_left(17) & PLACES);
    format!("c{number:016x}{place:010x}{:04x}", check(number, place))
}

/// The row and the place in a cursor.
fn read(cursor: &str) -> Option<(u64, usize)> {
    let digits = cursor.strip_prefix('c').filter(|digits| digits.len() == 30 && digits.is_ascii())?;
    let (number, rest) = digits.split_at(16);
    let place = &rest[..10];
    let number = mixed(u64::from_str_radix(number, 16).ok()?);
    let place = u64::from_str_radix(place, 16).ok()? ^ number.rotate_left(17) & PLACES;
    let place = usize::try_from(place).ok()?;
    (written(number, place) == cursor).then_some((number, place))
}

const PLACES: u64 = (1 << 40) - 1;

/// The place in the cursor before the first row. No list is so long.
#[expect(clippy::cast_possible_truncation, reason = "lists are shorter than that on every machine")]
const BEGINNING: usize = PLACES as usize;

/// Four digits that only those who have written a cursor know.
fn check(number: u64, place: u64) -> u16 {
    let mixed = (number ^ place.rotate_left(24)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    u16::try_from(mixed >> 48).expect("16 bits")
}

/// A number that does not look like the given one. The given one again for the result.
const fn mixed(number: u64) -> u64 {
    number ^ 0x5bd1_e995_9d1b_54a3
}

fn no_cursor() -> Problem {
    Problem::Invalid(vec![InvalidField {
        location: Location::Query,
        name: "cursor".to_owned(),
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Rule("is not a cursor that a response has given".to_owned()),
    }])
}

#[cfg(test)]
mod tests {
    use super::{BEGINNING, beginning, read, written};

    #[test]
    fn cursors_lead_back_and_others_are_refused() {
        for (number, place) in [(0, 0), (7, 19), (u64::MAX, 1_000_000)] {
            assert_eq!(read(&written(number, place)), Some((number, place)));
        }
        assert_eq!(read(&beginning()), Some((u64::MAX, BEGINNING)));
        for text in ["", "c", "nonsense", "c0", &"c".repeat(31), &format!("{}0", written(1, 1)), "cé"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
