#!/bin/bash
# As run.sh, after a build: the page is asked for with an expired token (the refresh takes 2.5 s), the logout comes 0.5 s later.
node wp-slow-refresh.mjs & wp=$!; npx next start -H 127.0.0.1 -p 4714 > next.log 2>&1 & nx=$!; sleep 6
J="-H content-type:application/json -H origin:http://127.0.0.1:4714 -H sec-fetch-site:same-origin"
curl -s -D h1 -o b1 -X POST $J -d '{"username":"anna","password":"pass-word-1"}' http://127.0.0.1:4714/api/presskey/login
C=$(grep -i '^set-cookie' h1 | sed 's/^[^:]*: //; s/;.*//' | tr -d '\r' | paste -sd';'); sleep 5
curl -s -D h2 -o /dev/null -H "cookie: $C" http://127.0.0.1:4714/me & page=$!; sleep 0.5
curl -s -X POST $J -H "cookie: $C" -d '{}' http://127.0.0.1:4714/api/presskey/logout; echo; wait $page
grep -i set-cookie h2 | cut -c1-80
C=$(grep -i '^set-cookie' h2 | sed 's/^[^:]*: //; s/;.*//' | tr -d '\r' | paste -sd';')
curl -s -H "cookie: $C" http://127.0.0.1:4714/me | grep -o 'STATUS=[^<]*<[^<]*[^/]*' | head -1
kill $wp $nx
