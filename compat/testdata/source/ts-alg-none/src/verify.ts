import jwt from "jsonwebtoken";

const options: jwt.VerifyOptions = {
  algorithms: ["HS256", "none"],
};

export function verify(token: string, secret: string) {
  return jwt.verify(token, secret, options);
}

export function refuses(header: { alg: string }) {
  if (header.alg === "none") throw new Error("no signature");
}
