//! The questions by which a server tells whether it accepts a token.

use super::*;

/// A question about a session of this server, as far as its first response.
fn asked(id: &str, reading: Reading) -> (LogIn, Client, String) {
    let mut client = good();
    let mut login = client.machine.login().unwrap().clone();
    login.server = server(id);
    client.machine.begin_login(login, true);
    let mut task = LogIn::new(Given::default());
    let next = [LoginEvent::Done, LoginEvent::Validated(reading)];
    let next = told(&mut task, &mut client, next);
    (task, client, next)
}

fn failing(error: Box<Error>, is_unclear: bool) -> Reading {
    Reading { is_missing: false, is_unclear, result: Err(error) }
}

#[test]
fn a_token_with_which_the_site_crashes_is_refused_if_a_visitor_is_answered() {
    for (is_answered, expected) in [(true, "Tell(false)"), (false, "malformed_response")] {
        let crash = failing(Error::new(Code::MalformedResponse, "").sent(Sent::Answered), true);
        let (mut task, mut client, next) = asked("jwt-auth", crash);
        assert_eq!(next, "validate Visitor");
        let visited = LoginEvent::Visited(is_answered);
        assert_eq!(told(&mut task, &mut client, [visited]), expected);
    }
}

#[test]
fn where_validation_is_switched_off_a_route_that_knows_the_user_tells() {
    for (is_somebody, expected) in [(true, "Tell(true)"), (false, "server_misconfigured")] {
        let mut off = Error::new(Code::ServerMisconfigured, "").sent(Sent::Answered);
        off.hint = Some("switched_off");
        let (mut task, mut client, next) = asked("simple-jwt-login", failing(off, false));
        assert_eq!(next, "who Somebody");
        let known = LoginEvent::Known(is_somebody);
        assert_eq!(told(&mut task, &mut client, [known]), expected);
    }
}

#[test]
fn what_the_server_says_of_the_user_becomes_part_of_the_login() {
    let mut client = good();
    let token = grant(8, 3, true).token;
    let credentials = [r#"{"token":""#, token.expose(), r#""}"#].concat();
    let (mut task, _) = with_own(&mut client, JWT, &credentials);
    assert_eq!(task.credentials(), credentials);
    task.login_mut().unwrap().user.username = Some("ed".into());
    told(&mut task, &mut client, [said(Ok(())), LoginEvent::Marked("{}"), stored(TABS)]);
    assert_eq!(client.machine.login().unwrap().user.username.as_deref(), Some("ed"));
}
