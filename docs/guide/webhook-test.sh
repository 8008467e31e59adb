#!/usr/bin/env bash
# Sends a request like those of a Slipway webhook, with nothing but openssl and curl: for finding out whether the fault is
# with the receiver or on the way. Set the four variables here, or in the environment.
set -euo pipefail

: "${ACCESS_TOKEN:=your-access-token}"
: "${SECRET:=your-secret}"
: "${PAYLOAD:={\"event_type\": \"BUILD_AND_DEPLOY\"\}}"
: "${API_ENDPOINT:=https://ci.example.com/hooks/slipway}"

# HMAC-SHA256 over the exact bytes of the body, in base64.
SIGNATURE=$(printf '%s' "$PAYLOAD" | openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64 -A)

curl --show-error --silent --include --max-time 30 --request POST "$API_ENDPOINT" \
  --header "Content-Type: application/json" \
  --header "Authorization: Bearer $ACCESS_TOKEN" \
  --header "X-Wandb-Signature: $SIGNATURE" \
  --data-binary "$PAYLOAD"
