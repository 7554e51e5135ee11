//! The one error type: a stable code, a message for a person, and a hint for a developer.

use alloc::{boxed::Box, string::String};

use super::{json::Object, secret::Secret};

/// Characters of a message that are shown; a server's page of prose helps nobody.
const MAX_CHARS: usize = 500;

/// A result whose error is on the heap: it is large, and seldom there.
pub type Result<T> = core::result::Result<T, Box<Error>>;

/// What went wrong, by stable name. Each is described in the package's `index.d.ts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "documented once, in index.d.ts; the names say it")]
pub enum Code {
    AuthorizationStripped,
    BodyNotReplayable,
    Forbidden,
    HttpError,
    InsecureSite,
    InvalidCredentials,
    InvalidOption,
    InvalidToken,
    IssuerMismatch,
    MalformedResponse,
    MixedContent,
    NotAuthenticated,
    Offline,
    OriginNotAllowed,
    PluginMissing,
    RateLimited,
    Redirected,
    RefreshFailed,
    RefreshUnsupported,
    RestClosed,
    RestNotFound,
    ServerMisconfigured,
    SessionExpired,
    StorageUnavailable,
    Timeout,
    TokenRejected,
    Unreachable,
    UserMismatch,
}

/// The names of the codes, in their order.
const NAMES: &str = "authorization_stripped body_not_replayable forbidden http_error insecure_site \
    invalid_credentials invalid_option invalid_token issuer_mismatch malformed_response mixed_content \
    not_authenticated offline origin_not_allowed plugin_missing rate_limited redirected refresh_failed \
    refresh_unsupported rest_closed rest_not_found server_misconfigured session_expired \
    storage_unavailable timeout token_rejected unreachable user_mismatch";

impl Code {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        NAMES.split(' ').nth(self as usize).unwrap_or_default()
    }
}

/// Whether the request that failed reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It never left.
    No,
    /// It left, and no answer arrived: it may have been carried out.
    Maybe,
    /// The server answered.
    Answered,
}

/// Why something failed. It never holds a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// The stable name.
    pub code: Code,
    /// Plain text fit to show a person.
    pub message: String,
    /// What to change and where, when that is sure.
    pub hint: Option<&'static str>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// WordPress's own code, such as `rest_forbidden`.
    pub wp_code: Option<String>,
    /// Whether the request was sent.
    pub sent: Sent,
    /// Milliseconds to wait, from `Retry-After` (RFC 9110 section 10.2.3).
    pub retry_after: Option<f64>,
}

impl Error {
    /// An error about something that was not sent, with the hint that belongs to its code.
    pub fn new(code: Code, message: &str) -> Box<Self> {
        Box::new(Self {
            code,
            message: message.into(),
            hint: super::hint::for_code(code),
            status: None,
            wp_code: None,
            sent: Sent::No,
            retry_after: None,
        })
    }

    /// The same error with another certainty about whether it was sent.
    #[must_use]
    pub fn sent(mut self: Box<Self>, sent: Sent) -> Box<Self> {
        self.sent = sent;
        self
    }

    /// Removes a secret that the server may have echoed.
    pub fn redact(&mut self, secret: &Secret) {
        secret.redact(&mut self.message);
        if let Some(code) = &mut self.wp_code {
            secret.redact(code);
        }
    }

    /// The fields of a `PresskeyError`, as JSON. Only here the message is cut: the beginning of a
    /// secret could not be found any more.
    pub fn to_json(&self) -> String {
        let end =
            self.message.char_indices().nth(MAX_CHARS).map_or(self.message.len(), |(at, _)| at);
        let message = self.message.get(..end);
        let mut object = Object::new();
        object.text("code", Some(self.code.as_str()));
        object.text("message", message);
        let sent = match self.sent {
            Sent::No => "no",
            Sent::Maybe => "maybe",
            Sent::Answered => "answered",
        };
        object.text("sent", Some(sent));
        for (name, value) in [("hint", self.hint), ("wpCode", self.wp_code.as_deref())] {
            if value.is_some() {
                object.text(name, value);
            }
        }
        for (name, value) in
            [("status", self.status.map(f64::from)), ("retryAfter", self.retry_after)]
        {
            if value.is_some() {
                object.integer(name, value);
            }
        }
        object.end()
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_name() {
        assert_eq!(Code::AuthorizationStripped.as_str(), "authorization_stripped");
        assert_eq!(Code::MalformedResponse.as_str(), "malformed_response");
        assert_eq!(Code::UserMismatch.as_str(), "user_mismatch");
        assert_eq!(NAMES.split(' ').count(), Code::UserMismatch as usize + 1);
        for name in NAMES.split(' ') {
            let variant: String = name
                .split('_')
                .map(|word| [&word[..1].to_uppercase(), &word[1..]].concat())
                .collect();
            let declared = include_str!("error.rs").contains(&["    ", &variant, ","].concat());
            assert!(declared, "{name}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        let error = Error::new(Code::Forbidden, &"é".repeat(501));
        let fields: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
        assert_eq!(fields["message"], "é".repeat(500));
    }

    #[test]
    fn json_leaves_out_what_is_not_known() {
        let mut error = Error::new(Code::Forbidden, "No \"way\"");
        assert_eq!(
            error.to_json(),
            r#"{"code":"forbidden","message":"No \u0022way\u0022","sent":"no"}"#
        );
        error.status = Some(403);
        error.wp_code = Some("rest_forbidden".into());
        error.retry_after = Some(1500.0);
        let fields: serde_json::Value =
            serde_json::from_str(&error.sent(Sent::Answered).to_json()).unwrap();
        assert_eq!(fields["status"], 403);
        assert_eq!(fields["wpCode"], "rest_forbidden");
        assert_eq!(fields["retryAfter"], 1500);
        assert_eq!(fields["sent"], "answered");
    }
}
