// Checks what servers sign: JSON Web Tokens with HMAC-SHA256 and the secret of the installation that they name.
import { createHmac, timingSafeEqual } from "node:crypto";

const oldest = 15 * 60; // seconds: a stolen address does not work for long
const leeway = 60; // seconds between two clocks

/** claimsOf answers the claims of a call's token, in its header or its address, or undefined when it is not good. */
export function claimsOf(req, url, secretOf) {
	const token = /^JWT (\S+)$/.exec(req.headers.authorization ?? "")?.[1] ?? url.searchParams.get("signed_request");
	return token ? verify(token, secretOf, Date.now() / 1000) : undefined;
}

/** verify answers the claims of a token at that time, or undefined. secretOf knows the secret of an oauthId. */
export function verify(token, secretOf, now) {
	const parts = token.split(".");
	const header = decode(parts[0]);
	const claims = decode(parts[1]);
	// The algorithm is ours to choose: a token that says "none" must not be believed.
	if (parts.length !== 3 || header?.alg !== "HS256" || !claims) return undefined;
	const secret = typeof claims.iss === "string" ? secretOf(claims.iss) : undefined;
	if (!secret || !signed(`${parts[0]}.${parts[1]}`, parts[2], secret)) return undefined;
	const timely = claims.exp > now - leeway && claims.iat > now - oldest && claims.iat < now + leeway;
	return timely ? claims : undefined;
}

function signed(text, signature, secret) {
	const want = createHmac("sha256", secret).update(text).digest();
	const got = Buffer.from(signature, "base64url");
	return got.length === want.length && timingSafeEqual(got, want);
}

function decode(part) {
	try {
		return JSON.parse(Buffer.from(part, "base64url").toString());
	} catch {
		return undefined;
	}
}
