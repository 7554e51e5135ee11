//! Responses of a server to its own requests, and what a response says about a token.

use alloc::{boxed::Box, string::String};

use super::{
    super::{
        error::{Code, EndReason, Error, Result, Sent},
        evidence::{is_guard, is_success, meant},
        failure, hint,
        json::{Json, Object},
        secret::{Redaction, Secret},
        text::{concat, cut, find},
        token::{self, MAX_LENGTH, Times},
    },
    Server,
};

/// What codes say to somebody who is not logged in, in any plugin's words.
const NOBODY: &[&str] =
    &["not_logged_in", "login_required", "ation_required", "unauthorized", "unauthenticated"];

/// Why a token is of no use.
pub const UNSENDABLE: &str = "The token has characters that no header can carry.";

/// Whether every header can carry a text, and a text of the server can be searched for it.
pub(super) fn is_sendable(text: &str) -> bool {
    text.len() <= MAX_LENGTH && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Bytes above which a text is no name: `display_name` has up to 250 characters.
const LONGEST_NAME: usize = 1000;

/// `expires_in` above this is no duration but a time: seconds since 1970.
const LONGEST_DURATION: f64 = 1e9;

/// A response, as much of it as the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: &'a str,
    /// `Retry-After` in milliseconds, where it could be read.
    pub retry_after: Option<f64>,
}

impl Answer<'_> {
    /// Whether it is an error of WordPress's with this code.
    pub fn has_code(self, code: &str) -> bool {
        failure::wp_code(None, self).as_deref() == Some(code)
    }
}

/// The user of a session, as far as the server told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct User {
    /// WordPress user id.
    pub id: Option<f64>,
    /// `user_login`, when the server told it or the user typed it.
    pub username: Option<String>,
    /// `user_email`.
    pub email: Option<String>,
    /// `display_name`.
    pub display_name: Option<String>,
    /// `user_nicename`, the slug in author URLs.
    pub nicename: Option<String>,
}

impl User {
    /// Its form in sessions and storage.
    pub fn to_json(&self) -> Object {
        let mut object = Object::new();
        object.integer("id", self.id);
        object.text("username", self.username.as_deref());
        object.text("email", self.email.as_deref());
        object.text("displayName", self.display_name.as_deref());
        object.text("nicename", self.nicename.as_deref());
        object
    }

    /// Leaves out names that contain a secret: a site can put one there. A name that the user has `typed` is
    /// none, even if it is the password as well.
    pub fn redact(&mut self, secrets: &Redaction, typed: &str) {
        for name in
            [&mut self.username, &mut self.email, &mut self.display_name, &mut self.nicename]
        {
            name.take_if(|name| {
                *name != typed && (name.len() > LONGEST_NAME || secrets.is_in(name))
            });
        }
    }

    /// Adopts the values of another response. Values that it lacks stay.
    pub fn take(&mut self, told: User) {
        self.id = told.id.or(self.id);
        for (slot, told) in [
            (&mut self.username, told.username),
            (&mut self.email, told.email),
            (&mut self.display_name, told.display_name),
            (&mut self.nicename, told.nicename),
        ] {
            if told.is_some() {
                *slot = told;
            }
        }
    }
}

/// What a login or a refresh gave.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The access token.
    pub token: Secret,
    /// Its registered times.
    pub times: Times,
    /// Its claims, as JSON text; empty for a token that is none.
    pub claims: String,
    /// The refresh token, where there is one: empty where renewing takes none, or a cookie has it.
    pub refresh_token: Option<Secret>,
    /// Lifetime in seconds that the response names next to the token.
    pub expires_in: Option<f64>,
    /// Who it was issued to.
    pub user: User,
}

impl Grant {
    /// The same, unless it has expired by the time of its own making: then its lifetime was given
    /// for its end, mostly.
    ///
    /// # Errors
    /// `server_misconfigured`.
    pub fn unexpired(self, now: f64) -> Result<Self> {
        let made = self.times.iat.unwrap_or(now / 1000.0);
        if self.times.exp.is_none_or(|exp| exp > made) {
            return Ok(self);
        }
        let message = "The site issues tokens that have already expired.";
        let mut error = Error::new(Code::ServerMisconfigured, message).sent(Sent::Answered);
        error.hint = Some(hint::EXPIRY);
        Err(error)
    }
}

/// A login that wants one more code.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// What the code is to be sent with.
    pub token: Secret,
    /// Why `login()` fails for now.
    pub error: Box<Error>,
}

/// Why a token was not taken on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The server said so.
    Explicit(EndReason),
    /// The server treated the request as anonymous: the token is dead, or never arrived.
    Silent,
}

/// Whether a response means success. Some servers send failures with status 200.
fn succeeded(answer: Answer<'_>) -> Option<Json<'_>> {
    let json = granting(answer)?;
    json.get("errors").is_none().then_some(json)
}

/// The same for a response with several fields, each of which can fail (GraphQL).
fn granting(answer: Answer<'_>) -> Option<Json<'_>> {
    let json = Json::parse(answer.body)?;
    let number = |path| json.path(path).and_then(Json::number).unwrap_or_default();
    let failed = json.get("success").is_some_and(|success| success.text() == "false")
        || number("statusCode") >= 400.0
        || number("data.status") >= 400.0
        || json.get("status").and_then(Json::raw) == Some("error");
    ((200..300).contains(&answer.status) && !failed).then_some(json)
}

/// A number: some servers send ids and lifetimes as decimal strings.
fn number(json: Json) -> Option<f64> {
    json.number().or_else(|| Json::parse(&json.string()?).and_then(Json::number))
}

impl Server {
    /// What the description says where to find: one dotted path, or several to try.
    pub(crate) fn find<'a>(self, json: Json<'a>, member: &str) -> Option<Json<'a>> {
        let place = self.get(member)?;
        if let Some(path) = place.raw() {
            return json.path(path);
        }
        let mut found = None;
        place.each(&mut |_, path| {
            found = path.raw().and_then(|path| json.path(path));
            found.is_none()
        });
        found
    }

    /// Whether JSON says one of the things that the description names: a path, or `path=value`.
    fn says(self, json: Json, member: &str) -> bool {
        let Some(place) = self.get(member) else { return false };
        let holds = |place: &str| {
            let (path, value) = cut(place, "=");
            json.path(path).is_some_and(|said| value.is_empty() || said.raw() == Some(value))
        };
        let mut said = place.raw().is_some_and(holds);
        if place.raw().is_none() {
            place.each(&mut |_, place| {
                said = place.raw().is_some_and(holds);
                !said
            });
        }
        said
    }

    /// Whether JSON is the server's own word, not WordPress's or that of somebody in front of it.
    pub(crate) fn speaks(self, json: Json, code: &str) -> bool {
        if self.get("voice").is_some() {
            return self.says(json, "voice");
        }
        if self.get("error.code").is_some() {
            return self.find(json, "error.code").is_some();
        }
        match self.text("login.prefix") {
            Some(prefix) => code.starts_with(prefix),
            // Of a server that an app describes nothing else is known.
            None => Self::by_id(self.id()).is_none() && !is_guard(json.text()),
        }
    }

    /// Whether JSON can be the server's: some have a form of their own for all that they say.
    pub(crate) fn can_say(self, json: Json) -> bool {
        self.get("voice").is_none() || self.says(json, "voice")
    }

    /// Whether the server says that it broke down, which is no refusal.
    pub(crate) fn has_crashed(self, json: Json) -> bool {
        self.says(json, "crashed")
    }

    /// Reads the response to a login.
    ///
    /// # Errors
    /// The failure that the response tells; `malformed_response` for one that holds no valid token.
    pub fn read_login(self, answer: Answer, username: &str) -> Result<Grant> {
        let mut grant = self.read_grant(answer, "login")?;
        // What was typed may have been the e-mail address, which WordPress takes as well.
        if grant.user.username.is_none() && !username.is_empty() && !username.contains('@') {
            grant.user.username = Some(username.into());
        }
        Ok(grant)
    }

    /// Reads the response to a login or a refresh. The user is whom the token names.
    ///
    /// # Errors
    /// As [`Server::read_login`].
    pub fn read_grant(self, answer: Answer, operation: &str) -> Result<Grant> {
        // A token next to another field's error is a login.
        let partial = self.text("error.code").is_some_and(|place| place.starts_with("errors."));
        let json = if partial { granting(answer) } else { succeeded(answer) };
        let token = match json.and_then(|json| self.find(json, "token")).and_then(Json::string) {
            Some(token) if !token.is_empty() => token,
            _ => return Err(failure::of_exchange(self, answer, operation)),
        };
        let mut grant = self.read_token(token).map_err(|mut error| {
            error.code = Code::MalformedResponse;
            error.status = Some(answer.status);
            error.sent(Sent::Answered)
        })?;
        let Some(json) = json else { return Ok(grant) };
        let refresh_token = self.find(json, "refreshToken").and_then(Json::string);
        let refresh_token = refresh_token.filter(|token| token.len() <= MAX_LENGTH);
        grant.refresh_token = match self.renews_with() {
            Some("refreshToken") => refresh_token,
            None => None,
            _ => Some(refresh_token.unwrap_or_default()),
        }
        .map(Secret::new);
        grant.expires_in = self.find(json, "expiresIn").and_then(number).or(grant.expires_in);
        self.read_user(&mut grant.user, json, "user.");
        Ok(grant)
    }

    /// Reads a token that the app brought along.
    ///
    /// # Errors
    /// `invalid_token`.
    pub fn read_token(self, token: String) -> Result<Grant> {
        let (mut times, mut claims) = (Times::default(), String::new());
        if !self.is("opaque") {
            let decoded = token::decode(&token)?;
            (times, claims) = (decoded.times, decoded.claims);
        } else if !is_sendable(&token) {
            // What `fetch` throws for such a header quotes it.
            return Err(Error::new(Code::InvalidToken, UNSENDABLE));
        }
        let mut user = User::default();
        if let Some(json) = Json::parse(&claims) {
            self.read_user(&mut user, json, "claims.");
        }
        Ok(Grant {
            token: Secret::new(token),
            times,
            claims,
            refresh_token: None,
            expires_in: self.get("lifetime").and_then(Json::number),
            user,
        })
    }

    /// Takes what `json` tells of the user; what it does not tell stays.
    pub(crate) fn read_user(self, user: &mut User, json: Json, place: &str) {
        let find = |name: &str| self.find(json, &concat(&[place, name]));
        user.id = find("id").and_then(number).or(user.id);
        for (name, slot) in [
            ("username", &mut user.username),
            ("email", &mut user.email),
            ("displayName", &mut user.display_name),
            ("nicename", &mut user.nicename),
        ] {
            let told = find(name).and_then(Json::string).filter(|text| !text.is_empty());
            if told.is_some() {
                *slot = told;
            }
        }
    }

    /// Whether a response to a login asks for one more code.
    pub fn second_factor(self, answer: Answer) -> Option<SecondFactor> {
        let json = succeeded(answer)?;
        let find = |name: &str| self.find(json, &concat(&["secondFactor.", name]));
        find("when").filter(|when| when.text() == "true")?;
        let token = find("token")?.string().filter(|token| token.len() <= MAX_LENGTH)?;
        let message = "This login needs a second factor. Call login({ code }).";
        let mut error = Error::new(Code::SecondFactorRequired, message).sent(Sent::Answered);
        error.status = Some(answer.status);
        error.second_factor = Some(find("provider").map_or("null", Json::text).into());
        Some(SecondFactor { token: Secret::new(token), error })
    }

    /// Reads the response to `validate`: the token's user, as far as it names one.
    ///
    /// # Errors
    /// Why the token is refused, with the reason for which the session `ends`; or the failure when
    /// the response says nothing about the token.
    pub fn read_validation(self, answer: Answer, operation: &str) -> Result<User> {
        // What users alone may read may be a list.
        let unless = self.member(operation, "unless");
        if answer.status == 403 && unless.is_some_and(|code| answer.has_code(code)) {
            return Ok(User::default());
        }
        let valid = succeeded(answer).filter(|json| json.is_object() || unless.is_some());
        let json = valid.ok_or_else(|| failure::of_exchange(self, answer, operation))?;
        let at = |name| concat(&[operation, name]);
        let when = self.text(&at(".when"));
        if let Some(place) = when.filter(|place| json.path(place).is_none()) {
            let dot = place.bytes().rev().position(|byte| byte == b'.');
            let above = dot.and_then(|dot| place.get(..place.len() - dot - 1)).unwrap_or_default();
            // Only where the place is there, and nobody in it.
            if (above.is_empty() || json.path(above).is_some()) && !is_guard(answer.body) {
                let message = "The server treated the request as anonymous.";
                return Err(Error::new(Code::AuthorizationStripped, message).sent(Sent::Answered));
            }
            return Err(failure::of_another(answer));
        }
        // What proves a response of the server's own route says nothing of a route that the app names.
        let own_path = self.own.path(&at(".path")).map(|path| path.text());
        let base_path = self.base.path(&at(".path")).map(|path| path.text());
        let moved = base_path.is_some() && own_path.is_some_and(|path| Some(path) != base_path);
        let needs_proof = !moved && self.get(&at(".proof")).is_some();
        let proven = !moved && self.says(json, &at(".proof"));
        let guarded = when.is_none() && is_guard(answer.body);
        if !proven && (needs_proof || guarded) {
            return Err(failure::of_another(answer));
        }
        let mut user = User::default();
        self.read_user(&mut user, json, &at(".user."));
        Ok(user)
    }

    /// Says of credentials that were refused in no word of the server's own what else it can be.
    /// WordPress ignores wrong ones, and responds in the same way if the web server drops the header.
    /// Those that the site itself has just `approved` are right.
    pub fn doubt(self, error: &mut Error, approved: bool) {
        let told = error.wp_code.as_deref().is_some_and(|code| self.meaning(code).is_some());
        if told || self.get("header").is_some() {
            return;
        }
        error.hint = Some(hint::IGNORED);
        if approved {
            error.code = Code::AuthorizationStripped;
            error.hint = error.code.hint();
            error.ends = None;
        }
    }

    /// Whether a response to `validate` may mean a crash as well as a token that is refused. What it
    /// responds to an anonymous request tells.
    pub fn is_unclear(self, answer: Answer) -> bool {
        is_success(answer.status)
            && Json::parse(answer.body)
                .is_some_and(|json| self.has_crashed(json) && self.speaks(json, ""))
    }

    /// Whether a visitor is answered.
    pub fn answers(self, body: &str) -> bool {
        succeeded(Answer { status: 200, body, retry_after: None }).is_some()
    }

    /// Whether a response to a call with a token says that the token was refused. `silent` servers
    /// do not say it: they treat the request as anonymous, each plugin in its own words.
    pub fn refusal(self, answer: Answer, silent: bool) -> Option<Refusal> {
        let answer = meant(answer);
        if !self.refuses_with(answer.status) {
            return None;
        }
        let code = failure::wp_code(Some(self), answer)?;
        let closed = match self.meaning(&code) {
            // The token is good, and will be once the clocks agree.
            _ if failure::is_early(answer) => return None,
            // A nonce is missing, which users send as well as visitors.
            None if find(&code, "nonce").is_some() => return None,
            Some((_, Some(reason))) => return Some(Refusal::Explicit(reason)),
            Some((code, None)) => code == Code::RestClosed,
            None => false,
        };
        // By the status, or by a code such as `bp_rest_authorization_required`.
        let as_visitor =
            answer.status == 401 || NOBODY.iter().any(|part| find(&code, part).is_some());
        (silent && (closed || as_visitor)).then_some(Refusal::Silent)
    }

    /// Whether a response with this status can be about the token. `refusalsOf()` in `pkg/front/send.js` knows the
    /// same: the front has to, and a list of all such statuses from here costs 200 bytes more.
    #[inline(always)]
    pub fn refuses_with(self, status: u16) -> bool {
        let mut refuses = matches!(status, 401 | 403);
        if let Some(more) = self.get("refusedWith") {
            more.each(&mut |_, other| {
                refuses |= other.number() == Some(status.into());
                true
            });
        }
        refuses
    }

    /// Whether it ignores a bad token; `renewable` tells whether it gave a refresh token.
    pub fn is_silent(self, renewable: bool) -> bool {
        self.is("silent") || renewable && self.text("silent") == Some("refreshToken")
    }

    /// When a token ends whose response names `expires_in`, in milliseconds since the epoch.
    pub(crate) fn end_of(expires_in: f64, now: f64) -> f64 {
        if expires_in > LONGEST_DURATION { expires_in * 1000.0 } else { now + expires_in * 1000.0 }
    }
}
