//! The size of a program, for information.

/// The number of bytes, and how it compares with the program that was packed before if it differs by more than a tenth.
pub(super) fn describe(size: u64, before: Option<u64>) -> String {
    match before {
        Some(before) if size.abs_diff(before) * 10 > before => {
            let word = if size > before { "more" } else { "fewer" };
            format!("{size} bytes, {} {word} than the one that was packed before", size.abs_diff(before))
        }
        _ => format!("{size} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn only_a_large_difference_is_mentioned() {
        for (size, before, expected) in [
            (100, None, "100 bytes"),
            (110, Some(100), "110 bytes"),
            (111, Some(100), "111 bytes, 11 more than the one that was packed before"),
            (90, Some(100), "90 bytes"),
            (89, Some(100), "89 bytes, 11 fewer than the one that was packed before"),
        ] {
            assert_eq!(describe(size, before), expected, "{size} after {before:?}");
        }
    }
}
