//! Finds the declared name that a misspelt one may mean.

/// How similar a name must be, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.6;

/// Longer names are compared by their beginning.
const MAX_LENGTH: usize = 120;

/// The declared name that is most similar, if one is similar enough.
pub(crate) fn nearest<'d>(name: &str, declared: impl Iterator<Item = &'d str>) -> Option<&'d str> {
    let name: String = name.chars().take(MAX_LENGTH).collect();
    let rated = declared.map(|declared| (strsim::normalized_damerau_levenshtein(&name, declared), declared));
    let best = rated.max_by(|(left, _), (right, _)| left.total_cmp(right));
    best.filter(|(similarity, _)| *similarity >= MIN_SIMILARITY).map(|(_, declared)| declared)
}
