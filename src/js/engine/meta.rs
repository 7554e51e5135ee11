//! What `pkg/engine` tells of a response.

use alloc::string::String;

use crate::core::{
    error::{Code, Error, Result, Sent},
    json::Json,
    server::Answer,
};

/// What `pkg/engine/transport.js` tells of a response next to its body. A `status` below 100 is the
/// reason why there is none.
pub(crate) struct Meta<'a>(pub(super) Json<'a>);

impl<'a> Meta<'a> {
    pub(crate) fn of(text: &'a str) -> Result<Self> {
        Json::parse(text).map(Self).ok_or_else(|| Error::new(Code::MalformedResponse, ""))
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Json::string)
    }

    pub(super) fn answer<'b>(&self, body: &'b str) -> Result<Answer<'b>> {
        let number = |name| self.0.get(name).and_then(Json::number);
        let status = number("status").unwrap_or_default() as u16;
        let (code, message, sent) = match status {
            0 => (Code::Unreachable, "The server could not be reached.", Sent::Maybe),
            1 => (Code::Offline, "There is no connection.", Sent::No),
            2 => (Code::Timeout, "The server did not respond in time.", Sent::Maybe),
            3 => (
                Code::MixedContent,
                "A page on https: can't send requests to an http: site.",
                Sent::No,
            ),
            4 => (Code::Redirected, "The site redirects the request.", Sent::Answered),
            // The site responds to other requests: only this response is hidden.
            5 => (
                Code::Unreachable,
                "The browser blocks the response for this page (CORS).",
                Sent::Answered,
            ),
            _ => return Ok(Answer { status, body, retry_after: number("retryAfter") }),
        };
        let mut error = Error::new(code, message).sent(sent);
        error.request = self.0.get("request").map(|request| request.text().into());
        Err(error)
    }
}
