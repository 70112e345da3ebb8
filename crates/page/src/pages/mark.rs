//! The words that mark an entry of the journal.

use trackside_schemas::control::JournalEntry;

/// A word that marks an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) word: &'static str,
    /// The class of its colour.
    pub(super) class: &'static str,
    /// What it says, in a sentence.
    pub(super) meaning: &'static str,
}

const OFF_CONTRACT: Mark =
    Mark { word: "off contract", class: "bad", meaning: "The response departs from the contract." };
const CUT_OFF: Mark = Mark { word: "cut off", class: "bad", meaning: "The response is not complete." };
const FAULT: Mark = Mark { word: "fault", class: "warned", meaning: "A fault changed or delayed the response." };
const OVERRIDE: Mark = Mark { word: "override", class: "", meaning: "An override matched the request." };
const WARNED: Mark = Mark { word: "warned", class: "warned", meaning: "A part of the request was ignored." };

/// The marks of an entry, the most serious first. `marks.js` finds the same.
pub(super) fn marks(entry: &JournalEntry) -> Vec<Mark> {
    let reason = entry.reason.as_deref().unwrap_or_default();
    let is_off = reason.contains("(breaks the contract)");
    let is_cut_off = !entry.complete || reason.contains("fault: the body is truncated");
    let all = [
        (is_off, OFF_CONTRACT),
        (is_cut_off, CUT_OFF),
        (reason.contains("fault: "), FAULT),
        (reason.contains("override ") && !is_off, OVERRIDE),
        (entry.warning.is_some(), WARNED),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, mark)| mark).collect()
}

#[cfg(test)]
mod tests {
    use trackside_schemas::control::JournalEntry;

    use super::marks;

    #[test]
    fn says_what_to_look_at() {
        for (reason, warning, complete, expected) in [
            (None, None, true, ""),
            (Some("query parameter `limit` is above 1000"), None, true, ""),
            (Some("override 1: /data (breaks the contract)"), None, true, "off contract"),
            (Some("override 1: an empty list"), Some("unknown query parameter limits"), true, "override, warned"),
            (Some("fault: the body is truncated"), None, true, "cut off, fault"),
            (Some("fault: delayed by 50 ms"), None, true, "fault"),
            (None, None, false, "cut off"),
        ] {
            let entry = JournalEntry {
                reason: reason.map(str::to_owned),
                warning: warning.map(str::to_owned),
                complete,
                ..entry()
            };
            let words: Vec<_> = marks(&entry).iter().map(|mark| mark.word).collect();
            assert_eq!(words.join(", "), expected, "{reason:?}");
        }
    }

    fn entry() -> JournalEntry {
        JournalEntry {
            id: 1,
            world: None,
            request_id: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
            now: chrono::DateTime::UNIX_EPOCH,
            provider: None,
            operation: None,
            method: "GET".to_owned(),
            target: "/".to_owned(),
            status: 200,
            micros: 85,
            request_bytes: 0,
            response_bytes: 0,
            reason: None,
            warning: None,
            events: Vec::new(),
            removed_events: Vec::new(),
            complete: true,
        }
    }
}
