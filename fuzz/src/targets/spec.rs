//! Descriptions of servers (`PluginSpec`): the first line; the second is a response.
//!
//! Holds P1 of SECURITY.md.

use super::{SITE, assert_inside, assert_json, line, site};
use presskey::core::{
    discovery::Found,
    error::Code,
    json::Json,
    server::{Answer, Server},
};

pub fn run(text: &str) {
    let (spec, body) = line(text);
    let Some(json) = Json::parse(spec) else { return };
    let server = match Server::of_spec(json) {
        Ok(server) => server,
        Err(error) => {
            assert_eq!(error.code, Code::InvalidOption);
            return;
        }
    };
    let site = site();
    for root in site.roots() {
        let found = Found::at(root, Some(server));
        for operation in ["login", "refresh", "keep", "validate", "revoke", "secondFactor"] {
            let Ok(request) = server.request(operation, &site, &found) else { continue };
            let request = assert_json(&request);
            assert_inside(request["url"].as_str().unwrap(), SITE, "a described request");
        }
    }
    if let Some(url) = server.url_beside(&site, "/wp", body)
        && site.may_receive_token(&url)
    {
        assert_inside(&url, SITE, "a route beside the API");
    }
    assert_json(&server.carrier());
    let answer = Answer { status: 200, body, retry_after: None };
    let _ = (server.read_login(answer, "u"), server.read_grant(answer, "refresh"));
    let _ = (server.second_factor(answer), server.read_validation(answer, "validate"));
}
