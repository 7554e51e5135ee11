//! What passes the door: one exported function carries out all of the first list, another one all of
//! the second.

#[cfg(feature = "web")]
use alloc::string::String;

#[cfg(feature = "web")]
use super::engine::Engine;
#[cfg(feature = "web")]
use crate::core::error::Result;

#[cfg(feature = "web")]
type Carried = Result<Option<String>>;

/// Declares the operations once. JavaScript calls them by these names, in whose place the build puts their
/// numbers (`scripts/build/operations.mjs`).
macro_rules! operations {
    ($(#[$about:meta])* $list:ident: $($(#[$doc:meta])* $name:ident)*) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        #[allow(non_camel_case_types, reason = "the names are JavaScript's")]
        #[cfg_attr(
            not(all(target_arch = "wasm32", feature = "npm")),
            allow(dead_code, reason = "`web` needs not all")
        )]
        pub(crate) enum $list { $($(#[$doc])* $name),* }

        #[cfg(all(target_arch = "wasm32", feature = "npm"))]
        impl $list {
            pub(super) const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

operations! {
    /// The operations of an [`Engine`](super::engine::Engine). Each takes what it needs of a number, a text and
    /// a body, and gives a text, or nothing for "no".
    Operation:

    /// The site's origin and path.
    id
    /// The URL of a route at the root that is known, else at the one that every WordPress serves.
    url
    /// Whether calls from a page on https: are mixed content.
    isMixedContent
    /// The session, as JSON.
    session
    /// The access token, if it is still good for so many seconds.
    token
    /// Whether somebody who needs a token can have the session renewed.
    canRenew
    /// The claims of the session's token, as JSON.
    claims
    /// Who is logged in, as markers and messages to other tabs name them. With a `number`, somebody must be.
    user
    /// Before `stored`: the stored session that the front has shown.
    seen
    /// The events of the protocol (`src/core/client/event.rs`); each gives its effects, one a line.
    /// `number` has the store's bits, `text` is the stored session, `body` are the logout markers.
    /// Bit 64 of `number` says that the store has been read.
    stored
    /// `number` has the store's bits.
    kept
    changed
    /// `number`: whether the page is shown.
    woken
    /// The time of the effect `wake`, in milliseconds since the epoch.
    wakeAt
    /// The session's stored form.
    record
    /// Whether this text, which is stored, may be replaced for the effect `save`; if `number` is 1 for `remove`.
    /// A greater one is for `clear`, and says until when the session may have arrived.
    mayReplace
    /// What `pkg/front` needs of the session on the next visit, as JSON.
    snapshot
    /// This tab has a copy of another's session, whose refresh token it must not use up.
    forgetRefreshToken
    /// `number`: 1 for all devices, 2 if the front has removed the session, 4 if it has left a marker.
    logOut
    /// The URL of the second request of a revocation, given the first one's and the response.
    deletion
    /// The server's request for "login", "validate", "refresh", "revoke" or "secondFactor", as JSON:
    /// of a login on its way, or (-1) of the session.
    request
    /// How the session's token travels, as JSON.
    carrier
    /// A number that each logout increases, in this tab or another. A login keeps it from its beginning.
    logouts
    /// The value of the token's header: of a login on its way, or (-1) of the session.
    header
    /// `number` tells whether somebody waits.
    refresh
    /// `number`: whether the lock was granted.
    locked
    failed
    looked
    /// `number`: the session's name in the store, or 0. With a `text` it was used up.
    foundOwner
    /// `number`: the session's new name.
    owned
    /// `number`: a random one from 0 to 1. `text` and `body` are the response.
    refreshAnswered
    /// `number`: 1 if the session survives a reload, and 2 more for a token that a call brought along.
    saved
    timer
    settled
    /// What another tab said.
    heard
    /// What an earlier visit found; with `number` what has just been found, or is known again.
    recall
    /// The stored form of what was found.
    finding
    /// Whether no search is needed: with `number` for a login, which needs no root, since every WordPress
    /// serves `?rest_route=`.
    knows
    /// Begins a call, or goes on with it. `number` has the store's bits as `stored` has them, and above
    /// them the traits and the number of the call. `text` is the stored session, `body` are the logout
    /// markers and, on a line of its own, the target.
    call
    /// `number` as for `call`, without the store's bits. `text` is the stored session for which `pkg/front`
    /// began a call. With a `body` it also sent the call, with that session's token.
    resumed
    /// `number` as for `resumed`. `text` is the user with whom the call goes on: it is sent as nobody else.
    beginFor
    /// `number` as for `resumed`. `text` and `body` are the response.
    callAnswered
    callEnded
    /// `number` as for `resumed`. `text` is the token.
    rotated
    ask
    /// `number`: twice the number of the asking, and 1 more if the app gave credentials.
    loginAsked
    /// Looks at a response to a call: nothing if the app may have the value in its body, or the URL of the index,
    /// whose response has to tell (`index`, `indexStatus`). Otherwise it throws what the response means, or why
    /// there is none. `number` adds 1 for a call with the token, 2 for one that was sent before the last
    /// logout, 4 if the body is JSON or empty, and 8 for a GET.
    weigh
    /// A text without what the server knows in confidence, for the doctor.
    redact
}

operations! {
    /// Those that only logins, searches and validations need. The npm package loads their code on use.
    LoginOperation:

    /// What a second factor that was asked for is to be sent with.
    factor
    /// Begins a login with these credentials, as JSON, or without any the question whether the server
    /// accepts the session's token: its number. `number` adds 1 if the site has just issued the credentials,
    /// 2 if the login may be stored, and four times what `logouts` gave. `body` is then the server's id, else
    /// what a code is sent with, if this engine has not kept that.
    logIn
    /// Goes on with a login after its last effect: the next one, nothing if it is over. `text` and `body` are
    /// what the effect has to report.
    goOn
    /// A login is over, or is given up.
    giveUp
    /// Begins to look for what is not known yet, if anything: method and URL of an anonymous request.
    /// `number` as for `knows`.
    search
    /// A response to the search: the next request, or nothing when it has ended well.
    searched
    /// `text` is a secret that the server knows, and the engine does not: a cookie. An empty one removes those
    /// of before.
    confide
}

/// An operation of either kind.
#[cfg(feature = "web")]
pub(crate) trait Run {
    /// Carries it out.
    fn run(self, engine: &mut Engine, number: f64, text: &str, body: &str) -> Carried;
}

#[cfg(feature = "web")]
impl Run for Operation {
    fn run(self, engine: &mut Engine, number: f64, text: &str, body: &str) -> Carried {
        engine.run(self, number, text, body)
    }
}

#[cfg(feature = "web")]
impl Run for LoginOperation {
    fn run(self, engine: &mut Engine, number: f64, text: &str, body: &str) -> Carried {
        engine.run_login(self, number, text, body)
    }
}
