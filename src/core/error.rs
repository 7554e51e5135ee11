//! The one error type: a stable code, a message for a person, and a hint for a developer.

use alloc::string::String;

use serde::Serialize;

use super::secret::Secret;

/// What went wrong, by stable name. Each is described in the package's `index.d.ts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// Whether the request that failed reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sent {
    /// It never left.
    No,
    /// It left, and no answer arrived: it may have been carried out.
    Maybe,
    /// The server answered.
    Answered,
}

/// Why something failed. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Error {
    /// The stable name.
    pub code: Code,
    /// Plain text fit to show a person.
    pub message: String,
    /// What to change and where, when that is sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<&'static str>,
    /// HTTP status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// WordPress's own code, such as `rest_forbidden`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wp_code: Option<String>,
    /// Whether the request was sent.
    pub sent: Sent,
    /// Milliseconds to wait, from `Retry-After` (RFC 9110 section 10.2.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<f64>,
}

impl Error {
    /// An error about something that was not sent, with the hint that belongs to its code.
    pub fn new(code: Code, message: &str) -> Self {
        Self {
            code,
            message: message.into(),
            hint: super::hint::for_code(code),
            status: None,
            wp_code: None,
            sent: Sent::No,
            retry_after: None,
        }
    }

    /// The same error with another certainty about whether it was sent.
    #[must_use]
    pub fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }

    /// Removes a secret that the server may have echoed.
    #[must_use]
    pub fn redact(mut self, secret: &Secret) -> Self {
        self.message = secret.redact(self.message);
        self.wp_code = self.wp_code.map(|code| secret.redact(code));
        self
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl core::error::Error for Error {}
