//! Files for the media library: what they are called, and what is known of one that arrived only in
//! part. `pkg/features/content/upload.js` follows the same rules.

use crate::core::text::concat;
use alloc::string::String;

/// Where a file's type and its usual ending differ.
const ENDINGS: [(&str, &str); 5] =
    [("jpeg", "jpg"), ("plain", "txt"), ("mpeg", "mp3"), ("quicktime", "mov"), ("svg+xml", "svg")];

/// A name for a file of this type, such as `image/png`. WordPress refuses a file whose name does not
/// say what it is.
pub fn name_for(media_type: &str) -> Option<String> {
    let (_, kind) = media_type.split_once('/')?;
    let is_part = |next: char| next.is_ascii_alphanumeric() || "_.+-".contains(next);
    let end = kind.find(|next| !is_part(next)).unwrap_or(kind.len());
    let kind = kind.get(..end).filter(|kind| !kind.is_empty())?;
    let ending = ENDINGS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, own)| own);
    Some(concat(&["upload.", ending]))
}

/// The number of a file that has arrived although the response is an error: the server broke off
/// when it made the image's smaller sizes (`X-WP-Upload-Attachment-ID`).
pub fn unfinished(status: Option<u16>, header: Option<&str>) -> Option<&str> {
    let id = header.filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    id.filter(|_| status.is_some_and(|status| status >= 500))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn names_a_file_by_its_type() {
        for (media_type, name) in [
            ("image/jpeg", "upload.jpg"),
            ("image/png", "upload.png"),
            ("text/plain;charset=utf-8", "upload.txt"),
            ("image/svg+xml", "upload.svg"),
            ("application/vnd.ms-excel", "upload.vnd.ms-excel"),
        ] {
            assert_eq!(name_for(media_type).as_deref(), Some(name));
        }
        for media_type in ["", "image", "image/", "image/;a"] {
            assert_eq!(name_for(media_type), None);
        }
    }

    #[test]
    fn only_a_number_names_an_unfinished_file() {
        assert_eq!(unfinished(Some(500), Some("12")), Some("12"));
        for header in [None, Some(""), Some("../../users/1"), Some("12?x")] {
            assert_eq!(unfinished(Some(500), header), None);
        }
        assert_eq!(unfinished(Some(403), Some("12")), None);
        assert_eq!(unfinished(None, Some("12")), None);
    }
}
