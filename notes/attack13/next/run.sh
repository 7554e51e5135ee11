#!/bin/bash
# In a copy of this folder: npm install next@16 react@19 react-dom@19; cp -r WORKTREE/pkg node_modules/presskey; npx next build; then this.
node wp.mjs & wp=$!; npx next start -H 127.0.0.1 -p 4714 > next.log 2>&1 & nx=$!; sleep 6
curl -s -D h1 -o b1 -X POST -H 'content-type: application/json' -H 'origin: http://127.0.0.1:4714' -H 'sec-fetch-site: same-origin' -d '{"username":"anna","password":"pass-word-1"}' http://127.0.0.1:4714/api/presskey/login
C=$(grep -i '^set-cookie' h1 | sed 's/^[^:]*: //; s/;.*//' | tr -d '\r' | paste -sd';'); sleep 6
for p in /about /logo.txt; do echo "== $p"; curl -s -D - -o /dev/null -H "cookie: $C" "http://127.0.0.1:4714$p" | grep -i -E '^HTTP|set-cookie|cache' | cut -c1-120; done
kill $wp $nx
