//! The one error type: a stable code, a message for a person, and a hint for a developer.

use alloc::{boxed::Box, string::String};

use super::{
    json::{Json, Object},
    secret::Redaction,
};

/// Characters of a message that are shown; a server's page of prose helps nobody.
const MAX_CHARS: usize = 500;

/// A result whose error is on the heap: it is large, and seldom there.
pub type Result<T> = core::result::Result<T, Box<Error>>;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The user logged out, here or in another tab.
    LoggedOut,
    /// The token expired and could not be renewed.
    Expired,
    /// The server withdrew it.
    Revoked,
    /// The server does not accept the token any more.
    Rejected,
}

impl EndReason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::LoggedOut, Self::Expired, Self::Revoked, Self::Rejected];

    /// The reason of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged_out",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Rejected => "rejected",
        }
    }
}

/// Declares the codes once, each with its stable name.
macro_rules! codes {
    ($($code:ident $name:literal)*) => {
        /// What went wrong. Each code is described in the package's `index.d.ts`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "documented once, in index.d.ts; the names say it")]
        pub enum Code { $($code),* }

        const NAMES: &str = concat!($($name, " "),*);
        const ALL: &[Code] = &[$(Code::$code),*];
    };
}

codes! {
    AuthorizationStripped "authorization_stripped"
    BodyNotReplayable "body_not_replayable"
    CorsBlocked "cors_blocked"
    Forbidden "forbidden"
    HttpError "http_error"
    InsecureSite "insecure_site"
    InvalidCredentials "invalid_credentials"
    InvalidOption "invalid_option"
    InvalidToken "invalid_token"
    IssuerMismatch "issuer_mismatch"
    MalformedResponse "malformed_response"
    MixedContent "mixed_content"
    NotAuthenticated "not_authenticated"
    Offline "offline"
    OriginNotAllowed "origin_not_allowed"
    PluginMissing "plugin_missing"
    RateLimited "rate_limited"
    Redirected "redirected"
    RefreshFailed "refresh_failed"
    RefreshUnsupported "refresh_unsupported"
    RestClosed "rest_closed"
    RestNotFound "rest_not_found"
    SecondFactorRequired "second_factor_required"
    ServerMisconfigured "server_misconfigured"
    SessionExpired "session_expired"
    StorageUnavailable "storage_unavailable"
    Timeout "timeout"
    TokenRejected "token_rejected"
    Unreachable "unreachable"
    UserMismatch "user_mismatch"
}

impl Code {
    /// The hint that belongs to this code wherever it comes from, or its name (`super::hint`).
    pub(crate) fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::AuthorizationStripped
            | Self::IssuerMismatch
            | Self::PluginMissing
            | Self::Redirected
            | Self::RestClosed
            | Self::RestNotFound
            | Self::ServerMisconfigured
            | Self::UserMismatch => self.as_str(),
            Self::InsecureSite => {
                "Use the https: address. For a test server without TLS, set `allowInsecure: true`."
            }
            Self::MixedContent => "Serve WordPress over https:, and use that address.",
            Self::Offline => "Try again when the connection is back.",
            Self::Timeout => "To wait longer, raise the option `timeout` (milliseconds).",
            Self::Unreachable => {
                "The server is down, its name is wrong, or CORS hides the response."
            }
            _ => return None,
        })
    }

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        NAMES.split(' ').nth(self as usize).unwrap_or_default()
    }

    /// The code of this name.
    pub fn of(name: &str) -> Option<Self> {
        ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

/// Whether the request that failed reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It never left.
    No,
    /// It was sent, and no response arrived. The server may have carried it out.
    Maybe,
    /// The server answered.
    Answered,
}

impl Sent {
    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Answered => "answered",
        }
    }
}

/// Why something failed. It never holds a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// The stable name.
    pub code: Code,
    /// Plain text that can be shown to a person; empty until [`Error::redact`] if it is the server's.
    pub message: String,
    /// The server's own words, as plain text.
    pub server_message: Option<String>,
    /// The same as the server sent it. [`Error::redact`] makes the others of it.
    pub(crate) raw: Option<String>,
    /// What to change and where, or the word that names it ([`super::hint`]).
    pub(crate) hint: Option<&'static str>,
    /// The text of a hint that was only named.
    #[cfg(any(test, feature = "web"))]
    pub(crate) advice: Option<String>,
    /// HTTP status of the response.
    pub status: Option<u16>,
    /// WordPress's own code, such as `rest_forbidden`.
    pub wp_code: Option<String>,
    /// Whether the request was sent.
    pub sent: Sent,
    /// Milliseconds to wait, from `Retry-After` (RFC 9110 section 10.2.3).
    pub retry_after: Option<f64>,
    /// Who gives the code of the second factor that is missing, as JSON: a text or null.
    pub second_factor: Option<String>,
    /// Why the session is over if this is the error of a refresh or a call.
    pub ends: Option<EndReason>,
    /// The request that was not answered, as `pkg/engine/transport.js` describes it to the doctor.
    pub request: Option<String>,
}

impl Error {
    /// An error about something that was not sent, with the hint that belongs to its code.
    pub fn new(code: Code, message: &str) -> Box<Self> {
        Box::new(Self {
            code,
            message: message.into(),
            server_message: None,
            raw: None,
            hint: code.hint(),
            #[cfg(any(test, feature = "web"))]
            advice: None,
            status: None,
            wp_code: None,
            sent: Sent::No,
            retry_after: None,
            second_factor: None,
            ends: None,
            request: None,
        })
    }

    /// What to change and where, with the exact lines for the server at fault. `None` where nothing sure
    /// can be said.
    pub fn hint(&self) -> Option<&str> {
        #[cfg(any(test, feature = "web"))]
        if self.advice.is_some() {
            return self.advice.as_deref();
        }
        self.hint
    }

    /// Gives it another hint, as text.
    #[cfg(feature = "web")]
    pub(crate) fn set_hint(&mut self, hint: &'static str) {
        self.advice = None;
        self.hint = Some(hint);
    }

    /// Whether the hint is a word that names it, and not yet a text.
    #[cfg(feature = "web")]
    pub(crate) fn names_hint(&self) -> bool {
        let is_word =
            |hint: &str| hint.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        self.advice.is_none() && self.hint.is_some_and(is_word)
    }

    /// The same error with another certainty about whether it was sent.
    #[must_use]
    pub fn sent(mut self: Box<Self>, sent: Sent) -> Box<Self> {
        self.sent = sent;
        self
    }

    /// Leaves out what the server said.
    pub fn forget_words(&mut self) {
        self.raw = None;
        if self.message.is_empty() {
            self.message = "The server refused the request.".into();
        }
        self.wp_code = None;
    }

    /// Makes plain text of the server's words, without secrets that it may have echoed. All that it may
    /// know have to be in this one call. Codes are left out or shown, never changed.
    pub fn redact(&mut self, secrets: &Redaction) {
        if let Some(raw) = self.raw.take() {
            let words = secrets.plain(&raw, MAX_CHARS);
            if self.message.is_empty() {
                self.message.clone_from(&words);
            }
            // Of a redirect it is a sentence of our own, with the address.
            self.server_message = Some(words).filter(|_| self.code != Code::Redirected);
        }
        self.wp_code = self.wp_code.take().filter(|code| !secrets.is_in(code));
    }

    /// As a person reads it, where nothing is secret.
    #[cfg(test)]
    pub(crate) fn shown(mut self: Box<Self>) -> Box<Self> {
        self.redact(&Redaction::default());
        self
    }

    /// Leaves out who gives the code of the second factor, if that is a secret.
    pub fn redact_provider(&mut self, secrets: &Redaction) {
        self.second_factor = self.second_factor.take().map(|provider| {
            let text = Json::parse(&provider).and_then(Json::string);
            let is_secret = secrets.is_in(text.as_deref().unwrap_or(&provider));
            if is_secret { "null".into() } else { provider }
        });
    }

    /// The fields of a `PresskeyError`, as JSON.
    pub fn to_json(&self) -> String {
        let mut object = Object::new();
        object.text("code", Some(self.code.as_str()));
        object.text("message", Some(&self.message));
        object.text("sent", Some(self.sent.as_str()));
        for (name, value) in [
            ("hint", self.hint()),
            ("serverMessage", self.server_message.as_deref()),
            ("wpCode", self.wp_code.as_deref()),
            ("request", self.request.as_deref()),
        ] {
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
        if let Some(provider) = &self.second_factor {
            let mut factor = Object::new();
            factor.json("provider", Json::parse(provider));
            object.object("secondFactor", factor);
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
    use crate::core::{secret::Secret, spelling::base64};

    /// The error without what a login sent.
    fn redact(error: &mut Error, username: &str, secret: &str) {
        let mut secrets = Redaction::default();
        secrets.add_credential(username, &Secret::new(secret.into()));
        error.redact(&secrets);
    }

    /// An error with a server's words.
    fn said(words: &str) -> Box<Error> {
        let mut error = Error::new(Code::Forbidden, "");
        error.raw = Some(words.into());
        error
    }

    #[test]
    fn every_code_has_its_name() {
        assert_eq!(Code::AuthorizationStripped.as_str(), "authorization_stripped");
        assert_eq!(Code::UserMismatch.as_str(), "user_mismatch");
        assert!(ALL.iter().all(|code| Code::of(code.as_str()) == Some(*code)));
        assert_eq!(Code::of("no_such_code"), None);
    }

    #[test]
    fn hides_what_a_login_sent() {
        let mut error = said("%C3%A9 w6k ZWRpdG9yOsOp editor");
        error.wp_code = Some("%c3%a9".into());
        redact(&mut error, "editor", "é");
        assert_eq!(error.message, "*** *** *** editor");
        assert_eq!(error.server_message.as_deref(), Some("*** *** *** editor"));
    }

    #[test]
    fn hides_an_encoding_also_within_a_word() {
        // Found by fuzzing: base64 of `:asc0\w0e` has letters only, as a word has.
        let mut error = said("éOmFzYzBcdzBlé");
        redact(&mut error, "", "asc0\\w0e");
        assert_eq!(error.message, "é***é");
    }

    #[test]
    fn hides_a_token_in_base64_wherever_it_begins() {
        let token = "eyJhbGciOiJIUzI1NiJ9.e30.\u{ff}?>abc";
        for before in ["", "x", "xy", "Bearer ", "\u{ff}\u{ff}\u{ff}"] {
            for after in ["", ".", "..", "?>?>"] {
                let encoded = base64(&[before, token, after].concat());
                for spelling in [encoded.replace('+', "-").replace('/', "_"), encoded] {
                    let mut error = said(&spelling);
                    redact(&mut error, "x", token);
                    assert!(error.message.contains("***"), "{spelling}");
                    assert!(error.message.len() < 24, "{}", error.message);
                }
            }
        }
    }

    #[test]
    fn long_messages_are_cut() {
        let mut error = said(&"é".repeat(501));
        redact(&mut error, "x", "s3cret");
        let fields: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
        assert_eq!(fields["message"], "é".repeat(500));
        assert_eq!(fields["serverMessage"], "é".repeat(500));
    }

    #[test]
    fn a_secret_is_shown_neither_in_the_message_nor_in_the_code() {
        let mut error = said("\"s3cret\" is wrong");
        error.wp_code = Some("s3cret".into());
        redact(&mut error, "x", "s3cret");
        assert!(!error.to_json().contains("s3cret"), "{}", error.to_json());
        assert_eq!(error.message, "\"***\" is wrong");
    }

    #[test]
    fn has_the_hint_of_its_code() {
        let hint = |code| Error::new(code, "").hint().unwrap_or_default().to_owned();
        assert!(hint(Code::InsecureSite).contains("`allowInsecure: true`"));
        assert!(hint(Code::Unreachable).contains("CORS"));
        // The doctor has its text.
        assert_eq!(hint(Code::RestClosed), "rest_closed");
        assert_eq!(Error::new(Code::Forbidden, "").hint(), None);
    }

    #[test]
    fn is_displayed_as_its_message() {
        assert_eq!(Error::new(Code::Forbidden, "No way").to_string(), "No way");
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

    #[test]
    fn a_provider_is_no_secret_either() {
        for (provider, shown) in [
            (r#""totp""#, r#""totp""#),
            ("null", "null"),
            (r#""s3cret-of-mine""#, "null"),
            (r#""http://x/?p=s3cret%2Dof\u002dmine""#, "null"),
            (r#"{"name":"s3cret-of-mine"}"#, "null"),
        ] {
            let mut error = Error::new(Code::SecondFactorRequired, "Wanted.");
            error.second_factor = Some(provider.into());
            redact(&mut error, "editor", "s3cret-of-mine");
            let mut secrets = Redaction::default();
            secrets.add(&Secret::new("s3cret-of-mine".into()));
            error.redact_provider(&secrets);
            assert_eq!(error.second_factor.as_deref(), Some(shown), "{provider}");
        }
    }

    #[test]
    fn forgets_the_words_of_a_server_and_none_of_its_own() {
        let mut error = said("Not with t0ken.");
        error.wp_code = Some("t0ken".into());
        error.forget_words();
        assert!(!error.to_json().contains("t0ken"));
        let mut error = Error::new(Code::TokenRejected, "The token is refused.");
        error.raw = Some("Not with t0ken.".into());
        error.forget_words();
        assert_eq!((error.message.as_str(), error.server_message), ("The token is refused.", None));
    }
}
