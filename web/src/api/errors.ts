/** ApiError is an answer from the server that is not a success. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The input that was bad, when the server says so. */
    readonly field?: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** NetworkError means that no answer came. */
export class NetworkError extends Error {
  constructor(message = "The server cannot be reached.") {
    super(message);
    this.name = "NetworkError";
  }
}

/** messageOf gives the sentence to show for anything that was thrown. */
export function messageOf(err: unknown): string {
  if (err instanceof ApiError || err instanceof NetworkError) return err.message;
  return "Something went wrong in this page.";
}

/** fieldOf names the form field that an error is about, or nothing. */
export function fieldOf(err: unknown): string | undefined {
  return err instanceof ApiError ? err.field : undefined;
}
