export default (stage) => ({
  "miniOrange REST API Authentication": async (block) => {
    // What the site's owner chooses in the dashboard.
    stage.site.setOptions({
      wp_options: {
        mo_api_authentication_selected_authentication_method: "jwt_auth",
        mo_api_authentication_jwt_client_secret: "a secret for tests only",
        mo_api_authentication_jwt_signing_algorithm: "HS256",
        mo_rest_api_protect_migrate: "1",
      },
    });
    try {
      await stage.play(block);
    } finally {
      stage.site.setOptions();
    }
  },
});
