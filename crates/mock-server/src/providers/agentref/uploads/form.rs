//! How files of a type begin.

use trackside_schemas::agentref::MimeType;

/// Whether a file begins as files of the type do.
pub(super) fn is_of_type(file: &[u8], mime: MimeType) -> bool {
    let has = |place: usize, text: &[u8]| file.get(place..).is_some_and(|rest| rest.starts_with(text));
    match mime {
        MimeType::Png => has(0, b"\x89PNG\r\n\x1a\n"),
        MimeType::Jpeg => has(0, b"\xff\xd8\xff"),
        MimeType::Gif => has(0, b"GIF87a") || has(0, b"GIF89a"),
        MimeType::Webp => has(0, b"RIFF") && has(8, b"WEBP"),
        MimeType::Mp4 => has(4, b"ftyp"),
        // Files before the year 2000 have no `ftyp`.
        MimeType::Quicktime => {
            [&b"ftyp"[..], b"moov", b"mdat", b"wide", b"free", b"skip"].iter().any(|kind| has(4, kind))
        }
        MimeType::Webm => has(0, b"\x1a\x45\xdf\xa3"),
        MimeType::Pdf => has(0, b"%PDF-"),
    }
}

#[cfg(test)]
mod tests {
    use trackside_schemas::agentref::MimeType;

    use super::is_of_type;

    #[test]
    fn files_begin_as_their_type_does() {
        for (file, mime, fits) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], MimeType::Png, true),
            (b"\x89PNG\r\n\x1a\n...", MimeType::Jpeg, false),
            (b"RIFF\0\0\0\0WEBPVP8 ", MimeType::Webp, true),
            (b"RIFF\0\0\0\0WAVE", MimeType::Webp, false),
            (b"\0\0\0\x18ftypmp42", MimeType::Mp4, true),
            (b"\0\0\0\x14ftypqt  ", MimeType::Quicktime, true),
            (b"", MimeType::Gif, false),
            (b"GIF", MimeType::Gif, false),
        ] {
            assert_eq!(is_of_type(file, mime), fits, "{mime:?} {file:?}");
        }
    }
}
