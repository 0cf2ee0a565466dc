/** What a trustee by hand types (spec/envelope.md, spec/acts.md), for bash with age 1.3, jq, openssl, tar and the GNU core utilities. */

/** Bytes of a hex string, and hex of bytes, by the core utilities. */
const helpers = `hex() { tr a-f A-F | basenc -d --base16; }
hash() { { printf '%s\\0' "$1"; cat; } | sha256sum | cut -c1-64; }
same() { [ "$1" = "$2" ] && echo right || echo WRONG; }`

const keys = `age-keygen -pq -o identity.txt
openssl genpkey -algorithm ed25519 -out signing.pem
KEY=$(openssl pkey -in signing.pem -pubout -outform DER | tail -c 32 | od -An -v -tx1 | tr -d ' \\n')
jq -cn --arg name "$NAME" --arg key "$KEY" --arg recipient "$(age-keygen -y identity.txt)" \\
  '{$name, $key, $recipient}' | tee public.json`

const open = `tar -xf "$F" envelope.json trustee-$N.age
age --decrypt -i identity.txt trustee-$N.age > note.json`

const check = `${helpers}
same "$(hash avow/note/v1 < trustee-$N.age)" "$(jq -r ".notes[$N-1]" envelope.json)"
same "$(jq -cjS 'del(.notes, .signature)' envelope.json | hash avow/binding/v1)" "$(jq -r .binding note.json)"
same "$({ jq -r .shareSalt note.json | hex; printf "\\\\$(printf %o $N)"; jq -r .share note.json | base64 -d; } |
  hash avow/share/v1)" "$(jq -r ".shares[$N-1]" envelope.json)"
same "$({ jq -r .conditionSalt note.json | hex; jq -cjS .condition note.json; } |
  hash avow/condition/v1)" "$(jq -r .condition envelope.json)"`

const judge = `jq .condition note.json`

const act = `{ printf '302a300506032b6570032100'; jq -r .author envelope.json; } | tr -d '\\n' | hex > author.der
same "$(jq -r .statement act.json)" "$(hash avow/envelope/v1 < envelope.json)"
{ printf 'avow/act/v1\\0'; jq -cjS 'del(.signature)' act.json; } > signed
jq -r .signature act.json | base64 -d > signature
jq -r .kind act.json; openssl pkeyutl -verify -pubin -keyform DER -inkey author.der -rawin -in signed -sigfile signature`

const release = `jq -cjS --arg statement "$(hash avow/envelope/v1 < envelope.json)" --arg salt "$(openssl rand -hex 32)" \\
  --arg actor "$KEY" '{version: "avow/act/v1", kind: "release", $statement, $salt, $actor,
  body: {trustee, share, shareSalt, condition, conditionSalt}}' note.json > act
{ printf 'avow/act/v1\\0'; cat act; } > signed
openssl pkeyutl -sign -inkey signing.pem -rawin -in signed -out signature
jq -cjS --arg signature "$(base64 -w0 < signature)" '. + {$signature}' act > release.json`

const send = `curl -H 'content-type: application/json' --data-binary @release.json "$R/api/v1/acts"`

const hand = `jq -c '{trustee, share, shareSalt}' note.json | age -r "$TO" > share.age`

const destroy = `shred -u note.json act signed signature release.json`

/** In the order of the page. Each may use what the ones before it have defined. */
export const commands = { keys, open, check, judge, act, release, send, hand, destroy } as const
