use super::{
    super::{
        Event, Reading, Store,
        tests::{NOW, SITE, TABS, good, told as told_client},
    },
    *,
};
use crate::core::{
    login::{from_record, tests::grant},
    session::EndReason,
};

mod questions;

const JWT: &str = "jwt-authentication-for-wp-rest-api";

fn server(id: &str) -> Server {
    Server::by_id(id).unwrap()
}

fn given(client: &Client, credentials: &str) -> Given {
    let (credentials, logouts) = (credentials.into(), client.logouts());
    Given { credentials, is_kept: true, logouts, ..Given::default() }
}

fn password(client: &Client) -> LogIn {
    LogIn::new(given(client, r#"{"username":"u","password":"p"}"#))
}

/// What a server grants to this user.
fn granted(id: &str, user: u32) -> LoginEvent<'static> {
    let mut grant = grant(user, 3, true);
    (grant.times.iat, grant.times.exp) = (Some(100.0), Some(3700.0));
    let login = Login::new(server(id), grant, NOW, true, String::new());
    LoginEvent::Answered(Outcome::Granted(Box::new(login)))
}

fn failed(code: Code, sent: Sent) -> LoginEvent<'static> {
    LoginEvent::Answered(Outcome::Failed(Error::new(code, "").sent(sent)))
}

fn said(result: Result<()>) -> LoginEvent<'static> {
    LoginEvent::Validated(Reading { is_missing: false, is_unclear: false, result })
}

fn refused(code: Code) -> LoginEvent<'static> {
    said(Err(Error::new(code, "").sent(Sent::Answered)))
}

fn stored(store: Store) -> LoginEvent<'static> {
    LoginEvent::Stored { store, is_stored: true }
}

/// Tells several events; what the last one gives, as text: an effect, the code of an error, or nothing.
fn told<'a>(
    task: &mut LogIn,
    client: &mut Client,
    events: impl IntoIterator<Item = LoginEvent<'a>>,
) -> String {
    let mut last = String::new();
    for event in events {
        last = match task.handle(client, event, NOW) {
            Ok(Some(LoginEffect::Send(role))) => format!("{} {role:?}", task.operation()),
            Ok(effect) => effect.map(|effect| format!("{effect:?}")).unwrap_or_default(),
            Err(error) => error.code.as_str().into(),
        };
    }
    last
}

const SENT: &str = "login User { cookies: false, is_twin: false }";
const WITH_COOKIES: &str = "login User { cookies: true, is_twin: false }";
const TWIN: &str = "login User { cookies: false, is_twin: true }";

fn log_out(client: &mut Client) {
    client.handle(Event::LogOut { everywhere: false, removed: false, marked: false }, NOW);
}

fn user(client: &Client) -> Option<String> {
    client.machine.login().map(Login::user_key)
}

#[test]
fn a_login_searches_sends_marks_stores_and_begins() {
    let mut client = good();
    let mut task = password(&client);
    let (task, client) = (&mut task, &mut client);
    assert_eq!(told(task, client, [LoginEvent::Done]), "Search { for_login: true }");
    assert_eq!(told(task, client, [LoginEvent::Found(server(JWT))]), SENT);
    assert_eq!(told(task, client, [granted(JWT, 8)]), "ReadMarkers");
    let markers = r#"{"7":"old","8":"ma\"rk"}"#;
    assert_eq!(told(task, client, [LoginEvent::Marked(markers)]), "Store");
    let record = from_record(task.record(), SITE, None).unwrap();
    assert_eq!(record.user_key(), "8");
    assert_eq!(user(client).as_deref(), Some("7"), "not in force yet");
    assert_eq!(told(task, client, [stored(TABS)]), "Begin");
    assert_eq!(user(client).as_deref(), Some("8"));
    assert_eq!(told(task, client, [LoginEvent::Done]), "");
    let text = task.record();
    for (markers, is_in_force) in [(markers, true), (r#"{"8":"new"}"#, false)] {
        client.handle(Event::Stored { store: TABS, text: Some(text), markers }, NOW);
        assert_eq!(user(client).is_some(), is_in_force, "{markers}");
    }
}

#[test]
fn credentials_have_4096_bytes_at_most() {
    let mut client = good();
    for name in ["username", "password"] {
        for (bytes, wanted) in [(4096, "Search { for_login: true }"), (4097, "invalid_option")] {
            let long = "x".repeat(bytes);
            let credentials = if name == "username" {
                [r#"{"username":""#, &long, r#"","password":"p"}"#].concat()
            } else {
                [r#"{"username":"u","password":""#, &long, r#""}"#].concat()
            };
            let mut task = LogIn::new(given(&client, &credentials));
            let next = told(&mut task, &mut client, [LoginEvent::Done]);
            assert_eq!(next, wanted, "{name} {bytes}");
        }
    }
}

#[test]
fn it_is_persisted_if_it_was_stored_in_a_store_that_outlives_the_page() {
    for (store, is_stored, persisted) in
        [(TABS, true, true), (TABS, false, false), (Store::TABS, true, false)]
    {
        let mut client = good();
        let mut task = password(&client);
        let events = [
            LoginEvent::Done,
            LoginEvent::Found(server(JWT)),
            granted(JWT, 8),
            LoginEvent::Marked("{}"),
            LoginEvent::Stored { store, is_stored },
        ];
        told(&mut task, &mut client, events);
        let session = client.machine.session().to_json();
        assert!(session.contains(&format!("\"persisted\":{persisted}")), "{session}");
    }
}

#[test]
fn what_is_stored_of_a_login_is_removed_when_it_ends() {
    for (is_stored, effects) in [(true, "[Announce, Remove, SayEnded]"), (false, "[Announce]")] {
        let mut client = good();
        told_client(&mut client, [Event::Kept { store: TABS, text: "" }]);
        let mut task = password(&client);
        let events = [
            LoginEvent::Done,
            LoginEvent::Found(server(JWT)),
            granted(JWT, 8),
            LoginEvent::Marked("{}"),
            LoginEvent::Stored { store: TABS, is_stored },
        ];
        told(&mut task, &mut client, events);
        told_client(&mut client, [Event::Changed]);
        client.machine.end(EndReason::Rejected);
        assert_eq!(told_client(&mut client, [Event::Changed]), effects);
    }
}

#[test]
fn one_that_may_not_be_stored_is_not() {
    let mut client = good();
    let credentials = r#"{"username":"u","password":"p"}"#;
    let mut task = LogIn::new(Given { is_kept: false, ..given(&client, credentials) });
    let events = [LoginEvent::Done, LoginEvent::Found(server(JWT)), granted(JWT, 8)];
    told(&mut task, &mut client, events);
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Marked("{}")]), "Begin");
}

#[test]
fn a_logout_wins_over_a_login_that_began_before_it() {
    let mut client = good();
    let mut late = password(&client);
    let events = [LoginEvent::Done, LoginEvent::Found(server(JWT)), granted(JWT, 8)];
    told(&mut late, &mut client, events);
    log_out(&mut client);
    let marked = LoginEvent::Marked("{}");
    assert_eq!(told(&mut late, &mut client, [marked.clone()]), "not_authenticated");
    let mut later = password(&client);
    let events = [LoginEvent::Done, LoginEvent::Found(server(JWT)), granted(JWT, 8)];
    told(&mut later, &mut client, events);
    assert_eq!(told(&mut later, &mut client, [marked]), "Store", "one that began after it");
    log_out(&mut client);
    let record = later.record().to_owned();
    assert_eq!(told(&mut later, &mut client, [stored(TABS)]), "Remove", "also while it is stored");
    assert!(client.may_replace(true, &record));
    assert!(!client.may_replace(true, &good().record().unwrap()), "another tab has stored this");
    assert_eq!(told(&mut later, &mut client, [LoginEvent::Done]), "not_authenticated");
    assert_eq!(user(&client), None);
}

/// In a slow store a removal may come after what the login stores.
#[test]
fn a_session_that_has_ended_is_removed_and_no_login_that_was_stored_since() {
    let mut client = good();
    let old = client.record().unwrap();
    let mut task = password(&client);
    let events = [LoginEvent::Done, LoginEvent::Found(server(JWT)), granted(JWT, 8)];
    told(&mut task, &mut client, events);
    client.machine.end(EndReason::Rejected);
    assert_eq!(told_client(&mut client, [Event::Changed]), "[Announce, Remove, SayEnded]");
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Marked("{}")]), "Store");
    assert!(client.may_replace(true, &old));
    for event in [stored(TABS), LoginEvent::Done] {
        assert!(!client.may_replace(true, task.record()));
        told(&mut task, &mut client, [event]);
    }
}

#[test]
fn what_was_known_of_the_site_is_looked_up_again() {
    let mut client = good();
    let mut task = password(&client);
    told(&mut task, &mut client, [LoginEvent::Done, LoginEvent::Found(server(JWT))]);
    let out = LoginEvent::Answered(Outcome::OutOfDate);
    assert_eq!(told(&mut task, &mut client, [out]), "Search { for_login: true }");
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Found(server(JWT))]), SENT);
}

#[test]
fn a_code_is_sent_with_what_waits_for_it_and_with_nothing_else() {
    let mut client = good();
    let code = |client: &Client| LogIn::new(given(client, r#"{"code":"123"}"#));
    assert_eq!(told(&mut code(&client), &mut client, [LoginEvent::Done]), "invalid_option");
    let wanted = || {
        let error = Error::new(Code::SecondFactorRequired, "");
        LoginEvent::Answered(Outcome::SecondFactor { token: Secret::new("t".into()), error })
    };
    let begin = |client: &mut Client| {
        let mut task = password(client);
        let events = [LoginEvent::Done, LoginEvent::Found(server(JWT)), wanted()];
        assert_eq!(told(&mut task, client, events), "second_factor_required");
    };
    begin(&mut client);
    let mut task = code(&client);
    told(&mut task, &mut client, [LoginEvent::Done]);
    let sent = told(&mut task, &mut client, [LoginEvent::Found(server(JWT))]);
    assert_eq!(sent, "secondFactor User { cookies: false, is_twin: false }");
    assert_eq!(task.factor().unwrap().expose(), "t");
    let mut late = password(&client);
    told(&mut late, &mut client, [LoginEvent::Done, LoginEvent::Found(server(JWT))]);
    log_out(&mut client);
    assert_eq!(told(&mut late, &mut client, [wanted()]), "not_authenticated");
    assert!(client.factor(NOW).is_none(), "the user has logged out meanwhile");
    begin(&mut client);
    // A wrong code can be corrected.
    told(&mut task, &mut client, [failed(Code::InvalidCredentials, Sent::Answered)]);
    let again = told(&mut code(&client), &mut client, [LoginEvent::Done]);
    assert_eq!(again, "Search { for_login: true }");
    assert!(client.factor(NOW + FACTOR_LIFE - 1.0).is_some());
    assert!(client.factor(NOW + FACTOR_LIFE).is_none(), "it is too old");
    log_out(&mut client);
    assert_eq!(told(&mut code(&client), &mut client, [LoginEvent::Done]), "invalid_option");
    begin(&mut client);
    let mut task = password(&client);
    let events = [
        LoginEvent::Done,
        LoginEvent::Found(server(JWT)),
        granted(JWT, 8),
        LoginEvent::Marked("{}"),
        stored(TABS),
    ];
    told(&mut task, &mut client, events);
    let after = told(&mut code(&client), &mut client, [LoginEvent::Done]);
    assert_eq!(after, "invalid_option", "somebody has logged in");
    let factor = Some(Secret::new("kept".into()));
    let kept = Given { factor, ..given(&client, r#"{"code":"123"}"#) };
    let mut elsewhere = LogIn::new(kept);
    let begun = told(&mut elsewhere, &mut client, [LoginEvent::Done]);
    assert_eq!(begun, "Search { for_login: true }", "a backend keeps it in a cookie");
    let factor = Some(Secret::new("kept".into()));
    let password = Given { factor, ..given(&client, r#"{"username":"u","password":"p"}"#) };
    let mut task = LogIn::new(password);
    let events = [LoginEvent::Done, LoginEvent::Found(server(JWT))];
    assert_eq!(told(&mut task, &mut client, events), SENT, "it is for codes alone");
    assert!(task.factor().is_none());
}

fn with_cookies(client: &mut Client, travel: bool, held: bool) -> (LogIn, String) {
    let mut task = password(client);
    let found = LoginEvent::Found(server("jwt-auth"));
    assert_eq!(told(&mut task, client, [LoginEvent::Done, found]), "FindCookies");
    let sent = told(&mut task, client, [LoginEvent::Cookies { travel, held }]);
    (task, sent)
}

#[test]
fn a_cookie_is_taken_where_it_travels_and_renews_only_then() {
    let mut client = good();
    let (mut task, sent) = with_cookies(&mut client, true, false);
    assert_eq!(sent, WITH_COOKIES);
    assert_eq!(told(&mut task, &mut client, [granted("jwt-auth", 8)]), "KeepCookie");
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Done]), "ReadMarkers");
    assert!(task.login().unwrap().can_refresh());
    let (mut task, sent) = with_cookies(&mut client, false, true);
    assert_eq!(sent, SENT);
    assert_eq!(told(&mut task, &mut client, [granted("jwt-auth", 8)]), "ReadMarkers");
    assert!(!task.login().unwrap().can_refresh(), "no cookie will renew it");
}

#[test]
fn a_server_with_a_cookie_may_overlook_the_password_so_that_a_second_response_vouches_for_it() {
    for (second, expected) in [(8, "ReadMarkers"), (9, "user_mismatch")] {
        let mut client = good();
        let (mut task, _) = with_cookies(&mut client, true, true);
        assert_eq!(told(&mut task, &mut client, [granted("jwt-auth", 8)]), TWIN);
        assert_eq!(told(&mut task, &mut client, [granted("jwt-auth", second)]), expected);
    }
    let mut client = good();
    let (mut task, _) = with_cookies(&mut client, true, true);
    let wrong = failed(Code::InvalidCredentials, Sent::Answered);
    let events = [granted("jwt-auth", 8), wrong];
    assert_eq!(told(&mut task, &mut client, events), "invalid_credentials");
}

#[test]
fn with_another_logins_cookie_the_server_may_take_no_password() {
    let mut client = good();
    let (mut task, _) = with_cookies(&mut client, true, true);
    let expired = || failed(Code::SessionExpired, Sent::Answered);
    assert_eq!(told(&mut task, &mut client, [expired()]), SENT);
    assert_eq!(told(&mut task, &mut client, [expired()]), "session_expired", "only once");
    let (mut other, _) = with_cookies(&mut client, true, true);
    let wrong = failed(Code::InvalidCredentials, Sent::Answered);
    assert_eq!(told(&mut other, &mut client, [wrong]), "invalid_credentials");
}

/// A login with these credentials, as far as a server that grants no token.
fn with_own(client: &mut Client, id: &str, credentials: &str) -> (LogIn, String) {
    let mut task = LogIn::new(given(client, credentials));
    let next = told(&mut task, client, [LoginEvent::Done, LoginEvent::Found(server(id))]);
    (task, next)
}

#[test]
fn credentials_that_are_sent_with_each_call_are_the_token() {
    let mut client = good();
    for (id, credentials, token) in [
        ("basic-auth", r#"{"username":"ed","password":"pa:ß"}"#, "ZWQ6cGE6w58="),
        ("api-key", r#"{"apiKey":"key"}"#, "key"),
    ] {
        let (task, next) = with_own(&mut client, id, credentials);
        assert_eq!(next, "validate Token");
        assert_eq!(task.login().unwrap().token.expose(), token);
    }
    for (id, credentials) in [
        ("api-key", "{}"),
        ("api-key", r#"{"apiKey":""}"#),
        ("basic-auth", r#"{"username":"ed"}"#),
        ("basic-auth", r#"{"username":"","password":"p"}"#),
        ("basic-auth", r#"{"username":"e:d","password":"p"}"#),
    ] {
        assert_eq!(with_own(&mut client, id, credentials).1, "invalid_option", "{credentials}");
    }
}

#[test]
fn a_token_is_adopted_only_if_the_server_accepts_it() {
    for (said, expected) in [
        (said(Ok(())), "ReadMarkers"),
        (refused(Code::Unreachable), "unreachable"),
        (
            said(Err({
                let mut error = Error::new(Code::TokenRejected, "");
                error.ends = Some(EndReason::Rejected);
                error
            })),
            "token_rejected",
        ),
    ] {
        let mut client = good();
        let token = grant(8, 3, true).token;
        let credentials = [r#"{"token":""#, token.expose(), r#""}"#].concat();
        let (mut task, next) = with_own(&mut client, JWT, &credentials);
        assert_eq!(next, "validate Token");
        assert_eq!(told(&mut task, &mut client, [said]), expected);
        assert_eq!(user(&client).as_deref(), Some("7"));
    }
    let mut client = good();
    assert_eq!(with_own(&mut client, JWT, r#"{"token":"x"}"#).1, "token_rejected");
    assert_eq!(with_own(&mut client, JWT, &expiring(NOW)).1, "token_rejected");
    let later = expiring(NOW + 1000.0);
    assert_eq!(with_own(&mut client, JWT, &later).1, "validate Token", "a code does not matter");
}

/// A token from elsewhere, and a code, which means nothing then.
fn expiring(at: f64) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let claims = format!(r#"{{"iat":1,"exp":{},"data":{{"user":{{"id":"8"}}}}}}"#, at / 1000.0);
    let token = [&part(r#"{"alg":"HS256"}"#), ".", &part(&claims), ".c2ln"].concat();
    format!(r#"{{"token":"{token}","code":"1"}}"#)
}

#[test]
fn a_token_brings_its_refresh_token_or_renews_itself() {
    let mut client = good();
    let token = grant(8, 3, true).token;
    for (id, more, refresh_token) in [
        (JWT, "", None),
        ("jwt-auth-pro-wp-rest-api", r#","refreshToken":"r""#, Some("r")),
        ("simple-jwt-login", "", Some("")),
    ] {
        let credentials = [r#"{"token":""#, token.expose(), r#"""#, more, "}"].concat();
        let (task, _) = with_own(&mut client, id, &credentials);
        let kept = task.login().unwrap().refresh_token.as_ref().map(Secret::expose);
        assert_eq!(kept, refresh_token, "{id}");
    }
}

#[test]
fn the_site_that_has_just_issued_a_token_is_not_asked_which_server_it_has() {
    let mut client = good();
    let named = Given {
        server: Some(server("application-passwords")),
        is_approved: true,
        ..given(&client, r#"{"username":"ed","password":"p"}"#)
    };
    let mut task = LogIn::new(named);
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Done]), "validate Token");
    let refused = refused(Code::InvalidCredentials);
    assert_eq!(told(&mut task, &mut client, [refused]), "authorization_stripped");
}

#[test]
fn what_the_server_knows_in_confidence_of_a_login_is_told_by_no_error() {
    let mut client = good();
    let (task, _) = with_own(&mut client, "api-key", r#"{"apiKey":"my-own-key"}"#);
    let factor = Some(Secret::new("the-interim-token".into()));
    let mut code = LogIn::new(Given { factor, ..given(&client, r#"{"code":"123"}"#) });
    told(&mut code, &mut client, [LoginEvent::Done]);
    for (task, echoed) in [(task, "my-own-key"), (code, "the-interim-token")] {
        let mut secrets = Redaction::default();
        task.confide(&mut secrets);
        assert_eq!(secrets.apply(echoed, 99), "***");
    }
}

#[test]
fn a_name_is_the_typed_one_unless_it_is_an_address_or_came_with_a_token() {
    let client = good();
    for (credentials, name) in [
        (r#"{"username":"ed","password":"p"}"#, Some("ed")),
        (r#"{"username":"e@e.com","password":"p"}"#, None),
        (r#"{"username":"","password":"p"}"#, None),
        (r#"{"username":"ed","token":"t"}"#, None),
        (r#"{"username":"ed","token":"t","consumerKey":"k"}"#, Some("ed")),
    ] {
        let task = LogIn::new(given(&client, credentials));
        assert_eq!(task.typed_name().as_deref(), name, "{credentials}");
    }
}

#[test]
fn a_pair_of_oauth_1_is_asked_for_with_the_apps_key() {
    let mut client = good();
    let credentials = r#"{"consumerKey":"k","token":"t"}"#;
    let (mut task, next) = with_own(&mut client, "oauth1", credentials);
    assert_eq!(next, "Consent");
    let token = LoginEvent::Consented("consumerKey=k&token=t");
    assert_eq!(told(&mut task, &mut client, [token]), "validate Token");
}

#[test]
fn a_printed_nonce_is_tried_and_a_new_one_asked_for_where_a_cache_kept_it() {
    let nonce = |client: &mut Client, is_own, printed| {
        let (mut task, next) = with_own(client, "cookie", "{}");
        assert_eq!(next, "FindNonce");
        let next = told(&mut task, client, [LoginEvent::Nonce { is_own, printed }]);
        (task, next)
    };
    let mut client = good();
    assert_eq!(nonce(&mut client, false, "ab").1, "invalid_option", "another site's page");
    assert_eq!(nonce(&mut client, true, "").1, "refresh Nonce");
    let (mut task, next) = nonce(&mut client, true, "ab");
    assert_eq!(next, "validate Token");
    assert_eq!(told(&mut task, &mut client, [said(Ok(()))]), "ReadMarkers");
    let (mut task, _) = nonce(&mut client, true, "ab");
    assert_eq!(told(&mut task, &mut client, [refused(Code::NotAuthenticated)]), "refresh Nonce");
    assert!(task.login().is_none());
    let (mut task, _) = nonce(&mut client, true, "ab");
    let lost = said(Err(Error::new(Code::Unreachable, "").sent(Sent::Maybe)));
    assert_eq!(
        told(&mut task, &mut client, [lost]),
        "unreachable",
        "nobody knows whether it is old"
    );
    let (mut task, _) = nonce(&mut client, true, "");
    let elsewhere = || LoginEvent::Answered(Outcome::Elsewhere);
    assert_eq!(told(&mut task, &mut client, [elsewhere()]), "Search { for_login: false }");
    assert_eq!(told(&mut task, &mut client, [LoginEvent::Done]), "refresh Nonce");
    assert_eq!(told(&mut task, &mut client, [granted("cookie", 8)]), "ReadMarkers");
}

#[test]
fn a_question_about_the_session_changes_nothing_but_the_session() {
    for (result, expected) in [(Ok(()), "Tell(true)"), (refusal(), "Tell(false)")] {
        let mut client = good();
        let mut task = LogIn::new(Given::default());
        assert_eq!(told(&mut task, &mut client, [LoginEvent::Done]), "validate Token");
        assert_eq!(told(&mut task, &mut client, [said(result)]), expected);
        assert_eq!(client.machine.token(NOW).is_some(), expected == "Tell(true)");
        assert_eq!(told(&mut task, &mut client, [LoginEvent::Done]), "");
    }
    let mut client = good();
    let mut task = LogIn::new(Given::default());
    told(&mut task, &mut client, [LoginEvent::Done]);
    let token = String::from(task.login().unwrap().token.expose());
    log_out(&mut client);
    assert_eq!(task.login().unwrap().token.expose(), token, "the token in force when it was asked");
    assert_eq!(told(&mut task, &mut client, [said(Ok(()))]), "Tell(false)", "nobody is logged in");
    let mut nobody = LogIn::new(Given::default());
    assert_eq!(told(&mut nobody, &mut client, [LoginEvent::Done]), "Tell(false)");
}

fn refusal() -> Result<()> {
    let mut error = Error::new(Code::TokenRejected, "");
    error.ends = Some(EndReason::Rejected);
    Err(error)
}

#[test]
fn an_event_that_nothing_waits_for_changes_nothing() {
    let mut client = good();
    let mut task = password(&client);
    told(&mut task, &mut client, [LoginEvent::Done]);
    for event in [LoginEvent::Done, stored(TABS), LoginEvent::Marked("{}"), granted(JWT, 8)] {
        assert_eq!(told(&mut task, &mut client, [event]), "");
    }
    assert_eq!(task.doing(), Some(LoginEffect::Search { for_login: true }));
}
