import { createBackend } from "presskey/server";
export const backend = createBackend({
  site: "http://127.0.0.1:4713", // the WordPress of this test
  secret: "s".repeat(40),
  plugin: { id:"my", namespace:"my/v1", token:"token", refreshToken:"refresh",
    login:{path:"login",body:{name:"$username",password:"$password"}},
    refresh:{path:"refresh",body:{refresh:"$refreshToken"},with:"refreshToken"}, user:{id:"id",username:"name"} },
});
