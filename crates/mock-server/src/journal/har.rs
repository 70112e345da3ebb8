//! Exports the journal as HAR.

use std::sync::Arc;

use trackside_recording::Secrets;
use trackside_recording::har::{BodyAsSent, Circumstances, Recorder};

use super::decoding;
use super::record::Record;
use super::route::secret_names;
use super::secrets::exchange_of;
use crate::response::MOCK_REASON;

/// Writes the records as HAR 1.2, in the order of their arrival. Their URLs are those that the callers used, and start
/// with `origin`, the address that the reader uses, where that is not known.
pub(super) fn write(records: &[Arc<Record>], origin: &str) -> Vec<u8> {
    let mut recorder = Recorder::new(origin, Secrets::showing_ends(), secret_names().to_vec());
    let mut records: Vec<_> = records.iter().collect();
    records.sort_by_key(|record| record.id);
    for record in records {
        let is_unanswered = record.is_unanswered();
        let fault = || record.response_headers.get(MOCK_REASON).and_then(|reason| reason.to_str().ok());
        let why = || match record.note.as_deref().or_else(fault) {
            Some(reason) => format!("the response broke off: {reason}"),
            None => "the response broke off".to_owned(),
        };
        let circumstances = Circumstances {
            base_url: record.address.known_origin(),
            sent: decoding::coding_of(record).map(|coding| BodyAsSent { coding, size: record.request_body.total }),
            broken_off: (is_unanswered || !record.complete).then(why),
            is_unanswered,
        };
        recorder.add_under(&circumstances, &exchange_of(record, true), record.at, record.elapsed);
    }
    recorder.to_json("trackside-mock")
}
