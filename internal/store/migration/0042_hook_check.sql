-- What calls with a token's hook address must prove: signed in a tool's way with a secret, from one of some networks.
CREATE TABLE hook_check (
    token_id      bigint PRIMARY KEY REFERENCES token (id) ON DELETE CASCADE,
    scheme        text NOT NULL,
    sealed_secret {bytes},
    networks      text NOT NULL
);
